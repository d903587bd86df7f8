//! What references point at: containers, objects, classes, modules, builders. Knows what they hold, not where they lie.

use brickline_syntax::TextRange;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::builder::Builder;
use super::heap::ScopeId;
use crate::value::{Reference, Value};

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
