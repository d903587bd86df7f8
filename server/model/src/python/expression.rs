//! Expressions to values: names, literals, containers, conditionals. Chains, operators, texts and loops have files of their own.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::{DictItem, Expr, ExprKind};
use smol_str::SmolStr;

use super::heap::{Cell, Dict, Entry, Item, ScopeId};
use super::join::{join_branches, join_values};
use super::state::Evaluator;
use super::{chain, comprehension, function, globals, literal, operator, usage};
use crate::operation::NamedHow;
use crate::value::Value;

/// The value of an expression.
pub(super) fn eval<'a>(ev: &mut Evaluator<'a>, expr: &'a Expr) -> Value {
    if !ev.budget.enter() {
        return Value::Unknown;
    }
    let value = if ev.recording || ev.budget.step() { eval_kind(ev, expr) } else { Value::Unknown };
    ev.budget.leave();
    value
}

fn eval_kind<'a>(ev: &mut Evaluator<'a>, expr: &'a Expr) -> Value {
    match &expr.kind {
        ExprKind::Name(name) => eval_name(ev, name, expr.range),
        ExprKind::Attribute { .. } | ExprKind::Call(_) | ExprKind::Subscript { .. } | ExprKind::Await(_) => {
            chain::eval_chain(ev, expr)
        }
        ExprKind::String(string) => literal::eval_string(ev, expr, string),
        ExprKind::Int(value) => Value::Int(*value),
        ExprKind::Float(value) => Value::Float(*value),
        ExprKind::True => Value::Bool(true),
        ExprKind::False => Value::Bool(false),
        ExprKind::None => Value::None,
        ExprKind::List(items) => {
            let items = eval_items(ev, items);
            Value::List(ev.heap.alloc(Cell::List(items)))
        }
        ExprKind::Set(items) => {
            let items = eval_items(ev, items);
            Value::Set(ev.heap.alloc(Cell::List(items)))
        }
        ExprKind::Tuple(items) => eval_tuple(ev, items),
        ExprKind::Dict(items) => eval_dict(ev, items),
        ExprKind::Unary { op, operand } => operator::eval_unary(ev, expr, *op, operand),
        ExprKind::Binary { first, rest } => operator::eval_binary(ev, expr, first, rest),
        ExprKind::Bool { op, values } => operator::eval_bool(ev, expr, *op, values),
        ExprKind::Compare { first, rest } => operator::eval_compare(ev, expr, first, rest),
        ExprKind::Lambda(lambda) => function::make_lambda(ev, lambda, expr.range),
        ExprKind::Conditional { test, body, otherwise } => eval_conditional(ev, test, body, otherwise),
        ExprKind::Comprehension(comprehension) => comprehension::eval_comprehension(ev, expr, comprehension),
        ExprKind::Yield(value) => {
            let yielded = value.as_ref().map_or(Value::None, |value| eval(ev, value));
            usage::use_kept(ev, &yielded, expr.range);
            comprehension::yield_value(ev, yielded, expr.range);
            Value::Unknown
        }
        ExprKind::Starred(value) => {
            eval(ev, value);
            Value::Unknown
        }
        ExprKind::Named { target, value } => {
            let value = eval(ev, value);
            bind_name(ev, &target.text, value.clone());
            value
        }
        ExprKind::Slice { lower, upper, step } => {
            for part in [lower, upper, step].into_iter().flatten() {
                let value = eval(ev, part);
                usage::use_other(ev, &value, part.range);
            }
            Value::Unknown
        }
        ExprKind::Number | ExprKind::Ellipsis | ExprKind::Error => Value::Unknown,
    }
}

fn eval_name(ev: &mut Evaluator<'_>, name: &SmolStr, range: TextRange) -> Value {
    match read_name(ev, name) {
        Some(value) => {
            super::api::note_name(ev, &value, range);
            value
        }
        None => Value::Unknown,
    }
}

/// The value of a name: a variable's, or what is there without being defined. `None` for a name that nothing defines.
pub(super) fn read_name(ev: &Evaluator<'_>, name: &str) -> Option<Value> {
    let mut scope = Some(ev.scope);
    let mut open = false;
    while let Some(id) = scope {
        let here = ev.heap.scope(id);
        if let Some(home) = here.elsewhere.get(name)
            && let Some(value) = ev.heap.scope(*home).names.get(name)
        {
            return Some(value.clone());
        }
        if let Some(value) = here.names.get(name) {
            return Some(value.clone());
        }
        open |= here.open;
        scope = here.parent;
    }
    globals::find_global(name, open, || ev.is_code_ours())
}

/// The scope in which an assignment to `name` binds it.
fn home_of(ev: &Evaluator<'_>, name: &str) -> ScopeId {
    ev.heap.scope(ev.scope).elsewhere.get(name).copied().unwrap_or(ev.scope)
}

/// Binds a name in the scope at hand.
pub(super) fn bind_name(ev: &mut Evaluator<'_>, name: &SmolStr, value: Value) {
    let scope = home_of(ev, name);
    ev.heap.bind(scope, name, Some(value));
}

/// Binds a name where it is defined already, because more is known of its value now; in the scope at hand if nowhere.
pub(super) fn refine_name(ev: &mut Evaluator<'_>, name: &SmolStr, value: Value) {
    let mut scope = Some(ev.scope);
    while let Some(id) = scope {
        let here = ev.heap.scope(id);
        if here.names.contains_key(name) {
            ev.heap.bind(id, name, Some(value));
            return;
        }
        scope = here.parent;
    }
    let module = ev.module;
    ev.heap.bind(module, name, Some(value));
}

fn eval_items<'a>(ev: &mut Evaluator<'a>, items: &'a [Expr]) -> super::heap::List {
    let mut list = super::heap::List::default();
    for item in items {
        if let ExprKind::Starred(inner) = &item.kind {
            let value = eval(ev, inner);
            match elements(ev, &value) {
                Some((more, open)) => {
                    list.extend(more);
                    list.open |= open;
                }
                None => list.open = true,
            }
            continue;
        }
        let value = eval(ev, item);
        usage::use_kept(ev, &value, item.range);
        list.items.push(Item { value, range: ev.at(item.range) });
    }
    list
}

fn eval_tuple<'a>(ev: &mut Evaluator<'a>, items: &'a [Expr]) -> Value {
    let list = eval_items(ev, items);
    if list.open {
        return Value::List(ev.heap.alloc(Cell::List(list)));
    }
    Value::tuple(list.items.into_iter().map(|item| item.value))
}

/// What a container holds, and whether it may hold more.
pub(super) fn elements(ev: &Evaluator<'_>, value: &Value) -> Option<(Vec<Item>, bool)> {
    match value {
        Value::List(reference) | Value::Set(reference) => {
            let list = ev.heap.list(*reference)?;
            Some((list.items.clone(), list.open))
        }
        Value::Tuple(values) => {
            let items = values.iter().map(|value| Item { value: value.clone(), range: TextRange::default() });
            Some((items.collect(), false))
        }
        Value::Dict(reference) => {
            let dict = ev.heap.dict(*reference)?;
            let items = dict.entries.iter().map(|entry| Item { value: entry.key.clone(), range: entry.key_range });
            Some((items.collect(), dict.open))
        }
        _ => None,
    }
}

fn eval_dict<'a>(ev: &mut Evaluator<'a>, items: &'a [DictItem]) -> Value {
    let mut dict = Dict::default();
    for item in items {
        let Some(key) = &item.key else {
            let value = eval(ev, &item.value);
            match &value {
                Value::Dict(reference) if ev.heap.dict(*reference).is_some() => {
                    let other = ev.heap.dict(*reference).cloned().unwrap_or_default();
                    dict.open |= other.open;
                    other.entries.into_iter().for_each(|entry| dict.set(entry));
                }
                _ => dict.open = true,
            }
            continue;
        };
        let key_value = eval(ev, key);
        let value = eval(ev, &item.value);
        usage::use_kept(ev, &value, item.value.range);
        if let Some(name) = key_value.as_text() {
            super::names::name_text(ev, &name, &value, &item.value, NamedHow::DictKey);
        }
        dict.set(Entry {
            key: key_value,
            key_range: ev.at(key.range),
            value,
            value_range: ev.at(item.value.range),
            always: true,
        });
    }
    Value::Dict(ev.heap.alloc(Cell::Dict(dict)))
}

fn eval_conditional<'a>(ev: &mut Evaluator<'a>, test: &'a Expr, body: &'a Expr, otherwise: &'a Expr) -> Value {
    let truth = operator::eval_test(ev, test);
    let branch = ev.fresh_branch();
    let mut values = Vec::with_capacity(2);
    let mut states = Vec::with_capacity(2);
    for (arm, (part, holds)) in [(body, true), (otherwise, false)].into_iter().enumerate() {
        if truth == Some(!holds) {
            continue;
        }
        let mark = ev.heap.mark();
        ev.context.branches.push((branch, arm as u32));
        super::branch::narrow(ev, test, holds);
        values.push(eval(ev, part));
        ev.context.branches.pop();
        states.push(ev.heap.take_back(mark));
    }
    join_branches(ev, states, false);
    values.into_iter().reduce(|one, other| join_values(ev, one, other)).unwrap_or_default()
}

/// Text from any value: constants become text, everything else a hole.
pub(super) fn to_text(value: &Value) -> Arc<crate::text::TextValue> {
    use crate::text::TextValue;
    match value {
        Value::Text(text) => Arc::clone(text),
        Value::Int(number) => Arc::new(TextValue::of(number.to_string(), None)),
        Value::Bool(true) => Arc::new(TextValue::of("True", None)),
        Value::Bool(false) => Arc::new(TextValue::of("False", None)),
        value => Arc::new(TextValue::hole(value.clone())),
    }
}
