//! Code without errors, by the parser that ruff's authors publish: an order of magnitude faster than the grammar of `lower/`, and
//! as strict as Python itself. What it refuses, and what nests too deeply, is left to `lower/`, which both front ends agree with.
//! Only this folder knows its trees.

mod definition;
mod expression;
mod literal;
mod postfix;
mod statement;
#[cfg(test)]
mod tests;
mod tokens;

use ruff_python_ast::token::Token;
use ruff_text_size::Ranged;

use super::ast::{Expr, ExprKind, Ident, Stmt};
use super::lower::{MAX_DEPTH, MAX_NESTING};
use super::scan::CUT;
use crate::range::TextRange;

/// The longest code that is read here: the stack that its tree may need is set aside before.
const MAX_BYTES: usize = 1 << 20;
/// How much stack a byte of code can cost where it opens a level of the tree, which is taken apart by recursion.
const STACK_PER_BYTE: usize = 100;
/// How much stack everything else needs.
const STACK: usize = 256 << 10;

/// The statements of `code`, which starts at `base` in its host; nothing if there is anything wrong with it.
pub(super) fn read(code: &str, base: u32) -> Option<Vec<Stmt>> {
    if code.len() > MAX_BYTES || code.contains(CUT) {
        return None;
    }
    let stack = STACK + code.len() * STACK_PER_BYTE;
    stacker::maybe_grow(stack, stack, || {
        let parsed = ruff_python_parser::parse_module(code).ok()?;
        let mut reader = Reader { code, base, tokens: parsed.tokens(), nesting: 0, depth: 0, is_lost: false };
        let body = reader.statements(parsed.suite());
        (!reader.is_lost).then_some(body)
    })
}

/// What reading carries along.
struct Reader<'t> {
    code: &'t str,
    base: u32,
    tokens: &'t [Token],
    nesting: u32,
    depth: u32,
    /// Whether there is something that is not for this reader.
    is_lost: bool,
}

impl Reader<'_> {
    /// The host range of `node`.
    fn range(&self, node: impl Ranged) -> TextRange {
        let range = node.range();
        TextRange::new(range.start().to_u32(), range.end().to_u32()).shift(self.base)
    }

    fn ident(&self, name: &ruff_python_ast::Identifier) -> Ident {
        Ident { text: name.id.as_str().into(), range: self.range(name) }
    }

    /// Stands for what is not for this reader.
    fn give_up(&mut self) -> ExprKind {
        self.is_lost = true;
        ExprKind::Error
    }

    /// Runs `f` one level deeper, if there is a deeper level.
    fn nested<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.nesting >= MAX_NESTING || self.depth >= MAX_DEPTH {
            self.is_lost = true;
            return None;
        }
        (self.nesting, self.depth) = (self.nesting + 1, self.depth + 1);
        let result = f(self);
        (self.nesting, self.depth) = (self.nesting - 1, self.depth - 1);
        Some(result)
    }

    fn boxed(&mut self, expr: &ruff_python_ast::Expr) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    fn optional(&mut self, expr: Option<&ruff_python_ast::Expr>) -> Option<Expr> {
        expr.map(|expr| self.expr(expr))
    }

    fn exprs(&mut self, exprs: &[ruff_python_ast::Expr]) -> Vec<Expr> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }
}
