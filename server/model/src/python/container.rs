//! Methods of lists, dicts, sets and tuples. Knows what they change, not what is in them.

use brickline_syntax::python::ast::Ident;

use super::args::Args;
use super::expression::elements;
use super::heap::{Cell, Dict, Entry, Item, List};
use super::state::Evaluator;
use super::usage;
use crate::frame::Setting;
use crate::operation::Site;
use crate::value::{Reference, Value};

/// Calls a method of a container.
pub(super) fn call(ev: &mut Evaluator<'_>, receiver: &Value, name: &Ident, args: &Args, site: &Site) -> Value {
    for arg in args.given.iter() {
        usage::use_kept(ev, &arg.value, arg.value_range);
    }
    match receiver {
        Value::Dict(reference) => call_dict(ev, *reference, &name.text, args, site),
        Value::List(reference) | Value::Set(reference) => call_list(ev, *reference, &name.text, args),
        _ => Value::Unknown,
    }
}

fn call_dict(ev: &mut Evaluator<'_>, reference: Reference, name: &str, args: &Args, site: &Site) -> Value {
    let Some(dict) = ev.heap.dict(reference).cloned() else { return Value::Unknown };
    match name {
        "get" | "setdefault" | "pop" => {
            let key = args.positional().next().and_then(|arg| arg.value.as_text());
            let found = match key.as_deref().map(|key| dict.find(key)) {
                Some(Some(entry)) if entry.always => entry.value.clone(),
                Some(None) if !dict.open => args.positional().nth(1).map_or(Value::None, |arg| arg.value.clone()),
                _ => Value::Unknown,
            };
            if name != "get" {
                let default = args.positional().nth(1).map(|arg| (arg.value.clone(), arg.value_range));
                if let Some(dict) = ev.heap.dict_mut(reference) {
                    match (name, key, default) {
                        ("pop", Some(key), _) => {
                            dict.entries.retain(|entry| entry.key.as_text().is_none_or(|old| old != key));
                        }
                        ("setdefault", Some(key), Some((value, value_range))) if dict.find(&key).is_none() => {
                            let always = !dict.open;
                            let key = Value::text(key);
                            dict.set(Entry { key, key_range: site.name, value, value_range, always });
                        }
                        ("setdefault", Some(_), _) => {}
                        _ => dict.open = true,
                    }
                }
            }
            found
        }
        "update" => {
            if let Some(other) = args.positional().next() {
                update(ev, reference, &other.value.clone());
            }
            let named = args.given.iter().filter_map(|arg| Some((arg.name.clone()?, arg)));
            let entries: Vec<Entry> = named
                .map(|(key, arg)| Entry {
                    key: Value::text(key),
                    key_range: arg.range,
                    value: arg.value.clone(),
                    value_range: arg.value_range,
                    always: true,
                })
                .collect();
            let open = args.open_named || args.open_positional;
            if let Some(dict) = ev.heap.dict_mut(reference) {
                entries.into_iter().for_each(|entry| dict.set(entry));
                dict.open |= open;
            }
            Value::None
        }
        "copy" => Value::Dict(ev.heap.alloc(Cell::Dict(dict))),
        "keys" | "values" | "items" => {
            let items = dict.entries.iter().map(|entry| match name {
                "keys" => Item { value: entry.key.clone(), range: entry.key_range },
                "values" => Item { value: entry.value.clone(), range: entry.value_range },
                _ => Item { value: Value::tuple([entry.key.clone(), entry.value.clone()]), range: entry.key_range },
            });
            let items = items.collect();
            Value::List(ev.heap.new_list(items, dict.open))
        }
        "clear" => {
            if let Some(dict) = ev.heap.dict_mut(reference) {
                *dict = Dict::default();
            }
            Value::None
        }
        _ => {
            super::escape::escape(ev, &Value::Dict(reference));
            Value::Unknown
        }
    }
}

/// `dict.update(other)`.
pub(super) fn update(ev: &mut Evaluator<'_>, reference: Reference, other: &Value) {
    let other = match other {
        Value::Dict(other) => ev.heap.dict(*other).cloned(),
        _ => None,
    };
    let Some(dict) = ev.heap.dict_mut(reference) else { return };
    match other {
        Some(other) => {
            dict.open |= other.open;
            for entry in other.entries {
                if entry.always {
                    dict.set(entry);
                } else {
                    dict.entries.push(entry);
                }
            }
        }
        None => dict.open = true,
    }
}

fn call_list(ev: &mut Evaluator<'_>, reference: Reference, name: &str, args: &Args) -> Value {
    let in_loop = ev.context.in_loop.is_some();
    let first = args.positional().next().map(|arg| Item { value: arg.value.clone(), range: arg.value_range });
    match name {
        "append" | "add" => {
            if let (Some(list), Some(item)) = (ev.heap.list_mut(reference), first) {
                list.open |= in_loop;
                list.items.push(item);
            }
            Value::None
        }
        "insert" => {
            let second = args.positional().nth(1).map(|arg| Item { value: arg.value.clone(), range: arg.value_range });
            if let (Some(list), Some(item)) = (ev.heap.list_mut(reference), second) {
                list.open |= in_loop;
                list.items.insert(0, item);
            }
            Value::None
        }
        "extend" | "update" => {
            let more = args.positional().next().and_then(|arg| elements(ev, &arg.value));
            if let Some(list) = ev.heap.list_mut(reference) {
                match more {
                    Some((items, open)) => {
                        list.open |= open || in_loop;
                        list.extend(items);
                    }
                    None => {
                        list.open = true;
                        list.items.push(Item { value: Value::Unknown, range: Default::default() });
                    }
                }
            }
            Value::None
        }
        "copy" => {
            let list = ev.heap.list(reference).cloned().unwrap_or_default();
            Value::List(ev.heap.alloc(Cell::List(list)))
        }
        "sort" | "reverse" => Value::None,
        "index" | "count" => Value::Unknown,
        "pop" => {
            let last = ev.heap.list(reference).and_then(|list| list.items.last().cloned());
            if let Some(list) = ev.heap.list_mut(reference) {
                list.open = true;
            }
            last.map_or(Value::Unknown, |item| item.value)
        }
        "remove" | "clear" | "discard" => {
            if let Some(list) = ev.heap.list_mut(reference) {
                list.open = true;
            }
            Value::None
        }
        _ => {
            let list = ev.heap.list(reference).cloned().unwrap_or_default();
            Value::List(ev.heap.alloc(Cell::List(List { open: true, ..list })))
        }
    }
}

/// The entries of a dict argument as key, value and their places; whether all are known.
pub(super) fn dict_entries(ev: &Evaluator<'_>, value: &Value) -> Option<(Vec<Entry>, bool)> {
    match value {
        Value::Dict(reference) => {
            let dict = ev.heap.dict(*reference)?;
            Some((dict.entries.clone(), !dict.open && dict.entries.iter().all(|entry| entry.always)))
        }
        _ => None,
    }
}

/// An argument's value, unknown where it may be given.
pub(super) fn given(setting: Setting<&crate::operation::Arg>) -> Option<Value> {
    match setting {
        Setting::Set(arg) => Some(arg.value.clone()),
        Setting::Unknown => Some(Value::Unknown),
        Setting::Absent => None,
    }
}
