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
    let before = line_before(&file.text, start as usize);
    let text = if before.chars().all(|c| c == ' ' || c == '-') {
        let indent = " ".repeat(before.len());
        lines.iter().map(|line| format!("{line}\n{indent}")).collect()
    } else if before.trim_end().ends_with('{') && lines.len() == 1 && !file.path.ends_with(".json") {
        format!("{}, ", lines[0])
    } else {
        return None;
    };
    Some(Edit::insert(start, text))
}

/// Whether an entry begins a line of its own, a dash aside.
pub fn is_block(bundle: &Bundle, entry: &Entry) -> bool {
    let before = line_before(&bundle.file(entry.origin.file).text, entry.origin.range.start() as usize);
    before.chars().all(|c| c == ' ' || c == '-')
}

/// The spaces that lines below an entry's key begin with, to stand level with it.
pub fn indent_of(bundle: &Bundle, entry: &Entry) -> String {
    " ".repeat(line_before(&bundle.file(entry.origin.file).text, entry.origin.range.start() as usize).len())
}

fn line_before(text: &str, start: usize) -> &str {
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    &text[line..start]
}
