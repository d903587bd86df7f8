//! Arguments as expressions over columns: names, Columns, SQL text, literals, lists and dicts of them; each outermost
//! expression is recorded once.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use super::super::args::{Args, Signature};
use super::super::container::dict_entries;
use super::super::expression::elements;
use super::super::names;
use super::super::state::Evaluator;
use super::{column, sql_text};
use crate::expr::{ColumnRef, Expr, ExprKind, Literal};
use crate::facts::semantics::ArgRole;
use crate::frame::{Frame, JoinOn, Setting};
use crate::operation::{Arg, Place, Site};
use crate::value::Value;

/// A value where a column is taken: a Column, or text that names one.
pub(in crate::python) fn as_column(ev: &mut Evaluator<'_>, value: &Value, range: TextRange) -> Expr {
    match value {
        Value::Text(text) => match text.constant() {
            Some(name) => {
                let mut expr = named_column(&name, names::content_range(ev, text, range));
                expr.range = range;
                expr
            }
            None => Expr { kind: ExprKind::Hole(value.clone()), range },
        },
        value => as_value(ev, value, range),
    }
}

/// The column that a text names: `a`, `t.a`, `*`, `t.*`.
pub(in crate::python) fn named_column(name: &str, range: TextRange) -> Expr {
    let (parts, last) = match name.contains(['.', '`']) {
        true => {
            let mut parts = split_name(name);
            let last = parts.pop().unwrap_or_default();
            (parts, last)
        }
        false => (Vec::new(), SmolStr::new(name)),
    };
    let kind = if last == "*" {
        ExprKind::Star { qualifier: (!parts.is_empty()).then(|| SmolStr::new(parts.join("."))), except: Vec::new() }
    } else {
        ExprKind::Column(ColumnRef { qualifier: parts, name: last, name_range: range, frame: None })
    };
    Expr { kind, range }
}

fn split_name(name: &str) -> Vec<SmolStr> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut quoted = false;
    for c in name.chars() {
        match c {
            '`' => quoted = !quoted,
            '.' if !quoted => parts.push(SmolStr::new(std::mem::take(&mut part))),
            c => part.push(c),
        }
    }
    parts.push(SmolStr::new(part));
    parts
}

/// A value where a value is taken: a Column, or a constant.
pub(in crate::python) fn as_value(ev: &mut Evaluator<'_>, value: &Value, range: TextRange) -> Expr {
    let literal = match value {
        Value::Column(expr) if expr.is_too_large() => return Expr::unknown(expr.range),
        Value::Column(expr) => return Expr::clone(expr),
        Value::None => Literal::Null,
        Value::Bool(value) => Literal::Bool(*value),
        Value::Int(value) => Literal::Int(*value),
        Value::Float(value) => Literal::Float(*value),
        Value::Text(text) => match text.constant() {
            Some(text) => Literal::Text(text),
            None => return Expr { kind: ExprKind::Hole(value.clone()), range: ev.at(range) },
        },
        Value::Unknown | Value::External(_) | Value::Either(_) | Value::ActionResult(_) => {
            return Expr { kind: ExprKind::Hole(value.clone()), range: ev.at(range) };
        }
        _ => return Expr::unknown(ev.at(range)),
    };
    Expr { kind: ExprKind::Literal(literal), range: ev.at(range) }
}

/// A condition: a Column, or SQL text. It is recorded.
pub(in crate::python) fn predicate(
    ev: &mut Evaluator<'_>,
    given: Setting<&Arg>,
    frame: &Arc<Frame>,
    place: Place,
    site: &Site,
) -> Expr {
    let Setting::Set(arg) = given else { return Expr::unknown(site.whole) };
    condition(ev, &arg.value, arg.value_range, Some(frame), place, site)
}

/// A condition given by a value.
pub(in crate::python) fn condition(
    ev: &mut Evaluator<'_>,
    value: &Value,
    range: TextRange,
    frame: Option<&Arc<Frame>>,
    place: Place,
    site: &Site,
) -> Expr {
    let expr = match value {
        Value::Text(text) => sql_text::expression(ev, text, range, frame),
        value => as_value(ev, value, range),
    };
    record(ev, &expr, place, frame, site);
    expr
}

fn record(ev: &mut Evaluator<'_>, expr: &Expr, place: Place, frame: Option<&Arc<Frame>>, site: &Site) {
    if ev.recording && !matches!(expr.kind, ExprKind::Hole(_) | ExprKind::Unknown) {
        ev.record_expression(site, &Arc::new(expr.clone()), place, frame);
    }
}

/// Records a computed column as the value that it is given as: as [`as_value`] reads it, and shared where it is a Column.
fn record_value(ev: &mut Evaluator<'_>, value: &Value, expr: &Expr, frame: &Arc<Frame>, site: &Site) {
    match value {
        Value::Column(shared) if !matches!(expr.kind, ExprKind::Hole(_) | ExprKind::Unknown) => {
            ev.record_expression(site, shared, Place::Projection, Some(frame));
        }
        _ => record(ev, expr, Place::Projection, Some(frame), site),
    }
}

/// The columns given for a role, lists opened; whether all are known. Each is recorded.
pub(in crate::python) fn column_args(
    ev: &mut Evaluator<'_>,
    signature: &Signature<'_>,
    role: ArgRole,
    frame: &Arc<Frame>,
    place: Place,
    site: &Site,
) -> (Vec<Expr>, bool) {
    let (args, mut known) = signature.all(role);
    let mut exprs = Vec::new();
    for arg in args {
        known &= flatten(ev, &arg.value, arg.value_range, &mut exprs);
    }
    if place != Place::Other {
        for expr in &exprs {
            record(ev, expr, place, Some(frame), site);
        }
    }
    (exprs, known)
}

/// A value as columns; false where there may be others.
fn flatten(ev: &mut Evaluator<'_>, value: &Value, range: TextRange, exprs: &mut Vec<Expr>) -> bool {
    match value {
        Value::List(_) | Value::Tuple(_) | Value::Set(_) => {
            let Some((items, open)) = elements(ev, value) else { return false };
            for item in items {
                let range = names::within(item.range, range);
                exprs.push(as_column(ev, &item.value, range));
            }
            !open
        }
        // `agg({"a": "sum"})`: column and function.
        Value::Dict(_) => {
            let Some((entries, known)) = dict_entries(ev, value) else { return false };
            for entry in entries {
                let column = as_column(ev, &entry.key, entry.key_range);
                match entry.value.as_text() {
                    Some(function) => {
                        exprs.push(column::call(&function, entry.value_range, vec![column], entry.value_range))
                    }
                    None => exprs.push(column),
                }
            }
            known
        }
        Value::Unknown | Value::External(_) | Value::Either(_) => {
            exprs.push(as_column(ev, value, range));
            false
        }
        value => {
            exprs.push(as_column(ev, value, range));
            true
        }
    }
}

/// The items of `selectExpr`.
pub(in crate::python) fn select_items(
    ev: &mut Evaluator<'_>,
    signature: &Signature<'_>,
    frame: &Arc<Frame>,
    site: &Site,
) -> (Vec<Expr>, bool) {
    let (args, mut known) = signature.all(ArgRole::Select);
    let mut texts = Vec::new();
    for arg in args {
        match elements(ev, &arg.value) {
            Some((items, open)) => {
                known &= !open;
                let items = items.into_iter();
                texts.extend(items.map(|item| (item.value, crate::python::names::within(item.range, arg.value_range))));
            }
            None => texts.push((arg.value.clone(), arg.value_range)),
        }
    }
    let mut exprs = Vec::new();
    for (value, range) in texts {
        match &value {
            Value::Text(text) => exprs.extend(sql_text::select_items(ev, text, range, Some(frame))),
            _ => known = false,
        }
    }
    for expr in &exprs {
        record(ev, expr, Place::Projection, Some(frame), site);
    }
    (exprs, known)
}

/// The column that `withColumn` makes.
pub(in crate::python) fn new_column(
    ev: &mut Evaluator<'_>,
    signature: &Signature<'_>,
    frame: &Arc<Frame>,
    site: &Site,
) -> (Vec<Expr>, bool) {
    let name = signature.role(ArgRole::NewColumn);
    let (Setting::Set(name), Setting::Set(value)) = (name, signature.role(ArgRole::Value)) else {
        return (Vec::new(), false);
    };
    let expr = as_value(ev, &value.value, value.value_range);
    record_value(ev, &value.value, &expr, frame, site);
    let known = name.value.as_text().is_some();
    (vec![aliased(expr, name.value.as_text(), name.value_range)], known)
}

fn aliased(expr: Expr, name: Option<SmolStr>, name_range: TextRange) -> Expr {
    let range = expr.range;
    Expr { kind: ExprKind::Alias { operand: Box::new(expr), name, name_range }, range }
}

/// The columns that `withColumns` makes.
pub(in crate::python) fn new_columns(
    ev: &mut Evaluator<'_>,
    signature: &Signature<'_>,
    frame: &Arc<Frame>,
    site: &Site,
) -> (Vec<Expr>, bool) {
    let given = signature.value(ArgRole::Assignments).unwrap_or_default();
    let Some((entries, known)) = dict_entries(ev, &given) else { return (Vec::new(), false) };
    let mut exprs = Vec::new();
    for entry in entries {
        let expr = as_value(ev, &entry.value, entry.value_range);
        record_value(ev, &entry.value, &expr, frame, site);
        exprs.push(aliased(expr, entry.key.as_text(), entry.key_range));
    }
    (exprs, known)
}

/// The columns that a renaming touches, as aliases of the old names.
pub(in crate::python) fn renames(ev: &mut Evaluator<'_>, signature: &Signature<'_>) -> (Vec<Expr>, bool) {
    if let (Setting::Set(old), Setting::Set(new)) =
        (signature.role(ArgRole::OldColumn), signature.role(ArgRole::NewColumn))
    {
        let expr = as_column(ev, &old.value, old.value_range);
        return (vec![aliased(expr, new.value.as_text(), new.value_range)], true);
    }
    let given = signature.value(ArgRole::Renames);
    let Some((entries, known)) = given.and_then(|given| dict_entries(ev, &given)) else { return (Vec::new(), false) };
    let exprs = entries.into_iter().map(|entry| {
        let expr = as_column(ev, &entry.key, entry.key_range);
        aliased(expr, entry.value.as_text(), entry.value_range)
    });
    (exprs.collect(), known)
}

/// The names of columns that an argument gives: one name, or a list. `None` where it is not given.
pub(in crate::python) fn column_names(ev: &mut Evaluator<'_>, given: Setting<&Arg>) -> (Option<Vec<SmolStr>>, bool) {
    let arg = match given {
        Setting::Absent => return (None, true),
        Setting::Unknown => return (None, false),
        Setting::Set(arg) => arg,
    };
    match &arg.value {
        Value::None => (None, true),
        Value::Text(text) => match text.constant() {
            Some(name) => (Some(vec![name]), true),
            None => (Some(Vec::new()), false),
        },
        value => match elements(ev, value) {
            Some((items, open)) => {
                let names: Vec<SmolStr> = items.iter().filter_map(|item| item.value.as_text()).collect();
                let known = !open && names.len() == items.len();
                (Some(names), known)
            }
            None => (None, false),
        },
    }
}

/// What a join joins on.
pub(in crate::python) fn join_on(ev: &mut Evaluator<'_>, arg: &Arg, frame: &Arc<Frame>, site: &Site) -> JoinOn {
    match &arg.value {
        Value::None => JoinOn::Nothing,
        Value::Text(text) => text.constant().map_or(JoinOn::Unknown, |name| JoinOn::Columns(vec![name])),
        Value::Column(expr) => {
            ev.record_expression(site, expr, Place::Join, Some(frame));
            JoinOn::Condition(Expr::clone(expr))
        }
        value @ (Value::List(_) | Value::Tuple(_)) => {
            let Some((items, open)) = elements(ev, value) else { return JoinOn::Unknown };
            if open || items.is_empty() {
                return JoinOn::Unknown;
            }
            let names: Option<Vec<SmolStr>> = items.iter().map(|item| item.value.as_text()).collect();
            if let Some(names) = names {
                return JoinOn::Columns(names);
            }
            let mut conditions = Vec::new();
            for item in &items {
                let Value::Column(expr) = &item.value else { return JoinOn::Unknown };
                ev.record_expression(site, expr, Place::Join, Some(frame));
                conditions.push(Expr::clone(expr));
            }
            JoinOn::Condition(column::all_of(conditions, arg.value_range))
        }
        _ => JoinOn::Unknown,
    }
}

/// Records the Columns among the arguments of a call that is not understood.
pub(in crate::python) fn record_arguments(
    ev: &mut Evaluator<'_>,
    args: &Args,
    site: &Site,
    place: Place,
    frame: Option<&Arc<Frame>>,
) {
    for arg in args.given.iter() {
        if let Value::Column(expr) = &arg.value {
            let expr = Arc::clone(expr);
            ev.record_expression(site, &expr, place, frame);
        }
    }
}

/// Each of these columns with a function called on it: `grouped.sum("a", "b")`.
pub(in crate::python) fn each_called(function: &str, columns: Vec<Expr>, site: &Site) -> Vec<Expr> {
    if function == "count" && columns.is_empty() {
        return Vec::new();
    }
    columns.into_iter().map(|column| column::call(function, site.name, vec![column], site.whole)).collect()
}
