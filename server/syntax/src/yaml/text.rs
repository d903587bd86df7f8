//! Scalar text: plain, quoted and block scalars, folded and unescaped.
//! Knows where a scalar ends; knows no keys' values and no lists.

use smol_str::SmolStr;

use super::block::find_key;
use super::cursor::Cursor;
use super::scalar::{Scalar, Style};
use crate::range::TextRange;

/// A scalar and its range with quotes or header.
pub(super) struct Read {
    pub scalar: Scalar,
    pub range: TextRange,
}

fn read(text: impl Into<SmolStr>, style: Style, content: TextRange, range: TextRange) -> Read {
    Read { scalar: Scalar { text: text.into(), style, content, forced: None }, range }
}

/// Nothing at all, at `at`.
pub(super) fn empty(at: usize) -> Read {
    let range = TextRange::from_usize(at, at);
    read("", Style::Plain, range, range)
}

/// Where a plain scalar that starts at `from` ends on its line, and whether a `: ` ended it.
pub(super) fn find_plain_end(c: &Cursor, from: usize, in_flow: bool) -> (usize, bool) {
    let mut at = from;
    let mut end = from;
    while at < c.text.len() {
        match c.byte(at) {
            b'\n' | b'\r' => break,
            b'#' if at > from && matches!(c.byte(at - 1), b' ' | b'\t') => break,
            b':' if c.is_blank(at + 1) || (in_flow && is_flow_mark(c.byte(at + 1))) => return (end, true),
            byte if in_flow && is_flow_mark(byte) => break,
            b' ' | b'\t' => {}
            _ => end = at + 1,
        }
        at += 1;
    }
    (end, false)
}

fn is_flow_mark(byte: u8) -> bool {
    matches!(byte, b',' | b'[' | b']' | b'{' | b'}')
}

/// Reads a plain scalar of a block, with the lines that continue it: those indented more than `parent`.
pub(super) fn read_plain(c: &mut Cursor, parent: i32) -> Read {
    let start = c.pos;
    let (mut end, colon) = find_plain_end(c, start, false);
    if colon {
        let at = c.text[end..].find(':').map_or(end, |found| end + found);
        c.error(TextRange::from_usize(at, at + 1), "a second `: ` on this line: put the value in quotes");
        end = start + c.text[start..c.line_end(start)].trim_end().len();
        c.pos = end;
        let range = TextRange::from_usize(start, end);
        return read(&c.text[start..end], Style::Plain, range, range);
    }
    let first = end;
    let mut text = String::new();
    while let Some((line, breaks)) = find_continuation(c, end, parent) {
        let (line_end, _) = find_plain_end(c, line, false);
        if text.is_empty() {
            text.push_str(&c.text[start..first]);
        }
        push_fold(&mut text, breaks);
        text.push_str(&c.text[line..line_end]);
        end = line_end;
    }
    c.pos = end;
    let range = TextRange::from_usize(start, end);
    let text = if text.is_empty() { SmolStr::from(&c.text[start..end]) } else { SmolStr::from(text) };
    read(text, Style::Plain, range, range)
}

/// The line that continues a plain scalar which ends at `end` on its line: where its text starts, after how many breaks.
fn find_continuation(c: &Cursor, end: usize, parent: i32) -> Option<(usize, usize)> {
    if !c.text[end..c.line_end(end)].trim().is_empty() {
        return None;
    }
    let mut breaks = 0;
    let mut at = end;
    loop {
        let line = c.next_line(at);
        breaks += 1;
        if line >= c.text.len() {
            return None;
        }
        let text = &c.text[line..c.line_end(line)];
        let start = line + (text.len() - text.trim_start_matches([' ', '\t']).len());
        if start == line + text.len() {
            at = line;
            continue;
        }
        let ends = c.column(start) <= parent
            || c.byte(start) == b'#'
            || (start == line && (text.starts_with("---") || text.starts_with("...")))
            || find_key(c, start).is_some();
        return (!ends).then_some((start, breaks));
    }
}

/// One break becomes a space, more become newlines.
fn push_fold(text: &mut String, breaks: usize) {
    match breaks {
        0 => {}
        1 => text.push(' '),
        _ => text.extend(std::iter::repeat_n('\n', breaks - 1)),
    }
}

/// Reads a plain scalar inside brackets, on this line.
pub(super) fn read_flow_plain(c: &mut Cursor) -> Read {
    let start = c.pos;
    let (end, _) = find_plain_end(c, start, true);
    c.pos = end;
    let range = TextRange::from_usize(start, end);
    read(&c.text[start..end], Style::Plain, range, range)
}

/// Where the quoted scalar at `start` is closed: the offset of the closing quote.
pub(super) fn find_quote_end(c: &Cursor, start: usize, until: usize) -> Option<usize> {
    let bytes = &c.text.as_bytes()[..until];
    let mut at = start + 1;
    if bytes[start] == b'\'' {
        loop {
            at += memchr::memchr(b'\'', bytes.get(at..)?)?;
            if bytes.get(at + 1) != Some(&b'\'') {
                return Some(at);
            }
            at += 2;
        }
    }
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

/// Reads the quoted scalar that ends with the quote at `end`.
pub(super) fn read_quoted(c: &mut Cursor, end: usize) -> Read {
    let start = c.pos;
    let content = TextRange::from_usize(start + 1, end);
    let style = if c.peek() == b'"' { Style::Double } else { Style::Single };
    let text = cook(c, content, style);
    c.pos = end + 1;
    read(text, style, content, TextRange::from_usize(start, end + 1))
}

/// Reads a quoted scalar that nothing closes: the rest of its line.
pub(super) fn read_unclosed(c: &mut Cursor) -> Read {
    let start = c.pos;
    let style = if c.peek() == b'"' { Style::Double } else { Style::Single };
    let end = start + c.text[start..c.line_end(start)].trim_end().len();
    c.error(TextRange::from_usize(start, end), "this quote is never closed");
    c.pos = c.line_end(start);
    let content = TextRange::from_usize(start + 1, end);
    read(&c.text[content], style, content, TextRange::from_usize(start, end))
}

fn cook(c: &mut Cursor, content: TextRange, style: Style) -> SmolStr {
    let raw = &c.text[content];
    let mark = if style == Style::Double { b'\\' } else { b'\'' };
    if memchr::memchr3(b'\n', b'\r', mark, raw.as_bytes()).is_none() {
        return raw.into();
    }
    let mut text = String::with_capacity(raw.len());
    let mut at = 0;
    let bytes = raw.as_bytes();
    while at < raw.len() {
        match bytes[at] {
            b'\n' | b'\r' => at = fold_break(raw, at, &mut text),
            b'\'' if style == Style::Single => {
                text.push('\'');
                at += 2;
            }
            b'\\' if style == Style::Double => at = unescape(c, content.start() as usize, raw, at, &mut text),
            _ => {
                let next = memchr::memchr3(b'\n', b'\r', mark, &bytes[at + 1..]).map_or(raw.len(), |end| at + 1 + end);
                text.push_str(&raw[at..next]);
                at = next;
            }
        }
    }
    text.into()
}

/// Folds the line break at `at` in quoted text; gives where the next text starts.
fn fold_break(raw: &str, at: usize, text: &mut String) -> usize {
    text.truncate(text.trim_end_matches([' ', '\t']).len());
    let rest = &raw[at..];
    let skipped = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    push_fold(text, count_breaks(&rest[..skipped]));
    at + skipped
}

fn count_breaks(blank: &str) -> usize {
    let bytes = blank.as_bytes();
    let pairs = bytes.windows(2).filter(|pair| pair == b"\r\n").count();
    bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() - pairs
}

/// Reads the escape at `at`; gives where the text after it starts.
fn unescape(c: &mut Cursor, base: usize, raw: &str, at: usize, text: &mut String) -> usize {
    let Some(mark) = raw[at + 1..].chars().next() else { return raw.len() };
    let after = at + 1 + mark.len_utf8();
    let digits = match mark {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        '\n' | '\r' => {
            let rest = raw[after..].trim_start_matches(['\n', '\r', ' ', '\t']);
            return raw.len() - rest.len();
        }
        _ => 0,
    };
    if digits > 0 {
        let code = raw.get(after..after + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        if let Some(found) = code {
            text.push(char::from_u32(found).unwrap_or(char::REPLACEMENT_CHARACTER));
            return after + digits;
        }
    }
    let known = match mark {
        '0' => '\0',
        'a' => '\x07',
        'b' => '\x08',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\x0b',
        'f' => '\x0c',
        'r' => '\r',
        'e' => '\x1b',
        ' ' | '"' | '/' | '\\' | '\'' => mark,
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        _ => {
            let range = TextRange::from_usize(base + at, base + after);
            c.error(range, "no such escape in double quotes: use single quotes, or a second backslash");
            text.push_str(&raw[at..after]);
            return after;
        }
    };
    text.push(known);
    after
}

/// Reads `|` or `>` and the lines below it that are indented more than `parent`.
pub(super) fn read_block(c: &mut Cursor, parent: i32) -> Read {
    let start = c.pos;
    let style = if c.peek() == b'|' { Style::Literal } else { Style::Folded };
    c.pos += 1;
    let mut indent = None;
    let mut chomp = b' ';
    while !c.is_blank(c.pos) {
        match c.peek() {
            byte @ (b'+' | b'-') => chomp = byte,
            digit @ b'1'..=b'9' => indent = Some(parent.max(0) as usize + usize::from(digit - b'0')),
            _ => break,
        }
        c.pos += 1;
    }
    let header_end = c.pos;
    c.expect_line_end();
    let mut end = c.pos;
    let mut content_start = None;
    let mut lines: Vec<&str> = Vec::new();
    let text = c.text;
    let mut at = c.next_line(c.pos);
    while at < text.len() {
        let line = &text[at..c.line_end(at)];
        let spaces = line.len() - line.trim_start_matches(' ').len();
        if spaces == line.len() {
            lines.push(indent.and_then(|indent| line.get(indent..)).unwrap_or(""));
        } else {
            let width = *indent.get_or_insert(spaces);
            if spaces < width || (width as i32) <= parent {
                break;
            }
            content_start.get_or_insert(at + width);
            end = at + line.len();
            lines.push(&line[width..]);
        }
        c.pos = at + line.len();
        at = c.next_line(at);
    }
    let content = TextRange::from_usize(content_start.unwrap_or(header_end).min(end), end);
    read(join_block(&lines, style, chomp), style, content, TextRange::from_usize(start, end))
}

fn join_block(lines: &[&str], style: Style, chomp: u8) -> SmolStr {
    let used = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    let mut text = String::new();
    for (index, line) in lines[..used].iter().enumerate() {
        let folds = |line: &str| style == Style::Folded && !line.starts_with([' ', '\t']);
        let previous = index.checked_sub(1).map(|before| lines[before]);
        match previous {
            None => {}
            Some(before) if folds(line) && folds(before) && !line.is_empty() && !before.is_empty() => text.push(' '),
            Some("") if folds(line) && !line.is_empty() && text.ends_with('\n') => {}
            Some(_) => text.push('\n'),
        }
        text.push_str(line);
    }
    match chomp {
        b'-' => {}
        b'+' => text.extend(std::iter::repeat_n('\n', lines.len() - used + usize::from(used > 0))),
        _ if used > 0 => text.push('\n'),
        _ => {}
    }
    text.into()
}
