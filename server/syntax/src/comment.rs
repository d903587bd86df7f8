//! Comments, the same for all languages. Knows where they stand, not what directives mean.

use memchr::{memchr, memchr2};

use crate::range::TextRange;

/// A comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// From its mark to its end, without the line end.
    pub range: TextRange,
    /// Whether nothing but white space stands before it on its line.
    pub own_line: bool,
}

/// The comments of SQL that starts at `base` in its host: `--` to the end of the line, and `/* */`, which nest.
pub fn find_sql_comments(sql: &str, base: u32) -> Vec<Comment> {
    let bytes = sql.as_bytes();
    let mut comments = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let end = match byte {
            b'-' if bytes[at..].starts_with(b"--") => crate::python::line_end(bytes, at),
            b'/' if bytes[at..].starts_with(b"/*") => bracketed_end(bytes, at),
            b'\'' | b'"' | b'`' => {
                at = quoted_end(bytes, at);
                continue;
            }
            _ => {
                at += 1;
                continue;
            }
        };
        let own_line = sql[..at].rfind('\n').map_or(&sql[..at], |newline| &sql[newline..at]).trim().is_empty();
        comments.push(Comment { range: TextRange::from_usize(at, end).shift(base), own_line });
        at = end;
    }
    comments
}

fn bracketed_end(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while let Some(next) = memchr2(b'/', b'*', &bytes[at..]).map(|len| at + len) {
        at = match &bytes[next..] {
            [b'/', b'*', ..] => {
                depth += 1;
                next + 2
            }
            [b'*', b'/', ..] if depth == 1 => return next + 2,
            [b'*', b'/', ..] => {
                depth -= 1;
                next + 2
            }
            _ => next + 1,
        };
    }
    bytes.len()
}

/// A backslash escapes in strings and does not in names between backquotes.
fn quoted_end(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    if quote == b'`' {
        return memchr(quote, &bytes[start + 1..]).map_or(bytes.len(), |len| start + len + 2);
    }
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            _ if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}
