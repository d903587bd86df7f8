//! SQL expressions to the model's expressions. Subqueries are lowered where they stand; nothing is evaluated.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::sql::view::{self, AccessStep, IsTest};
use brickline_syntax::sql::{Kind, NamePart};
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

/// Lowers an expression.
pub(super) fn lower(cx: &mut Lowerer<'_>, expr: view::Expr<'_>) -> Expr {
    lower_at(cx, expr, 0)
}

pub(super) fn lower_at(cx: &mut Lowerer<'_>, expr: view::Expr<'_>, depth: u32) -> Expr {
    let range = cx.host(expr.range());
    if depth > DEPTH {
        return Expr::unknown(range);
    }
    match lower_kind(cx, expr, depth + 1) {
        Some(kind) => Expr { kind, range },
        None => Expr::unknown(range),
    }
}

/// Lowers a select item.
pub(super) fn lower_item(cx: &mut Lowerer<'_>, item: view::SelectItem<'_>) -> Expr {
    let range = cx.host(item.range());
    match lower_named(cx, item.expression(), item.alias(), 1) {
        Some(kind) => Expr { kind, range },
        None => Expr::unknown(range),
    }
}

/// Lowers an item of ORDER BY.
pub(super) fn lower_sort_item(cx: &mut Lowerer<'_>, item: view::SortItem<'_>) -> Expr {
    let range = cx.host(item.range());
    let Some(operand) = item.expression() else { return Expr::unknown(range) };
    let operand = Box::new(lower_at(cx, operand, 1));
    Expr { kind: ExprKind::Order { operand, descending: item.is_descending() }, range }
}

fn lower_kind(cx: &mut Lowerer<'_>, expr: view::Expr<'_>, depth: u32) -> Option<ExprKind> {
    use view::Expr as E;
    Some(match expr {
        E::Paren(paren) => lower_at(cx, paren.inner()?, depth).kind,
        E::Collate(collate) => lower_at(cx, collate.operand()?, depth).kind,
        E::NamedField(field) => return lower_named(cx, field.expression(), field.alias(), depth),
        E::Column(column) => return lower_column(cx, column),
        E::Star(star) => lower_star(cx, star),
        E::Literal(_) | E::Parameter(_) => lower_literal(cx, expr),
        E::TypedLiteral(_) | E::Interval(_) => ExprKind::Literal(Literal::Temporal(SmolStr::new(expr.text()))),
        E::Hole(hole) => ExprKind::Hole(cx.hole(hole.range().start())),
        E::Or(or) => lower_chain(cx, BinaryOp::Or, or.operators(), or.operands(), depth),
        E::And(and) => lower_chain(cx, BinaryOp::And, and.operators(), and.operands(), depth),
        E::Not(not) => ExprKind::Unary { op: UnaryOp::Not, operand: Box::new(lower_at(cx, not.operand()?, depth)) },
        E::Unary(unary) => return lower_unary(cx, unary, depth),
        E::Binary(binary) => return lower_binary(cx, binary, depth),
        E::Between(between) => {
            let [operand, low, high] = between.operands()?.map(|operand| Box::new(lower_at(cx, operand, depth)));
            ExprKind::Between { operand, low, high, negated: between.is_negated() }
        }
        E::In(list) => return lower_in(cx, list, depth),
        E::Like(like) => return lower_like(cx, like, depth),
        E::Is(is) => return lower_is(cx, is, depth),
        E::Exists(exists) => ExprKind::Exists(lower_held(cx, exists.query()?)),
        E::Subquery(subquery) => ExprKind::Subquery(lower_held(cx, subquery.query()?)),
        E::Call(call) => return lower_call(cx, call, depth),
        E::Case(case) => lower_case(cx, case, depth),
        E::Cast(cast) => {
            let operand = Box::new(lower_at(cx, cast.operand()?, depth));
            ExprKind::Cast { operand, to: cast.data_type().map(type_text) }
        }
        E::CastChain(chain) => return lower_cast_chain(cx, chain, depth),
        E::Access(access) => {
            let base = Box::new(lower_at(cx, access.operand()?, depth));
            let key = match access.steps().next() {
                Some(AccessStep::Subscript(Some(key))) => Some(Box::new(lower_at(cx, key, depth))),
                _ => None,
            };
            ExprKind::Access { base, key }
        }
        E::Path(path) => {
            let base = Box::new(lower_at(cx, path.operand()?, depth));
            let key = path.subscript().map(|key| Box::new(lower_at(cx, key, depth)));
            ExprKind::Access { base, key }
        }
        E::Lambda(lambda) => {
            let params = lambda.parameters().map(|part| plain_name(cx, &[part])).collect();
            ExprKind::Lambda { params, body: Box::new(lower_at(cx, lambda.body()?, depth)) }
        }
        E::Row(row) => {
            let items = row.items().map(|item| lower_at(cx, item, depth)).collect();
            ExprKind::Call(Box::new(Call::builtin("struct", cx.host(row.range()), items)))
        }
        E::Unknown(_) => return None,
    })
}

/// An expression with a name of its own, if it has one.
fn lower_named(
    cx: &mut Lowerer<'_>,
    expr: Option<view::Expr<'_>>,
    alias: Option<view::Alias<'_>>,
    depth: u32,
) -> Option<ExprKind> {
    let operand = lower_at(cx, expr?, depth);
    let Some(alias) = alias else { return Some(operand.kind) };
    // A generator may be given several names; it has none of its own then.
    let text = alias.name().map(|name| plain_name(cx, &[name])).unwrap_or_default();
    let name = (!text.contains('{')).then_some(text).filter(|text| !text.is_empty());
    Some(ExprKind::Alias { operand: Box::new(operand), name, name_range: cx.host(alias.range()) })
}

fn lower_column(cx: &mut Lowerer<'_>, column: view::Column<'_>) -> Option<ExprKind> {
    let mut parts = column.parts();
    let last = parts.pop()?;
    if parts.is_empty() && last.hole {
        return Some(ExprKind::Hole(cx.hole(last.range.start())));
    }
    let known = |part: &NamePart| cx.text(&part.text, part.range.start()).constant();
    let Some(name) = known(&last) else { return Some(ExprKind::Hole(Value::Unknown)) };
    let lower = name.to_lowercase();
    // `user` is more often a column; the others never are.
    if parts.is_empty() && is(&lower, Trait::Bare) && lower != "user" {
        return Some(ExprKind::Call(Box::new(Call::builtin(lower, cx.host(last.range), Vec::new()))));
    }
    let qualifier = parts.iter().map(|part| known(part).unwrap_or_else(|| SmolStr::new("{}"))).collect();
    Some(ExprKind::Column(ColumnRef { qualifier, name, name_range: cx.host(last.range), frame: None }))
}

fn lower_star(cx: &Lowerer<'_>, star: view::Star<'_>) -> ExprKind {
    let parts: Vec<SmolStr> = star.qualifier().into_iter().map(|part| part.text).collect();
    let qualifier = (!parts.is_empty()).then(|| SmolStr::new(parts.join(".")));
    let except = star.except().map(|name| plain_name(cx, &name.parts())).collect();
    ExprKind::Star { qualifier, except }
}

fn lower_literal(cx: &Lowerer<'_>, expr: view::Expr<'_>) -> ExprKind {
    match cx.value(expr) {
        Value::None => ExprKind::Literal(Literal::Null),
        Value::Bool(value) => ExprKind::Literal(Literal::Bool(value)),
        Value::Int(value) => ExprKind::Literal(Literal::Int(value)),
        Value::Float(value) => ExprKind::Literal(Literal::Float(value)),
        Value::Text(text) => match text.constant() {
            Some(constant) => ExprKind::Literal(Literal::Text(constant)),
            None => ExprKind::Hole(Value::Text(text)),
        },
        Value::Unknown if matches!(expr, view::Expr::Literal(_)) => ExprKind::Literal(Literal::Other),
        value => ExprKind::Hole(value),
    }
}

fn lower_chain<'s>(
    cx: &mut Lowerer<'_>,
    op: BinaryOp,
    operators: impl Iterator<Item = TextRange>,
    operands: impl Iterator<Item = view::Expr<'s>>,
    depth: u32,
) -> ExprKind {
    let op_ranges = operators.map(|range| cx.host(range)).collect();
    ExprKind::Binary { op, op_ranges, operands: operands.map(|operand| lower_at(cx, operand, depth)).collect() }
}

fn lower_unary(cx: &mut Lowerer<'_>, unary: view::Unary<'_>, depth: u32) -> Option<ExprKind> {
    let operand = lower_at(cx, unary.operand()?, depth);
    Some(match (unary.signs().next()?, &operand.kind) {
        (Kind::Minus, ExprKind::Literal(Literal::Int(value))) => ExprKind::Literal(Literal::Int(value.checked_neg()?)),
        (Kind::Minus, ExprKind::Literal(Literal::Float(value))) => ExprKind::Literal(Literal::Float(-value)),
        (Kind::Tilde, _) => ExprKind::Unary { op: UnaryOp::Invert, operand: Box::new(operand) },
        (Kind::Bang, _) => ExprKind::Unary { op: UnaryOp::Not, operand: Box::new(operand) },
        _ => ExprKind::Unary { op: UnaryOp::Sign, operand: Box::new(operand) },
    })
}

/// A chain of operators of one level, folded to the left; equal operators stay in one flat node.
fn lower_binary(cx: &mut Lowerer<'_>, binary: view::Binary<'_>, depth: u32) -> Option<ExprKind> {
    let mut operands = binary.operands();
    let mut chain = lower_at(cx, operands.next()?, depth);
    for ((op, at), right) in binary.operators().into_iter().zip(operands) {
        let right = lower_at(cx, right, depth);
        chain = join(chain, binary_op(op), cx.host(at), right);
    }
    Some(chain.kind)
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

fn binary_op(op: view::BinaryOp) -> BinaryOp {
    match op {
        view::BinaryOp::Eq => BinaryOp::Eq,
        view::BinaryOp::NotEq => BinaryOp::NotEq,
        view::BinaryOp::NullSafeEq => BinaryOp::NullSafeEq,
        view::BinaryOp::Less => BinaryOp::Lt,
        view::BinaryOp::LessEq => BinaryOp::LtEq,
        view::BinaryOp::Greater => BinaryOp::Gt,
        view::BinaryOp::GreaterEq => BinaryOp::GtEq,
        view::BinaryOp::Add => BinaryOp::Add,
        view::BinaryOp::Subtract => BinaryOp::Sub,
        view::BinaryOp::Multiply => BinaryOp::Mul,
        view::BinaryOp::Divide => BinaryOp::Div,
        _ => BinaryOp::Other,
    }
}

/// A query inside an expression.
pub(super) fn lower_held(cx: &mut Lowerer<'_>, query: view::Query<'_>) -> Arc<Frame> {
    let frame = query::lower_query(cx, query);
    cx.hold(frame, query.range())
}

fn lower_in(cx: &mut Lowerer<'_>, list: view::In<'_>, depth: u32) -> Option<ExprKind> {
    let negated = list.is_negated();
    let operand = Box::new(lower_at(cx, list.operand()?, depth));
    if let Some(inner) = list.query() {
        return Some(ExprKind::InSubquery { operand, query: lower_held(cx, inner), negated });
    }
    let list = list.list().map(|item| lower_at(cx, item, depth)).collect();
    Some(ExprKind::In { operand, list, negated })
}

fn lower_like(cx: &mut Lowerer<'_>, like: view::Like<'_>, depth: u32) -> Option<ExprKind> {
    let kind = match like.kind() {
        Kind::LIKE => LikeKind::Like,
        Kind::ILIKE => LikeKind::ILike,
        _ => LikeKind::RLike,
    };
    let operand = Box::new(lower_at(cx, like.operand()?, depth));
    let pattern = Box::new(lower_at(cx, like.patterns().next()?, depth));
    Some(ExprKind::Like { operand, pattern, kind, negated: like.is_negated() })
}

fn lower_is(cx: &mut Lowerer<'_>, is: view::Is<'_>, depth: u32) -> Option<ExprKind> {
    let operand = lower_at(cx, is.operand()?, depth);
    let is_null = |expr: view::Expr<'_>| expr.text().eq_ignore_ascii_case("null");
    if is.test() != IsTest::Null && !is.other().is_some_and(is_null) {
        return Some(ExprKind::Call(Box::new(Call::builtin("is", cx.host(is.range()), vec![operand]))));
    }
    Some(ExprKind::IsNull { operand: Box::new(operand), negated: is.is_negated() })
}

pub(super) fn lower_over(cx: &mut Lowerer<'_>, over: view::Over<'_>) -> Arc<WindowSpec> {
    if let Some(definition) = over.definition() {
        return Arc::new(lower_window(cx, definition));
    }
    let name = over.name().map(|name| plain_name(cx, &[name])).unwrap_or_default();
    let found = cx.windows.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(&name));
    found.map_or_else(
        || Arc::new(WindowSpec { range: cx.host(over.range()), ..WindowSpec::default() }),
        |(_, window)| Arc::clone(window),
    )
}

/// A window in parentheses.
pub(super) fn lower_window(cx: &mut Lowerer<'_>, window: view::WindowDefinition<'_>) -> WindowSpec {
    WindowSpec {
        known: window.is_whole(),
        range: cx.host(window.range()),
        partition_by: window.partition_by().map(|expr| lower(cx, expr)).collect(),
        order_by: window.order_by().map(|item| lower_sort_item(cx, item)).collect(),
        frame: window.frame().is_some(),
    }
}

fn lower_case(cx: &mut Lowerer<'_>, case: view::Case<'_>, depth: u32) -> ExprKind {
    let operand = case.operand().map(|operand| Box::new(lower_at(cx, operand, depth)));
    let mut branches = Vec::new();
    for branch in case.branches() {
        if let (Some(condition), Some(result)) = (branch.condition(), branch.result()) {
            branches.push((lower_at(cx, condition, depth), lower_at(cx, result, depth)));
        }
    }
    let otherwise = case.otherwise().map(|value| Box::new(lower_at(cx, value, depth)));
    ExprKind::Case { operand, branches, otherwise }
}

fn type_text(data_type: view::Type<'_>) -> SmolStr {
    SmolStr::new(data_type.text().to_lowercase())
}

fn lower_cast_chain(cx: &mut Lowerer<'_>, chain: view::CastChain<'_>, depth: u32) -> Option<ExprKind> {
    let mut expr = lower_at(cx, chain.operand()?, depth);
    for target in chain.types() {
        let range = expr.range.cover(cx.host(target.range()));
        expr = Expr { kind: ExprKind::Cast { operand: Box::new(expr), to: Some(type_text(target)) }, range };
    }
    Some(expr.kind)
}

/// The text of a literal argument.
pub(super) fn text_of(cx: &Lowerer<'_>, expr: view::Expr<'_>) -> Option<Arc<TextValue>> {
    match cx.value(expr) {
        Value::Text(text) => Some(text),
        _ => None,
    }
}
