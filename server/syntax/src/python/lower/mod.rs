//! The tree that tree-sitter makes of broken code becomes owned nodes with host ranges. Owns error tolerance and the bounds on
//! depth; this folder and `grammar.rs` are the only places that know the grammar.

mod definition;
mod expression;
mod literal;
mod postfix;
mod statement;
#[cfg(test)]
mod tests;

pub(super) use literal::number;

use tree_sitter::{Node, Tree, TreeCursor};

use super::ast::{Expr, ExprKind, Stmt};
use super::grammar::{Field, GRAMMAR, Grammar, Kind};
use crate::range::TextRange;

/// How deep the owned tree gets at most: links of a method chain and `elif`s count as levels.
/// What lies deeper is `ExprKind::Error`, so that walks over the tree may recurse.
pub const MAX_DEPTH: u32 = 600;

/// How deep brackets, operators and blocks nest at most; Python itself stops at 200 brackets and 100 blocks.
pub(super) const MAX_NESTING: u32 = 150;

/// Statements and what is not Python among them.
#[derive(Debug, Default)]
pub(crate) struct Lowered {
    pub(crate) body: Vec<Stmt>,
    pub(crate) errors: Vec<TextRange>,
}

/// Lowers the tree of `code`, which starts at `base` in its host.
pub(super) fn lower(tree: &Tree, code: &str, base: u32) -> Lowered {
    let root = tree.root_node();
    let mut cx = Cx {
        code,
        base,
        depth: 0,
        nesting: 0,
        errors: find_errors(root, base),
        cursors: Vec::new(),
        grammar: &GRAMMAR,
    };
    let mut body = Vec::new();
    if cx.grammar.kind(root) == Kind::Error {
        statement::salvage(&mut cx, root, &mut body);
    } else {
        statement::block(&mut cx, root, &mut body);
    }
    let mut errors = cx.errors;
    errors.sort_unstable();
    errors.dedup();
    Lowered { body, errors }
}

/// What lowering carries along.
struct Cx<'t> {
    code: &'t str,
    base: u32,
    depth: u32,
    nesting: u32,
    errors: Vec<TextRange>,
    cursors: Vec<TreeCursor<'t>>,
    grammar: &'static Grammar,
}

/// A child node with what the grammar calls it.
#[derive(Clone, Copy)]
struct Child<'t> {
    node: Node<'t>,
    kind: Kind,
    field: Field,
}

impl<'t> Cx<'t> {
    /// The host range of `node`.
    fn range(&self, node: Node) -> TextRange {
        TextRange::from_usize(node.start_byte(), node.end_byte()).shift(self.base)
    }

    /// The text of `node`.
    fn text(&self, node: Node) -> &'t str {
        self.code.get(node.byte_range()).unwrap_or("")
    }

    /// All children of `node` but comments and line continuations.
    fn all_children(&mut self, node: Node<'t>) -> Vec<Child<'t>> {
        let mut cursor = self.cursors.pop().unwrap_or_else(|| node.walk());
        cursor.reset(node);
        let mut children = Vec::with_capacity(node.child_count() as usize);
        let mut more = cursor.goto_first_child();
        while more {
            let child = cursor.node();
            let kind = self.grammar.kind(child);
            if !matches!(kind, Kind::Comment | Kind::LineContinuation) {
                let field = cursor.field_id().map_or(Field::Other, |id| self.grammar.field(id.get()));
                children.push(Child { node: child, kind, field });
            }
            more = cursor.goto_next_sibling();
        }
        self.cursors.push(cursor);
        children
    }

    /// The named children of `node` that are no errors.
    fn children(&mut self, node: Node<'t>) -> Vec<Child<'t>> {
        let mut children = self.all_children(node);
        children.retain(|child| !matches!(child.kind, Kind::Token | Kind::Error));
        children
    }

    /// Runs `f` one level deeper, or says that there is no deeper level.
    fn nested<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.nesting >= MAX_NESTING || self.depth >= MAX_DEPTH {
            return None;
        }
        (self.nesting, self.depth) = (self.nesting + 1, self.depth + 1);
        let result = f(self);
        (self.nesting, self.depth) = (self.nesting - 1, self.depth - 1);
        Some(result)
    }

    /// An expression that could not be read.
    fn error(&self, node: Node) -> Expr {
        Expr { kind: ExprKind::Error, range: self.range(node) }
    }
}

/// The first child in `field`.
fn find<'t>(children: &[Child<'t>], field: Field) -> Option<Node<'t>> {
    children.iter().find(|child| child.field == field && child.kind != Kind::Token).map(|child| child.node)
}

/// Where the tree holds errors and missing tokens. Iterative, and free for text without any.
fn find_errors(root: Node, base: u32) -> Vec<TextRange> {
    let mut errors = Vec::new();
    let mut pending = vec![root];
    let mut cursor = root.walk();
    while let Some(node) = pending.pop() {
        if node.is_error() || node.is_missing() {
            errors.push(TextRange::from_usize(node.start_byte(), node.end_byte()).shift(base));
        } else if node.has_error() {
            cursor.reset(node);
            let mut more = cursor.goto_first_child();
            while more {
                // The grammar does not know the defaults of type parameters, which Python 3.13 brought.
                if cursor.node().has_error() && cursor.field_name() != Some("type_parameters") {
                    pending.push(cursor.node());
                }
                more = cursor.goto_next_sibling();
            }
        }
    }
    errors
}
