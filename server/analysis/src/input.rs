//! What a file is read from: text, the JSON of a notebook, or the cells of one that an editor holds. Knows how edits of the
//! host text go back to each; knows no rule.

use std::sync::Arc;

use brickline_syntax::ipynb::Ipynb;
use brickline_syntax::live::LiveFile;
use brickline_syntax::notebook::Notebook;
use brickline_syntax::source::{FileKind, ParsedFile};
use brickline_syntax::text::{Edit, apply_edits};

/// What a file is read from.
#[derive(Clone, Debug)]
pub enum Input {
    /// Its text; also that of a `.ipynb` that is no notebook.
    Text(Arc<str>),
    /// The JSON of a notebook, and the cells in it.
    Ipynb(Arc<str>, Arc<Ipynb>),
    /// Cells, with no JSON at hand.
    Cells(Arc<Notebook>),
}

impl Input {
    /// The input with the JSON of a notebook read that was taken as text so far.
    pub(crate) fn opened(self, kind: FileKind) -> Self {
        match self {
            Self::Text(text) => Self::read(kind, text),
            other => other,
        }
    }

    /// Reads a file's text.
    pub fn read(kind: FileKind, text: Arc<str>) -> Self {
        if kind == FileKind::Ipynb
            && let Ok(ipynb) = Ipynb::parse(&text)
        {
            return Self::Ipynb(text, Arc::new(ipynb));
        }
        Self::Text(text)
    }

    /// The host text that all ranges speak of.
    pub fn host_text(&self) -> Arc<str> {
        match self {
            Self::Text(text) => Arc::clone(text),
            Self::Ipynb(_, ipynb) => Arc::clone(&ipynb.notebook.text),
            Self::Cells(notebook) => Arc::clone(&notebook.text),
        }
    }

    /// The text as it lies on disk; for cells, which have none there, the host text.
    pub fn source(&self) -> Arc<str> {
        match self {
            Self::Ipynb(json, _) => Arc::clone(json),
            Self::Text(_) | Self::Cells(_) => self.host_text(),
        }
    }

    /// Parses it.
    pub fn parse(&self, kind: FileKind) -> ParsedFile {
        match self {
            Self::Text(text) => ParsedFile::parse(kind, Arc::clone(text)),
            Self::Ipynb(_, ipynb) => ParsedFile::parse_notebook(&ipynb.notebook),
            Self::Cells(notebook) => ParsedFile::parse_notebook(notebook),
        }
    }

    /// Parses it for an editor, from what was kept of the text before.
    pub(crate) fn parse_live(&self, kind: FileKind, before: Option<&LiveFile>) -> LiveFile {
        let notebook = match self {
            Self::Text(text) => {
                let text = Arc::clone(text);
                return before
                    .map_or_else(|| LiveFile::parse(kind, text.clone()), |before| before.update(kind, text.clone()));
            }
            Self::Ipynb(_, ipynb) => &ipynb.notebook,
            Self::Cells(notebook) => notebook,
        };
        before.map_or_else(|| LiveFile::parse_notebook(notebook), |before| before.update_notebook(notebook))
    }

    /// The input after edits of the host text, sorted and apart. `None` when one does not lie in one cell.
    pub fn with_edits(&self, edits: &[Edit]) -> Option<Self> {
        match self {
            Self::Text(text) => Some(Self::Text(apply_edits(text, edits).into())),
            Self::Ipynb(json, ipynb) => {
                let json: Arc<str> = ipynb.apply(json, edits)?.into();
                Some(Self::read(FileKind::Ipynb, json))
            }
            Self::Cells(notebook) => Some(Self::Cells(Arc::new(edit_cells(notebook, edits)?))),
        }
    }
}

fn edit_cells(notebook: &Notebook, edits: &[Edit]) -> Option<Notebook> {
    let mut edits = edits.iter().peekable();
    let mut cells = Vec::new();
    for cell in &notebook.cells {
        let base = cell.range.start();
        let mut own = Vec::new();
        while let Some(edit) = edits.next_if(|edit| cell.range.contains_range(edit.range)) {
            let start = edit.range.start() - base;
            own.push(Edit::replace(brickline_syntax::TextRange::new(start, start + edit.range.len()), &*edit.text));
        }
        cells.push((cell.language.clone(), apply_edits(&notebook.text[cell.range], &own)));
    }
    let joined = || Notebook::join(cells.iter().map(|(language, text)| (language.clone(), text.as_str())));
    edits.next().is_none().then(joined)
}
