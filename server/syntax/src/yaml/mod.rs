//! YAML (and JSON, which is YAML): text to an owned tree with a byte range for every key, value and comment.
//! Knows nothing of bundles; a broken part becomes an error and the rest of the file is still read.
//!
//! The parser is our own: tree-sitter-yaml gives up on the rest of the file at a tab, a bad indent or `a: b: c`,
//! and aborts the process on deep nesting.

mod block;
mod cursor;
mod flow;
mod node;
mod scalar;
mod text;

pub use node::{Alias, Child, Document, Entry, Mapping, Node, SyntaxError, Value};
pub use scalar::{Scalar, ScalarKind, Style};

use cursor::Cursor;

/// Nesting beyond this depth is an error, aliases included, so that code that walks a tree may recurse.
pub const MAX_DEPTH: usize = 200;

/// How many nodes a document may have once its aliases are followed.
const MAX_NODES: usize = 1 << 20;

/// Reads the first document of `text`. Never fails: what cannot be read is in [`Document::errors`].
pub fn parse(text: &str) -> Document {
    let mut cursor = Cursor::new(text);
    let root = block::parse_document(&mut cursor);
    cursor.errors.sort_by_key(|error| error.range);
    Document { root, comments: cursor.comments, errors: cursor.errors, aliases: cursor.aliases }
}

#[cfg(test)]
mod tests;
