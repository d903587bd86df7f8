//! Joins in which every row of one side meets every row of the other.

use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::expr::{Expr, ExprKind};
use brickline_model::facts::sql_function;
use brickline_model::frame::{Frame, JoinOn, Step};
use brickline_model::operation::{Language, Operation, What};

use crate::shared::constant::find_truth;
use crate::shared::sides::{Origin, Side, find_origins, may_link, side_of};

/// The rule.
pub static RULE: Rule = Rule {
    name: "cartesian-join",
    group: Group::Performance,
    on: &[Domain::Python, Domain::Sql],
    summary: "A join pairs every row of one side with every row of the other",
    why: "Without a condition that links both sides a join gives as many rows as both numbers multiplied: a million by a million \
          never ends. Join on the columns that belong together; where all pairs are wanted, say `CROSS JOIN`.",
    bad: Example::sql("SELECT o.id FROM main.silver.orders AS o JOIN main.silver.customers AS c ON o.customer = o.id;\n"),
    good: Example::sql("SELECT o.id FROM main.silver.orders AS o JOIN main.silver.customers AS c ON o.customer = c.id;\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-qry-select-join"],
    options: &[],
    checks: &[Check::Model(check)],
};

fn check(cx: &mut Cx<'_>) {
    let model = Arc::clone(&cx.file.model);
    for operation in &model.operations {
        let What::Transform(transform) = &operation.what else { continue };
        let Step::Join { how: Some(how), on } = transform.step() else { continue };
        let [left, right] = transform.frame.inputs.as_slice() else { continue };
        let keeps_one_side = how.contains("semi") || how.contains("anti");
        if keeps_one_side || is_single(left) || is_single(right) || is_hidden(operation, left, right) {
            continue;
        }
        let (left, right) = (side_of(left), side_of(right));
        if is_linked_later(&model.operations, &transform.frame, &left, &right) {
            continue;
        }
        report(cx, operation, on, &left, &right);
    }
}

fn report(cx: &mut Cx<'_>, operation: &Operation, on: &JoinOn, left: &Side, right: &Side) {
    let place = operation.site.name;
    match on {
        JoinOn::Nothing => {
            cx.report(place, "nothing links the two sides of this join: every row meets every row");
        }
        JoinOn::Cross => {
            let message = "this cross join pairs every row with every row";
            cx.report(place, message).severity(Severity::Info);
        }
        JoinOn::Condition(condition) if find_truth(condition) == Some(true) => {
            cx.report(condition.range, "this condition is always true: every row meets every row");
        }
        JoinOn::Condition(condition) if uses_one_side(condition, left, right) => {
            cx.report(condition.range, "this condition uses one side of the join only: it links nothing");
        }
        JoinOn::Condition(_) | JoinOn::Columns(_) | JoinOn::Unknown => {}
    }
}

fn uses_one_side(condition: &Expr, left: &Side, right: &Side) -> bool {
    let origins = find_origins(condition, left, right).unwrap_or_default();
    let all = |side| !origins.is_empty() && origins.iter().all(|origin| *origin == side);
    all(Origin::Left) || all(Origin::Right)
}

/// Whether a later filter or join condition links what this join leaves apart: Spark moves it into the join, and takes an
/// outer join whose NULLs it drops for an inner one.
fn is_linked_later(operations: &[Operation], join: &Arc<Frame>, left: &Side, right: &Side) -> bool {
    operations.iter().any(|later| {
        let What::Transform(transform) = &later.what else { return false };
        let condition = match transform.step() {
            Step::Filter(condition) | Step::Join { on: JoinOn::Condition(condition), .. } => condition,
            _ => return false,
        };
        !Arc::ptr_eq(&transform.frame, join) && may_link(condition, left, right) && is_made_from(&transform.frame, join)
    })
}

fn is_made_from(frame: &Arc<Frame>, wanted: &Arc<Frame>) -> bool {
    let mut found = false;
    frame.walk(&mut |frame| {
        found |= Arc::ptr_eq(frame, wanted);
        !found
    });
    found
}

/// Whether SQL joins something of which nothing is known, such as the rows of a table function.
fn is_hidden(operation: &Operation, left: &Arc<Frame>, right: &Arc<Frame>) -> bool {
    let is_opaque = |frame: &Arc<Frame>| match &frame.step {
        Step::Opaque => true,
        Step::Alias(_) => frame.inputs.iter().any(|input| input.step == Step::Opaque),
        _ => false,
    };
    matches!(operation.site.language, Language::Sql(_)) && (is_opaque(left) || is_opaque(right))
}

/// Whether a frame is known to have one row, or the few that are written down.
fn is_single(frame: &Arc<Frame>) -> bool {
    match &frame.step {
        Step::Rows => true,
        Step::Limit(limit) => limit.is_some_and(|limit| limit <= 1),
        Step::Aggregate { keys, known, .. } => *known && keys.is_empty(),
        Step::Project(list) => !list.items.iter().any(makes_rows) && frame.inputs.iter().all(is_single),
        Step::Filter(_) | Step::Alias(_) | Step::Sort { .. } | Step::Cache | Step::Hint { .. } | Step::Join { .. } => {
            !frame.inputs.is_empty() && frame.inputs.iter().all(is_single)
        }
        _ => false,
    }
}

fn makes_rows(item: &Expr) -> bool {
    let mut makes = false;
    item.walk(&mut |part| {
        if let ExprKind::Call(call) = &part.kind {
            makes |= sql_function::find(&call.name).is_some_and(|function| function.is_generator());
        }
    });
    makes
}
