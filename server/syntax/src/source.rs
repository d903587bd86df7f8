//! One parsed file: its text, its cells, and the tree of each. Knows which front end reads which cell; knows no project and no disk.

use std::sync::Arc;

use crate::comment::Comment;
use crate::embed::Embed;
use crate::python::ast::Stmt;
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

/// A magic and what follows it.
#[derive(Clone, Debug)]
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
    /// The cells in order; a file without cells has one.
    pub cells: Vec<Cell>,
    /// Every comment of the file, in order, embedded SQL's included.
    pub comments: Vec<Comment>,
}
