//! Options and properties: keys with values, in clauses and as named arguments of table functions.
//! Which keys there are is not known here.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::sql::{Node, NodeKind};
use smol_str::SmolStr;

use super::lowerer::{Lowerer, plain_name};
use crate::operation::{OptionEntry, Options};
use crate::text::TextValue;
use crate::value::Value;

/// The keys and values of a clause in parentheses.
pub(super) fn entries(cx: &Lowerer<'_>, clause: Node<'_>) -> Options {
    let entries = clause.children().filter(|child| child.kind() == NodeKind::Property).filter_map(|property| {
        let mut parts = property.children();
        let (key, value) = (parts.next()?, parts.next());
        let written = match cx.value(key) {
            Value::Text(text) => text.constant()?,
            _ => return None,
        };
        let (given, at) = value.map_or((Value::None, key.range()), |value| (property_value(cx, value), value.range()));
        let inset = u32::from(key.kind() == NodeKind::Literal);
        let bare =
            TextRange::new(key.range().start() + inset, (key.range().end() - inset).max(key.range().start() + inset));
        Some(OptionEntry {
            key: SmolStr::new(written.to_lowercase()),
            written,
            key_range: cx.host(bare),
            given: cx.given(given, at),
            always: true,
        })
    });
    Options { entries: entries.collect(), open: false }
}

fn property_value(cx: &Lowerer<'_>, node: Node<'_>) -> Value {
    match cx.value(node) {
        Value::Unknown => Value::Text(Arc::new(TextValue::hole(Value::Unknown))),
        value => value,
    }
}

/// The named arguments of a table function that reads: `read_files(.., format => 'json')`.
pub(super) fn arguments(cx: &Lowerer<'_>, function: Node<'_>) -> Options {
    let named = function.children().filter(|child| child.kind() == NodeKind::NamedArgument);
    let entries = named.filter_map(|argument| {
        let mut parts = argument.children();
        let (name, value) = (parts.next()?, parts.next()?);
        let written = plain_name(cx, name);
        Some(OptionEntry {
            key: SmolStr::new(written.to_lowercase()),
            written,
            key_range: cx.host(name.range()),
            given: cx.given(property_value(cx, value), value.range()),
            always: true,
        })
    });
    Options { entries: entries.collect(), open: false }
}
