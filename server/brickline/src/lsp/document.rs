//! The documents the editor has open, as the editor has them. Knows texts and versions, not what they mean.

use std::collections::HashMap;

use brickline_syntax::text::{Encoding, Position, Text};

/// An open document.
#[derive(Debug)]
pub struct Document {
    /// What the client says it is written in.
    pub language: String,
    /// The version the client gave last.
    pub version: i32,
    /// The text as of that version.
    pub text: Text,
}

/// One change of a document, in the client's coordinates.
#[derive(Debug)]
pub struct Change {
    /// What is replaced; all of it if the client gives no range.
    pub range: Option<(Position, Position)>,
    /// What takes its place.
    pub text: String,
}

impl Document {
    /// Applies changes in order; each speaks of the text that the one before left.
    pub fn apply(&mut self, version: i32, changes: Vec<Change>, encoding: Encoding) {
        if version <= self.version {
            tracing::warn!("version {version} of a document came after {}", self.version);
        }
        self.version = version;
        for change in changes {
            match change.range {
                Some((from, to)) => {
                    let edit = self.text.edit_between(from, to, encoding, change.text);
                    self.text.apply(&edit);
                }
                None => self.text = Text::new(change.text),
            }
        }
    }
}

/// All open documents by URI, as the client writes it.
#[derive(Debug, Default)]
pub struct Documents(HashMap<String, Document>);

impl Documents {
    /// Adds a document, or replaces it if the client opens it twice.
    pub fn open(&mut self, uri: &str, language: String, version: i32, text: String) {
        self.0.insert(uri.to_owned(), Document { language, version, text: Text::new(text) });
    }

    /// Forgets a document.
    pub fn close(&mut self, uri: &str) {
        self.0.remove(uri);
    }

    /// An open document.
    pub fn find(&self, uri: &str) -> Option<&Document> {
        self.0.get(uri)
    }

    /// An open document, to be changed.
    pub fn find_mut(&mut self, uri: &str) -> Option<&mut Document> {
        self.0.get_mut(uri)
    }
}
