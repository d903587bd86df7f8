//! Uses of libraries: what is recorded of them, and the few calls of other libraries that read, write, send or bind.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use super::args::Args;
use super::expression::to_text;
use super::state::Evaluator;
use super::{decorator, external, function, mlflow, names, usage};
use crate::facts::library;
use crate::facts::pyspark::{self, Method};
use crate::facts::semantics::{ArgRole, Meaning};
use crate::frame::Setting;
use crate::operation::{ApiUse, Arg, Loop, PathRole, PathUse, Site, What};
use crate::text::{Piece, TextValue};
use crate::value::{Origin, Value};

/// Whether the use of something of a library is recorded: half of what a file does is to call others.
fn is_of_platform(path: &str) -> bool {
    let root = path.split_once('.').map_or(path, |(root, _)| root);
    matches!(
        root,
        "databricks" | "dbutils" | "delta" | "dlt" | "mlflow" | "notebook" | "pyspark" | "sc" | "sqlContext" | "sqlCtx"
    )
}

/// Records a use of something of a library of the platform.
pub(super) fn record(ev: &mut Evaluator<'_>, path: &SmolStr, called: bool, site: &Site) {
    if ev.recording && is_of_platform(path) {
        let exists = pyspark::exists(path);
        ev.record(site, What::ApiUse(ApiUse { path: path.clone(), called, exists }));
    }
}

/// Records a use of a member that a class or module of the table of facts has, or has not.
pub(super) fn record_member(
    ev: &mut Evaluator<'_>,
    class: &str,
    name: &str,
    found: Option<&Method>,
    called: bool,
    site: &Site,
) {
    if ev.recording {
        let (path, exists) = pyspark::locate(class, name, found);
        ev.record(site, What::ApiUse(ApiUse { path, called, exists }));
    }
}

/// Records the use of a name that stands for something of the platform by itself.
pub(super) fn note_name(ev: &mut Evaluator<'_>, value: &Value, range: TextRange) {
    if let Value::Library(path) = value
        && matches!(path.as_str(), "sc" | "sqlContext" | "sqlCtx")
    {
        let site = super::site::of_range(ev, range);
        let path = path.clone();
        record(ev, &path, false, &site);
    }
}

/// Records a path that is used.
pub(super) fn use_path(ev: &mut Evaluator<'_>, arg: Option<&Arg>, role: PathRole, site: &Site) {
    let Some(arg) = arg else { return };
    for text in arg.value.texts() {
        record_path(ev, text, arg.value_range, role, None, site);
    }
}

/// Records a path that is used, with the format it is read or written in.
pub(super) fn record_path(
    ev: &mut Evaluator<'_>,
    path: &Arc<TextValue>,
    argument: TextRange,
    role: PathRole,
    format: Option<SmolStr>,
    site: &Site,
) {
    let range = names::text_range(path, argument);
    ev.record(site, What::PathUse(Box::new(PathUse { path: Arc::clone(path), range, role, format })));
}

/// Records what is sent out, where it carries something from outside.
pub(super) fn expose(ev: &mut Evaluator<'_>, sink: &str, args: &Args, site: &Site) {
    let exposed: Vec<Value> = args.values().filter(|value| carries_external(value, 0)).cloned().collect();
    for value in exposed {
        ev.record(site, What::Exposure { value: Box::new(value), sink: SmolStr::new(sink) });
    }
}

/// Whether a value carries something from outside.
pub(super) fn carries_external(value: &Value, depth: u32) -> bool {
    depth < 8
        && match value {
            Value::External(_) => true,
            Value::Text(text) => text.pieces.iter().any(|piece| match piece {
                Piece::Hole(value) => carries_external(value, depth + 1),
                Piece::Constant(_) => false,
            }),
            Value::Tuple(values) | Value::Either(values) => {
                values.iter().any(|value| carries_external(value, depth + 1))
            }
            _ => false,
        }
}

/// Calls of other libraries that mean something here; `None` for all the others.
pub(super) fn call(ev: &mut Evaluator<'_>, path: &SmolStr, args: &Args, site: &Site) -> Option<Value> {
    let first = args.positional().next();
    let value = match path.as_str() {
        "functools.reduce" => reduce(ev, args, site),
        "functools.partial" => {
            let callee = first?.value.clone();
            let given: Vec<Arg> = args.given.iter().skip(1).cloned().collect();
            Value::partial(callee, given)
        }
        "functools.wraps" => decorator::waiting(path, args, site),
        "os.path.join" | "posixpath.join" => join_paths(args),
        "copy.deepcopy" | "copy.copy" => {
            let value = first?.value.clone();
            super::escape::snapshot(ev, &value)
        }
        "dataclasses.field" => match (args.named("default"), args.named("default_factory")) {
            (Setting::Set(default), _) => default.value.clone(),
            (_, Setting::Set(factory)) => {
                let factory = factory.value.clone();
                super::call::call_value(ev, &factory, &Args::default(), site)
            }
            _ => Value::Unknown,
        },
        "typing.cast" => args.positional().nth(1)?.value.clone(),
        "textwrap.dedent" | "inspect.cleandoc" => first?.value.clone(),
        "argparse.ArgumentParser.parse_args" | "argparse.ArgumentParser.parse_known_args" => {
            external::read(ev, Origin::CommandLine, None, None, site)
        }
        "logging.getLogger" => Value::instance(SmolStr::new_static("logging.Logger")),
        _ => return by_table(ev, path, args, site),
    };
    Some(value)
}

/// Does what the table of libraries says of a call.
fn by_table(ev: &mut Evaluator<'_>, path: &SmolStr, args: &Args, site: &Site) -> Option<Value> {
    let found = library::find(path)?;
    if let Some(verb) = mlflow::verb(found.meaning) {
        return Some(mlflow::record(ev, path, found, verb, args, site));
    }
    match found.meaning {
        Meaning::Environment => {
            let key = super::container::given(mlflow::role(found, args, ArgRole::Key));
            let default = super::container::given(mlflow::role(found, args, ArgRole::Value));
            return Some(external::read(ev, Origin::Environment, key.as_ref(), default, site));
        }
        Meaning::Log | Meaning::Print => {
            expose(ev, path, args, site);
            args.values().for_each(|value| usage::use_other(ev, value, site.whole));
            return Some(Value::None);
        }
        _ => {}
    }
    let positional = args.positional().enumerate().filter_map(|(index, arg)| Some((found.positional(index)?, arg)));
    let named = args.given.iter().filter_map(|arg| Some((arg.name.as_deref()?, arg)));
    let paths: Vec<&Arg> = positional
        .chain(named)
        .filter(|(name, _)| found.role(name) == Some(ArgRole::Path))
        .map(|(_, arg)| arg)
        .collect();
    for arg in paths {
        use_path(ev, Some(arg), PathRole::LocalFile, site);
    }
    None
}

fn join_paths(args: &Args) -> Value {
    let mut joined = TextValue::default();
    for (index, arg) in args.positional().enumerate() {
        if index > 0 && !joined.display().ends_with('/') {
            joined = joined.concat(&TextValue::of("/", None));
        }
        joined = joined.concat(&to_text(&arg.value));
    }
    if args.open_positional {
        joined.pieces.push(Piece::Hole(Value::Unknown));
    }
    Value::Text(Arc::new(joined))
}

/// `functools.reduce(function, items, initial)`: a loop that hands its result from turn to turn.
fn reduce(ev: &mut Evaluator<'_>, args: &Args, site: &Site) -> Value {
    let mut given = args.positional().map(|arg| arg.value.clone());
    let (Some(callee), Some(items)) = (given.next(), given.next()) else { return Value::Unknown };
    let elements = super::expression::elements(ev, &items);
    let turns = elements.as_ref().filter(|(_, open)| !open).map(|(items, _)| items.len() as u64);
    let element = match &elements {
        Some((items, _)) => super::looping::element_of(ev, &items.clone()),
        None => Value::Unknown,
    };
    let initial = match args.at(2, "initial") {
        Setting::Set(arg) => arg.value.clone(),
        _ => element.clone(),
    };
    if let Value::Function(id) = callee {
        let around =
            Loop { range: site.whole, turns, over_listing: false, comprehension: true, names: Default::default() };
        let range = ev.functions[id as usize].range();
        ev.roles.entry(range).or_default().reduce = Some(around);
    }
    let result = function::call_with(ev, &callee, vec![initial.clone(), element]);
    match (result, initial) {
        (Value::Unknown, Value::Frame(frame)) => Value::Frame(ev.opaque(vec![frame], site.name)),
        (result, _) => result,
    }
}
