//! Subscripts: `df["a"]`, `rows[0]`, `options["x"]`, `os.environ["X"]`. Knows the kinds of value.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::{Expr, ExprKind};

use super::expression::{elements, eval};
use super::heap::Entry;
use super::state::Evaluator;
use super::{external, spark, usage};
use crate::operation::UseKind;
use crate::value::Value;

/// The value of `object[index]`.
pub(super) fn get_item<'a>(ev: &mut Evaluator<'a>, object: &Value, index: &'a Expr, whole: &'a Expr) -> Value {
    let key = eval(ev, index);
    usage::use_other(ev, &key, index.range);
    match object {
        Value::ActionResult(_) => {
            usage::use_as(ev, object, UseKind::Index, whole.range);
            Value::Unknown
        }
        Value::Method(method) if matches!(method.0, Value::ActionResult(_)) => {
            let kind = if method.1 == "iloc" { UseKind::Index } else { UseKind::Other };
            usage::use_as(ev, &method.0.clone(), kind, whole.range);
            Value::Unknown
        }
        Value::Dict(reference) => {
            let Some(dict) = ev.heap.dict(*reference) else { return Value::Unknown };
            if let Value::Either(keys) = &key {
                // One of several entries.
                let found: Option<Vec<Value>> =
                    keys.iter().map(|key| Some(dict.find(&key.as_text()?)?.value.clone())).collect();
                let found = found.unwrap_or_default().into_iter();
                return found.reduce(|one, other| super::join::join_values(ev, one, other)).unwrap_or_default();
            }
            match key.as_text().and_then(|key| dict.find(&key)) {
                Some(entry) if entry.always => entry.value.clone(),
                _ => Value::Unknown,
            }
        }
        Value::List(_) | Value::Tuple(_) => item_at(ev, object, &key, index),
        Value::Frame(_) | Value::Column(_) => {
            let range = ev.at(whole.range);
            spark::column::get_item(ev, object, &key, ev.at(index.range), range)
        }
        Value::Library(path) if path == "os.environ" => external::environment(ev, &key, whole.range),
        Value::External(external) => Value::External(Arc::clone(external)),
        Value::Text(text) => {
            if matches!(index.kind, ExprKind::Slice { .. }) || text.has_holes() {
                Value::Text(Arc::new(crate::text::TextValue::hole(object.clone())))
            } else {
                Value::Unknown
            }
        }
        _ => Value::Unknown,
    }
}

fn item_at(ev: &mut Evaluator<'_>, object: &Value, key: &Value, index: &Expr) -> Value {
    let Some((items, open)) = elements(ev, object) else { return Value::Unknown };
    match (key, &index.kind) {
        (Value::Int(at), _) if !open => {
            let at = if *at < 0 { items.len() as i64 + at } else { *at };
            let item = usize::try_from(at).ok().and_then(|at| items.into_iter().nth(at));
            item.map_or(Value::Unknown, |item| item.value)
        }
        (_, ExprKind::Slice { .. }) => Value::List(ev.heap.new_list(items, true)),
        _ => Value::Unknown,
    }
}

/// Sets `object[index] = value`.
pub(super) fn set_item<'a>(ev: &mut Evaluator<'a>, object: &Value, index: &'a Expr, value: Value, range: TextRange) {
    let key = eval(ev, index);
    usage::use_kept(ev, &value, range);
    match object {
        Value::Dict(reference) => {
            if let Some(name) = key.as_text() {
                super::names::name_value(ev, &name, &value, range, crate::operation::NamedHow::DictKey);
            }
            let entry = Entry { key, key_range: ev.at(index.range), value, value_range: ev.at(range), always: true };
            if let Some(dict) = ev.heap.dict_mut(*reference) {
                dict.set(entry);
            }
        }
        Value::List(reference) => {
            if let Some(list) = ev.heap.list_mut(*reference) {
                list.open = true;
            }
        }
        _ => super::escape::escape(ev, &value),
    }
}
