//! Runs tree-sitter over a chunk of code. Owns the parsers, one per thread; knows nothing of notebooks.

use std::cell::RefCell;

use tree_sitter::{InputEdit, Parser, Point, Tree};

use super::grammar::GRAMMAR;
use super::lower::{Lowered, lower};

thread_local! {
    static PARSER: RefCell<Option<Parser>> = const { RefCell::new(None) };
}

/// Parses `code`, which starts at `base` in its host.
pub(crate) fn parse_chunk(code: &str, base: u32) -> Lowered {
    parse_tree(code).map(|tree| lower(&tree, code, base)).unwrap_or_default()
}

/// The tree of `code`; none for code without anything in it, which never reaches the grammar.
pub(crate) fn parse_tree(code: &str) -> Option<Tree> {
    if code.trim_start().is_empty() { None } else { run(code, None) }
}

/// The tree of `code`, which `old_code` with the tree `old` became. It is what [`parse_tree`] gives: errors are recovered
/// from differently with a tree at hand, so code with errors is parsed anew.
pub(crate) fn reparse_tree(code: &str, old_code: &str, old: &Tree) -> Option<Tree> {
    if old.root_node().has_error() || code.trim_start().is_empty() {
        return parse_tree(code);
    }
    let mut edited = old.clone();
    edited.edit(&difference(old_code, code));
    run(code, Some(&edited)).filter(|tree| !tree.root_node().has_error()).or_else(|| run(code, None))
}

fn run(code: &str, old: Option<&Tree>) -> Option<Tree> {
    PARSER.with_borrow_mut(|slot| {
        if slot.is_none() {
            let mut parser = Parser::new();
            parser.set_language(&GRAMMAR.language).ok()?;
            *slot = Some(parser);
        }
        slot.as_mut()?.parse(code, old)
    })
}

/// The one edit that turns `old` into `new`: all but the longest common prefix and suffix.
fn difference(old: &str, new: &str) -> InputEdit {
    let same = |(a, b): &(u8, u8)| a == b;
    let prefix = old.bytes().zip(new.bytes()).take_while(same).count();
    let start = old.floor_char_boundary(prefix);
    let rest = old.len().min(new.len()) - start;
    let suffix = old.bytes().rev().zip(new.bytes().rev()).take(rest).take_while(same).count();
    let old_end = old.ceil_char_boundary(old.len() - suffix);
    let new_end = new.len() - (old.len() - old_end);
    InputEdit {
        start_byte: start,
        old_end_byte: old_end,
        new_end_byte: new_end,
        start_position: point(old, start),
        old_end_position: point(old, old_end),
        new_end_position: point(new, new_end),
    }
}

fn point(text: &str, offset: usize) -> Point {
    let before = &text.as_bytes()[..offset];
    let row = memchr::memchr_iter(b'\n', before).count();
    let line_start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    Point { row, column: offset - line_start }
}
