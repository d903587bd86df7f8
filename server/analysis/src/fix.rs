//! Fixes: edits of one file with a title and a safety. Knows how edits fit together, not who wants them.

use brickline_syntax::TextRange;

/// How far a fix can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Safety {
    /// It keeps what the code does.
    Safe,
    /// It may change what the code does.
    Unsafe,
    /// It is a suggestion to be looked at, never applied in bulk.
    Display,
}

/// A fix.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What to do, in a few words.
    pub title: String,
    /// How far it can be trusted.
    pub safety: Safety,
    /// The edits, sorted by place and not overlapping.
    pub edits: Vec<Edit>,
}

/// A piece of text put in place of another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub range: TextRange,
    /// What takes its place.
    pub text: String,
}

impl Edit {
    /// Puts `text` in place of `range`.
    pub fn replace(range: TextRange, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }

    /// Inserts `text` at `offset`.
    pub fn insert(offset: u32, text: impl Into<String>) -> Self {
        Self { range: TextRange::at(offset), text: text.into() }
    }

    /// Takes `range` away.
    pub fn delete(range: TextRange) -> Self {
        Self { range, text: String::new() }
    }
}

impl Fix {
    /// A fix that keeps what the code does.
    pub fn safe(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self::new(title, Safety::Safe, edits)
    }

    /// A fix that may change what the code does.
    pub fn unsafe_(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self::new(title, Safety::Unsafe, edits)
    }

    /// A suggestion.
    pub fn display(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self::new(title, Safety::Display, edits)
    }

    fn new(title: impl Into<String>, safety: Safety, mut edits: Vec<Edit>) -> Self {
        edits.sort();
        Self { title: title.into(), safety, edits }
    }
}
