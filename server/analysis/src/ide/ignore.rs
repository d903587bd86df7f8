//! Where to write a comment that ignores a finding. Knows what a comment looks like in each place a finding can stand.

use brickline_syntax::TextRange;
use brickline_syntax::embed::Place;
use brickline_syntax::source::{CellContent, FileKind};

use crate::analysis::Analysis;
use crate::diagnostic::Diagnostic;
use crate::file::AnalysedFile;
use crate::fix::Edit;

impl Analysis {
    /// The edit that makes an ignore comment hide a finding; `None` where no comment can stand.
    pub fn ignore_edit(&self, found: &Diagnostic) -> Option<Edit> {
        let file = self.file(&found.file)?;
        let text = &*file.unit.text;
        let line = line_around(text, found.range.start());
        if let Some(edit) = extend_comment(file, line, found.rule.name) {
            return Some(edit);
        }
        let end = line.end();
        let mark = comment_mark(file, end)?;
        let gap = if mark == "#" { "  " } else { " " };
        Some(Edit::insert(end, format!("{gap}{mark} brickline: ignore[{}]", found.rule.name)))
    }
}

/// Adds a name to the ignore comment that stands on the line already.
fn extend_comment(file: &AnalysedFile, line: TextRange, name: &str) -> Option<Edit> {
    let mut directives = file.directives.iter();
    let directive = directives.find(|directive| !directive.whole_file && line.contains_range(directive.range))?;
    Some(Edit::insert(directive.names.last()?.range.end(), format!(", {name}")))
}

/// What begins a comment at the end of a line.
fn comment_mark(file: &AnalysedFile, end: u32) -> Option<&'static str> {
    let text = &*file.unit.text;
    if file.unit.kind == FileKind::Yaml {
        return Some("#");
    }
    let tree = file.tree();
    let cell = tree.cells.iter().find(|cell| cell.range.touches(end))?;
    match &cell.content {
        CellContent::Sql(_) => Some("--"),
        CellContent::Magic(_) => None,
        CellContent::Python(_) => {
            let before = text.get(cell.range.start() as usize..end as usize)?;
            match scan_python(before) {
                State::Code if before.ends_with('\\') => None,
                // A second mark in a comment is as good as a first.
                State::Code | State::Comment => Some("#"),
                State::Text => {
                    file.unit.model.sql.iter().any(|sql| is_inside(sql.embed.place, sql.range, end)).then_some("--")
                }
            }
        }
    }
}

fn is_inside(place: Place, range: TextRange, offset: u32) -> bool {
    matches!(place, Place::Inline { .. }) && range.start() < offset && offset < range.end()
}

/// The line that holds `offset`, without its end.
fn line_around(text: &str, offset: u32) -> TextRange {
    let offset = (offset as usize).min(text.len());
    let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |newline| offset + newline);
    TextRange::from_usize(start, start + text[start..end].trim_end_matches('\r').len())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Code,
    Comment,
    Text,
}

/// What the end of Python code stands in.
fn scan_python(code: &str) -> State {
    let bytes = code.as_bytes();
    let (mut state, mut quote, mut at): (State, &[u8], usize) = (State::Code, b"", 0);
    while at < bytes.len() {
        let rest = &bytes[at..];
        at += match state {
            State::Code if rest[0] == b'#' => {
                state = State::Comment;
                1
            }
            State::Code if matches!(rest[0], b'"' | b'\'') => {
                let length = if rest.len() > 2 && rest[1] == rest[0] && rest[2] == rest[0] { 3 } else { 1 };
                (state, quote) = (State::Text, &rest[..length]);
                length
            }
            State::Comment if rest[0] == b'\n' => {
                state = State::Code;
                1
            }
            State::Text if rest[0] == b'\\' => 2,
            // A string that is not closed on its line is an error, and ends there.
            State::Text if rest.starts_with(quote) || quote.len() == 1 && rest[0] == b'\n' => {
                state = State::Code;
                if rest[0] == b'\n' { 1 } else { quote.len() }
            }
            _ => 1,
        };
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_code_stands_in_code_comment_or_text() {
        for code in ["", "x = 'a'", "x = '''a\nb'''", r"x = 'a\'b'", "'a\nb", "# it's\nx", "f(\"\"\"a\"b\"\"\")", "''"]
        {
            assert_eq!(scan_python(code), State::Code, "{code}");
        }
        for code in ["x = 'a", "x = \"\"\"a\nb \"\" '''", "'''a\\'''"] {
            assert_eq!(scan_python(code), State::Text, "{code}");
        }
        assert_eq!(scan_python("x  # a 'b"), State::Comment);
    }
}
