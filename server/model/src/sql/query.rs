//! Queries to frames: each clause is the step that `filter`, `groupBy`, `select`, ... would have made.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::sql::Kind;
use brickline_syntax::sql::view::{self, GroupItem, Piece, PipeClause, QueryBody, QueryPart, SetOperator};
use smol_str::SmolStr;

use super::columns::{self, Wanted};
use super::expr::{self, lower_item, lower_sort_item, lower_window};
use super::lowerer::{Lowerer, plain_name};
use super::{name, relation, rows};
use crate::expr::{Expr, ExprKind};
use crate::facts::sql_function;
use crate::frame::{Column, Frame, Projection, ProjectionKind, SetOperation, Step};
use crate::operation::{Place, Transform, What};

/// Lowers the body of a query, whatever form it has.
pub(super) fn lower(cx: &mut Lowerer<'_>, body: QueryBody<'_>) -> Arc<Frame> {
    match body {
        QueryBody::Query(query) => lower_query(cx, query),
        QueryBody::Pipe(pipe) => lower_pipe(cx, pipe),
        QueryBody::Select(select) => lower_select(cx, select, None),
        QueryBody::SetOperation(operation) => lower_set_operation(cx, operation),
        QueryBody::Values(values) => rows::lower_values(cx, values),
        QueryBody::Table(query) => relation::lower_table_query(cx, query),
        QueryBody::From(query) => lower_from_query(cx, query),
        QueryBody::Hole(hole) => cx.opaque(hole.range()),
    }
}

/// Lowers a query with the clauses around its body.
pub(super) fn lower_query(cx: &mut Lowerer<'_>, query: view::Query<'_>) -> Arc<Frame> {
    let scope = cx.ctes.len();
    let mut frame = None;
    for part in query.parts() {
        frame = match (part, frame) {
            (QueryPart::With(with), frame) => {
                lower_with(cx, with);
                frame
            }
            (QueryPart::Body(QueryBody::Hole(hole)), Some(frame)) => {
                Some(cx.frame(Step::Opaque, vec![frame], hole.range()))
            }
            (QueryPart::Body(body), _) => Some(lower(cx, body)),
            (clause, frame) => frame.map(|frame| lower_clause(cx, clause, frame)),
        };
    }
    cx.ctes.truncate(scope);
    frame.unwrap_or_else(|| cx.opaque(query.range()))
}

/// A clause behind the body of a query.
fn lower_clause(cx: &mut Lowerer<'_>, clause: QueryPart<'_>, frame: Arc<Frame>) -> Arc<Frame> {
    match clause {
        QueryPart::OrderBy(order) => lower_order(cx, order, frame),
        QueryPart::SortBy(sort) => {
            let keys = sort.items().map(|item| lower_sort_item(cx, item)).collect();
            lower_sort(cx, keys, true, sort.keywords(), frame)
        }
        QueryPart::ClusterBy(cluster) => {
            let keys = cluster.expressions().map(|key| expr::lower(cx, key)).collect();
            lower_sort(cx, keys, true, cluster.keywords(), frame)
        }
        QueryPart::DistributeBy(distribute) => {
            let step = Step::Repartition { partitions: None, coalesce: false };
            cx.transform(step, vec![frame], distribute.keywords())
        }
        QueryPart::Limit(limit) => lower_limit(cx, limit, frame),
        QueryPart::Offset(offset) => {
            let columns = frame.columns.clone();
            rows::with_columns(cx.frame(Step::Clean, vec![frame], offset.keywords()), columns)
        }
        QueryPart::With(_) | QueryPart::Body(_) | QueryPart::Window(_) => frame,
    }
}

/// WITH: its tables stay in scope until whoever asked for them puts them out of it.
pub(super) fn lower_with(cx: &mut Lowerer<'_>, with: view::With<'_>) {
    for table in with.tables() {
        let Some(name) = table.name().map(|name| plain_name(cx, &[name])) else { continue };
        if with.is_recursive() {
            let itself = cx.opaque(table.range());
            cx.ctes.push((name.clone(), itself));
        }
        let frame = match table.query() {
            Some(query) => lower_query(cx, query),
            None => cx.opaque(table.range()),
        };
        let frame = match table.columns() {
            Some(columns) => rows::lower_alias(cx, table.range(), Some(columns), name.clone(), frame),
            None => frame,
        };
        cx.ctes.push((name, frame));
    }
}

fn lower_set_operation(cx: &mut Lowerer<'_>, operation: view::SetOperation<'_>) -> Arc<Frame> {
    let mut operands = operation.operands();
    let Some(first) = operands.next() else { return cx.opaque(operation.range()) };
    let mut frame = lower(cx, first);
    for (operator, operand) in operation.operators().into_iter().zip(operands) {
        let arm = lower(cx, operand);
        frame = cx.transform(Step::SetOperation(set_operation(operator)), vec![frame, arm], operator.range);
    }
    frame
}

fn set_operation(operator: SetOperator) -> SetOperation {
    match operator.kind {
        Kind::UNION if operator.by_name => SetOperation::UnionByName,
        Kind::UNION if operator.all => SetOperation::UnionAll,
        Kind::UNION => SetOperation::UnionDistinct,
        Kind::INTERSECT => SetOperation::Intersect,
        _ => SetOperation::Except,
    }
}

fn lower_from_query(cx: &mut Lowerer<'_>, query: view::FromQuery<'_>) -> Arc<Frame> {
    let from = query.from().map(|from| relation::lower_from(cx, from, Wanted::Nothing));
    match (query.selects().next(), from) {
        (Some(select), from) => lower_select(cx, select, from),
        (None, Some(from)) => from,
        (None, None) => cx.opaque(query.range()),
    }
}

/// A SELECT; its input where that stands before it.
pub(super) fn lower_select(cx: &mut Lowerer<'_>, select: view::Select<'_>, input: Option<Arc<Frame>>) -> Arc<Frame> {
    let windows = cx.windows.len();
    let mut frame = match (input, select.from()) {
        (Some(input), _) => input,
        (None, Some(from)) => {
            let columns = columns::find_columns(cx, select);
            relation::lower_from(cx, from, columns.as_wanted())
        }
        (None, None) => cx.frame(Step::Rows, Vec::new(), select.keywords()),
    };
    for hint in select.hints() {
        frame = lower_hint(cx, hint, frame);
    }
    for view in select.lateral_views() {
        frame = relation::lower_lateral_view(cx, view, frame);
    }
    if let Some(clause) = select.where_clause() {
        frame = lower_filter(cx, clause.condition(), clause.keywords(), frame);
    }
    if let Some(clause) = select.window_clause() {
        lower_windows(cx, clause);
    }
    frame = lower_aggregation(cx, select, frame);
    if let Some(clause) = select.having() {
        frame = lower_filter(cx, clause.condition(), clause.keywords(), frame);
    }
    if let Some(clause) = select.qualify() {
        frame = lower_filter(cx, clause.condition(), clause.keywords(), frame);
    }
    frame = lower_projection(cx, select, frame);
    if let Some(distinct) = select.distinct() {
        let step = Step::Deduplicate { subset: None, known: true, within_watermark: false };
        frame = cx.transform(step, vec![frame], distinct);
    }
    cx.windows.truncate(windows);
    frame
}

fn lower_hint(cx: &mut Lowerer<'_>, hint: view::HintItem<'_>, frame: Arc<Frame>) -> Arc<Frame> {
    let Some(name) = hint.name() else { return frame };
    let step = Step::Hint { name: SmolStr::new(name.text.to_lowercase()) };
    cx.transform(step, vec![frame], hint.range())
}

fn lower_windows(cx: &mut Lowerer<'_>, clause: view::WindowClause<'_>) {
    for named in clause.windows() {
        let (Some(name), Some(definition)) = (named.name(), named.definition()) else { continue };
        let window = Arc::new(lower_window(cx, definition));
        cx.windows.push((plain_name(cx, &[name]), window));
    }
}

/// WHERE, HAVING and QUALIFY.
fn lower_filter(
    cx: &mut Lowerer<'_>,
    condition: Option<view::Expr<'_>>,
    at: TextRange,
    frame: Arc<Frame>,
) -> Arc<Frame> {
    let Some(condition) = lower_condition(cx, condition, Place::Filter, Some(&frame)) else { return frame };
    cx.transform(Step::Filter(condition), vec![frame], at)
}

/// The condition of a clause, recorded.
pub(super) fn lower_condition(
    cx: &mut Lowerer<'_>,
    condition: Option<view::Expr<'_>>,
    place: Place,
    frame: Option<&Arc<Frame>>,
) -> Option<Expr> {
    let condition = expr::lower(cx, condition?);
    Some(cx.record_expression(condition, place, frame))
}

fn lower_aggregation(cx: &mut Lowerer<'_>, select: view::Select<'_>, frame: Arc<Frame>) -> Arc<Frame> {
    let aggregates = find_aggregates(cx, select);
    let Some(group) = select.group_by() else {
        let Some(at) = aggregates else { return frame };
        let step = Step::Aggregate { keys: Vec::new(), aggregates: Vec::new(), known: true };
        return cx.transform(step, vec![frame], at);
    };
    if group.is_all() {
        let keys = find_all_keys(cx, select);
        let step = Step::Aggregate { known: keys.is_some(), keys: keys.unwrap_or_default(), aggregates: Vec::new() };
        return cx.transform(step, vec![frame], group.keywords());
    }
    let (keys, known) = lower_keys(cx, group, &frame);
    cx.transform(Step::Aggregate { keys, aggregates: Vec::new(), known }, vec![frame], group.keywords())
}

/// What rows are grouped by, recorded, and whether that is all of it.
fn lower_keys(cx: &mut Lowerer<'_>, group: view::GroupBy<'_>, frame: &Arc<Frame>) -> (Vec<Expr>, bool) {
    let keys = group.items().map(|item| match item {
        GroupItem::Expr(key) => expr::lower(cx, key),
        GroupItem::Sets(sets) => Expr::unknown(cx.host(sets.range())),
    });
    let keys: Vec<Expr> = keys.collect();
    for key in &keys {
        cx.record_expression(key.clone(), Place::Aggregate, Some(frame));
    }
    let is_open = |key: &Expr| matches!(key.kind, ExprKind::Hole(_) | ExprKind::Unknown);
    let known = !group.has_sets() && !keys.is_empty() && !keys.iter().any(is_open);
    (keys, known)
}

/// The keys of `GROUP BY ALL`: the select items without an aggregate function; nothing where a star or a hole is among them.
fn find_all_keys(cx: &mut Lowerer<'_>, select: view::Select<'_>) -> Option<Vec<Expr>> {
    let mut keys = Vec::new();
    for item in select.items() {
        let is_open = |piece: Piece<'_>| matches!(piece, Piece::Hole(_) | Piece::Query(_));
        if matches!(item.expression(), Some(view::Expr::Star(_))) || item.part().pieces().any(is_open) {
            return None;
        }
        if find_aggregate(cx, item).is_none() {
            keys.push(lower_item(cx, item));
        }
    }
    Some(keys)
}

/// Where an aggregate function stands in the select list, if one stands there outside windows and subqueries.
fn find_aggregates(cx: &Lowerer<'_>, select: view::Select<'_>) -> Option<TextRange> {
    select.items().find_map(|item| find_aggregate(cx, item))
}

fn find_aggregate(cx: &Lowerer<'_>, item: view::SelectItem<'_>) -> Option<TextRange> {
    let mut queries: Vec<view::Query<'_>> = Vec::new();
    item.part().pieces().find_map(|piece| match piece {
        Piece::Query(query) => {
            queries.push(query);
            None
        }
        Piece::Call(call) if !queries.iter().any(|query| query.part().holds(call.part())) => {
            let name = call.name()?;
            let function = sql_function::find(&plain_name(cx, &name.parts()));
            let is_aggregate = function.is_some_and(|function| function.is_aggregate()) && call.over().is_none();
            is_aggregate.then(|| name.range())
        }
        _ => None,
    })
}

fn lower_projection(cx: &mut Lowerer<'_>, select: view::Select<'_>, frame: Arc<Frame>) -> Arc<Frame> {
    let items = select.items().map(|item| {
        let item = lower_item(cx, item);
        cx.record_expression(item, Place::Projection, Some(&frame))
    });
    let items: Vec<Expr> = items.collect();
    if items.is_empty() {
        return frame;
    }
    let columns = find_output(&items, &frame);
    let known = !items.iter().any(|item| matches!(item.kind, ExprKind::Hole(_) | ExprKind::Unknown));
    let step = Step::Project(Projection { kind: ProjectionKind::Select, items, known });
    let frame = rows::with_columns(cx.frame(step, vec![frame], select.keywords()), columns);
    cx.record(select.keywords(), What::Transform(Transform { frame: Arc::clone(&frame), carried: false }));
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

fn lower_order(cx: &mut Lowerer<'_>, order: view::OrderBy<'_>, frame: Arc<Frame>) -> Arc<Frame> {
    let keys = order.items().map(|item| lower_sort_item(cx, item)).collect();
    lower_sort(cx, keys, false, order.keywords(), frame)
}

fn lower_sort(
    cx: &mut Lowerer<'_>,
    keys: Vec<Expr>,
    within_partitions: bool,
    at: TextRange,
    frame: Arc<Frame>,
) -> Arc<Frame> {
    for key in &keys {
        cx.record_expression(key.clone(), Place::Sort, Some(&frame));
    }
    cx.transform(Step::Sort { keys, within_partitions }, vec![frame], at)
}

fn lower_limit(cx: &mut Lowerer<'_>, limit: view::Limit<'_>, frame: Arc<Frame>) -> Arc<Frame> {
    if limit.is_all() {
        return frame;
    }
    let rows = limit.rows().and_then(|rows| cx.value(rows).as_int()).and_then(|rows| u64::try_from(rows).ok());
    cx.transform(Step::Limit(rows), vec![frame], limit.keywords())
}

/// `|>` steps are understood where they are clauses; any other step hides what comes before it.
fn lower_pipe(cx: &mut Lowerer<'_>, pipe: view::PipeQuery<'_>) -> Arc<Frame> {
    let base = pipe.base().map(|base| lower(cx, base));
    let base = base.unwrap_or_else(|| cx.opaque(pipe.range()));
    pipe.steps().fold(base, |frame, step| match step.clause() {
        Some(PipeClause::Where(clause)) => lower_filter(cx, clause.condition(), clause.keywords(), frame),
        Some(PipeClause::OrderBy(order)) => lower_order(cx, order, frame),
        Some(PipeClause::Limit(limit)) => lower_limit(cx, limit, frame),
        Some(PipeClause::Select(select)) => lower_select(cx, select, Some(frame)),
        Some(PipeClause::Join(join)) => relation::lower_join(cx, join, frame, Wanted::Nothing),
        Some(PipeClause::SetOperation(operator, operand)) => {
            let arm = lower(cx, operand);
            cx.transform(Step::SetOperation(set_operation(operator)), vec![frame, arm], operator.range)
        }
        Some(PipeClause::Aggregate(group)) => lower_pipe_aggregate(cx, step, group, frame),
        None => {
            name::record_all(cx, step.part());
            cx.frame(Step::Opaque, vec![frame], step.range())
        }
    })
}

/// `|> AGGREGATE count(*) GROUP BY a`.
fn lower_pipe_aggregate(
    cx: &mut Lowerer<'_>,
    step: view::PipeStep<'_>,
    group: Option<view::GroupBy<'_>>,
    frame: Arc<Frame>,
) -> Arc<Frame> {
    let aggregates = step.items().map(|item| {
        let item = lower_item(cx, item);
        cx.record_expression(item, Place::Projection, Some(&frame))
    });
    let aggregates = aggregates.collect();
    let (keys, known) = group.map_or((Vec::new(), true), |group| lower_keys(cx, group, &frame));
    cx.transform(Step::Aggregate { keys, aggregates, known }, vec![frame], step.words())
}
