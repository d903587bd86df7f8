//! What a parameter is believed to be: by its annotation, by its name, by what only Spark's objects can do.
//! Knows no calls.

use std::sync::Arc;

use brickline_syntax::python::ast::{BinaryOp, Expr, ExprKind, Ident};
use smol_str::SmolStr;

use super::chain::evidence_of_names;
use super::expression::read_name;
use super::function::Body;
use super::state::Evaluator;
use crate::expr;
use crate::facts::pyspark;
use crate::frame::DeltaTable;
use crate::operation::{Site, Source};
use crate::text::{TextValue, dotted};
use crate::value::{FunctionId, Value};

/// The value that an annotation promises.
pub(super) fn believe(ev: &mut Evaluator<'_>, annotation: &Expr, name: &Ident) -> Value {
    match annotated_class(ev, annotation, 0) {
        Some(path) => instance(ev, &path, Some(name), true),
        None => match annotated_item(ev, annotation) {
            Some(item) => believe_items(ev, item, name),
            None if is_session_name(&name.text) => Value::Session,
            None => Value::Unknown,
        },
    }
}

/// What a list, set or other collection of one class holds: `list[DataFrame]`.
fn annotated_item<'a>(ev: &mut Evaluator<'_>, annotation: &'a Expr) -> Option<&'a Expr> {
    const COLLECTIONS: &[&str] = &["list", "List", "set", "Set", "Sequence", "Iterable", "Iterator", "Collection"];
    let ExprKind::Subscript { object, index } = &annotation.kind else { return None };
    let path = path_of(ev, object)?;
    COLLECTIONS.contains(&path.rsplit('.').next()?).then_some(&**index)
}

/// A collection of unknown length, with one item to stand for all: of the class that `item` names.
fn believe_items(ev: &mut Evaluator<'_>, item: &Expr, name: &Ident) -> Value {
    let Some(path) = annotated_class(ev, item, 0) else { return Value::Unknown };
    match instance(ev, &path, Some(name), true) {
        frame @ Value::Frame(_) => {
            let item = super::heap::Item { value: frame, range: Default::default() };
            Value::List(ev.heap.new_list(vec![item], true))
        }
        _ => Value::Unknown,
    }
}

/// A value of the class that a function says it returns, where nothing else is known of what it returns.
pub(super) fn believe_returned(ev: &mut Evaluator<'_>, returns: &Expr) -> Value {
    match annotated_class(ev, returns, 0) {
        Some(path) => instance(ev, &path, None, true),
        None => Value::Unknown,
    }
}

/// A value of a class, by the class's path.
pub(super) fn instance_of(ev: &mut Evaluator<'_>, path: &str, name: Option<&Ident>) -> Value {
    instance(ev, path, name, false)
}

fn instance(ev: &mut Evaluator<'_>, path: &str, name: Option<&Ident>, annotated: bool) -> Value {
    let range = name.map_or_else(Default::default, |name| ev.at(name.range));
    match path {
        "str" => return Value::Text(Arc::new(TextValue::hole(Value::Unknown))),
        "None" | "int" | "float" | "bool" | "list" | "dict" | "tuple" | "set" => return Value::Unknown,
        _ => {}
    }
    if path.starts_with("pyspark.pandas") {
        return Value::instance(path);
    }
    let Some(class) = pyspark::class_at(path) else {
        return if path.contains('.') { Value::instance(path) } else { Value::Unknown };
    };
    match class.name {
        "DataFrame" => Value::Frame(ev.believed_frame(range, name.map(|name| &name.text), annotated)),
        "SparkSession" | "DatabricksSession" => Value::Session,
        "Column" => Value::Column(Arc::new(expr::Expr::unknown(range))),
        "DeltaTable" => Value::DeltaTable(Arc::new(DeltaTable { source: Source::Unknown, alias: None, range })),
        "WindowSpec" => Value::Window(Arc::new(expr::WindowSpec { range, ..Default::default() })),
        class_name => match super::builder::BuilderKind::of_class(class_name) {
            Some(kind) => {
                let builder = super::builder::Builder::unknown(kind, Site::default());
                Value::Builder(ev.heap.alloc(super::heap::Cell::Builder(Box::new(builder))))
            }
            None => Value::instance(path),
        },
    }
}

/// The value of a parameter without annotation that no call was seen to give.
pub(super) fn guess(ev: &mut Evaluator<'_>, id: FunctionId, name: &Ident) -> Value {
    if ev.functions[id as usize].patched {
        return Value::Unknown;
    }
    if is_session_name(&name.text) {
        return Value::Session;
    }
    if name.text == "dbutils" {
        return Value::Library(SmolStr::new_static("dbutils"));
    }
    let Body::Def(def) = ev.functions[id as usize].body else { return Value::Unknown };
    let evidence = ev.evidence.entry(Arc::as_ptr(def)).or_insert_with(|| evidence_of_names(def));
    match evidence.get(&name.text).copied() {
        Some(class) => instance_of(ev, class, Some(name)),
        None => Value::Unknown,
    }
}

fn is_session_name(name: &str) -> bool {
    matches!(name, "spark" | "spark_session" | "sparkSession")
}

/// The class that an annotation names, through `Optional[...]`, `X | None`, quotes and dotted paths.
fn annotated_class(ev: &mut Evaluator<'_>, annotation: &Expr, depth: u32) -> Option<SmolStr> {
    if depth > 4 {
        return None;
    }
    match &annotation.kind {
        ExprKind::Name(_) | ExprKind::Attribute { .. } => path_of(ev, annotation),
        ExprKind::String(literal) => {
            let text = ev.code.text.get(literal.parts.first()?.content.to_usize())?.trim();
            let text = strip_none(text)?;
            let (head, rest) = text.split_once('.').map_or((text, None), |(head, rest)| (head, Some(rest)));
            let root = named_path(ev, head)?;
            Some(rest.map_or(root.clone(), |rest| dotted(&root, rest)))
        }
        ExprKind::Subscript { object, index } => {
            let outer = path_of(ev, object)?;
            if outer.ends_with("Optional") { annotated_class(ev, index, depth + 1) } else { None }
        }
        ExprKind::Binary { first, rest } => {
            let mut parts = std::iter::once(&**first).chain(rest.iter().map(|term| &term.value));
            let is_union = rest.iter().all(|term| term.op == BinaryOp::BitOr);
            let only = parts.by_ref().filter(|part| !matches!(part.kind, ExprKind::None)).collect::<Vec<_>>();
            match only.as_slice() {
                [part] if is_union => annotated_class(ev, part, depth + 1),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The one class of an annotation in quotes: `X`, `X | None`, `Optional[X]`.
fn strip_none(text: &str) -> Option<&str> {
    let inner = text.strip_suffix(']').and_then(|text| text.split_once("Optional[")).map_or(text, |(_, inner)| inner);
    let mut classes = inner.split('|').map(str::trim).filter(|class| *class != "None");
    classes.next().filter(|_| classes.next().is_none())
}

/// The object of the project that an annotation promises. Whoever calls may have made it in a way of its own.
pub(super) fn find_object(ev: &mut Evaluator<'_>, annotation: &Expr) -> Option<Value> {
    let name = match &annotation.kind {
        ExprKind::Name(name) => name.clone(),
        ExprKind::String(literal) => {
            let text = ev.code.text.get(literal.parts.first()?.content.to_usize())?.trim();
            SmolStr::new(strip_none(text)?)
        }
        _ => return None,
    };
    match read_name(ev, &name)? {
        Value::Class(class) => Some(Value::Object(super::class::promised_object(ev, class))),
        _ => None,
    }
}

/// The path of what a name or attribute stands for, where that is of a library.
pub(super) fn path_of(ev: &mut Evaluator<'_>, expr: &Expr) -> Option<SmolStr> {
    match &expr.kind {
        ExprKind::Name(name) => named_path(ev, name),
        ExprKind::Attribute { object, name } => {
            let root = path_of(ev, object)?;
            Some(dotted(&root, &name.text))
        }
        _ => None,
    }
}

/// The path that a name stands for. A class of Spark that is named without an import is believed to be that class:
/// otherwise the code could not run.
fn named_path(ev: &mut Evaluator<'_>, name: &str) -> Option<SmolStr> {
    match read_name(ev, name) {
        Some(Value::Library(path)) => Some(path.strip_prefix("builtins.").map_or(path.clone(), SmolStr::new)),
        Some(_) => None,
        None => matches!(name, "DataFrame" | "SparkSession" | "Column" | "DeltaTable").then(|| SmolStr::new(name)),
    }
}
