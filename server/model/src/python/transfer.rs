//! Values carried from one evaluation to another: references, functions and frames get new identities, ranges are left
//! behind. Knows how values are built, not where they go.

use std::sync::Arc;

use brickline_syntax::TextRange;
use rustc_hash::FxHashMap;

use super::builder::Builder;
use super::heap::{Cell, Class, Dict, Entry, Item, List, Object};
use super::state::UNRECORDED;
use crate::expr::{Expr, ExprKind, WindowSpec};
use crate::frame::{Column, DeltaTable, Frame, FrameIds, Given, Grouped, JoinOn, Setting, Step};
use crate::name::{NamePart, ObjectName};
use crate::operation::{Arg, Key, Options, Site, Source};
use crate::text::{Piece, TextValue};
use crate::value::{Decorator, External, FunctionId, Reference, Value};

/// Gives new identities to what values refer to.
pub(super) trait Carrier {
    /// The new place of a cell; `None` where it is not carried.
    fn cell(&mut self, reference: Reference) -> Option<Reference>;
    /// The new number of a function.
    fn function(&mut self, id: FunctionId) -> Option<FunctionId>;
    /// The frames that were carried so far, by their old identities, and where new ones come from.
    fn frames(&mut self) -> (&mut FxHashMap<*const Frame, Arc<Frame>>, &mut FrameIds);
}

const NOWHERE: TextRange = TextRange::EMPTY;

/// A value with new identities and no ranges.
pub(super) fn value(carrier: &mut dyn Carrier, old: &Value) -> Value {
    let reference = |carrier: &mut dyn Carrier, old: &Reference, wrap: fn(Reference) -> Value| {
        carrier.cell(*old).map_or(Value::Unknown, wrap)
    };
    match old {
        Value::List(old) => reference(carrier, old, Value::List),
        Value::Set(old) => reference(carrier, old, Value::Set),
        Value::Dict(old) => reference(carrier, old, Value::Dict),
        Value::Builder(old) => reference(carrier, old, Value::Builder),
        Value::Class(old) => reference(carrier, old, Value::Class),
        Value::Object(old) => reference(carrier, old, Value::Object),
        Value::Module(old) => reference(carrier, old, Value::Module),
        Value::Function(id) => carrier.function(*id).map_or(Value::Unknown, Value::Function),
        Value::Text(old) => Value::Text(text(carrier, old)),
        Value::Tuple(old) => Value::Tuple(old.iter().map(|old| value(carrier, old)).collect()),
        Value::Either(old) => Value::Either(old.iter().map(|old| value(carrier, old)).collect()),
        Value::Frame(old) => Value::Frame(frame(carrier, old)),
        Value::Grouped(old) => Value::Grouped(Arc::new(Grouped {
            frame: frame(carrier, &old.frame),
            keys: exprs(carrier, &old.keys),
            known: old.known,
            pivot: old.pivot,
            range: NOWHERE,
        })),
        Value::Column(old) => Value::Column(Arc::new(expr(carrier, old))),
        Value::Window(old) => Value::Window(window(carrier, old)),
        Value::DeltaTable(old) => Value::DeltaTable(delta_table(carrier, old)),
        Value::Udf(_) => Value::Udf(UNRECORDED),
        Value::StreamingQuery(_) => Value::StreamingQuery(UNRECORDED),
        Value::ActionResult(_) => Value::Unknown,
        Value::Method(old) => Value::Method(Arc::new((value(carrier, &old.0), old.1.clone()))),
        Value::Partial(old) => {
            let args = old.1.iter().map(|arg| argument(carrier, arg)).collect();
            Value::Partial(Arc::new((value(carrier, &old.0), args)))
        }
        Value::Decorator(old) => Value::Decorator(Arc::new(Decorator {
            path: old.path.clone(),
            arguments: old.arguments.iter().map(|arg| argument(carrier, arg)).collect(),
            open: old.open,
            site: Site::default(),
        })),
        Value::External(old) => Value::External(Arc::new(External { range: NOWHERE, ..External::clone(old) })),
        Value::Unknown
        | Value::None
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Session
        | Value::Library(_)
        | Value::Instance(_) => old.clone(),
    }
}

fn argument(carrier: &mut dyn Carrier, old: &Arg) -> Arg {
    Arg { name: old.name.clone(), range: NOWHERE, value_range: NOWHERE, value: value(carrier, &old.value) }
}

fn text(carrier: &mut dyn Carrier, old: &TextValue) -> Arc<TextValue> {
    let pieces = old.pieces.iter().map(|piece| match piece {
        Piece::Constant(constant) => Piece::Constant(constant.clone()),
        Piece::Hole(hole) => Piece::Hole(value(carrier, hole)),
    });
    Arc::new(TextValue { pieces: pieces.collect(), literal: None, head: None })
}

/// The contents of a cell with new identities; modules are not carried inside others.
pub(super) fn cell(carrier: &mut dyn Carrier, old: &Cell) -> Option<Cell> {
    Some(match old {
        Cell::List(list) => {
            let items = list.items.iter().map(|item| Item { value: value(carrier, &item.value), range: NOWHERE });
            Cell::List(List { items: items.collect(), open: list.open, listing: list.listing })
        }
        Cell::Dict(dict) => {
            let entries = dict.entries.iter().map(|entry| Entry {
                key: value(carrier, &entry.key),
                key_range: NOWHERE,
                value: value(carrier, &entry.value),
                value_range: NOWHERE,
                always: entry.always,
            });
            Cell::Dict(Dict { entries: entries.collect(), open: dict.open })
        }
        Cell::Builder(old) => Cell::Builder(Box::new(builder(carrier, old))),
        Cell::Object(object) => Cell::Object(Object {
            class: carrier.cell(object.class)?,
            attributes: object.attributes.iter().map(|(name, old)| (name.clone(), value(carrier, old))).collect(),
            open: object.open,
        }),
        Cell::Class(class) => Cell::Class(Class {
            bases: class.bases.iter().filter_map(|base| carrier.cell(*base)).collect(),
            foreign_bases: class.foreign_bases.clone(),
            attributes: class.attributes.iter().map(|(name, old)| (name.clone(), value(carrier, old))).collect(),
            fields: class.fields.as_ref().map(|fields| {
                let default =
                    |carrier: &mut dyn Carrier, old: &Option<Value>| old.as_ref().map(|old| value(carrier, old));
                fields.iter().map(|(name, old)| (name.clone(), default(carrier, old))).collect()
            }),
        }),
        Cell::Module(_) => return None,
    })
}

fn builder(carrier: &mut dyn Carrier, old: &Builder) -> Builder {
    let mut new = old.clone();
    new.frame = old.frame.as_ref().map(|old| frame(carrier, old));
    new.format_range = old.format_range.map(|_| NOWHERE);
    new.options = options(carrier, &old.options);
    new.schema_columns = old.schema_columns.as_ref().map(|columns| without_places(columns));
    new.partition_by = keys(&old.partition_by);
    new.partition_site = None;
    new.partition_choices.clear();
    new.cluster_by = keys(&old.cluster_by);
    new.output_mode = match &old.output_mode {
        Setting::Set(old) => Setting::Set(given(carrier, old)),
        other => other.clone(),
    };
    if let Setting::Set(trigger) = &mut new.trigger {
        trigger.range = NOWHERE;
    }
    new.target = old.target.as_ref().map(|name| object_name(carrier, name));
    new.table = old.table.as_ref().map(|table| delta_table(carrier, table));
    new.condition = old.condition.as_ref().map(|old| expr(carrier, old));
    for clause in &mut new.clauses {
        clause.range = NOWHERE;
        clause.condition = clause.condition.as_ref().map(|old| expr(carrier, old));
        clause.assignments = clause.assignments.iter().map(|(name, old)| (name.clone(), expr(carrier, old))).collect();
    }
    new.columns = without_places(&old.columns).to_vec();
    new.location = old.location.as_ref().map(|old| given(carrier, old));
    new.recorded = false;
    new.context = Arc::default();
    new.last = Site::default();
    new.option_operations.clear();
    new
}

fn keys(old: &Setting<Vec<Key>>) -> Setting<Vec<Key>> {
    match old {
        Setting::Set(keys) => {
            Setting::Set(keys.iter().map(|key| Key { name: key.name.clone(), range: NOWHERE }).collect())
        }
        other => other.clone(),
    }
}

fn given(carrier: &mut dyn Carrier, old: &Given) -> Given {
    Given { value: value(carrier, &old.value), range: NOWHERE, at: NOWHERE, link: NOWHERE }
}

fn options(carrier: &mut dyn Carrier, old: &Options) -> Options {
    let mut new = old.clone();
    for entry in &mut new.entries {
        entry.key_range = NOWHERE;
        entry.given = given(carrier, &entry.given);
    }
    new
}

fn object_name(carrier: &mut dyn Carrier, old: &ObjectName) -> ObjectName {
    let parts = old.parts.iter().map(|part| NamePart { text: text(carrier, &part.text), range: NOWHERE });
    ObjectName { parts: parts.collect(), range: NOWHERE, exact: false }
}

fn source(carrier: &mut dyn Carrier, old: &Source) -> Source {
    match old {
        Source::Table(name) => Source::Table(object_name(carrier, name)),
        Source::Path { path, .. } => Source::Path { path: text(carrier, path), range: NOWHERE },
        Source::Format => Source::Format,
        Source::Unknown => Source::Unknown,
    }
}

fn delta_table(carrier: &mut dyn Carrier, old: &DeltaTable) -> Arc<DeltaTable> {
    Arc::new(DeltaTable { source: source(carrier, &old.source), alias: old.alias.clone(), range: NOWHERE })
}

fn without_places(columns: &[Column]) -> Arc<[Column]> {
    columns.iter().map(|column| Column { range: NOWHERE, ..column.clone() }).collect()
}

/// A frame and all it was made from; walked with a stack of its own, since chains of steps are long.
pub(super) fn frame(carrier: &mut dyn Carrier, old: &Arc<Frame>) -> Arc<Frame> {
    let mut pending = vec![(Arc::clone(old), false)];
    while let Some((at, ready)) = pending.pop() {
        if carrier.frames().0.contains_key(&Arc::as_ptr(&at)) {
            continue;
        }
        if !ready {
            pending.push((Arc::clone(&at), true));
            pending.extend(at.inputs.iter().map(|input| (Arc::clone(input), false)));
            continue;
        }
        let step = step(carrier, &at.step);
        let (known, ids) = carrier.frames();
        let inputs = at.inputs.iter().filter_map(|input| known.get(&Arc::as_ptr(input)).cloned()).collect();
        let columns = at.columns.as_deref().map(without_places);
        let made =
            Frame { id: ids.fresh(), streaming: at.streaming, step, inputs, range: NOWHERE, columns, depth: at.depth };
        known.insert(Arc::as_ptr(&at), Arc::new(made));
    }
    carrier.frames().0.get(&Arc::as_ptr(old)).cloned().unwrap_or_else(|| Arc::clone(old))
}

fn step(carrier: &mut dyn Carrier, old: &Step) -> Step {
    match old {
        Step::Read { source: from, options: set } => {
            Step::Read { source: source(carrier, from), options: options(carrier, set) }
        }
        Step::Filter(condition) => Step::Filter(expr(carrier, condition)),
        Step::Project(projection) => {
            let mut projection = projection.clone();
            projection.items = exprs(carrier, &projection.items);
            Step::Project(projection)
        }
        Step::Join { how, on } => {
            let on = match on {
                JoinOn::Condition(condition) => JoinOn::Condition(expr(carrier, condition)),
                other => other.clone(),
            };
            Step::Join { how: how.clone(), on }
        }
        Step::Aggregate { keys, aggregates, known } => {
            Step::Aggregate { keys: exprs(carrier, keys), aggregates: exprs(carrier, aggregates), known: *known }
        }
        Step::Sort { keys, within_partitions } => {
            Step::Sort { keys: exprs(carrier, keys), within_partitions: *within_partitions }
        }
        other => other.clone(),
    }
}

fn exprs(carrier: &mut dyn Carrier, old: &[Expr]) -> Vec<Expr> {
    old.iter().map(|old| expr(carrier, old)).collect()
}

fn window(carrier: &mut dyn Carrier, old: &WindowSpec) -> Arc<WindowSpec> {
    Arc::new(WindowSpec {
        partition_by: exprs(carrier, &old.partition_by),
        order_by: exprs(carrier, &old.order_by),
        frame: old.frame,
        known: old.known,
        range: NOWHERE,
    })
}

/// An expression without ranges; its columns no longer belong to frames, whose identities are another file's.
fn expr(carrier: &mut dyn Carrier, old: &Expr) -> Expr {
    let mut new = old.clone();
    strip(carrier, &mut new);
    new
}

fn strip(carrier: &mut dyn Carrier, expr: &mut Expr) {
    expr.range = NOWHERE;
    match &mut expr.kind {
        ExprKind::Column(column) => (column.name_range, column.frame) = (NOWHERE, None),
        ExprKind::Call(call) => {
            call.name_range = NOWHERE;
            if let crate::expr::Callee::PythonUdf(made_at) = &mut call.callee {
                *made_at = None;
            }
            call.args.iter_mut().chain(call.named.iter_mut().map(|(_, arg)| arg)).for_each(|arg| strip(carrier, arg));
            call.filter.iter_mut().for_each(|filter| strip(carrier, filter));
            call.over = call.over.as_ref().map(|old| window(carrier, old));
        }
        ExprKind::Binary { op_ranges, operands, .. } => {
            op_ranges.iter_mut().for_each(|range| *range = NOWHERE);
            operands.iter_mut().for_each(|operand| strip(carrier, operand));
        }
        ExprKind::Unary { operand, .. }
        | ExprKind::IsNull { operand, .. }
        | ExprKind::Cast { operand, .. }
        | ExprKind::Order { operand, .. } => strip(carrier, operand),
        ExprKind::Alias { operand, name_range, .. } => {
            *name_range = NOWHERE;
            strip(carrier, operand);
        }
        ExprKind::Lambda { body, .. } => strip(carrier, body),
        ExprKind::In { operand, list, .. } => {
            strip(carrier, operand);
            list.iter_mut().for_each(|item| strip(carrier, item));
        }
        ExprKind::InSubquery { operand, query, .. } => {
            strip(carrier, operand);
            *query = frame(carrier, query);
        }
        ExprKind::Between { operand, low, high, .. } => {
            [operand, low, high].into_iter().for_each(|part| strip(carrier, part));
        }
        ExprKind::Like { operand, pattern, .. } => [operand, pattern].into_iter().for_each(|part| strip(carrier, part)),
        ExprKind::Case { operand, branches, otherwise } => {
            operand.iter_mut().chain(otherwise).for_each(|part| strip(carrier, part));
            for (condition, result) in branches {
                strip(carrier, condition);
                strip(carrier, result);
            }
        }
        ExprKind::Access { base, key } => {
            strip(carrier, base);
            key.iter_mut().for_each(|key| strip(carrier, key));
        }
        ExprKind::Subquery(query) | ExprKind::Exists(query) => *query = frame(carrier, query),
        ExprKind::Hole(hole) => *hole = value(carrier, hole),
        ExprKind::Star { .. } | ExprKind::Literal(_) | ExprKind::Unknown => {}
    }
}
