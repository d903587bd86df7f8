//! Names in the legacy metastore of a workspace.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::name::ObjectName;
use brickline_model::operation::{Kind, Operation, What};

/// The rule.
pub static RULE: Rule = Rule {
    name: "hive-metastore-reference",
    group: Group::Governance,
    on: &[Domain::Python, Domain::Sql, Domain::Bundle],
    summary: "a name of the legacy Hive metastore is used",
    why: "Tables in `hive_metastore` belong to one workspace and have no Unity Catalog permissions, lineage or audit. Upgrade \
          the table to Unity Catalog and use its name there.",
    bad: Example::sql("SELECT * FROM hive_metastore.sales.orders;\n"),
    good: Example::sql("SELECT * FROM main.sales.orders;\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/data-governance/unity-catalog/hive-metastore",
        "https://docs.databricks.com/aws/en/data-governance/unity-catalog/migrate",
    ],
    options: &[],
    checks: &[Check::Operation(&[Kind::NameUse, Kind::Use], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    match &operation.what {
        What::NameUse(found) if is_legacy(&found.name) => {
            let message = format!("`{}` lies in the legacy Hive metastore", found.name.display());
            cx.report(found.name.range, message);
        }
        What::Use { name, .. } if is_legacy(name) => {
            cx.report(name.range, "this makes the legacy Hive metastore the current catalog");
        }
        _ => {}
    }
}

fn is_legacy(name: &ObjectName) -> bool {
    name.starts_with("hive_metastore")
}
