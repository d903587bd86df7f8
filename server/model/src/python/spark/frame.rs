//! Methods of DataFrames: each transformation makes a step, each action a job. What a method means is the table's word.

use std::sync::Arc;

use smol_str::SmolStr;

use super::super::args::Signature;
use super::super::builder::{Builder, BuilderKind};
use super::super::call::{call_unknown, call_value};
use super::super::function::call_with;
use super::super::heap::{Cell, Item};
use super::super::state::Evaluator;
use super::expressions::{self, column_args, column_names};
use super::{action, column, source, stream, udf, writer};
use crate::expr::Expr;
use crate::facts::semantics::{ArgRole, Category, Meaning};
use crate::frame::{Column, Frame, Grouped, JoinOn, Projection, ProjectionKind, SetOperation, Setting, Step};
use crate::operation::{Place, Site, Transform, What};
use crate::session::TempView;
use crate::tri::Tri;
use crate::value::Value;

/// Does what a method of a frame does.
pub(in crate::python) fn invoke(
    ev: &mut Evaluator<'_>,
    frame: &Arc<Frame>,
    receiver: &Value,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    let found = signature.semantics;
    if found.class == "RDD" {
        return action::invoke_rdd(ev, frame, receiver, signature, site);
    }
    if found.category == Category::Action {
        return action::invoke(ev, frame, signature, site);
    }
    match found.meaning {
        Meaning::Write => writer::open(ev, BuilderKind::Writer, frame, site),
        Meaning::WriteStream => stream::open(ev, frame, site),
        Meaning::WriteTo => writer::open_v2(ev, frame, signature, site),
        Meaning::MergeInto => super::merge::open_into(ev, frame, signature, site),
        Meaning::ApplyFunction => apply(ev, frame, signature, site),
        Meaning::Group => group(ev, frame, signature, site),
        Meaning::Cache | Meaning::Unpersist => cache(ev, frame, found.meaning, site),
        Meaning::TempView | Meaning::GlobalTempView => temp_view(ev, frame, signature, site),
        Meaning::Session => Value::Session,
        Meaning::Columns => columns(ev, frame),
        Meaning::ColumnReference => column::by_name(ev, Some(frame), signature.value(ArgRole::Column), site.whole),
        Meaning::Na | Meaning::Stat | Meaning::Rdd => Value::method(receiver.clone(), SmolStr::new(found.name)),
        Meaning::Explain | Meaning::PrintSchema => Value::None,
        Meaning::Schema | Meaning::IsStreaming | Meaning::Inspect => Value::Unknown,
        Meaning::RandomSplit => {
            let seed = Tri::from(!signature.role(ArgRole::Seed).is_absent());
            let step = Step::Sample { seed };
            let Value::Frame(part) = transform(ev, step, vec![Arc::clone(frame)], site) else { return Value::Unknown };
            Value::List(ev.heap.new_list(vec![Item { value: Value::Frame(part), range: site.name }], true))
        }
        _ => match step(ev, frame, signature, site) {
            Some((step, inputs, columns)) => transform_with(ev, step, inputs, columns, site),
            None => {
                call_unknown(ev, signature.args, site);
                if found.category == Category::Transform {
                    Value::Frame(ev.opaque(vec![Arc::clone(frame)], site.name))
                } else {
                    Value::Unknown
                }
            }
        },
    }
}

/// A method of an RDD that no frame is known behind.
pub(in crate::python) fn invoke_rdd(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> Value {
    udf::mark_workers(ev, signature);
    call_unknown(ev, signature.args, site);
    match signature.semantics.meaning {
        Meaning::RddFrame => Value::Frame(ev.opaque(Vec::new(), site.name)),
        Meaning::Rdd => Value::instance(SmolStr::new_static("pyspark.RDD")),
        _ => Value::Unknown,
    }
}

/// Makes a frame by a step, and records it.
pub(in crate::python) fn transform(ev: &mut Evaluator<'_>, step: Step, inputs: Vec<Arc<Frame>>, site: &Site) -> Value {
    let columns = match &step {
        Step::Filter(_)
        | Step::Sort { .. }
        | Step::Limit(_)
        | Step::Sample { .. }
        | Step::Repartition { .. }
        | Step::Deduplicate { .. }
        | Step::Watermark { .. }
        | Step::Cache
        | Step::Unpersist
        | Step::Checkpoint
        | Step::Alias(_)
        | Step::Hint { .. }
        | Step::Clean => inputs.first().and_then(|input| input.columns.clone()),
        _ => None,
    };
    transform_with(ev, step, inputs, columns, site)
}

fn transform_with(
    ev: &mut Evaluator<'_>,
    step: Step,
    inputs: Vec<Arc<Frame>>,
    columns: Option<Arc<[Column]>>,
    site: &Site,
) -> Value {
    let made = ev.frame(step, inputs, site.name);
    let made = Evaluator::with_columns(made, columns);
    let id = ev.record(site, What::Transform(Transform { frame: Arc::clone(&made), carried: false }));
    ev.made_by.insert(made.id, id);
    Value::Frame(made)
}

type Made = (Step, Vec<Arc<Frame>>, Option<Arc<[Column]>>);

/// The step that a transformation makes, its inputs, and the columns of the result.
fn step(ev: &mut Evaluator<'_>, frame: &Arc<Frame>, signature: &Signature<'_>, site: &Site) -> Option<Made> {
    let one = || vec![Arc::clone(frame)];
    let same = frame.columns.clone();
    let meaning = signature.semantics.meaning;
    Some(match meaning {
        Meaning::Filter => {
            let condition = expressions::predicate(ev, signature.role(ArgRole::Predicate), frame, Place::Filter, site);
            (Step::Filter(condition), one(), same)
        }
        Meaning::Select => {
            let (items, known) = column_args(ev, signature, ArgRole::Column, frame, Place::Projection, site);
            let columns = projected(frame, &items, known);
            (project(ProjectionKind::Select, items, known), one(), columns)
        }
        Meaning::SelectExpr => {
            let (items, known) = expressions::select_items(ev, signature, frame, site);
            let columns = projected(frame, &items, known);
            (project(ProjectionKind::SelectExpr, items, known), one(), columns)
        }
        Meaning::WithColumn => {
            let (items, known) = expressions::new_column(ev, signature, frame, site);
            let columns = extended(frame, &items, known);
            (project(ProjectionKind::WithColumn, items, known), one(), columns)
        }
        Meaning::WithColumns => {
            let (items, known) = expressions::new_columns(ev, signature, frame, site);
            let columns = extended(frame, &items, known);
            (project(ProjectionKind::WithColumns, items, known), one(), columns)
        }
        Meaning::RenameColumn | Meaning::RenameColumns | Meaning::RenameAll => {
            let (items, known) = expressions::renames(ev, signature);
            (project(ProjectionKind::Rename, items, known), one(), None)
        }
        Meaning::DropColumns => {
            let (items, known) = column_args(ev, signature, ArgRole::Column, frame, Place::Other, site);
            let columns = dropped(frame, &items, known);
            (project(ProjectionKind::Drop, items, known), one(), columns)
        }
        Meaning::Join | Meaning::CrossJoin => return join(ev, frame, signature, site),
        Meaning::Aggregate => {
            let (aggregates, known) = column_args(ev, signature, ArgRole::Value, frame, Place::Aggregate, site);
            let _ = known;
            (Step::Aggregate { keys: Vec::new(), aggregates, known: true }, one(), None)
        }
        Meaning::AggregateOpaque => {
            (Step::Aggregate { keys: Vec::new(), aggregates: Vec::new(), known: true }, one(), None)
        }
        Meaning::Distinct => (Step::Deduplicate { subset: None, known: true, within_watermark: false }, one(), same),
        Meaning::DropDuplicates | Meaning::DropDuplicatesWithinWatermark => {
            let (subset, known) = column_names(ev, signature.role(ArgRole::Columns));
            let within_watermark = meaning == Meaning::DropDuplicatesWithinWatermark;
            (Step::Deduplicate { subset, known, within_watermark }, one(), same)
        }
        Meaning::Sort | Meaning::SortWithinPartitions => {
            let (keys, _) = column_args(ev, signature, ArgRole::Column, frame, Place::Sort, site);
            (Step::Sort { keys, within_partitions: meaning == Meaning::SortWithinPartitions }, one(), same)
        }
        Meaning::Limit => (Step::Limit(count(signature)), one(), same),
        Meaning::Sample => (Step::Sample { seed: Tri::from(!signature.role(ArgRole::Seed).is_absent()) }, one(), same),
        Meaning::Union | Meaning::UnionByName | Meaning::Intersect | Meaning::Except => {
            let operation = match meaning {
                Meaning::Union => SetOperation::UnionAll,
                Meaning::UnionByName => SetOperation::UnionByName,
                Meaning::Intersect => SetOperation::Intersect,
                _ => SetOperation::Except,
            };
            let other = other_frame(ev, signature)?;
            (Step::SetOperation(operation), vec![Arc::clone(frame), other], same)
        }
        Meaning::Repartition | Meaning::Coalesce => {
            let coalesce = meaning == Meaning::Coalesce;
            (Step::Repartition { partitions: count(signature), coalesce }, one(), same)
        }
        Meaning::Watermark => {
            let column = signature.value(ArgRole::Column).and_then(|value| value.as_text());
            (Step::Watermark { column }, one(), same)
        }
        Meaning::Checkpoint => (Step::Checkpoint, one(), same),
        Meaning::Alias => {
            let name = signature.value(ArgRole::Alias).and_then(|value| value.as_text());
            (Step::Alias(name.unwrap_or_default()), one(), same)
        }
        Meaning::Hint => {
            let name = signature.value(ArgRole::Hint).and_then(|value| value.as_text());
            let name = SmolStr::new(name.unwrap_or_default().to_lowercase());
            (Step::Hint { name }, one(), same)
        }
        Meaning::Pivot | Meaning::Unpivot => (Step::Pivot, one(), None),
        Meaning::Clean => (Step::Clean, one(), same),
        Meaning::WorkerRows => {
            udf::mark_workers(ev, signature);
            (Step::PythonRows, one(), None)
        }
        Meaning::Observe | Meaning::WithMetadata => (Step::Opaque, one(), same),
        _ => return None,
    })
}

fn project(kind: ProjectionKind, items: Vec<Expr>, known: bool) -> Step {
    Step::Project(Projection { kind, items, known })
}

fn count(signature: &Signature<'_>) -> Option<u64> {
    signature.value(ArgRole::Count)?.as_int().and_then(|count| u64::try_from(count).ok())
}

/// The other frame of a join or union; one that is not known is believed to be one.
fn other_frame(ev: &mut Evaluator<'_>, signature: &Signature<'_>) -> Option<Arc<Frame>> {
    match signature.role(ArgRole::Frame) {
        Setting::Set(arg) => match &arg.value {
            Value::Frame(frame) => Some(Arc::clone(frame)),
            _ => Some(ev.believed_frame(arg.value_range, None, false)),
        },
        _ => None,
    }
}

fn join(ev: &mut Evaluator<'_>, frame: &Arc<Frame>, signature: &Signature<'_>, site: &Site) -> Option<Made> {
    let other = other_frame(ev, signature)?;
    let how = match signature.value(ArgRole::How) {
        Some(value) => value.as_text().map(|how| SmolStr::new(how.to_lowercase().replace('_', ""))),
        None => Some(SmolStr::new_static("inner")),
    };
    if signature.semantics.meaning == Meaning::CrossJoin {
        let step = Step::Join { how: Some(SmolStr::new_static("cross")), on: JoinOn::Cross };
        return Some((step, vec![Arc::clone(frame), other], None));
    }
    let on = match signature.role(ArgRole::JoinOn) {
        Setting::Absent if how.as_deref() == Some("cross") => JoinOn::Cross,
        Setting::Absent => JoinOn::Nothing,
        Setting::Unknown => JoinOn::Unknown,
        Setting::Set(arg) => expressions::join_on(ev, arg, frame, site),
    };
    Some((Step::Join { how, on }, vec![Arc::clone(frame), other], None))
}

fn group(ev: &mut Evaluator<'_>, frame: &Arc<Frame>, signature: &Signature<'_>, site: &Site) -> Value {
    let (keys, known) = column_args(ev, signature, ArgRole::Column, frame, Place::Aggregate, site);
    let grouped = Grouped { frame: Arc::clone(frame), keys, known, pivot: false, range: site.name };
    Value::Grouped(Arc::new(grouped))
}

fn cache(ev: &mut Evaluator<'_>, frame: &Arc<Frame>, meaning: Meaning, site: &Site) -> Value {
    let drop = meaning == Meaning::Unpersist;
    let step = if drop { Step::Unpersist } else { Step::Cache };
    let made = ev.frame(step, vec![Arc::clone(frame)], site.name);
    let made = Evaluator::with_columns(made, frame.columns.clone());
    ev.record(site, What::Cache { frame: Some(Arc::clone(frame)), table: None, drop });
    Value::Frame(made)
}

/// `df.transform(f, *args)`: the function is called with the frame.
fn apply(ev: &mut Evaluator<'_>, frame: &Arc<Frame>, signature: &Signature<'_>, site: &Site) -> Value {
    let Some(callee) = signature.value(ArgRole::Driver) else { return Value::Unknown };
    let receiver = site.receiver.unwrap_or(site.name);
    let value = Value::Frame(Arc::clone(frame));
    let own = crate::operation::Arg { name: None, range: receiver, value_range: receiver, value };
    let rest = signature.args.given.iter().skip(1).cloned();
    let args = super::super::args::Args { given: std::iter::once(own).chain(rest).collect(), ..Default::default() };
    match &callee {
        Value::Function(_) | Value::Partial(_) | Value::Object(_) | Value::Method(_) => {
            match call_value(ev, &callee, &args, site) {
                Value::Frame(made) => Value::Frame(made),
                _ => Value::Frame(ev.opaque(vec![Arc::clone(frame)], site.name)),
            }
        }
        _ => {
            call_with(ev, &callee, Vec::new());
            Value::Frame(ev.opaque(vec![Arc::clone(frame)], site.name))
        }
    }
}

fn temp_view(ev: &mut Evaluator<'_>, frame: &Arc<Frame>, signature: &Signature<'_>, site: &Site) -> Value {
    let global = signature.semantics.meaning == Meaning::GlobalTempView;
    match signature.value(ArgRole::View).and_then(|value| value.as_text()) {
        Some(name) => {
            let view = TempView { name, global, frame: Some(Arc::clone(frame)) };
            source::define_view(ev, signature.role(ArgRole::View), global, frame, site);
            ev.heap.change_session(|session| session.add_view(view));
        }
        None => ev.heap.change_session(|session| session.open = true),
    }
    Value::None
}

fn columns(ev: &mut Evaluator<'_>, frame: &Arc<Frame>) -> Value {
    let items = frame.columns.iter().flat_map(|columns| columns.iter());
    let items: Vec<Item> =
        items.map(|column| Item { value: Value::text(column.name.clone()), range: Default::default() }).collect();
    let open = frame.columns.is_none();
    let reference = ev.heap.alloc(Cell::List(super::super::heap::List { items, open, listing: true }));
    Value::List(reference)
}

/// The columns of a select: known when every item has a name, stars by the columns of the frame.
fn projected(frame: &Frame, items: &[Expr], known: bool) -> Option<Arc<[Column]>> {
    if !known {
        return None;
    }
    let mut columns = Vec::new();
    for item in items {
        match &item.kind {
            crate::expr::ExprKind::Star { qualifier: None, except } if except.is_empty() => {
                columns.extend(frame.columns.as_ref()?.iter().cloned());
            }
            _ => columns.push(Column { name: item.output_name()?, data_type: None, range: item.range }),
        }
    }
    Some(columns.into())
}

fn extended(frame: &Frame, items: &[Expr], known: bool) -> Option<Arc<[Column]>> {
    let mut columns = frame.columns.as_ref().filter(|_| known)?.to_vec();
    for item in items {
        let name = item.output_name()?;
        columns.retain(|column| !column.name.eq_ignore_ascii_case(&name));
        columns.push(Column { name, data_type: None, range: item.range });
    }
    Some(columns.into())
}

fn dropped(frame: &Frame, items: &[Expr], known: bool) -> Option<Arc<[Column]>> {
    let names: Option<Vec<SmolStr>> = items.iter().map(Expr::output_name).collect();
    let names = names.filter(|_| known)?;
    let left = frame
        .columns
        .as_ref()?
        .iter()
        .filter(|column| !names.iter().any(|name| name.eq_ignore_ascii_case(&column.name)));
    Some(left.cloned().collect())
}

/// Opens a builder on a frame.
pub(in crate::python) fn open_builder(ev: &mut Evaluator<'_>, builder: Builder) -> Value {
    let recording = ev.recording;
    let context = ev.surroundings();
    let builder = Builder { recorded: recording, context, ..builder };
    let reference = ev.heap.alloc(Cell::Builder(Box::new(builder)));
    if recording {
        ev.builders.push(reference);
    }
    Value::Builder(reference)
}
