//! Decorators, and the functions and methods under them. Pipeline decorators make datasets, UDF decorators UDFs; one that is
//! not known is believed to leave its function as it is.

use std::sync::Arc;

use brickline_syntax::python::ast::{Expr, ExprKind, FunctionDef};
use smol_str::SmolStr;

use super::args::Args;
use super::expression::{bind_name, eval};
use super::function::{Binding, call_with, make_function};
use super::heap::ScopeId;
use super::state::Evaluator;
use super::{library, site, spark};
use crate::operation::Site;
use crate::value::{Decorator, FunctionId, Reference, Value};

/// Runs a `def` statement outside classes.
pub(super) fn define_function<'a>(ev: &mut Evaluator<'a>, def: &'a Arc<FunctionDef>, owner: Option<Reference>) {
    let id = make_function(ev, def, owner);
    let value = decorate(ev, def, id);
    bind_name(ev, &def.name.text, value);
}

/// Runs a `def` statement of a class: its decorators and defaults see the class's names, its body does not.
pub(super) fn define_method<'a>(
    ev: &mut Evaluator<'a>,
    def: &'a Arc<FunctionDef>,
    owner: Reference,
    class_scope: ScopeId,
) {
    let id = make_function(ev, def, Some(owner));
    let outer = std::mem::replace(&mut ev.scope, class_scope);
    let value = decorate(ev, def, id);
    bind_name(ev, &def.name.text, value);
    ev.scope = outer;
}

/// Applies a function's decorators, the innermost first.
fn decorate<'a>(ev: &mut Evaluator<'a>, def: &'a FunctionDef, id: FunctionId) -> Value {
    let mut pipeline = Vec::new();
    let mut value = Value::Function(id);
    for expr in def.decorators.iter().rev() {
        if is_property_change(expr) {
            continue;
        }
        ev.functions[id as usize].patched |= hands_doubles(ev, expr);
        let decorator = eval(ev, expr);
        let called = called(ev, &decorator, expr);
        match called {
            Some(called) if spark::pipeline::decorates(&called.path) => pipeline.push(called),
            Some(called) => value = apply_known(ev, &called, id, value),
            None => value = apply_unknown(ev, &decorator, value),
        }
    }
    pipeline.reverse();
    if !pipeline.is_empty() {
        spark::pipeline::define(ev, def, id, &pipeline);
    }
    value
}

/// Whether it is `@patch(...)` or its like of `unittest.mock`.
fn hands_doubles(ev: &mut Evaluator<'_>, expr: &Expr) -> bool {
    let callee = match &expr.kind {
        ExprKind::Call(call) => &call.function,
        _ => expr,
    };
    let path = super::annotation::path_of(ev, callee);
    path.is_some_and(|path| path.starts_with("unittest.mock.patch") || path.starts_with("mock.patch"))
}

/// `@x.setter` and its kin change a property that is there already.
fn is_property_change(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Attribute { name, .. } if matches!(name.text.as_str(), "setter" | "deleter" | "getter"))
}

/// A decorator of a library, called or not.
fn called(ev: &Evaluator<'_>, value: &Value, expr: &Expr) -> Option<Decorator> {
    match value {
        Value::Decorator(decorator) => Some(Decorator::clone(decorator)),
        Value::Library(path) => {
            let site = match &expr.kind {
                ExprKind::Attribute { name, .. } => site::of_attribute(ev, name, expr),
                _ => site::of_range(ev, expr.range),
            };
            Some(Decorator { path: path.clone(), arguments: Arc::default(), open: false, site })
        }
        _ => None,
    }
}

fn apply_known(ev: &mut Evaluator<'_>, decorator: &Decorator, id: FunctionId, value: Value) -> Value {
    let binding = match decorator.path.as_str() {
        "builtins.staticmethod" => Some(Binding::Static),
        "builtins.classmethod" => Some(Binding::Class),
        "builtins.property" | "functools.cached_property" => Some(Binding::Property),
        _ => None,
    };
    if decorator.path == "contextlib.contextmanager" {
        ev.functions[id as usize].manager = true;
    }
    if let Some(binding) = binding {
        ev.functions[id as usize].binding = binding;
        return value;
    }
    match spark::udf::decorate(ev, decorator, &value) {
        Some(udf) => udf,
        None => value,
    }
}

/// A decorator of the project gives what it returns; what is not known gives its function.
fn apply_unknown(ev: &mut Evaluator<'_>, decorator: &Value, value: Value) -> Value {
    match decorator {
        Value::Function(_) | Value::Partial(_) | Value::Object(_) => {
            let given = call_with(ev, decorator, vec![value.clone()]);
            match given {
                Value::Function(_) | Value::Partial(_) | Value::Udf(_) | Value::Object(_) => given,
                _ => value,
            }
        }
        _ => value,
    }
}

/// A decorator waiting for its function, from a call with these arguments.
pub(super) fn waiting(path: &SmolStr, args: &Args, site: &Site) -> Value {
    let arguments = match args.spread.as_slice() {
        [] => Arc::clone(&args.given),
        spread => args.given.iter().chain(spread.iter().map(|spread| &spread.arg)).cloned().collect(),
    };
    let open = args.open_named || args.open_positional;
    Value::Decorator(Arc::new(Decorator { path: path.clone(), arguments, open, site: site.clone() })).bounded()
}

/// Calls a waiting decorator: `udf("int")(f)`, `dlt.table(name="x")(f)`.
pub(super) fn apply(ev: &mut Evaluator<'_>, decorator: &Decorator, args: &Args, site: &Site) -> Value {
    let Some(function) = args.positional().next().map(|arg| arg.value.clone()) else { return Value::Unknown };
    if spark::pipeline::decorates(&decorator.path) {
        if let Value::Function(id) = function
            && let Some(def) = super::function::definition(ev, id)
        {
            spark::pipeline::define(ev, def, id, std::slice::from_ref(decorator));
        }
        return function;
    }
    match spark::udf::decorate(ev, decorator, &function) {
        Some(udf) => udf,
        None => {
            library::hand_over(ev, args, site);
            function
        }
    }
}
