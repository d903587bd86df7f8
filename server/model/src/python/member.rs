//! Attributes of values, taken without a call. Knows the kinds of value, not what Spark's methods do.

use brickline_syntax::python::ast::Ident;
use smol_str::SmolStr;

use super::join::join_values;
use super::state::Evaluator;
use super::{class, graft, library, spark, usage};
use crate::operation::Site;
use crate::value::Value;

/// The value of `object.name`.
pub(super) fn get_attribute(ev: &mut Evaluator<'_>, object: &Value, name: &Ident, site: &Site) -> Value {
    match object {
        Value::Library(path) => library::get(ev, path, name, site),
        Value::Instance(path) => library::get_of_instance(ev, path, name, site),
        Value::Object(reference) => class::object_attribute(ev, *reference, &name.text).unwrap_or_default(),
        Value::Class(reference) => match class::class_attribute(ev, *reference, &name.text) {
            Some(Value::Function(id)) => class::bind_to_class(ev, *reference, id),
            value => value.unwrap_or_default(),
        },
        Value::Module(_) => graft::find_name(ev, object, &name.text).unwrap_or_default(),
        Value::Either(values) => {
            let values: Vec<Value> = values.iter().filter(|value| !matches!(value, Value::None)).cloned().collect();
            let parts: Vec<Value> = values.iter().map(|value| get_attribute(ev, value, name, site)).collect();
            parts.into_iter().reduce(|one, other| join_values(ev, one, other)).unwrap_or_default()
        }
        // What is done with these views of collected rows tells how the rows are used.
        Value::ActionResult(_) if matches!(name.text.as_str(), "iloc" | "iat") => bound(object, &name.text),
        Value::ActionResult(_) => {
            usage::use_other(ev, object, site.whole);
            Value::Unknown
        }
        Value::Method(method) => {
            let (holder, accessor) = &**method;
            match spark::accessor_class(holder, accessor) {
                Some(_) => bound(object, &name.text),
                None => Value::Unknown,
            }
        }
        // A member of an enumeration is taken for its value.
        Value::Text(_) if name.text == "value" => object.clone(),
        Value::Text(_) | Value::List(_) | Value::Set(_) | Value::Dict(_) | Value::Tuple(_) => bound(object, &name.text),
        Value::External(_) => object.clone(),
        Value::Unknown
        | Value::None
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Function(_)
        | Value::Partial(_)
        | Value::Decorator(_) => Value::Unknown,
        Value::Session
        | Value::Frame(_)
        | Value::Grouped(_)
        | Value::Column(_)
        | Value::Window(_)
        | Value::DeltaTable(_)
        | Value::Builder(_)
        | Value::Udf(_)
        | Value::StreamingQuery(_) => spark::get_attribute(ev, object, name, site),
    }
}

/// A method taken from a value and not called.
pub(super) fn bound(object: &Value, name: &SmolStr) -> Value {
    Value::method(object.clone(), name.clone())
}

/// Sets `object.name`.
pub(super) fn set_attribute(ev: &mut Evaluator<'_>, object: &Value, name: &SmolStr, value: Value) {
    match object {
        Value::Object(reference) => {
            if let Some(object) = ev.heap.object_mut(*reference) {
                object.attributes.insert(name.clone(), value);
            }
        }
        Value::Class(reference) => {
            if let Some(class) = ev.heap.class_mut(*reference) {
                class.attributes.insert(name.clone(), value);
            }
        }
        _ => super::escape::escape(ev, &value),
    }
}
