//! Queries to frames: each clause is the step that `filter`, `groupBy`, `select`, ... would have made.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::sql::{self, Element, Kind, Node, NodeKind};
use smol_str::SmolStr;

use super::columns::{self, Wanted};
use super::expr::{self, lower_list, lower_window};
use super::lowerer::{Lowerer, keywords, plain_name};
use super::{relation, rows};
use crate::expr::{Expr, ExprKind};
use crate::facts::sql_function;
use crate::frame::{Column, Frame, Projection, ProjectionKind, SetOperation, Step};
use crate::operation::{Place, Transform, What};

/// Lowers a query, whatever form it has.
pub(super) fn lower(cx: &mut Lowerer<'_>, node: Node<'_>) -> Arc<Frame> {
    match node.kind() {
        NodeKind::Query | NodeKind::ParenQuery | NodeKind::PipeQuery => lower_query(cx, node),
        NodeKind::Select => lower_select(cx, node, None),
        NodeKind::SetOperation => lower_set_operation(cx, node),
        NodeKind::Values => rows::lower_values(cx, node),
        NodeKind::TableQuery => relation::lower_source(cx, node),
        NodeKind::FromQuery => lower_from_query(cx, node),
        NodeKind::Transform => {
            let input = node.child(NodeKind::From).map(|from| relation::lower_from(cx, from, Wanted::Nothing));
            cx.frame(Step::PythonRows, input.into_iter().collect(), node.range())
        }
        _ => cx.opaque(node.range()),
    }
}

fn lower_query(cx: &mut Lowerer<'_>, node: Node<'_>) -> Arc<Frame> {
    let scope = cx.ctes.len();
    let mut frame = None;
    for child in node.children() {
        match child.kind() {
            NodeKind::With => lower_with(cx, child),
            NodeKind::OrderBy | NodeKind::SortBy | NodeKind::ClusterByQuery => {
                frame = frame.map(|frame| lower_sort(cx, child, frame));
            }
            NodeKind::DistributeBy => {
                let step = Step::Repartition { partitions: None, coalesce: false };
                frame = frame.map(|frame| cx.transform(step, vec![frame], keywords(child)));
            }
            NodeKind::Limit => frame = frame.map(|frame| lower_limit(cx, child, frame)),
            NodeKind::PipeStep => frame = frame.map(|frame| lower_pipe_step(cx, child, frame)),
            NodeKind::WindowClause => {}
            NodeKind::Offset => {
                frame = frame.map(|frame| {
                    let columns = frame.columns.clone();
                    rows::with_columns(cx.frame(Step::Clean, vec![frame], keywords(child)), columns)
                });
            }
            NodeKind::Hole if frame.is_some() => {
                frame = frame.map(|frame| cx.frame(Step::Opaque, vec![frame], child.range()));
            }
            NodeKind::Error if frame.is_some() => {}
            _ => frame = Some(lower(cx, child)),
        }
    }
    cx.ctes.truncate(scope);
    frame.unwrap_or_else(|| cx.opaque(node.range()))
}

/// WITH: its tables stay in scope until whoever asked for them puts them out of it.
pub(super) fn lower_with(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let is_recursive = node.token(Kind::RECURSIVE).is_some();
    for table in node.children().filter(|child| child.kind() == NodeKind::CommonTable) {
        let Some(name) = table.child(NodeKind::Name).map(|name| plain_name(cx, name)) else { continue };
        if is_recursive {
            let itself = cx.opaque(table.range());
            cx.ctes.push((name.clone(), itself));
        }
        let query = table
            .children()
            .find(|child| matches!(child.kind(), NodeKind::Query | NodeKind::ParenQuery | NodeKind::PipeQuery));
        let frame = match query {
            Some(query) => lower(cx, query),
            None => cx.opaque(table.range()),
        };
        let frame = match table.child(NodeKind::NameList) {
            Some(_) => rows::lower_alias(cx, table, name.clone(), frame),
            None => frame,
        };
        cx.ctes.push((name, frame));
    }
}

fn lower_set_operation(cx: &mut Lowerer<'_>, node: Node<'_>) -> Arc<Frame> {
    let mut result: Option<Arc<Frame>> = None;
    let mut operator: Option<TextRange> = None;
    let mut words = Vec::new();
    for element in node.elements() {
        match element {
            Element::Token(token) => {
                operator = Some(operator.map_or(token.range(), |before: TextRange| before.cover(token.range())));
                words.push(token.kind());
            }
            Element::Node(child) => {
                let arm = lower(cx, child);
                result = Some(match (result.take(), operator.take()) {
                    (Some(left), Some(at)) => {
                        cx.transform(Step::SetOperation(set_operation(&words)), vec![left, arm], at)
                    }
                    _ => arm,
                });
                words.clear();
            }
        }
    }
    result.unwrap_or_else(|| cx.opaque(node.range()))
}

fn set_operation(words: &[Kind]) -> SetOperation {
    match words.first() {
        Some(Kind::UNION) if words.contains(&Kind::NAME) => SetOperation::UnionByName,
        Some(Kind::UNION) if words.contains(&Kind::ALL) => SetOperation::UnionAll,
        Some(Kind::UNION) => SetOperation::UnionDistinct,
        Some(Kind::INTERSECT) => SetOperation::Intersect,
        _ => SetOperation::Except,
    }
}

fn lower_from_query(cx: &mut Lowerer<'_>, node: Node<'_>) -> Arc<Frame> {
    let from = node.child(NodeKind::From).map(|from| relation::lower_from(cx, from, Wanted::Nothing));
    match (node.child(NodeKind::Select), from) {
        (Some(select), from) => lower_select(cx, select, from),
        (None, Some(from)) => from,
        (None, None) => cx.opaque(node.range()),
    }
}

/// A SELECT; its input where that stands before it.
pub(super) fn lower_select(cx: &mut Lowerer<'_>, node: Node<'_>, input: Option<Arc<Frame>>) -> Arc<Frame> {
    let windows = cx.windows.len();
    let mut frame = match (input, node.child(NodeKind::From)) {
        (Some(input), _) => input,
        (None, Some(from)) => {
            let columns = columns::find_columns(cx, node);
            relation::lower_from(cx, from, columns.as_wanted())
        }
        (None, None) => cx.frame(Step::Rows, Vec::new(), keywords(node)),
    };
    frame = lower_hints(cx, node, frame);
    for child in node.children() {
        match child.kind() {
            NodeKind::LateralView => frame = relation::lower_lateral_view(cx, child, frame),
            NodeKind::Where => frame = lower_filter(cx, child, frame),
            NodeKind::WindowClause => lower_windows(cx, child),
            _ => {}
        }
    }
    frame = lower_aggregation(cx, node, frame);
    for child in node.children().filter(|child| matches!(child.kind(), NodeKind::Having | NodeKind::Qualify)) {
        frame = lower_filter(cx, child, frame);
    }
    frame = lower_projection(cx, node, frame);
    if let Some(distinct) = node.token(Kind::DISTINCT) {
        let step = Step::Deduplicate { subset: None, known: true, within_watermark: false };
        frame = cx.transform(step, vec![frame], distinct.range());
    }
    cx.windows.truncate(windows);
    frame
}

fn lower_hints(cx: &mut Lowerer<'_>, node: Node<'_>, frame: Arc<Frame>) -> Arc<Frame> {
    let hints = node.descendants().take_while(|inner| inner.kind() != NodeKind::SelectItem);
    let hints: Vec<_> = hints.filter(|inner| inner.kind() == NodeKind::HintItem).collect();
    hints.into_iter().fold(frame, |frame, hint| {
        let Some(name) = hint.first_token() else { return frame };
        let step = Step::Hint { name: SmolStr::new(name.text().to_lowercase()) };
        cx.transform(step, vec![frame], hint.range())
    })
}

fn lower_windows(cx: &mut Lowerer<'_>, node: Node<'_>) {
    for named in node.children().filter(|child| child.kind() == NodeKind::NamedWindow) {
        let (Some(name), Some(definition)) = (named.child(NodeKind::Name), named.child(NodeKind::WindowDefinition))
        else {
            continue;
        };
        let window = Arc::new(lower_window(cx, definition));
        cx.windows.push((plain_name(cx, name), window));
    }
}

/// WHERE, HAVING, QUALIFY, and the WHERE of DELETE and UPDATE.
pub(super) fn lower_filter(cx: &mut Lowerer<'_>, node: Node<'_>, frame: Arc<Frame>) -> Arc<Frame> {
    let Some(condition) = lower_condition(cx, node, Place::Filter, Some(&frame)) else { return frame };
    cx.transform(Step::Filter(condition), vec![frame], keywords(node))
}

/// The condition in a clause, recorded.
pub(super) fn lower_condition(
    cx: &mut Lowerer<'_>,
    node: Node<'_>,
    place: Place,
    frame: Option<&Arc<Frame>>,
) -> Option<Expr> {
    let condition = expr::lower(cx, node.children().next()?);
    Some(cx.record_expression(condition, place, frame))
}

fn lower_aggregation(cx: &mut Lowerer<'_>, node: Node<'_>, frame: Arc<Frame>) -> Arc<Frame> {
    let group = node.child(NodeKind::GroupBy);
    let aggregates = find_aggregates(cx, node);
    let Some(group) = group else {
        let Some(at) = aggregates else { return frame };
        let step = Step::Aggregate { keys: Vec::new(), aggregates: Vec::new(), known: true };
        return cx.transform(step, vec![frame], at);
    };
    let has_sets = group.descendants().any(|inner| inner.kind() == NodeKind::GroupingSets)
        || group.tokens().any(|token| matches!(token.kind(), Kind::ROLLUP | Kind::CUBE));
    let is_all = sql::view::GroupBy::cast(group).is_some_and(|group| group.is_all());
    if is_all {
        let keys = find_all_keys(cx, node);
        let step = Step::Aggregate { known: keys.is_some(), keys: keys.unwrap_or_default(), aggregates: Vec::new() };
        return cx.transform(step, vec![frame], keywords(group));
    }
    let keys = lower_list(cx, group);
    for key in &keys {
        cx.record_expression(key.clone(), Place::Aggregate, Some(&frame));
    }
    let is_open = |key: &Expr| matches!(key.kind, ExprKind::Hole(_) | ExprKind::Unknown);
    let known = !has_sets && !keys.is_empty() && !keys.iter().any(is_open);
    cx.transform(Step::Aggregate { keys, aggregates: Vec::new(), known }, vec![frame], keywords(group))
}

/// The keys of `GROUP BY ALL`: the select items without an aggregate function; nothing where a star or a hole is among them.
fn find_all_keys(cx: &mut Lowerer<'_>, node: Node<'_>) -> Option<Vec<Expr>> {
    let mut keys = Vec::new();
    for item in node.children().filter(|child| child.kind() == NodeKind::SelectItem) {
        let is_open = |inner: Node<'_>| matches!(inner.kind(), NodeKind::Hole | NodeKind::Query);
        let is_star = item.children().any(|child| child.kind() == NodeKind::Star);
        if is_star || item.descendants().any(is_open) {
            return None;
        }
        if find_aggregate(cx, item).is_none() {
            keys.push(expr::lower(cx, item));
        }
    }
    Some(keys)
}

/// Where an aggregate function stands in the select list, if one stands there outside windows and subqueries.
fn find_aggregates(cx: &Lowerer<'_>, node: Node<'_>) -> Option<TextRange> {
    let mut items = node.children().filter(|child| child.kind() == NodeKind::SelectItem);
    items.find_map(|item| find_aggregate(cx, item))
}

fn find_aggregate(cx: &Lowerer<'_>, item: Node<'_>) -> Option<TextRange> {
    find_calls(item).into_iter().find_map(|call| {
        let name = call.child(NodeKind::FunctionName)?;
        let is_window = call.child(NodeKind::Over).is_some();
        let is_aggregate = sql_function::find(&plain_name(cx, name)).is_some_and(|function| function.is_aggregate());
        (is_aggregate && !is_window).then(|| name.range())
    })
}

/// The calls in a node that do not stand in a query of their own.
fn find_calls<'s>(node: Node<'s>) -> Vec<Node<'s>> {
    let queries: Vec<_> = node.descendants().filter(|inner| inner.kind() == NodeKind::Query).collect();
    let calls = node.descendants().filter(|inner| inner.kind() == NodeKind::Call);
    calls.filter(|call| !queries.iter().any(|query| query.holds(*call))).collect()
}

fn lower_projection(cx: &mut Lowerer<'_>, node: Node<'_>, frame: Arc<Frame>) -> Arc<Frame> {
    let items: Vec<_> = node.children().filter(|child| child.kind() == NodeKind::SelectItem).collect();
    if items.is_empty() {
        return frame;
    }
    let items: Vec<Expr> = items
        .into_iter()
        .map(|item| {
            let item = expr::lower(cx, item);
            cx.record_expression(item, Place::Projection, Some(&frame))
        })
        .collect();
    let columns = find_output(&items, &frame);
    let known = !items.iter().any(|item| matches!(item.kind, ExprKind::Hole(_) | ExprKind::Unknown));
    let step = Step::Project(Projection { kind: ProjectionKind::Select, items, known });
    let mut frame = cx.frame(step, vec![frame], keywords(node));
    if let Some(made) = Arc::get_mut(&mut frame) {
        made.columns = columns;
    }
    cx.record(keywords(node), What::Transform(Transform { frame: Arc::clone(&frame), carried: false }));
    frame
}

/// The columns of a select list, when every item names one.
fn find_output(items: &[Expr], input: &Arc<Frame>) -> Option<Arc<[Column]>> {
    let mut columns = Vec::with_capacity(items.len());
    for item in items {
        match &item.kind {
            ExprKind::Star { qualifier, except } => {
                let is_whole = match (qualifier, &input.step) {
                    (None, _) => true,
                    // Of anything else it may be the fields of a struct.
                    (Some(qualifier), Step::Alias(name)) => name.eq_ignore_ascii_case(qualifier),
                    (Some(_), _) => false,
                };
                let known = input.columns.as_ref().filter(|_| is_whole)?;
                let is_left_out = |column: &Column| except.iter().any(|name| name.eq_ignore_ascii_case(&column.name));
                columns.extend(known.iter().filter(|column| !is_left_out(column)).cloned());
            }
            _ => columns.push(Column { name: item.output_name()?, data_type: None, range: item.range }),
        }
    }
    Some(columns.into())
}

fn lower_sort(cx: &mut Lowerer<'_>, node: Node<'_>, frame: Arc<Frame>) -> Arc<Frame> {
    let keys = lower_list(cx, node);
    for key in &keys {
        cx.record_expression(key.clone(), Place::Sort, Some(&frame));
    }
    let within_partitions = node.kind() != NodeKind::OrderBy;
    cx.transform(Step::Sort { keys, within_partitions }, vec![frame], keywords(node))
}

fn lower_limit(cx: &mut Lowerer<'_>, node: Node<'_>, frame: Arc<Frame>) -> Arc<Frame> {
    let limit = node.children().next().map(|value| cx.value(value));
    let limit = limit.and_then(|value| value.as_int()).and_then(|value| u64::try_from(value).ok());
    if node.token(Kind::ALL).is_some() {
        return frame;
    }
    cx.transform(Step::Limit(limit), vec![frame], keywords(node))
}

/// `|>` steps are understood where they are clauses; any other step hides what comes before it.
fn lower_pipe_step(cx: &mut Lowerer<'_>, node: Node<'_>, frame: Arc<Frame>) -> Arc<Frame> {
    match node.children().next() {
        Some(clause) if clause.kind() == NodeKind::Where => lower_filter(cx, clause, frame),
        Some(clause) if clause.kind() == NodeKind::OrderBy => lower_sort(cx, clause, frame),
        Some(clause) if clause.kind() == NodeKind::Limit => lower_limit(cx, clause, frame),
        _ => {
            super::name::record_all(cx, node);
            cx.frame(Step::Opaque, vec![frame], node.range())
        }
    }
}
