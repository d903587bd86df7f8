//! Filters that hide a column in a function, so that no file and no partition can be skipped.

use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::expr::{BinaryOp, Expr, ExprKind, Literal};
use brickline_model::frame::{Column, Frame, Step};
use brickline_model::operation::{Kind, Language, Operation, Place, What};

use crate::shared::keys::find_declared_keys;
use crate::shared::pruning::{Hidden, How, find_hidden, find_pattern, is_constant, loses_skipping};
use crate::shared::range::find_bounds;

/// The rule.
pub static RULE: Rule = Rule {
    name: "non-sargable-filter",
    group: Group::Performance,
    on: &[Domain::Python, Domain::Sql],
    summary: "A filter hides a column in a function, cast or pattern",
    why: "Files and partitions are skipped by comparing the column itself with constants. Behind a function, a cast or a \
          pattern that begins with `%` the column is known only after every file was read. Compare the plain column with a \
          range.",
    bad: Example::sql("SELECT id FROM main.sales.orders WHERE year(order_date) = 2024;\n"),
    good: Example::sql("SELECT id FROM main.sales.orders WHERE order_date >= '2024-01-01' AND order_date < '2025-01-01';\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/tables/data-skipping"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Expression], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Expression(expression) = &operation.what else { return };
    if expression.place != Place::Filter || expression.frame.as_ref().is_some_and(is_computed) {
        return;
    }
    let columns = expression.frame.as_ref().and_then(|frame| frame.columns.as_deref()).unwrap_or_default();
    let mut found = Vec::new();
    expression.expr.walk(&mut |expr| found.extend(find_in(expr).map(|hidden| (expr, hidden))));
    if found.is_empty() {
        return;
    }
    let keys = expression.frame.as_ref().map(|frame| find_declared_keys(cx, operation, frame)).unwrap_or_default();
    for (expr, hidden) in found {
        report(cx, operation, &keys, columns, expr, &hidden);
    }
}

fn report(cx: &mut Cx<'_>, operation: &Operation, keys: &[String], columns: &[Column], expr: &Expr, hidden: &Hidden<'_>) {
    let name = &hidden.column.name;
    let is_key = keys.contains(&name.to_lowercase());
    if !is_key && !loses_skipping(hidden, columns) {
        return;
    }
    let what = if is_key { "key column" } else { "column" };
    let message = match hidden.how {
        How::Wildcard => format!("a pattern that begins with a wildcard reads every file of the {what} `{name}`"),
        _ => format!("the {what} `{name}` is hidden behind {}, so no file can be skipped", hidden.behind),
    };
    let fix = find_edit(cx, operation, expr, hidden).map(|edit| Fix::unsafe_("compare the column with a range", vec![edit]));
    cx.report(hidden.range, message).fix(fix);
}

/// What an expression hides: one side of a comparison whose other side is the same for all rows.
fn find_in(expr: &Expr) -> Option<Hidden<'_>> {
    match &expr.kind {
        ExprKind::Binary { op, operands, .. } if op.is_comparison() => match operands.as_slice() {
            [a, b] if is_constant(b) => find_hidden(a),
            [a, b] if is_constant(a) => find_hidden(b),
            _ => None,
        },
        ExprKind::In { operand, list, .. } if list.iter().all(is_constant) => find_hidden(operand),
        ExprKind::Between { operand, low, high, .. } if is_constant(low) && is_constant(high) => find_hidden(operand),
        ExprKind::Like { .. } => find_pattern(expr),
        _ => None,
    }
}

/// Whether the rows were computed or written down here, so that no file could be skipped anyway.
fn is_computed(frame: &Arc<Frame>) -> bool {
    matches!(frame.step, Step::Aggregate { .. } | Step::Rows)
}

/// `year(c) = 2024` and `date(c) = '2024-05-01'` as a range.
fn find_edit(cx: &Cx<'_>, operation: &Operation, expr: &Expr, hidden: &Hidden<'_>) -> Option<Edit> {
    let ExprKind::Binary { op: BinaryOp::Eq, operands, .. } = &expr.kind else { return None };
    let constant = operands.iter().find(|operand| is_constant(operand))?;
    let (from, to) = match (&constant.kind, hidden.how) {
        (ExprKind::Literal(literal @ Literal::Int(_)), How::Year) => find_bounds(literal)?,
        (ExprKind::Literal(literal @ (Literal::Text(_) | Literal::Temporal(_))), How::ToDate) => find_bounds(literal)?,
        _ => return None,
    };
    let given = cx.text(hidden.given);
    let text = match operation.site.language {
        Language::Sql(_) => format!("({given} >= '{from}' AND {given} < '{to}')"),
        _ => {
            // `F.year("c")` names its column by text; the range needs the column itself.
            let module = cx.text(expr.range).split(hidden.behind).next().filter(|module| module.ends_with('.'));
            let column = match (given.starts_with(['"', '\'']), module) {
                (true, Some(module)) => format!("{module}col({given})"),
                (true, None) => return None,
                (false, _) => given.to_string(),
            };
            format!("(({column} >= \"{from}\") & ({column} < \"{to}\"))")
        }
    };
    Some(Edit::replace(expr.range, text))
}
