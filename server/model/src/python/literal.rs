//! String literals to text values, their fields evaluated. Knows no SQL; which literal a text came from is kept for later.

use std::rc::Rc;
use std::sync::Arc;

use brickline_syntax::python::ast::Expr;
use brickline_syntax::python::strings::{Piece as LiteralPiece, StringHole, StringLiteral};
use smol_str::SmolStr;

use super::expression::{eval, to_text};
use super::state::Evaluator;
use super::usage;
use crate::text::{Piece, TextValue};
use crate::value::Value;

/// What a literal was found to say when it was evaluated first: code is evaluated many times over.
#[derive(Clone)]
pub(super) enum Spelling<'a> {
    /// The same text each time.
    Constant(Arc<TextValue>),
    /// A text with fields in it.
    Pieces(Rc<[SpelledPiece<'a>]>),
}

/// A piece of a literal.
pub(super) enum SpelledPiece<'a> {
    Constant(SmolStr),
    Field(&'a StringHole),
}

/// The value of a string literal.
pub(super) fn eval_string<'a>(ev: &mut Evaluator<'a>, expr: &'a Expr, literal: &'a StringLiteral) -> Value {
    if literal.bytes {
        return Value::Unknown;
    }
    let known = ev.spellings.get(&std::ptr::from_ref(literal)).cloned();
    let pieces = match known.unwrap_or_else(|| spell(ev, expr, literal)) {
        Spelling::Constant(text) => return Value::Text(text),
        Spelling::Pieces(pieces) => pieces,
    };
    let mut text = TextValue::default();
    for piece in pieces.iter() {
        match piece {
            SpelledPiece::Constant(value) => text.push(Piece::Constant(value.clone())),
            SpelledPiece::Field(hole) => {
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
    if !ev.code.foreign {
        claim(&mut text, expr);
    }
    Value::Text(Arc::new(text))
}

/// Reads a literal, and keeps what it says.
fn spell<'a>(ev: &mut Evaluator<'a>, expr: &'a Expr, literal: &'a StringLiteral) -> Spelling<'a> {
    let code: &'a str = ev.code.text;
    let spelling = match literal.plain(code) {
        Some(plain) => {
            let mut text = TextValue::of(plain, None);
            if !ev.code.foreign {
                claim(&mut text, expr);
            }
            Spelling::Constant(Arc::new(text))
        }
        None => {
            let pieces = literal.pieces(code).into_iter().map(|piece| match piece {
                LiteralPiece::Text { value, .. } => SpelledPiece::Constant(SmolStr::new(value)),
                LiteralPiece::Hole(hole) => SpelledPiece::Field(hole),
            });
            Spelling::Pieces(pieces.collect())
        }
    };
    if !ev.code.foreign {
        ev.literals.insert(expr.range, expr);
    }
    // Where operations are recorded, code is evaluated for the last time.
    if !ev.recording {
        ev.spellings.insert(std::ptr::from_ref(literal), spelling.clone());
    }
    spelling
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
        ev.splice(expr.range, value);
    }
}

/// A text value that a whole literal expression of this file spells out.
pub(super) fn remember<'a>(ev: &mut Evaluator<'a>, expr: &'a Expr, mut text: TextValue) -> Value {
    text.literal = None;
    if !ev.code.foreign {
        claim(&mut text, expr);
        ev.literals.insert(expr.range, expr);
    }
    Value::Text(Arc::new(text))
}

/// Says of a text that an expression of this file spells it. One that starts with another text starts where that one does.
fn claim(text: &mut TextValue, expr: &Expr) {
    text.literal = Some(expr.range);
    text.head = text.head.or(Some(expr.range));
}
