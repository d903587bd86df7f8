//! Table properties that Spark keeps for itself, and properties on what has none.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::facts::config::{ValueKind, table_property};
use brickline_model::name::Securable;
use brickline_model::operation::{ConfigScope, Kind, Operation, What};

/// Says that reserved properties may be set after all.
const UNLOCK: &str = "spark.sql.legacy.notReserveProperties";

/// The rule.
pub static RULE: Rule = Rule {
    name: "reserved-table-property",
    group: Group::Correctness,
    on: &[Domain::Sql, Domain::Python],
    summary: "A table property is reserved, or the object takes no table properties",
    why: "`provider`, `location`, `owner`, `external` and `is_managed_location` belong to the platform: setting them in \
          `TBLPROPERTIES` is refused. Say them with `USING`, `LOCATION` and `ALTER ... OWNER TO`. Catalogs, schemas and volumes \
          have no table properties at all.",
    bad: Example::sql("CREATE TABLE main.silver.orders (id BIGINT) TBLPROPERTIES ('owner' = 'sales');\n"),
    good: Example::sql("CREATE TABLE main.silver.orders (id BIGINT) TBLPROPERTIES ('team' = 'sales');\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-tblproperties"],
    options: &[],
    checks: &[Check::Operation(&[Kind::ConfigSet, Kind::Definition], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    match &operation.what {
        What::ConfigSet(config) if config.scope == ConfigScope::TableProperty => {
            let Some(name) = config.key.constant() else { return };
            let is_reserved = table_property(&name).is_some_and(|known| known.value_type().kind == ValueKind::Reserved);
            if is_reserved && operation.context.session.conf(UNLOCK).is_absent() {
                cx.report(config.key_range, format!("the table property `{name}` is reserved: {}", say_instead(&name)));
            }
        }
        What::Definition(definition) => {
            let Some(first) = definition.properties.entries.first() else { return };
            if let Some(kind) = describe_bare(definition.securable) {
                cx.report(first.key_range, format!("{kind} has no table properties"));
            }
        }
        _ => {}
    }
}

fn say_instead(property: &str) -> &'static str {
    match property.to_lowercase().as_str() {
        "provider" => "the format stands behind USING",
        "owner" => "the owner is set with ALTER ... OWNER TO",
        _ => "where the data lies stands behind LOCATION",
    }
}

/// The kind of thing, where it has no properties.
fn describe_bare(securable: Securable) -> Option<&'static str> {
    match securable {
        Securable::Catalog => Some("a catalog"),
        Securable::Volume => Some("a volume"),
        _ => None,
    }
}
