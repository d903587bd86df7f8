//! Rows written down, and lists of column names for rows: VALUES, the columns of an alias, INSERT (a, b).
//! Knows how many values there are and what they are called, not what they mean.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::sql::view::{self, Expr, Piece};
use smol_str::{SmolStr, format_smolstr};

use super::lowerer::{Lowerer, keys_of};
use crate::frame::{Column, Frame, Step};
use crate::operation::What;
use crate::scope::{ColumnList, RowWidth};
use crate::shape;

/// VALUES: rows whose columns Spark calls `col1`, `col2`, ...
pub(super) fn lower_values(cx: &mut Lowerer<'_>, values: view::Values<'_>) -> Arc<Frame> {
    let widths = widths_of(cx, values);
    let count = widths.first().map(|row| row.count).filter(|count| widths.iter().all(|row| row.count == *count));
    let range = cx.host(values.range());
    let column = |number: usize| Column { name: format_smolstr!("col{}", number + 1), data_type: None, range };
    let columns = count.map(|count| (0..count).map(column).collect());
    let frame = cx.frame(Step::Rows, Vec::new(), values.range());
    with_columns(frame, columns)
}

/// The rows of VALUES; a row of which not all is known is left out.
fn widths_of(cx: &Lowerer<'_>, values: view::Values<'_>) -> Vec<RowWidth> {
    let rows = values.rows().filter_map(|row| {
        let (count, is_open) = match row {
            Expr::Row(row) => (row.items().count(), row.items().any(|item| matches!(item, Expr::Star(_)))),
            // Spark takes a struct for a row.
            Expr::Call(_) => (1, true),
            _ => (1, false),
        };
        // What is not known may hold commas.
        (!is_open && !row.has_hole()).then(|| RowWidth { count, range: cx.host(row.range()) })
    });
    rows.collect()
}

/// A frame under the name it is read by.
pub(super) fn named(cx: &mut Lowerer<'_>, at: TextRange, name: SmolStr, input: Arc<Frame>) -> Arc<Frame> {
    let columns = input.columns.clone();
    let frame = cx.frame(Step::Alias(name), vec![input], at);
    with_columns(frame, columns)
}

/// A frame under another name, with the columns that stand behind the name, if any do.
pub(super) fn lower_alias(
    cx: &mut Lowerer<'_>,
    at: TextRange,
    list: Option<view::NameList<'_>>,
    name: SmolStr,
    input: Arc<Frame>,
) -> Arc<Frame> {
    let Some(list) = list else { return named(cx, at, name, input) };
    let keys = keys_of(cx, list.names());
    // Of a table the columns are not known, whatever was read from it before.
    let is_written_here = matches!(input.step, Step::Rows | Step::Project(_) | Step::SetOperation(_));
    if let Some(count) = shape::count_columns(&input).filter(|_| is_written_here) {
        let rows = if list.has_hole() { Vec::new() } else { vec![RowWidth { count, range: input.range }] };
        let range = cx.host(list.range());
        cx.record(list.range(), What::ColumnList(Box::new(ColumnList { columns: keys.clone(), range, rows })));
    }
    let columns = keys.into_iter().map(|key| Column { name: key.name, data_type: None, range: key.range }).collect();
    let frame = cx.frame(Step::Alias(name), vec![input], at);
    with_columns(frame, Some(columns))
}

/// A frame that was just made, with its columns.
pub(super) fn with_columns(mut frame: Arc<Frame>, columns: Option<Arc<[Column]>>) -> Arc<Frame> {
    if let Some(made) = Arc::get_mut(&mut frame) {
        made.columns = columns;
    }
    frame
}

/// The columns that INSERT lists, beside the rows for them.
pub(super) fn record_insert(cx: &mut Lowerer<'_>, insert: view::Insert<'_>, frame: Option<&Arc<Frame>>) {
    let Some(list) = insert.columns() else { return };
    let values = insert.query().and_then(|query| query.values());
    let rows = match (values, frame) {
        (Some(values), _) => widths_of(cx, values),
        (None, Some(frame)) => {
            let width = shape::count_columns(frame).map(|count| RowWidth { count, range: frame.range });
            width.into_iter().collect()
        }
        (None, None) => Vec::new(),
    };
    record_list(cx, list, rows);
}

/// The columns that the INSERT of a MERGE lists, beside its values.
pub(super) fn record_merge_insert(cx: &mut Lowerer<'_>, insert: view::MergeInsert<'_>) {
    let Some(list) = insert.columns() else { return };
    let values: Vec<Expr<'_>> = insert.values().collect();
    let is_open = |value: &Expr<'_>| matches!(value, Expr::Star(_)) || value.has_hole();
    let range = values.iter().map(|value| value.range()).reduce(|first, last| first.cover(last));
    let rows = match range {
        Some(range) if !values.iter().any(is_open) => vec![RowWidth { count: values.len(), range: cx.host(range) }],
        _ => Vec::new(),
    };
    record_list(cx, list, rows);
}

/// The lists of names in a definition that its own columns do not tell: fields of structs, columns that ALTER adds, columns
/// that a function returns.
pub(super) fn record_definition(
    cx: &mut Lowerer<'_>,
    definition: view::Definition<'_>,
    returned: Option<view::TableElements<'_>>,
) {
    for piece in definition.part().pieces() {
        if let Piece::Type(list) = piece
            && list.fields().next().is_some()
        {
            record_names(cx, list.keywords(), list.range(), list.fields().filter_map(|field| field.name()));
        }
    }
    if let Some(action) = definition.action().filter(|action| action.adds()) {
        let list = action.column_list();
        record_names(cx, list.keywords(), list.range(), action.columns().filter_map(|column| column.name()));
    }
    if let Some(list) = returned {
        record_names(cx, list.keywords(), list.range(), list.columns().filter_map(|column| column.name()));
    }
}

fn record_names<'s>(cx: &mut Lowerer<'_>, at: TextRange, list: TextRange, names: impl Iterator<Item = view::Name<'s>>) {
    let columns = keys_of(cx, names);
    cx.record(at, What::ColumnList(Box::new(ColumnList { columns, range: cx.host(list), rows: Vec::new() })));
}

fn record_list(cx: &mut Lowerer<'_>, list: view::NameList<'_>, rows: Vec<RowWidth>) {
    let columns = keys_of(cx, list.names());
    let rows = if list.has_hole() { Vec::new() } else { rows };
    cx.record(list.keywords(), What::ColumnList(Box::new(ColumnList { columns, range: cx.host(list.range()), rows })));
}
