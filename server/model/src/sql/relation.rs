//! What stands behind FROM: tables, subqueries, table functions and their joins, as frames.
//! Knows temporary views and CTEs through the lowerer; knows no select list.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::sql::ObjectName;
use brickline_syntax::sql::view::{self, Argument, FromPart, ItemPart, JoinKind, Relation, Suffix};
use smol_str::SmolStr;

use super::columns::Wanted;
use super::expr::{self, text_of};
use super::lowerer::{Lowerer, keys_of, plain_name};
use super::{name, options, query, rows};
use crate::facts::function::{Trait, is};
use crate::frame::{Frame, JoinOn, Projection, ProjectionKind, Setting, Step};
use crate::operation::{Key, NameMeaning, Options, PathRole, Place, Read, Source, What};
use crate::tri::Tri;

/// Units of time, which `timestampdiff(DAY, ...)` and its kin take as bare words.
const UNITS: &[&str] =
    &["year", "quarter", "month", "week", "day", "dayofyear", "hour", "minute", "second", "millisecond", "microsecond"];

/// Table functions that give rows from their arguments, row by row.
const READERS: &[&str] = &["read_files", "cloud_files", "read_kafka", "read_kinesis", "read_pubsub", "read_pulsar"];

/// The relations of a FROM clause, joined. `columns` are what the query takes, when it takes them from one table.
pub(super) fn lower_from(cx: &mut Lowerer<'_>, from: view::From<'_>, columns: Wanted<'_, '_>) -> Arc<Frame> {
    let mut frame: Option<Arc<Frame>> = None;
    let mut comma = None;
    for part in from.parts() {
        match part {
            FromPart::Comma(at) => comma = Some(at),
            FromPart::Item(item) => {
                let right = lower_item(cx, item, columns);
                frame = Some(match (frame.take(), comma.take()) {
                    (Some(left), Some(_)) if item.is_lateral() => left,
                    (Some(left), Some(at)) => {
                        let step = Step::Join { how: Some(SmolStr::new("inner")), on: JoinOn::Nothing };
                        cx.transform(step, vec![left, right], at)
                    }
                    _ => right,
                });
            }
            FromPart::LateralView(view) => frame = frame.map(|frame| lower_lateral_view(cx, view, frame)),
            FromPart::Unknown(_) => {}
        }
    }
    frame.unwrap_or_else(|| cx.opaque(from.range()))
}

fn lower_item(cx: &mut Lowerer<'_>, item: view::FromItem<'_>, columns: Wanted<'_, '_>) -> Arc<Frame> {
    let mut frame: Option<Arc<Frame>> = None;
    for part in item.parts() {
        frame = match (part, frame) {
            (ItemPart::Relation(relation), None) => Some(lower_relation(cx, relation, columns, false)),
            (ItemPart::Join(join), Some(left)) => Some(lower_join(cx, join, left, columns)),
            (ItemPart::Pivot(at), Some(input)) => Some(cx.transform(Step::Pivot, vec![input], at)),
            (ItemPart::LateralView(view), Some(input)) => Some(lower_lateral_view(cx, view, input)),
            (_, frame) => frame,
        };
    }
    frame.unwrap_or_else(|| cx.opaque(item.range()))
}

/// LATERAL VIEW: a generator's columns beside those of its input.
pub(super) fn lower_lateral_view(cx: &mut Lowerer<'_>, view: view::LateralView<'_>, input: Arc<Frame>) -> Arc<Frame> {
    let items = view.call().map(|call| {
        let call = expr::lower(cx, view::Expr::Call(call));
        cx.record_expression(call, Place::Other, Some(&input))
    });
    let items = items.into_iter().collect();
    let projection = Projection { kind: ProjectionKind::WithColumns, items, known: true };
    cx.frame(Step::Project(projection), vec![input], view.keywords())
}

/// A relation with its alias and sample.
pub(super) fn lower_relation(
    cx: &mut Lowerer<'_>,
    relation: Relation<'_>,
    columns: Wanted<'_, '_>,
    streaming: bool,
) -> Arc<Frame> {
    let frame = match relation {
        Relation::Table(table) => {
            let keys = columns_of(cx, table, columns);
            lower_table(cx, table.name(), table.range(), keys, streaming, table.options())
        }
        Relation::Subquery(subquery) => match subquery.query() {
            Some(query) => query::lower_query(cx, query),
            None => cx.opaque(subquery.range()),
        },
        Relation::Paren(paren) => match paren.item() {
            Some(item) => lower_item(cx, item, columns),
            None => cx.opaque(paren.range()),
        },
        Relation::Item(item) => lower_item(cx, item, columns),
        Relation::Stream(stream) => match (stream.inner(), stream.options()) {
            (Some(Relation::Table(table)), options @ Some(_)) => {
                lower_table(cx, table.name(), table.range(), Vec::new(), true, options)
            }
            (Some(inner), _) => lower_relation(cx, inner, columns, true),
            (None, _) => cx.opaque(stream.range()),
        },
        Relation::Function(function) => lower_function(cx, function, streaming),
        Relation::Values(values) => rows::lower_values(cx, values),
        Relation::Unknown(part) => {
            name::record_all(cx, part);
            cx.opaque(part.range())
        }
    };
    relation.suffixes().fold(frame, |frame, suffix| lower_suffix(cx, suffix, frame))
}

/// The columns that a query takes from a table.
fn columns_of(cx: &Lowerer<'_>, table: view::TableRef<'_>, columns: Wanted<'_, '_>) -> Vec<Key> {
    let is_column = |key: &Key| {
        let name = key.name.to_lowercase();
        !is(&name, Trait::Bare)
            && !UNITS.contains(&name.as_str())
            && !cx.session.variables.iter().any(|variable| *variable == name)
    };
    columns.of(cx, table).into_iter().filter(is_column).collect()
}

fn lower_suffix(cx: &mut Lowerer<'_>, suffix: Suffix<'_>, input: Arc<Frame>) -> Arc<Frame> {
    match suffix {
        // What stands where an alias could, but is known only when the code runs, may be any clause.
        Suffix::Alias(alias) if alias.is_hole() => cx.frame(Step::Opaque, vec![input], alias.range()),
        Suffix::Alias(alias) => {
            let Some(name) = alias.name().map(|name| plain_name(cx, &[name])) else { return input };
            rows::lower_alias(cx, alias.range(), alias.columns(), name, input)
        }
        Suffix::Sample(sample) => cx.transform(Step::Sample { seed: Tri::Unknown }, vec![input], sample.keywords()),
        Suffix::Watermark(watermark) => {
            let column = watermark.column().map(|column| expr::lower(cx, column));
            let column = column.and_then(|column| column.as_column().map(|column| column.name.clone()));
            cx.transform(Step::Watermark { column }, vec![input], watermark.keywords())
        }
    }
}

/// A table, view, CTE or `delta.`/path``.
fn lower_table(
    cx: &mut Lowerer<'_>,
    name: Option<ObjectName<'_>>,
    at: TextRange,
    columns: Vec<Key>,
    streaming: bool,
    options: Option<view::Options<'_>>,
) -> Arc<Frame> {
    let Some(found) = name else { return cx.opaque(at) };
    let lowered = name::lower(cx, found);
    let meaning = name::meaning(cx, &lowered, found.object_kind(), found.role());
    name::record(cx, found, columns);
    let last = lowered.last().unwrap_or_default();
    match meaning {
        NameMeaning::Cte => {
            let cte = cx.ctes.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(&last));
            if let Some((_, frame)) = cte {
                let frame = Arc::clone(frame);
                return rows::named(cx, at, last, frame);
            }
        }
        NameMeaning::TemporaryView => {
            if let Some(frame) = cx.session.find_view(&last).and_then(|view| view.frame.clone()) {
                return rows::named(cx, at, last, frame);
            }
            return cx.opaque(at);
        }
        _ => {}
    }
    let source = name::source(cx, found);
    let format = match &source {
        Source::Path { .. } => name::path_format(cx, found).map_or(Setting::Unknown, Setting::Set),
        _ => Setting::Set(SmolStr::new("delta")),
    };
    let options = options.map(|clause| options::entries(cx, clause.entries())).unwrap_or_default();
    record_read(cx, source, format, options, found.range(), streaming)
}

fn record_read(
    cx: &mut Lowerer<'_>,
    source: Source,
    format: Setting<SmolStr>,
    options: Options,
    at: TextRange,
    streaming: bool,
) -> Arc<Frame> {
    let mut frame = cx.frame(Step::Read { source: source.clone(), options: options.clone() }, Vec::new(), at);
    if let Some(made) = Arc::get_mut(&mut frame) {
        made.streaming = Tri::from(streaming);
    }
    let read = Read {
        source,
        format,
        options,
        schema: Tri::Yes,
        streaming: Tri::from(streaming),
        insert_at: None,
        frame: Arc::clone(&frame),
    };
    cx.record(at, What::Read(Box::new(read)));
    frame
}

fn lower_function(cx: &mut Lowerer<'_>, function: view::TableFunction<'_>, streaming: bool) -> Arc<Frame> {
    let name = function.name().map(|name| plain_name(cx, &name.parts()).to_lowercase()).unwrap_or_default();
    let tables: Vec<view::TableArgument<'_>> = function
        .arguments()
        .filter_map(|argument| match argument {
            Argument::Table(table) => Some(table),
            _ => None,
        })
        .collect();
    if let ("stream", Some(table)) = (name.as_str(), tables.first()) {
        return lower_table_argument(cx, *table, true);
    }
    let call = super::call::lower_table_call(cx, function);
    cx.record_expression(call, Place::Other, None);
    for table in tables {
        lower_table_argument(cx, table, false);
    }
    match name.as_str() {
        "range" => cx.frame(Step::Rows, Vec::new(), function.range()),
        reader if READERS.contains(&reader) => lower_reader(cx, function, reader, streaming),
        _ => cx.opaque(function.range()),
    }
}

fn lower_table_argument(cx: &mut Lowerer<'_>, argument: view::TableArgument<'_>, streaming: bool) -> Arc<Frame> {
    match argument.query() {
        Some(query) => query::lower_query(cx, query),
        None => lower_table(cx, argument.table(), argument.range(), Vec::new(), streaming, None),
    }
}

/// `read_files('/p', format => 'json')`, `cloud_files('/p', 'json')`, `read_kafka(...)`.
fn lower_reader(cx: &mut Lowerer<'_>, function: view::TableFunction<'_>, reader: &str, streaming: bool) -> Arc<Frame> {
    let unnamed = |number: usize| match function.arguments().nth(number) {
        Some(Argument::Expr(value)) => Some(value),
        _ => None,
    };
    let named = |cx: &Lowerer<'_>, wanted: &str| {
        function.arguments().find_map(|argument| {
            let Argument::Named(named) = argument else { return None };
            let name = plain_name(cx, &named.name()?.parts());
            named.value().filter(|_| name.eq_ignore_ascii_case(wanted))
        })
    };
    let path = named(cx, "path").or_else(|| unnamed(0));
    let streaming = streaming || reader == "cloud_files";
    let is_files = matches!(reader, "read_files" | "cloud_files");
    let format = named(cx, "format").or_else(|| unnamed(1).filter(|_| reader == "cloud_files"));
    let format = format.and_then(|format| text_of(cx, format)).and_then(|text| text.constant());
    let format = format.map(|format| SmolStr::new(format.to_lowercase()));
    let source = match path.filter(|_| is_files).and_then(|path| Some((path.range(), text_of(cx, path)?))) {
        Some((at, path)) => {
            name::record_path(cx, Arc::clone(&path), at, PathRole::Ingest, format.clone());
            Source::Path { path, range: cx.host(at) }
        }
        None if is_files => Source::Unknown,
        None => Source::Format,
    };
    let at = function.name().map_or(function.range(), |name| name.range());
    let options = options::arguments(cx, function);
    let format = format.map_or(Setting::Unknown, Setting::Set);
    record_read(cx, source, format, options, at, streaming || !is_files)
}

/// A join with what stands before it.
pub(super) fn lower_join(
    cx: &mut Lowerer<'_>,
    join: view::Join<'_>,
    left: Arc<Frame>,
    columns: Wanted<'_, '_>,
) -> Arc<Frame> {
    let Some(relation) = join.relation() else { return left };
    let right = lower_relation(cx, relation, columns, false);
    if join.is_lateral() && matches!(relation, Relation::Function(_)) {
        return left;
    }
    let condition = join.on().map(|on| query::lower_condition(cx, on.condition(), Place::Join, Some(&left)));
    let on = match (condition, join.using()) {
        _ if join.is_lateral() || join.is_nearest() => JoinOn::Unknown,
        (Some(condition), _) => condition.map_or(JoinOn::Unknown, JoinOn::Condition),
        (None, Some(using)) => JoinOn::Columns(keys_of(cx, using.names()).into_iter().map(|key| key.name).collect()),
        _ if join.kind() == JoinKind::Cross => JoinOn::Cross,
        _ if join.is_natural() => JoinOn::Unknown,
        _ => JoinOn::Nothing,
    };
    let how = Some(SmolStr::new_static(name_of(join.kind())));
    cx.transform(Step::Join { how, on }, vec![left, right], join.keywords())
}

fn name_of(kind: JoinKind) -> &'static str {
    match kind {
        JoinKind::Semi => "leftsemi",
        JoinKind::Anti => "leftanti",
        JoinKind::Left => "left",
        JoinKind::Right => "right",
        JoinKind::Full => "full",
        JoinKind::Cross => "cross",
        JoinKind::Inner => "inner",
    }
}

/// `TABLE t`.
pub(super) fn lower_table_query(cx: &mut Lowerer<'_>, query: view::TableQuery<'_>) -> Arc<Frame> {
    match query.table() {
        Some(table) => lower_relation(cx, Relation::Table(table), Wanted::Nothing, false),
        None => cx.opaque(query.range()),
    }
}
