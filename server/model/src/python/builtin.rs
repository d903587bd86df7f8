//! Python's builtin functions, as far as they say something of what they are given.

use smol_str::SmolStr;

use super::args::Args;
use super::expression::{elements, to_text};
use super::heap::{Cell, Dict, Entry, Item, List};
use super::state::Evaluator;
use super::{api, class, function, member, usage};
use crate::operation::{PathRole, Site, UseKind};
use crate::value::Value;

/// Calls a builtin function.
pub(super) fn call(ev: &mut Evaluator<'_>, name: &str, args: &Args, site: &Site) -> Value {
    let first = args.positional().next().map(|arg| arg.value.clone());
    match (name, &first) {
        ("len", Some(Value::ActionResult(_))) => {
            let value = first.unwrap_or_default();
            return Value::method(value, SmolStr::new_static("len"));
        }
        ("bool", Some(value)) => {
            usage::use_as(ev, value, UseKind::Truth, site.whole);
            return Value::Unknown;
        }
        ("list" | "tuple" | "sorted" | "set", Some(value @ Value::ActionResult(_))) => {
            usage::use_as(ev, value, UseKind::Gathered, site.whole);
            return Value::Unknown;
        }
        ("iter" | "reversed" | "enumerate", Some(Value::ActionResult(_))) => {
            usage::use_other(ev, &first.unwrap_or_default(), site.whole);
            return Value::Unknown;
        }
        ("super", _) => return super_object(ev),
        ("isinstance" | "hasattr" | "type" | "id" | "callable" | "hash", _) => return Value::Unknown,
        _ => {}
    }
    for arg in args.given.iter() {
        usage::use_passed(ev, &arg.value, site.whole);
    }
    match name {
        "print" => {
            api::expose(ev, "print", args, site);
            Value::None
        }
        "str" | "format" | "repr" => match first {
            Some(value @ (Value::External(_) | Value::Text(_))) => value,
            Some(value) => Value::Text(to_text(&value)),
            None => Value::text(""),
        },
        "int" | "float" | "round" | "abs" => match first {
            Some(value @ (Value::Int(_) | Value::Float(_))) if name != "round" => value,
            _ => Value::Unknown,
        },
        "list" | "tuple" | "sorted" | "reversed" | "set" | "frozenset" | "iter" => copy_items(ev, name, first),
        "dict" => dict(ev, first, args),
        "range" => range(ev, args),
        "zip" => zip(ev, args),
        "enumerate" => enumerate(ev, first),
        "map" | "filter" => {
            let rest: Vec<Value> = args.positional().skip(1).map(|arg| arg.value.clone()).collect();
            higher_order(ev, name, first.unwrap_or_default(), rest)
        }
        "getattr" => match (first, args.positional().nth(1).and_then(|arg| arg.value.as_text())) {
            (Some(object), Some(name)) => {
                let name = brickline_syntax::python::ast::Ident { text: name, range: site.name };
                member::get_attribute(ev, &object, &name, site)
            }
            _ => Value::Unknown,
        },
        "setattr" => {
            let mut given = args.positional().map(|arg| arg.value.clone());
            if let (Some(object), Some(name), Some(value)) = (given.next(), given.next(), given.next())
                && let Some(name) = name.as_text()
            {
                member::set_attribute(ev, &object, &name, value);
            }
            Value::None
        }
        "open" => {
            api::use_path(ev, args.positional().next(), PathRole::LocalFile, site);
            Value::instance(SmolStr::new_static("builtins.file"))
        }
        "max" | "min" | "sum" | "any" | "all" | "len" | "next" | "input" | "vars" => Value::Unknown,
        _ => {
            args.values().for_each(|value| super::escape::escape(ev, value));
            Value::Unknown
        }
    }
}

/// `super()`: the object at hand, seen as one of its base class.
fn super_object(ev: &mut Evaluator<'_>) -> Value {
    let Some(id) = ev.stack.last().copied() else { return Value::Unknown };
    let first = ev.functions[id as usize].params().first().map(|param| param.name.text.clone());
    let receiver = first.and_then(|name| super::expression::read_name(ev, &name));
    match (ev.functions[id as usize].owner, receiver) {
        (Some(owner), Some(receiver @ Value::Object(_))) => {
            Value::method(Value::tuple([Value::Class(owner), receiver]), SmolStr::new_static("super"))
        }
        _ => Value::Unknown,
    }
}

/// Calls a method on what `super()` gave; `None` where the value is something else, or the base is not of this project.
pub(super) fn call_super(ev: &mut Evaluator<'_>, holder: &Value, name: &str, args: &Args) -> Option<Value> {
    let Value::Tuple(parts) = holder else { return None };
    let [Value::Class(owner), receiver] = &parts[..] else { return None };
    let id = class::super_method(ev, *owner, name)?;
    Some(function::call_function(ev, id, Some(receiver.clone()), args))
}

fn copy_items(ev: &mut Evaluator<'_>, name: &str, value: Option<Value>) -> Value {
    let Some(value) = value else { return Value::List(ev.heap.new_list(Vec::new(), false)) };
    let listing = match &value {
        Value::List(reference) => ev.heap.list(*reference).is_some_and(|list| list.listing),
        _ => false,
    };
    match elements(ev, &value) {
        Some((items, false)) if name == "tuple" => Value::Tuple(items.into_iter().map(|item| item.value).collect()),
        Some((items, open)) => Value::List(ev.heap.alloc(Cell::List(List { items, open, listing }))),
        None => Value::List(ev.heap.new_list(Vec::new(), true)),
    }
}

fn dict(ev: &mut Evaluator<'_>, first: Option<Value>, args: &Args) -> Value {
    let reference = ev.heap.alloc(Cell::Dict(Dict { entries: Vec::new(), open: args.open_named }));
    if let Some(first) = &first {
        super::container::update(ev, reference, first);
    }
    let named = args.given.iter().filter_map(|arg| Some((arg.name.clone()?, arg, arg.range)));
    let spread =
        args.spread.iter().filter_map(|spread| Some((spread.arg.name.clone()?, &spread.arg, spread.key_range)));
    let entries: Vec<Entry> = named
        .chain(spread)
        .map(|(key, arg, key_range)| Entry {
            key: Value::text(key),
            key_range,
            value: arg.value.clone(),
            value_range: arg.value_range,
            always: true,
        })
        .collect();
    if let Some(dict) = ev.heap.dict_mut(reference) {
        entries.into_iter().for_each(|entry| dict.set(entry));
    }
    Value::Dict(reference)
}

fn range(ev: &mut Evaluator<'_>, args: &Args) -> Value {
    let bounds: Vec<Option<i64>> = args.positional().map(|arg| arg.value.as_int()).collect();
    let span = match bounds.as_slice() {
        [Some(end)] => Some((0, *end)),
        [Some(start), Some(end)] => Some((*start, *end)),
        _ => None,
    };
    let (items, open) = match span {
        Some((start, end)) if end.saturating_sub(start) <= 64 => {
            ((start..end).map(|number| Item { value: Value::Int(number), range: Default::default() }).collect(), false)
        }
        _ => (Vec::new(), true),
    };
    Value::List(ev.heap.new_list(items, open))
}

fn zip(ev: &mut Evaluator<'_>, args: &Args) -> Value {
    let lists: Option<Vec<(Vec<Item>, bool)>> = args.positional().map(|arg| elements(ev, &arg.value)).collect();
    let Some(lists) = lists.filter(|lists| lists.iter().all(|(_, open)| !open)) else {
        return Value::List(ev.heap.new_list(Vec::new(), true));
    };
    let len = lists.iter().map(|(items, _)| items.len()).min().unwrap_or(0);
    let row = |at: usize| Item {
        value: Value::tuple(lists.iter().map(|(items, _)| items[at].value.clone())),
        range: Default::default(),
    };
    let items = (0..len).map(row).collect();
    Value::List(ev.heap.new_list(items, false))
}

fn enumerate(ev: &mut Evaluator<'_>, first: Option<Value>) -> Value {
    let (items, open) = first.and_then(|value| elements(ev, &value)).unwrap_or((Vec::new(), true));
    let numbered = items
        .into_iter()
        .enumerate()
        .map(|(at, item)| Item { value: Value::tuple([Value::Int(at as i64), item.value]), range: item.range });
    let items = numbered.collect();
    Value::List(ev.heap.new_list(items, open))
}

fn higher_order(ev: &mut Evaluator<'_>, name: &str, callee: Value, rest: Vec<Value>) -> Value {
    let samples = rest.first().and_then(|value| elements(ev, value));
    let sample = match &samples {
        Some((items, _)) => super::looping::element_of(ev, &items.clone()),
        None => Value::Unknown,
    };
    let result = function::call_with(ev, &callee, vec![sample.clone()]);
    let value = if name == "map" { result } else { sample };
    Value::List(ev.heap.new_list(vec![Item { value, range: Default::default() }], true))
}
