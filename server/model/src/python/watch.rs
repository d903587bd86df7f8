//! What a stretch of the evaluation reads and changes of what was there before it. Knows numbers of places, no values.

use std::cell::RefCell;

use super::heap::ScopeId;
use crate::value::Reference;

/// The innermost stretch that is watched.
#[derive(Debug)]
pub(super) struct Watch {
    /// Told apart from all other stretches; 0 where none is watched.
    number: u32,
    /// How many cells and scopes there were when it began: what lies below is not its own.
    cells: usize,
    scopes: usize,
    /// The first of all cells and scopes that were changed.
    first_cell: usize,
    first_scope: usize,
    read: RefCell<Read>,
    last_number: u32,
}

/// Cells and scopes that were read, in no order; some stand more than once.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub cells: Vec<Reference>,
    pub scopes: Vec<ScopeId>,
}

/// The stretch around one that is watched.
#[derive(Debug)]
pub(super) struct Around {
    number: u32,
    cells: usize,
    scopes: usize,
    first_cell: usize,
    first_scope: usize,
    /// How much was read before the stretch.
    read_cells: usize,
    read_scopes: usize,
}

/// What a stretch did with what was there before it.
pub(super) struct Seen {
    pub read: Read,
    /// Whether it changed any of it.
    pub changed: bool,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            number: 0,
            cells: 0,
            scopes: 0,
            first_cell: usize::MAX,
            first_scope: usize::MAX,
            read: RefCell::default(),
            last_number: 0,
        }
    }
}

impl Watch {
    /// Begins a stretch, with so many cells and scopes there.
    pub fn begin(&mut self, cells: usize, scopes: usize) -> Around {
        let read = self.read.get_mut();
        let around = Around {
            number: self.number,
            cells: self.cells,
            scopes: self.scopes,
            first_cell: self.first_cell,
            first_scope: self.first_scope,
            read_cells: read.cells.len(),
            read_scopes: read.scopes.len(),
        };
        self.last_number += 1;
        (self.number, self.cells, self.scopes) = (self.last_number, cells, scopes);
        (self.first_cell, self.first_scope) = (usize::MAX, usize::MAX);
        around
    }

    /// Ends a stretch; all that it read and changed was also read and changed by the one around it.
    pub fn end(&mut self, around: &Around) -> Seen {
        let read = self.read.get_mut();
        let mut cells: Vec<Reference> = read.cells[around.read_cells..].to_vec();
        let mut scopes: Vec<ScopeId> = read.scopes[around.read_scopes..].to_vec();
        cells.retain(|cell| (*cell as usize) < self.cells);
        scopes.retain(|scope| (*scope as usize) < self.scopes);
        cells.sort_unstable();
        scopes.sort_unstable();
        cells.dedup();
        scopes.dedup();
        let changed = self.first_cell < self.cells || self.first_scope < self.scopes;
        (self.number, self.cells, self.scopes) = (around.number, around.cells, around.scopes);
        self.first_cell = self.first_cell.min(around.first_cell);
        self.first_scope = self.first_scope.min(around.first_scope);
        if self.number == 0 {
            read.cells.clear();
            read.scopes.clear();
        }
        Seen { read: Read { cells, scopes }, changed }
    }

    /// Notes that a cell is read; `noted` is the stretch that noted it last.
    #[inline]
    pub fn read_cell(&self, reference: Reference, noted: &std::cell::Cell<u32>) {
        if (reference as usize) < self.cells && noted.replace(self.number) != self.number {
            self.read.borrow_mut().cells.push(reference);
        }
    }

    /// Notes that a scope is read.
    #[inline]
    pub fn read_scope(&self, scope: ScopeId, noted: &std::cell::Cell<u32>) {
        if (scope as usize) < self.scopes && noted.replace(self.number) != self.number {
            self.read.borrow_mut().scopes.push(scope);
        }
    }

    /// Notes that a cell is changed.
    #[inline]
    pub fn change_cell(&mut self, reference: Reference) {
        self.first_cell = self.first_cell.min(reference as usize);
    }

    /// Notes that a scope is changed.
    #[inline]
    pub fn change_scope(&mut self, scope: ScopeId) {
        self.first_scope = self.first_scope.min(scope as usize);
    }
}
