//! What stands behind FROM: tables, subqueries, table functions and their joins, as frames.
//! Knows temporary views and CTEs through the lowerer; knows no select list.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::sql::{self, Kind, Node, NodeKind};
use smol_str::SmolStr;

use super::columns::Wanted;
use super::expr::{self, text_of};
use super::lowerer::{Lowerer, keywords, plain_name};
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
pub(super) fn lower_from(cx: &mut Lowerer<'_>, node: Node<'_>, columns: Wanted<'_, '_>) -> Arc<Frame> {
    let mut frame: Option<Arc<Frame>> = None;
    let mut comma = None;
    for element in node.elements() {
        match element {
            sql::Element::Token(token) if token.kind() == Kind::Comma => comma = Some(token.range()),
            sql::Element::Node(item) if item.kind() == NodeKind::FromItem => {
                let right = lower_item(cx, item, columns);
                frame = Some(match (frame.take(), comma.take()) {
                    (Some(left), Some(_)) if is_lateral(item) => left,
                    (Some(left), Some(at)) => {
                        let step = Step::Join { how: Some(SmolStr::new("inner")), on: JoinOn::Nothing };
                        cx.transform(step, vec![left, right], at)
                    }
                    _ => right,
                });
            }
            sql::Element::Node(view) if view.kind() == NodeKind::LateralView => {
                frame = frame.map(|frame| lower_lateral_view(cx, view, frame));
            }
            _ => {}
        }
    }
    frame.unwrap_or_else(|| cx.opaque(node.range()))
}

fn is_lateral(node: Node<'_>) -> bool {
    node.first_token().is_some_and(|token| token.kind() == Kind::LATERAL)
}

fn lower_item(cx: &mut Lowerer<'_>, node: Node<'_>, columns: Wanted<'_, '_>) -> Arc<Frame> {
    let mut frame: Option<Arc<Frame>> = None;
    for child in node.children() {
        frame = match (child.kind(), frame) {
            (NodeKind::Join, Some(left)) => Some(lower_join(cx, child, left, columns)),
            (NodeKind::Pivot | NodeKind::Unpivot, Some(input)) => {
                Some(cx.transform(Step::Pivot, vec![input], keywords(child)))
            }
            (NodeKind::LateralView, Some(input)) => Some(lower_lateral_view(cx, child, input)),
            (NodeKind::Alias | NodeKind::Sample | NodeKind::Watermark, Some(input)) => {
                Some(lower_suffix(cx, child, input))
            }
            (_, Some(input)) => Some(input),
            (_, None) => Some(lower_relation(cx, child, columns, false)),
        };
    }
    frame.unwrap_or_else(|| cx.opaque(node.range()))
}

/// LATERAL VIEW: a generator's columns beside those of its input.
pub(super) fn lower_lateral_view(cx: &mut Lowerer<'_>, node: Node<'_>, input: Arc<Frame>) -> Arc<Frame> {
    let calls: Vec<_> = node.children_of(NodeKind::Call).collect();
    let items = calls.into_iter().map(|call| {
        let call = expr::lower(cx, call);
        cx.record_expression(call, Place::Other, Some(&input))
    });
    let projection = Projection { kind: ProjectionKind::WithColumns, items: items.collect(), known: true };
    cx.frame(Step::Project(projection), vec![input], keywords(node))
}

fn lower_relation(cx: &mut Lowerer<'_>, node: Node<'_>, columns: Wanted<'_, '_>, streaming: bool) -> Arc<Frame> {
    let mut frame = match node.kind() {
        NodeKind::TableRef | NodeKind::TableArgument => {
            let keys = columns.of(cx, node);
            let is_column = |key: &Key| {
                let name = key.name.to_lowercase();
                !is(&name, Trait::Bare)
                    && !UNITS.contains(&name.as_str())
                    && !cx.session.variables.iter().any(|variable| *variable == name)
            };
            let keys = keys.into_iter().filter(is_column).collect();
            lower_table(cx, node, keys, streaming, node.child(NodeKind::Options))
        }
        NodeKind::SubqueryRef => {
            let query = node.children().find(|child| !matches!(child.kind(), NodeKind::Alias));
            match query {
                Some(inner) => query::lower(cx, inner),
                None => cx.opaque(node.range()),
            }
        }
        NodeKind::ParenRelation | NodeKind::FromItem => lower_item(cx, node, columns),
        NodeKind::StreamRef => {
            match (node.children().find(|child| child.kind() != NodeKind::Alias), node.child(NodeKind::Options)) {
                (Some(inner), Some(clause)) if inner.kind() == NodeKind::TableRef => {
                    lower_table(cx, inner, Vec::new(), true, Some(clause))
                }
                (Some(inner), _) => lower_relation(cx, inner, columns, true),
                (None, _) => cx.opaque(node.range()),
            }
        }
        NodeKind::TableFunction => lower_function(cx, node, streaming),
        NodeKind::Values => rows::lower_values(cx, node),
        _ => {
            name::record_all(cx, node);
            cx.opaque(node.range())
        }
    };
    for child in node.children() {
        if matches!(child.kind(), NodeKind::Alias | NodeKind::Sample | NodeKind::Watermark) {
            frame = lower_suffix(cx, child, frame);
        }
    }
    frame
}

fn lower_suffix(cx: &mut Lowerer<'_>, node: Node<'_>, input: Arc<Frame>) -> Arc<Frame> {
    match node.kind() {
        // What stands where an alias could, but is known only when the code runs, may be any clause.
        NodeKind::Alias if is_hole(node) => cx.frame(Step::Opaque, vec![input], node.range()),
        NodeKind::Alias => {
            let Some(alias) = node.child(NodeKind::Name).map(|alias| plain_name(cx, alias)) else { return input };
            rows::lower_alias(cx, node, alias, input)
        }
        NodeKind::Sample => cx.transform(Step::Sample { seed: Tri::Unknown }, vec![input], keywords(node)),
        NodeKind::Watermark => {
            let column = node.children().next().map(|column| expr::lower(cx, column));
            let column = column.and_then(|column| column.as_column().map(|column| column.name.clone()));
            cx.transform(Step::Watermark { column }, vec![input], keywords(node))
        }
        _ => input,
    }
}

fn is_hole(alias: Node<'_>) -> bool {
    alias.token(Kind::AS).is_none() && alias.all_tokens().all(|token| token.kind().is_hole())
}

/// A table, view, CTE or `delta.`/path``.
fn lower_table(
    cx: &mut Lowerer<'_>,
    node: Node<'_>,
    columns: Vec<Key>,
    streaming: bool,
    clause: Option<Node<'_>>,
) -> Arc<Frame> {
    let Some(found) = name::find_name(node) else { return cx.opaque(node.range()) };
    let lowered = name::lower(cx, found);
    let meaning = name::meaning(cx, &lowered, found.object_kind(), found.role());
    name::record(cx, found, columns);
    let last = lowered.last().unwrap_or_default();
    match meaning {
        NameMeaning::Cte => {
            let cte = cx.ctes.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(&last));
            if let Some((_, frame)) = cte {
                let frame = Arc::clone(frame);
                return rows::named(cx, node, last, frame);
            }
        }
        NameMeaning::TemporaryView => {
            if let Some(frame) = cx.session.find_view(&last).and_then(|view| view.frame.clone()) {
                return rows::named(cx, node, last, frame);
            }
            return cx.opaque(node.range());
        }
        _ => {}
    }
    let source = name::source(cx, found);
    let format = match &source {
        Source::Path { .. } => name::path_format(cx, found).map_or(Setting::Unknown, Setting::Set),
        _ => Setting::Set(SmolStr::new("delta")),
    };
    let options = clause.map(|clause| options::entries(cx, clause)).unwrap_or_default();
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

fn lower_function(cx: &mut Lowerer<'_>, node: Node<'_>, streaming: bool) -> Arc<Frame> {
    let function =
        node.child(NodeKind::FunctionName).map(|name| plain_name(cx, name).to_lowercase()).unwrap_or_default();
    if function == "stream"
        && let Some(inner) = node.children().find(|child| child.kind() == NodeKind::TableArgument)
    {
        return lower_relation(cx, inner, Wanted::Nothing, true);
    }
    let call = super::call::lower_table_call(cx, node);
    cx.record_expression(call, Place::Other, None);
    for table in node.children().filter(|child| child.kind() == NodeKind::TableArgument) {
        lower_relation(cx, table, Wanted::Nothing, false);
    }
    match function.as_str() {
        "range" => cx.frame(Step::Rows, Vec::new(), node.range()),
        reader if READERS.contains(&reader) => lower_reader(cx, node, reader, streaming),
        _ => cx.opaque(node.range()),
    }
}

/// `read_files('/p', format => 'json')`, `cloud_files('/p', 'json')`, `read_kafka(...)`.
fn lower_reader(cx: &mut Lowerer<'_>, node: Node<'_>, function: &str, streaming: bool) -> Arc<Frame> {
    let is_argument = |child: &Node<'_>| !matches!(child.kind(), NodeKind::FunctionName | NodeKind::Alias);
    let arguments: Vec<_> = node.children().filter(is_argument).collect();
    let named = |cx: &Lowerer<'_>, wanted: &str| {
        arguments.iter().filter(|child| child.kind() == NodeKind::NamedArgument).find_map(|child| {
            let mut parts = child.children();
            let (name, value) = (parts.next()?, parts.next()?);
            plain_name(cx, name).eq_ignore_ascii_case(wanted).then_some(value)
        })
    };
    let path = named(cx, "path")
        .or_else(|| arguments.first().copied().filter(|first| first.kind() != NodeKind::NamedArgument));
    let streaming = streaming || function == "cloud_files";
    let is_files = matches!(function, "read_files" | "cloud_files");
    let format = match named(cx, "format") {
        Some(format) => text_of(cx, format).and_then(|text| text.constant()),
        None if function == "cloud_files" => {
            arguments.get(1).and_then(|format| text_of(cx, *format)).and_then(|text| text.constant())
        }
        None => None,
    };
    let format = format.map(|format| SmolStr::new(format.to_lowercase()));
    let source = match path.filter(|_| is_files).and_then(|path| Some((path.range(), text_of(cx, path)?))) {
        Some((at, path)) => {
            name::record_path(cx, Arc::clone(&path), at, PathRole::Ingest, format.clone());
            Source::Path { path, range: cx.host(at) }
        }
        None if is_files => Source::Unknown,
        None => Source::Format,
    };
    let at = node.child(NodeKind::FunctionName).map_or(node.range(), |name| name.range());
    let options = options::arguments(cx, node);
    let format = format.map_or(Setting::Unknown, Setting::Set);
    record_read(cx, source, format, options, at, streaming || !is_files)
}

fn lower_join(cx: &mut Lowerer<'_>, node: Node<'_>, left: Arc<Frame>, columns: Wanted<'_, '_>) -> Arc<Frame> {
    let words: Vec<_> = node.tokens().map(|token| token.kind()).collect();
    let relation = node.children().find(|child| !matches!(child.kind(), NodeKind::On | NodeKind::JoinUsing));
    let Some(relation) = relation else { return left };
    let is_generator = words.contains(&Kind::LATERAL) && relation.kind() == NodeKind::TableFunction;
    let right = lower_relation(cx, relation, columns, false);
    if is_generator {
        return left;
    }
    let is_nearest = node.tokens().any(|token| token.text().eq_ignore_ascii_case("nearest"));
    let on = if words.contains(&Kind::LATERAL) || is_nearest {
        if let Some(on) = node.child(NodeKind::On) {
            query::lower_condition(cx, on, Place::Join, Some(&left));
        }
        JoinOn::Unknown
    } else if let Some(on) = node.child(NodeKind::On) {
        query::lower_condition(cx, on, Place::Join, Some(&left)).map_or(JoinOn::Unknown, JoinOn::Condition)
    } else if let Some(using) = node.child(NodeKind::JoinUsing) {
        JoinOn::Columns(name::keys(cx, using).into_iter().map(|key| key.name).collect())
    } else if words.contains(&Kind::CROSS) {
        JoinOn::Cross
    } else if words.contains(&Kind::NATURAL) {
        JoinOn::Unknown
    } else {
        JoinOn::Nothing
    };
    cx.transform(Step::Join { how: Some(join_kind(&words)), on }, vec![left, right], keywords(node))
}

fn join_kind(words: &[Kind]) -> SmolStr {
    let has = |word| words.contains(&word);
    SmolStr::new_static(match () {
        () if has(Kind::SEMI) => "leftsemi",
        () if has(Kind::ANTI) => "leftanti",
        () if has(Kind::LEFT) => "left",
        () if has(Kind::RIGHT) => "right",
        () if has(Kind::FULL) => "full",
        () if has(Kind::CROSS) => "cross",
        () => "inner",
    })
}

/// What MERGE and `TABLE t` read from: a table or a query with its alias.
pub(super) fn lower_source(cx: &mut Lowerer<'_>, node: Node<'_>) -> Arc<Frame> {
    match node.children().next() {
        Some(relation) => lower_relation(cx, relation, Wanted::Nothing, false),
        None => cx.opaque(node.range()),
    }
}
