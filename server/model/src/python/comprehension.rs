//! Comprehensions and generators: evaluated once for what they do, and item by item for their value where the items are few.

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::{Comprehension, ComprehensionKind, Expr, ForClause};
use rustc_hash::FxHashSet;

use super::assign::assign;
use super::expression::eval;
use super::heap::{Cell, Dict, Entry, Item, List};
use super::looping::{sorted, walk_over};
use super::operator::eval_test;
use super::state::Evaluator;
use super::usage;
use crate::operation::{Loop, UseKind};
use crate::value::Value;

/// The value of a comprehension.
pub(super) fn eval_comprehension<'a>(
    ev: &mut Evaluator<'a>,
    expr: &'a Expr,
    comprehension: &'a Comprehension,
) -> Value {
    let outer_scope = ev.scope;
    let outer_loop = ev.context.in_loop.clone();
    ev.scope = ev.heap.new_scope(Some(outer_scope));
    let functions = ev.functions.len();
    let mut known = None;
    let mut listing = false;
    let mut names = FxHashSet::default();
    for clause in &comprehension.clauses {
        let keeps_all = comprehension.kind != ComprehensionKind::Generator && clause.conditions.is_empty();
        let kind = if keeps_all { UseKind::Gathered } else { UseKind::Other };
        let walked = walk_over(ev, &clause.iter, kind);
        listing |= walked.over_listing;
        super::walk::target_names(&clause.target, &mut names);
        ev.context.in_loop = Some(Loop {
            range: ev.at(expr.range),
            turns: walked.turns,
            over_listing: walked.over_listing,
            comprehension: true,
            names: sorted(names.clone()),
        });
        known = walked.items;
        assign(ev, &clause.target, walked.element, &clause.target);
        for condition in &clause.conditions {
            eval_test(ev, condition);
            super::branch::narrow(ev, condition, true);
        }
    }
    let sample = eval_element(ev, comprehension);
    let each = match (comprehension.clauses.as_slice(), known) {
        ([clause], Some(items)) if clause.conditions.is_empty() => Some(eval_each(ev, comprehension, clause, items)),
        _ => None,
    };
    if ev.functions.len() == functions {
        ev.heap.end_scope(ev.scope);
    }
    ev.scope = outer_scope;
    ev.context.in_loop = outer_loop;
    let open = each.is_none();
    let elements = each.unwrap_or_else(|| vec![sample]);
    collect(ev, comprehension, elements, open, listing)
}

/// The element of one turn: key and value of a dict comprehension, or the element alone.
fn eval_element<'a>(ev: &mut Evaluator<'a>, comprehension: &'a Comprehension) -> (Value, Value) {
    let element = eval(ev, &comprehension.element);
    usage::use_kept(ev, &element, comprehension.element.range);
    let value = match &comprehension.value {
        Some(value) => {
            let evaluated = eval(ev, value);
            usage::use_kept(ev, &evaluated, value.range);
            evaluated
        }
        None => Value::None,
    };
    (element, value)
}

/// The elements of all turns, evaluated one by one without recording.
fn eval_each<'a>(
    ev: &mut Evaluator<'a>,
    comprehension: &'a Comprehension,
    clause: &'a ForClause,
    items: Vec<Item>,
) -> Vec<(Value, Value)> {
    let recording = std::mem::replace(&mut ev.recording, false);
    let elements = items
        .into_iter()
        .map(|item| {
            assign(ev, &clause.target, item.value, &clause.target);
            eval_element(ev, comprehension)
        })
        .collect();
    ev.recording = recording;
    elements
}

fn collect(
    ev: &mut Evaluator<'_>,
    comprehension: &Comprehension,
    elements: Vec<(Value, Value)>,
    open: bool,
    listing: bool,
) -> Value {
    let range = ev.at(comprehension.element.range);
    if comprehension.kind == ComprehensionKind::Dict {
        let value_range = comprehension.value.as_ref().map_or(TextRange::default(), |value| ev.at(value.range));
        let mut dict = Dict { entries: Vec::new(), open };
        for (key, value) in elements {
            dict.set(Entry { key, key_range: range, value, value_range, always: !open });
        }
        return Value::Dict(ev.heap.alloc(Cell::Dict(dict)));
    }
    let items = elements.into_iter().map(|(value, _)| Item { value, range }).collect();
    let reference = ev.heap.alloc(Cell::List(List { items, open, listing }));
    match comprehension.kind {
        ComprehensionKind::Set => Value::Set(reference),
        _ => Value::List(reference),
    }
}

/// How many values that one call yields are kept.
const YIELDED: usize = 16;

/// `yield value`, or `yield from value`: what the value holds.
pub(super) fn yield_value(ev: &mut Evaluator<'_>, value: Value, whole: TextRange) {
    let text = ev.code.text.get(whole.to_usize()).unwrap_or_default();
    let is_from = text.strip_prefix("yield").is_some_and(|rest| rest.trim_start().starts_with("from "));
    let items = match is_from {
        true => super::expression::elements(ev, &value).map_or_else(Vec::new, |(items, _)| items),
        false => vec![Item { value, range: ev.at(whole) }],
    };
    for item in items {
        if ev.yielded.len() < YIELDED {
            ev.yielded.push(item);
        } else {
            super::escape::escape(ev, &item.value);
        }
    }
}
