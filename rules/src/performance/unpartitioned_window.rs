//! Windows that sort all rows in one task.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::expr::{Expr, ExprKind};
use brickline_model::operation::{Operation, What};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unpartitioned-window",
    group: Group::Performance,
    on: &[Domain::Python, Domain::Sql],
    summary: "A window with an order but no partitions sends all rows to one task",
    why: "Without `PARTITION BY` a window is one group: Spark moves every row into a single task and sorts them there, however \
          large the cluster. Partition the window, or number rows another way where any number will do.",
    bad: Example::sql("SELECT id, row_number() OVER (ORDER BY day) AS n FROM main.silver.orders;\n"),
    good: Example::sql("SELECT id, row_number() OVER (PARTITION BY customer ORDER BY day) AS n FROM main.silver.orders;\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-window-functions"],
    options: &[],
    checks: &[Check::Expr(check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation, expr: &Expr) {
    let ExprKind::Call(call) = &expr.kind else { return };
    let Some(window) = &call.over else { return };
    if !window.known || !window.partition_by.is_empty() || window.order_by.is_empty() {
        return;
    }
    // Asked last: the answer needs a look at all that the frame was made from.
    let What::Expression(whole) = &operation.what else { return };
    if !whole.frame.as_ref().is_some_and(|frame| frame.is_small().is_yes()) {
        cx.report(window.range, "this window has no partitions: all rows go to one task");
    }
}
