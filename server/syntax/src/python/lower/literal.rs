//! Numbers and strings. Splits strings into literals and fields; what they mean is up to `strings.rs`.

use tree_sitter::Node;

use super::expression::{joined, optional};
use super::{Cx, Field, Kind};
use crate::python::ast::ExprKind;
use crate::python::strings::{Prefix, StringHole, StringLiteral, StringPart};
use crate::range::TextRange;

/// The value of a number as written.
pub(in crate::python) fn number(text: &str) -> ExprKind {
    let digits: String = text.chars().filter(|&c| c != '_').map(|c| c.to_ascii_lowercase()).collect();
    let digits = digits.strip_suffix('l').unwrap_or(&digits);
    let radix = match digits.get(..2) {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => return decimal(digits),
    };
    i64::from_str_radix(&digits[2..], radix).map_or(ExprKind::Number, ExprKind::Int)
}

fn decimal(digits: &str) -> ExprKind {
    if let Ok(value) = digits.parse() {
        return ExprKind::Int(value);
    }
    digits.parse().map_or(ExprKind::Number, ExprKind::Float)
}

/// One literal, or several side by side.
pub(super) fn string<'t>(cx: &mut Cx<'t>, node: Node<'t>, kind: Kind) -> ExprKind {
    let literals: Vec<_> = match kind {
        Kind::ConcatenatedString => cx.children(node).into_iter().map(|child| child.node).collect(),
        _ => vec![node],
    };
    // The grammar still knows the backquotes of Python 2.
    if let Some(old) = literals.iter().find(|node| cx.text(**node).starts_with('`')) {
        cx.errors.push(cx.range(*old));
        return ExprKind::Error;
    }
    let mut bytes = false;
    let parts = literals.into_iter().map(|node| part(cx, node, &mut bytes)).collect();
    ExprKind::String(Box::new(StringLiteral { parts, bytes }))
}

fn part<'t>(cx: &mut Cx<'t>, node: Node<'t>, bytes: &mut bool) -> StringPart {
    let range = cx.range(node);
    let children = cx.children(node);
    let start = children.iter().find(|child| child.kind == Kind::StringStart).map(|child| child.node);
    let end = children.iter().find(|child| child.kind == Kind::StringEnd && !child.node.is_missing());
    let opening = start.map_or("", |start| cx.text(start));
    let letters = opening.trim_end_matches(['"', '\'', '`']);
    let prefix = Prefix::find(letters.as_bytes()).unwrap_or_default();
    *bytes |= prefix.bytes;
    let content_start = start.map_or(range.start(), |start| cx.range(start).end());
    let width = (opening.len() - letters.len()) as u32;
    // Where the literal ends with the backslash of a raw string, the grammar gives the end more than the quotes.
    let content_end = end.map_or(range.end(), |end| cx.range(end.node).end() - width);
    let fields = children.iter().filter(|child| child.kind == Kind::Interpolation);
    StringPart {
        range,
        content: TextRange::new(content_start, content_end.max(content_start)),
        raw: prefix.raw,
        triple: width == 3,
        quote: opening.bytes().last().unwrap_or(b'"'),
        formatted: prefix.formatted,
        holes: fields.map(|field| hole(cx, field.node)).collect(),
    }
}

fn hole<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> StringHole {
    let children = cx.all_children(node);
    let is_format = |field: Field, kind: Kind, text: &str| match kind {
        Kind::Token => text == "=",
        _ => field != Field::Expression,
    };
    let formatted = children.iter().any(|child| is_format(child.field, child.kind, cx.text(child.node)));
    let value = match children.iter().any(|child| child.field == Field::Expression) {
        true => joined(cx, node, &children, Field::Expression),
        false => optional(cx, node, None),
    };
    StringHole { range: cx.range(node), value, formatted }
}
