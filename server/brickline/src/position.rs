//! Byte offsets to lines and columns as people count them: from 1, in characters, within the cell for notebooks of cells.
//! Knows texts, no files.

use brickline_analysis::AnalysedFile;
use brickline_syntax::TextRange;
use brickline_syntax::source::FileKind;

/// A place as people read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The cell, from 0, for `.ipynb` only.
    pub cell: Option<usize>,
    /// From 1.
    pub line: usize,
    /// From 1, in Unicode code points.
    pub column: usize,
}

/// Turns offsets of one file into places.
pub struct Positions<'a> {
    text: &'a str,
    lines: Vec<usize>,
    cells: Vec<TextRange>,
}

impl<'a> Positions<'a> {
    /// The places of a file.
    pub fn new(file: &'a AnalysedFile) -> Self {
        let cells = if file.unit.kind == FileKind::Ipynb { file.cells.to_vec() } else { Vec::new() };
        Self::of(&file.unit.text, cells)
    }

    fn of(text: &'a str, cells: Vec<TextRange>) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        Self { text, lines: std::iter::once(0).chain(ends).collect(), cells }
    }

    /// The text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Where an offset stands.
    pub fn find(&self, offset: u32) -> Position {
        let offset = self.text.floor_char_boundary((offset as usize).min(self.text.len()));
        let line = self.line_of(offset);
        let column = self.text[self.lines[line]..offset].chars().count() + 1;
        match self.cell_of(offset) {
            Some((cell, start)) => Position { cell: Some(cell), line: line - self.line_of(start) + 1, column },
            None => Position { cell: None, line: line + 1, column },
        }
    }

    /// The lines from that of `range`'s start to that of its end, with `around` more on either side but within the cell:
    /// where they begin and end, and the number of the first as [`Positions::find`] counts.
    pub fn window(&self, range: TextRange, around: usize) -> (TextRange, usize) {
        let (start, end) = (self.line_of(range.start() as usize), self.line_of(range.end() as usize));
        let cell = self.cell_of(range.start() as usize).and_then(|(cell, _)| self.cells.get(cell));
        let bounds = cell.copied().unwrap_or(TextRange::from_usize(0, self.text.len()));
        let from = self.lines[start.saturating_sub(around)].max(bounds.start() as usize);
        let to = self.lines.get(end + around + 1).copied().unwrap_or(self.text.len()).min(bounds.end() as usize);
        let window = TextRange::from_usize(from, to.max(from));
        (window, self.find(window.start()).line)
    }

    fn line_of(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    fn cell_of(&self, offset: usize) -> Option<(usize, usize)> {
        let cell = self.cells.partition_point(|cell| cell.start() as usize <= offset).checked_sub(1)?;
        Some((cell, self.cells[cell].start() as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_within_the_cell() {
        let text = "a = 1\nü😀 = 2\nb = 3";
        let plain = Positions::of(text, Vec::new());
        let equals = text.find("= 2").unwrap() as u32;
        assert_eq!(plain.find(equals), Position { cell: None, line: 2, column: 4 });
        assert_eq!(plain.find(text.len() as u32), Position { cell: None, line: 3, column: 6 });
        let border = text.find("b = 3").unwrap();
        let cells = vec![TextRange::from_usize(0, border - 1), TextRange::from_usize(border, text.len())];
        let cells = Positions::of(text, cells);
        assert_eq!(cells.find(border as u32), Position { cell: Some(1), line: 1, column: 1 });
        let (window, first) = cells.window(TextRange::at(border as u32), 2);
        assert_eq!((&text[window], first), ("b = 3", 1));
    }
}
