//! Expressions that are no method chains and no literals. Chains of operators become flat lists, so that their length costs no stack.

use std::sync::Arc;

use tree_sitter::Node;

use super::definition::params;
use super::postfix::{chain, only_child};
use super::{Child, Cx, Field, Kind, find, literal};
use crate::python::ast::*;
use crate::range::TextRange;

impl Cx<'_> {
    /// The name that `node` spells.
    pub(super) fn ident(&self, node: Node) -> Ident {
        Ident { text: self.text(node).into(), range: self.range(node) }
    }
}

/// Lowers an expression; what nests too deep or is none is an error.
pub(super) fn expr<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> Expr {
    if node.is_missing() {
        return cx.error(node);
    }
    cx.nested(|cx| expr_here(cx, node)).unwrap_or_else(|| cx.error(node))
}

/// Lowers `node`, or stands in for it where the grammar found none.
pub(super) fn optional<'t>(cx: &mut Cx<'t>, parent: Node<'t>, node: Option<Node<'t>>) -> Expr {
    match node {
        Some(node) => expr(cx, node),
        None => Expr { kind: ExprKind::Error, range: TextRange::at(cx.range(parent).end()) },
    }
}

fn expr_here<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> Expr {
    let kind = match cx.grammar.kind(node) {
        Kind::TuplePattern => return tuple_pattern(cx, node),
        Kind::Call | Kind::Attribute | Kind::Subscript => return chain(cx, node),
        Kind::Parenthesized | Kind::AsPattern | Kind::AsPatternTarget | Kind::Type => return only_child(cx, node),
        kind => expr_kind(cx, node, kind),
    };
    Expr { kind, range: cx.range(node) }
}

/// `(a, b)` as a target; a single name in parentheses is no tuple, though the grammar says so.
fn tuple_pattern<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> Expr {
    let has_comma = cx.all_children(node).iter().any(|child| child.kind == Kind::Token && cx.text(child.node) == ",");
    let mut targets = items(cx, node);
    match targets.len() {
        1 if !has_comma => targets.remove(0),
        _ => Expr { kind: ExprKind::Tuple(targets), range: cx.range(node) },
    }
}

fn expr_kind<'t>(cx: &mut Cx<'t>, node: Node<'t>, kind: Kind) -> ExprKind {
    match kind {
        Kind::Identifier => ExprKind::Name(cx.text(node).into()),
        Kind::String | Kind::ConcatenatedString => literal::string(cx, node, kind),
        Kind::Integer | Kind::Float => literal::number(cx.text(node)),
        Kind::True => ExprKind::True,
        Kind::False => ExprKind::False,
        Kind::None => ExprKind::None,
        Kind::Ellipsis => ExprKind::Ellipsis,
        Kind::List | Kind::ListPattern => ExprKind::List(items(cx, node)),
        Kind::Tuple | Kind::ExpressionList | Kind::PatternList => ExprKind::Tuple(items(cx, node)),
        Kind::Set => ExprKind::Set(items(cx, node)),
        Kind::Dictionary => dict(cx, node),
        Kind::Slice => slice(cx, node),
        Kind::Unary | Kind::Not => unary(cx, node, kind),
        Kind::Binary => binary(cx, node),
        Kind::Boolean => boolean(cx, node),
        Kind::Comparison => comparison(cx, node),
        _ => rarer_kind(cx, node, kind),
    }
}

fn rarer_kind<'t>(cx: &mut Cx<'t>, node: Node<'t>, kind: Kind) -> ExprKind {
    match kind {
        Kind::Lambda => lambda(cx, node),
        Kind::Conditional => conditional(cx, node),
        Kind::ListComprehension => comprehension(cx, node, ComprehensionKind::List),
        Kind::SetComprehension => comprehension(cx, node, ComprehensionKind::Set),
        Kind::DictionaryComprehension => comprehension(cx, node, ComprehensionKind::Dict),
        Kind::GeneratorExpression => comprehension(cx, node, ComprehensionKind::Generator),
        Kind::Await => ExprKind::Await(Box::new(only_child(cx, node))),
        Kind::Yield => {
            let value = cx.children(node).first().map(|child| child.node);
            ExprKind::Yield(value.map(|value| Box::new(expr(cx, value))))
        }
        Kind::ListSplat | Kind::ListSplatPattern | Kind::SplatType => ExprKind::Starred(Box::new(only_child(cx, node))),
        Kind::NamedExpression => named(cx, node),
        Kind::GenericType => generic_type(cx, node),
        Kind::UnionType => union_type(cx, node),
        Kind::MemberType => member_type(cx, node),
        _ => ExprKind::Error,
    }
}

/// The named children as expressions.
fn items<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> Vec<Expr> {
    cx.children(node).into_iter().map(|child| expr(cx, child.node)).collect()
}

fn dict<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> ExprKind {
    ExprKind::Dict(cx.children(node).into_iter().map(|child| dict_item(cx, child)).collect())
}

fn dict_item<'t>(cx: &mut Cx<'t>, child: Child<'t>) -> DictItem {
    if child.kind != Kind::Pair {
        return DictItem { key: None, value: only_child(cx, child.node) };
    }
    let children = cx.children(child.node);
    let key = optional(cx, child.node, find(&children, Field::Key));
    DictItem { key: Some(key), value: optional(cx, child.node, find(&children, Field::Value)) }
}

fn slice<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> ExprKind {
    let mut bounds = [None, None, None];
    let mut at = 0;
    for child in cx.all_children(node) {
        match child.kind {
            Kind::Token if at < 2 => at += 1,
            Kind::Token | Kind::Error => {}
            _ => bounds[at] = Some(Box::new(expr(cx, child.node))),
        }
    }
    let [lower, upper, step] = bounds;
    ExprKind::Slice { lower, upper, step }
}

fn unary<'t>(cx: &mut Cx<'t>, node: Node<'t>, kind: Kind) -> ExprKind {
    let children = cx.all_children(node);
    let op = match children.first().map_or("", |child| cx.text(child.node)) {
        _ if kind == Kind::Not => UnaryOp::Not,
        "-" => UnaryOp::Minus,
        "~" => UnaryOp::Invert,
        _ => UnaryOp::Plus,
    };
    ExprKind::Unary { op, operand: Box::new(optional(cx, node, find(&children, Field::Argument))) }
}

fn binary<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> ExprKind {
    let mut operators = Vec::new();
    let mut first = node;
    while cx.grammar.kind(first) == Kind::Binary {
        let Some(left) = cx.grammar.child(first, Field::Left) else { break };
        operators.push(first);
        first = left;
    }
    if operators.is_empty() {
        return ExprKind::Error;
    }
    let first = Box::new(expr(cx, first));
    let rest = operators.into_iter().rev().map(|node| binary_term(cx, node)).collect();
    ExprKind::Binary { first, rest }
}

fn binary_term<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> BinaryTerm {
    let children = cx.all_children(node);
    let operator = children.iter().find(|child| child.field == Field::Operator).map_or(node, |child| child.node);
    let value = optional(cx, node, find(&children, Field::Right));
    BinaryTerm { op: binary_op(cx.text(operator)), op_range: cx.range(operator), value }
}

/// The operator that `text` spells, with or without the `=` of an augmented assignment.
pub(super) fn binary_op(text: &str) -> BinaryOp {
    match text.trim_end_matches('=') {
        "-" => BinaryOp::Sub,
        "*" => BinaryOp::Mul,
        "/" => BinaryOp::Div,
        "//" => BinaryOp::FloorDiv,
        "%" => BinaryOp::Mod,
        "**" => BinaryOp::Pow,
        "@" => BinaryOp::MatMul,
        "&" => BinaryOp::BitAnd,
        "|" => BinaryOp::BitOr,
        "^" => BinaryOp::BitXor,
        "<<" => BinaryOp::ShiftLeft,
        ">>" => BinaryOp::ShiftRight,
        _ => BinaryOp::Add,
    }
}

fn boolean<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> ExprKind {
    let op = bool_op(cx, node);
    let mut values = Vec::new();
    let mut first = node;
    while cx.grammar.kind(first) == Kind::Boolean && bool_op(cx, first) == op {
        let children = cx.children(first);
        let Some(left) = find(&children, Field::Left) else { break };
        values.push(optional(cx, first, find(&children, Field::Right)));
        first = left;
    }
    if values.is_empty() {
        return ExprKind::Error;
    }
    values.push(expr(cx, first));
    values.reverse();
    ExprKind::Bool { op, values }
}

fn bool_op(cx: &Cx, node: Node) -> BoolOp {
    let operator = cx.grammar.child(node, Field::Operator).map_or("", |operator| cx.text(operator));
    if operator == "and" { BoolOp::And } else { BoolOp::Or }
}

fn comparison<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> ExprKind {
    let mut operands = Vec::new();
    let mut operators = Vec::new();
    for child in cx.all_children(node) {
        match (child.field, child.kind) {
            (Field::Operators, _) => operators.push(child.node),
            (_, Kind::Token | Kind::Error) => {}
            _ => operands.push(child.node),
        }
    }
    let mut operands = operands.into_iter();
    let first = Box::new(optional(cx, node, operands.next()));
    let term = |(operator, value): (Node<'t>, Node<'t>)| CompareTerm {
        op: compare_op(cx.text(operator)),
        op_range: cx.range(operator),
        value: expr(cx, value),
    };
    ExprKind::Compare { first, rest: operators.into_iter().zip(operands).map(term).collect() }
}

fn compare_op(text: &str) -> CompareOp {
    match text {
        "==" => CompareOp::Eq,
        "!=" | "<>" => CompareOp::NotEq,
        "<" => CompareOp::Lt,
        "<=" => CompareOp::LtEq,
        ">" => CompareOp::Gt,
        ">=" => CompareOp::GtEq,
        "is" => CompareOp::Is,
        "in" => CompareOp::In,
        two_words if two_words.starts_with("is") => CompareOp::IsNot,
        _ => CompareOp::NotIn,
    }
}

fn lambda<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> ExprKind {
    let children = cx.children(node);
    let params = find(&children, Field::Parameters).map(|list| params(cx, list)).unwrap_or_default();
    ExprKind::Lambda(Arc::new(Lambda { params, body: optional(cx, node, find(&children, Field::Body)) }))
}

fn conditional<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> ExprKind {
    let mut parts = cx.children(node).into_iter().map(|child| child.node);
    let body = Box::new(optional(cx, node, parts.next()));
    let test = Box::new(optional(cx, node, parts.next()));
    let otherwise = Box::new(optional(cx, node, parts.next()));
    ExprKind::Conditional { test, body, otherwise }
}

fn comprehension<'t>(cx: &mut Cx<'t>, node: Node<'t>, kind: ComprehensionKind) -> ExprKind {
    let children = cx.children(node);
    let body = find(&children, Field::Body);
    let (element, value) = match body {
        Some(pair) if cx.grammar.kind(pair) == Kind::Pair => {
            let parts = cx.children(pair);
            let key = optional(cx, pair, find(&parts, Field::Key));
            (key, Some(optional(cx, pair, find(&parts, Field::Value))))
        }
        body => (optional(cx, node, body), None),
    };
    let mut clauses: Vec<ForClause> = Vec::new();
    for child in children {
        match (child.kind, clauses.last_mut()) {
            (Kind::ForInClause, _) => clauses.push(for_clause(cx, child.node)),
            (Kind::IfClause, Some(clause)) => clause.conditions.push(only_child(cx, child.node)),
            _ => {}
        }
    }
    ExprKind::Comprehension(Box::new(Comprehension { kind, element, value, clauses }))
}

fn for_clause<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> ForClause {
    let children = cx.children(node);
    let target = optional(cx, node, find(&children, Field::Left));
    let iter = joined(cx, node, &children, Field::Right);
    ForClause { target, iter, conditions: Vec::new() }
}

/// The children in `field`: one is itself, several are a tuple.
pub(super) fn joined<'t>(cx: &mut Cx<'t>, parent: Node<'t>, children: &[Child<'t>], field: Field) -> Expr {
    let nodes: Vec<_> = children.iter().filter(|c| c.field == field && c.kind != Kind::Token).collect();
    let [first, .., last] = nodes.as_slice() else {
        return optional(cx, parent, nodes.first().map(|child| child.node));
    };
    let range = cx.range(first.node).cover(cx.range(last.node));
    Expr { kind: ExprKind::Tuple(nodes.iter().map(|child| expr(cx, child.node)).collect()), range }
}

fn named<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> ExprKind {
    let children = cx.children(node);
    let start = cx.range(node).start();
    let target = find(&children, Field::Name).map_or_else(|| Ident::missing(start), |name| cx.ident(name));
    ExprKind::Named { target, value: Box::new(optional(cx, node, find(&children, Field::Value))) }
}

/// `list[int]` in an annotation, which the grammar keeps apart from a subscript.
fn generic_type<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> ExprKind {
    let children = cx.children(node);
    let object = Box::new(optional(cx, node, children.first().map(|child| child.node)));
    let Some(list) = children.iter().find(|child| child.kind == Kind::TypeParameter) else { return ExprKind::Error };
    let mut arguments = items(cx, list.node);
    let index = match (arguments.pop(), arguments.first()) {
        (Some(only), None) => only,
        (Some(last), Some(first)) => {
            let range = first.range.cover(last.range);
            arguments.push(last);
            Expr { kind: ExprKind::Tuple(arguments), range }
        }
        (None, _) => cx.error(list.node),
    };
    ExprKind::Subscript { object, index: Box::new(index) }
}

/// `int | None` in an annotation, as flat as the operator is elsewhere.
fn union_type<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> ExprKind {
    let children = cx.all_children(node);
    let mut sides = children.iter().filter(|child| !matches!(child.kind, Kind::Token | Kind::Error));
    let (left, right) = (sides.next().map(|child| child.node), sides.next().map(|child| child.node));
    let bar = children.iter().find(|child| child.kind == Kind::Token).map_or(node, |child| child.node);
    let (first, mut rest) = union_terms(optional(cx, node, left));
    let (value, more) = union_terms(optional(cx, node, right));
    rest.push(BinaryTerm { op: BinaryOp::BitOr, op_range: cx.range(bar), value });
    rest.extend(more);
    ExprKind::Binary { first: Box::new(first), rest }
}

fn union_terms(side: Expr) -> (Expr, Vec<BinaryTerm>) {
    match side.kind {
        ExprKind::Binary { first, rest } if rest.iter().all(|term| term.op == BinaryOp::BitOr) => (*first, rest),
        _ => (side, Vec::new()),
    }
}

/// `a.B` in an annotation.
fn member_type<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> ExprKind {
    let children = cx.children(node);
    let object = Box::new(optional(cx, node, children.first().map(|child| child.node)));
    let name = children.get(1).map_or_else(|| Ident::missing(cx.range(node).end()), |child| cx.ident(child.node));
    ExprKind::Attribute { object, name }
}
