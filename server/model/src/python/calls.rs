//! The calls of a function that were seen: their arguments, for the evaluation of the function's own operations.
//! Knows nothing of how calls are followed.

use std::rc::Rc;
use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::{Param, ParamKind};
use smol_str::SmolStr;

use super::annotation;
use super::escape::snapshot;
use super::join::join_values;
use super::pack::pack_call;
use super::state::Evaluator;
use crate::text::TextValue;
use crate::value::{FunctionId, Value};

/// How many calls of a function are noted.
const CALLS: usize = 32;

/// How many calls of other files' functions are handed back to them.
const FOREIGN_CALLS: usize = 500;

/// The arguments of one call that was seen, by parameter.
#[derive(Clone, Debug)]
pub(super) struct CallSite {
    pub values: Rc<[(SmolStr, Value)]>,
}

/// Notes the arguments of a call for the evaluation of the function's own operations.
pub(super) fn note_call(ev: &mut Evaluator<'_>, id: FunctionId, bound: &[(SmolStr, Value)]) {
    let function = &ev.functions[id as usize];
    let range = function.range();
    if function.code.foreign {
        // What another file's functions call is noted where that file is evaluated.
        if !ev.code.foreign && ev.foreign_calls.len() < FOREIGN_CALLS {
            let call = pack_call(ev, function.code.file, range, bound);
            if !ev.foreign_calls.contains(&call) {
                ev.foreign_calls.push(call);
            }
        }
        return;
    }
    let role = ev.roles.entry(range).or_default();
    if ev.context.in_dataset {
        role.in_dataset = true;
    } else {
        role.elsewhere = true;
    }
    let is_batch = |value: &Value| value.as_frame().is_some_and(|frame| frame.step == crate::frame::Step::Batch);
    if bound.iter().any(|(_, value)| is_batch(value)) {
        ev.roles.entry(range).or_default().in_batch = true;
    }
    if ev.calls.get(&range).is_some_and(|sites| sites.len() >= CALLS) {
        return;
    }
    let values = bound.iter().map(|(name, value)| (name.clone(), snapshot(ev, value))).collect();
    let sites = ev.calls.entry(range).or_default();
    ev.trail.note(range, sites.len() as u32);
    sites.push(CallSite { values });
}

/// Notes a call again that was noted before, as the one at `place`.
pub(super) fn note_again(ev: &mut Evaluator<'_>, range: TextRange, place: u32) {
    let Some(sites) = ev.calls.get_mut(&range) else { return };
    if sites.len() < CALLS
        && let Some(site) = sites.get(place as usize).cloned()
    {
        ev.trail.note(range, place);
        sites.push(site);
    }
}

/// What is known of a parameter from all calls that were seen, its annotation, and how the body uses it.
pub(super) fn parameter_value(ev: &mut Evaluator<'_>, id: FunctionId, param: &Param) -> Value {
    let range = ev.functions[id as usize].range();
    let sites = ev.calls.get(&range).cloned().unwrap_or_default();
    let of_this = |site: &'_ CallSite| site.values.iter().position(|(name, _)| *name == param.name.text);
    let mut given = sites.iter().filter_map(|site| Some(&site.values[of_this(site)?].1));
    let first = given.next().cloned();
    let is_called = first.is_some();
    let joined = given.fold(first.unwrap_or_default(), |joined, value| join_values(ev, joined, value.clone()));
    if !joined.is_unknown() {
        return joined;
    }
    // Whoever calls it may leave the text that is its default, or give another.
    let default = ev.functions[id as usize].defaults.iter().find(|(name, _)| *name == param.name.text);
    if let Some((_, text @ Value::Text(_))) = default.filter(|_| !is_called) {
        let (text, other) = (text.clone(), Value::Text(Arc::new(TextValue::hole(Value::Unknown))));
        return join_values(ev, text, other);
    }
    match param.kind {
        ParamKind::Args | ParamKind::Kwargs => Value::Unknown,
        ParamKind::Plain | ParamKind::KeywordOnly => match &param.annotation {
            Some(annotation) => match annotation::find_object(ev, annotation) {
                Some(object) => object,
                None => annotation::believe(ev, annotation, &param.name),
            },
            None => annotation::guess(ev, id, &param.name),
        },
    }
}
