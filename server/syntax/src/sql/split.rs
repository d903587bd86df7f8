//! Where statements end: at `;` outside strings, comments, `$$` bodies and `BEGIN .. END` blocks.
//! Looks at tokens only; what a statement means is the parser's business.

use std::ops::Range;

use super::kind::Kind;

/// The statements among significant tokens, as ranges of their indices, the closing `;` included.
/// A run of `;` belongs to the statement before it; a text of `;` alone is one empty statement.
pub fn split(kinds: &[Kind]) -> Vec<Range<usize>> {
    let mut statements = Vec::new();
    let mut start = 0;
    let mut i = 0;
    while i < kinds.len() {
        if kinds[i] == Kind::Semicolon {
            while kinds.get(i + 1) == Some(&Kind::Semicolon) {
                i += 1;
            }
            statements.push(start..i + 1);
            start = i + 1;
        } else if i == block_start(kinds, start) {
            i = block_end(kinds, i);
            continue;
        }
        i += 1;
    }
    if start < kinds.len() {
        statements.push(start..kinds.len());
    }
    statements
}

/// Where the `BEGIN` stands that would make the statement a block: first, after a label, or after the head of a procedure.
fn block_start(kinds: &[Kind], start: usize) -> usize {
    let rest = &kinds[start..];
    match rest {
        [Kind::BEGIN, next, ..] if *next != Kind::Semicolon && *next != Kind::TRANSACTION => start,
        [label, Kind::Colon, Kind::BEGIN, ..] if label.is_name() => start + 2,
        [Kind::CREATE, Kind::PROCEDURE, ..] | [Kind::CREATE, Kind::OR, Kind::REPLACE, Kind::PROCEDURE, ..] => {
            let semicolon = rest.iter().position(|k| matches!(k, Kind::Semicolon | Kind::BEGIN));
            semicolon.map_or(usize::MAX, |n| if rest[n] == Kind::BEGIN { start + n } else { usize::MAX })
        }
        _ => usize::MAX,
    }
}

/// The index after the `END` that closes the block, or after the last token if none does.
fn block_end(kinds: &[Kind], begin: usize) -> usize {
    let mut depth = 0_usize;
    let mut i = begin;
    while i < kinds.len() {
        let next = kinds.get(i + 1).copied().unwrap_or(Kind::End);
        let statement_start = i == begin || opens_statement(kinds[i - 1]) || (kinds[i - 1] == Kind::Colon && i >= 2);
        match kinds[i] {
            Kind::CASE if next != Kind::Dot => depth += 1,
            Kind::BEGIN | Kind::LOOP | Kind::WHILE | Kind::REPEAT if statement_start && next != Kind::LeftParen => {
                depth += 1
            }
            Kind::WHILE | Kind::IF | Kind::FOR if statement_start => depth += 1,
            Kind::BEGIN if handler_body(kinds, i) => depth += 1,
            Kind::END => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return i + 1;
                }
                if matches!(next, Kind::IF | Kind::CASE | Kind::WHILE | Kind::LOOP | Kind::REPEAT | Kind::FOR) {
                    i += 1;
                }
            }
            _ => {}
        }
        i += 1;
    }
    kinds.len()
}

fn opens_statement(before: Kind) -> bool {
    matches!(
        before,
        Kind::Semicolon | Kind::BEGIN | Kind::THEN | Kind::ELSE | Kind::DO | Kind::LOOP | Kind::REPEAT | Kind::ATOMIC
    )
}

/// `DECLARE .. HANDLER FOR <conditions> BEGIN`: the block follows names, not a `;`.
fn handler_body(kinds: &[Kind], begin: usize) -> bool {
    kinds[..begin].iter().rev().take(12).take_while(|k| **k != Kind::Semicolon).any(|k| *k == Kind::HANDLER)
}
