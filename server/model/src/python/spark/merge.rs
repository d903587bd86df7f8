//! Merges: `DeltaTable.merge(...)` and `df.mergeInto(...)`, clause by clause until they are executed.

use std::sync::Arc;

use super::super::args::Signature;
use super::super::builder::{Builder, BuilderKind};
use super::super::state::Evaluator;
use super::{delta, expressions, frame, source, writer};
use crate::facts::semantics::{ArgRole, Meaning};
use crate::frame::{DeltaTable, Frame, Setting, Step};
use crate::name::Role;
use crate::operation::{Merge, MergeAction, MergeClause, MergeWhen, Place, Site, Source, What};
use crate::value::{Reference, Value};

/// Opens `table.merge(source, condition)`.
pub(in crate::python) fn open(
    ev: &mut Evaluator<'_>,
    table: &Arc<DeltaTable>,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    let mut builder = Builder::new(BuilderKind::Merge, site.clone());
    builder.table = Some(Arc::clone(table));
    builder.frame = match signature.value(ArgRole::Frame) {
        Some(Value::Frame(frame)) => Some(frame),
        _ => None,
    };
    let base = base(ev, table, builder.frame.as_ref(), site);
    builder.condition = match signature.role(ArgRole::Predicate) {
        Setting::Set(arg) if !arg.value.is_unknown() => {
            Some(expressions::predicate(ev, signature.role(ArgRole::Predicate), &base, Place::Join, site))
        }
        _ => None,
    };
    frame::open_builder(ev, builder)
}

/// Opens `df.mergeInto(table, condition)`.
pub(in crate::python) fn open_into(
    ev: &mut Evaluator<'_>,
    input: &Arc<Frame>,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    let source = source::table(ev, signature.role(ArgRole::Table), Role::Read, site);
    let table = Arc::new(DeltaTable { source, alias: None, range: site.name });
    let mut builder = Builder::new(BuilderKind::MergeInto, site.clone());
    builder.frame = Some(Arc::clone(input));
    let base = base(ev, &table, builder.frame.as_ref(), site);
    builder.table = Some(table);
    if let Some(Value::Column(_)) = signature.value(ArgRole::Value) {
        builder.condition = Some(expressions::predicate(ev, signature.role(ArgRole::Value), &base, Place::Join, site));
    }
    frame::open_builder(ev, builder)
}

/// What the conditions of a merge are over: target and source, joined.
fn base(ev: &mut Evaluator<'_>, table: &DeltaTable, source: Option<&Arc<Frame>>, site: &Site) -> Arc<Frame> {
    let target = delta::table_frame(ev, table, site);
    let mut inputs = vec![target];
    inputs.extend(source.cloned());
    Arc::new(ev.frame(Step::Opaque, inputs, site.name))
}

/// Does what a method of a merge builder does.
pub(in crate::python) fn invoke(
    ev: &mut Evaluator<'_>,
    receiver: &Value,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    let Value::Builder(reference) = receiver else { return Value::Unknown };
    let reference = *reference;
    writer::note_link(ev, reference, site);
    let (when, action) = match signature.semantics.meaning {
        Meaning::ExecuteMerge => return execute(ev, reference, signature, site),
        Meaning::SchemaEvolution => return receiver.clone(),
        Meaning::WhenMatchedUpdate => (MergeWhen::Matched, MergeAction::Update),
        Meaning::WhenMatchedUpdateAll => (MergeWhen::Matched, MergeAction::UpdateAll),
        Meaning::WhenMatchedDelete => (MergeWhen::Matched, MergeAction::Delete),
        Meaning::WhenNotMatchedInsert => (MergeWhen::NotMatched, MergeAction::Insert),
        Meaning::WhenNotMatchedInsertAll => (MergeWhen::NotMatched, MergeAction::InsertAll),
        Meaning::WhenNotMatchedBySourceUpdate => (MergeWhen::NotMatchedBySource, MergeAction::Update),
        Meaning::WhenNotMatchedBySourceDelete => (MergeWhen::NotMatchedBySource, MergeAction::Delete),
        // `whenMatched(...)` of the other builder waits for its action, whose method has no meaning of its own here.
        Meaning::WhenMatched | Meaning::WhenNotMatched | Meaning::WhenNotMatchedBySource => {
            if let Some(builder) = ev.heap.builder_mut(reference) {
                builder.escape();
            }
            return receiver.clone();
        }
        _ => return receiver.clone(),
    };
    let table = ev.heap.builder(reference).and_then(|builder| builder.table.clone());
    let input = ev.heap.builder(reference).and_then(|builder| builder.frame.clone());
    let Some(table) = table else { return receiver.clone() };
    let base = base(ev, &table, input.as_ref(), site);
    let condition = match signature.role(ArgRole::Predicate) {
        Setting::Set(arg) if arg.value != Value::None => {
            Some(expressions::predicate(ev, signature.role(ArgRole::Predicate), &base, Place::Join, site))
        }
        Setting::Unknown => Some(crate::expr::Expr::unknown(site.whole)),
        _ => None,
    };
    let assignments = delta::assignments(ev, signature, &base, site);
    let clause = MergeClause { when, action, condition, assignments, range: site.name };
    if let Some(builder) = ev.heap.builder_mut(reference) {
        builder.clauses.push(clause);
    }
    receiver.clone()
}

fn execute(ev: &mut Evaluator<'_>, reference: Reference, signature: &Signature<'_>, site: &Site) -> Value {
    let _ = signature;
    let Some(builder) = ev.heap.builder(reference).cloned() else { return Value::Unknown };
    let target = builder.table.as_ref().map_or(Source::Unknown, |table| table.source.clone());
    delta::use_target(ev, &target, Role::Written, site);
    let known = builder.is_known();
    let merge = Merge { target, source: builder.frame, condition: builder.condition, clauses: builder.clauses, known };
    ev.record(site, What::Merge(Box::new(merge)));
    if let Some(builder) = ev.heap.builder_mut(reference) {
        builder.finished = true;
    }
    Value::None
}
