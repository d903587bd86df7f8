//! Edits of cells back to JSON: only the sources of changed cells are written anew, in the style they have.
//! Knows strings and arrays of JSON; knows no notebooks beyond that.

use super::{Ipynb, Source};
use crate::text::{Edit, apply_edits};

impl Ipynb {
    /// The JSON after `edits` of the host text, which must be sorted and disjoint. `json` must be the text that the
    /// notebook was parsed from. `None` if an edit does not lie in one cell: the newline between cells is not part of any.
    pub fn apply(&self, json: &str, edits: &[Edit]) -> Option<String> {
        let mut written = String::with_capacity(json.len());
        let mut done = 0;
        let mut edits = edits.iter().peekable();
        for (cell, source) in self.notebook.cells.iter().zip(&self.sources) {
            let mut own = Vec::new();
            while let Some(edit) = edits.next_if(|edit| cell.range.contains_range(edit.range)) {
                let start = edit.range.start() - cell.range.start();
                let range = crate::TextRange::new(start, start + edit.range.len());
                own.push(Edit { range, text: edit.text.clone() });
            }
            if own.is_empty() {
                continue;
            }
            let text = apply_edits(&self.notebook.text[cell.range], &own);
            written.push_str(&json[done..source.range.start() as usize]);
            written.push_str(&write_source(json, source, &text));
            done = source.range.end() as usize;
        }
        written.push_str(&json[done..]);
        edits.next().is_none().then_some(written)
    }
}

fn write_source(json: &str, source: &Source, text: &str) -> String {
    let Some(old) = &source.lines else { return write_string(json, text) };
    let old: Vec<&str> = old.iter().map(|range| &json[*range]).collect();
    let new: Vec<String> = text.split_inclusive('\n').map(|line| write_string(json, line)).collect();
    let style = Style::of(json, source);
    // Lines that stay keep their bytes, however they were escaped.
    let is_same = |old: &str, new: &str| old == new || decode(old) == decode(new);
    let head = old.iter().zip(&new).take_while(|(old, new)| is_same(old, new)).count();
    let room = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(room).take_while(|(old, new)| is_same(old, new)).count();
    let changed = new[head..new.len() - tail].iter().map(String::as_str);
    let lines: Vec<&str> =
        old[..head].iter().copied().chain(changed).chain(old[old.len() - tail..].iter().copied()).collect();
    if lines.is_empty() {
        return "[]".into();
    }
    format!("[{}{}{}]", style.lead, lines.join(&style.between), style.end)
}

fn decode(string: &str) -> Option<String> {
    serde_json::from_str(string).ok()
}

/// The white space of an array.
struct Style {
    lead: String,
    between: String,
    end: String,
}

impl Style {
    /// As the array has it, or as Jupyter writes it under the line that it stands in.
    fn of(json: &str, source: &Source) -> Self {
        let (start, end) = (source.range.start() as usize + 1, source.range.end() as usize - 1);
        let lines = source.lines.as_deref().unwrap_or_default();
        if let (Some(first), Some(last)) = (lines.first(), lines.last()) {
            let lead = json[start..first.start() as usize].to_owned();
            let between = match lines.get(1) {
                Some(second) => json[first.end() as usize..second.start() as usize].to_owned(),
                None if lead.is_empty() => ", ".to_owned(),
                None => format!(",{lead}"),
            };
            return Self { lead, between, end: json[last.end() as usize..end].to_owned() };
        }
        let line = &json[json[..start].rfind('\n').map_or(start, |newline| newline + 1)..start];
        let indent = &line[..line.len() - line.trim_start().len()];
        if line.is_empty() {
            return Self { lead: String::new(), between: ", ".into(), end: String::new() };
        }
        let lead = format!("\n{indent} ");
        Self { between: format!(",{lead}"), lead, end: format!("\n{indent}") }
    }
}

/// `text` as a JSON string; without characters outside ASCII if the file has none.
fn write_string(json: &str, text: &str) -> String {
    let string = serde_json::Value::from(text).to_string();
    if !json.is_ascii() || string.is_ascii() {
        return string;
    }
    let mut ascii = String::with_capacity(string.len() * 2);
    for char in string.chars() {
        if char.is_ascii() {
            ascii.push(char);
        } else {
            char.encode_utf16(&mut [0; 2]).iter().for_each(|unit| ascii.push_str(&format!("\\u{unit:04x}")));
        }
    }
    ascii
}
