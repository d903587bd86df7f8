//! Methods of texts, `str.format` and `%`. Knows how Python builds strings, not what they say.

use std::sync::Arc;

use brickline_syntax::python::ast::Ident;
use smol_str::SmolStr;

use super::args::Args;
use super::expression::{elements, to_text};
use super::heap::Item;
use super::state::Evaluator;
use super::usage;
use crate::operation::Site;
use crate::text::{Piece, TextValue};
use crate::value::Value;

/// How long the text may be that a replacement makes longer.
const LONGEST: usize = 1_000_000;

/// Calls a method of a text.
pub(super) fn call(ev: &mut Evaluator<'_>, text: &Arc<TextValue>, name: &Ident, args: &Args, site: &Site) -> Value {
    for arg in args.given.iter() {
        usage::use_other(ev, &arg.value, site.whole);
    }
    let constant = text.constant();
    match (name.text.as_str(), constant) {
        ("format", _) => format(ev, text, args, site),
        ("strip" | "lstrip" | "rstrip" | "lower" | "upper" | "title" | "casefold", Some(text)) if args.is_empty() => {
            let changed = match name.text.as_str() {
                "strip" => text.trim().to_owned(),
                "lstrip" => text.trim_start().to_owned(),
                "rstrip" => text.trim_end().to_owned(),
                "lower" | "casefold" => text.to_lowercase(),
                "upper" => text.to_uppercase(),
                _ => return derived(text),
            };
            Value::text(changed)
        }
        ("replace", Some(text)) => {
            let mut given = args.positional().map(|arg| arg.value.as_text());
            match (given.next().flatten(), given.next().flatten()) {
                (Some(from), Some(to)) if to.len() <= from.len() || text.len() * to.len() <= LONGEST => {
                    Value::text(text.replace(from.as_str(), &to))
                }
                _ => derived(text),
            }
        }
        ("join", separator) => join(ev, separator, args),
        ("split" | "rsplit" | "splitlines" | "partition", Some(text)) => {
            let separator = args.positional().next().and_then(|arg| arg.value.as_text());
            match separator {
                Some(separator) if !separator.is_empty() && name.text == "split" && args.given.len() == 1 => {
                    let parts = text.split(separator.as_str()).take(64);
                    let items = parts.map(|part| Item { value: Value::text(part), range: Default::default() });
                    let items = items.collect();
                    Value::List(ev.heap.new_list(items, false))
                }
                _ => Value::List(ev.heap.new_list(Vec::new(), true)),
            }
        }
        ("startswith" | "endswith" | "isdigit" | "isalnum" | "find" | "index" | "count" | "encode", _) => {
            Value::Unknown
        }
        (_, _) => Value::Text(Arc::new(TextValue::hole(Value::Text(Arc::clone(text))))),
    }
}

/// Text that was made from a known one in a way that is not followed.
fn derived(text: SmolStr) -> Value {
    Value::Text(Arc::new(TextValue::hole(Value::text(text))))
}

fn join(ev: &mut Evaluator<'_>, separator: Option<SmolStr>, args: &Args) -> Value {
    let parts = args.positional().next().and_then(|arg| elements(ev, &arg.value));
    let unknown = || Value::Text(Arc::new(TextValue::hole(Value::Unknown)));
    let (Some(separator), Some((items, false))) = (separator, parts) else { return unknown() };
    if items.len() > 1000 {
        return unknown();
    }
    let separator = TextValue::of(separator, None);
    let mut joined = TextValue::default();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            joined = joined.concat(&separator);
        }
        joined = joined.concat(&to_text(&item.value));
    }
    Value::Text(Arc::new(joined))
}

/// `text.format(...)`.
fn format(ev: &mut Evaluator<'_>, text: &Arc<TextValue>, args: &Args, site: &Site) -> Value {
    let mut formatted = TextValue::default();
    let mut next = 0;
    for piece in &text.pieces {
        match piece {
            Piece::Hole(_) => formatted.push(piece.clone()),
            Piece::Constant(constant) => fill(&mut formatted, constant, args, &mut next),
        }
    }
    formatted.literal = None;
    let literal = text.literal.filter(|_| !ev.code.foreign);
    if let Some(literal) = literal
        && literal.start() >= site.whole.start()
        && literal.end() <= site.name.start()
    {
        formatted.literal = Some(site.whole);
    }
    for arg in args.given.iter() {
        ev.splice(arg.value_range, &arg.value);
    }
    Value::Text(Arc::new(formatted))
}

/// Puts arguments into the fields of a format text.
fn fill(formatted: &mut TextValue, constant: &str, args: &Args, next: &mut usize) {
    let mut rest = constant;
    let mut plain = String::new();
    while let Some(at) = rest.find(['{', '}']) {
        plain.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        if rest[at + 1..].starts_with(brace) {
            plain.push_str(brace);
            rest = &rest[at + 2..];
            continue;
        }
        let Some(end) = rest[at..].find('}').map(|end| at + end) else { break };
        push_plain(formatted, &mut plain);
        let field = rest.get(at + 1..end).unwrap_or_default();
        for piece in field_value(field, args, next).pieces {
            formatted.push(piece);
        }
        rest = &rest[end + 1..];
    }
    plain.push_str(rest);
    push_plain(formatted, &mut plain);
}

fn field_value(field: &str, args: &Args, next: &mut usize) -> TextValue {
    let name = field.split([':', '!', '.', '[']).next().unwrap_or_default();
    let value = match name.parse::<usize>() {
        Ok(index) => args.positional().nth(index).map(|arg| arg.value.clone()),
        Err(_) if name.is_empty() => {
            *next += 1;
            args.positional().nth(*next - 1).map(|arg| arg.value.clone())
        }
        Err(_) => args.named(name).value().map(|arg| arg.value.clone()),
    };
    let value = value.unwrap_or_default();
    if name.len() == field.len() { TextValue::clone(&to_text(&value)) } else { TextValue::hole(value) }
}

/// `text % values`.
pub(super) fn percent(text: &TextValue, values: &[Value]) -> Value {
    let mut formatted = TextValue::default();
    let mut values = values.iter();
    for piece in &text.pieces {
        let Piece::Constant(constant) = piece else {
            formatted.push(piece.clone());
            continue;
        };
        let mut plain = String::new();
        let mut rest = constant.as_str();
        while let Some(at) = rest.find('%') {
            plain.push_str(&rest[..at]);
            let spec = &rest[at + 1..];
            if let Some(after) = spec.strip_prefix('%') {
                plain.push('%');
                rest = after;
                continue;
            }
            let end = spec.find(|c: char| c.is_ascii_alphabetic()).map_or(spec.len(), |end| end + 1);
            push_plain(&mut formatted, &mut plain);
            let value = if spec.starts_with('(') { Value::Unknown } else { values.next().cloned().unwrap_or_default() };
            let value = if &spec[..end] == "s" { TextValue::clone(&to_text(&value)) } else { TextValue::hole(value) };
            value.pieces.into_iter().for_each(|piece| formatted.push(piece));
            rest = &spec[end..];
        }
        plain.push_str(rest);
        push_plain(&mut formatted, &mut plain);
    }
    Value::Text(Arc::new(formatted))
}

fn push_plain(formatted: &mut TextValue, plain: &mut String) {
    if !plain.is_empty() {
        formatted.push(Piece::Constant(SmolStr::new(std::mem::take(plain))));
    }
}
