//! Common tables that nothing reads.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::operation::{Kind, Operation, What};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unused-cte",
    group: Group::Performance,
    on: &[Domain::Sql],
    summary: "A common table expression is read by nothing",
    why: "Spark does not compute it, but it must still be right: names in it are resolved, and whoever reads the query looks for \
          its use. Delete it, or read from it.",
    bad: Example::sql("WITH old AS (SELECT id FROM main.silver.orders)\nSELECT id FROM main.silver.returns;\n"),
    good: Example::sql("WITH old AS (SELECT id FROM main.silver.orders)\nSELECT id FROM old;\n"),
    severity: Severity::Info,
    enabled: true,
    fix: FixKind::Safe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-qry-select-cte"],
    options: &[],
    checks: &[Check::Operation(&[Kind::CommonTable], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::CommonTable(table) = &operation.what else { return };
    if table.is_read.is_no() {
        let fix = Fix::safe("delete it", vec![Edit::delete(table.removal)]);
        cx.report(table.name.range, format!("nothing reads `{}`", table.name.name)).fix(fix);
    }
}
