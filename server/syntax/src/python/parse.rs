//! Runs tree-sitter over a chunk of code. Owns the parsers, one per thread; knows nothing of notebooks.

use std::cell::RefCell;

use tree_sitter::{InputEdit, Parser, Point, Tree};

use super::grammar::GRAMMAR;
use super::lower::{Lowered, lower};
use super::plain::{Condensed, condense};

thread_local! {
    static PARSER: RefCell<Option<Parser>> = const { RefCell::new(None) };
}

/// Parses `code`, which starts at `base` in its host.
pub(crate) fn parse_chunk(code: &str, base: u32) -> Lowered {
    ChunkTree::parse(code, base).map(|(_, lowered)| lowered).unwrap_or_default()
}

/// The grammar's tree of a chunk, and the text of the chunk's length that it was made from.
#[derive(Clone, Debug)]
pub(crate) struct ChunkTree {
    tree: Tree,
    seen: String,
}

impl ChunkTree {
    /// The tree of `code`, which starts at `base` in its host, and the statements in it; none for code without anything in it,
    /// which never reaches the grammar.
    pub(crate) fn parse(code: &str, base: u32) -> Option<(Self, Lowered)> {
        if code.trim_start().is_empty() {
            return None;
        }
        Self::parse_condensed(code, base, None).or_else(|| Self::parse_whole(code, base))
    }

    /// The tree of `code`, which the code of this tree became. It is what [`Self::parse`] gives: errors are recovered from
    /// differently with a tree at hand, so code with errors is parsed anew.
    pub(crate) fn reparse(&self, code: &str, base: u32) -> Option<(Self, Lowered)> {
        if self.tree.root_node().has_error() || code.trim_start().is_empty() {
            return Self::parse(code, base);
        }
        Self::parse_condensed(code, base, Some(self)).or_else(|| Self::parse(code, base))
    }

    /// Parses what the plain expressions of `code` leave. What is broken must be parsed as it is.
    pub(super) fn parse_condensed(code: &str, base: u32, old: Option<&Self>) -> Option<(Self, Lowered)> {
        let Condensed { seen, plain } = condense(code, base)?;
        let old = old.map(|old| {
            let mut edited = old.tree.clone();
            edited.edit(&difference(&old.seen, &seen));
            edited
        });
        let tree = run(&seen, old.as_ref()).filter(|tree| !tree.root_node().has_error())?;
        let lowered = lower(&tree, code, base, plain)?;
        Some((Self { tree, seen }, lowered))
    }

    #[cfg(test)]
    pub(crate) fn root(&self) -> tree_sitter::Node<'_> {
        self.tree.root_node()
    }

    pub(super) fn parse_whole(code: &str, base: u32) -> Option<(Self, Lowered)> {
        let tree = run(code, None)?;
        let lowered = lower(&tree, code, base, Vec::new())?;
        Some((Self { tree, seen: code.into() }, lowered))
    }
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
