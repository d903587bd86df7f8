//! Stream writers and the queries they start.

use std::sync::Arc;

use super::super::args::Signature;
use super::super::builder::{Builder, BuilderKind};
use super::super::call::call_unknown;
use super::super::expression::to_text;
use super::super::state::{Evaluator, UNRECORDED};
use super::super::{api, usage};
use super::{frame, options, reader, source, udf, writer};
use crate::facts::semantics::{ArgRole, Meaning};
use crate::frame::{Frame, Given, Setting, Step};
use crate::name::Role;
use crate::operation::{ConfigScope, PathRole, Site, Source, StreamQuery, Trigger, TriggerKind, What};
use crate::session::TempView;
use crate::tri::Tri;
use crate::value::{FunctionId, Reference, Value};

/// Opens `df.writeStream`.
pub(in crate::python) fn open(ev: &mut Evaluator<'_>, input: &Arc<Frame>, site: &Site) -> Value {
    let mut builder = Builder::new(BuilderKind::StreamWriter, site.clone());
    builder.frame = Some(Arc::clone(input));
    frame::open_builder(ev, builder)
}

/// Does what a method of a stream writer does.
pub(in crate::python) fn invoke(
    ev: &mut Evaluator<'_>,
    receiver: &Value,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    let Value::Builder(reference) = receiver else { return Value::Unknown };
    let reference = *reference;
    writer::note_link(ev, reference, site);
    match signature.semantics.meaning {
        Meaning::Format => reader::set_format(ev, reference, signature),
        Meaning::Option | Meaning::Options => options::set(ev, reference, signature, site, ConfigScope::WriteOption),
        Meaning::OutputMode => set_output_mode(ev, reference, signature, site),
        Meaning::PartitionBy => writer::set_partitions(ev, reference, signature, site),
        Meaning::ClusterBy => {
            let keys = writer::keys(ev, signature, ArgRole::ClusterColumn);
            if let Some(builder) = ev.heap.builder_mut(reference) {
                builder.cluster_by = keys;
            }
        }
        Meaning::QueryName => set_query_name(ev, reference, signature),
        Meaning::Trigger => set_trigger(ev, reference, signature, site),
        Meaning::Foreach => {
            udf::mark_workers(ev, signature);
            set_foreach(ev, reference);
        }
        Meaning::ForeachBatch => {
            set_foreach(ev, reference);
            call_batch(ev, reference, signature, site);
        }
        Meaning::Start | Meaning::ToTable => return start(ev, reference, signature, site),
        _ => {
            if let Some(builder) = ev.heap.builder_mut(reference) {
                builder.escape();
            }
        }
    }
    receiver.clone()
}

fn set_output_mode(ev: &mut Evaluator<'_>, reference: Reference, signature: &Signature<'_>, site: &Site) {
    let mode = match signature.role(ArgRole::OutputMode) {
        Setting::Set(arg) if arg.value == Value::None => return,
        Setting::Set(arg) => {
            Setting::Set(Given { value: arg.value.clone(), range: arg.value_range, at: site.name, link: site.link })
        }
        Setting::Unknown => Setting::Unknown,
        Setting::Absent => return,
    };
    if let Some(builder) = ev.heap.builder_mut(reference) {
        builder.output_mode = mode;
    }
}

fn set_query_name(ev: &mut Evaluator<'_>, reference: Reference, signature: &Signature<'_>) {
    let name = signature.value(ArgRole::Name).and_then(|value| value.as_text());
    if let (Some(name), Some(builder)) = (name, ev.heap.builder_mut(reference)) {
        builder.query_name = Some(name);
    }
}

fn set_foreach(ev: &mut Evaluator<'_>, reference: Reference) {
    if let Some(builder) = ev.heap.builder_mut(reference) {
        builder.foreach_batch = Tri::Yes;
    }
}

fn set_trigger(ev: &mut Evaluator<'_>, reference: Reference, signature: &Signature<'_>, site: &Site) {
    let args = signature.args;
    let given: Vec<_> = args.given.iter().chain(args.spread.iter().map(|spread| &spread.arg)).collect();
    let trigger = given.iter().find_map(|arg| {
        let kind = match (arg.name.as_deref(), &arg.value) {
            (_, Value::None | Value::Bool(false)) => return None,
            (Some("once"), Value::Bool(true)) => TriggerKind::Once,
            (Some("availableNow"), Value::Bool(true)) => TriggerKind::AvailableNow,
            (Some("processingTime") | None, _) => TriggerKind::ProcessingTime,
            (Some("continuous"), _) => TriggerKind::Continuous,
            (Some("realTime"), _) => TriggerKind::RealTime,
            _ => TriggerKind::Unknown,
        };
        Some(Trigger { kind, range: arg.range })
    });
    let trigger = match trigger {
        Some(trigger) => trigger,
        None if args.open_named || args.open_positional => Trigger { kind: TriggerKind::Unknown, range: site.name },
        None => return,
    };
    ev.record(site, What::Trigger(trigger.clone()));
    if let Some(builder) = ev.heap.builder_mut(reference) {
        builder.trigger = Setting::Set(trigger);
    }
}

/// The function of `foreachBatch` is called with each micro-batch: a plain frame made from the stream.
fn call_batch(ev: &mut Evaluator<'_>, reference: Reference, signature: &Signature<'_>, site: &Site) {
    let input = ev.heap.builder(reference).and_then(|builder| builder.frame.clone());
    let Some(callee) = signature.value(ArgRole::Batch) else { return };
    let inputs: Vec<Arc<Frame>> = input.into_iter().collect();
    let mut made = ev.frame(Step::Batch, inputs, site.name);
    made.streaming = Tri::No;
    let batch = Arc::new(made);
    mark_batch(ev, &callee, &batch, 0);
}

/// The function of a pipeline's sink is called with each micro-batch of the flows that lead to it.
pub(super) fn call_sink(ev: &mut Evaluator<'_>, function: FunctionId, site: &Site) {
    let mut made = ev.frame(Step::Batch, Vec::new(), site.name);
    made.streaming = Tri::No;
    mark_batch(ev, &Value::Function(function), &Arc::new(made), 0);
}

fn mark_batch(ev: &mut Evaluator<'_>, callee: &Value, batch: &Arc<Frame>, depth: u32) {
    match callee {
        Value::Function(id) => {
            let range = ev.functions[*id as usize].range();
            let earlier = ev.roles.get(&range).and_then(|role| role.batch.clone());
            let batch = match earlier {
                Some(earlier) => super::super::join::join_frames(ev, earlier, Arc::clone(batch)),
                None => Arc::clone(batch),
            };
            ev.roles.entry(range).or_default().batch = Some(Arc::clone(&batch));
            let values = vec![Value::Frame(batch), Value::Unknown];
            super::super::function::call_with(ev, callee, values);
        }
        Value::Partial(partial) if depth < 4 => {
            let (inner, given) = &**partial;
            let mut values: Vec<Value> =
                given.iter().filter(|arg| arg.name.is_none()).map(|arg| arg.value.clone()).collect();
            values.extend([Value::Frame(Arc::clone(batch)), Value::Unknown]);
            mark_in_batch(ev, inner);
            super::super::function::call_with(ev, inner, values);
        }
        Value::Method(method) => {
            let callee = Value::Method(Arc::clone(method));
            if let (Value::Object(object), name) = &**method
                && let Some(class) = ev.heap.object(*object).map(|object| object.class)
                && let Some(Value::Function(id)) = super::super::class::class_attribute(ev, class, name)
            {
                let range = ev.functions[id as usize].range();
                ev.roles.entry(range).or_default().batch = Some(Arc::clone(batch));
            }
            super::super::function::call_with(ev, &callee, vec![Value::Frame(Arc::clone(batch)), Value::Unknown]);
        }
        // An object whose class says how it is called.
        Value::Object(_) => {
            super::super::function::call_with(ev, callee, vec![Value::Frame(Arc::clone(batch)), Value::Unknown]);
        }
        _ => {}
    }
}

/// A function that is called with a batch among other arguments.
fn mark_in_batch(ev: &mut Evaluator<'_>, callee: &Value) {
    if let Value::Function(id) = callee {
        let range = ev.functions[*id as usize].range();
        ev.roles.entry(range).or_default().in_batch = true;
    }
}

/// What a stream writer ends in.
fn start(ev: &mut Evaluator<'_>, reference: Reference, signature: &Signature<'_>, site: &Site) -> Value {
    reader::set_format(ev, reference, signature);
    set_output_mode(ev, reference, signature, site);
    writer::set_partitions(ev, reference, signature, site);
    set_query_name(ev, reference, signature);
    options::set(ev, reference, signature, site, ConfigScope::WriteOption);
    let Some(builder) = ev.heap.builder(reference).cloned() else { return Value::Unknown };
    let format = builder.format.value().cloned();
    let target = match signature.semantics.meaning {
        Meaning::ToTable => source::table(ev, signature.role(ArgRole::Table), Role::Written, site),
        _ => match source::path(ev, signature.role(ArgRole::Path), PathRole::Write, format.clone(), site) {
            Some(source) => source,
            None => match builder.options.get("path") {
                Setting::Set(given) => {
                    let text = to_text(&given.value);
                    api::record_path(ev, &text, given.range, PathRole::Write, format, site);
                    Source::Path { path: text, range: given.range }
                }
                Setting::Unknown => Source::Unknown,
                Setting::Absent => Source::Format,
            },
        },
    };
    options::tell_format(ev, &builder.option_operations, &builder.format);
    show_in_memory(ev, &builder);
    let what = What::StreamQuery(Box::new(StreamQuery {
        frame: builder.frame,
        target,
        format: builder.format,
        format_choices: builder.format_choices,
        format_range: builder.format_range,
        output_mode: builder.output_mode,
        options: builder.options,
        trigger: builder.trigger,
        partition_by: builder.partition_by,
        partition_site: builder.partition_site,
        partition_choices: builder.partition_choices,
        foreach_batch: builder.foreach_batch,
        name: builder.query_name,
        awaited: Tri::No,
        insert_at: site.link.start(),
    }));
    let id = ev.record(site, what);
    if let Some(builder) = ev.heap.builder_mut(reference) {
        builder.finished = true;
    }
    Value::StreamingQuery(id)
}

/// A stream into memory is read as a temporary view of the query's name; one of unknown format may be.
fn show_in_memory(ev: &mut Evaluator<'_>, builder: &Builder) {
    let format = builder.format.value();
    if builder.format.is_absent() || format.is_some_and(|format| format != "memory") {
        return;
    }
    let view = builder.query_name.clone().map(|name| TempView { name, global: false, frame: None });
    ev.heap.change_session(|session| match view {
        Some(view) => session.add_view(view),
        None => session.open |= format.is_some(),
    });
}

/// Does what a method of a started query, or of the session's queries, does.
pub(in crate::python) fn invoke_query(
    ev: &mut Evaluator<'_>,
    receiver: &Value,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    let waits = matches!(signature.semantics.meaning, Meaning::AwaitStream | Meaning::StopStream);
    let in_loop = ev.context.in_loop.is_some();
    match receiver {
        Value::StreamingQuery(id) => {
            let polls = in_loop && matches!(signature.semantics.meaning, Meaning::StreamActive | Meaning::Inspect);
            if *id != UNRECORDED && (waits || polls) {
                usage::await_stream(ev, *id);
            }
        }
        _ if waits || in_loop => usage::await_all(ev),
        _ => {}
    }
    call_unknown(ev, signature.args, site);
    Value::Unknown
}
