//! What a file's names reach, written down so that other evaluations can take it in: cells, functions, scopes, by number.
//! Holds trees of functions by reference; two are equal when their texts are.

use std::sync::{Arc, OnceLock};

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::{FunctionDef, Lambda};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::function::{Binding, Body, Mentions};
use super::graft;
use super::heap::{Cell, ScopeId};
use super::state::Evaluator;
use super::transfer::{self, Carrier};
use crate::exports::ForeignCall;
use crate::frame::{Frame, FrameIds};
use crate::session::Session;
use crate::value::{FunctionId, Reference, Value};

/// How much is written down; what is beyond is not known elsewhere.
#[derive(Clone, Copy)]
struct Limit {
    /// Cells, with what they hold counted.
    values: usize,
    /// Functions; each brings the names of its module along.
    functions: usize,
    /// Functions of other files among them.
    foreign: usize,
}

/// The limit for what a file gives to others.
const FILE: Limit = Limit { values: 2_000, functions: 300, foreign: 60 };
/// The limit for the arguments of one call. Functions do not go along: each would bring its module.
const CALL: Limit = Limit { values: 200, functions: 0, foreign: 0 };

/// Values that another evaluation can take in; references and functions are numbers in the lists here.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Packed {
    pub(super) cells: Vec<Cell>,
    pub(super) functions: Vec<PackedFunction>,
    /// The first is the one asked for: a module's names, or a call's arguments.
    pub(super) scopes: Vec<PackedScope>,
}

impl Packed {
    pub(crate) fn has_functions(&self) -> bool {
        !self.functions.is_empty()
    }

    /// The names that a function mentions and can see: their scopes, and their places in them. Found when they are first
    /// asked for, which many files may do.
    pub(super) fn seen(&self, function: FunctionId) -> &[(ScopeId, u32)] {
        let function = &self.functions[function as usize];
        function.seen.get_or_init(|| {
            let mentioned = function.mentions.of(function.body.tree(), &function.code);
            let mut seen = Vec::new();
            let mut next = Some(function.scope);
            while let Some(number) = next {
                let scope = &self.scopes[number as usize];
                seen.extend(mentioned.iter().filter_map(|name| Some((number, scope.place(name)? as u32))));
                next = scope.parent;
            }
            seen.into()
        })
    }
}

/// A scope.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PackedScope {
    pub names: Vec<(SmolStr, Value)>,
    pub parent: Option<ScopeId>,
    pub open: bool,
}

impl PackedScope {
    /// A name and its value.
    pub fn find(&self, name: &str) -> Option<&(SmolStr, Value)> {
        self.place(name).map(|at| &self.names[at])
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.names.binary_search_by(|(own, _)| own.as_str().cmp(name)).ok()
    }
}

/// A function with its tree and the text that the tree's ranges speak of.
#[derive(Clone, Debug)]
pub(super) struct PackedFunction {
    pub name: SmolStr,
    pub body: PackedBody,
    pub code: Arc<str>,
    /// The file it stands in.
    pub file: Arc<str>,
    pub scope: ScopeId,
    pub module: ScopeId,
    pub owner: Option<Reference>,
    pub binding: Binding,
    pub defaults: Vec<(SmolStr, Value)>,
    pub generator: bool,
    pub manager: bool,
    pub mentions: Mentions,
    seen: OnceLock<Box<[(ScopeId, u32)]>>,
}

/// A function's tree.
#[derive(Clone, Debug)]
pub(super) enum PackedBody {
    Def(Arc<FunctionDef>),
    Lambda(Arc<Lambda>, TextRange),
}

impl PackedBody {
    /// The tree, to be evaluated.
    pub fn tree(&self) -> Body<'_> {
        match self {
            Self::Def(def) => Body::Def(def),
            Self::Lambda(lambda, range) => Body::Lambda(lambda, *range),
        }
    }
}

impl PackedFunction {
    fn text(&self) -> &str {
        let range = match &self.body {
            PackedBody::Def(def) => def.range,
            PackedBody::Lambda(_, range) => *range,
        };
        self.code.get(range.to_usize()).unwrap_or_default()
    }
}

impl PartialEq for PackedFunction {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.file == other.file
            && (self.scope, self.module, self.owner, self.binding)
                == (other.scope, other.module, other.owner, other.binding)
            && self.defaults == other.defaults
            && self.text() == other.text()
    }
}

/// Carries values out of an evaluation.
struct Packer<'e, 'a> {
    ev: &'e mut Evaluator<'a>,
    limit: Limit,
    /// How many values are written down so far.
    values: usize,
    cells: Vec<Reference>,
    cell_numbers: FxHashMap<Reference, Reference>,
    functions: Vec<FunctionId>,
    /// How many of them are other files'.
    foreign: usize,
    function_numbers: FxHashMap<FunctionId, FunctionId>,
    scopes: Vec<Option<ScopeId>>,
    scope_numbers: FxHashMap<ScopeId, ScopeId>,
    /// Names of other files' scopes that functions mention.
    seen: FxHashMap<(ScopeId, SmolStr), Value>,
    frames: FxHashMap<*const Frame, Arc<Frame>>,
    ids: FrameIds,
}

impl Carrier for Packer<'_, '_> {
    fn cell(&mut self, reference: Reference) -> Option<Reference> {
        if let Some(number) = self.cell_numbers.get(&reference) {
            return Some(*number);
        }
        let cell = self.ev.heap.cell(reference);
        let values = self.values + 1 + cell.len();
        if values > self.limit.values || matches!(cell, Cell::Module(_)) {
            return None;
        }
        self.values = values;
        self.cells.push(reference);
        let number = (self.cells.len() - 1) as Reference;
        self.cell_numbers.insert(reference, number);
        Some(number)
    }

    fn function(&mut self, id: FunctionId) -> Option<FunctionId> {
        if let Some(number) = self.function_numbers.get(&id) {
            return Some(*number);
        }
        if self.functions.len() >= self.limit.functions {
            return None;
        }
        if self.ev.functions[id as usize].code.foreign {
            if self.foreign >= self.limit.foreign {
                return None;
            }
            self.foreign += 1;
        }
        self.functions.push(id);
        let number = (self.functions.len() - 1) as FunctionId;
        self.function_numbers.insert(id, number);
        Some(number)
    }

    fn frames(&mut self) -> (&mut FxHashMap<*const Frame, Arc<Frame>>, &mut FrameIds) {
        (&mut self.frames, &mut self.ids)
    }
}

impl<'e, 'a> Packer<'e, 'a> {
    fn new(ev: &'e mut Evaluator<'a>, limit: Limit) -> Self {
        Self {
            ev,
            limit,
            values: 0,
            cells: Vec::new(),
            cell_numbers: FxHashMap::default(),
            functions: Vec::new(),
            foreign: 0,
            function_numbers: FxHashMap::default(),
            scopes: Vec::new(),
            scope_numbers: FxHashMap::default(),
            seen: FxHashMap::default(),
            frames: FxHashMap::default(),
            ids: FrameIds::default(),
        }
    }

    fn scope(&mut self, scope: ScopeId) -> ScopeId {
        if let Some(number) = self.scope_numbers.get(&scope) {
            return *number;
        }
        self.scopes.push(Some(scope));
        let number = (self.scopes.len() - 1) as ScopeId;
        self.scope_numbers.insert(scope, number);
        number
    }

    /// Packs everything that the scopes at hand reach; each list grows while it is walked.
    fn finish(mut self, first: Option<PackedScope>) -> Packed {
        let mut packed = Packed::default();
        packed.scopes.extend(first);
        loop {
            if packed.scopes.len() < self.scopes.len() {
                let next =
                    self.scopes[packed.scopes.len()].map_or_else(PackedScope::default, |scope| self.pack_scope(scope));
                packed.scopes.push(next);
            } else if packed.cells.len() < self.cells.len() {
                let old = self.ev.heap.shared(self.cells[packed.cells.len()]);
                let next = transfer::cell(&mut self, &old).unwrap_or_else(|| Cell::List(Default::default()));
                packed.cells.push(next);
            } else if packed.functions.len() < self.functions.len() {
                let next = self.pack_function(self.functions[packed.functions.len()]);
                packed.functions.push(next);
            } else {
                break;
            }
        }
        for ((scope, name), value) in self.seen {
            packed.scopes[scope as usize].names.push((name, value));
        }
        packed.scopes.iter_mut().for_each(|scope| scope.names.sort_unstable_by(|one, other| one.0.cmp(&other.0)));
        packed
    }

    fn pack_scope(&mut self, scope: ScopeId) -> PackedScope {
        let old = self.ev.heap.scope(scope);
        let (open, parent) = (old.open, old.parent);
        let mut names = Vec::new();
        // Of another file's scope only those names go along that the functions which go along mention.
        if old.partial.is_none() {
            names.extend(old.names.iter().map(|(name, value)| (name.clone(), value.clone())));
            names.sort_unstable_by(|one: &(SmolStr, Value), other| one.0.cmp(&other.0));
        }
        let names = names.into_iter().map(|(name, value)| (name, transfer::value(self, &value))).collect();
        let parent = parent.filter(|_| self.scopes.len() < self.limit.functions).map(|parent| self.scope(parent));
        PackedScope { names, parent, open }
    }

    fn pack_function(&mut self, id: FunctionId) -> PackedFunction {
        if self.ev.functions[id as usize].code.foreign {
            self.pack_seen(id);
        }
        let function = &self.ev.functions[id as usize];
        let body = match function.body {
            Body::Def(def) => PackedBody::Def(Arc::clone(def)),
            Body::Lambda(lambda, range) => PackedBody::Lambda(Arc::clone(lambda), range),
        };
        let (name, code, file) =
            (function.name.clone(), Arc::clone(function.code.text), Arc::clone(function.code.file));
        let (scope, module, owner) = (function.scope, function.module, function.owner);
        let (binding, generator, manager) = (function.binding, function.generator, function.manager);
        let mentions = function.mentions.clone();
        let defaults = function.defaults.clone();
        let defaults = defaults.into_iter().map(|(name, value)| (name, transfer::value(self, &value))).collect();
        let (scope, module) = (self.scope(scope), self.scope(module));
        let owner = owner.and_then(|owner| self.cell(owner));
        PackedFunction {
            name,
            body,
            code,
            file,
            scope,
            module,
            owner,
            binding,
            defaults,
            generator,
            manager,
            mentions,
            seen: OnceLock::new(),
        }
    }

    /// Packs the names that a function of another file mentions.
    fn pack_seen(&mut self, id: FunctionId) {
        graft::see(self.ev, id);
        for (scope, name) in graft::seen_names(self.ev, id) {
            let Some(value) = self.ev.heap.scope(scope).names.get(&name).cloned() else { continue };
            let key = (self.scope(scope), name);
            if !self.seen.contains_key(&key) {
                let value = transfer::value(self, &value);
                self.seen.insert(key, value);
            }
        }
    }
}

/// What the module's names reach.
pub(super) fn pack_module(ev: &mut Evaluator<'_>) -> Packed {
    let module = ev.module;
    let mut packer = Packer::new(ev, FILE);
    packer.scope(module);
    packer.finish(None)
}

/// The session that the file leaves behind, without ranges.
pub(super) fn pack_session(ev: &mut Evaluator<'_>) -> Session {
    let mut session = Session::clone(ev.heap.session());
    let mut packer = Packer::new(ev, FILE);
    for view in &mut session.views {
        view.frame = view.frame.as_ref().map(|frame| transfer::frame(&mut packer, frame));
    }
    for (_, value) in &mut session.confs {
        *value = transfer::value(&mut packer, value);
    }
    session
}

/// A call of another file's function, its arguments by parameter.
pub(super) fn pack_call(
    ev: &mut Evaluator<'_>,
    file: &Arc<str>,
    function: TextRange,
    bound: &[(SmolStr, Value)],
) -> ForeignCall {
    let spelt = bound.iter().filter(|(_, value)| matches!(value, Value::Text(text) if text.literal.is_some()));
    let spelt = spelt.map(|(name, _)| name.clone()).collect();
    let mut packer = Packer::new(ev, CALL);
    packer.scopes.push(None);
    let names = bound.iter().map(|(name, value)| (name.clone(), transfer::value(&mut packer, value))).collect();
    let packed = packer.finish(Some(PackedScope { names, parent: None, open: false }));
    ForeignCall { file: Arc::clone(file), arguments: Arc::new(packed), spelt, function }
}
