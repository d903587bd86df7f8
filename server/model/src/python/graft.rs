//! Exports of other files brought into this file's evaluation: their cells, functions and scopes get places of their own here.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::function::{Body, Code, Function};
use super::heap::{Cell, Module, ScopeId};
use super::pack::{Packed, PackedBody};
use super::state::Evaluator;
use super::transfer::{self, Carrier};
use crate::exports::Exports;
use crate::frame::{Frame, FrameIds, Setting};
use crate::value::{FunctionId, Reference, Value};

/// Carries values into an evaluation: what is packed under a number stands at a place from a first one on.
struct Unpacker<'i> {
    first_cell: Reference,
    first_function: FunctionId,
    frames: FxHashMap<*const Frame, Arc<Frame>>,
    ids: &'i mut FrameIds,
}

impl Carrier for Unpacker<'_> {
    fn cell(&mut self, reference: Reference) -> Option<Reference> {
        Some(self.first_cell + reference)
    }

    fn function(&mut self, id: FunctionId) -> Option<FunctionId> {
        Some(self.first_function + id)
    }

    fn frames(&mut self) -> (&mut FxHashMap<*const Frame, Arc<Frame>>, &mut FrameIds) {
        (&mut self.frames, self.ids)
    }
}

/// Takes in everything that is packed; gives the place of its first scope.
fn unpack<'a>(ev: &mut Evaluator<'a>, packed: &'a Packed) -> ScopeId {
    let first_cell = ev.heap.len();
    let first_function = ev.functions.len() as FunctionId;
    let first_scope = ev.heap.scopes.len() as ScopeId;
    let mut ids = std::mem::take(&mut ev.frames);
    let mut unpacker = Unpacker { first_cell, first_function, frames: FxHashMap::default(), ids: &mut ids };
    for cell in &packed.cells {
        let cell = transfer::cell(&mut unpacker, cell).unwrap_or_else(|| Cell::List(Default::default()));
        ev.heap.alloc(cell);
    }
    for scope in &packed.scopes {
        let place = ev.heap.new_scope(scope.parent.map(|parent| first_scope + parent));
        let names = scope.names.iter().map(|(name, value)| (name.clone(), transfer::value(&mut unpacker, value)));
        let here = &mut ev.heap.scopes[place as usize];
        here.names.extend(names);
        here.open = scope.open;
    }
    for function in &packed.functions {
        let defaults =
            function.defaults.iter().map(|(name, value)| (name.clone(), transfer::value(&mut unpacker, value)));
        ev.functions.push(Function {
            name: function.name.clone(),
            body: match &function.body {
                PackedBody::Def(def) => Body::Def(def),
                PackedBody::Lambda(lambda, range) => Body::Lambda(lambda, *range),
            },
            scope: first_scope + function.scope,
            module: first_scope + function.module,
            code: Code { text: &function.code, file: &function.file, foreign: true },
            owner: function.owner.map(|owner| first_cell + owner),
            binding: function.binding,
            defaults: defaults.collect(),
            context: Default::default(),
            recorded: false,
            generator: function.generator,
            manager: function.manager,
            patched: false,
        });
    }
    ev.frames = ids;
    first_scope
}

/// The scope of another file's names, taken in once however often the file is named.
fn scope_of<'a>(ev: &mut Evaluator<'a>, exports: &'a Arc<Exports>) -> ScopeId {
    let key = Arc::as_ptr(exports);
    if let Some(scope) = ev.grafted.get(&key) {
        return *scope;
    }
    let scope = if exports.packed.scopes.is_empty() { ev.heap.new_scope(None) } else { unpack(ev, &exports.packed) };
    ev.grafted.insert(key, scope);
    scope
}

/// A module of the project, by the path it is imported by.
pub(super) fn module(ev: &mut Evaluator<'_>, path: &SmolStr) -> Value {
    let imports = ev.imports;
    let Some(exports) = imports.modules.get(path) else { return Value::Unknown };
    let scope = scope_of(ev, exports);
    Value::Module(ev.heap.alloc(Cell::Module(Module { scope })))
}

/// A name of a module.
pub(super) fn find_name(ev: &Evaluator<'_>, module: &Value, name: &str) -> Option<Value> {
    let Value::Module(reference) = module else { return None };
    let Cell::Module(module) = ev.heap.cell(*reference) else { return None };
    ev.heap.scope(module.scope).names.get(name).cloned()
}

/// All names of a module that a star import takes, sorted.
pub(super) fn all_names(ev: &Evaluator<'_>, module: &Value) -> Vec<(SmolStr, Value)> {
    let Value::Module(reference) = module else { return Vec::new() };
    let Cell::Module(module) = ev.heap.cell(*reference) else { return Vec::new() };
    let names = ev.heap.scope(module.scope).names.iter().filter(|(name, _)| !name.starts_with('_'));
    let mut names: Vec<_> = names.map(|(name, value)| (name.clone(), value.clone())).collect();
    names.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    names
}

/// `%run`: the names and the session of another notebook; one that is not known may define anything.
pub(super) fn run_notebook(ev: &mut Evaluator<'_>, path: &SmolStr) {
    let imports = ev.imports;
    let module = ev.module;
    let Some(exports) = imports.notebooks.get(path) else {
        ev.heap.scopes[module as usize].open = true;
        ev.heap.change_session(|session| {
            session.open = true;
            // It may say `USE`.
            session.catalog.forget();
            session.schema.forget();
        });
        return;
    };
    let scope = scope_of(ev, exports);
    let mut names: Vec<(SmolStr, Value)> =
        ev.heap.scope(scope).names.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    names.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    let open = ev.heap.scope(scope).open;
    ev.heap.scopes[module as usize].open |= open;
    for (name, value) in names {
        ev.heap.bind(module, &name, Some(value));
    }
    merge_session(ev, exports);
}

fn merge_session(ev: &mut Evaluator<'_>, exports: &Exports) {
    let left = &exports.session;
    let mut ids = std::mem::take(&mut ev.frames);
    let mut unpacker = Unpacker { first_cell: 0, first_function: 0, frames: FxHashMap::default(), ids: &mut ids };
    let views: Vec<_> = left
        .views
        .iter()
        .map(|view| {
            let frame = view.frame.as_ref().map(|frame| transfer::frame(&mut unpacker, frame));
            crate::session::TempView { frame, ..view.clone() }
        })
        .collect();
    ev.frames = ids;
    ev.heap.change_session(|session| {
        if !matches!(left.catalog, Setting::Absent) {
            session.catalog = left.catalog.clone();
        }
        if !matches!(left.schema, Setting::Absent) {
            session.schema = left.schema.clone();
        }
        views.into_iter().for_each(|view| session.add_view(view));
        session.functions.extend(left.functions.iter().cloned());
        session.variables.extend(left.variables.iter().cloned());
        for (key, value) in &left.confs {
            session.confs.retain(|(old, _)| !old.eq_ignore_ascii_case(key));
            session.confs.push((key.clone(), value.clone()));
        }
        session.open |= left.open;
    });
}

/// Takes in the calls that other files make of this file's functions.
pub(super) fn take_calls(ev: &mut Evaluator<'_>) {
    let imports = ev.imports;
    for call in imports.calls.iter() {
        let scope = unpack(ev, &call.arguments);
        let mut names: Vec<(SmolStr, Value)> =
            ev.heap.scope(scope).names.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        names.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        for (name, value) in &names {
            if let Value::Text(text) = value
                && call.spelt.contains(name)
            {
                ev.told.insert(Arc::as_ptr(text));
            }
        }
        ev.calls.entry(call.function).or_default().push(super::function::CallSite { values: names });
    }
}
