//! Notebooks as their cells, from a file or from an editor: one host text, in which one newline that no cell owns
//! stands between cells. Knows no file format.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::range::TextRange;

/// The language of a cell that no magic gives another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Language {
    /// Python.
    Python,
    /// SQL.
    Sql,
    /// Code that is not read, by the name of its language: `scala`, `r`.
    Other(SmolStr),
    /// No code, so that a magic in it is none: `md`, `raw`.
    Markup(SmolStr),
}

impl Language {
    /// The language that an editor or a kernel calls `name`.
    pub fn named(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "python" | "python3" | "ipython" | "pyspark" => Self::Python,
            "sql" | "databricks-sql" | "spark-sql" => Self::Sql,
            "markdown" => Self::Markup("md".into()),
            "raw" => Self::Markup("raw".into()),
            other => Self::Other(other.into()),
        }
    }
}

/// A notebook.
#[derive(Clone, Debug)]
pub struct Notebook {
    /// The host text: all cells, joined.
    pub text: Arc<str>,
    /// The cells in order.
    pub cells: Vec<NotebookCell>,
}

/// A cell of a notebook.
#[derive(Clone, Debug)]
pub struct NotebookCell {
    /// Where it stands in the host text.
    pub range: TextRange,
    /// What it is written in, if no magic says otherwise.
    pub language: Language,
}

impl Notebook {
    /// Joins cells.
    pub fn join<'t>(cells: impl IntoIterator<Item = (Language, &'t str)>) -> Self {
        let mut text = String::new();
        let mut joined = Vec::new();
        for (language, cell) in cells {
            if !joined.is_empty() {
                text.push('\n');
            }
            let start = text.len();
            text.push_str(cell);
            joined.push(NotebookCell { range: TextRange::from_usize(start, text.len()), language });
        }
        Self { text: text.into(), cells: joined }
    }

    /// The number of the cell that holds `offset` or ends there.
    pub fn find_cell(&self, offset: u32) -> Option<usize> {
        let after = self.cells.partition_point(|cell| cell.range.start() <= offset);
        let cell = self.cells.get(after.checked_sub(1)?)?;
        cell.range.touches(offset).then_some(after - 1)
    }
}
