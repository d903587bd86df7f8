//! Options and properties: keys with values, in clauses and as named arguments of table functions.
//! Which keys there are is not known here.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::sql::view::{self, Argument, PropertyKey};
use smol_str::SmolStr;

use super::lowerer::{Lowerer, plain_name};
use crate::operation::{OptionEntry, Options};
use crate::text::TextValue;
use crate::value::Value;

/// The keys and values of a clause in parentheses.
pub(super) fn entries<'s>(cx: &Lowerer<'_>, properties: impl Iterator<Item = view::Property<'s>>) -> Options {
    let entries = properties.filter_map(|property| {
        let (key, whole, inset) = match property.written_key()? {
            PropertyKey::Name(name) => (cx.written(name.text(), name.range()), name.range(), 0),
            PropertyKey::Text(text) => (cx.value(view::Expr::Literal(text)), text.range(), 1),
        };
        let Value::Text(key) = key else { return None };
        let written = key.constant()?;
        let start = whole.start() + inset;
        let bare = TextRange::new(start, (whole.end() - inset).max(start));
        let value = property.value();
        let (given, at) = value.map_or((Value::None, whole), |value| (property_value(cx, value), value.range()));
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

fn property_value(cx: &Lowerer<'_>, value: view::Expr<'_>) -> Value {
    match cx.value(value) {
        Value::Unknown => Value::Text(Arc::new(TextValue::hole(Value::Unknown))),
        value => value,
    }
}

/// The named arguments of a table function that reads: `read_files(.., format => 'json')`.
pub(super) fn arguments(cx: &Lowerer<'_>, function: view::TableFunction<'_>) -> Options {
    let entries = function.arguments().filter_map(|argument| {
        let Argument::Named(named) = argument else { return None };
        let name = named.name()?;
        let (given, at) = match (named.value(), named.table()) {
            (Some(value), _) => (property_value(cx, value), value.range()),
            (None, table) => (Value::Text(Arc::new(TextValue::hole(Value::Unknown))), table?.range()),
        };
        let written = plain_name(cx, &name.parts());
        Some(OptionEntry {
            key: SmolStr::new(written.to_lowercase()),
            written,
            key_range: cx.host(name.range()),
            given: cx.given(given, at),
            always: true,
        })
    });
    Options { entries: entries.collect(), open: false }
}
