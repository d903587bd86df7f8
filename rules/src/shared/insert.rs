//! Edits that put entries into a mapping of a bundle. Knows indentation, no rule.

use brickline_analysis::Edit;
use brickline_model::bundle::{Bundle, Entry, FileId, Value};

/// Puts `lines` before the first entry of a mapping in this file, indented like it; a mapping in braces takes a single line.
/// Nothing where the mapping stands elsewhere or is empty.
pub fn insert_entry(bundle: &Bundle, file: FileId, map: &Value, lines: &[&str]) -> Option<Edit> {
    let is_written_here =
        |entry: &&Entry| entry.origin.file == file && map.origin.range.contains_range(entry.origin.range);
    let own = map.entries().iter().filter(is_written_here);
    let start = own.map(|entry| entry.origin.range.start()).min().filter(|_| map.origin.file == file)?;
    let file = bundle.file(file);
    if file.path.ends_with(".json") {
        return None;
    }
    let before = line_before(&file.text, start as usize);
    // Braces may be open on a line above.
    if file.text[..start as usize].trim_end().ends_with('{') {
        return (lines.len() == 1).then(|| Edit::insert(start, format!("{}, ", lines[0])));
    }
    let is_first = before.chars().all(|c| c == ' ' || c == '-');
    let indent = " ".repeat(before.len());
    is_first.then(|| Edit::insert(start, lines.iter().map(|line| format!("{line}\n{indent}")).collect::<String>()))
}

/// Whether an entry begins a line of its own, a dash aside, and stands in no braces.
pub fn is_block(bundle: &Bundle, entry: &Entry) -> bool {
    let (text, start) = (&bundle.file(entry.origin.file).text, entry.origin.range.start() as usize);
    let is_first = line_before(text, start).chars().all(|c| c == ' ' || c == '-');
    is_first && !text[..start].trim_end().ends_with(['{', ','])
}

/// The spaces that lines below an entry's key begin with, to stand level with it.
pub fn indent_of(bundle: &Bundle, entry: &Entry) -> String {
    " ".repeat(line_before(&bundle.file(entry.origin.file).text, entry.origin.range.start() as usize).len())
}

fn line_before(text: &str, start: usize) -> &str {
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    &text[line..start]
}
