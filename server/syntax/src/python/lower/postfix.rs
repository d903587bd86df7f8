//! Calls, attributes and subscripts: the links of a method chain, lowered without recursion over the chain.
//! Knows nothing of other expressions.

use tree_sitter::Node;

use super::expression::{expr, optional};
use super::{Cx, Field, Kind, MAX_DEPTH, find};
use crate::python::ast::{Argument, ArgumentKind, Call, Expr, ExprKind, Ident};
use crate::range::TextRange;

/// Lowers a chain of calls, attributes and subscripts. Of a chain that is too long, the first links become an error.
pub(super) fn chain<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> Expr {
    let mut links = Vec::new();
    let mut first = node;
    while let Some(inner) = receiver(cx, first) {
        links.push(first);
        first = inner;
    }
    let room = (MAX_DEPTH - cx.depth) as usize;
    let cut = links.get(room).copied();
    links.truncate(room);
    let outer_depth = cx.depth;
    cx.depth += links.len() as u32;
    let mut value = match cut {
        Some(node) => cx.error(node),
        None if links.is_empty() => cx.error(first),
        None => expr(cx, first),
    };
    // The grammar takes the star of `*a.b` for a part of `a`.
    let mut star = None;
    if let ExprKind::Starred(starred) = value.kind {
        (star, value) = (Some(value.range.start()), *starred);
    }
    for link in links.into_iter().rev() {
        cx.depth -= 1;
        let range = cx.range(link);
        let start = if star.is_some() { value.range.start() } else { range.start() };
        value = Expr { range: TextRange::new(start, range.end()), kind: apply(cx, link, value) };
    }
    debug_assert_eq!(cx.depth, outer_depth);
    match star {
        Some(start) => {
            let range = TextRange::new(start, value.range.end());
            Expr { kind: ExprKind::Starred(Box::new(value)), range }
        }
        None => value,
    }
}

/// What `node` is called on or taken from.
fn receiver<'t>(cx: &Cx<'t>, node: Node<'t>) -> Option<Node<'t>> {
    let field = match cx.grammar.kind(node) {
        Kind::Call => Field::Function,
        Kind::Attribute => Field::Object,
        Kind::Subscript => Field::Value,
        _ => return None,
    };
    cx.grammar.child(node, field)
}

fn apply<'t>(cx: &mut Cx<'t>, link: Node<'t>, object: Expr) -> ExprKind {
    match cx.grammar.kind(link) {
        Kind::Call => call(cx, link, object),
        Kind::Attribute => attribute(cx, link, object),
        _ => subscript(cx, link, object),
    }
}

fn call<'t>(cx: &mut Cx<'t>, node: Node<'t>, function: Expr) -> ExprKind {
    let Some(list) = cx.grammar.child(node, Field::Arguments) else {
        let parens = TextRange::at(function.range.end());
        return ExprKind::Call(Box::new(Call { function, arguments: Vec::new(), parens }));
    };
    let arguments = if cx.grammar.kind(list) == Kind::GeneratorExpression {
        let value = expr(cx, list);
        vec![Argument { kind: ArgumentKind::Positional, range: value.range, value }]
    } else {
        arguments(cx, list)
    };
    ExprKind::Call(Box::new(Call { function, arguments, parens: cx.range(list) }))
}

/// The arguments of an `argument_list`.
pub(super) fn arguments<'t>(cx: &mut Cx<'t>, list: Node<'t>) -> Vec<Argument> {
    cx.children(list).into_iter().map(|child| argument(cx, child.node, child.kind)).collect()
}

fn argument<'t>(cx: &mut Cx<'t>, node: Node<'t>, kind: Kind) -> Argument {
    let range = cx.range(node);
    let (kind, value) = match kind {
        Kind::KeywordArgument => {
            let children = cx.children(node);
            let name =
                find(&children, Field::Name).map_or_else(|| Ident::missing(range.start()), |name| cx.ident(name));
            (ArgumentKind::Keyword(name), optional(cx, node, find(&children, Field::Value)))
        }
        Kind::ListSplat => (ArgumentKind::Star, only_child(cx, node)),
        Kind::DictionarySplat => (ArgumentKind::DoubleStar, only_child(cx, node)),
        _ => (ArgumentKind::Positional, expr(cx, node)),
    };
    Argument { kind, value, range }
}

/// The expression that is the only named child of `node`.
pub(super) fn only_child<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> Expr {
    let child = cx.children(node).first().map(|child| child.node);
    optional(cx, node, child)
}

fn attribute<'t>(cx: &mut Cx<'t>, node: Node<'t>, object: Expr) -> ExprKind {
    let name = cx.grammar.child(node, Field::Attribute);
    let name = name.map_or_else(|| Ident::missing(cx.range(node).end()), |name| cx.ident(name));
    ExprKind::Attribute { object: Box::new(object), name }
}

fn subscript<'t>(cx: &mut Cx<'t>, node: Node<'t>, object: Expr) -> ExprKind {
    let children = cx.all_children(node);
    let is_tuple = children.iter().any(|child| child.kind == Kind::Token && cx.text(child.node) == ",");
    let items: Vec<_> = children.iter().filter(|c| c.field == Field::Subscript && c.kind != Kind::Token).collect();
    let index = match items.as_slice() {
        [] => cx.error(node),
        [item] if !is_tuple => expr(cx, item.node),
        [first, .., last] | [first @ last] => {
            let range = cx.range(first.node).cover(cx.range(last.node));
            let items = items.iter().map(|item| expr(cx, item.node)).collect();
            Expr { kind: ExprKind::Tuple(items), range }
        }
    };
    ExprKind::Subscript { object: Box::new(object), index: Box::new(index) }
}
