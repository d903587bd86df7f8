//! Values copied as they are now, and values handed to code that is not known. Knows what refers to what.

use rustc_hash::{FxHashMap, FxHashSet};

use super::heap::{Cell, List};
use super::state::Evaluator;
use super::usage;
use crate::value::{Reference, Value};

/// How many cells a copy takes along, or an escape reaches.
const REACHED: usize = 400;

/// A copy of a value as it is now: builders, dicts, lists and objects in it are copied with it.
pub(super) fn snapshot(ev: &mut Evaluator<'_>, value: &Value) -> Value {
    let mut copies = FxHashMap::default();
    copy(ev, value, &mut copies)
}

fn copy(ev: &mut Evaluator<'_>, value: &Value, copies: &mut FxHashMap<Reference, Reference>) -> Value {
    match value {
        Value::List(reference) => copy_cell(ev, *reference, copies).map_or(Value::Unknown, Value::List),
        Value::Set(reference) => copy_cell(ev, *reference, copies).map_or(Value::Unknown, Value::Set),
        Value::Dict(reference) => copy_cell(ev, *reference, copies).map_or(Value::Unknown, Value::Dict),
        Value::Builder(reference) => copy_cell(ev, *reference, copies).map_or(Value::Unknown, Value::Builder),
        Value::Tuple(values) => Value::Tuple(values.iter().map(|value| copy(ev, value, copies)).collect()),
        Value::Either(values) => Value::Either(values.iter().map(|value| copy(ev, value, copies)).collect()),
        _ => value.clone(),
    }
}

fn copy_cell(
    ev: &mut Evaluator<'_>,
    reference: Reference,
    copies: &mut FxHashMap<Reference, Reference>,
) -> Option<Reference> {
    if let Some(copied) = copies.get(&reference) {
        return Some(*copied);
    }
    if copies.len() >= REACHED {
        return None;
    }
    let shared = ev.heap.shared(reference);
    if refers_to_none(&shared) {
        let fresh = ev.heap.alloc_shared(shared);
        copies.insert(reference, fresh);
        return Some(fresh);
    }
    let fresh = ev.heap.alloc(Cell::List(List::default()));
    copies.insert(reference, fresh);
    let mut cell = Cell::clone(&shared);
    match &mut cell {
        Cell::List(list) => {
            for item in &mut list.items {
                item.value = copy(ev, &item.value.clone(), copies);
            }
        }
        Cell::Dict(dict) => {
            for entry in &mut dict.entries {
                entry.value = copy(ev, &entry.value.clone(), copies);
            }
        }
        Cell::Builder(builder) => builder.recorded = false,
        Cell::Object(_) | Cell::Class(_) | Cell::Module(_) => {}
    }
    ev.heap.fill(fresh, cell);
    Some(fresh)
}

/// Whether a container holds nothing that a copy of it would have to copy.
fn refers_to_none(cell: &Cell) -> bool {
    let is_plain = |value: &Value| !refers(value) || matches!(value, Value::Object(_) | Value::StreamingQuery(_));
    match cell {
        Cell::List(list) => list.items.iter().all(|item| is_plain(&item.value)),
        Cell::Dict(dict) => dict.entries.iter().all(|entry| is_plain(&entry.value)),
        _ => false,
    }
}

/// Whether a value refers to something that others can change, or holds what does.
fn refers(value: &Value) -> bool {
    matches!(
        value,
        Value::List(_)
            | Value::Set(_)
            | Value::Dict(_)
            | Value::Builder(_)
            | Value::Object(_)
            | Value::StreamingQuery(_)
            | Value::Tuple(_)
            | Value::Either(_)
    )
}

/// Hands a value to code that is not known: what it points at may change there.
pub(super) fn escape(ev: &mut Evaluator<'_>, value: &Value) {
    if !refers(value) {
        return;
    }
    let mut pending = vec![value.clone()];
    let mut seen = FxHashSet::default();
    while let Some(value) = pending.pop() {
        match value {
            Value::List(reference) | Value::Set(reference) | Value::Dict(reference) | Value::Builder(reference)
                if seen.insert(reference) && seen.len() < REACHED =>
            {
                // What escapes often does so again, and is as it was then.
                match ev.heap.cell(reference) {
                    Cell::List(list) if list.open && list.items.is_empty() => {}
                    Cell::List(_) => {
                        if let Some(list) = ev.heap.list_mut(reference) {
                            list.open = true;
                            pending.extend(list.items.drain(..).map(|item| item.value));
                        }
                    }
                    Cell::Dict(dict) => {
                        pending.extend(dict.entries.iter().map(|entry| entry.value.clone()));
                        if !dict.open
                            && let Some(dict) = ev.heap.dict_mut(reference)
                        {
                            dict.open = true;
                        }
                    }
                    Cell::Builder(_) => {
                        if let Some(builder) = ev.heap.builder_mut(reference) {
                            builder.escape();
                        }
                    }
                    Cell::Object(_) | Cell::Class(_) | Cell::Module(_) => {}
                }
            }
            Value::Object(reference) if seen.insert(reference) && seen.len() < REACHED => {
                if let Some(object) = ev.heap.object(reference) {
                    pending.extend(object.attributes.values().cloned());
                    if !object.open
                        && let Some(object) = ev.heap.object_mut(reference)
                    {
                        object.open = true;
                    }
                }
            }
            Value::Tuple(values) | Value::Either(values) => pending.extend(values.iter().cloned()),
            Value::StreamingQuery(id) => usage::await_stream(ev, id),
            _ => {}
        }
    }
}
