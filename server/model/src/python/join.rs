//! What is known when either of several things happened: values joined, states joined.
//! Knows no syntax.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::builder::Builder;
use super::heap::{Cell, Changes, Dict, Entry, Item, List, Object};
use super::state::Evaluator;
use crate::expr::Expr;
use crate::frame::{Frame, Step};
use crate::operation::Source;
use crate::session::Session;
use crate::value::{Reference, Value};

/// How many alternatives a value may have before nothing is known of it.
const ALTERNATIVES: usize = 8;

/// How many entries a joined dict may have; beyond that it is open.
const DICT_ENTRIES: usize = 512;

/// What is known of a value that is either `one` or `other`.
pub(super) fn join_values(ev: &mut Evaluator<'_>, one: Value, other: Value) -> Value {
    if same(&one, &other) {
        return one;
    }
    match (one, other) {
        // Whoever falls back on a session was given one.
        (Value::Unknown, Value::Session) | (Value::Session, Value::Unknown) => Value::Session,
        (Value::Unknown, _) | (_, Value::Unknown) => Value::Unknown,
        (Value::Frame(one), Value::Frame(other)) => Value::Frame(join_frames(ev, one, other)),
        (Value::Column(one), Value::Column(_)) => Value::Column(Arc::new(Expr::unknown(one.range))),
        (Value::List(one), Value::List(other)) => join_cells(ev, one, other).map_or(Value::Unknown, Value::List),
        (Value::Set(one), Value::Set(other)) => join_cells(ev, one, other).map_or(Value::Unknown, Value::Set),
        (Value::Dict(one), Value::Dict(other)) => join_cells(ev, one, other).map_or(Value::Unknown, Value::Dict),
        (Value::Builder(one), Value::Builder(other)) => {
            join_cells(ev, one, other).map_or(Value::Unknown, Value::Builder)
        }
        (Value::DeltaTable(one), Value::DeltaTable(_)) => Value::DeltaTable(Arc::new(crate::frame::DeltaTable {
            source: Source::Unknown,
            ..Arc::unwrap_or_clone(one)
        })),
        (one, other) => either(ev, [one, other]),
    }
}

/// Whether two values are the same, as far as a quick look tells; frames are compared by identity.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Frame(one), Value::Frame(other)) => Arc::ptr_eq(one, other) || one.id == other.id,
        (Value::Column(one), Value::Column(other)) => Arc::ptr_eq(one, other),
        (Value::Method(one), Value::Method(other)) => one.1 == other.1 && same(&one.0, &other.0),
        (Value::Text(_), Value::Text(_)) => one.is_same(other),
        (Value::Tuple(one), Value::Tuple(other)) => {
            one.len() == other.len() && one.iter().zip(other.iter()).all(|(one, other)| same(one, other))
        }
        (Value::Either(one), Value::Either(other)) => {
            one.len() == other.len() && one.iter().zip(other.iter()).all(|(one, other)| same(one, other))
        }
        (Value::Frame(_) | Value::Column(_) | Value::Method(_) | Value::Tuple(_) | Value::Either(_), _) => false,
        _ => one == other,
    }
}

fn either(ev: &mut Evaluator<'_>, values: [Value; 2]) -> Value {
    let mut alternatives: Vec<Value> = Vec::with_capacity(2);
    for value in values {
        let parts: Vec<Value> = match value {
            Value::Either(parts) => parts.to_vec(),
            value => vec![value],
        };
        for part in parts {
            let kind = std::mem::discriminant(&part);
            let merges = matches!(
                part,
                Value::Frame(_) | Value::Column(_) | Value::Builder(_) | Value::Dict(_) | Value::List(_)
            );
            match alternatives
                .iter()
                .position(|old| same(old, &part) || (merges && std::mem::discriminant(old) == kind))
            {
                Some(at) if merges => {
                    let old = std::mem::take(&mut alternatives[at]);
                    alternatives[at] = join_values(ev, old, part);
                }
                Some(_) => {}
                None => alternatives.push(part),
            }
        }
    }
    if alternatives.len() > ALTERNATIVES || alternatives.iter().any(Value::is_unknown) {
        return Value::Unknown;
    }
    match alternatives.len() {
        1 => alternatives.remove(0),
        _ => Value::Either(alternatives.into()),
    }
}

/// A frame that is one of two.
pub(super) fn join_frames(ev: &mut Evaluator<'_>, one: Arc<Frame>, other: Arc<Frame>) -> Arc<Frame> {
    let streaming = one.streaming.join(other.streaming);
    let columns = if one.columns == other.columns { one.columns.clone() } else { None };
    let mut frame = ev.frame(Step::Either, vec![one, other], Default::default());
    (frame.streaming, frame.columns) = (streaming, columns);
    Arc::new(frame)
}

/// A new cell that knows what two cells of one kind have in common.
fn join_cells(ev: &mut Evaluator<'_>, one: Reference, other: Reference) -> Option<Reference> {
    let (a, b) = (ev.heap.shared(one), ev.heap.shared(other));
    let joined = join_contents(ev, &a, &b)?;
    for reference in [one, other] {
        if let Some(builder) = ev.heap.builder_mut(reference) {
            builder.finished = true;
        }
    }
    Some(ev.heap.alloc(joined))
}

fn join_contents(ev: &mut Evaluator<'_>, one: &Cell, other: &Cell) -> Option<Cell> {
    Some(match (one, other) {
        (Cell::List(one), Cell::List(other)) => Cell::List(join_lists(ev, one, other)),
        (Cell::Dict(one), Cell::Dict(other)) => Cell::Dict(join_dicts(ev, one, other)),
        (Cell::Builder(one), Cell::Builder(other))
            if one.kind == other.kind || (one.kind.opens_session() && other.kind.opens_session()) =>
        {
            Cell::Builder(Box::new(join_builders(ev, one, other)))
        }
        (Cell::Object(one), Cell::Object(other)) if one.class == other.class => {
            Cell::Object(join_objects(ev, one, other))
        }
        _ => return None,
    })
}

fn join_builders(ev: &mut Evaluator<'_>, one: &Builder, other: &Builder) -> Builder {
    let mut joined = one.join(other);
    if let (Some(one), Some(other)) = (&one.frame, &other.frame) {
        joined.frame = Some(if one.id == other.id {
            Arc::clone(one)
        } else {
            join_frames(ev, Arc::clone(one), Arc::clone(other))
        });
    }
    joined
}

fn join_lists(ev: &mut Evaluator<'_>, one: &List, other: &List) -> List {
    if one.items.len() != other.items.len() {
        let longer = if one.items.len() > other.items.len() { one } else { other };
        return List { open: true, ..longer.clone() };
    }
    let items = one.items.iter().zip(&other.items);
    let items = items
        .map(|(one, other)| {
            let value = join_values(ev, one.value.clone(), other.value.clone());
            let range = if one.range == other.range { one.range } else { Default::default() };
            Item { value, range }
        })
        .collect();
    List { items, open: one.open || other.open, listing: one.listing && other.listing }
}

fn join_dicts(ev: &mut Evaluator<'_>, one: &Dict, other: &Dict) -> Dict {
    let mut joined = Dict { entries: Vec::with_capacity(one.entries.len()), open: one.open || other.open };
    for entry in &one.entries {
        let twin = entry.key.as_text().and_then(|key| other.find(&key));
        let entry = match twin {
            Some(twin) => Entry {
                value: join_values(ev, entry.value.clone(), twin.value.clone()),
                always: entry.always && twin.always,
                ..entry.clone()
            },
            None => Entry { always: false, ..entry.clone() },
        };
        joined.entries.push(entry);
    }
    for entry in &other.entries {
        let is_there = match entry.key.as_text() {
            Some(key) => one.find(&key).is_some(),
            // Both sides began as one dict: what stands at one place of the source is one entry.
            None => one.entries.iter().any(|twin| twin.value_range == entry.value_range),
        };
        if !is_there {
            joined.entries.push(Entry { always: false, ..entry.clone() });
        }
    }
    if joined.entries.len() > DICT_ENTRIES {
        joined.entries.truncate(DICT_ENTRIES);
        joined.open = true;
    }
    joined
}

fn join_objects(ev: &mut Evaluator<'_>, one: &Object, other: &Object) -> Object {
    let mut attributes = FxHashMap::default();
    let names = one.attributes.keys().chain(other.attributes.keys());
    for name in names {
        if attributes.contains_key(name) {
            continue;
        }
        let value = match (one.attributes.get(name), other.attributes.get(name)) {
            (Some(one), Some(other)) => join_values(ev, one.clone(), other.clone()),
            (Some(value), None) | (None, Some(value)) => value.clone(),
            (None, None) => Value::Unknown,
        };
        attributes.insert(name.clone(), value);
    }
    Object { class: one.class, attributes, open: one.open || other.open }
}

/// An object that stands for all of these, which are of one class.
pub(super) fn join_all_objects(ev: &mut Evaluator<'_>, objects: &[Reference]) -> Option<Reference> {
    let (first, rest) = objects.split_first()?;
    let mut joined = ev.heap.object(*first)?.clone();
    for reference in rest.iter().take(ALTERNATIVES) {
        if let Some(other) = ev.heap.object(*reference).cloned() {
            joined = join_objects(ev, &joined, &other);
        }
    }
    Some(ev.heap.alloc(Cell::Object(joined)))
}

/// Joins the states that several branches left behind; the state at hand is the one before them.
/// `fallthrough` says that none of them may have been taken.
pub(super) fn join_branches(ev: &mut Evaluator<'_>, mut branches: Vec<Changes>, fallthrough: bool) {
    if fallthrough {
        branches.push(Changes::default());
    }
    if branches.len() <= 1 {
        if let Some(only) = branches.pop() {
            ev.heap.apply(only);
        }
        return;
    }
    if branches.iter().all(Changes::is_empty) {
        return;
    }
    let mut references: Vec<Reference> = {
        let changed = branches.iter().flat_map(|branch| &branch.cells);
        changed.map(|(reference, _)| *reference).collect()
    };
    references.sort_unstable();
    references.dedup();
    for reference in references {
        let base = ev.heap.shared(reference);
        let mut cells = branches.iter().map(|branch| branch.cell(reference).unwrap_or(&base));
        let Some(mut joined) = cells.next().map(Rc::clone) else { continue };
        for cell in cells.map(Rc::clone) {
            if !Rc::ptr_eq(&joined, &cell) {
                joined = join_contents(ev, &joined, &cell).map_or(cell, Rc::new);
            }
        }
        ev.heap.replace(reference, joined);
    }
    let mut names: Vec<_> = branches.iter().flat_map(|branch| &branch.names).map(|(key, _)| key).collect();
    names.sort_unstable();
    names.dedup();
    for key in names {
        let (scope, name) = key;
        let base = ev.heap.scope(*scope).names.get(name).cloned();
        let mut joined: Option<Value> = None;
        for branch in &branches {
            if let Some(value) = branch.name(key).unwrap_or(&base) {
                joined = Some(match joined {
                    Some(old) => join_values(ev, old, value.clone()),
                    None => value.clone(),
                });
            }
        }
        ev.heap.bind(*scope, name, joined);
    }
    let base = Arc::clone(ev.heap.session());
    if branches.iter().any(|branch| branch.session.is_some()) {
        let mut sessions = branches.iter().map(|branch| branch.session.as_ref().unwrap_or(&base));
        if let Some(first) = sessions.next() {
            let joined = sessions.fold(Session::clone(first), |joined, next| join_sessions(&joined, next));
            ev.heap.set_session(Arc::new(joined));
        }
    }
}

fn join_sessions(one: &Session, other: &Session) -> Session {
    let mut joined = one.clone();
    joined.catalog = super::builder::join_setting(&one.catalog, &other.catalog);
    joined.schema = super::builder::join_setting(&one.schema, &other.schema);
    for view in &other.views {
        if !one.views.iter().any(|old| old.name == view.name && old.global == view.global) {
            joined.views.push(view.clone());
        }
    }
    for view in &mut joined.views {
        let twins = [one, other].map(|session| session.find_view(&view.name).and_then(|twin| twin.frame.clone()));
        if let [Some(a), Some(b)] = twins
            && !Arc::ptr_eq(&a, &b)
        {
            view.frame = None;
        }
    }
    for (list, more) in [(&mut joined.functions, &other.functions), (&mut joined.variables, &other.variables)] {
        for name in more {
            if !list.contains(name) {
                list.push(name.clone());
            }
        }
    }
    for (key, value) in &mut joined.confs {
        if other.conf(key).value() != Some(&&*value) {
            *value = Value::Unknown;
        }
    }
    for (key, _) in &other.confs {
        if !joined.confs.iter().any(|(old, _)| old == key) {
            joined.confs.push((key.clone(), Value::Unknown));
        }
    }
    joined.open |= other.open;
    joined
}
