//! System tables and columns of theirs that do not exist.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::facts::system_table::{SystemTable, find, has_schema, nearest};
use brickline_model::operation::{Kind, NameMeaning, NameUse, Operation, What};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-system-table",
    group: Group::Governance,
    on: &[Domain::Sql, Domain::Python],
    summary: "a system table, or a column of one, does not exist",
    why: "The catalog `system` holds the tables that the platform documents, and no others: the query fails. Use the name and \
          the columns as they are documented.",
    bad: Example::sql("SELECT statement_id FROM system.query_history;\n"),
    good: Example::sql("SELECT statement_id FROM system.query.history;\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/admin/system-tables/"],
    options: &[],
    checks: &[Check::Operation(&[Kind::NameUse], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::NameUse(found) = &operation.what else { return };
    if !found.name.starts_with("system") || found.name.parts.len() < 2 || found.meaning != NameMeaning::Persistent {
        return;
    }
    let Some(parts) = found.name.constant() else { return };
    let name = parts.join(".");
    match find(&name) {
        Some(table) => check_columns(cx, found, table),
        None => check_name(cx, found, &name),
    }
}

fn check_name(cx: &mut Cx<'_>, found: &NameUse, name: &str) {
    let meant = nearest(name);
    // A schema nobody wrote down may be newer than the table of facts.
    let in_known_schema = found.name.parts.len() == 3 && is_known_schema(name);
    if meant.is_none() && !in_known_schema {
        return;
    }
    let hint = meant.map(|meant| format!(": `{meant}` is meant")).unwrap_or_default();
    let fix = meant.filter(|_| found.name.exact).map(|meant| {
        Fix::unsafe_(format!("read {meant}"), vec![Edit::replace(found.name.spelt_range(), meant)])
    });
    cx.report(found.name.range, format!("there is no system table `{name}`{hint}")).fix(fix);
}

fn is_known_schema(name: &str) -> bool {
    let schema = name.rsplit_once('.').map_or(name, |(schema, _)| schema);
    has_schema(schema)
}

fn check_columns(cx: &mut Cx<'_>, found: &NameUse, table: SystemTable) {
    for column in &found.columns {
        if table.has_column(&column.name) != Some(false) {
            continue;
        }
        let meant = table.nearest_column(&column.name);
        let hint = meant.map(|meant| format!(": `{meant}` is meant")).unwrap_or_default();
        let fix = meant.filter(|_| cx.text(column.range) == column.name).map(|meant| {
            Fix::unsafe_(format!("read {meant}"), vec![Edit::replace(column.range, meant)])
        });
        cx.report(column.range, format!("`{}` has no column `{}`{hint}", table.name(), column.name)).fix(fix);
    }
}
