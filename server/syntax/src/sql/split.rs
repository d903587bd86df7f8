//! Where statements end: at `;` outside strings, comments, `$$` bodies and `BEGIN .. END` blocks.
//! Looks at tokens only; what a statement means is the parser's business.

use std::ops::Range;

use super::kind::Kind;

/// The statements among significant tokens, as ranges of their indices, the closing `;` included.
/// A run of `;` belongs to the statement before it; a text of `;` alone is one empty statement.
pub fn split(kinds: &[Kind]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let statement = start..statement_end(kinds, start);
        start = statement.end;
        (!statement.is_empty()).then_some(statement)
    })
}

/// The index after the statement and the `;` that follow it.
fn statement_end(kinds: &[Kind], start: usize) -> usize {
    let body = block_start(kinds, start).map_or(start, |begin| block_end(kinds, begin));
    let Some(length) = kinds[body..].iter().position(|kind| *kind == Kind::Semicolon) else { return kinds.len() };
    let close = body + length;
    close + kinds[close..].iter().take_while(|kind| **kind == Kind::Semicolon).count()
}

/// Where the `BEGIN` stands that would make the statement a block: first, after a label, or after the head of a procedure.
fn block_start(kinds: &[Kind], start: usize) -> Option<usize> {
    let rest = &kinds[start..];
    match rest {
        [Kind::BEGIN, next, ..] if *next != Kind::Semicolon && *next != Kind::TRANSACTION => Some(start),
        [label, Kind::Colon, Kind::BEGIN, ..] if label.is_name() => Some(start + 2),
        [Kind::CREATE, Kind::PROCEDURE, ..] | [Kind::CREATE, Kind::OR, Kind::REPLACE, Kind::PROCEDURE, ..] => {
            let stop = rest.iter().position(|k| matches!(k, Kind::Semicolon | Kind::BEGIN))?;
            (rest[stop] == Kind::BEGIN).then_some(start + stop)
        }
        _ => None,
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
