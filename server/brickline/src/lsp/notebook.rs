//! Notebooks that the client syncs cell by cell: `.ipynb`. Keeps the order of the cells; their texts are documents like any
//! other. The analysis gets what would lie on disk.

use std::sync::Arc;

use brickline_analysis::AnalysedFile;
use brickline_syntax::TextRange;
use brickline_syntax::text::Encoding;
use serde_json::json;
use tower_lsp_server::ls_types::*;

use super::convert::{self, CellPlace};
use super::document::{Documents, Role};
use super::workspace::Home;

/// An open notebook.
#[derive(Debug)]
pub struct Notebook {
    /// Its URI, as the client writes it.
    pub uri: Uri,
    /// The version the client gave last.
    pub version: i32,
    /// What it is to the analysis.
    pub home: Home,
    /// Its cells in order.
    cells: Vec<Cell>,
}

#[derive(Debug)]
struct Cell {
    uri: String,
    is_code: bool,
}

impl Notebook {
    /// The notebook as it would lie on disk.
    pub fn write_json(&self, documents: &Documents) -> Arc<str> {
        let cells = self.cells.iter().map(|cell| {
            let document = documents.texts.get(&cell.uri);
            let kind = if cell.is_code { "code" } else { "markdown" };
            let language = document.map(|document| document.language.as_str());
            let source = document.map(|document| &**document.text.shared()).unwrap_or_default();
            json!({ "cell_type": kind, "metadata": { "vscode": { "languageId": language } }, "source": source })
        });
        let cells: Vec<_> = cells.collect();
        json!({ "nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells }).to_string().into()
    }

    /// Where the cells stand in the text that the analysis made of the notebook.
    pub fn places(&self, documents: &Documents, file: &AnalysedFile) -> Vec<CellPlace> {
        let place = |(cell, range): (&Cell, &TextRange)| {
            let document = documents.texts.get(&cell.uri)?;
            Some(CellPlace { uri: document.uri.clone(), version: document.version, range: *range })
        };
        self.cells.iter().zip(file.cells.iter()).filter_map(place).collect()
    }
}

fn new_cell(cell: NotebookCell) -> Cell {
    Cell { uri: cell.document.as_str().to_owned(), is_code: cell.kind == NotebookCellKind::CODE }
}

fn open_cells(documents: &mut Documents, notebook: &str, cells: Vec<TextDocumentItem>) {
    for cell in cells {
        documents.open(cell, Role::Cell(notebook.to_owned()));
    }
}

/// Opens a notebook with its cells.
pub fn open(documents: &mut Documents, params: DidOpenNotebookDocumentParams, home: Home) {
    let NotebookDocument { uri, version, cells, .. } = params.notebook_document;
    let key = uri.as_str().to_owned();
    open_cells(documents, &key, params.cell_text_documents);
    let cells = cells.into_iter().map(new_cell).collect();
    documents.notebooks.insert(key, Notebook { uri, version, home, cells });
}

/// Closes a notebook with its cells.
pub fn close(documents: &mut Documents, uri: &str) {
    let Some(notebook) = documents.notebooks.remove(uri) else { return };
    for cell in notebook.cells {
        documents.texts.remove(&cell.uri);
    }
}

/// Changes a notebook: first which cells there are, then what they hold.
pub fn change(documents: &mut Documents, params: DidChangeNotebookDocumentParams, encoding: Encoding) {
    let key = params.notebook_document.uri.as_str().to_owned();
    let Some(changed) = params.change.cells else { return };
    if let Some(structure) = changed.structure {
        open_cells(documents, &key, structure.did_open.unwrap_or_default());
        let new = structure.array.cells.unwrap_or_default().into_iter().map(new_cell);
        if let Some(notebook) = documents.notebooks.get_mut(&key) {
            let start = (structure.array.start as usize).min(notebook.cells.len());
            let end = start.saturating_add(structure.array.delete_count as usize).min(notebook.cells.len());
            notebook.cells.splice(start..end, new);
        }
        for closed in structure.did_close.unwrap_or_default() {
            documents.texts.remove(closed.uri.as_str());
        }
    }
    for content in changed.text_content.unwrap_or_default() {
        if let Some(document) = documents.texts.get_mut(content.document.uri.as_str()) {
            let changes = content.changes.into_iter().map(convert::change).collect();
            document.apply(content.document.version, changes, encoding);
        }
    }
    if let Some(notebook) = documents.notebooks.get_mut(&key) {
        notebook.version = params.notebook_document.version;
    }
}
