//! Calls: what is called decides who answers. Knows the kinds of value, not what Spark's methods do.

use brickline_syntax::python::ast::Ident;

use super::args::{Args, Signature};
use super::escape::escape;
use super::join::join_values;
use super::state::Evaluator;
use super::{builtin, class, container, external, function, library, member, spark, text_method, usage};
use crate::facts::pyspark;
use crate::facts::semantics;
use crate::frame::{Projection, ProjectionKind, Step};
use crate::operation::Site;
use crate::value::Value;

/// Calls a value.
pub(super) fn call_value(ev: &mut Evaluator<'_>, callee: &Value, args: &Args, site: &Site) -> Value {
    match callee {
        Value::Function(id) => function::call_here(ev, *id, None, args, site),
        Value::Class(reference) => class::construct(ev, *reference, args),
        Value::Library(path) => library::call(ev, path, args, site),
        Value::Method(method) => {
            let (receiver, name) = &**method;
            if let Value::Function(id) = receiver {
                return function::call_here(ev, *id, None, args, site);
            }
            let name = Ident { text: name.clone(), range: site.name };
            if let Value::Object(object) = receiver {
                // It was taken from the class: an attribute of the object's own may be this very method.
                return class::call_class_method(ev, *object, &name, args, site);
            }
            call_method(ev, receiver.clone(), &name, args, site)
        }
        Value::Udf(id) => spark::udf::call(ev, *id, args, site),
        Value::Object(reference) => class::call_object(ev, *reference, args),
        Value::Partial(partial) => {
            let (callee, given) = &**partial;
            let callee = callee.clone();
            let merged = Args {
                given: given.iter().cloned().chain(args.given.iter().cloned()).collect(),
                spread: Vec::new(),
                open_positional: args.open_positional,
                open_named: args.open_named || !args.spread.is_empty(),
            };
            call_value(ev, &callee, &merged, site)
        }
        Value::Either(values) => {
            let values = values.clone();
            each_alternative(ev, &values, |ev, value| call_value(ev, value, args, site))
        }
        Value::Decorator(decorator) => {
            let decorator = (**decorator).clone();
            super::decorator::apply(ev, &decorator, args, site)
        }
        _ => call_unknown(ev, args, site),
    }
}

/// Calls a method of a value.
pub(super) fn call_method(ev: &mut Evaluator<'_>, receiver: Value, name: &Ident, args: &Args, site: &Site) -> Value {
    match &receiver {
        Value::Unknown => unknown_method(ev, name, args, site),
        Value::Library(path) => library::call_member(ev, path, &name.text, args, site),
        Value::Instance(path) => library::call_instance(ev, path, name, args, site),
        Value::Text(text) => text_method::call(ev, text, name, args, site),
        Value::List(_) | Value::Set(_) | Value::Dict(_) | Value::Tuple(_) => {
            container::call(ev, &receiver, name, args, site)
        }
        Value::Object(reference) => class::call_object_method(ev, *reference, name, args, site),
        Value::Class(_) | Value::Module(_) => {
            let callee = member::get_attribute(ev, &receiver, name, site);
            call_value(ev, &callee, args, site)
        }
        Value::External(external) => external::call_method(ev, external, name, args, site),
        Value::ActionResult(_) if matches!(name.text.as_str(), "iterrows" | "itertuples") => {
            member::bound(&receiver, &name.text)
        }
        Value::ActionResult(_) => {
            usage::use_other(ev, &receiver, site.whole);
            call_unknown(ev, args, site)
        }
        Value::Either(values) => {
            let values = values.clone();
            each_alternative(ev, &values, |ev, value| call_method(ev, value.clone(), name, args, site))
        }
        Value::Method(method) => {
            let (holder, accessor) = &**method;
            if accessor == "super" {
                let value = builtin::call_super(ev, holder, &name.text, args);
                return value.unwrap_or_else(|| call_unknown(ev, args, site));
            }
            match spark::accessor_class(holder, accessor) {
                Some(class) => spark::call(ev, &receiver, class, name, args, site),
                None => {
                    usage::use_other(ev, holder, site.whole);
                    call_unknown(ev, args, site)
                }
            }
        }
        _ => match spark::class_of(ev, &receiver) {
            Some(class) => spark::call(ev, &receiver, class, name, args, site),
            None => call_unknown(ev, args, site),
        },
    }
}

/// Does the same with each of several values that one may be, `None` left out; nothing is recorded where several are left.
fn each_alternative<'a>(
    ev: &mut Evaluator<'a>,
    values: &[Value],
    mut act: impl FnMut(&mut Evaluator<'a>, &Value) -> Value,
) -> Value {
    let mut left = values.iter().filter(|value| !matches!(value, Value::None));
    match (left.next(), left.next()) {
        (None, _) => Value::Unknown,
        (Some(only), None) => act(ev, only),
        _ => {
            let recording = std::mem::replace(&mut ev.recording, false);
            let mut joined: Option<Value> = None;
            for value in values.iter().filter(|value| !matches!(value, Value::None)) {
                let next = act(ev, value);
                joined = Some(match joined {
                    Some(joined) => join_values(ev, joined, next),
                    None => next,
                });
            }
            ev.recording = recording;
            joined.unwrap_or_default()
        }
    }
}

/// A method of something unknown. What is given to it may tell what it is: only a frame's methods take Columns and frames.
fn unknown_method(ev: &mut Evaluator<'_>, name: &Ident, args: &Args, site: &Site) -> Value {
    let takes_spark = args.values().any(|value| matches!(value, Value::Column(_) | Value::Frame(_)));
    if takes_spark && let Some(found) = semantics::find("DataFrame", &name.text) {
        let range = site.receiver.unwrap_or(site.name);
        let frame = ev.believed_frame(range, None, false);
        if found.meaning == semantics::Meaning::Aggregate {
            // A frame and a grouped frame both have it.
            spark::expressions::record_arguments(ev, args, site, crate::operation::Place::Aggregate, None);
            return Value::Frame(ev.opaque(vec![frame], site.name));
        }
        if found.meaning == semantics::Meaning::ApplyFunction {
            return fit_columns(ev, args, site);
        }
        let method = pyspark::method("DataFrame", &name.text);
        let signature = Signature { semantics: found, method, args };
        return spark::invoke(ev, &Value::Frame(frame), &signature, site);
    }
    call_unknown(ev, args, site)
}

/// `model.transform(df)`: what a fitted model gives has the rows it was given, with columns of its own.
fn fit_columns(ev: &mut Evaluator<'_>, args: &Args, site: &Site) -> Value {
    call_unknown(ev, args, site);
    let Some(Value::Frame(input)) = args.positional().next().map(|arg| arg.value.clone()) else {
        return Value::Unknown;
    };
    let projection = Projection { kind: ProjectionKind::WithColumns, items: Vec::new(), known: false };
    Value::Frame(std::sync::Arc::new(ev.frame(Step::Project(projection), vec![input], site.name)))
}

/// A call of code that is not known: what it is given may be changed, kept or started there.
pub(super) fn call_unknown(ev: &mut Evaluator<'_>, args: &Args, site: &Site) -> Value {
    for value in args.values() {
        usage::use_passed(ev, value, site.whole);
        escape(ev, value);
    }
    spark::expressions::record_arguments(ev, args, site, crate::operation::Place::Other, None);
    Value::Unknown
}
