//! Functions that count or pick rows of a window that has no order.

use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::expr::{Call, Callee, Expr, ExprKind, WindowSpec};
use brickline_model::facts::function::{Trait, is};
use brickline_model::facts::sql_function;
use brickline_model::operation::Operation;

/// The rule.
pub static RULE: Rule = Rule {
    name: "window-without-order",
    group: Group::Correctness,
    on: &[Domain::Python, Domain::Sql],
    summary: "A function that needs an order runs over a window without one",
    why: "`row_number`, `rank`, `lag` and their kin are refused over a window without `ORDER BY`. `first`, `last` and \
          `collect_list` are not, but what they give changes from run to run: which row comes first is left to chance.",
    bad: Example::sql("SELECT id, row_number() OVER (PARTITION BY customer) AS n FROM main.silver.orders;\n"),
    good: Example::sql("SELECT id, row_number() OVER (PARTITION BY customer ORDER BY day) AS n FROM main.silver.orders;\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-window-functions",
        "https://docs.databricks.com/aws/en/sql/language-manual/functions/first",
    ],
    options: &[],
    checks: &[Check::Expr(check)],
};

fn check(cx: &mut Cx<'_>, _: &Operation, expr: &Expr) {
    let Some((call, window)) = find_call(expr) else { return };
    if sql_function::find(&call.name).is_some_and(|function| function.is_window()) {
        cx.report(call.name_range, format!("`{}` needs a window with an order", call.name));
    } else if is(&call.name, Trait::OrderSensitive) && !is_same_for_all(call, window) {
        let message = format!("`{}` over a window without an order gives whatever row comes first", call.name);
        cx.report(call.name_range, message).severity(Severity::Warning);
    }
}

/// A built-in function over a window that is known to have no order.
fn find_call(expr: &Expr) -> Option<(&Call, &Arc<WindowSpec>)> {
    let ExprKind::Call(call) = &expr.kind else { return None };
    let window = call.over.as_ref()?;
    (call.callee == Callee::Builtin && window.known && window.order_by.is_empty()).then_some((call, window))
}

/// Whether the argument is a constant or a key of the window, the same for all its rows.
fn is_same_for_all(call: &Call, window: &WindowSpec) -> bool {
    let Some(argument) = call.args.first() else { return false };
    let is_key = |key: &Expr| key.as_column().is_some_and(|key| {
        argument.as_column().is_some_and(|column| column.name.eq_ignore_ascii_case(&key.name))
    });
    matches!(argument.kind, ExprKind::Literal(_)) || window.partition_by.iter().any(is_key)
}
