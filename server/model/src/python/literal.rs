//! String literals to text values, their fields evaluated. Knows no SQL; which literal a text came from is kept for later.

use std::sync::Arc;

use brickline_syntax::python::ast::Expr;
use brickline_syntax::python::strings::{Piece as LiteralPiece, StringLiteral};
use smol_str::SmolStr;

use super::expression::{eval, to_text};
use super::state::Evaluator;
use super::usage;
use crate::text::{Piece, TextValue};
use crate::value::Value;

/// The value of a string literal.
pub(super) fn eval_string<'a>(ev: &mut Evaluator<'a>, expr: &'a Expr, literal: &'a StringLiteral) -> Value {
    if literal.bytes {
        return Value::Unknown;
    }
    if let Some(plain) = literal.plain(ev.code.text) {
        return remember(ev, expr, TextValue::of(plain, None));
    }
    let mut text = TextValue::default();
    for piece in literal.pieces(ev.code.text) {
        match piece {
            LiteralPiece::Text { value, .. } => text.push(Piece::Constant(SmolStr::new(value))),
            LiteralPiece::Hole(hole) => {
                let value = eval(ev, &hole.value);
                usage::use_other(ev, &value, hole.value.range);
                keep(ev, &hole.value, &value);
                if hole.formatted {
                    text.push(Piece::Hole(formatted(value)));
                } else {
                    append(&mut text, &value);
                }
            }
        }
    }
    remember(ev, expr, text)
}

/// A value that a conversion or format was applied to: where it comes from is known, what it is is not.
fn formatted(value: Value) -> Value {
    match value {
        Value::External(_) | Value::Text(_) => value,
        _ => Value::Unknown,
    }
}

/// Appends a value to a text.
fn append(text: &mut TextValue, value: &Value) {
    let value = to_text(value);
    if text.pieces.is_empty() {
        text.head = value.head;
    }
    for piece in &value.pieces {
        text.push(piece.clone());
    }
}

/// Keeps the value of an expression that text is put together from, for the hole it makes there.
pub(super) fn keep(ev: &mut Evaluator<'_>, expr: &Expr, value: &Value) {
    if !ev.code.foreign {
        ev.spliced.insert(expr.range, value.clone());
    }
}

/// A text value that a whole literal expression of this file spells out.
pub(super) fn remember<'a>(ev: &mut Evaluator<'a>, expr: &'a Expr, mut text: TextValue) -> Value {
    text.literal = None;
    if !ev.code.foreign {
        text.literal = Some(expr.range);
        // A text that starts with another one starts where that one does.
        text.head = text.head.or(Some(expr.range));
        ev.literals.insert(expr.range, expr);
    }
    Value::Text(Arc::new(text))
}
