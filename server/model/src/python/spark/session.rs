//! The session: reading tables, running SQL, confs, building a session.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use super::super::args::{Args, Signature};
use super::super::builder::{Builder, BuilderKind};
use super::super::call::call_unknown;
use super::super::container::dict_entries;
use super::super::expression::{elements, to_text};
use super::super::names;
use super::super::state::Evaluator;
use super::reader::{self, Reading};
use super::{frame, schema, source, sql_text};
use crate::facts::semantics::{ArgRole, Meaning};
use crate::frame::{Column, Setting, Step};
use crate::name::Role;
use crate::operation::{ConfigScope, ConfigSet, NamedHow, NamedText, Site, SqlText, What};
use crate::session::TempView;
use crate::text::{Piece, TextValue};
use crate::tri::Tri;
use crate::value::{Origin, Value};

/// Does what a method or property of a session does.
pub(in crate::python) fn invoke(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> Value {
    match signature.semantics.meaning {
        Meaning::Read => reader::open(ev, false, site),
        Meaning::ReadStream => reader::open(ev, true, site),
        Meaning::ReadTable => read_table(ev, signature, site),
        Meaning::Sql => run_sql(ev, signature, site),
        Meaning::Rows => rows(ev, signature, site),
        Meaning::SessionBuilder => {
            let is_connect = signature.semantics.class == "DatabricksSession";
            let kind = if is_connect { BuilderKind::ConnectSession } else { BuilderKind::Session };
            frame::open_builder(ev, Builder::new(kind, site.clone()))
        }
        Meaning::GetSession => Value::Session,
        Meaning::StopSession => Value::None,
        _ if signature.semantics.name == "newSession" => Value::Session,
        _ => call_unknown(ev, signature.args, site),
    }
}

/// `spark.table(name)`.
pub(in crate::python) fn read_table(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> Value {
    let source = source::table(ev, signature.role(ArgRole::Table), Role::Read, site);
    reader::finish(ev, Reading::table(source, false), site)
}

/// `spark.sql(text, args)`.
pub(in crate::python) fn run_sql(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> Value {
    let given = match signature.role(ArgRole::Sql) {
        Setting::Set(arg) => arg.clone(),
        _ => return unknown_sql(ev, site),
    };
    let text = match &given.value {
        Value::Text(text) => Arc::clone(text),
        Value::Either(values) => return run_alternatives(ev, values, given.value_range, signature.args, site),
        value => {
            // Text that is all unknown: the place is recorded, and the session may be in any state behind it.
            let text = to_text(value);
            let ran = sql_text::run(ev, &text, given.value_range, &[]);
            record_sql(ev, &ran, site);
            return unknown_sql(ev, site);
        }
    };
    let text = fill_named(&text, signature.args);
    let parameters = parameters(ev, signature.args);
    let hidden = show_frames(ev, signature.args);
    let ran = run_text(ev, &text, given.value_range, &parameters, site);
    hide_frames(ev, &hidden);
    match ran.script.frame {
        Some(frame) => Value::Frame(frame),
        None if ran.script.statements == 0 => unknown_sql(ev, site),
        None => Value::Frame(rows_frame(ev, site, None)),
    }
}

/// Runs a text, and records what it does where it is spelt: in the file at hand even if another file's function gives it to
/// the session, and not here if another file does.
fn run_text(
    ev: &mut Evaluator<'_>,
    text: &Arc<TextValue>,
    range: TextRange,
    parameters: &[(SmolStr, Value)],
    site: &Site,
) -> sql_text::Ran {
    let is_told = ev.told.contains(&Arc::as_ptr(text));
    let spelt = text.literal.filter(|literal| {
        ev.through && ev.code.foreign && ev.literals.contains_key(literal) && !ev.read_as_sql.contains_key(literal)
    });
    let recording = ev.recording;
    ev.recording = (recording && !is_told) || spelt.is_some();
    let ran = sql_text::run(ev, text, spelt.unwrap_or(range), parameters);
    match spelt {
        Some(literal) => {
            let site = Site { name: literal, whole: literal, link: literal, ..Site::default() };
            record_sql(ev, &ran, &site);
        }
        None => record_sql(ev, &ran, site),
    }
    ev.recording = recording;
    ran
}

fn record_sql(ev: &mut Evaluator<'_>, ran: &sql_text::Ran, site: &Site) {
    let what = SqlText { sql: ran.number, statements: ran.script.statements, holes: ran.holes.clone() };
    ev.record(site, What::SqlText(what));
}

fn unknown_sql(ev: &mut Evaluator<'_>, site: &Site) -> Value {
    Value::Frame(ev.opaque(Vec::new(), site.name))
}

/// One of several texts is run: each is looked at, the result is one of theirs.
fn run_alternatives(
    ev: &mut Evaluator<'_>,
    values: &Arc<[Value]>,
    range: TextRange,
    args: &Args,
    site: &Site,
) -> Value {
    let parameters = parameters(ev, args);
    let mut joined: Option<Value> = None;
    for value in values.iter() {
        let Value::Text(text) = value else { continue };
        // What is only the start of another is not yet a statement: a condition may follow.
        let is_start = |other: &Value| matches!(other, Value::Text(other) if text.is_start_of(other));
        if values.iter().any(is_start) {
            continue;
        }
        let text = Arc::clone(text);
        let ran = run_text(ev, &text, range, &parameters, site);
        let next = ran.script.frame.map_or(Value::Unknown, Value::Frame);
        joined = Some(match joined {
            Some(joined) => super::super::join::join_values(ev, joined, next),
            None => next,
        });
    }
    joined.unwrap_or_else(|| unknown_sql(ev, site))
}

/// `spark.sql("... {df} ...", df=df)`: what is given by name takes the place of its name in braces; frames are views of that name.
fn fill_named(text: &Arc<TextValue>, args: &Args) -> Arc<TextValue> {
    let given: Vec<(&str, &Value)> = args
        .given
        .iter()
        .filter_map(|arg| Some((arg.name.as_deref()?, &arg.value)))
        .filter(|(name, _)| !matches!(*name, "args" | "sqlQuery"))
        .collect();
    let has_name = |constant: &str| given.iter().any(|(name, _)| constant.contains(&format!("{{{name}}}")));
    if !text.pieces.iter().any(|piece| matches!(piece, Piece::Constant(constant) if has_name(constant))) {
        return Arc::clone(text);
    }
    let mut pieces = Vec::new();
    for piece in &text.pieces {
        let Piece::Constant(constant) = piece else {
            pieces.push(piece.clone());
            continue;
        };
        let mut rest = constant.as_str();
        loop {
            let next = given
                .iter()
                .filter_map(|(name, value)| Some((rest.find(&format!("{{{name}}}"))?, name.len() + 2, *value)))
                .min_by_key(|(at, ..)| *at);
            let Some((at, length, value)) = next else { break };
            if at > 0 {
                pieces.push(Piece::Constant(SmolStr::new(&rest[..at])));
            }
            let name = SmolStr::new(&rest[at + 1..at + length - 1]);
            pieces.push(match value {
                Value::Frame(_) => Piece::Constant(name),
                value => Piece::Hole(value.clone()),
            });
            rest = &rest[at + length..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Constant(SmolStr::new(rest)));
        }
    }
    Arc::new(TextValue { pieces, literal: None, head: None })
}

/// Makes views of the frames that are given by name, for one text.
fn show_frames(ev: &mut Evaluator<'_>, args: &Args) -> Vec<TempView> {
    let frames = args.given.iter().filter_map(|arg| Some((arg.name.clone()?, arg.value.as_frame()?)));
    let views: Vec<TempView> =
        frames.map(|(name, frame)| TempView { name, global: false, frame: Some(Arc::clone(frame)) }).collect();
    if !views.is_empty() {
        ev.heap.change_session(|session| session.views.extend(views.iter().cloned()));
    }
    views
}

fn hide_frames(ev: &mut Evaluator<'_>, views: &[TempView]) {
    if !views.is_empty() {
        ev.heap.change_session(|session| session.views.retain(|view| !views.contains(view)));
    }
}

/// The values given by name to a SQL text: `args={...}` and keyword arguments.
fn parameters(ev: &Evaluator<'_>, args: &Args) -> Vec<(SmolStr, Value)> {
    let mut found = Vec::new();
    let args_given = args.at(1, "args").value().map(|arg| arg.value.clone());
    if let Some((entries, _)) = args_given.and_then(|given| dict_entries(ev, &given)) {
        for entry in entries {
            if let Some(name) = entry.key.as_text() {
                found.push((SmolStr::new(name.to_lowercase()), entry.value));
            }
        }
    }
    for arg in args.given.iter().chain(args.spread.iter().map(|spread| &spread.arg)) {
        if let Some(name) = arg.name.as_deref().filter(|name| !matches!(*name, "args" | "sqlQuery")) {
            found.push((SmolStr::new(name.to_lowercase()), arg.value.clone()));
        }
    }
    found
}

/// `createDataFrame`, `range`: rows from the driver. Literal rows are few; others may be any number.
fn rows(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> Value {
    let args = signature.args;
    let small = match signature.semantics.name {
        "createDataFrame" => match signature.role(ArgRole::Rows) {
            Setting::Set(arg) => elements(ev, &arg.value).is_some_and(|(_, open)| !open),
            _ => false,
        },
        "range" => args.positional().all(|arg| arg.value.as_int().is_some_and(|count| count <= 100_000)),
        _ => true,
    };
    let columns = match signature.role(ArgRole::Schema) {
        Setting::Set(arg) => schema::columns_of(ev, &arg.value, arg.value_range),
        _ => None,
    };
    // A schema that is put together elsewhere is listed there.
    let is_list = |value: &Value| !matches!(value, Value::Builder(_));
    if let (Some(columns), Setting::Set(arg)) = (&columns, signature.role(ArgRole::Schema))
        && is_list(&arg.value)
    {
        schema::record_list(ev, columns, site);
    }
    args.values().for_each(|value| super::super::usage::use_passed(ev, value, site.whole));
    if small {
        return Value::Frame(rows_frame(ev, site, columns));
    }
    let mut made = ev.frame(Step::Opaque, Vec::new(), site.name);
    (made.streaming, made.columns) = (Tri::No, columns);
    Value::Frame(Arc::new(made))
}

/// A frame of few rows.
pub(in crate::python) fn rows_frame(
    ev: &mut Evaluator<'_>,
    site: &Site,
    columns: Option<Arc<[Column]>>,
) -> Arc<crate::frame::Frame> {
    let mut made = ev.frame(Step::Rows, Vec::new(), site.name);
    (made.streaming, made.columns) = (Tri::No, columns);
    Arc::new(made)
}

/// Does what a method of a session's builder does.
pub(in crate::python) fn invoke_builder(
    ev: &mut Evaluator<'_>,
    receiver: &Value,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    match signature.semantics.meaning {
        Meaning::GetSession => return Value::Session,
        Meaning::SessionConfig => match (signature.role(ArgRole::Key), signature.role(ArgRole::Value)) {
            (Setting::Set(key), Setting::Set(value)) => {
                let (key, value) = (key.clone(), value.clone());
                set_conf(
                    ev,
                    (&key.value, key.value_range),
                    (&value.value, value.value_range),
                    site,
                    ConfigScope::Builder,
                );
            }
            _ => {
                let given = signature.value(ArgRole::Options);
                match given.and_then(|given| dict_entries(ev, &given)) {
                    Some((entries, known)) => {
                        for entry in entries {
                            let (key, value) = ((&entry.key, entry.key_range), (&entry.value, entry.value_range));
                            set_conf(ev, key, value, site, ConfigScope::Builder);
                        }
                        if !known {
                            open_session(ev);
                        }
                    }
                    None => open_session(ev),
                }
            }
        },
        _ => {}
    }
    receiver.clone()
}

fn open_session(ev: &mut Evaluator<'_>) {
    ev.heap.change_session(|session| session.open = true);
}

/// Does what a method of `spark.conf` does.
pub(in crate::python) fn invoke_conf(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> Value {
    match signature.semantics.meaning {
        Meaning::SetConf => {
            if let (Setting::Set(key), Setting::Set(value)) =
                (signature.role(ArgRole::Key), signature.role(ArgRole::Value))
            {
                let (key, value) = (key.clone(), value.clone());
                set_conf(
                    ev,
                    (&key.value, key.value_range),
                    (&value.value, value.value_range),
                    site,
                    ConfigScope::Session,
                );
            } else {
                open_session(ev);
            }
            Value::None
        }
        Meaning::UnsetConf => {
            let key = signature.value(ArgRole::Key).and_then(|value| value.as_text());
            ev.heap.change_session(|session| match key {
                Some(key) => session.confs.retain(|(name, _)| !name.eq_ignore_ascii_case(&key)),
                None => session.open = true,
            });
            Value::None
        }
        Meaning::GetConf => {
            let key = signature.value(ArgRole::Key);
            let default = signature.value(ArgRole::Value);
            super::super::external::read(ev, Origin::Conf, key.as_ref(), default, site)
        }
        _ => call_unknown(ev, signature.args, site),
    }
}

/// Sets a conf of the session.
fn set_conf(
    ev: &mut Evaluator<'_>,
    (key, key_range): (&Value, TextRange),
    (value, value_range): (&Value, TextRange),
    site: &Site,
    scope: ConfigScope,
) {
    if let Value::Either(keys) = key {
        // One of several confs is set; which value goes with which is not known.
        let value = if matches!(value, Value::Either(_)) { &Value::Unknown } else { value };
        for key in keys.iter() {
            set_conf(ev, (key, key_range), (value, value_range), site, scope);
        }
        return;
    }
    let (key_range, value_range) = (ev.spelt(key, key_range), ev.spelt(value, value_range));
    let key_text = to_text(key);
    let range = names::content_range(ev, &key_text, key_range);
    let config = ConfigSet { key: key_text, key_range: range, value: value.clone(), value_range, scope, format: None };
    ev.record(site, What::ConfigSet(Box::new(config)));
    match key.as_text() {
        Some(name) => {
            if let Value::Text(text) = value {
                let range = names::text_range(text, value_range);
                let text = Arc::clone(text);
                ev.record(site, What::NamedText(NamedText { name: name.clone(), text, range, how: NamedHow::Conf }));
            }
            let value = value.clone();
            ev.heap.change_session(|session| {
                session.confs.retain(|(old, _)| !old.eq_ignore_ascii_case(&name));
                session.confs.push((name, value));
            });
        }
        None => open_session(ev),
    }
}

/// Does what a method of the legacy context does.
pub(in crate::python) fn invoke_context(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> Value {
    call_unknown(ev, signature.args, site);
    match signature.semantics.meaning {
        Meaning::MakeRdd => Value::instance(SmolStr::new_static("pyspark.RDD")),
        Meaning::MakeContext => Value::instance(SmolStr::new_static("pyspark.SparkContext")),
        _ => Value::Unknown,
    }
}
