//! Notebooks that the client syncs cell by cell: `.ipynb`. Keeps the order of the cells; their texts are documents like any other.

use brickline_analysis::AnalysedFile;
use brickline_syntax::text::Encoding;
use brickline_syntax::{TextRange, notebook};
use tower_lsp_server::ls_types::*;

use super::convert::{self, CellPlace};
use super::document::{Document, Documents, Role};
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
    /// The cells with what they hold.
    pub fn join(&self, documents: &Documents) -> notebook::Notebook {
        notebook::Notebook::join(self.cells.iter().filter_map(|cell| {
            let document = documents.texts.get(&cell.uri)?;
            let language = if cell.is_code { document.language.as_str() } else { "markdown" };
            Some((notebook::Language::named(language), &**document.text.shared()))
        }))
    }

    /// Where the cells stand in the text that the analysis made of the notebook.
    pub fn places(&self, documents: &Documents, file: &AnalysedFile) -> Vec<CellPlace> {
        let cells = self.cells.iter().filter_map(|cell| documents.texts.get(&cell.uri));
        let place = |(document, range): (&Document, &TextRange)| CellPlace {
            uri: document.uri.clone(),
            version: document.version,
            range: *range,
        };
        cells.zip(file.cells.iter()).map(place).collect()
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
