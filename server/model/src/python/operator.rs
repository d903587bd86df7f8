//! Operators: on Columns they make expressions, on texts they join them, on an action's result they say what it is used for.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::{BinaryOp, BinaryTerm, BoolOp, CompareOp, CompareTerm, Expr, ExprKind, UnaryOp};

use super::expression::{elements, eval, to_text};
use super::heap::{Cell, List};
use super::state::Evaluator;
use super::{literal, misuse, spark, usage};
use crate::operation::{MisuseKind, UseKind};
use crate::text::TextValue;
use crate::value::Value;

/// A value and where it is written.
pub(super) type Operand = (Value, TextRange);

/// `-a`, `~a`, `not a`.
pub(super) fn eval_unary<'a>(ev: &mut Evaluator<'a>, whole: &'a Expr, op: UnaryOp, operand: &'a Expr) -> Value {
    let value = eval(ev, operand);
    match (op, &value) {
        (UnaryOp::Not, Value::Column(_)) => {
            misuse::record(ev, MisuseKind::Not, whole.range, vec![operand.range]);
            Value::Unknown
        }
        (UnaryOp::Not, _) => {
            usage::use_as(ev, &value, UseKind::Emptiness(true), whole.range);
            usage::note_uncalled(ev, &value, operand.range);
            Value::Unknown
        }
        (_, Value::Column(column)) => {
            let op = if op == UnaryOp::Invert { crate::expr::UnaryOp::Not } else { crate::expr::UnaryOp::Sign };
            spark::column::unary(ev, op, Arc::clone(column), whole.range)
        }
        (UnaryOp::Minus, Value::Int(number)) => number.checked_neg().map_or(Value::Unknown, Value::Int),
        (UnaryOp::Minus, Value::Float(number)) => Value::Float(-number),
        _ => {
            usage::use_other(ev, &value, whole.range);
            Value::Unknown
        }
    }
}

/// `first op a op b`, from left to right.
pub(super) fn eval_binary<'a>(
    ev: &mut Evaluator<'a>,
    whole: &'a Expr,
    first: &'a Expr,
    rest: &'a [BinaryTerm],
) -> Value {
    let mut left = eval(ev, first);
    let mut spelt = matches!(first.kind, ExprKind::String(_)) || is_text(&left);
    keep_operand(ev, first, &left);
    for term in rest {
        let right = eval(ev, &term.value);
        keep_operand(ev, &term.value, &right);
        spelt |= matches!(term.value.kind, ExprKind::String(_));
        let range = TextRange::new(whole.range.start(), term.value.range.end().max(whole.range.start()));
        if term.op == BinaryOp::Mod {
            keep_parts(ev, &term.value, &right);
        }
        left = combine(ev, term.op, term.op_range, (left, first.range), (right, term.value.range), range);
    }
    match left {
        Value::Text(text) if spelt => literal::remember(ev, whole, TextValue::clone(&text)),
        left => left,
    }
}

/// Keeps an operand that text may be put together from, which none is of a Column.
fn keep_operand(ev: &mut Evaluator<'_>, operand: &Expr, value: &Value) {
    if !matches!(value, Value::Column(_)) {
        literal::keep(ev, operand, value);
    }
}

fn is_text(value: &Value) -> bool {
    matches!(value, Value::Text(_))
}

/// The parts of `% (a, b)`.
fn keep_parts<'a>(ev: &mut Evaluator<'a>, operand: &'a Expr, value: &Value) {
    if let (ExprKind::Tuple(parts), Value::Tuple(values)) = (&operand.kind, value) {
        for (part, value) in parts.iter().zip(values.iter()) {
            literal::keep(ev, part, value);
        }
    }
    if let (ExprKind::Dict(items), Value::Dict(reference)) = (&operand.kind, value) {
        let entries = ev.heap.dict(*reference).map(|dict| dict.entries.clone()).unwrap_or_default();
        for (item, entry) in items.iter().zip(entries) {
            literal::keep(ev, &item.value, &entry.value);
        }
    }
}

/// What an operator makes of two values.
pub(super) fn combine(
    ev: &mut Evaluator<'_>,
    op: BinaryOp,
    op_range: TextRange,
    (left, left_range): Operand,
    (right, right_range): Operand,
    range: TextRange,
) -> Value {
    match (&left, &right, op) {
        (Value::Column(_), ..) | (_, Value::Column(_), _) => {
            let op_range = ev.at(op_range);
            spark::column::binary(ev, column_op(op), op_range, (left, left_range), (right, right_range), range)
        }
        (Value::Text(one), _, BinaryOp::Add) => Value::Text(Arc::new(one.concat(&to_text(&right)))),
        (Value::External(_), Value::Text(_), BinaryOp::Add) | (_, Value::Text(_), BinaryOp::Add) => {
            Value::Text(Arc::new(to_text(&left).concat(&to_text(&right))))
        }
        (Value::Text(text), _, BinaryOp::Mod) => {
            let values = match &right {
                Value::Tuple(values) => values.to_vec(),
                other => vec![other.clone()],
            };
            super::text_method::percent(text, &values)
        }
        (Value::Int(one), Value::Int(other), _) => arithmetic(op, *one, *other),
        (Value::List(_), Value::List(_), BinaryOp::Add) => {
            let (Some((items, open)), Some((more, more_open))) = (elements(ev, &left), elements(ev, &right)) else {
                return Value::Unknown;
            };
            let mut list = List { items, open: open || more_open, listing: false };
            list.extend(more);
            Value::List(ev.heap.alloc(Cell::List(list)))
        }
        (Value::Tuple(one), Value::Tuple(other), BinaryOp::Add) => {
            Value::tuple(one.iter().chain(other.iter()).cloned())
        }
        (Value::Dict(_), Value::Dict(other), BinaryOp::BitOr) => {
            let copied = super::escape::snapshot(ev, &left);
            if let Value::Dict(copied) = copied {
                super::container::update(ev, copied, &Value::Dict(*other));
            }
            copied
        }
        _ => {
            usage::use_other(ev, &left, range);
            usage::use_other(ev, &right, range);
            Value::Unknown
        }
    }
}

fn arithmetic(op: BinaryOp, one: i64, other: i64) -> Value {
    let result = match op {
        BinaryOp::Add => one.checked_add(other),
        BinaryOp::Sub => one.checked_sub(other),
        BinaryOp::Mul => one.checked_mul(other),
        BinaryOp::FloorDiv => one.checked_div_euclid(other),
        _ => None,
    };
    result.map_or(Value::Unknown, Value::Int)
}

fn column_op(op: BinaryOp) -> crate::expr::BinaryOp {
    use crate::expr::BinaryOp as Op;
    match op {
        BinaryOp::BitAnd => Op::And,
        BinaryOp::BitOr => Op::Or,
        BinaryOp::Add => Op::Add,
        BinaryOp::Sub => Op::Sub,
        BinaryOp::Mul => Op::Mul,
        BinaryOp::Div => Op::Div,
        _ => Op::Other,
    }
}

/// `a and b`, `a or b`.
pub(super) fn eval_bool<'a>(ev: &mut Evaluator<'a>, whole: &'a Expr, op: BoolOp, values: &'a [Expr]) -> Value {
    let kind = if op == BoolOp::And { MisuseKind::And } else { MisuseKind::Or };
    let mut results = Vec::with_capacity(values.len());
    for value in values {
        let result = eval(ev, value);
        usage::use_as(ev, &result, UseKind::Truth, value.range);
        usage::note_uncalled(ev, &result, value.range);
        results.push(result);
    }
    if results.iter().any(|result| matches!(result, Value::Column(_))) {
        let operands: Vec<TextRange> = values.iter().map(|value| value.range).collect();
        let range = misuse::find_keyword(ev, &operands, op).unwrap_or(whole.range);
        misuse::record(ev, kind, range, operands);
        return Value::Unknown;
    }
    // `x or default`: one of them.
    let known: Vec<Value> = results.into_iter().filter(|value| !(op == BoolOp::Or && *value == Value::None)).collect();
    known.into_iter().reduce(|one, other| super::join::join_values(ev, one, other)).unwrap_or_default()
}

/// `first < a <= b`.
pub(super) fn eval_compare<'a>(
    ev: &mut Evaluator<'a>,
    whole: &'a Expr,
    first: &'a Expr,
    rest: &'a [CompareTerm],
) -> Value {
    let mut operands: Vec<Operand> = Vec::with_capacity(rest.len() + 1);
    operands.push((eval(ev, first), first.range));
    for term in rest {
        operands.push((eval(ev, &term.value), term.value.range));
    }
    if operands.iter().any(|(value, _)| matches!(value, Value::Column(_))) {
        return misuse::compare_columns(ev, whole, first, rest, operands);
    }
    if let [term] = rest {
        note_comparison(ev, &operands[0].0, term.op, &operands[1].0, whole.range);
        if operands[1].0 == Value::None
            && let Some(is_none) = is_none(&operands[0].0)
        {
            match term.op {
                CompareOp::Is | CompareOp::Eq => return Value::Bool(is_none),
                CompareOp::IsNot | CompareOp::NotEq => return Value::Bool(!is_none),
                _ => {}
            }
        }
    } else {
        for (value, range) in &operands {
            usage::use_other(ev, value, *range);
        }
    }
    Value::Unknown
}

/// Whether a value is `None`, when that is known.
fn is_none(value: &Value) -> Option<bool> {
    match value {
        Value::None => Some(true),
        Value::Unknown | Value::External(_) | Value::Either(_) | Value::ActionResult(_) => None,
        _ => Some(false),
    }
}

/// Notes what a comparison asks of an action's result.
fn note_comparison(ev: &mut Evaluator<'_>, left: &Value, op: CompareOp, right: &Value, range: TextRange) {
    let asked = match (left, right) {
        (_, Value::Int(number)) => asks_emptiness(op, *number),
        (Value::Int(number), _) => flip(op).and_then(|op| asks_emptiness(op, *number)),
        _ => None,
    };
    for value in [left, right] {
        let kind = match (asked, value) {
            (Some(empty), Value::Method(_)) => UseKind::LengthEmptiness(empty),
            (Some(empty), _) => UseKind::Emptiness(empty),
            (None, _) => UseKind::Other,
        };
        usage::use_as(ev, value, kind, range);
    }
}

/// Whether comparing a count with a number only asks if it is zero, and if so whether it asks for zero.
fn asks_emptiness(op: CompareOp, number: i64) -> Option<bool> {
    match (op, number) {
        (CompareOp::Eq, 0) | (CompareOp::LtEq, 0) | (CompareOp::Lt, 1) => Some(true),
        (CompareOp::NotEq, 0) | (CompareOp::Gt, 0) | (CompareOp::GtEq, 1) => Some(false),
        _ => None,
    }
}

fn flip(op: CompareOp) -> Option<CompareOp> {
    Some(match op {
        CompareOp::Eq | CompareOp::NotEq => op,
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::LtEq => CompareOp::GtEq,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::GtEq => CompareOp::LtEq,
        CompareOp::Is | CompareOp::IsNot | CompareOp::In | CompareOp::NotIn => return None,
    })
}

/// Evaluates a condition; its truth where that is certain. Where operations are recorded only a literal is certain, so that
/// code behind a switch that happens to be off is still looked at.
pub(super) fn eval_test<'a>(ev: &mut Evaluator<'a>, test: &'a Expr) -> Option<bool> {
    let value = eval(ev, test);
    match &value {
        Value::Column(_) => misuse::record(ev, MisuseKind::Condition, test.range, vec![test.range]),
        _ => {
            usage::use_as(ev, &value, UseKind::Truth, test.range);
            usage::note_uncalled(ev, &value, test.range);
        }
    }
    match (&test.kind, &value) {
        (ExprKind::True, _) => Some(true),
        (ExprKind::False, _) => Some(false),
        _ if ev.recording => None,
        (_, Value::Bool(value)) => Some(*value),
        (_, Value::None) => Some(false),
        (_, Value::Dict(reference)) => {
            ev.heap.dict(*reference).filter(|dict| !dict.open && dict.entries.is_empty()).map(|_| false)
        }
        _ => None,
    }
}
