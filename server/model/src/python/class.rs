//! Classes of the project and their objects: attributes, methods, inheritance within the project. Knows no Spark.

use std::sync::Arc;

use brickline_syntax::python::ast::{ClassDef, Ident, StmtKind};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::args::Args;
use super::escape::escape;
use super::expression::eval;
use super::function::{Binding, call_function, call_here};
use super::heap::{Cell, Class, Object};
use super::join::{join_all_objects, join_values};
use super::state::Evaluator;
use super::statement::exec_block;
use super::{call, decorator, member};
use crate::frame::Setting;
use crate::operation::Site;
use crate::text::TextValue;
use crate::value::{FunctionId, Reference, Value};

/// Runs a class statement.
pub(super) fn define_class<'a>(ev: &mut Evaluator<'a>, def: &'a ClassDef) {
    let mut bases = Vec::new();
    let mut foreign_bases = Vec::new();
    for base in &def.bases {
        match eval(ev, &base.value) {
            Value::Class(reference) => bases.push(reference),
            Value::Library(path) if path == "builtins.object" => {}
            Value::Library(path) => foreign_bases.push(path),
            _ => foreign_bases.push(SmolStr::default()),
        }
    }
    let decorators: Vec<Value> = def.decorators.iter().map(|decorator| eval(ev, decorator)).collect();
    let class = Class { bases, foreign_bases, attributes: FxHashMap::default(), fields: None };
    let reference = ev.heap.alloc(Cell::Class(class));
    super::expression::bind_name(ev, &def.name.text, Value::Class(reference));
    let outer = ev.scope;
    ev.scope = ev.heap.new_scope(Some(outer));
    let class_scope = ev.scope;
    for stmt in &def.body {
        match &stmt.kind {
            StmtKind::Function(function) => {
                // A method sees the scope around its class, not the class's own names.
                ev.scope = outer;
                decorator::define_method(ev, function, reference, class_scope);
                ev.scope = class_scope;
            }
            _ => {
                exec_block(ev, std::slice::from_ref(stmt));
            }
        }
    }
    let names = ev.heap.scope(class_scope).names.clone();
    ev.scope = outer;
    if let Some(class) = ev.heap.class_mut(reference) {
        class.attributes = names;
    }
    if decorators.iter().any(is_dataclass) {
        let fields = fields(ev, def, reference);
        if let Some(class) = ev.heap.class_mut(reference) {
            class.fields = Some(fields);
        }
    }
}

fn is_dataclass(decorator: &Value) -> bool {
    match decorator {
        Value::Library(path) => path == "dataclasses.dataclass",
        Value::Decorator(decorator) => decorator.path == "dataclasses.dataclass",
        _ => false,
    }
}

/// The fields of a dataclass in order, with their defaults.
fn fields(ev: &mut Evaluator<'_>, def: &ClassDef, reference: Reference) -> Vec<(SmolStr, Option<Value>)> {
    let names = def.body.iter().filter_map(|stmt| match &stmt.kind {
        StmtKind::AnnAssign { target, value, .. } => match &target.kind {
            brickline_syntax::python::ast::ExprKind::Name(name) => Some((name.clone(), value.is_some())),
            _ => None,
        },
        _ => None,
    });
    names
        .map(|(name, has_default)| {
            let default = has_default.then(|| class_attribute(ev, reference, &name).unwrap_or_default());
            (name, default)
        })
        .collect()
}

/// The class and its bases of the project, nearest first.
fn lineage(ev: &Evaluator<'_>, class: Reference) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut seen = FxHashSet::default();
    let mut pending = vec![class];
    while let Some(reference) = pending.pop() {
        if seen.insert(reference)
            && found.len() < 64
            && let Some(class) = ev.heap.class(reference)
        {
            found.push(reference);
            pending.extend(class.bases.iter().rev());
        }
    }
    found
}

/// An attribute that a class or one of its bases has.
pub(super) fn class_attribute(ev: &Evaluator<'_>, class: Reference, name: &str) -> Option<Value> {
    let own = ev.heap.class(class)?;
    if let Some(value) = own.attributes.get(name) {
        return Some(value.clone());
    }
    if own.bases.is_empty() {
        return None;
    }
    lineage(ev, class).into_iter().find_map(|reference| ev.heap.class(reference)?.attributes.get(name).cloned())
}

/// An attribute of an object, methods left unbound to it only where they are static.
pub(super) fn object_attribute(ev: &mut Evaluator<'_>, object: Reference, name: &str) -> Option<Value> {
    let held = ev.heap.object(object)?;
    let class = held.class;
    if let Some(value) = held.attributes.get(name) {
        return Some(value.clone());
    }
    match class_attribute(ev, class, name)? {
        Value::Function(id) => match ev.functions[id as usize].binding {
            Binding::Static => Some(Value::Function(id)),
            Binding::Class => Some(bind_to_class(ev, class, id)),
            Binding::Property => Some(call_function(ev, id, Some(Value::Object(object)), &Args::default())),
            Binding::Plain => Some(member::bound(&Value::Object(object), &SmolStr::new(name))),
        },
        value => Some(value),
    }
}

/// A function taken from a class: a class method gets the class as its first argument.
pub(super) fn bind_to_class(ev: &Evaluator<'_>, class: Reference, id: FunctionId) -> Value {
    match ev.functions[id as usize].binding {
        Binding::Class => {
            let class = crate::operation::Arg {
                name: None,
                range: Default::default(),
                value_range: Default::default(),
                value: Value::Class(class),
            };
            Value::Partial(std::sync::Arc::new((Value::Function(id), vec![class])))
        }
        _ => Value::Function(id),
    }
}

/// Calls a class: makes an object, its `__init__` run or its dataclass fields set.
pub(super) fn construct(ev: &mut Evaluator<'_>, class: Reference, args: &Args) -> Value {
    let object = new_object(ev, class);
    for value in args.values() {
        super::usage::finish(ev, value);
    }
    match class_attribute(ev, class, "__init__") {
        Some(Value::Function(id)) => {
            call_function(ev, id, Some(Value::Object(object)), args);
        }
        _ => set_fields(ev, class, object, args),
    }
    Value::Object(object)
}

/// A new object of a class, nothing set.
fn new_object(ev: &mut Evaluator<'_>, class: Reference) -> Reference {
    let object = blank_object(ev, class);
    ev.trail.act();
    for class in lineage(ev, class) {
        let made = ev.objects.entry(class).or_default();
        if made.len() < 16 {
            made.push(object);
        }
    }
    object
}

fn blank_object(ev: &mut Evaluator<'_>, class: Reference) -> Reference {
    let open = lineage(ev, class).iter().any(|base| ev.heap.class(*base).is_some_and(|c| !c.foreign_bases.is_empty()));
    ev.heap.alloc(Cell::Object(Object { class, attributes: FxHashMap::default(), open }))
}

fn set_fields(ev: &mut Evaluator<'_>, class: Reference, object: Reference, args: &Args) {
    let mut classes = lineage(ev, class);
    classes.reverse();
    let fields: Vec<_> = classes.iter().filter_map(|class| ev.heap.class(*class)?.fields.clone()).flatten().collect();
    if fields.is_empty() {
        args.values().for_each(|value| escape(ev, value));
        return;
    }
    for (index, (name, default)) in fields.into_iter().enumerate() {
        let value = match args.at(index, &name) {
            Setting::Set(arg) => arg.value.clone(),
            Setting::Unknown => Value::Unknown,
            Setting::Absent => default.unwrap_or_default(),
        };
        if let Some(object) = ev.heap.object_mut(object) {
            object.attributes.insert(name, value);
        }
    }
}

/// Calls a method of an object.
pub(super) fn call_object_method(
    ev: &mut Evaluator<'_>,
    object: Reference,
    name: &Ident,
    args: &Args,
    site: &Site,
) -> Value {
    let held = ev.heap.object(object).and_then(|object| object.attributes.get(&name.text).cloned());
    if let Some(value) = held {
        return call::call_value(ev, &value, args, site);
    }
    call_class_method(ev, object, name, args, site)
}

/// Calls a method that an object's class has.
pub(super) fn call_class_method(
    ev: &mut Evaluator<'_>,
    object: Reference,
    name: &Ident,
    args: &Args,
    site: &Site,
) -> Value {
    let Some(class) = ev.heap.object(object).map(|object| object.class) else { return Value::Unknown };
    match class_attribute(ev, class, &name.text) {
        Some(Value::Function(id)) => match ev.functions[id as usize].binding {
            Binding::Static => call_here(ev, id, None, args, site),
            Binding::Class => call_here(ev, id, Some(Value::Class(class)), args, site),
            Binding::Plain | Binding::Property => call_here(ev, id, Some(Value::Object(object)), args, site),
        },
        // It may be a method that was taken from this very object.
        Some(value) if ev.budget.enter() => {
            let given = call::call_value(ev, &value, args, site);
            ev.budget.leave();
            given
        }
        Some(_) => call::call_unknown(ev, args, site),
        None => {
            escape(ev, &Value::Object(object));
            call::call_unknown(ev, args, site)
        }
    }
}

/// Calls an object: its `__call__`.
pub(super) fn call_object(ev: &mut Evaluator<'_>, object: Reference, args: &Args) -> Value {
    let class = ev.heap.object(object).map(|object| object.class);
    match class.and_then(|class| class_attribute(ev, class, "__call__")) {
        Some(Value::Function(id)) => call_function(ev, id, Some(Value::Object(object)), args),
        _ => {
            args.values().for_each(|value| escape(ev, value));
            Value::Unknown
        }
    }
}

/// The object that stands for `self` where a class's methods are evaluated for their own operations: all objects that were
/// made, joined; one made with nothing known where none was.
pub(super) fn self_object(ev: &mut Evaluator<'_>, class: Reference) -> Reference {
    if let Some(object) = ev.selves.get(&class) {
        return *object;
    }
    let made = ev.objects.get(&class).cloned().unwrap_or_default();
    let object = match join_all_objects(ev, &made) {
        Some(object) => object,
        None => promised_object(ev, class),
    };
    ev.selves.insert(class, object);
    object
}

/// An object of a class that was made by code that is not at hand.
pub(super) fn promised_object(ev: &mut Evaluator<'_>, class: Reference) -> Reference {
    if let Some(object) = ev.promised.get(&class) {
        return *object;
    }
    let object = blank_object(ev, class);
    ev.promised.insert(class, object);
    match class_attribute(ev, class, "__init__") {
        Some(Value::Function(id)) => {
            let recording = std::mem::replace(&mut ev.recording, false);
            super::record::run_with_parameters(ev, id, Some(Value::Object(object)));
            ev.recording = recording;
        }
        _ => assume_fields(ev, class, object),
    }
    object
}

/// Sets the fields of a dataclass to what is known of them whoever made it: a text that is the default may be another.
fn assume_fields(ev: &mut Evaluator<'_>, class: Reference, object: Reference) {
    let classes = lineage(ev, class);
    let fields: Vec<_> = classes.iter().filter_map(|class| ev.heap.class(*class)?.fields.clone()).flatten().collect();
    for (name, default) in fields {
        let value = match default {
            Some(text @ Value::Text(_)) => {
                let other = Value::Text(Arc::new(TextValue::hole(Value::Unknown)));
                join_values(ev, text, other)
            }
            Some(_) => Value::Unknown,
            // What its annotation promises is the class's own attribute.
            None => continue,
        };
        if let Some(object) = ev.heap.object_mut(object) {
            object.attributes.insert(name, value);
        }
    }
}

/// `super()` inside a method: an object's view of its bases.
pub(super) fn super_method(ev: &mut Evaluator<'_>, owner: Reference, name: &str) -> Option<FunctionId> {
    let bases = ev.heap.class(owner)?.bases.clone();
    bases.into_iter().find_map(|base| match class_attribute(ev, base, name)? {
        Value::Function(id) => Some(id),
        _ => None,
    })
}

/// What `with` binds: what the object's `__enter__` gives, or the object where it has none.
pub(super) fn enter(ev: &mut Evaluator<'_>, object: Reference, site: &Site) -> Value {
    let class = ev.heap.object(object).map(|object| object.class);
    match class.and_then(|class| class_attribute(ev, class, "__enter__")) {
        Some(Value::Function(id)) => call_here(ev, id, Some(Value::Object(object)), &Args::default(), site),
        _ => Value::Object(object),
    }
}
