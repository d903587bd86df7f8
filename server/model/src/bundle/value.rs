//! Values of a bundle with the places they come from: what merging works on.
//! Knows nothing of files' texts and of what a field means.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::yaml::{self, Scalar};
use smol_str::SmolStr;

/// One of a bundle's files; an index into [`super::Bundle::files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A place in one of a bundle's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// Where in it.
    pub range: TextRange,
}

/// A value.
#[derive(Clone, Debug)]
pub struct Value {
    /// What it is.
    pub data: Data,
    /// Where it is written; of a merged mapping or list, where it was begun.
    pub origin: Origin,
    /// The other places: those that it was merged with or that it replaced.
    pub others: Vec<Origin>,
}

/// What a value is.
#[derive(Clone, Debug)]
pub enum Data {
    /// Nothing.
    Null,
    /// Text, a number, a boolean.
    Scalar(Scalar),
    /// Keys and values.
    Map(Vec<Entry>),
    /// A list.
    List(Vec<Arc<Value>>),
    /// Something that could not be read.
    Invalid,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: SmolStr,
    /// Where the key is written.
    pub origin: Origin,
    /// The value.
    pub value: Arc<Value>,
}

impl Value {
    /// The value of a parsed node; aliases and `<<` are followed.
    pub fn from_node(file: FileId, node: &yaml::Node) -> Self {
        let data = match &node.value {
            yaml::Value::Invalid => Data::Invalid,
            yaml::Value::Scalar(_) if node.is_null() => Data::Null,
            yaml::Value::Scalar(scalar) => Data::Scalar(scalar.clone()),
            yaml::Value::Sequence(items) => {
                Data::List(items.iter().map(|item| Arc::new(Self::from_node(file, &item.node))).collect())
            }
            yaml::Value::Mapping(mapping) => {
                let entry = |entry: &yaml::Entry| Entry {
                    key: entry.key.text.clone(),
                    origin: Origin { file, range: entry.key_range },
                    value: Arc::new(Self::from_node(file, &entry.value.node)),
                };
                Data::Map(mapping.entries().into_iter().map(entry).collect())
            }
        };
        Self { data, origin: Origin { file, range: node.range }, others: Vec::new() }
    }

    /// An empty mapping.
    pub fn empty_map(origin: Origin) -> Self {
        Self { data: Data::Map(Vec::new()), origin, others: Vec::new() }
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.data {
            Data::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Arc<Value>] {
        match &self.data {
            Data::List(items) => items,
            _ => &[],
        }
    }

    /// The entry of a key.
    pub fn find(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Arc<Value>> {
        self.find(key).map(|entry| &entry.value)
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Arc<Value>> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.get(first)?, |value, key| value.get(key))
    }

    /// Its first key, or all of it: where to point when something is not there.
    pub fn head(&self) -> Origin {
        self.entries().first().map_or(self.origin, |entry| entry.origin)
    }

    /// The scalar, if it is one.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        match &self.data {
            Data::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The text of a scalar, references unresolved.
    pub fn as_str(&self) -> Option<&str> {
        self.as_scalar().map(|scalar| scalar.text.as_str())
    }

    /// Whether nothing is written.
    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// What the value is, in a word for messages.
    pub fn kind_name(&self) -> &'static str {
        match self.data {
            Data::Null => "nothing",
            Data::Scalar(_) => "a single value",
            Data::Map(_) => "a mapping",
            Data::List(_) => "a list",
            Data::Invalid => "something unreadable",
        }
    }
}
