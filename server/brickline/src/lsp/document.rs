//! The documents the editor has open, as the editor has them. Knows texts and versions, not what they mean.

use std::collections::HashMap;
use std::sync::Arc;

use brickline_syntax::text::{Encoding, Position, Text};
use tower_lsp_server::ls_types::{TextDocumentItem, Uri};

use super::notebook::Notebook;
use super::workspace::Home;

/// An open document.
#[derive(Debug)]
pub struct Document {
    /// Its URI, as the client writes it.
    pub uri: Uri,
    /// What the client says it is written in.
    pub language: String,
    /// The version the client gave last.
    pub version: i32,
    /// The text as of that version.
    pub text: Text,
    /// What it is to the analysis.
    pub role: Role,
}

/// What a document is to the analysis.
#[derive(Clone, Debug)]
pub enum Role {
    /// A file.
    File(Home),
    /// A cell of the notebook with this URI.
    Cell(String),
}

/// What an open file holds.
pub enum Content {
    /// A text.
    Text(Arc<str>),
    /// The cells of a notebook.
    Cells(brickline_syntax::notebook::Notebook),
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
    /// Applies changes in order; each speaks of the text that the one before left. Messages arrive in order, so a version
    /// that does not grow is the client's mistake, told and followed.
    pub fn apply(&mut self, version: i32, changes: Vec<Change>, encoding: Encoding) {
        if version <= self.version {
            tracing::warn!("{}: version {version} came after {}", self.uri.as_str(), self.version);
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

/// All that is open, by URI.
#[derive(Debug, Default)]
pub struct Documents {
    /// The text documents, cells of notebooks among them.
    pub texts: HashMap<String, Document>,
    /// The notebooks that are synced cell by cell.
    pub notebooks: HashMap<String, Notebook>,
}

impl Documents {
    /// Adds a document, or replaces it if the client opens it twice.
    pub fn open(&mut self, item: TextDocumentItem, role: Role) {
        let TextDocumentItem { uri, language_id: language, version, text } = item;
        let document = Document { language, version, text: Text::new(text), role, uri };
        self.texts.insert(document.uri.as_str().to_owned(), document);
    }

    /// The URI under which the analysis knows the file that a document is, or belongs to.
    pub fn file_of(&self, uri: &str) -> Option<String> {
        match &self.texts.get(uri)?.role {
            Role::File(_) => Some(uri.to_owned()),
            Role::Cell(notebook) => Some(notebook.clone()),
        }
    }

    /// What the client calls an open file, and its version.
    pub fn identity(&self, uri: &str) -> Option<(&Uri, i32)> {
        let notebook = self.notebooks.get(uri).map(|notebook| (&notebook.uri, notebook.version));
        notebook.or_else(|| self.texts.get(uri).map(|document| (&document.uri, document.version)))
    }

    /// What an open file holds.
    pub fn content(&self, uri: &str) -> Option<Content> {
        match self.notebooks.get(uri) {
            Some(notebook) => Some(Content::Cells(notebook.join(self))),
            None => Some(Content::Text(Arc::clone(self.texts.get(uri)?.text.shared()))),
        }
    }

    /// The URIs of everything open that is a file to the analysis.
    pub fn files(&self) -> Vec<String> {
        let plain = self.texts.iter().filter(|(_, document)| matches!(document.role, Role::File(_)));
        plain.map(|(uri, _)| uri.clone()).chain(self.notebooks.keys().cloned()).collect()
    }

    /// What the analysis calls an open file.
    pub fn home(&self, uri: &str) -> Option<&Home> {
        if let Some(notebook) = self.notebooks.get(uri) {
            return Some(&notebook.home);
        }
        match &self.texts.get(uri)?.role {
            Role::File(home) => Some(home),
            Role::Cell(_) => None,
        }
    }

    /// Moves an open file to another project.
    pub fn set_home(&mut self, uri: &str, home: Home) {
        if let Some(notebook) = self.notebooks.get_mut(uri) {
            notebook.home = home;
        } else if let Some(document) = self.texts.get_mut(uri) {
            document.role = Role::File(home);
        }
    }
}
