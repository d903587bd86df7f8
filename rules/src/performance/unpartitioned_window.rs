//! Windows that sort all rows in one task.

use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::expr::ExprKind;
use brickline_model::operation::{Kind, Operation, What};

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
    checks: &[Check::Operation(&[Kind::Expression], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Expression(expression) = &operation.what else { return };
    let mut windows = Vec::new();
    expression.expr.walk(&mut |expr| {
        if let ExprKind::Call(call) = &expr.kind {
            windows.extend(call.over.as_ref().map(Arc::clone));
        }
    });
    windows.retain(|window| window.known && window.partition_by.is_empty() && !window.order_by.is_empty());
    // Asked last: the answer needs a look at all that the frame was made from.
    let is_small = || expression.frame.as_ref().is_some_and(|frame| frame.is_small().is_yes());
    if windows.is_empty() || is_small() {
        return;
    }
    for window in windows {
        cx.report(window.range, "this window has no partitions: all rows go to one task");
    }
}
