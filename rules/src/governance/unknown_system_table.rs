//! System tables and columns of theirs that do not exist.

use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::expr::ExprKind;
use brickline_model::facts::system_table::{SystemTable, find, nearest};
use brickline_model::frame::{Frame, Step};
use brickline_model::operation::{Key, Kind, Language, NameMeaning, NameUse, Operation, Source, What};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-system-table",
    group: Group::Governance,
    on: &[Domain::Sql, Domain::Python],
    summary: "A system table, or a column of one, does not exist",
    why: "The catalog `system` belongs to the platform: nobody can add a table or a column that it does not have, so the query \
          fails. Use the name and the columns as they are documented; much of what looks like a column is a field of a struct.",
    bad: Example::sql("SELECT statement_id FROM system.query_history;\n"),
    good: Example::sql("SELECT statement_id FROM system.query.history;\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/admin/system-tables/"],
    options: &[],
    checks: &[Check::Operation(&[Kind::NameUse], check), Check::Operation(&[Kind::Expression], check_expression)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::NameUse(found) = &operation.what else { return };
    if !found.name.starts_with("system") || found.name.parts.len() < 2 || found.meaning != NameMeaning::Persistent {
        return;
    }
    let Some(parts) = found.name.constant() else { return };
    let name = parts.join(".");
    match find(&name) {
        Some(table) => check_columns(cx, &found.columns, table),
        None => check_name(cx, found, &name),
    }
}

/// Speaks only of names that were meant for another: the platform shows tables of its previews, and no list has them all.
fn check_name(cx: &mut Cx<'_>, found: &NameUse, name: &str) {
    let Some(meant) = nearest(name) else { return };
    let fix = found.name.exact.then(|| {
        Fix::unsafe_(format!("read {meant}"), vec![Edit::replace(found.name.spelt_range(), meant)])
    });
    cx.report(found.name.range, format!("there is no system table `{name}`: `{meant}` is meant")).fix(fix);
}

/// Python names columns of a frame; those of a frame that only chose rows are the table's.
fn check_expression(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Expression(expression) = &operation.what else { return };
    if operation.site.language != Language::Python {
        return;
    }
    let Some(table) = expression.frame.as_ref().and_then(find_table) else { return };
    let (mut columns, mut has_lambda) = (Vec::new(), false);
    expression.expr.walk(&mut |part| match &part.kind {
        ExprKind::Column(column) if column.qualifier.is_empty() && !column.name_range.is_empty() => {
            columns.push(Key { name: column.name.clone(), range: column.name_range });
        }
        ExprKind::Lambda { .. } => has_lambda = true,
        _ => {}
    });
    if !has_lambda {
        check_columns(cx, &columns, table);
    }
}

/// The system table whose rows a frame has, all of its columns kept.
fn find_table(frame: &Arc<Frame>) -> Option<SystemTable> {
    let mut frame = frame;
    loop {
        match &frame.step {
            Step::Read { source: Source::Table(name), .. } if name.starts_with("system") => {
                return find(&name.constant()?.join("."));
            }
            Step::Filter(_) | Step::Limit(_) | Step::Sort { .. } | Step::Deduplicate { .. } | Step::Cache => {
                frame = frame.inputs.first()?;
            }
            _ => return None,
        }
    }
}

/// As with tables: columns are added over time.
fn check_columns(cx: &mut Cx<'_>, columns: &[Key], table: SystemTable) {
    for column in columns {
        if table.has_column(&column.name) != Some(false) {
            continue;
        }
        let Some(meant) = table.nearest_column(&column.name) else { continue };
        let fix = (cx.text(column.range) == column.name).then(|| {
            Fix::unsafe_(format!("read {meant}"), vec![Edit::replace(column.range, meant)])
        });
        let message = format!("`{}` has no column `{}`: `{meant}` is meant", table.name(), column.name);
        cx.report(column.range, message).fix(fix);
    }
}
