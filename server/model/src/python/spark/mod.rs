//! Spark's objects: which class a value is of, and who answers a call by what the table of facts says the call means.

use std::sync::Arc;

use brickline_syntax::python::ast::Ident;
use smol_str::SmolStr;

use super::args::{Args, Signature};
use super::call::call_unknown;
use super::heap::Cell;
use super::member::bound;
use super::state::Evaluator;
use super::{annotation, api};
use crate::facts::pyspark::{self, MemberKind};
use crate::facts::semantics::{self, Meaning};
use crate::frame::Frame;
use crate::operation::Site;
use crate::value::Value;

pub(super) mod action;
pub(super) mod catalog;
pub(super) mod column;
pub(super) mod delta;
pub(super) mod expressions;
pub(super) mod frame;
pub(super) mod functions;
pub(super) mod grouped;
pub(super) mod merge;
pub(super) mod options;
pub(super) mod pipeline;
pub(super) mod platform;
pub(super) mod reader;
pub(super) mod schema;
pub(super) mod session;
pub(super) mod source;
pub(super) mod sql_text;
pub(super) mod stream;
pub(super) mod table_builder;
pub(super) mod udf;
pub(super) mod window;
pub(super) mod writer;

/// The class of the table of facts that a value is of.
pub(super) fn class_of(ev: &Evaluator<'_>, value: &Value) -> Option<&'static str> {
    Some(match value {
        Value::Session => "SparkSession",
        Value::Frame(_) => "DataFrame",
        Value::Grouped(_) => "GroupedData",
        Value::Column(_) => "Column",
        Value::Window(_) => "WindowSpec",
        Value::DeltaTable(_) => "DeltaTable",
        Value::StreamingQuery(_) => "StreamingQuery",
        Value::Builder(reference) => match ev.heap.cell(*reference) {
            Cell::Builder(builder) => builder.kind.class(),
            _ => return None,
        },
        Value::Instance(path) => pyspark::class_at(path)?.name,
        Value::Method(method) => accessor_class(&method.0, &method.1)?,
        _ => return None,
    })
}

/// The class of what an accessor of an object gives: `df.na`, `spark.conf`.
pub(super) fn accessor_class(holder: &Value, accessor: &str) -> Option<&'static str> {
    Some(match (holder, accessor) {
        (Value::Frame(_), "na") => "DataFrameNaFunctions",
        (Value::Frame(_), "stat") => "DataFrameStatFunctions",
        (Value::Frame(_), "rdd") => "RDD",
        (Value::Session, "conf") => "RuntimeConfig",
        (Value::Session, "catalog") => "Catalog",
        (Value::Session, "streams") => "StreamingQueryManager",
        (Value::Session, "udf") => "UDFRegistration",
        (Value::Session, "udtf") => "UDTFRegistration",
        (Value::Session, "sparkContext") => "SparkContext",
        _ => return None,
    })
}

/// The frame that a call is on: the receiver, or what its accessor was taken from.
pub(super) fn frame_of(value: &Value) -> Option<&Arc<Frame>> {
    match value {
        Value::Frame(frame) => Some(frame),
        Value::Method(method) => frame_of(&method.0),
        _ => None,
    }
}

/// Calls a member of a class of Spark.
pub(super) fn call(
    ev: &mut Evaluator<'_>,
    receiver: &Value,
    class: &'static str,
    name: &Ident,
    args: &Args,
    site: &Site,
) -> Value {
    if let (Value::Builder(schema), "StructType") = (receiver, class) {
        return schema::invoke(ev, *schema, &name.text, args);
    }
    let method = pyspark::method(class, &name.text);
    api::record_member(ev, class, &name.text, method, true, site);
    if let Some(found) = semantics::find(class, &name.text) {
        let signature = Signature { semantics: found, method, args };
        return invoke(ev, receiver, &signature, site);
    }
    call_unknown(ev, args, site);
    match method.and_then(|method| method.returns()) {
        Some("DataFrame") => {
            let inputs = frame_of(receiver).cloned().into_iter().collect();
            Value::Frame(ev.opaque(inputs, site.name))
        }
        Some("Column") => {
            let expr = crate::expr::Expr::unknown(site.whole);
            Value::Column(Arc::new(expr))
        }
        Some(class) if pyspark::class(class).is_some() => annotation::instance_of(ev, class, None),
        _ => Value::Unknown,
    }
}

/// Does what the table of facts says a call means.
pub(super) fn invoke(ev: &mut Evaluator<'_>, receiver: &Value, signature: &Signature<'_>, site: &Site) -> Value {
    match signature.semantics.class {
        "DataFrame" | "DataFrameNaFunctions" | "DataFrameStatFunctions" | "RDD" => match frame_of(receiver) {
            Some(frame) => frame::invoke(ev, &Arc::clone(frame), receiver, signature, site),
            None => frame::invoke_rdd(ev, signature, site),
        },
        "GroupedData" | "PandasCogroupedOps" => grouped::invoke(ev, receiver, signature, site),
        "Column" => column::invoke(ev, receiver, signature, site),
        "SparkSession" | "DatabricksSession" => session::invoke(ev, signature, site),
        "SparkSession.Builder" | "DatabricksSession.Builder" => session::invoke_builder(ev, receiver, signature, site),
        "RuntimeConfig" => session::invoke_conf(ev, signature, site),
        "SparkContext" => session::invoke_context(ev, signature, site),
        "Catalog" => catalog::invoke(ev, signature, site),
        "DataFrameReader" | "DataStreamReader" => reader::invoke(ev, receiver, signature, site),
        "DataFrameWriter" | "DataFrameWriterV2" => writer::invoke(ev, receiver, signature, site),
        "DataStreamWriter" => stream::invoke(ev, receiver, signature, site),
        "StreamingQuery" | "StreamingQueryManager" => stream::invoke_query(ev, receiver, signature, site),
        "DeltaTable" | "DeltaOptimizeBuilder" => delta::invoke(ev, receiver, signature, site),
        "DeltaMergeBuilder" | "MergeIntoWriter" => merge::invoke(ev, receiver, signature, site),
        "DeltaTableBuilder" => table_builder::invoke(ev, receiver, signature, site),
        "UDFRegistration" | "UDTFRegistration" => udf::register(ev, signature, site),
        "Window" | "WindowSpec" => window::invoke(ev, receiver, signature, site),
        _ => call_unknown(ev, signature.args, site),
    }
}

/// The value of an attribute of one of Spark's objects.
pub(super) fn get_attribute(ev: &mut Evaluator<'_>, object: &Value, name: &Ident, site: &Site) -> Value {
    match class_of(ev, object) {
        Some(class) => get_member(ev, object, class, name, site),
        None => Value::Unknown,
    }
}

/// The value of a member of a class, not called.
pub(super) fn get_member(
    ev: &mut Evaluator<'_>,
    object: &Value,
    class: &'static str,
    name: &Ident,
    site: &Site,
) -> Value {
    let Some(method) = pyspark::method(class, &name.text) else {
        return match object {
            Value::Frame(frame) if !name.text.starts_with('_') => {
                column::of_frame(ev, frame, &name.text, name.range, site.whole)
            }
            Value::Column(_) if !name.text.starts_with('_') => {
                column::field(ev, object, &Value::text(name.text.clone()), site.whole)
            }
            _ => {
                api::record_member(ev, class, &name.text, None, false, site);
                Value::Unknown
            }
        };
    };
    if method.kind() == MemberKind::Property {
        api::record_member(ev, class, &name.text, Some(method), false, site);
        return get_property(ev, object, class, name, site);
    }
    bound(object, &name.text)
}

fn get_property(ev: &mut Evaluator<'_>, object: &Value, class: &'static str, name: &Ident, site: &Site) -> Value {
    let Some(found) = semantics::find(class, &name.text) else {
        return Value::Unknown;
    };
    match found.meaning {
        Meaning::Na
        | Meaning::Stat
        | Meaning::Rdd
        | Meaning::Conf
        | Meaning::Catalog
        | Meaning::Streams
        | Meaning::UdfRegistry
        | Meaning::Context => {
            // An accessor of a class that is not a session is not followed.
            bound(object, &name.text)
        }
        _ => {
            let args = Args::default();
            let signature = Signature { semantics: found, method: pyspark::method(class, &name.text), args: &args };
            invoke(ev, object, &signature, site)
        }
    }
}

/// A property of a class itself: `SparkSession.builder`.
pub(super) fn get_static(ev: &mut Evaluator<'_>, class: &'static str, name: &Ident, site: &Site) -> Option<Value> {
    let found = semantics::find(class, &name.text)?;
    (found.meaning == Meaning::SessionBuilder).then(|| {
        let args = Args::default();
        let signature = Signature { semantics: found, method: None, args: &args };
        invoke(ev, &Value::Session, &signature, site)
    })
}

/// An object of a class of Spark that is made by calling the class.
pub(super) fn construct(ev: &mut Evaluator<'_>, class: &str, path: &SmolStr, args: &Args, site: &Site) -> Value {
    let _ = (args, site);
    match class {
        "SparkSession" | "SQLContext" | "HiveContext" => Value::Session,
        "DataFrame" => annotation::instance_of(ev, "DataFrame", None),
        _ => Value::instance(path.clone()),
    }
}
