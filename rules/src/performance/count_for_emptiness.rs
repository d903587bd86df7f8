//! All rows are counted to learn whether there are any.

use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::Frame;
use brickline_model::operation::{Action, ActionKind, Kind, Operation, Use, UseKind, What};
use brickline_syntax::TextRange;

/// The rule.
pub static RULE: Rule = Rule {
    name: "count-for-emptiness",
    group: Group::Performance,
    on: &[Domain::Python],
    summary: "Rows are counted or collected only to see whether there are any",
    why: "Counting reads all the data; `isEmpty()` stops at the first row. `rdd.isEmpty()` first turns the frame into Python \
          objects.",
    bad: Example::py("orders = spark.table(\"main.sales.orders\")\nif orders.count() == 0:\n    raise ValueError(\"no orders\")\n"),
    good: Example::py("orders = spark.table(\"main.sales.orders\")\nif orders.isEmpty():\n    raise ValueError(\"no orders\")\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Safe,
    scope: Scope::File,
    links: &["https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.isEmpty.html"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Action], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Action(action) = &operation.what else { return };
    let message = match action.kind {
        _ if action.frame.as_ref().is_none_or(is_cheap) => return,
        ActionKind::RddIsEmpty => "the frame becomes an RDD only to see whether it is empty",
        ActionKind::Count if has_only(action, asks_count) => "all rows are counted only to see whether there are any",
        ActionKind::Collect if has_only(action, asks_length) => "all rows are collected only to see whether there are any",
        _ => return,
    };
    let fix = find_edit(cx, operation, action).map(|edit| Fix::safe("use isEmpty()", vec![edit]));
    cx.report(operation.site.name, message).fix(fix);
}

/// Whether counting takes no time worth saving: there is a limit, or the rows are few by nature.
fn is_cheap(frame: &Arc<Frame>) -> bool {
    frame.is_small().is_yes()
}

fn has_only(action: &Action, test: fn(UseKind) -> Option<bool>) -> bool {
    action.uses_known && !action.uses.is_empty() && action.uses.iter().all(|found| test(found.kind).is_some())
}

/// Whether a use asks for emptiness (true) or for its opposite (false); nothing for other uses.
fn asks_count(kind: UseKind) -> Option<bool> {
    match kind {
        UseKind::Emptiness(empty) => Some(empty),
        UseKind::Truth => Some(false),
        _ => None,
    }
}

fn asks_length(kind: UseKind) -> Option<bool> {
    match kind {
        UseKind::LengthEmptiness(empty) => Some(empty),
        _ => None,
    }
}

/// The edit, when the one use stands right around the call.
fn find_edit(cx: &Cx<'_>, operation: &Operation, action: &Action) -> Option<Edit> {
    let receiver = cx.text(operation.site.receiver?);
    if action.kind == ActionKind::RddIsEmpty {
        let (frame, _) = receiver.rsplit_once('.')?;
        return Some(Edit::replace(operation.site.whole, format!("{}.isEmpty()", frame.trim_end())));
    }
    let [Use { kind, range }] = action.uses.as_slice() else { return None };
    let is_around = range.contains_range(operation.site.whole) && is_one_line(cx, *range);
    let empty = asks_count(*kind).or_else(|| asks_length(*kind))?;
    let not = if empty { "" } else { "not " };
    is_around.then(|| Edit::replace(*range, format!("{not}{receiver}.isEmpty()")))
}

/// A comparison over several lines may hold comments, which a rewrite would lose.
fn is_one_line(cx: &Cx<'_>, range: TextRange) -> bool {
    !cx.text(range).contains(['\n', '#'])
}
