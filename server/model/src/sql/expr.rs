//! SQL expressions to the model's expressions. Subqueries are lowered where they stand; nothing is evaluated.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::sql::name::parts_of;
use brickline_syntax::sql::{Element, Kind, Node, NodeKind};
use smol_str::SmolStr;

use super::call::lower_call;
use super::lowerer::{Lowerer, plain_name};
use super::query;
use crate::expr::{BinaryOp, Call, ColumnRef, Expr, ExprKind, LikeKind, Literal, UnaryOp, WindowSpec};
use crate::facts::function::{Trait, is};
use crate::frame::Frame;
use crate::text::TextValue;
use crate::value::Value;

/// How deep expressions are followed; the parser bounds nesting as well.
const DEPTH: u32 = 200;

/// Lowers an expression, a select item or a sort item.
pub(super) fn lower(cx: &mut Lowerer<'_>, node: Node<'_>) -> Expr {
    lower_at(cx, node, 0)
}

pub(super) fn lower_at(cx: &mut Lowerer<'_>, node: Node<'_>, depth: u32) -> Expr {
    let range = cx.host(node.range());
    if depth > DEPTH {
        return Expr::unknown(range);
    }
    let kind = lower_kind(cx, node, depth + 1);
    match (node.kind(), kind) {
        (NodeKind::Paren, Some(inner)) => Expr { kind: inner, range },
        (_, Some(kind)) => Expr { kind, range },
        (_, None) => Expr::unknown(range),
    }
}

fn lower_kind(cx: &mut Lowerer<'_>, node: Node<'_>, depth: u32) -> Option<ExprKind> {
    Some(match node.kind() {
        NodeKind::Paren | NodeKind::Collate => lower_at(cx, first(node)?, depth).kind,
        NodeKind::Unit => ExprKind::Literal(Literal::Text(SmolStr::new(node.text()))),
        NodeKind::SelectItem | NodeKind::NamedField => return lower_item(cx, node, depth),
        NodeKind::SortItem => ExprKind::Order {
            operand: Box::new(lower_at(cx, first(node)?, depth)),
            descending: node.token(Kind::DESC).is_some(),
        },
        NodeKind::Column | NodeKind::Name => return lower_column(cx, node),
        NodeKind::Star => lower_star(cx, node),
        NodeKind::Literal | NodeKind::Parameter => lower_literal(cx, node),
        NodeKind::TypedLiteral | NodeKind::Interval => ExprKind::Literal(Literal::Temporal(SmolStr::new(node.text()))),
        NodeKind::Hole => ExprKind::Hole(cx.hole(node.range().start())),
        NodeKind::Or => lower_chain(cx, node, depth, BinaryOp::Or),
        NodeKind::And => lower_chain(cx, node, depth, BinaryOp::And),
        NodeKind::Not => ExprKind::Unary { op: UnaryOp::Not, operand: Box::new(lower_at(cx, first(node)?, depth)) },
        NodeKind::Unary => return lower_unary(cx, node, depth),
        NodeKind::Binary => return lower_binary(cx, node, depth),
        NodeKind::Between => return lower_between(cx, node, depth),
        NodeKind::In => return lower_in(cx, node, depth),
        NodeKind::Like => return lower_like(cx, node, depth),
        NodeKind::Is => return lower_is(cx, node, depth),
        NodeKind::Exists => ExprKind::Exists(lower_held(cx, find_query(node)?)),
        NodeKind::Subquery => ExprKind::Subquery(lower_held(cx, find_query(node)?)),
        NodeKind::Call => return lower_call(cx, node, depth),
        NodeKind::Case => lower_case(cx, node, depth),
        NodeKind::Cast => return lower_cast(cx, node, depth),
        NodeKind::CastChain => return lower_cast_chain(cx, node, depth),
        NodeKind::Access | NodeKind::Path => return lower_access(cx, node, depth),
        NodeKind::Lambda => return lower_lambda(cx, node, depth),
        NodeKind::Row => {
            ExprKind::Call(Box::new(Call::builtin("struct", cx.host(node.range()), lower_all(cx, node, depth))))
        }
        _ => return None,
    })
}

fn first<'s>(node: Node<'s>) -> Option<Node<'s>> {
    node.children().next()
}

fn find_query<'s>(node: Node<'s>) -> Option<Node<'s>> {
    node.children().find(|child| matches!(child.kind(), NodeKind::Query | NodeKind::ParenQuery | NodeKind::PipeQuery))
}

fn lower_all(cx: &mut Lowerer<'_>, node: Node<'_>, depth: u32) -> Vec<Expr> {
    node.children().map(|child| lower_at(cx, child, depth)).collect()
}

fn lower_item(cx: &mut Lowerer<'_>, node: Node<'_>, depth: u32) -> Option<ExprKind> {
    let operand = lower_at(cx, first(node)?, depth);
    let Some(alias) =
        node.child(NodeKind::Alias).or_else(|| node.children().skip(1).find(|n| n.kind() == NodeKind::Name))
    else {
        return Some(operand.kind);
    };
    // A generator may be given several names; it has none of its own then.
    let text = match (alias.kind(), alias.child(NodeKind::Name)) {
        (_, Some(name)) => plain_name(cx, name),
        (NodeKind::Name, None) => plain_name(cx, alias),
        _ => SmolStr::default(),
    };
    let name = (!text.contains('{')).then_some(text).filter(|text| !text.is_empty());
    Some(ExprKind::Alias { operand: Box::new(operand), name, name_range: cx.host(alias.range()) })
}

fn lower_column(cx: &mut Lowerer<'_>, node: Node<'_>) -> Option<ExprKind> {
    let mut parts = parts_of(node);
    let last = parts.pop()?;
    if parts.is_empty() && last.hole {
        return Some(ExprKind::Hole(cx.hole(last.range.start())));
    }
    let known = |part: &brickline_syntax::sql::NamePart| cx.text(&part.text, part.range.start()).constant();
    let Some(name) = known(&last) else { return Some(ExprKind::Hole(Value::Unknown)) };
    let lower = name.to_lowercase();
    // `user` is more often a column; the others never are.
    if parts.is_empty() && is(&lower, Trait::Bare) && lower != "user" {
        return Some(ExprKind::Call(Box::new(Call::builtin(lower, cx.host(last.range), Vec::new()))));
    }
    let qualifier = parts.iter().map(|part| known(part).unwrap_or_else(|| SmolStr::new("{}"))).collect();
    Some(ExprKind::Column(ColumnRef { qualifier, name, name_range: cx.host(last.range), frame: None }))
}

fn lower_star(cx: &Lowerer<'_>, node: Node<'_>) -> ExprKind {
    let tokens: Vec<_> = node.tokens().take_while(|token| token.kind() != Kind::Star).collect();
    let parts = tokens.iter().filter(|token| token.kind() != Kind::Dot);
    let parts =
        parts.map(|token| brickline_syntax::sql::name::clean_name(token.text(), token.kind() == Kind::QuotedName));
    let parts: Vec<SmolStr> = parts.collect();
    let qualifier = (!parts.is_empty()).then(|| SmolStr::new(parts.join(".")));
    let except = node.descendants().filter(|inner| inner.kind() == NodeKind::Name).map(|inner| plain_name(cx, inner));
    ExprKind::Star { qualifier, except: except.collect() }
}

fn lower_literal(cx: &Lowerer<'_>, node: Node<'_>) -> ExprKind {
    match cx.value(node) {
        Value::None => ExprKind::Literal(Literal::Null),
        Value::Bool(value) => ExprKind::Literal(Literal::Bool(value)),
        Value::Int(value) => ExprKind::Literal(Literal::Int(value)),
        Value::Float(value) => ExprKind::Literal(Literal::Float(value)),
        Value::Text(text) => match text.constant() {
            Some(constant) => ExprKind::Literal(Literal::Text(constant)),
            None => ExprKind::Hole(Value::Text(text)),
        },
        Value::Unknown if node.kind() == NodeKind::Literal => ExprKind::Literal(Literal::Other),
        value => ExprKind::Hole(value),
    }
}

fn lower_chain(cx: &mut Lowerer<'_>, node: Node<'_>, depth: u32, op: BinaryOp) -> ExprKind {
    let op_ranges = node.tokens().map(|token| cx.host(token.range())).collect();
    ExprKind::Binary { op, op_ranges, operands: lower_all(cx, node, depth) }
}

fn lower_unary(cx: &mut Lowerer<'_>, node: Node<'_>, depth: u32) -> Option<ExprKind> {
    let operand = lower_at(cx, first(node)?, depth);
    let sign = node.first_token()?.kind();
    Some(match (sign, &operand.kind) {
        (Kind::Minus, ExprKind::Literal(Literal::Int(value))) => ExprKind::Literal(Literal::Int(value.checked_neg()?)),
        (Kind::Minus, ExprKind::Literal(Literal::Float(value))) => ExprKind::Literal(Literal::Float(-value)),
        (Kind::Tilde, _) => ExprKind::Unary { op: UnaryOp::Invert, operand: Box::new(operand) },
        (Kind::Bang, _) => ExprKind::Unary { op: UnaryOp::Not, operand: Box::new(operand) },
        _ => ExprKind::Unary { op: UnaryOp::Sign, operand: Box::new(operand) },
    })
}

/// A chain of operators of one level, folded to the left; equal operators stay in one flat node.
fn lower_binary(cx: &mut Lowerer<'_>, node: Node<'_>, depth: u32) -> Option<ExprKind> {
    let mut chain: Option<Expr> = None;
    let mut operator: Option<(BinaryOp, TextRange)> = None;
    for element in node.elements() {
        match element {
            Element::Token(token) => {
                let range = operator.map_or(token.range(), |(_, before)| before.cover(token.range()));
                operator = Some((binary_op(token.kind()), range));
            }
            Element::Node(child) => {
                let right = lower_at(cx, child, depth);
                chain = Some(match (chain.take(), operator.take()) {
                    (Some(left), Some((op, at))) => {
                        let at = cx.host(at);
                        join(left, op, at, right)
                    }
                    _ => right,
                });
            }
        }
    }
    Some(chain?.kind)
}

fn join(left: Expr, op: BinaryOp, at: TextRange, right: Expr) -> Expr {
    let range = left.range.cover(right.range);
    match left.kind {
        ExprKind::Binary { op: before, mut op_ranges, mut operands } if before == op && !op.is_comparison() => {
            op_ranges.push(at);
            operands.push(right);
            Expr { kind: ExprKind::Binary { op, op_ranges, operands }, range }
        }
        kind => {
            let left = Expr { kind, range: left.range };
            Expr { kind: ExprKind::Binary { op, op_ranges: vec![at], operands: vec![left, right] }, range }
        }
    }
}

fn binary_op(kind: Kind) -> BinaryOp {
    match kind {
        Kind::Eq => BinaryOp::Eq,
        Kind::NotEq => BinaryOp::NotEq,
        Kind::NullSafeEq => BinaryOp::NullSafeEq,
        Kind::Less => BinaryOp::Lt,
        Kind::LessEq => BinaryOp::LtEq,
        Kind::Greater => BinaryOp::Gt,
        Kind::GreaterEq => BinaryOp::GtEq,
        Kind::Plus => BinaryOp::Add,
        Kind::Minus => BinaryOp::Sub,
        Kind::Star => BinaryOp::Mul,
        Kind::Slash => BinaryOp::Div,
        _ => BinaryOp::Other,
    }
}

fn is_negated(node: Node<'_>) -> bool {
    node.tokens().any(|token| matches!(token.kind(), Kind::NOT | Kind::Bang))
}

fn lower_between(cx: &mut Lowerer<'_>, node: Node<'_>, depth: u32) -> Option<ExprKind> {
    let negated = is_negated(node);
    let mut parts = lower_all(cx, node, depth).into_iter();
    let (operand, low, high) = (parts.next()?, parts.next()?, parts.next()?);
    Some(ExprKind::Between { operand: Box::new(operand), low: Box::new(low), high: Box::new(high), negated })
}

/// A query inside an expression.
pub(super) fn lower_held(cx: &mut Lowerer<'_>, query: Node<'_>) -> Arc<Frame> {
    let frame = query::lower(cx, query);
    cx.hold(frame, query.range())
}

fn lower_in(cx: &mut Lowerer<'_>, node: Node<'_>, depth: u32) -> Option<ExprKind> {
    let negated = is_negated(node);
    let operand = Box::new(lower_at(cx, first(node)?, depth));
    if let Some(inner) = find_query(node) {
        return Some(ExprKind::InSubquery { operand, query: lower_held(cx, inner), negated });
    }
    let list = node.children().skip(1).map(|child| lower_at(cx, child, depth)).collect();
    Some(ExprKind::In { operand, list, negated })
}

fn lower_like(cx: &mut Lowerer<'_>, node: Node<'_>, depth: u32) -> Option<ExprKind> {
    let kind = node.tokens().find_map(|token| match token.kind() {
        Kind::LIKE => Some(LikeKind::Like),
        Kind::ILIKE => Some(LikeKind::ILike),
        Kind::RLIKE | Kind::REGEXP => Some(LikeKind::RLike),
        _ => None,
    });
    let mut operands = node.children();
    let operand = Box::new(lower_at(cx, operands.next()?, depth));
    let pattern = Box::new(lower_at(cx, operands.next()?, depth));
    Some(ExprKind::Like { operand, pattern, kind: kind?, negated: is_negated(node) })
}

fn lower_is(cx: &mut Lowerer<'_>, node: Node<'_>, depth: u32) -> Option<ExprKind> {
    let operand = lower_at(cx, first(node)?, depth);
    let tests_null = node.tokens().any(|token| token.kind() == Kind::NULL)
        || node.children().skip(1).any(|child| child.text().eq_ignore_ascii_case("null"));
    if !tests_null {
        return Some(ExprKind::Call(Box::new(Call::builtin("is", cx.host(node.range()), vec![operand]))));
    }
    Some(ExprKind::IsNull { operand: Box::new(operand), negated: is_negated(node) })
}

pub(super) fn lower_over(cx: &mut Lowerer<'_>, node: Node<'_>) -> Arc<WindowSpec> {
    if let Some(definition) = node.child(NodeKind::WindowDefinition) {
        return Arc::new(lower_window(cx, definition));
    }
    let name = node.child(NodeKind::Name).map(|name| plain_name(cx, name)).unwrap_or_default();
    let found = cx.windows.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(&name));
    found.map_or_else(
        || Arc::new(WindowSpec { range: cx.host(node.range()), ..WindowSpec::default() }),
        |(_, window)| Arc::clone(window),
    )
}

/// A window in parentheses.
pub(super) fn lower_window(cx: &mut Lowerer<'_>, node: Node<'_>) -> WindowSpec {
    let mut window = WindowSpec { known: true, range: cx.host(node.range()), ..WindowSpec::default() };
    for child in node.children() {
        match child.kind() {
            NodeKind::PartitionBy | NodeKind::DistributeBy => window.partition_by = lower_list(cx, child),
            NodeKind::OrderBy | NodeKind::SortBy => window.order_by = lower_list(cx, child),
            NodeKind::Frame => window.frame = true,
            _ => window.known = false,
        }
    }
    window
}

/// The expressions that a clause lists.
pub(super) fn lower_list(cx: &mut Lowerer<'_>, node: Node<'_>) -> Vec<Expr> {
    node.children().map(|child| lower(cx, child)).collect()
}

fn lower_case(cx: &mut Lowerer<'_>, node: Node<'_>, depth: u32) -> ExprKind {
    let (mut operand, mut branches, mut otherwise) = (None, Vec::new(), None);
    for child in node.children() {
        match child.kind() {
            NodeKind::When => {
                let mut parts = child.children().map(|part| lower_at(cx, part, depth)).collect::<Vec<_>>().into_iter();
                if let (Some(condition), Some(result)) = (parts.next(), parts.next()) {
                    branches.push((condition, result));
                }
            }
            NodeKind::Else => otherwise = first(child).map(|value| Box::new(lower_at(cx, value, depth))),
            _ => operand = Some(Box::new(lower_at(cx, child, depth))),
        }
    }
    ExprKind::Case { operand, branches, otherwise }
}

fn type_text(node: Node<'_>) -> Option<SmolStr> {
    (node.kind() == NodeKind::Type).then(|| SmolStr::new(node.text().to_lowercase()))
}

fn lower_cast(cx: &mut Lowerer<'_>, node: Node<'_>, depth: u32) -> Option<ExprKind> {
    let operand = Box::new(lower_at(cx, first(node)?, depth));
    Some(ExprKind::Cast { operand, to: node.child(NodeKind::Type).and_then(type_text) })
}

fn lower_cast_chain(cx: &mut Lowerer<'_>, node: Node<'_>, depth: u32) -> Option<ExprKind> {
    let mut children = node.children();
    let start = children.next()?;
    let mut expr = lower_at(cx, start, depth);
    for target in children {
        let range = expr.range.cover(cx.host(target.range()));
        expr = Expr { kind: ExprKind::Cast { operand: Box::new(expr), to: type_text(target) }, range };
    }
    Some(expr.kind)
}

fn lower_access(cx: &mut Lowerer<'_>, node: Node<'_>, depth: u32) -> Option<ExprKind> {
    let mut children = node.children();
    let base = lower_at(cx, children.next()?, depth);
    let key = children.next().and_then(first).map(|key| Box::new(lower_at(cx, key, depth)));
    Some(ExprKind::Access { base: Box::new(base), key })
}

fn lower_lambda(cx: &mut Lowerer<'_>, node: Node<'_>, depth: u32) -> Option<ExprKind> {
    let children: Vec<_> = node.children().collect();
    let (body, params) = children.split_last()?;
    let names = params.iter().flat_map(|param| match param.kind() {
        NodeKind::Name => vec![plain_name(cx, *param)],
        _ => param
            .descendants()
            .filter(|inner| inner.kind() == NodeKind::Name)
            .map(|inner| plain_name(cx, inner))
            .collect(),
    });
    let params = names.collect();
    Some(ExprKind::Lambda { params, body: Box::new(lower_at(cx, *body, depth)) })
}

/// The text of a literal argument.
pub(super) fn text_of(cx: &Lowerer<'_>, node: Node<'_>) -> Option<Arc<TextValue>> {
    match cx.value(node) {
        Value::Text(text) => Some(text),
        _ => None,
    }
}
