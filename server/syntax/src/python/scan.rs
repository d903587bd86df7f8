//! A scan over the lines of Python code for what the grammar must not see: comments that stand alone and magic lines.
//! tree-sitter-python is quadratic in runs of comment lines, and magics are not Python. Knows strings and brackets, no syntax.

use std::ops::Range;

use memchr::{memchr, memchr3};

use crate::comment::Comment;
use crate::range::TextRange;
use crate::source::Magic;

/// Stands behind a statement that a dangling operator ended: white space to the grammar, and to lowering a sign that the
/// statement is broken.
pub(crate) const CUT: char = '\x0c';

/// What a scan found, all in host ranges.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// Every comment, in order.
    pub(crate) comments: Vec<Comment>,
    /// Magic lines, in order.
    pub(crate) magics: Vec<Magic>,
    /// What the grammar must not see.
    pub(crate) blank: Vec<TextRange>,
    /// Operators that end a line though no statement can end with them, to be replaced by [`CUT`].
    pub(crate) errors: Vec<TextRange>,
    /// The code in runs of whole statements, which can be parsed one by one.
    pub(crate) chunks: Vec<TextRange>,
}

/// Where in the code a scan is.
struct State {
    /// How many brackets are open.
    brackets: u32,
    /// Whether a statement may start on this line, as far as the line before says.
    starts_statement: bool,
    /// Whether nothing but comments stands between this line and a blank one.
    after_blank: bool,
    /// Whether the last statement at the margin was a decorator.
    after_decorator: bool,
}

/// Scans `code`, which starts at `base` in its host.
pub(crate) fn scan(code: &str, base: u32) -> Scan {
    let bytes = code.as_bytes();
    let mut scan = Scan::default();
    let mut state = State { brackets: 0, starts_statement: true, after_blank: false, after_decorator: false };
    let mut chunk = 0;
    let mut at = 0;
    while at < bytes.len() {
        let first = skip_blanks(bytes, at);
        let end = line_end(bytes, first);
        let line = &code[first..end];
        if line.is_empty() {
            (state.after_blank, at) = (true, end);
        } else if line.starts_with('#') {
            scan.comment(first, end, base, true);
            at = end;
        } else if state.starts_statement && state.brackets == 0 && is_magic(line) {
            at = joined_line_end(bytes, first);
            scan.magic(code, first, at, base);
        } else {
            if at == first && state.starts_statement && starts_chunk(&mut state, line) {
                scan.chunk(code, chunk, at, base);
                chunk = at;
            }
            state.after_blank = false;
            (at, state.starts_statement) = scan_line(bytes, first, &mut state.brackets, &mut scan, base);
            continue;
        }
        state.starts_statement = true;
        at = after_line_end(bytes, at);
    }
    scan.chunk(code, chunk, bytes.len(), base);
    scan
}

/// Whether the statement at the margin that `line` starts also starts a chunk: the first one after a blank line does,
/// unless it goes on with the statement before it. Depends on the lines around only, so that an edit moves no other border.
fn starts_chunk(state: &mut State, line: &str) -> bool {
    let is_word = |word: &&str| line.strip_prefix(*word).is_some_and(|rest| !rest.starts_with(is_name_char));
    let is_decorator = line.starts_with('@');
    // None of these can stand at the margin in brackets, so one was never closed.
    if state.after_blank && (is_decorator || ["def", "class", "async", "import", "from"].iter().any(is_word)) {
        state.brackets = 0;
    }
    if state.brackets > 0 {
        return false;
    }
    let goes_on = state.after_decorator || ["elif", "else", "except", "finally"].iter().any(is_word);
    state.after_decorator = is_decorator;
    state.after_blank && !goes_on
}

/// Scans from `at` over the rest of the line, and over the lines of strings that start in it.
/// Returns where the next line starts and whether a statement may start there.
fn scan_line(bytes: &[u8], mut at: usize, brackets: &mut u32, scan: &mut Scan, base: u32) -> (usize, bool) {
    let start = at;
    let mut comment = None;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' => {
                let end = comment.unwrap_or(at);
                if *brackets == 0
                    && let Some(operator) = find_dangling(&bytes[start..end])
                {
                    scan.errors.push(TextRange::from_usize(start + operator.start, start + operator.end).shift(base));
                }
                return (at + 1, true);
            }
            b'\\' => {
                at = after_line_end(bytes, at + 1);
                if bytes[at - 1] == b'\n' {
                    return (at, false);
                }
            }
            b'#' => {
                let end = line_end(bytes, at);
                scan.comment(at, end, base, false);
                (comment, at) = (Some(at), end);
            }
            b'"' | b'\'' => (at, _) = string_end(bytes, at),
            b'(' | b'[' | b'{' => (at, *brackets) = (at + 1, *brackets + 1),
            b')' | b']' | b'}' => (at, *brackets) = (at + 1, brackets.saturating_sub(1)),
            _ => at += 1,
        }
    }
    (at, true)
}

/// The operator that ends a line of code as if the next line went on with it, as in `df.` half written. The grammar
/// would go on there, and take the next statement for a part of this one.
fn find_dangling(line: &[u8]) -> Option<Range<usize>> {
    let line = line.trim_ascii_end();
    let is_operator = |byte: &&u8| b".=+-*/%&|^<>~@".contains(byte);
    let len = line.iter().rev().take_while(is_operator).count();
    let (before, operator) = line.split_at(line.len() - len);
    let is_number = || {
        let word = before.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').last();
        word.is_some_and(u8::is_ascii_digit)
    };
    let is_whole = match operator {
        b"" | b"..." => true,
        b"." => is_number(),
        b"*" => before.trim_ascii_end().ends_with(b"import"),
        _ => false,
    };
    (!is_whole).then_some(before.len()..line.len())
}

impl Scan {
    fn comment(&mut self, start: usize, end: usize, base: u32, own_line: bool) {
        let range = TextRange::from_usize(start, end).shift(base);
        self.comments.push(Comment { range, own_line });
        if own_line {
            self.blank.push(range);
        }
    }

    fn chunk(&mut self, code: &str, start: usize, end: usize, base: u32) {
        if !code[start..end].trim_start().is_empty() {
            self.chunks.push(TextRange::from_usize(start, end).shift(base));
        }
    }

    fn magic(&mut self, code: &str, start: usize, end: usize, base: u32) {
        let magic = parse_magic(code, start, end, base);
        self.blank.push(magic.range);
        self.magics.push(magic);
    }
}

/// Reads the magic in `code[start..end]`.
pub(crate) fn parse_magic(code: &str, start: usize, end: usize, base: u32) -> Magic {
    let line = code[start..end].trim_end();
    let mark = line.find(['%', '!', '?']).unwrap_or(0);
    let (name, name_end) = match line.as_bytes().get(mark) {
        Some(b'%') => {
            let name = line[mark..].trim_start_matches('%');
            let len = name.find(|c: char| !is_name_char(c)).unwrap_or(name.len());
            (&name[..len], line.len() - name.len() + len)
        }
        Some(b'!' | b'?') => (&line[mark..mark + 1], mark + 1),
        _ => ("", mark),
    };
    let rest = &line[name_end..];
    let rest_start = line.len() - rest.trim_start().len();
    let host = |from: usize, to: usize| TextRange::from_usize(start + from, start + to).shift(base);
    Magic {
        name: name.into(),
        name_range: host(mark, name_end),
        rest: host(rest_start, line.len()),
        range: host(0, line.len()),
    }
}

/// Whether a line at the start of a statement is a magic: `%pip ...`, `!ls`, `?x`, `x?`, `y = %sql ...`, `y = !ls`.
pub(crate) fn is_magic(line: &str) -> bool {
    if memchr3(b'%', b'!', b'?', line.as_bytes()).is_none() {
        return false;
    }
    let line = line.trim_end();
    let is_mark = |text: &str| text.starts_with('!') || magic_name(text).is_some();
    if is_mark(line) || line.starts_with('?') {
        return true;
    }
    if let Some(asked) = line.strip_suffix('?') {
        let asked = asked.trim_end_matches('?');
        return !asked.is_empty() && asked.chars().all(|c| is_name_char(c) || c == '.' || c == '%');
    }
    line.split_once('=').is_some_and(|(target, value)| {
        let is_target = |c: char| c.is_alphanumeric() || matches!(c, '_' | ',' | ' ');
        is_mark(value.trim_start()) && target.chars().all(is_target)
    })
}

/// The name of the magic that `text` starts with, if it starts with one.
pub(crate) fn magic_name(text: &str) -> Option<&str> {
    let name = text.strip_prefix('%')?;
    let name = name.strip_prefix('%').unwrap_or(name);
    let len = name.find(|c: char| !is_name_char(c)).unwrap_or(name.len());
    name.starts_with(|c: char| c.is_alphabetic() || c == '_').then(|| &name[..len])
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// Where the string that starts with the quote at `at` ends, and whether with a quote. A string on one line ends with the line
/// at the latest.
pub(super) fn string_end(bytes: &[u8], at: usize) -> (usize, bool) {
    let quote = bytes[at];
    let triple = bytes[at..].starts_with(&[quote; 3]);
    let mut at = at + if triple { 3 } else { 1 };
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr3(quote, b'\\', b'\n', rest)) {
        at += found;
        match bytes[at] {
            b'\\' => at = after_line_end(bytes, at + 1),
            b'\n' if !triple => return (at, false),
            byte if byte == quote && !triple => return (at + 1, true),
            byte if byte == quote && bytes[at..].starts_with(&[quote; 3]) => return (at + 3, true),
            _ => at += 1,
        }
    }
    (bytes.len(), false)
}

fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\t' | b'\x0c' | b'\r')) {
        at += 1;
    }
    at
}

/// Where the line that holds `at` ends, before its line end.
pub(crate) fn line_end(bytes: &[u8], at: usize) -> usize {
    let end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |len| at + len);
    if end > at && bytes[end - 1] == b'\r' { end - 1 } else { end }
}

/// As [`line_end`], but a backslash at the end of a line joins the next one.
fn joined_line_end(bytes: &[u8], at: usize) -> usize {
    let mut end = line_end(bytes, at);
    while end > at && bytes[end - 1] == b'\\' && end < bytes.len() {
        end = line_end(bytes, after_line_end(bytes, end));
    }
    end
}

/// Steps over the line end at `at`, or over one byte that is none.
pub(super) fn after_line_end(bytes: &[u8], at: usize) -> usize {
    let step = if bytes[at.min(bytes.len())..].starts_with(b"\r\n") { 2 } else { 1 };
    (at + step).min(bytes.len())
}
