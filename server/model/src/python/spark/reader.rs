//! Readers, batch and streaming, and everything else that reads a table or path into a frame.

use std::sync::Arc;

use smol_str::SmolStr;

use super::super::args::Signature;
use super::super::builder::{Builder, BuilderKind};
use super::super::expression::to_text;
use super::super::state::Evaluator;
use super::options::{self, Pair};
use super::{frame, schema, source};
use crate::facts::semantics::{ArgRole, Meaning};
use crate::frame::{Column, Frame, Setting, Step};
use crate::name::Role;
use crate::operation::{ConfigScope, Format, Options, PathRole, Read, Site, Source, What};
use crate::tri::Tri;
use crate::value::{Reference, Value};

/// Opens a reader.
pub(in crate::python) fn open(ev: &mut Evaluator<'_>, streaming: bool, site: &Site) -> Value {
    let kind = if streaming { BuilderKind::StreamReader } else { BuilderKind::Reader };
    frame::open_builder(ev, Builder::new(kind, site.clone()))
}

/// Does what a method of a reader does.
pub(in crate::python) fn invoke(
    ev: &mut Evaluator<'_>,
    receiver: &Value,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    let Value::Builder(reference) = receiver else {
        return Value::Frame(ev.opaque(Vec::new(), site.name));
    };
    let reference = *reference;
    match signature.semantics.meaning {
        Meaning::Format => set_format(ev, reference, signature),
        Meaning::Option | Meaning::Options => options::set(ev, reference, signature, site, ConfigScope::ReadOption),
        Meaning::Schema => set_schema(ev, reference, signature),
        Meaning::SourceName => {}
        Meaning::Load | Meaning::LoadAs | Meaning::ReadTable => return read(ev, reference, signature, site),
        _ => {
            if let Some(builder) = ev.heap.builder_mut(reference) {
                builder.escape();
            }
        }
    }
    receiver.clone()
}

/// `format(name)`: the format in lower case, as Spark compares it.
pub(in crate::python) fn set_format(ev: &mut Evaluator<'_>, reference: Reference, signature: &Signature<'_>) {
    let (format, choices, range) = match signature.role(ArgRole::Format) {
        Setting::Set(arg) if arg.value != Value::None => {
            (format_of(&arg.value), formats_of(&arg.value), Some(arg.value_range))
        }
        Setting::Unknown => (Setting::Unknown, Vec::new(), None),
        _ => return,
    };
    if let Some(builder) = ev.heap.builder_mut(reference) {
        builder.format = format;
        builder.format_choices = choices;
        builder.format_range = range;
    }
}

/// The format that a value names.
pub(in crate::python) fn format_of(value: &Value) -> Format {
    value.as_text().map_or(Setting::Unknown, |text| Setting::Set(SmolStr::new(text.to_lowercase())))
}

/// The formats that a value may name, where it is one of several texts.
fn formats_of(value: &Value) -> Vec<SmolStr> {
    let Value::Either(values) = value else { return Vec::new() };
    let formats = values.iter().map(|value| value.as_text().map(|text| SmolStr::new(text.to_lowercase())));
    formats.collect::<Option<_>>().unwrap_or_default()
}

fn set_schema(ev: &mut Evaluator<'_>, reference: Reference, signature: &Signature<'_>) {
    let Setting::Set(arg) = signature.role(ArgRole::Schema) else { return };
    let columns = schema::columns_of(ev, &arg.value, arg.value_range);
    if let Some(builder) = ev.heap.builder_mut(reference) {
        builder.schema = if arg.value == Value::None { Tri::No } else { Tri::Yes };
        builder.schema_columns = columns;
    }
}

/// What a reader ends in: `load`, `table`, `csv` and its kin.
fn read(ev: &mut Evaluator<'_>, reference: Reference, signature: &Signature<'_>, site: &Site) -> Value {
    let meaning = signature.semantics.meaning;
    if meaning == Meaning::LoadAs {
        let format = SmolStr::new(signature.semantics.name.to_lowercase());
        if let Some(builder) = ev.heap.builder_mut(reference) {
            builder.format = Setting::Set(format);
            builder.format_range = Some(site.name);
        }
    } else {
        set_format(ev, reference, signature);
    }
    if signature.role(ArgRole::Schema).value().is_some() {
        set_schema(ev, reference, signature);
    }
    options::set(ev, reference, signature, site, ConfigScope::ReadOption);
    foreign_table(ev, reference, signature, site);
    let Some(builder) = ev.heap.builder(reference).cloned() else { return Value::Unknown };
    let streaming = Tri::from(builder.kind == BuilderKind::StreamReader);
    let (given, path_role) = (signature.role(ArgRole::Path), path_role(&builder.format));
    let named = builder.format.value().cloned();
    let (source, format) = match meaning {
        Meaning::ReadTable => {
            let source = source::table(ev, signature.role(ArgRole::Table), Role::Read, site);
            let format = if builder.format.is_absent() {
                Setting::Set(SmolStr::new_static("delta"))
            } else {
                builder.format.clone()
            };
            (source, format)
        }
        _ => match source::path(ev, given, path_role, named, site) {
            Some(source) => (source, builder.format.clone()),
            None => (source_in_options(ev, &builder, path_role, site), builder.format.clone()),
        },
    };
    options::tell_format(ev, &builder.option_operations, &builder.format);
    if let Some(builder) = ev.heap.builder_mut(reference) {
        builder.finished = true;
    }
    let read = Reading {
        source,
        format,
        options: builder.options,
        schema: builder.schema,
        streaming,
        columns: builder.schema_columns,
        insert_at: (!site.link.is_empty()).then(|| site.link.start()),
    };
    finish(ev, read, site)
}

/// Everything a read knows but the frame it gives.
pub(in crate::python) struct Reading {
    pub source: Source,
    pub format: Format,
    pub options: Options,
    pub schema: Tri,
    pub streaming: Tri,
    pub columns: Option<Arc<[Column]>>,
    pub insert_at: Option<u32>,
}

impl Reading {
    /// A read of a table by name, without a reader.
    pub fn table(source: Source, streaming: bool) -> Self {
        Self {
            source,
            format: Setting::Set(SmolStr::new_static("delta")),
            options: Options::default(),
            schema: Tri::No,
            streaming: Tri::from(streaming),
            columns: None,
            insert_at: None,
        }
    }
}

/// Records a read, and gives its frame: a temporary view's own where the name is one.
pub(in crate::python) fn finish(ev: &mut Evaluator<'_>, read: Reading, site: &Site) -> Value {
    let view = view_of(ev, &read.source);
    let step = Step::Read { source: read.source.clone(), options: read.options.clone() };
    let streaming = view.as_ref().map_or(read.streaming, |view| view.streaming);
    let mut made = ev.frame(step, view.into_iter().collect(), site.name);
    made.streaming = streaming;
    let made = Evaluator::with_columns(made, read.columns);
    let what = What::Read(Box::new(Read {
        source: read.source,
        format: read.format,
        options: read.options,
        schema: read.schema,
        streaming: made.streaming,
        insert_at: read.insert_at,
        frame: Arc::clone(&made),
    }));
    ev.record(site, what);
    Value::Frame(made)
}

/// The frame that a temporary view shows.
fn view_of(ev: &Evaluator<'_>, source: &Source) -> Option<Arc<Frame>> {
    let Source::Table(name) = source else { return None };
    let [only] = name.parts.as_slice() else { return None };
    ev.heap.session().find_view(&only.constant()?)?.frame.clone()
}

/// `jdbc(url, table, ...)`: its parameters are options by other names.
fn foreign_table(ev: &mut Evaluator<'_>, reference: Reference, signature: &Signature<'_>, site: &Site) {
    let pairs = [(ArgRole::Url, "url"), (ArgRole::ForeignTable, "dbtable")];
    for (role, key) in pairs {
        if let Setting::Set(arg) = signature.role(role) {
            let pair = Pair {
                key: Value::text(key),
                key_range: arg.value_range,
                value: arg.value.clone(),
                value_range: arg.value_range,
                always: true,
            };
            options::set_pair(ev, reference, pair, site, ConfigScope::ReadOption);
        }
    }
    if signature.semantics.name != "jdbc" {
        return;
    }
    let columns = [
        ("column", "partitionColumn"),
        ("lowerBound", "lowerBound"),
        ("upperBound", "upperBound"),
        ("numPartitions", "numPartitions"),
    ];
    for (param, key) in columns {
        if let Setting::Set(arg) = signature.param(param) {
            let pair = Pair {
                key: Value::text(key),
                key_range: arg.range,
                value: arg.value.clone(),
                value_range: arg.value_range,
                always: true,
            };
            options::set_pair(ev, reference, pair, site, ConfigScope::ReadOption);
        }
    }
}

fn path_role(format: &Format) -> PathRole {
    if format.value().is_some_and(|format| format == "cloudfiles") { PathRole::Ingest } else { PathRole::Read }
}

/// What is read by a `load()` without a path: `option("path", ...)`, or what the format alone names.
fn source_in_options(ev: &mut Evaluator<'_>, builder: &Builder, role: PathRole, site: &Site) -> Source {
    match builder.options.get("path") {
        Setting::Set(given) => {
            let format = builder.format.value().cloned();
            let text = to_text(&given.value);
            super::super::api::record_path(ev, &text, given.range, role, format, site);
            Source::Path { path: text, range: given.range }
        }
        Setting::Unknown => Source::Unknown,
        Setting::Absent if builder.format.value().is_some() => Source::Format,
        Setting::Absent => Source::Unknown,
    }
}
