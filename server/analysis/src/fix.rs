//! Fixes: edits of one file with a title and a safety. Knows how edits fit together, not who wants them.

use brickline_model::file::SqlSource;
use brickline_syntax::TextRange;
use brickline_syntax::embed::Place;
pub use brickline_syntax::text::{Edit, apply_edits};

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

/// Whether every edit of a fix can be made: inside the text, on borders of characters, not overlapping, and nothing inside
/// SQL text that its host would not stand.
pub(crate) fn is_applicable(fix: &Fix, text: &str, sql: &[SqlSource]) -> bool {
    let on_border = |edit: &Edit| text.get(edit.range.to_usize()).is_some();
    let apart = fix.edits.windows(2).all(|pair| !collide(&pair[0], &pair[1]));
    !fix.edits.is_empty()
        && apart
        && fix.edits.iter().all(|edit| on_border(edit) && sql.iter().all(|source| allows(source, edit)))
}

/// Whether two edits, the first not behind the second, cannot both be made.
pub(crate) fn collide(first: &Edit, second: &Edit) -> bool {
    first.range.end() > second.range.start() || first.range.start() == second.range.start()
}

/// Whether a SQL text lets an edit happen: one that stands outside of it or takes all of it is none of its business.
fn allows(source: &SqlSource, edit: &Edit) -> bool {
    let region = match source.embed.place {
        Place::Inline { start } => TextRange::from_usize(start as usize, start as usize + source.embed.text.len()),
        Place::Piecewise(range) => range,
    };
    let outside = edit.range.end() <= region.start() || edit.range.start() >= region.end();
    if outside || edit.range.contains_range(region) {
        return true;
    }
    source.embed.allows(edit.range, &edit.text)
}
