//! Carets under lines: how a finding is written into a text, and how it is read back.
//! Knows lines and columns of a fence, not what a rule is.

use brickline_syntax::TextRange;

/// A message at a range of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Annotation {
    /// Where.
    pub range: TextRange,
    /// What is said there.
    pub message: String,
}

/// Splits a fence into its text without caret lines and the annotations they state.
///
/// A caret line is `<marker> ^^^^ message`, the marker (`#` or `--`) left out where the carets stand in its columns.
/// `^^^^+2:7 message` ends two lines further down, before column 7 (from 0).
pub fn parse_annotated(fence: &str) -> (String, Vec<Annotation>) {
    let mut lines: Vec<&str> = Vec::new();
    let mut carets = Vec::new();
    for line in fence.split_inclusive('\n') {
        match parse_caret_line(line) {
            Some(caret) => carets.push((lines.len().saturating_sub(1), caret)),
            None => lines.push(line),
        }
    }
    let text: String = lines.concat();
    let annotations = carets
        .into_iter()
        .map(|(line, caret)| Annotation {
            range: TextRange::new(
                find_offset(&text, line, caret.column),
                find_offset(&text, line + caret.lines, caret.end_column),
            ),
            message: caret.message,
        })
        .collect();
    (text, annotations)
}

/// Writes annotations into a text as caret lines: what [`parse_annotated`] reads.
pub fn render_annotated(text: &str, annotations: &[Annotation], marker: &str) -> String {
    let mut sorted = annotations.to_vec();
    sorted.sort();
    sorted.dedup();
    let mut rendered = String::new();
    let mut pending = sorted.iter().peekable();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        rendered.push_str(line);
        let end = start + line.len();
        let is_last = end == text.len();
        while let Some(annotation) = pending.next_if(|next| (next.range.start() as usize) < end || is_last) {
            if !rendered.ends_with('\n') {
                rendered.push('\n');
            }
            rendered.push_str(&render_caret_line(text, start, annotation, marker));
        }
        start = end;
    }
    rendered
}

struct Caret {
    column: usize,
    lines: usize,
    end_column: usize,
    message: String,
}

fn parse_caret_line(line: &str) -> Option<Caret> {
    let line = line.trim_end();
    let bare = line.trim_start();
    let bare = bare.strip_prefix('#').or_else(|| bare.strip_prefix("--")).unwrap_or(bare).trim_start();
    let carets = bare.chars().take_while(|&c| c == '^').count();
    if carets == 0 {
        return None;
    }
    let column = line.chars().count() - bare.chars().count();
    let rest = &bare[carets..];
    let (lines, end_column, message) = match rest.strip_prefix('+') {
        Some(rest) => {
            let (end, message) = rest.split_once(' ').unwrap_or((rest, ""));
            let (lines, column) = end.split_once(':')?;
            (lines.parse().ok()?, column.parse().ok()?, message)
        }
        None => (0, column + carets, rest),
    };
    Some(Caret { column, lines, end_column, message: message.trim().to_string() })
}

fn render_caret_line(text: &str, line_start: usize, annotation: &Annotation, marker: &str) -> String {
    let (start, end) = (annotation.range.start() as usize, annotation.range.end() as usize);
    let column = text[line_start..start].chars().count();
    let covered = &text[start..end];
    let first_line = covered.split('\n').next().unwrap_or_default();
    let carets = "^".repeat(first_line.chars().count().max(1));
    let extent = match covered.rsplit_once('\n') {
        Some((above, last)) => format!("+{}:{}", above.matches('\n').count() + 1, last.chars().count()),
        None => String::new(),
    };
    let indent = match column.checked_sub(marker.len()) {
        Some(spaces) => format!("{marker}{}", " ".repeat(spaces)),
        None => " ".repeat(column),
    };
    format!("{indent}{carets}{extent} {}\n", annotation.message)
}

fn find_offset(text: &str, line: usize, column: usize) -> u32 {
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let offset = text[start..].char_indices().nth(column).map_or(text.len(), |(at, _)| start + at);
    offset as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_are_read_back_as_written() {
        let fence = "äb = 1\n# ^ at column two\n^^ at the start\nx(\n^^+1:1 over two lines\n)\n";
        let (text, annotations) = parse_annotated(fence);
        assert_eq!(text, "äb = 1\nx(\n)\n");
        assert_eq!(annotations.len(), 3);
        assert_eq!(&text[annotations[2].range.to_usize()], "x(\n)");
        let (again, same) = parse_annotated(&render_annotated(&text, &annotations, "#"));
        assert_eq!(again, text);
        assert!(annotations.iter().all(|annotation| same.contains(annotation)));
    }
}
