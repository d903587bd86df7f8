//! Actions: Spark jobs run for a result. The result is followed to where it is used.

use std::sync::Arc;

use super::super::args::Signature;
use super::super::call::call_unknown;
use super::super::state::Evaluator;
use super::udf;
use crate::facts::semantics::Meaning;
use crate::frame::Frame;
use crate::operation::{Action, ActionKind, Site, What};
use crate::value::Value;

/// Runs an action on a frame.
pub(in crate::python) fn invoke(
    ev: &mut Evaluator<'_>,
    frame: &Arc<Frame>,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    let kind = match signature.semantics.meaning {
        Meaning::Count => ActionKind::Count,
        Meaning::Collect => ActionKind::Collect,
        Meaning::ToPandas => ActionKind::ToPandas,
        Meaning::LocalIterator => ActionKind::LocalIterator,
        Meaning::First | Meaning::Head | Meaning::Take | Meaning::Tail => ActionKind::Take,
        Meaning::IsEmpty => ActionKind::IsEmpty,
        Meaning::Show => ActionKind::Show,
        Meaning::Display => ActionKind::Display,
        Meaning::Foreach => ActionKind::Foreach,
        _ => ActionKind::Other,
    };
    udf::mark_workers(ev, signature);
    let value = record(ev, kind, Some(frame), site);
    if matches!(kind, ActionKind::Show | ActionKind::Display | ActionKind::Foreach) { Value::None } else { value }
}

/// Records an action, and gives its result.
pub(in crate::python) fn record(
    ev: &mut Evaluator<'_>,
    kind: ActionKind,
    frame: Option<&Arc<Frame>>,
    site: &Site,
) -> Value {
    let action = Action { kind, frame: frame.cloned(), uses: Vec::new(), uses_known: true };
    Value::ActionResult(ev.record(site, What::Action(Box::new(action))))
}

/// A method of `df.rdd`.
pub(in crate::python) fn invoke_rdd(
    ev: &mut Evaluator<'_>,
    frame: &Arc<Frame>,
    receiver: &Value,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    udf::mark_workers(ev, signature);
    match signature.semantics.meaning {
        Meaning::RddCollect => record(ev, ActionKind::RddCollect, Some(frame), site),
        Meaning::RddIsEmpty => record(ev, ActionKind::RddIsEmpty, Some(frame), site),
        Meaning::LocalIterator => record(ev, ActionKind::LocalIterator, Some(frame), site),
        Meaning::RddAction => record(ev, ActionKind::Other, Some(frame), site),
        // What comes out of an RDD's transformation is still rows of that frame, as far as their number goes.
        Meaning::Rdd => receiver.clone(),
        Meaning::RddFrame => Value::Frame(ev.opaque(vec![Arc::clone(frame)], site.name)),
        _ => call_unknown(ev, signature.args, site),
    }
}
