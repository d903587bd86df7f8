//! Numbers and strings. Splits strings into literals and fields; what they mean is up to `strings.rs`.

use tree_sitter::Node;

use super::expression::{joined, optional};
use super::{Cx, Field, Kind};
use crate::python::ast::ExprKind;
use crate::python::strings::{StringHole, StringLiteral, StringPart};
use crate::range::TextRange;

/// The value of a number as written.
pub(super) fn number(text: &str) -> ExprKind {
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
    if kind != Kind::ConcatenatedString
        && let Some((part, bytes)) = plain_part(cx, node)
    {
        return ExprKind::String(Box::new(StringLiteral { parts: vec![part], bytes }));
    }
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

/// A literal without fields or errors, read from its text alone; whether it is `bytes`.
fn plain_part(cx: &Cx, node: Node) -> Option<(StringPart, bool)> {
    let (text, range) = (cx.text(node), cx.range(node));
    let (prefix, rest) = text.split_at(text.find(['"', '\''])?);
    let quote = rest.as_bytes()[0];
    let triple = rest.len() >= 6 && rest.as_bytes()[..3] == [quote; 3];
    let width = if triple { 3 } else { 1 };
    let is_whole = rest.len() >= 2 * width && rest.as_bytes()[rest.len() - width..].iter().all(|byte| *byte == quote);
    let has = |letters: [char; 2]| prefix.contains(letters);
    if !is_whole || node.has_error() || has(['f', 'F']) || has(['t', 'T']) {
        return None;
    }
    let content = TextRange::new(range.start() + (prefix.len() + width) as u32, range.end() - width as u32);
    let part = StringPart { range, content, raw: has(['r', 'R']), triple, quote, formatted: false, holes: Vec::new() };
    Some((part, has(['b', 'B'])))
}

fn part<'t>(cx: &mut Cx<'t>, node: Node<'t>, bytes: &mut bool) -> StringPart {
    let range = cx.range(node);
    let children = cx.children(node);
    let start = children.iter().find(|child| child.kind == Kind::StringStart).map(|child| child.node);
    let end = children.iter().find(|child| child.kind == Kind::StringEnd).map(|child| child.node);
    let opening = start.map_or("", |start| cx.text(start));
    let prefix = opening.trim_end_matches(['"', '\'', '`']);
    let has = |letters: [char; 2]| prefix.contains(letters);
    *bytes |= has(['b', 'B']);
    let content_start = start.map_or(range.start(), |start| cx.range(start).end());
    let content_end = end.map_or(range.end(), |end| cx.range(end).start());
    let fields = children.iter().filter(|child| child.kind == Kind::Interpolation);
    StringPart {
        range,
        content: TextRange::new(content_start, content_end.max(content_start)),
        raw: has(['r', 'R']),
        triple: opening.len() - prefix.len() == 3,
        quote: opening.bytes().last().unwrap_or(b'"'),
        formatted: has(['f', 'F']) || has(['t', 'T']),
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
