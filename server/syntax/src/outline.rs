//! A file before its code is parsed: its cells, what each holds, and the text that the Python parser sees.
//! Owns the way from an outline to a parsed file; knows no trees from before, which `live.rs` does.

use std::sync::Arc;

use rayon::prelude::*;

use crate::comment::Comment;
use crate::ipynb::{Ipynb, ReadError};
use crate::notebook::Notebook;
use crate::python::cells::{Draft, Plan, Sketch, Span, draft, split};
use crate::python::lower::Lowered;
use crate::python::parse::parse_chunk;
use crate::range::TextRange;
use crate::source::{Cell, CellContent, FileKind, ParsedFile, PythonCell};

/// A file before its code is parsed.
pub(crate) struct Outline {
    pub(crate) kind: FileKind,
    pub(crate) text: Arc<str>,
    pub(crate) code: Arc<str>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) cells: Vec<(Span, Plan)>,
    pub(crate) error: Option<ReadError>,
}

impl Outline {
    /// The outline of a file; the text of a `.ipynb` is its JSON.
    pub(crate) fn of_file(kind: FileKind, text: Arc<str>) -> Self {
        if kind != FileKind::Ipynb {
            let language = kind.language();
            let drafts = split(kind, &text).into_iter().map(|span| draft(kind, &language, &text, span)).collect();
            return Self::new(kind, text, drafts);
        }
        match Ipynb::parse(&text) {
            Ok(ipynb) => Self::of_notebook(&ipynb.notebook),
            Err(error) => Self { error: Some(error), ..Self::new(kind, "".into(), Vec::new()) },
        }
    }

    /// The outline of a notebook.
    pub(crate) fn of_notebook(notebook: &Notebook) -> Self {
        let text = &notebook.text;
        let drafts = notebook.cells.iter().map(|cell| {
            let span = Span { range: cell.range, title: None };
            draft(FileKind::Ipynb, &cell.language, text, span)
        });
        Self::new(FileKind::Ipynb, text.clone(), drafts.collect())
    }

    fn new(kind: FileKind, text: Arc<str>, mut drafts: Vec<Draft>) -> Self {
        let code = join_code(&text, &drafts);
        let comments = drafts.iter_mut().flat_map(|draft| std::mem::take(&mut draft.comments)).collect();
        let cells = drafts.into_iter().map(|draft| (draft.span, draft.plan)).collect();
        Self { kind, text, code, comments, cells, error: None }
    }

    /// The chunks of all cells.
    pub(crate) fn chunks(&self) -> Vec<TextRange> {
        let chunks = |(_, plan): &(Span, Plan)| match plan {
            Plan::Python(sketch) => sketch.chunks.clone(),
            _ => Vec::new(),
        };
        self.cells.iter().flat_map(chunks).collect()
    }

    /// Parses all of it.
    pub(crate) fn parse(self) -> ParsedFile {
        let mut parsed = self.parse_chunks().into_iter();
        self.parse_with(|_, _, sketch| {
            let mut cell = PythonCell { magics: sketch.magics, ..PythonCell::default() };
            parsed.by_ref().take(sketch.chunks.len()).for_each(|chunk| cell.add(chunk));
            cell.errors.extend(sketch.errors);
            Arc::new(cell)
        })
    }

    /// Each chunk parsed, in order; on all cores, which long files are worth.
    pub(crate) fn parse_chunks(&self) -> Vec<Lowered> {
        const LONG: usize = 30_000;
        let chunks = self.chunks();
        let parse = |chunk: &TextRange| parse_chunk(&self.code[*chunk], chunk.start());
        match self.code.len() {
            ..LONG => chunks.iter().map(parse).collect(),
            _ => chunks.par_iter().map(parse).collect(),
        }
    }

    /// Parses all of it; `python` does so for a Python cell, given the code and the cell's number.
    pub(crate) fn parse_with(self, mut python: impl FnMut(&str, usize, Sketch) -> Arc<PythonCell>) -> ParsedFile {
        let Self { kind, text, code, comments, cells, error } = self;
        let cell = |(index, (span, plan)): (usize, (Span, Plan))| {
            let content = match plan {
                Plan::Sql(embed) => CellContent::Sql(Arc::new(embed)),
                Plan::Magic(magic) => CellContent::Magic(magic),
                Plan::Python(sketch) => CellContent::Python(python(&code, index, sketch)),
            };
            Cell { index: index as u32, range: span.range, title: span.title, content }
        };
        let cells = cells.into_iter().enumerate().map(cell).collect();
        ParsedFile { kind, text, code, cells, comments, error }
    }
}

/// The text in which the drafts' code is as the Python parser shall see it.
fn join_code(text: &Arc<str>, drafts: &[Draft]) -> Arc<str> {
    if drafts.iter().all(|draft| draft.code.is_none()) {
        return text.clone();
    }
    let mut code = String::with_capacity(text.len());
    for draft in drafts {
        if let Some(changed) = &draft.code {
            code.push_str(&text[code.len()..draft.span.range.start() as usize]);
            code.push_str(changed);
        }
    }
    code.push_str(&text[code.len()..]);
    code.into()
}
