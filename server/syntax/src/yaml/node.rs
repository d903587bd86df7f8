//! The tree: nodes with ranges, anchors resolved, merge keys flattened.
//! Knows nothing of how text is read.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::scalar::{Scalar, ScalarKind};
use crate::comment::Comment;
use crate::range::TextRange;

/// The first document of a file.
#[derive(Clone, Debug)]
pub struct Document {
    /// The top node; a null scalar when the document is empty.
    pub root: Arc<Node>,
    /// All comments, in order.
    pub comments: Vec<Comment>,
    /// What could not be read, in order of place.
    pub errors: Vec<SyntaxError>,
    /// The places where an alias stands, for navigation.
    pub aliases: Vec<Alias>,
}

/// Text that is not YAML.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntaxError {
    /// The smallest text to point at.
    pub range: TextRange,
    /// What is wrong, in a few words.
    pub message: String,
}

/// `*name` and the anchor that it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Alias {
    /// The alias with its star.
    pub range: TextRange,
    /// The anchor's name, without its `&`.
    pub anchor: TextRange,
}

/// A value.
#[derive(Clone, Debug)]
pub struct Node {
    /// From its first to its last character; empty and behind the colon when nothing is written.
    pub range: TextRange,
    /// The name of its anchor, without `&`.
    pub anchor: Option<TextRange>,
    /// Its tag, with `!`.
    pub tag: Option<TextRange>,
    /// What it is.
    pub value: Value,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text, a number, a boolean or nothing.
    Scalar(Scalar),
    /// Keys and values.
    Mapping(Mapping),
    /// A list.
    Sequence(Vec<Child>),
    /// Something that could not be read; an error says why.
    Invalid,
}

/// A value in its place: written there, or put there by an alias.
#[derive(Clone, Debug)]
pub struct Child {
    /// The value; for an alias the anchor's, with the anchor's ranges.
    pub node: Arc<Node>,
    /// Where the alias stands, if it is one.
    pub alias: Option<TextRange>,
}

impl Child {
    /// Where to point when something is wrong with the value here.
    pub fn range(&self) -> TextRange {
        self.alias.unwrap_or(self.node.range)
    }
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Scalar,
    /// The key's place, with its quotes.
    pub key_range: TextRange,
    /// The value.
    pub value: Child,
}

impl Entry {
    /// Whether this is `<<: *anchor`.
    pub fn is_merge(&self) -> bool {
        self.key.is_plain() && self.key.text == "<<"
    }

    /// From the key to the end of the value as it is written here.
    pub fn range(&self) -> TextRange {
        self.key_range.cover(self.value.range())
    }
}

/// Keys and values in the order they are written.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// What is written here, duplicates and `<<` included.
    pub written: Vec<Entry>,
    /// What `<<` brings in, each key once; a later entry of `<<: [a, b]` wins, as in the Databricks CLI.
    pub inherited: Vec<Entry>,
    /// Whether it stands in braces.
    pub flow: bool,
    /// Whether `written` holds each key once and nothing is merged in, so that it is all there is.
    pub(super) plain: bool,
}

/// As many keys are compared with each other faster than they are hashed.
const FEW: usize = 16;

impl Mapping {
    /// The value of `key`: the last one written, else an inherited one.
    pub fn get(&self, key: &str) -> Option<&Child> {
        self.find(key).map(|entry| &entry.value)
    }

    /// The entry of `key`: the last one written, else an inherited one.
    pub fn find(&self, key: &str) -> Option<&Entry> {
        let written = self.written.iter().rev().find(|entry| entry.key.text == key && !entry.is_merge());
        written.or_else(|| self.inherited.iter().find(|entry| entry.key.text == key))
    }

    /// Calls `see` for each of [`Mapping::entries`], in the same order.
    pub fn each_entry<'a>(&'a self, mut see: impl FnMut(&'a Entry)) {
        if self.plain {
            self.written.iter().for_each(see);
        } else {
            self.entries().into_iter().for_each(&mut see);
        }
    }

    /// Finds out whether [`Mapping::plain`] holds.
    pub(super) fn settle(&mut self) {
        let is_new = |(at, entry): (usize, &Entry)| {
            !entry.is_merge() && self.written[..at].iter().all(|other| other.key.text != entry.key.text)
        };
        self.plain =
            self.inherited.is_empty() && self.written.len() <= FEW && self.written.iter().enumerate().all(is_new);
    }

    /// Every key once, with the entry that counts: inherited keys first, then the written ones in order.
    pub fn entries(&self) -> Vec<&Entry> {
        if self.plain {
            return self.written.iter().collect();
        }
        let mut place: FxHashMap<&SmolStr, usize> = FxHashMap::default();
        let mut entries: Vec<&Entry> = Vec::with_capacity(self.inherited.len() + self.written.len());
        for entry in self.inherited.iter().chain(self.written.iter().filter(|entry| !entry.is_merge())) {
            match place.get(&entry.key.text) {
                Some(&at) => entries[at] = entry,
                None => {
                    place.insert(&entry.key.text, entries.len());
                    entries.push(entry);
                }
            }
        }
        entries
    }
}

impl Node {
    /// The mapping, if it is one.
    pub fn as_mapping(&self) -> Option<&Mapping> {
        match &self.value {
            Value::Mapping(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub fn as_sequence(&self) -> Option<&[Child]> {
        match &self.value {
            Value::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The scalar, if it is one.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        match &self.value {
            Value::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The text of a scalar that is not null.
    pub fn as_str(&self) -> Option<&str> {
        self.as_scalar().filter(|scalar| scalar.kind() != ScalarKind::Null).map(|scalar| scalar.text.as_str())
    }

    /// Whether nothing is written here, or `null`, or `~`.
    pub fn is_null(&self) -> bool {
        self.as_scalar().is_some_and(|scalar| scalar.kind() == ScalarKind::Null)
    }
}
