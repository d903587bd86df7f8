//! Rows of different width where Spark wants the same: UNION and its kin, and INSERT with a column list.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::{SetOperation, Step};
use brickline_model::operation::{Kind, Language, Operation, Transform, What};
use brickline_model::scope::ColumnList;
use brickline_model::shape::count_columns;

/// The rule.
pub static RULE: Rule = Rule {
    name: "set-operation-mismatch",
    group: Group::Correctness,
    on: &[Domain::Sql],
    summary: "Rows that are put together have different numbers of columns",
    why: "`UNION`, `INTERSECT` and `EXCEPT` match columns by position and refuse sides of different width; so does `INSERT` when \
          a row has more or fewer values than the column list names.",
    bad: Example::sql("SELECT id, day FROM main.silver.orders UNION ALL SELECT id FROM main.silver.returns;\n"),
    good: Example::sql("SELECT id, day FROM main.silver.orders UNION ALL SELECT id, day FROM main.silver.returns;\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-qry-select-setops",
        "https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-dml-insert-into",
    ],
    options: &[],
    checks: &[Check::Operation(&[Kind::Transform, Kind::ColumnList], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    if !matches!(operation.site.language, Language::Sql(_)) {
        return;
    }
    match &operation.what {
        What::Transform(transform) => check_arms(cx, operation, transform),
        What::ColumnList(list) => check_list(cx, list),
        _ => {}
    }
}

fn check_arms(cx: &mut Cx<'_>, operation: &Operation, transform: &Transform) {
    let by_position = match transform.step() {
        Step::SetOperation(SetOperation::UnionByName) => false,
        Step::SetOperation(_) => !cx.text(operation.site.name).to_uppercase().contains("NAME"),
        _ => false,
    };
    let [left, right] = transform.frame.inputs.as_slice() else { return };
    let (Some(wanted), Some(found)) = (count_columns(left), count_columns(right)) else { return };
    if by_position && wanted != found {
        let message = format!("{} before this, {} behind it", plural(wanted, "column"), plural(found, "column"));
        cx.report(operation.site.name, message);
    }
}

fn check_list(cx: &mut Cx<'_>, list: &ColumnList) {
    let wanted = list.columns.len();
    for row in list.rows.iter().filter(|row| row.count != wanted) {
        let message = format!("{} for {}", plural(row.count, "value"), plural(wanted, "column"));
        cx.report(row.range, message).related(list.range, "the columns");
    }
}

fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
