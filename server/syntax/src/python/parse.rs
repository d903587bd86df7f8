//! Runs tree-sitter over the code of one cell. Owns the parsers, one per thread; knows nothing of notebooks.

use std::cell::RefCell;

use tree_sitter::{Parser, Tree};

use super::grammar::GRAMMAR;

thread_local! {
    static PARSER: RefCell<Option<Parser>> = const { RefCell::new(None) };
}

/// The tree of `code`. `old` must have been edited to match `code`.
pub(crate) fn parse_tree(code: &str, old: Option<&Tree>) -> Option<Tree> {
    PARSER.with_borrow_mut(|slot| {
        if slot.is_none() {
            let mut parser = Parser::new();
            parser.set_language(&GRAMMAR.language).ok()?;
            *slot = Some(parser);
        }
        slot.as_mut()?.parse(code, old)
    })
}
