//! Marks of text that is no SQL yet, or not SQL alone: placeholders that a person or a program fills in, dots that leave something
//! out, delimiters of other tools, the borders of a notebook's cells. Nobody is accused for what such text lacks.

use super::super::kind::Kind;
use super::super::lexer::lex;
use super::super::tree::{Node, Script};

/// Longer placeholders are none.
const LONGEST: usize = 60;

/// Whether the statement has a mark of a draft, outside strings and comments; of comments only a cell's border counts.
pub(super) fn is_draft(statement: Node<'_>) -> bool {
    let statement = statement.text();
    let mut code = String::new();
    for token in lex(statement) {
        let text = &statement[token.range()];
        match token.kind {
            Kind::LineComment if text.starts_with("-- COMMAND ----------") => return true,
            Kind::LineComment | Kind::BlockComment => code.push(' '),
            kind if kind.is_string() => code.push_str("''"),
            _ => code.push_str(text),
        }
    }
    has_mark(&code)
}

/// Whether the text is a cell of a SQL notebook that says it is in another language, with lines that lost their marks.
pub(super) fn has_magic(script: &Script) -> bool {
    script.comments().any(|range| script.text()[range].starts_with("-- MAGIC"))
}

fn has_mark(code: &str) -> bool {
    let bytes = code.as_bytes();
    memchr::memchr3_iter(b'<', b'%', b'.', bytes).any(|at| is_mark(&code[at..], before(bytes, at)))
        || memchr::memchr2_iter(b'=', b'#', bytes).any(|at| is_mark(&code[at..], before(bytes, at)))
}

fn before(bytes: &[u8], at: usize) -> u8 {
    at.checked_sub(1).map_or(b' ', |before| bytes[before])
}

fn is_mark(rest: &str, before: u8) -> bool {
    let is_word = before.is_ascii_alphanumeric() || matches!(before, b'_' | b'`');
    match rest.as_bytes() {
        [b'<', ..] => !is_word && before != b'<' && is_placeholder(rest),
        [b'%', b's' | b'd' | b'(', ..] | [b'#', b'{', ..] => true,
        [b'.', b'.', b'.', ..] | [b'=', b'=', b'=', ..] => true,
        _ => false,
    }
}

/// `<catalog>`, `<<your catalog>>`.
fn is_placeholder(rest: &str) -> bool {
    let inner = rest.trim_start_matches('<');
    let length =
        inner.bytes().take(LONGEST).take_while(|byte| byte.is_ascii_alphanumeric() || b"_- ./".contains(byte)).count();
    let name = &inner[..length];
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.ends_with(' ') && inner[length..].starts_with('>')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(text: &str) -> bool {
        let script = super::super::super::parse(text);
        script.statements().any(|statement| is_draft(statement.node()))
    }

    #[test]
    fn drafts() {
        for text in [
            "USE CATALOG <<your_catalog>>",
            "SELECT * FROM <table-name>",
            "SELECT ... FROM t",
            "SELECT a FROM t WHERE b = %s",
            "SELECT a FROM t WHERE b = %(name)s",
            "SELECT a FROM t ===",
            "SELECT a\n-- COMMAND ----------\nFROM t",
        ] {
            assert!(verdict(text), "{text}");
        }
        for text in [
            "SELECT a < b AND c > d",
            "CAST(a AS ARRAY<INT>)",
            "a <> b",
            "a <=> b",
            "a % 2 = 0",
            "a.b.c -- comment",
            "x<y",
            "SELECT '...' -- and so on ...",
        ] {
            assert!(!verdict(text), "{text}");
        }
    }
}
