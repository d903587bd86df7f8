//! Files that an editor has open: a new text is parsed only where it differs from the one before, and the result is what
//! parsing all of it would give.

use std::ops::Range;
use std::sync::Arc;

use crate::notebook::Notebook;
use crate::outline::Outline;
use crate::python::cells::Sketch;
use crate::python::parse::parse_chunk;
use crate::python::shift::Shift;
use crate::range::TextRange;
use crate::source::{CellContent, FileKind, ParsedFile, PythonCell};

/// A parsed file that the next text of it can be parsed from.
#[derive(Debug)]
pub struct LiveFile {
    parsed: Arc<ParsedFile>,
    chunks: Vec<Chunk>,
}

/// A run of statements that was parsed on its own.
#[derive(Clone, Debug)]
struct Chunk {
    /// Where it stands in the host.
    range: TextRange,
    /// The number of its cell.
    cell: usize,
    /// Its statements among those of the cell.
    body: Range<usize>,
    /// Its errors among those of the cell.
    errors: Range<usize>,
}

impl LiveFile {
    /// Parses a file as [`ParsedFile::parse`] does.
    pub fn parse(kind: FileKind, text: impl Into<Arc<str>>) -> Self {
        Self::build(Outline::of_file(kind, text.into()), None)
    }

    /// Parses a notebook as [`ParsedFile::parse_notebook`] does.
    pub fn parse_notebook(notebook: &Notebook) -> Self {
        Self::build(Outline::of_notebook(notebook), None)
    }

    /// Parses another text of the same file.
    pub fn update(&self, kind: FileKind, text: impl Into<Arc<str>>) -> Self {
        Self::build(Outline::of_file(kind, text.into()), Some(self))
    }

    /// Parses another state of the same notebook.
    pub fn update_notebook(&self, notebook: &Notebook) -> Self {
        Self::build(Outline::of_notebook(notebook), Some(self))
    }

    /// The parsed file.
    pub fn parsed(&self) -> &Arc<ParsedFile> {
        &self.parsed
    }

    fn build(outline: Outline, old: Option<&Self>) -> Self {
        let before = old.map(|old| Before::new(old, &outline));
        let fresh = match before {
            None => outline.parse_chunks(),
            Some(_) => Vec::new(),
        };
        let mut fresh = fresh.into_iter();
        let mut chunks: Vec<Chunk> = Vec::new();
        let parsed = outline.parse_with(|code, number, sketch| {
            let unmoved = before.as_ref().and_then(|before| before.find_unmoved(chunks.len(), &sketch));
            if let Some((cell, own)) = unmoved {
                chunks.extend(own.iter().map(|chunk| Chunk { cell: number, ..chunk.clone() }));
                return cell;
            }
            let mut cell = PythonCell { magics: sketch.magics, ..PythonCell::default() };
            for range in sketch.chunks {
                let (body, errors) = (cell.body.len(), cell.errors.len());
                match before.as_ref().and_then(|before| Some((before, before.find_chunk(chunks.len())?))) {
                    Some((before, same)) => before.copy(same, range, &mut cell),
                    None => cell.add(fresh.next().unwrap_or_else(|| parse_chunk(&code[range], range.start()))),
                }
                let (body, errors) = (body..cell.body.len(), errors..cell.errors.len());
                chunks.push(Chunk { range, cell: number, body, errors });
            }
            cell.errors.extend(sketch.errors);
            Arc::new(cell)
        });
        Self { parsed: Arc::new(parsed), chunks }
    }
}

/// The file before, as a new text of it sees it: the same chunks at the start and at the end, others between.
struct Before<'a> {
    file: &'a LiveFile,
    /// How many chunks there are in the new text.
    total: usize,
    /// How many chunks are the same at the start.
    head: usize,
    /// How many of the others are the same at the end.
    tail: usize,
}

impl<'a> Before<'a> {
    fn new(file: &'a LiveFile, outline: &Outline) -> Self {
        let ranges = outline.chunks();
        let old = |chunk: &Chunk| &file.parsed.code[chunk.range];
        let is_same = |(chunk, range): &(&Chunk, &TextRange)| old(chunk) == &outline.code[**range];
        let head = file.chunks.iter().zip(&ranges).take_while(is_same).count();
        let rest = file.chunks.len().min(ranges.len()) - head;
        let tail = file.chunks.iter().rev().zip(ranges.iter().rev()).take(rest).take_while(is_same).count();
        Self { file, total: ranges.len(), head, tail }
    }

    /// The number of the chunk before with the code of the new chunk number `at`.
    fn find_index(&self, at: usize) -> Option<usize> {
        let from_end = self.total.checked_sub(at)?;
        match at < self.head {
            true => Some(at),
            false if (1..=self.tail).contains(&from_end) => self.file.chunks.len().checked_sub(from_end),
            false => None,
        }
    }

    fn find_chunk(&self, at: usize) -> Option<&'a Chunk> {
        self.find_index(at).map(|at| &self.file.chunks[at])
    }

    /// The cell before and its chunks, if the cell is the same in the new text, where its first chunk has the number `at`.
    fn find_unmoved(&self, at: usize, sketch: &Sketch) -> Option<(Arc<PythonCell>, &'a [Chunk])> {
        let start = self.find_index(at)?;
        let count = sketch.chunks.len();
        let is_same = (0..count).all(|next| self.find_index(at + next) == Some(start + next));
        let own = self.file.chunks.get(start..start + count).filter(|own| is_same && !own.is_empty())?;
        let number = own.first()?.cell;
        let is_other =
            |at: Option<usize>| at.and_then(|at| self.file.chunks.get(at)).is_none_or(|it| it.cell != number);
        let is_whole = own.last()?.cell == number && is_other(start.checked_sub(1)) && is_other(Some(start + count));
        let is_unmoved = own.iter().map(|chunk| chunk.range).eq(sketch.chunks.iter().copied());
        let CellContent::Python(cell) = &self.file.parsed.cells[number].content else { return None };
        let is_alike = cell.magics == sketch.magics && cell.errors[own.last()?.errors.end..] == sketch.errors;
        (is_whole && is_unmoved && is_alike).then(|| (cell.clone(), own))
    }

    /// Copies an old chunk, whose code stands at `range` now.
    fn copy(&self, old: &Chunk, range: TextRange, cell: &mut PythonCell) {
        let by = i64::from(range.start()) - i64::from(old.range.start());
        if let CellContent::Python(from) = &self.file.parsed.cells[old.cell].content {
            let (body, errors) = (cell.body.len(), cell.errors.len());
            cell.body.extend_from_slice(&from.body[old.body.clone()]);
            cell.errors.extend_from_slice(&from.errors[old.errors.clone()]);
            if by != 0 {
                cell.body[body..].iter_mut().for_each(|stmt| stmt.move_by(by));
                cell.errors[errors..].iter_mut().for_each(|error| error.move_by(by));
            }
        }
    }
}

#[cfg(test)]
mod tests;
