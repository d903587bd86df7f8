//! What the evaluated program's references point at, its variables and its session, with a journal so that a branch can be
//! taken back. Knows how changes are undone, not what they mean.

use std::rc::Rc;
use std::sync::Arc;

use brickline_syntax::TextRange;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::builder::Builder;
use crate::session::Session;
use crate::value::{Reference, Value};

/// A place among the scopes.
pub(super) type ScopeId = u32;

/// What a reference points at.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    List(List),
    Dict(Dict),
    Builder(Box<Builder>),
    Object(Object),
    Class(Class),
    Module(Module),
}

impl Cell {
    /// How many values it holds.
    pub fn len(&self) -> usize {
        match self {
            Self::List(list) => list.items.len(),
            Self::Dict(dict) => dict.entries.len(),
            Self::Object(object) => object.attributes.len(),
            Self::Class(class) => class.attributes.len(),
            Self::Builder(_) | Self::Module(_) => 0,
        }
    }
}

/// A list or set.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct List {
    pub items: Vec<Item>,
    /// Whether its length is not known; its items are samples then, and without any nothing is known of them.
    pub open: bool,
    /// Whether it is a listing that is small by nature: tables of a schema, columns, SHOW results.
    pub listing: bool,
}

/// A value with the place it is written at.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    pub value: Value,
    pub range: TextRange,
}

/// A dict; later entries win.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Dict {
    pub entries: Vec<Entry>,
    /// Whether it may hold more, or other things.
    pub open: bool,
}

/// An entry of a dict.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub key: Value,
    pub key_range: TextRange,
    pub value: Value,
    pub value_range: TextRange,
    /// Whether it is there on every path.
    pub always: bool,
}

/// An object of a class of the project.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Object {
    pub class: Reference,
    pub attributes: FxHashMap<SmolStr, Value>,
    /// Whether code that is not known may have changed it.
    pub open: bool,
}

/// A class of the project.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Class {
    /// The base classes that are classes of the project.
    pub bases: Vec<Reference>,
    /// Base classes that are not, by path; empty text for ones not known.
    pub foreign_bases: Vec<SmolStr>,
    pub attributes: FxHashMap<SmolStr, Value>,
    /// Fields in order, of a dataclass.
    pub fields: Option<Vec<(SmolStr, Option<Value>)>>,
}

/// A module of the project: its names live in a scope.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Module {
    pub scope: ScopeId,
}

/// The variables of a module, function or class.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    pub names: FxHashMap<SmolStr, Value>,
    /// Where a name is looked for next.
    pub parent: Option<ScopeId>,
    /// Names declared `global` or `nonlocal`, with the scope they live in.
    pub elsewhere: FxHashMap<SmolStr, ScopeId>,
    /// Whether names may be in it that are not known: a star import, an unresolved `%run`.
    pub open: bool,
    /// The graft, and the number in it, of a scope of another file whose names are taken in when they are asked for.
    pub partial: Option<(usize, ScopeId)>,
}

/// All that evaluation changes.
#[derive(Debug, Default)]
pub(super) struct Heap {
    cells: Vec<Slot>,
    pub scopes: Vec<Scope>,
    /// The tables of scopes that have ended, for others to fill.
    spare: Vec<FxHashMap<SmolStr, Value>>,
    session: Arc<Session>,
    journal: Vec<Change>,
    /// The branches that are being run, innermost last.
    marks: Vec<Mark>,
    /// The number given last.
    last_mark: u32,
}

/// A branch that is being run. What was made in it needs no journal: nothing outside it can hold that before it ends.
#[derive(Debug)]
struct Mark {
    number: u32,
    /// How many cells and scopes there were when it began.
    cells: usize,
    scopes: usize,
}

/// A cell's place.
#[derive(Debug)]
struct Slot {
    cell: Rc<Cell>,
    /// The innermost branch whose journal has the cell as it was before; none is 0.
    saved: u32,
}

#[derive(Debug)]
enum Change {
    Cell(Reference, Slot),
    Name(ScopeId, SmolStr, Option<Value>),
    Session(Arc<Session>),
}

/// The state a branch left behind, where it differs from the state before it.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub cells: FxHashMap<Reference, Rc<Cell>>,
    pub names: FxHashMap<(ScopeId, SmolStr), Option<Value>>,
    pub session: Option<Arc<Session>>,
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.names.is_empty() && self.session.is_none()
    }
}

impl Heap {
    pub fn alloc(&mut self, cell: Cell) -> Reference {
        self.alloc_shared(Rc::new(cell))
    }

    /// A place for a cell that others have, until one of them changes it.
    pub fn alloc_shared(&mut self, cell: Rc<Cell>) -> Reference {
        self.cells.push(Slot { cell, saved: 0 });
        (self.cells.len() - 1) as Reference
    }

    pub fn cell(&self, reference: Reference) -> &Cell {
        &self.cells[reference as usize].cell
    }

    pub fn shared(&self, reference: Reference) -> Rc<Cell> {
        Rc::clone(&self.cells[reference as usize].cell)
    }

    pub fn replace(&mut self, reference: Reference, cell: Rc<Cell>) {
        self.save(reference);
        self.cells[reference as usize].cell = cell;
    }

    /// Keeps a cell as it is for the branch at hand to take back; once is enough.
    fn save(&mut self, reference: Reference) {
        let slot = &mut self.cells[reference as usize];
        if let Some(mark) = self.marks.last()
            && (reference as usize) < mark.cells
            && slot.saved != mark.number
        {
            let before = Slot { cell: Rc::clone(&slot.cell), saved: slot.saved };
            self.journal.push(Change::Cell(reference, before));
            slot.saved = mark.number;
        }
    }

    /// Fills a cell that nothing refers to yet: no branch has to take that back.
    pub fn fill(&mut self, reference: Reference, cell: Cell) {
        self.cells[reference as usize].cell = Rc::new(cell);
    }

    pub fn cell_mut(&mut self, reference: Reference) -> &mut Cell {
        self.save(reference);
        Rc::make_mut(&mut self.cells[reference as usize].cell)
    }

    pub fn list(&self, reference: Reference) -> Option<&List> {
        match self.cell(reference) {
            Cell::List(list) => Some(list),
            _ => None,
        }
    }

    pub fn list_mut(&mut self, reference: Reference) -> Option<&mut List> {
        match self.cell_mut(reference) {
            Cell::List(list) => Some(list),
            _ => None,
        }
    }

    pub fn dict(&self, reference: Reference) -> Option<&Dict> {
        match self.cell(reference) {
            Cell::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    pub fn dict_mut(&mut self, reference: Reference) -> Option<&mut Dict> {
        match self.cell_mut(reference) {
            Cell::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    pub fn builder(&self, reference: Reference) -> Option<&Builder> {
        match self.cell(reference) {
            Cell::Builder(builder) => Some(builder),
            _ => None,
        }
    }

    pub fn builder_mut(&mut self, reference: Reference) -> Option<&mut Builder> {
        match self.cell_mut(reference) {
            Cell::Builder(builder) => Some(builder),
            _ => None,
        }
    }

    pub fn object(&self, reference: Reference) -> Option<&Object> {
        match self.cell(reference) {
            Cell::Object(object) => Some(object),
            _ => None,
        }
    }

    pub fn object_mut(&mut self, reference: Reference) -> Option<&mut Object> {
        match self.cell_mut(reference) {
            Cell::Object(object) => Some(object),
            _ => None,
        }
    }

    pub fn class(&self, reference: Reference) -> Option<&Class> {
        match self.cell(reference) {
            Cell::Class(class) => Some(class),
            _ => None,
        }
    }

    pub fn class_mut(&mut self, reference: Reference) -> Option<&mut Class> {
        match self.cell_mut(reference) {
            Cell::Class(class) => Some(class),
            _ => None,
        }
    }

    pub fn new_list(&mut self, items: Vec<Item>, open: bool) -> Reference {
        self.alloc(Cell::List(List { items, open, listing: false }))
    }

    pub fn new_scope(&mut self, parent: Option<ScopeId>) -> ScopeId {
        let names = self.spare.pop().unwrap_or_default();
        self.scopes.push(Scope { names, parent, ..Scope::default() });
        (self.scopes.len() - 1) as ScopeId
    }

    /// Ends a scope whose variables nothing can ask for any more.
    pub fn end_scope(&mut self, scope: ScopeId) {
        let mut names = std::mem::take(&mut self.scopes[scope as usize].names);
        names.clear();
        self.spare.push(names);
    }

    pub fn scope(&self, scope: ScopeId) -> &Scope {
        &self.scopes[scope as usize]
    }

    /// Binds a name in one scope, or takes it away.
    pub fn bind(&mut self, scope: ScopeId, name: &SmolStr, value: Option<Value>) {
        let names = &mut self.scopes[scope as usize].names;
        let old = match value {
            Some(value) => names.insert(name.clone(), value),
            None => names.remove(name),
        };
        if self.marks.last().is_some_and(|mark| (scope as usize) < mark.scopes) {
            self.journal.push(Change::Name(scope, name.clone(), old));
        }
    }

    pub fn session(&self) -> &Arc<Session> {
        &self.session
    }

    pub fn set_session(&mut self, session: Arc<Session>) {
        let old = std::mem::replace(&mut self.session, session);
        if !self.marks.is_empty() {
            self.journal.push(Change::Session(old));
        }
    }

    pub fn change_session(&mut self, change: impl FnOnce(&mut Session)) {
        let mut session = Session::clone(&self.session);
        change(&mut session);
        self.set_session(Arc::new(session));
    }

    /// Starts a branch: what changes from here on can be taken back.
    pub fn mark(&mut self) -> usize {
        self.last_mark += 1;
        self.marks.push(Mark { number: self.last_mark, cells: self.cells.len(), scopes: self.scopes.len() });
        self.journal.len()
    }

    /// Ends a branch: its changes are taken back and handed over.
    pub fn take_back(&mut self, mark: usize) -> Changes {
        let mut changes = Changes::default();
        while self.journal.len() > mark {
            match self.journal.pop() {
                Some(Change::Cell(reference, old)) => {
                    let new = std::mem::replace(&mut self.cells[reference as usize], old);
                    changes.cells.insert(reference, new.cell);
                }
                Some(Change::Name(scope, name, old)) => {
                    let names = &mut self.scopes[scope as usize].names;
                    let new = match old {
                        Some(old) => names.insert(name.clone(), old),
                        None => names.remove(&name),
                    };
                    changes.names.entry((scope, name)).or_insert(new);
                }
                Some(Change::Session(old)) => {
                    let new = std::mem::replace(&mut self.session, old);
                    changes.session.get_or_insert(new);
                }
                None => break,
            }
        }
        self.marks.pop();
        changes
    }

    /// Makes the changes of a branch real.
    pub fn apply(&mut self, changes: Changes) {
        for (reference, cell) in changes.cells {
            self.replace(reference, cell);
        }
        for ((scope, name), value) in changes.names {
            self.bind(scope, &name, value);
        }
        if let Some(session) = changes.session {
            self.set_session(session);
        }
    }
}

/// How many items a list may be given that are taken from other lists: `x = x + x` doubles them each time.
const ITEMS: usize = 20_000;

impl List {
    /// Adds items of another list; beyond the limit it is open.
    pub fn extend(&mut self, items: Vec<Item>) {
        let space = ITEMS.saturating_sub(self.items.len());
        self.open |= items.len() > space;
        self.items.extend(items.into_iter().take(space));
    }
}

impl Dict {
    /// The entry under a text key.
    pub fn find(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.key.is_text(key))
    }

    /// Sets an entry in place of one with an equal key.
    pub fn set(&mut self, entry: Entry) {
        match entry.key.as_text() {
            Some(key) => {
                if let Some(old) = self.entries.iter_mut().find(|old| old.key.is_text(&key)) {
                    *old = entry;
                } else {
                    self.entries.push(entry);
                }
            }
            None => {
                if entry.key.is_unknown() {
                    self.open = true;
                }
                self.entries.push(entry);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Heap, List};
    use crate::value::Value;

    #[test]
    fn a_branch_takes_back_what_was_there_before_it_and_nothing_else() {
        let mut heap = Heap::default();
        let name = "x".into();
        let (outer, old) = (heap.new_scope(None), heap.new_list(Vec::new(), false));
        let mark = heap.mark();
        let (inner, new) = (heap.new_scope(Some(outer)), heap.new_list(Vec::new(), false));
        for scope in [outer, inner] {
            heap.bind(scope, &name, Some(Value::None));
        }
        for list in [old, new] {
            *heap.cell_mut(list) = Cell::List(List { open: true, ..List::default() });
        }
        let changes = heap.take_back(mark);
        assert_eq!((changes.cells.len(), changes.names.len()), (1, 1));
        assert_eq!((heap.scope(outer).names.len(), heap.scope(inner).names.len()), (0, 1));
        assert_eq!([old, new].map(|list| heap.list(list).map(|list| list.open)), [Some(false), Some(true)]);
    }
}
