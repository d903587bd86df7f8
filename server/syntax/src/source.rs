//! One parsed file: its text, its cells, and the tree of each. Knows which front end reads which cell; knows no project and no disk.

use std::sync::Arc;

use crate::comment::Comment;
use crate::embed::Embed;
use crate::ipynb::ReadError;
use crate::notebook::{Language, Notebook};
use crate::outline::Outline;
use crate::python::ast::Stmt;
use crate::python::cells::is_notebook;
use crate::python::lower::Lowered;
use crate::range::TextRange;

/// What a file is, as far as parsing goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A plain Python file.
    Python,
    /// A Python source notebook (`# Databricks notebook source`).
    PythonNotebook,
    /// A Jupyter notebook; the host text is its cells, joined by one newline that no cell owns.
    Ipynb,
    /// A plain SQL file.
    Sql,
    /// A SQL source notebook (`-- Databricks notebook source`).
    SqlNotebook,
    /// A YAML file, or JSON read as YAML.
    Yaml,
}

impl FileKind {
    /// Whether the file is shown in cells.
    pub fn is_notebook(self) -> bool {
        matches!(self, Self::PythonNotebook | Self::Ipynb | Self::SqlNotebook)
    }

    /// What the file at `path` is, going by its extension and, for source notebooks, its first line.
    pub fn detect(path: &str, text: &str) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "py" | "pyi" if is_notebook(text, &Language::Python) => Some(Self::PythonNotebook),
            "py" | "pyi" => Some(Self::Python),
            "sql" if is_notebook(text, &Language::Sql) => Some(Self::SqlNotebook),
            "sql" => Some(Self::Sql),
            "ipynb" => Some(Self::Ipynb),
            "yml" | "yaml" | "json" => Some(Self::Yaml),
            _ => None,
        }
    }

    /// The language of its cells without a magic.
    pub(crate) fn language(self) -> Language {
        match self {
            Self::Sql | Self::SqlNotebook => Language::Sql,
            _ => Language::Python,
        }
    }
}

/// A cell, or all of a file that has no cells.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Its number, from 0, all cells counted.
    pub index: u32,
    /// The lines that belong to it, without separator lines.
    pub range: TextRange,
    /// Its title (`# DBTITLE`), if it has one.
    pub title: Option<TextRange>,
    /// What it holds.
    pub content: CellContent,
}

/// What a cell holds.
#[derive(Clone, Debug)]
pub enum CellContent {
    /// Python.
    Python(Arc<PythonCell>),
    /// SQL, as guest text of the host's length.
    Sql(Arc<Embed>),
    /// Another magic: `%run`, `%pip`, `%md`, `%sh`, `%scala`, ...
    Magic(Magic),
}

/// Python code and the magic lines in it.
#[derive(Clone, Debug, Default)]
pub struct PythonCell {
    /// The statements.
    pub body: Vec<Stmt>,
    /// `%pip`, `%run`, `!ls` and the like on lines of their own.
    pub magics: Vec<Magic>,
    /// Where the text is not Python; the first is the one to show.
    pub errors: Vec<TextRange>,
}

impl PythonCell {
    /// Adds the statements of its next chunk.
    pub(crate) fn add(&mut self, chunk: Lowered) {
        self.body.extend(chunk.body);
        self.errors.extend(chunk.errors);
    }
}

/// A magic and what follows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Magic {
    /// The name without `%`: `run`, `pip`, `md`, `sh`, `scala`, `r`, `fs`, `skip`; `!` for shell escapes; `?` for help lines.
    pub name: Arc<str>,
    /// Where the name stands, with its `%`.
    pub name_range: TextRange,
    /// The rest of the line or cell: the path of `%run`, the arguments of `%pip`.
    pub rest: TextRange,
    /// All of it.
    pub range: TextRange,
}

/// A parsed file.
#[derive(Clone, Debug)]
pub struct ParsedFile {
    /// What it is.
    pub kind: FileKind,
    /// The host text that all ranges speak of.
    pub text: Arc<str>,
    /// The text of the same length in which Python cells are as the parser sees them: their marks, magics and comments on
    /// lines of their own are spaces. What a string literal holds must be read from here: in `-- MAGIC %python` cells
    /// `text` has marks in it.
    pub code: Arc<str>,
    /// The cells in order; a file without cells has one.
    pub cells: Vec<Cell>,
    /// Every comment of the file, in order, embedded SQL's included.
    pub comments: Vec<Comment>,
    /// Why a `.ipynb` could not be read; it has no text and no cells then.
    pub error: Option<ReadError>,
}

impl ParsedFile {
    /// Parses a file; the text of a `.ipynb` is its JSON, and its host text becomes the joined cells.
    /// A YAML file has no cells here.
    pub fn parse(kind: FileKind, text: impl Into<Arc<str>>) -> Self {
        Outline::of_file(kind, text.into()).parse()
    }

    /// Parses a notebook whose cells come from a `.ipynb` or from an editor.
    pub fn parse_notebook(notebook: &Notebook) -> Self {
        Outline::of_notebook(notebook).parse()
    }

    /// The Python cells in order.
    pub fn python(&self) -> impl Iterator<Item = (&Cell, &PythonCell)> {
        self.cells.iter().filter_map(|cell| match &cell.content {
            CellContent::Python(python) => Some((cell, &**python)),
            _ => None,
        })
    }
}

impl Cell {
    /// The magics of the cell: the one that it is, or those in its code.
    pub fn magics(&self) -> &[Magic] {
        match &self.content {
            CellContent::Python(python) => &python.magics,
            CellContent::Magic(magic) => std::slice::from_ref(magic),
            CellContent::Sql(_) => &[],
        }
    }
}
