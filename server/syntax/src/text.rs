//! Texts, edits, and offsets as lines and columns in the encodings that editors speak. Knows nothing of languages:
//! everything above this crate speaks byte ranges, and only the shells ask for positions.

use std::sync::{Arc, OnceLock};

use memchr::memchr2_iter;
use ropey::Rope;

use crate::range::TextRange;

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, what LSP means unless agreed otherwise.
    Utf16,
    /// Code points, what a terminal user counts.
    Utf32,
}

/// A line and a column, both from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// Line ends are `\n`, `\r\n` and a lone `\r`, as in LSP.
    pub line: u32,
    /// In units of an [`Encoding`].
    pub column: u32,
}

/// Text in place of a range.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What goes; empty for an insertion.
    pub range: TextRange,
    /// What comes.
    pub text: String,
}

impl Edit {
    /// Puts `text` in place of `range`.
    pub fn replace(range: TextRange, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }

    /// Inserts `text` at `offset`.
    pub fn insert(offset: u32, text: impl Into<String>) -> Self {
        Self { range: TextRange::at(offset), text: text.into() }
    }

    /// Takes `range` away.
    pub fn delete(range: TextRange) -> Self {
        Self { range, text: String::new() }
    }
}

/// `text` after `edits`, which must be sorted, disjoint and on character boundaries.
pub fn apply_edits(text: &str, edits: &[Edit]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        result.push_str(&text[done..edit.range.start() as usize]);
        result.push_str(&edit.text);
        done = edit.range.end() as usize;
    }
    result.push_str(&text[done..]);
    result
}

/// Where the lines of a text start: cheap to build, for a text that does not change.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr2_iter(b'\n', b'\r', bytes);
        let ends = ends.filter(|&end| bytes[end] == b'\n' || bytes.get(end + 1) != Some(&b'\n'));
        Self { starts: std::iter::once(0).chain(ends.map(|end| end as u32 + 1)).collect() }
    }

    /// How many lines there are; a line end at the end of the text starts another, empty one.
    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The line that holds `offset`.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32 - 1
    }

    /// The range of `line` without its line end; empty at the end of the text for lines that do not exist.
    pub fn line_range(&self, text: &str, line: u32) -> TextRange {
        let line = line as usize;
        let Some(&start) = self.starts.get(line) else { return TextRange::from_usize(text.len(), text.len()) };
        let end = self.starts.get(line + 1).map_or(text.len(), |&end| end as usize);
        let content = text[start as usize..end].trim_end_matches(['\n', '\r']);
        TextRange::from_usize(start as usize, start as usize + content.len())
    }

    /// Where `offset` stands in `text`, which must be the indexed one. An offset past the end, inside a character or
    /// inside a line end counts as the nearest place before it.
    pub fn position(&self, text: &str, offset: u32, encoding: Encoding) -> Position {
        let line = self.line(offset);
        let range = self.line_range(text, line);
        let before = &text[range.to_usize()];
        let end = before.floor_char_boundary(offset.saturating_sub(range.start()) as usize);
        Position { line, column: width(&before[..end], encoding) }
    }

    /// The offset of `position` in `text`, which must be the indexed one. As in LSP, a column past the end of its line
    /// is the end of the line, and a line past the last is the end of the text.
    pub fn offset(&self, text: &str, position: Position, encoding: Encoding) -> u32 {
        let range = self.line_range(text, position.line);
        range.start() + prefix_len(&text[range.to_usize()], position.column, encoding)
    }
}

/// How many units `text` is wide.
fn width(text: &str, encoding: Encoding) -> u32 {
    let width = match encoding {
        Encoding::Utf8 => text.len(),
        Encoding::Utf16 => text.chars().map(char::len_utf16).sum(),
        Encoding::Utf32 => text.chars().count(),
    };
    width as u32
}

/// How many bytes of `line` are at most `column` units wide, in whole characters.
fn prefix_len(line: &str, column: u32, encoding: Encoding) -> u32 {
    let column = column as usize;
    if encoding == Encoding::Utf8 {
        return line.floor_char_boundary(column) as u32;
    }
    let mut units = 0;
    for (at, char) in line.char_indices() {
        units += if encoding == Encoding::Utf16 { char.len_utf16() } else { 1 };
        if units > column {
            return at as u32;
        }
    }
    line.len() as u32
}

/// A text that an editor changes: a rope for edits and positions, and one shared string for everything else.
#[derive(Clone, Debug)]
pub struct Text {
    rope: Rope,
    shared: OnceLock<Arc<str>>,
}

impl Text {
    /// A text that holds `text`.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        Self { rope: Rope::from_str(&text), shared: OnceLock::from(text) }
    }

    /// The text as one string, built once after each run of edits.
    pub fn shared(&self) -> &Arc<str> {
        self.shared.get_or_init(|| String::from(&self.rope).into())
    }

    /// How many bytes it holds.
    pub fn len(&self) -> u32 {
        self.rope.len_bytes() as u32
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Replaces a range; ends outside the text or inside a character move to the nearest place before them.
    pub fn apply(&mut self, edit: &Edit) {
        let start = self.char_at(edit.range.start());
        let end = self.char_at(edit.range.end());
        self.rope.remove(start..end);
        self.rope.insert(start, &edit.text);
        self.shared = OnceLock::new();
    }

    /// The edit that puts `text` in place of what stands between two positions, whichever comes first.
    pub fn edit_between(&self, from: Position, to: Position, encoding: Encoding, text: impl Into<String>) -> Edit {
        let (from, to) = (self.offset(from, encoding), self.offset(to, encoding));
        Edit { range: TextRange::new(from.min(to), from.max(to)), text: text.into() }
    }

    /// Where `offset` stands; clamps as [`LineIndex::position`] does.
    pub fn position(&self, offset: u32, encoding: Encoding) -> Position {
        let line = self.rope.byte_to_line((offset as usize).min(self.rope.len_bytes()));
        let (start, content) = self.line(line);
        let end = content.floor_char_boundary((offset as usize).saturating_sub(start));
        Position { line: line as u32, column: width(&content[..end], encoding) }
    }

    /// The offset of `position`; clamps as [`LineIndex::offset`] does.
    pub fn offset(&self, position: Position, encoding: Encoding) -> u32 {
        if position.line as usize >= self.rope.len_lines() {
            return self.len();
        }
        let (start, content) = self.line(position.line as usize);
        start as u32 + prefix_len(&content, position.column, encoding)
    }

    /// Where a line starts, and its text without its line end.
    fn line(&self, line: usize) -> (usize, String) {
        let mut content = String::from(self.rope.line(line));
        content.truncate(content.trim_end_matches(['\n', '\r']).len());
        (self.rope.line_to_byte(line), content)
    }

    fn char_at(&self, offset: u32) -> usize {
        self.rope.byte_to_char((offset as usize).min(self.rope.len_bytes()))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests;
