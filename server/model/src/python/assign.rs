//! Assignments: names, attributes, subscripts, unpacking, augmented assignment. Knows no calls.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::{BinaryOp, Expr, ExprKind};
use smol_str::SmolStr;

use super::expression::{bind_name, elements, eval};
use super::heap::Item;
use super::join::join_values;
use super::state::Evaluator;
use super::{annotation, looping, member, names, operator, subscript, usage};
use crate::operation::NamedHow;
use crate::value::Value;

/// Assigns a value to a target; `source` is the expression it came from.
pub(super) fn assign<'a>(ev: &mut Evaluator<'a>, target: &'a Expr, value: Value, source: &'a Expr) {
    match &target.kind {
        ExprKind::Name(name) => {
            names::name_text(ev, name, &value, source, NamedHow::Variable);
            bind_name(ev, name, value);
        }
        ExprKind::Attribute { object, name } => {
            names::name_text(ev, &name.text, &value, source, NamedHow::Variable);
            usage::use_kept(ev, &value, source.range);
            usage::finish(ev, &value);
            let object = eval(ev, object);
            member::set_attribute(ev, &object, &name.text, value);
        }
        ExprKind::Subscript { object, index } => {
            let object = eval(ev, object);
            if let (Some(name), true) = (constant_key(ev, index), !matches!(object, Value::Dict(_))) {
                names::name_text(ev, &name, &value, source, NamedHow::DictKey);
            }
            subscript::set_item(ev, &object, index, value, source.range);
        }
        ExprKind::Tuple(targets) | ExprKind::List(targets) => unpack(ev, targets, value, source),
        ExprKind::Starred(inner) => assign(ev, inner, value, source),
        _ => {
            eval(ev, target);
        }
    }
}

fn constant_key(ev: &Evaluator<'_>, index: &Expr) -> Option<SmolStr> {
    match &index.kind {
        ExprKind::String(literal) => ev.code.text.get(literal.parts.first()?.content.to_usize()).map(SmolStr::new),
        _ => None,
    }
}

fn unpack<'a>(ev: &mut Evaluator<'a>, targets: &'a [Expr], value: Value, source: &'a Expr) {
    let parts = match &value {
        Value::Either(alternatives) => side_by_side(ev, &Arc::clone(alternatives), targets.len()),
        value => elements(ev, value),
    };
    let sources: Option<&'a [Expr]> = match &source.kind {
        ExprKind::Tuple(items) | ExprKind::List(items) if items.len() == targets.len() => Some(items),
        _ => None,
    };
    let star = targets.iter().position(|target| matches!(target.kind, ExprKind::Starred(_)));
    for (index, target) in targets.iter().enumerate() {
        let source = sources.map_or(source, |items| &items[index]);
        let part = match (&parts, star) {
            (Some((items, false)), None) if items.len() == targets.len() => items[index].value.clone(),
            (Some((items, false)), Some(star)) if index < star => {
                items.get(index).map_or(Value::Unknown, |item| item.value.clone())
            }
            // A list of unknown length holds samples of what is in it.
            (Some((items, true)), None) => looping::element_of(ev, items),
            _ => Value::Unknown,
        };
        assign(ev, target, part, source);
    }
    if matches!(value, Value::ActionResult(_)) {
        usage::use_other(ev, &value, source.range);
    }
}

/// The places of tuples of one length, of which a value is one, each joined.
fn side_by_side(ev: &mut Evaluator<'_>, alternatives: &[Value], length: usize) -> Option<(Vec<Item>, bool)> {
    let mut joined: Option<Vec<Value>> = None;
    for alternative in alternatives {
        let Value::Tuple(values) = alternative else { return None };
        if values.len() != length {
            return None;
        }
        joined = Some(match joined {
            Some(before) => {
                before.into_iter().zip(values.iter()).map(|(one, other)| join_values(ev, one, other.clone())).collect()
            }
            None => values.to_vec(),
        });
    }
    let items = joined?.into_iter().map(|value| Item { value, range: TextRange::default() });
    Some((items.collect(), false))
}

/// `x: DataFrame = value`: an unknown value is believed to be what the annotation says.
pub(super) fn believe_annotated<'a>(
    ev: &mut Evaluator<'a>,
    value: Value,
    annotation: &'a Expr,
    target: &'a Expr,
) -> Value {
    match (&value, &target.kind) {
        (Value::Unknown, ExprKind::Name(name)) => {
            let ident = brickline_syntax::python::ast::Ident { text: name.clone(), range: target.range };
            annotation::believe(ev, annotation, &ident)
        }
        _ => value,
    }
}

/// `x: DataFrame` without a value: a field of a class, or a variable bound later.
pub(super) fn declare<'a>(ev: &mut Evaluator<'a>, target: &'a Expr, annotation: &'a Expr) {
    if let ExprKind::Name(name) = &target.kind
        && !ev.heap.scope(ev.scope).names.contains_key(name)
    {
        let ident = brickline_syntax::python::ast::Ident { text: name.clone(), range: target.range };
        let value = annotation::believe(ev, annotation, &ident);
        bind_name(ev, name, value);
    }
}

/// `target op= value`.
pub(super) fn augment<'a>(
    ev: &mut Evaluator<'a>,
    target: &'a Expr,
    op: BinaryOp,
    op_range: TextRange,
    value: &'a Expr,
    range: TextRange,
) {
    let old = eval(ev, target);
    let added = eval(ev, value);
    if let (Value::List(list), BinaryOp::Add) = (&old, op) {
        let more = elements(ev, &added);
        usage::use_kept(ev, &added, value.range);
        if let Some(list) = ev.heap.list_mut(*list) {
            match more {
                Some((items, open)) => {
                    list.extend(items);
                    list.open |= open;
                }
                None => list.open = true,
            }
        }
        return;
    }
    if let (Value::Dict(old), BinaryOp::BitOr) = (&old, op) {
        super::container::update(ev, *old, &added);
        return;
    }
    let joined = operator::combine(ev, op, op_range, (old, target.range), (added, value.range), range);
    match &target.kind {
        ExprKind::Name(name) => bind_name(ev, name, joined),
        ExprKind::Attribute { object, name } => {
            let object = eval(ev, object);
            member::set_attribute(ev, &object, &name.text, joined);
        }
        ExprKind::Subscript { object, index } => {
            let object = eval(ev, object);
            subscript::set_item(ev, &object, index, joined, value.range);
        }
        _ => {}
    }
}

/// `del target`.
pub(super) fn delete<'a>(ev: &mut Evaluator<'a>, target: &'a Expr) {
    match &target.kind {
        ExprKind::Name(name) => bind_name(ev, name, Value::Unknown),
        ExprKind::Subscript { object, index } => {
            let object = eval(ev, object);
            let key = eval(ev, index);
            match (&object, key.as_text()) {
                (Value::Dict(reference), Some(key)) => {
                    if let Some(dict) = ev.heap.dict_mut(*reference) {
                        dict.entries.retain(|entry| entry.key.as_text().is_none_or(|old| old != key));
                    }
                }
                _ => super::escape::escape(ev, &object),
            }
        }
        ExprKind::Tuple(targets) | ExprKind::List(targets) => targets.iter().for_each(|target| delete(ev, target)),
        _ => {}
    }
}
