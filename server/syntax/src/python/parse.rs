//! Parses a chunk of code: as code without errors where it is that, else by the grammar, which finds what can be saved of the
//! rest. Owns the grammar's parsers, one per thread; knows nothing of notebooks.

use std::cell::RefCell;

use tree_sitter::{Parser, Tree};

use super::grammar::GRAMMAR;
use super::lower::{Lowered, lower};
use super::strict;

thread_local! {
    static PARSER: RefCell<Option<Parser>> = const { RefCell::new(None) };
}

/// Parses `code`, which starts at `base` in its host.
pub(crate) fn parse_chunk(code: &str, base: u32) -> Lowered {
    if code.trim_start().is_empty() {
        return Lowered::default();
    }
    match strict::read(code, base) {
        Some(body) => Lowered { body, errors: Vec::new() },
        None => parse_broken(code, base),
    }
}

/// Parses `code` by the grammar alone.
fn parse_broken(code: &str, base: u32) -> Lowered {
    run(code).map(|tree| lower(&tree, code, base)).unwrap_or_default()
}

/// The grammar's tree of `code`.
pub(super) fn run(code: &str) -> Option<Tree> {
    PARSER.with_borrow_mut(|slot| {
        if slot.is_none() {
            let mut parser = Parser::new();
            parser.set_language(&GRAMMAR.language).ok()?;
            *slot = Some(parser);
        }
        slot.as_mut()?.parse(code, None)
    })
}
