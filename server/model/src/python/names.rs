//! Names: text that code gives a name to, and names of tables and paths as values give them. Knows no calls.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::{Expr, ExprKind};
use smol_str::SmolStr;

use super::expression::to_text;
use super::site;
use super::state::Evaluator;
use crate::name::{NamePart, ObjectName};
use crate::operation::{NamedHow, NamedText, What};
use crate::text::{Piece, TextValue};
use crate::value::Value;

/// Records a literal that is given a name.
pub(super) fn name_text(ev: &mut Evaluator<'_>, name: &SmolStr, value: &Value, source: &Expr, how: NamedHow) {
    if matches!(source.kind, ExprKind::String(_) | ExprKind::Binary { .. }) {
        name_value(ev, name, value, source.range, how);
    }
}

/// Records a text that is given a name at a place.
pub(super) fn name_value(ev: &mut Evaluator<'_>, name: &SmolStr, value: &Value, range: TextRange, how: NamedHow) {
    let Value::Text(text) = value else { return };
    if text.literal != Some(range) || !ev.recording {
        return;
    }
    let site = site::of_range(ev, range);
    ev.record(&site, What::NamedText(NamedText { name: name.clone(), text: Arc::clone(text), range, how }));
}

/// Splits a text into the parts of a name. `range` is the argument it was given as; parts get ranges of their own where the
/// text is one literal of this file that is spelt as it reads.
pub(super) fn object_name(ev: &Evaluator<'_>, text: &TextValue, range: TextRange) -> Option<ObjectName> {
    let literal = text.literal.filter(|literal| *literal == range).and_then(|literal| plain_content(ev, literal, text));
    let mut parts: Vec<NamePart> = Vec::new();
    let mut current: Vec<Piece> = Vec::new();
    let mut offset = 0usize;
    let mut start = 0usize;
    let mut quoted = false;
    let part_range = |from: usize, to: usize| match literal {
        Some(content) => TextRange::new(content.start() + from as u32, content.start() + to as u32),
        None => range,
    };
    for piece in &text.pieces {
        match piece {
            Piece::Hole(value) => current.push(Piece::Hole(value.clone())),
            Piece::Constant(constant) => {
                let mut plain = String::new();
                for (at, c) in constant.char_indices() {
                    match c {
                        '`' => quoted = !quoted,
                        '.' if !quoted => {
                            push_constant(&mut current, &mut plain);
                            let range = part_range(start, offset + at);
                            parts.push(part(std::mem::take(&mut current), range));
                            start = offset + at + 1;
                        }
                        c => plain.push(c),
                    }
                }
                push_constant(&mut current, &mut plain);
                offset += constant.len();
            }
        }
    }
    parts.push(part(current, part_range(start, offset)));
    Some(ObjectName { parts, range, exact: literal.is_some() })
}

fn push_constant(pieces: &mut Vec<Piece>, plain: &mut String) {
    if !plain.is_empty() {
        pieces.push(Piece::Constant(SmolStr::new(plain.trim())));
        plain.clear();
    }
}

fn part(pieces: Vec<Piece>, range: TextRange) -> NamePart {
    NamePart { text: Arc::new(TextValue { pieces, literal: None, head: None }), range }
}

/// The content of a literal that is spelt as it reads: one part, no escapes, no fields.
fn plain_content(ev: &Evaluator<'_>, literal: TextRange, text: &TextValue) -> Option<TextRange> {
    let expr = ev.literals.get(&literal)?;
    let ExprKind::String(string) = &expr.kind else { return None };
    let [part] = string.parts.as_slice() else { return None };
    let constant = text.constant()?;
    let written = ev.file.text.get(part.content.to_usize())?;
    (written == constant).then_some(part.content)
}

/// The name that a value gives, at the argument `range`.
pub(super) fn name_of_value(ev: &Evaluator<'_>, value: &Value, range: TextRange) -> Option<ObjectName> {
    match value {
        Value::None | Value::Frame(_) | Value::Column(_) => None,
        Value::Unknown => Some(hole_name(value, range)),
        value => object_name(ev, &to_text(value), range),
    }
}

fn hole_name(value: &Value, range: TextRange) -> ObjectName {
    let text = Arc::new(TextValue::hole(value.clone()));
    ObjectName { parts: vec![NamePart { text, range }], range, exact: false }
}

/// The range of the literal a text was written as, or starts with; else the argument it was given as.
pub(super) fn text_range(text: &TextValue, argument: TextRange) -> TextRange {
    text.head.or(text.literal).unwrap_or(argument)
}

/// What stands between the quotes of a literal argument; all of an argument that is no literal.
pub(super) fn content_range(ev: &Evaluator<'_>, text: &TextValue, argument: TextRange) -> TextRange {
    if text.literal != Some(argument) {
        return argument;
    }
    match ev.literals.get(&argument).map(|expr| &expr.kind) {
        Some(ExprKind::String(string)) if string.parts.len() == 1 => string.parts[0].content,
        _ => argument,
    }
}

/// The place of a value in a container that an argument gives: its own where it is written inside the argument, else the
/// argument's.
pub(super) fn within(own: TextRange, argument: TextRange) -> TextRange {
    if !own.is_empty() && argument.contains_range(own) { own } else { argument }
}
