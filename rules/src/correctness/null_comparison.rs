//! A comparison with NULL, which is never true.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::expr::{BinaryOp, Expr, ExprKind};
use brickline_model::operation::{Language, Operation};

use crate::shared::chain::parenthesize;

/// The rule.
pub static RULE: Rule = Rule {
    name: "null-comparison",
    group: Group::Correctness,
    on: &[Domain::Python, Domain::Sql],
    summary: "A comparison with NULL is never true",
    why: "In SQL nothing equals NULL, and nothing differs from it: the comparison gives NULL, and a filter drops the row. Ask \
          with `IS NULL` and `IS NOT NULL`, or compare with `<=>`, which takes NULL for a value.",
    bad: Example::sql("SELECT id FROM main.sales.orders WHERE shipped_at = NULL;\n"),
    good: Example::sql("SELECT id FROM main.sales.orders WHERE shipped_at IS NULL;\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-null-semantics"],
    options: &[],
    checks: &[Check::Expr(check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation, expr: &Expr) {
    let Some((equal, operand)) = find_comparison(expr) else { return };
    let never = if equal { "= NULL" } else { "<> NULL" };
    let fix = find_edit(cx, operation.site.language, expr, equal, operand);
    cx.report(expr.range, format!("`{never}` is never true, not even for NULL")).fix(fix);
}

/// The comparison with NULL that an expression is: whether it asks for equality, and the other operand.
fn find_comparison(expr: &Expr) -> Option<(bool, &Expr)> {
    let ExprKind::Binary { op: op @ (BinaryOp::Eq | BinaryOp::NotEq), operands, .. } = &expr.kind else { return None };
    match operands.as_slice() {
        [operand, null] | [null, operand] if null.is_null() => Some((*op == BinaryOp::Eq, operand)),
        _ => None,
    }
}

fn find_edit(cx: &Cx<'_>, language: Language, expr: &Expr, equal: bool, operand: &Expr) -> Option<Fix> {
    let is_inside = expr.range.contains_range(operand.range) && !operand.range.is_empty() && operand.range != expr.range;
    if operand.is_null() || !is_inside {
        return None;
    }
    let operand = parenthesize(cx.text(operand.range));
    let test = match (language, equal) {
        (Language::Sql(_), true) => format!("{operand} IS NULL"),
        (Language::Sql(_), false) => format!("{operand} IS NOT NULL"),
        (_, true) => format!("{operand}.isNull()"),
        (_, false) => format!("{operand}.isNotNull()"),
    };
    Some(Fix::unsafe_("ask whether it is NULL", vec![Edit::replace(expr.range, test)]))
}
