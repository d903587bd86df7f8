//! Reads the data files of this folder: lines of tab-separated cells under `[section]` lines, `#` for comments.
//! Knows nothing of what a table is about.

/// A line of a data file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Line {
    /// `[name]`, with the rest of the line after a tab.
    Section(&'static str, &'static str),
    /// Cells.
    Row(Row),
}

/// A row of cells; cells left out at the end are empty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Row(&'static str);

impl Row {
    /// The whole line.
    pub(super) fn text(self) -> &'static str {
        self.0
    }

    /// The cell at `index`, empty when the row has no such cell.
    pub(super) fn cell(self, index: usize) -> &'static str {
        self.0.split('\t').nth(index).unwrap_or("")
    }

    /// All cells.
    pub(super) fn cells(self) -> impl Iterator<Item = &'static str> {
        self.0.split('\t')
    }

    /// The cell at `index`, unless it is empty.
    pub(super) fn find(self, index: usize) -> Option<&'static str> {
        Some(self.cell(index)).filter(|cell| !cell.is_empty())
    }
}

/// The lines of a data file, comments and empty lines left out.
pub(super) fn lines(text: &'static str) -> impl Iterator<Item = Line> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        match line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((name, rest)) => Line::Section(name, rest.trim()),
            None => Line::Row(Row(line)),
        }
    })
}

/// The rows of a data file without sections.
pub(super) fn rows(text: &'static str) -> impl Iterator<Item = Row> {
    lines(text).filter_map(|line| match line {
        Line::Row(row) => Some(row),
        Line::Section(..) => None,
    })
}
