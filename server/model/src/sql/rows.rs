//! Rows written down, and lists of column names for rows: VALUES, the columns of an alias, INSERT (a, b).
//! Knows how many values there are and what they are called, not what they mean.

use std::sync::Arc;

use brickline_syntax::sql::view::{Expr, Values};
use brickline_syntax::sql::{self, Node, NodeKind};
use smol_str::{SmolStr, format_smolstr};

use super::lowerer::{Lowerer, keywords, plain_name};
use crate::frame::{Column, Frame, Step};
use crate::operation::{Key, What};
use crate::scope::{ColumnList, RowWidth};
use crate::shape;

/// VALUES: rows whose columns Spark calls `col1`, `col2`, ...
pub(super) fn lower_values(cx: &mut Lowerer<'_>, node: Node<'_>) -> Arc<Frame> {
    let widths = widths_of(cx, node);
    let count = widths.first().map(|row| row.count).filter(|count| widths.iter().all(|row| row.count == *count));
    let range = cx.host(node.range());
    let column = |number: usize| Column { name: format_smolstr!("col{}", number + 1), data_type: None, range };
    let columns = count.map(|count| (0..count).map(column).collect());
    let frame = cx.frame(Step::Rows, Vec::new(), node.range());
    with_columns(frame, columns)
}

/// The rows of VALUES; a row of which not all is known is left out.
pub(super) fn widths_of(cx: &Lowerer<'_>, node: Node<'_>) -> Vec<RowWidth> {
    let Some(values) = Values::cast(node) else { return Vec::new() };
    let rows = values.rows().filter_map(|row| {
        let (count, is_open) = match row {
            Expr::Row(row) => (row.items().count(), row.items().any(|item| matches!(item, Expr::Star(_)))),
            // Spark takes a struct for a row.
            Expr::Call(_) => (1, true),
            _ => (1, false),
        };
        // What is not known may hold commas.
        (!is_open && !row.node().has_hole()).then(|| RowWidth { count, range: cx.host(row.range()) })
    });
    rows.collect()
}

/// A frame under the name it is read by.
pub(super) fn named(cx: &mut Lowerer<'_>, node: Node<'_>, name: SmolStr, input: Arc<Frame>) -> Arc<Frame> {
    let columns = input.columns.clone();
    let frame = cx.frame(Step::Alias(name), vec![input], node.range());
    with_columns(frame, columns)
}

/// A frame under another name, with the columns that stand behind the name, if any do.
pub(super) fn lower_alias(cx: &mut Lowerer<'_>, node: Node<'_>, name: SmolStr, input: Arc<Frame>) -> Arc<Frame> {
    let columns = match node.child(NodeKind::NameList) {
        Some(list) => {
            let keys = names_of(cx, list);
            // Of a table the columns are not known, whatever was read from it before.
            let is_written_here = matches!(input.step, Step::Rows | Step::Project(_) | Step::SetOperation(_));
            if let Some(count) = shape::count_columns(&input).filter(|_| is_written_here) {
                let rows = if list.has_hole() { Vec::new() } else { vec![RowWidth { count, range: input.range }] };
                cx.record(
                    list.range(),
                    What::ColumnList(ColumnList { columns: keys.clone(), range: cx.host(list.range()), rows }),
                );
            }
            Some(keys.into_iter().map(|key| Column { name: key.name, data_type: None, range: key.range }).collect())
        }
        None => input.columns.clone(),
    };
    let frame = cx.frame(Step::Alias(name), vec![input], node.range());
    with_columns(frame, columns)
}

/// A frame that was just made, with its columns.
pub(super) fn with_columns(mut frame: Arc<Frame>, columns: Option<Arc<[Column]>>) -> Arc<Frame> {
    if let Some(made) = Arc::get_mut(&mut frame) {
        made.columns = columns;
    }
    frame
}

/// The columns that INSERT lists, beside the rows for them.
pub(super) fn record_insert(cx: &mut Lowerer<'_>, node: Node<'_>, frame: Option<&Arc<Frame>>) {
    let Some(list) = node.child(NodeKind::NameList) else { return };
    let values = node.descendants().find(|inner| inner.kind() == NodeKind::Values);
    let is_values = frame.is_some_and(|frame| frame.step == Step::Rows);
    let rows = match (values.filter(|_| is_values), frame) {
        (Some(values), _) => widths_of(cx, values),
        (None, Some(frame)) => {
            let width = shape::count_columns(frame).map(|count| RowWidth { count, range: frame.range });
            width.into_iter().collect()
        }
        (None, None) => Vec::new(),
    };
    record(cx, list, rows);
}

/// The columns that the INSERT of a MERGE lists, beside its values.
pub(super) fn record_merge_insert(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let Some(list) = node.child(NodeKind::NameList) else { return };
    let row = node.child(NodeKind::Row).unwrap_or(node);
    let values: Vec<Node<'_>> = row.children().filter(|child| Expr::cast(*child).is_some()).collect();
    let is_open = |value: &Node<'_>| value.kind() == NodeKind::Star || value.has_hole();
    let range = values.iter().map(|value| value.range()).reduce(|first, last| first.cover(last));
    let rows = match range {
        Some(range) if !values.iter().any(is_open) => vec![RowWidth { count: values.len(), range: cx.host(range) }],
        _ => Vec::new(),
    };
    record(cx, list, rows);
}

/// The lists of names in a definition that its own columns do not tell: fields of structs, columns that ALTER adds, columns
/// that a function returns.
pub(super) fn record_definition(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let is_type = |inner: &Node<'_>| {
        inner.kind() == NodeKind::Type && inner.children().any(|field| field.kind() == NodeKind::StructField)
    };
    let types: Vec<_> = node.descendants().filter(is_type).collect();
    let mut lists: Vec<(Node<'_>, NodeKind)> = types.into_iter().map(|list| (list, NodeKind::StructField)).collect();
    if let Some(added) = node.child(NodeKind::Action).filter(|action| action.token(sql::Kind::ADD).is_some()) {
        lists.push((added.child(NodeKind::TableElements).unwrap_or(added), NodeKind::ColumnDef));
    }
    if let Some(returned) = node.child(NodeKind::Returns).and_then(|returns| returns.child(NodeKind::TableElements)) {
        lists.push((returned, NodeKind::ColumnDef));
    }
    for (list, kind) in lists {
        let names = list.children_of(kind).filter_map(|column| column.child(NodeKind::Name));
        let columns = names.map(|name| Key { name: plain_name(cx, name), range: cx.host(name.range()) }).collect();
        let range = cx.host(list.range());
        cx.record(keywords(list), What::ColumnList(ColumnList { columns, range, rows: Vec::new() }));
    }
}

fn record(cx: &mut Lowerer<'_>, list: Node<'_>, rows: Vec<RowWidth>) {
    let columns = names_of(cx, list);
    let range = cx.host(list.range());
    let rows = if list.has_hole() { Vec::new() } else { rows };
    cx.record(keywords(list), What::ColumnList(ColumnList { columns, range, rows }));
}

fn names_of(cx: &Lowerer<'_>, list: Node<'_>) -> Vec<Key> {
    let names = list.children_of(NodeKind::Name);
    names.map(|name| Key { name: plain_name(cx, name), range: cx.host(name.range()) }).collect()
}
