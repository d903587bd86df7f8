//! What becomes of values: how an action's result is used, what is thrown away, which builders never end.
//! Records, and changes no value.

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::{Expr, ExprKind};
use smol_str::SmolStr;

use super::heap::Cell;
use super::state::{Evaluator, UNRECORDED};
use super::{site, spark};
use crate::facts::semantics::{self, Category};
use crate::operation::{Discard, Discarded, Unfinished, Use, UseKind, What};
use crate::tri::Tri;
use crate::value::Value;

/// Notes a use of an action's result; of anything else there is nothing to note.
pub(super) fn use_as(ev: &mut Evaluator<'_>, value: &Value, kind: UseKind, range: TextRange) {
    let (id, kind) = match value {
        Value::ActionResult(id) => (*id, kind),
        Value::Method(method) => match &method.0 {
            Value::ActionResult(id) => {
                (*id, if matches!(kind, UseKind::LengthEmptiness(_)) { kind } else { UseKind::Other })
            }
            _ => return,
        },
        Value::Either(values) => {
            let values = std::sync::Arc::clone(values);
            values.iter().for_each(|value| use_as(ev, value, UseKind::Other, range));
            return;
        }
        _ => return,
    };
    let range = ev.at(range);
    if id != UNRECORDED
        && let Some(What::Action(action)) = ev.operation_mut(id).map(|op| &mut op.what)
    {
        let used = Use { kind, range };
        if !action.uses.contains(&used) {
            action.uses.push(used);
        }
    }
}

/// Notes a use that is nothing special.
pub(super) fn use_other(ev: &mut Evaluator<'_>, value: &Value, range: TextRange) {
    use_as(ev, value, UseKind::Other, range);
}

/// A value is kept in a container or object, returned or yielded: not all of its uses will be seen. A stream that is kept
/// may be awaited there.
pub(super) fn use_kept(ev: &mut Evaluator<'_>, value: &Value, range: TextRange) {
    use_other(ev, value, range);
    match value {
        Value::ActionResult(id) => {
            if let Some(What::Action(action)) = ev.operation_mut(*id).map(|op| &mut op.what) {
                action.uses_known = false;
            }
        }
        Value::StreamingQuery(id) => await_stream(ev, *id),
        Value::Tuple(values) => {
            let values = std::sync::Arc::clone(values);
            values.iter().for_each(|value| use_kept(ev, value, range));
        }
        _ => {}
    }
}

/// A value is passed to a function.
pub(super) fn use_passed(ev: &mut Evaluator<'_>, value: &Value, range: TextRange) {
    use_other(ev, value, range);
    if let Value::StreamingQuery(id) = value {
        await_stream(ev, *id);
    }
}

/// The stream that was started there is awaited or kept.
pub(super) fn await_stream(ev: &mut Evaluator<'_>, id: crate::value::OperationId) {
    if let Some(What::StreamQuery(query)) = ev.operation_mut(id).map(|op| &mut op.what) {
        query.awaited = Tri::Yes;
    }
}

/// All streams that were started so far are awaited.
pub(super) fn await_all(ev: &mut Evaluator<'_>) {
    ev.trail.act();
    for operation in &mut ev.operations {
        if let What::StreamQuery(query) = &mut operation.what {
            query.awaited = Tri::Yes;
        }
    }
}

/// A builder leaves the places that are seen: it may be finished there.
pub(super) fn finish(ev: &mut Evaluator<'_>, value: &Value) {
    match value {
        Value::Builder(reference) => {
            if ev.heap.builder(*reference).is_some_and(|builder| !builder.finished)
                && let Some(builder) = ev.heap.builder_mut(*reference)
            {
                builder.finished = true;
            }
        }
        Value::Tuple(values) | Value::Either(values) => {
            let values = std::sync::Arc::clone(values);
            values.iter().for_each(|value| finish(ev, value));
        }
        _ => {}
    }
}

/// A method that is named where its result is wanted.
pub(super) fn note_uncalled(ev: &mut Evaluator<'_>, value: &Value, range: TextRange) {
    let Value::Method(method) = value else { return };
    let Some(class) = spark::class_of(ev, &method.0) else { return };
    if crate::facts::pyspark::method(class, &method.1)
        .is_none_or(|method| method.kind() != crate::facts::pyspark::MemberKind::Method)
    {
        return;
    }
    let site = site::of_range(ev, range);
    let discard = Discard {
        value: Discarded::Method(SmolStr::new_static(class), method.1.clone()),
        statement: ev.at(range),
        root_name: None,
    };
    ev.record(&site, What::Discard(Box::new(discard)));
}

/// An expression statement: what nobody takes is noted.
pub(super) fn discard<'a>(ev: &mut Evaluator<'a>, statement: TextRange, expr: &'a Expr, value: &Value) {
    if ev.probing {
        return;
    }
    let discarded = match value {
        Value::Frame(frame) => match last_link(expr) {
            Some(name) if is_lazy(name, frame) => Discarded::Frame(std::sync::Arc::clone(frame)),
            _ => return,
        },
        Value::ActionResult(_) => Discarded::Action,
        Value::Method(_) => {
            note_uncalled(ev, value, expr.range);
            return;
        }
        _ => return,
    };
    let last = ev.last_site.clone().filter(|site| site.whole == expr.range);
    let site = last.unwrap_or_else(|| site::of_range(ev, expr.range));
    let is_frame = |name: &SmolStr| matches!(super::expression::read_name(ev, name), Some(Value::Frame(_)));
    let root_name = root_name(expr).filter(|name| !matches!(discarded, Discarded::Frame(_)) || is_frame(name));
    let discard = Discard { value: discarded, statement: ev.at(statement), root_name };
    ev.record(&site, What::Discard(Box::new(discard)));
}

fn last_link(expr: &Expr) -> Option<&SmolStr> {
    match &expr.kind {
        ExprKind::Call(call) => match &call.function.kind {
            ExprKind::Attribute { name, .. } => Some(&name.text),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a method only makes a new frame; `cache` and its kin do something besides.
fn is_lazy(name: &str, frame: &crate::frame::Frame) -> bool {
    let is_transform = |class| semantics::find(class, name).is_some_and(|found| found.category == Category::Transform);
    let made_here = !matches!(frame.step, crate::frame::Step::Parameter { .. } | crate::frame::Step::Read { .. });
    let classes = ["DataFrame", "GroupedData", "DataFrameNaFunctions", "DataFrameStatFunctions"];
    made_here && classes.into_iter().any(is_transform)
}

/// The plain name at the root of a chain.
pub(super) fn root_name(expr: &Expr) -> Option<SmolStr> {
    let mut at = expr;
    loop {
        match &at.kind {
            ExprKind::Name(name) => return Some(name.clone()),
            ExprKind::Call(call) => at = &call.function,
            ExprKind::Attribute { object, .. } | ExprKind::Subscript { object, .. } => at = object,
            ExprKind::Await(inner) => at = inner,
            _ => return None,
        }
    }
}

/// Records the builders that never came to an end, when all of the file has been evaluated.
pub(super) fn record_unfinished(ev: &mut Evaluator<'_>) {
    for reference in std::mem::take(&mut ev.builders) {
        let Cell::Builder(builder) = ev.heap.cell(reference) else { continue };
        if builder.finished || builder.escaped || !builder.recorded {
            continue;
        }
        let Some(kind) = builder.kind.unfinished() else { continue };
        let (site, end) = (builder.last.clone(), builder.last.whole.end());
        ev.context = (*builder.context).clone();
        ev.record(&site, What::Unfinished(Unfinished { kind, end }));
    }
}
