//! Exports of other files brought into this file's evaluation: their cells, functions and scopes get places of their own here.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::function::{Code, Function};
use super::heap::{Cell, Module, ScopeId};
use super::pack::Packed;
use super::state::Evaluator;
use super::transfer::{self, Carrier};
use crate::exports::Exports;
use crate::frame::{Frame, FrameIds, Setting};
use crate::value::{FunctionId, Reference, Value};

/// What another file packed, and the places of those parts of it that were taken in so far. A part is taken in when somebody
/// can come to see it: a package's modules hold thousands of names, of which a file uses a few.
pub(super) struct Graft<'a> {
    packed: &'a Packed,
    cells: Vec<Option<Reference>>,
    functions: Vec<Option<FunctionId>>,
    scopes: Vec<Option<ScopeId>>,
    frames: FxHashMap<*const Frame, Arc<Frame>>,
}

impl Graft<'_> {
    /// How many cells and functions were taken in.
    pub fn count(&self) -> usize {
        self.cells.iter().flatten().count() + self.functions.iter().flatten().count()
    }
}

/// Carries values of a graft into the evaluation.
struct Unpacker<'e, 'a> {
    ev: &'e mut Evaluator<'a>,
    graft: usize,
    /// What has a place here but still lacks what it holds, by number.
    cells: Vec<Reference>,
    functions: Vec<FunctionId>,
}

impl Carrier for Unpacker<'_, '_> {
    fn cell(&mut self, reference: Reference) -> Option<Reference> {
        let known = &mut self.ev.grafts[self.graft].cells[reference as usize];
        if known.is_none() {
            *known = Some(self.ev.heap.alloc(Cell::List(Default::default())));
            self.cells.push(reference);
        }
        *known
    }

    fn function(&mut self, id: FunctionId) -> Option<FunctionId> {
        if let Some(known) = self.ev.grafts[self.graft].functions[id as usize] {
            return Some(known);
        }
        let packed = self.ev.grafts[self.graft].packed;
        let function = &packed.functions[id as usize];
        let made = Function {
            name: function.name.clone(),
            body: function.body.tree(),
            scope: scope_at(self.ev, self.graft, function.scope),
            module: scope_at(self.ev, self.graft, function.module),
            code: Code { text: &function.code, file: &function.file, foreign: true },
            owner: None,
            binding: function.binding,
            defaults: Vec::new(),
            context: Default::default(),
            recorded: false,
            generator: function.generator,
            manager: function.manager,
            patched: false,
            mentions: function.mentions.clone(),
            unseen: Some((self.graft, id)),
        };
        let place = self.ev.functions.len() as FunctionId;
        self.ev.functions.push(made);
        self.ev.grafts[self.graft].functions[id as usize] = Some(place);
        self.functions.push(id);
        Some(place)
    }

    fn frames(&mut self) -> (&mut FxHashMap<*const Frame, Arc<Frame>>, &mut FrameIds) {
        (&mut self.ev.grafts[self.graft].frames, &mut self.ev.frames)
    }
}

impl Unpacker<'_, '_> {
    /// Fills what was given a place; what that holds is given places and filled in turn.
    fn fill(&mut self) {
        let packed = self.ev.grafts[self.graft].packed;
        loop {
            if let Some(number) = self.cells.pop() {
                let cell = transfer::cell(self, &packed.cells[number as usize]);
                if let (Some(cell), Some(place)) = (cell, self.cell(number)) {
                    self.ev.heap.fill(place, cell);
                }
            } else if let Some(number) = self.functions.pop() {
                let function = &packed.functions[number as usize];
                let owner = function.owner.and_then(|owner| self.cell(owner));
                let defaults = function.defaults.iter();
                let defaults = defaults.map(|(name, value)| (name.clone(), transfer::value(self, value))).collect();
                if let Some(place) = self.function(number) {
                    let made = &mut self.ev.functions[place as usize];
                    (made.owner, made.defaults) = (owner, defaults);
                }
            } else {
                return;
            }
        }
    }
}

/// The graft of what another file packed.
fn start<'a>(ev: &mut Evaluator<'a>, packed: &'a Packed) -> usize {
    ev.grafts.push(Graft {
        packed,
        cells: vec![None; packed.cells.len()],
        functions: vec![None; packed.functions.len()],
        scopes: vec![None; packed.scopes.len()],
        frames: FxHashMap::default(),
    });
    ev.grafts.len() - 1
}

/// The place of a scope, whose names are taken in as they are asked for.
fn scope_at(ev: &mut Evaluator<'_>, graft: usize, number: ScopeId) -> ScopeId {
    if let Some(place) = ev.grafts[graft].scopes[number as usize] {
        return place;
    }
    let place = ev.heap.new_scope(None);
    ev.grafts[graft].scopes[number as usize] = Some(place);
    let scope = &ev.grafts[graft].packed.scopes[number as usize];
    let parent = scope.parent.map(|parent| scope_at(ev, graft, parent));
    let here = &mut ev.heap.scopes[place as usize];
    (here.open, here.parent, here.partial) = (scope.open, parent, Some((graft, number)));
    place
}

/// Takes in a name of a scope, unless it is there already or the scope has none such.
fn take_name(ev: &mut Evaluator<'_>, scope: ScopeId, name: &str) {
    let Some((graft, number)) = ev.heap.scope(scope).partial else { return };
    let packed = ev.grafts[graft].packed;
    if let Some((name, value)) = packed.scopes[number as usize].find(name) {
        take(ev, graft, scope, name, value);
    }
}

/// Takes in a name and its value, unless it is there already.
fn take<'a>(ev: &mut Evaluator<'a>, graft: usize, scope: ScopeId, name: &SmolStr, value: &'a Value) {
    if !ev.heap.scope(scope).names.contains_key(name) {
        let mut unpacker = Unpacker { ev, graft, cells: Vec::new(), functions: Vec::new() };
        let value = transfer::value(&mut unpacker, value);
        unpacker.fill();
        ev.heap.scopes[scope as usize].names.insert(name.clone(), value);
    }
}

/// Takes in all names of a scope, and gives them in order.
fn take_names(ev: &mut Evaluator<'_>, scope: ScopeId) -> Vec<(SmolStr, Value)> {
    if let Some((graft, number)) = ev.heap.scope(scope).partial {
        let packed = ev.grafts[graft].packed;
        packed.scopes[number as usize].names.iter().for_each(|(name, _)| take_name(ev, scope, name));
    }
    let names = ev.heap.scope(scope).names.iter();
    let mut names: Vec<(SmolStr, Value)> = names.map(|(name, value)| (name.clone(), value.clone())).collect();
    names.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    names
}

/// Takes in the names that a function of another file can see and mentions, before it runs.
pub(super) fn see(ev: &mut Evaluator<'_>, id: FunctionId) {
    if let Some((graft, number)) = ev.functions[id as usize].unseen.take() {
        let packed = ev.grafts[graft].packed;
        for (scope, at) in packed.seen(number) {
            let (name, value) = &packed.scopes[*scope as usize].names[*at as usize];
            let scope = scope_at(ev, graft, *scope);
            take(ev, graft, scope, name, value);
        }
    }
}

/// The names that a function of another file mentions, with the scopes of other files that they stand in.
pub(super) fn seen_names(ev: &Evaluator<'_>, id: FunctionId) -> Vec<(ScopeId, SmolStr)> {
    let function = &ev.functions[id as usize];
    let mut seen = Vec::new();
    let mut next = Some(function.scope);
    while let Some(scope) = next {
        let here = ev.heap.scope(scope);
        if let Some((graft, number)) = here.partial {
            let packed = &ev.grafts[graft].packed.scopes[number as usize];
            let is_known = |name: &&SmolStr| packed.find(name).is_some() || here.names.contains_key(*name);
            let known = function.mentioned().iter().filter(is_known);
            seen.extend(known.map(|name| (scope, name.clone())));
        }
        next = here.parent;
    }
    seen
}

/// The scope of another file's names, the same however often the file is named.
fn scope_of<'a>(ev: &mut Evaluator<'a>, exports: &'a Arc<Exports>) -> ScopeId {
    let key = Arc::as_ptr(exports);
    if let Some(scope) = ev.grafted.get(&key) {
        return *scope;
    }
    let scope = if exports.packed.scopes.is_empty() {
        ev.heap.new_scope(None)
    } else {
        let graft = start(ev, &exports.packed);
        scope_at(ev, graft, 0)
    };
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
pub(super) fn find_name(ev: &mut Evaluator<'_>, module: &Value, name: &str) -> Option<Value> {
    let scope = module_scope(ev, module)?;
    take_name(ev, scope, name);
    ev.heap.scope(scope).names.get(name).cloned()
}

/// All names of a module that a star import takes, sorted.
pub(super) fn all_names(ev: &mut Evaluator<'_>, module: &Value) -> Vec<(SmolStr, Value)> {
    let Some(scope) = module_scope(ev, module) else { return Vec::new() };
    let mut names = take_names(ev, scope);
    names.retain(|(name, _)| !name.starts_with('_'));
    names
}

fn module_scope(ev: &Evaluator<'_>, module: &Value) -> Option<ScopeId> {
    let Value::Module(reference) = module else { return None };
    match ev.heap.cell(*reference) {
        Cell::Module(module) => Some(module.scope),
        _ => None,
    }
}

/// `%run`: the names and the session of another notebook; one that is not known may define anything.
pub(super) fn run_notebook(ev: &mut Evaluator<'_>, path: &SmolStr) {
    let imports = ev.imports;
    let module = ev.module;
    let Some(exports) = imports.notebooks.get(path) else {
        ev.heap.open_scope(module);
        ev.heap.change_session(|session| {
            session.open = true;
            // It may say `USE`.
            session.catalog.forget();
            session.schema.forget();
        });
        return;
    };
    let scope = scope_of(ev, exports);
    let names = take_names(ev, scope);
    let open = ev.heap.scope(scope).open;
    if open {
        ev.heap.open_scope(module);
    }
    for (name, value) in names {
        ev.heap.bind(module, &name, Some(value));
    }
    merge_session(ev, exports);
}

/// Carries the frames behind temporary views; cells and functions in them are of a file that is not taken in with them.
struct FramesOnly<'i> {
    frames: FxHashMap<*const Frame, Arc<Frame>>,
    ids: &'i mut FrameIds,
}

impl Carrier for FramesOnly<'_> {
    fn cell(&mut self, _: Reference) -> Option<Reference> {
        None
    }

    fn function(&mut self, _: FunctionId) -> Option<FunctionId> {
        None
    }

    fn frames(&mut self) -> (&mut FxHashMap<*const Frame, Arc<Frame>>, &mut FrameIds) {
        (&mut self.frames, self.ids)
    }
}

fn merge_session(ev: &mut Evaluator<'_>, exports: &Exports) {
    let left = &exports.session;
    let mut carrier = FramesOnly { frames: FxHashMap::default(), ids: &mut ev.frames };
    let views: Vec<_> = left
        .views
        .iter()
        .map(|view| {
            let frame = view.frame.as_ref().map(|frame| transfer::frame(&mut carrier, frame));
            crate::session::TempView { frame, ..view.clone() }
        })
        .collect();
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
        let graft = start(ev, &call.arguments);
        let scope = scope_at(ev, graft, 0);
        let names = take_names(ev, scope);
        for (name, value) in &names {
            if let Value::Text(text) = value
                && call.spelt.contains(name)
            {
                ev.told.insert(Arc::as_ptr(text));
            }
        }
        ev.calls.entry(call.function).or_default().push(super::calls::CallSite { values: names.into() });
    }
}
