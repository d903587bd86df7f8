//! DELETE and UPDATE of every row.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::Setting;
use brickline_model::operation::{Kind, Operation, What};

use crate::shared::constant::find_truth;
use crate::shared::path;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unfiltered-delete",
    group: Group::Delta,
    on: &[Domain::Python, Domain::Sql],
    summary: "DELETE or UPDATE without a condition changes every row",
    why: "Without `WHERE` the statement rewrites or empties the whole table, most often by accident. Say which rows; to empty \
          a table on purpose write `TRUNCATE TABLE`, to replace its rows `INSERT OVERWRITE`.",
    bad: Example::sql("DELETE FROM main.silver.orders;\n"),
    good: Example::sql("DELETE FROM main.silver.orders WHERE day < '2020-01-01';\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/sql/language-manual/delta-delete-from",
        "https://docs.databricks.com/aws/en/sql/language-manual/delta-update",
    ],
    options: &[],
    checks: &[Check::Operation(&[Kind::Change], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Change(change) = &operation.what else { return };
    let verb = if change.delete { "deletes" } else { "updates" };
    let table = path::describe(&change.target).unwrap_or("the table".to_string());
    match &change.condition {
        Setting::Absent => {
            cx.report(operation.site.name, format!("this {verb} every row of {table}: there is no condition"));
        }
        Setting::Set(condition) if find_truth(condition) == Some(true) => {
            cx.report(condition.range, format!("this {verb} every row of {table}: the condition is always true"));
        }
        Setting::Set(_) | Setting::Unknown => {}
    }
}
