//! What the evaluated program's references point at, its variables and its session, with a journal so that a branch can be
//! taken back. Knows how changes are undone, not what they mean.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::builder::Builder;
pub(super) use super::contents::{Cell, Class, Dict, Entry, Item, List, Module, Object};
use super::watch::{Around, Seen, Watch};
use crate::session::Session;
use crate::value::{Reference, Value};

/// A place among the scopes.
pub(super) type ScopeId = u32;

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
    /// Which change it has seen last.
    version: u32,
    /// Which watch noted last that it was read.
    noted: std::cell::Cell<u32>,
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
    /// How many changes there were so far.
    changes: u32,
    watch: Watch,
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
    /// Which change it has seen last; taken back with what it holds.
    version: u32,
    /// Which watch noted last that it was read.
    noted: std::cell::Cell<u32>,
}

#[derive(Debug)]
enum Change {
    Cell(Reference, Slot),
    Name(ScopeId, SmolStr, Option<Value>),
    Session(Arc<Session>),
}

/// The state a branch left behind, where it differs from the state before it. Most change little: lists do for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    /// In order, each once.
    pub cells: Vec<(Reference, Rc<Cell>)>,
    pub names: Vec<((ScopeId, SmolStr), Option<Value>)>,
    pub session: Option<Arc<Session>>,
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.names.is_empty() && self.session.is_none()
    }

    /// What a cell became, if it was changed.
    pub fn cell(&self, reference: Reference) -> Option<&Rc<Cell>> {
        self.cells.binary_search_by_key(&reference, |(own, _)| *own).ok().map(|at| &self.cells[at].1)
    }

    /// What a name became, if it was changed.
    pub fn name(&self, key: &(ScopeId, SmolStr)) -> Option<&Option<Value>> {
        self.names.binary_search_by(|(own, _)| own.cmp(key)).ok().map(|at| &self.names[at].1)
    }
}

impl Heap {
    pub fn alloc(&mut self, cell: Cell) -> Reference {
        self.alloc_shared(Rc::new(cell))
    }

    /// A place for a cell that others have, until one of them changes it.
    pub fn alloc_shared(&mut self, cell: Rc<Cell>) -> Reference {
        self.cells.push(Slot { cell, saved: 0, version: 0, noted: Default::default() });
        (self.cells.len() - 1) as Reference
    }

    pub fn cell(&self, reference: Reference) -> &Cell {
        let slot = &self.cells[reference as usize];
        self.watch.read_cell(reference, &slot.noted);
        &slot.cell
    }

    pub fn shared(&self, reference: Reference) -> Rc<Cell> {
        let slot = &self.cells[reference as usize];
        self.watch.read_cell(reference, &slot.noted);
        Rc::clone(&slot.cell)
    }

    pub fn replace(&mut self, reference: Reference, cell: Rc<Cell>) {
        self.save(reference);
        self.cells[reference as usize].cell = cell;
    }

    /// Keeps a cell as it is for the branch at hand to take back; once is enough.
    fn save(&mut self, reference: Reference) {
        self.changes += 1;
        self.watch.change_cell(reference);
        let slot = &mut self.cells[reference as usize];
        if let Some(mark) = self.marks.last()
            && (reference as usize) < mark.cells
            && slot.saved != mark.number
        {
            let before = Slot {
                cell: Rc::clone(&slot.cell),
                saved: slot.saved,
                version: slot.version,
                noted: Default::default(),
            };
            self.journal.push(Change::Cell(reference, before));
            slot.saved = mark.number;
        }
        slot.version = self.changes;
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
        let here = &self.scopes[scope as usize];
        self.watch.read_scope(scope, &here.noted);
        here
    }

    /// Says that a scope may have names that are not known.
    pub fn open_scope(&mut self, scope: ScopeId) {
        self.change_scope(scope);
        self.scopes[scope as usize].open = true;
    }

    /// Says that a name of a scope lives in another one.
    pub fn bind_elsewhere(&mut self, scope: ScopeId, name: &SmolStr, home: ScopeId) {
        self.change_scope(scope);
        self.scopes[scope as usize].elsewhere.insert(name.clone(), home);
    }

    fn change_scope(&mut self, scope: ScopeId) {
        self.changes += 1;
        self.watch.change_scope(scope);
        self.scopes[scope as usize].version = self.changes;
    }

    /// How many cells there are.
    pub fn count(&self) -> usize {
        self.cells.len()
    }

    /// Tells one state of a cell from all others that it had.
    pub fn version(&self, reference: Reference) -> u32 {
        self.cells[reference as usize].version
    }

    /// Tells one state of a scope from all others that it had.
    pub fn scope_version(&self, scope: ScopeId) -> u32 {
        self.scopes[scope as usize].version
    }

    /// Begins to watch what is read and changed of all that there is now.
    pub fn watch(&mut self) -> Around {
        self.watch.begin(self.cells.len(), self.scopes.len())
    }

    /// Ends the watch that gave this.
    pub fn end_watch(&mut self, around: &Around) -> Seen {
        self.watch.end(around)
    }

    /// Notes that these were read.
    pub fn read_again(&self, cells: &[(Reference, u32)], scopes: &[(ScopeId, u32)]) {
        cells.iter().for_each(|(cell, _)| self.watch.read_cell(*cell, &self.cells[*cell as usize].noted));
        scopes.iter().for_each(|(scope, _)| self.watch.read_scope(*scope, &self.scopes[*scope as usize].noted));
    }

    /// Binds a name in one scope, or takes it away.
    pub fn bind(&mut self, scope: ScopeId, name: &SmolStr, value: Option<Value>) {
        self.change_scope(scope);
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
                    changes.cells.push((reference, new.cell));
                }
                Some(Change::Name(scope, name, old)) => {
                    self.change_scope(scope);
                    let names = &mut self.scopes[scope as usize].names;
                    let new = match old {
                        Some(old) => names.insert(name.clone(), old),
                        None => names.remove(&name),
                    };
                    changes.names.push(((scope, name), new));
                }
                Some(Change::Session(old)) => {
                    let new = std::mem::replace(&mut self.session, old);
                    changes.session.get_or_insert(new);
                }
                None => break,
            }
        }
        self.marks.pop();
        changes.cells.sort_unstable_by_key(|(reference, _)| *reference);
        // What was changed last was taken back first.
        changes.names.sort_by(|one, other| one.0.cmp(&other.0));
        changes.names.dedup_by(|earlier, last| earlier.0 == last.0);
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
