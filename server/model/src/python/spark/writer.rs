//! Batch writers: `df.write` and `df.writeTo`.

use std::sync::Arc;

use smol_str::SmolStr;

use super::super::args::Signature;
use super::super::builder::{Builder, BuilderKind};
use super::super::expression::{elements, to_text};
use super::super::state::Evaluator;
use super::options::{self, Pair};
use super::{expressions, frame, reader, source};
use crate::facts::semantics::{ArgRole, Meaning};
use crate::frame::{Frame, Setting};
use crate::name::Role;
use crate::operation::{Arg, ConfigScope, Key, Mode, PathRole, Place, Site, Source, What, Write, WriteVia};
use crate::value::{Reference, Value};

/// Opens `df.write`.
pub(in crate::python) fn open(ev: &mut Evaluator<'_>, kind: BuilderKind, input: &Arc<Frame>, site: &Site) -> Value {
    let mut builder = Builder::new(kind, site.clone());
    builder.frame = Some(Arc::clone(input));
    frame::open_builder(ev, builder)
}

/// Opens `df.writeTo(table)`.
pub(in crate::python) fn open_v2(
    ev: &mut Evaluator<'_>,
    input: &Arc<Frame>,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    let mut builder = Builder::new(BuilderKind::WriterV2, site.clone());
    builder.frame = Some(Arc::clone(input));
    if let Source::Table(name) = source::table(ev, signature.role(ArgRole::Table), Role::Written, site) {
        builder.target = Some(name);
    }
    frame::open_builder(ev, builder)
}

/// Does what a method of a writer does.
pub(in crate::python) fn invoke(
    ev: &mut Evaluator<'_>,
    receiver: &Value,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    let Value::Builder(reference) = receiver else { return Value::Unknown };
    let reference = *reference;
    note_link(ev, reference, site);
    match signature.semantics.meaning {
        Meaning::Format => reader::set_format(ev, reference, signature),
        Meaning::Option | Meaning::Options => options::set(ev, reference, signature, site, ConfigScope::WriteOption),
        Meaning::TableProperty => options::set(ev, reference, signature, site, ConfigScope::TableProperty),
        Meaning::Mode => set_mode(ev, reference, signature),
        Meaning::PartitionBy => set_partitions(ev, reference, signature, site),
        Meaning::ClusterBy => {
            let keys = keys(ev, signature, ArgRole::ClusterColumn);
            if let Some(builder) = ev.heap.builder_mut(reference) {
                builder.cluster_by = keys;
            }
        }
        Meaning::BucketBy | Meaning::BucketSort => {}
        _ => return write(ev, reference, signature, site),
    }
    receiver.clone()
}

/// Keeps the last link of a builder's chain.
pub(in crate::python) fn note_link(ev: &mut Evaluator<'_>, reference: Reference, site: &Site) {
    let context = ev.recording.then(|| ev.surroundings());
    if let Some(builder) = ev.heap.builder_mut(reference)
        && let Some(context) = context
    {
        builder.last = site.clone();
        builder.context = context;
    }
}

fn set_mode(ev: &mut Evaluator<'_>, reference: Reference, signature: &Signature<'_>) {
    let mode = match signature.role(ArgRole::Mode) {
        Setting::Set(arg) if arg.value == Value::None => return,
        Setting::Set(arg) => mode_of(&arg.value),
        Setting::Unknown => Setting::Unknown,
        Setting::Absent => return,
    };
    if let Some(builder) = ev.heap.builder_mut(reference) {
        builder.mode = mode;
    }
}

fn mode_of(value: &Value) -> Setting<Mode> {
    match value.as_text().map(|text| text.to_lowercase()).as_deref() {
        Some("append") => Setting::Set(Mode::Append),
        Some("overwrite") => Setting::Set(Mode::Overwrite),
        Some("ignore") => Setting::Set(Mode::Ignore),
        Some("error" | "errorifexists" | "default") => Setting::Set(Mode::ErrorIfExists),
        _ => Setting::Unknown,
    }
}

/// The partition columns of a `partitionBy` call, or of an argument of a terminal call.
pub(in crate::python) fn set_partitions(
    ev: &mut Evaluator<'_>,
    reference: Reference,
    signature: &Signature<'_>,
    site: &Site,
) {
    if signature.all(ArgRole::PartitionColumn).0.is_empty() && signature.all(ArgRole::PartitionColumn).1 {
        return;
    }
    let keys = keys(ev, signature, ArgRole::PartitionColumn);
    let is_step = signature.semantics.meaning == Meaning::PartitionBy;
    if let Some(builder) = ev.heap.builder_mut(reference) {
        builder.partition_by = keys;
        builder.partition_choices.clear();
        builder.partition_site = is_step.then(|| site.clone());
    }
}

/// The columns given for a role, by name.
pub(in crate::python) fn keys(ev: &mut Evaluator<'_>, signature: &Signature<'_>, role: ArgRole) -> Setting<Vec<Key>> {
    let (args, known) = signature.all(role);
    let keys: Option<Vec<Vec<Key>>> = args.iter().map(|arg| keys_of(ev, arg)).collect();
    match keys {
        Some(keys) if known => Setting::Set(keys.concat()),
        _ => Setting::Unknown,
    }
}

/// The columns that an argument names; a Column counts by the column under its functions.
pub(in crate::python) fn keys_of(ev: &mut Evaluator<'_>, arg: &Arg) -> Option<Vec<Key>> {
    match &arg.value {
        Value::None => Some(Vec::new()),
        Value::List(_) | Value::Tuple(_) => {
            let (items, open) = elements(ev, &arg.value)?;
            if open {
                return None;
            }
            let keys = items.into_iter().map(|item| {
                let range = crate::python::names::within(item.range, arg.value_range);
                key(ev, &item.value, range)
            });
            keys.collect()
        }
        value => Some(vec![key(ev, value, arg.value_range)?]),
    }
}

fn key(ev: &Evaluator<'_>, value: &Value, range: brickline_syntax::TextRange) -> Option<Key> {
    match value {
        Value::Text(text) => {
            let name = text.constant()?;
            let name = SmolStr::new(name.trim().trim_matches('`'));
            Some(Key { name, range: if range.is_empty() { text.literal.unwrap_or(ev.at(range)) } else { range } })
        }
        Value::Column(expr) => expr.as_column().map(|column| Key { name: column.name.clone(), range }),
        _ => None,
    }
}

/// What a writer ends in.
fn write(ev: &mut Evaluator<'_>, reference: Reference, signature: &Signature<'_>, site: &Site) -> Value {
    let meaning = signature.semantics.meaning;
    if meaning == Meaning::SaveAs {
        let format = SmolStr::new(signature.semantics.name.to_lowercase());
        if let Some(builder) = ev.heap.builder_mut(reference) {
            builder.format = Setting::Set(format);
            builder.format_range = Some(site.name);
        }
    } else {
        reader::set_format(ev, reference, signature);
    }
    set_mode(ev, reference, signature);
    set_partitions(ev, reference, signature, site);
    options::set(ev, reference, signature, site, ConfigScope::WriteOption);
    jdbc_options(ev, reference, signature, site);
    let Some(builder) = ev.heap.builder(reference).cloned() else { return Value::Unknown };
    let (via, mode) = match meaning {
        Meaning::SaveAsTable => (WriteVia::SaveAsTable, builder.mode.clone()),
        Meaning::InsertInto => (WriteVia::InsertInto, insert_mode(&builder, signature)),
        Meaning::AppendTable => (WriteVia::WriteTo, Setting::Set(Mode::Append)),
        Meaning::CreateTable => (WriteVia::WriteTo, Setting::Set(Mode::ErrorIfExists)),
        Meaning::ReplaceTable => (WriteVia::WriteTo, Setting::Set(Mode::Overwrite)),
        Meaning::OverwriteTable | Meaning::OverwritePartitions => (WriteVia::WriteTo, Setting::Set(Mode::Replace)),
        _ => (WriteVia::Save, builder.mode.clone()),
    };
    let target = match via {
        WriteVia::SaveAsTable | WriteVia::InsertInto => {
            source::table(ev, signature.role(ArgRole::Table), Role::Written, site)
        }
        WriteVia::WriteTo => builder.target_source(),
        _ => save_target(ev, &builder, signature, site),
    };
    replace_condition(ev, &builder, site);
    if meaning == Meaning::OverwriteTable
        && let Some(input) = &builder.frame
    {
        expressions::predicate(ev, signature.role(ArgRole::Predicate), input, Place::Filter, site);
    }
    options::tell_format(ev, &builder.option_operations, &builder.format);
    let what = What::Write(Box::new(Write {
        frame: builder.frame,
        target,
        format: builder.format,
        format_choices: builder.format_choices,
        format_range: builder.format_range,
        mode,
        options: builder.options,
        partition_by: builder.partition_by,
        partition_site: builder.partition_site,
        partition_choices: builder.partition_choices,
        cluster_by: builder.cluster_by,
        via,
    }));
    ev.record(site, what);
    if let Some(builder) = ev.heap.builder_mut(reference) {
        builder.finished = true;
    }
    Value::None
}

fn insert_mode(builder: &Builder, signature: &Signature<'_>) -> Setting<Mode> {
    match signature.value(ArgRole::Overwrite) {
        Some(Value::Bool(true)) => Setting::Set(Mode::Overwrite),
        Some(Value::Bool(false)) => Setting::Set(Mode::Append),
        Some(Value::None) | None => match &builder.mode {
            Setting::Absent => Setting::Set(Mode::Append),
            mode => mode.clone(),
        },
        Some(_) => Setting::Unknown,
    }
}

fn save_target(ev: &mut Evaluator<'_>, builder: &Builder, signature: &Signature<'_>, site: &Site) -> Source {
    let format = builder.format.value().cloned();
    match source::path(ev, signature.role(ArgRole::Path), PathRole::Write, format.clone(), site) {
        Some(source) => source,
        None => match builder.options.get("path") {
            Setting::Set(given) => {
                let text = to_text(&given.value);
                super::super::api::record_path(ev, &text, given.range, PathRole::Write, format, site);
                Source::Path { path: text, range: given.range }
            }
            Setting::Unknown => Source::Unknown,
            Setting::Absent => Source::Format,
        },
    }
}

/// The SQL condition in `option("replaceWhere", ...)`.
fn replace_condition(ev: &mut Evaluator<'_>, builder: &Builder, site: &Site) {
    if let Setting::Set(given) = builder.options.get("replacewhere")
        && matches!(given.value, Value::Text(_))
    {
        let (value, range) = (given.value.clone(), given.range);
        expressions::condition(ev, &value, range, builder.frame.as_ref(), Place::Filter, site);
    }
}

fn jdbc_options(ev: &mut Evaluator<'_>, reference: Reference, signature: &Signature<'_>, site: &Site) {
    for (role, key) in [(ArgRole::Url, "url"), (ArgRole::ForeignTable, "dbtable")] {
        if let Setting::Set(arg) = signature.role(role) {
            let pair = Pair {
                key: Value::text(key),
                key_range: arg.value_range,
                value: arg.value.clone(),
                value_range: arg.value_range,
                always: true,
            };
            options::set_pair(ev, reference, pair, site, ConfigScope::WriteOption);
        }
    }
}
