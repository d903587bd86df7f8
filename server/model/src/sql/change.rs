//! INSERT, COPY INTO, DELETE and UPDATE: rows that come, go and change.

use std::sync::Arc;

use brickline_syntax::sql::{Kind, Node, NodeKind};
use smol_str::SmolStr;

use super::expr::{self, text_of};
use super::lowerer::{Lowerer, head, keywords, plain_name};
use super::{name, query, rows};
use crate::expr::Expr;
use crate::frame::{Frame, Setting};
use crate::operation::{Change, Mode, Options, PathRole, Place, Source, What, Write, WriteVia};
use crate::text::Piece;

/// INSERT INTO, INSERT OVERWRITE, INSERT ... REPLACE WHERE, INSERT OVERWRITE DIRECTORY.
/// The source is that of `FROM s INSERT ..`, whose SELECT has none of its own.
pub(super) fn lower_insert(cx: &mut Lowerer<'_>, node: Node<'_>, source: Option<&Arc<Frame>>) {
    let is_query = |child: &Node<'_>| {
        matches!(child.kind(), NodeKind::Query | NodeKind::ParenQuery | NodeKind::PipeQuery | NodeKind::FromQuery)
    };
    let query = match (node.children().find(is_query), node.child(NodeKind::Select), source) {
        (Some(inner), ..) => Some(query::lower(cx, inner)),
        (None, Some(select), Some(source)) => Some(query::lower_select(cx, select, Some(Arc::clone(source)))),
        _ => None,
    };
    if let Some(condition) = node.child(NodeKind::ReplaceWhere) {
        query::lower_condition(cx, condition, Place::Filter, None);
    }
    if let Some(directory) = node.child(NodeKind::Directory) {
        return lower_directory(cx, node, directory, query);
    }
    let Some(found) = name::find_name(node) else { return };
    name::record(cx, found, Vec::new());
    rows::record_insert(cx, node, query.as_ref());
    let words: Vec<_> = node.tokens().map(|token| token.kind()).collect();
    let partition = node.child(NodeKind::Partition).is_some();
    let mode = if node.child(NodeKind::ReplaceWhere).is_some() || (partition && words.contains(&Kind::OVERWRITE)) {
        Mode::Replace
    } else if words.contains(&Kind::OVERWRITE) {
        Mode::Overwrite
    } else {
        Mode::Append
    };
    let by_name = words.contains(&Kind::NAME) || node.child(NodeKind::NameList).is_some();
    let write = Write {
        mode: Setting::Set(mode),
        ..write(query, name::source(cx, found), Setting::Absent, WriteVia::Insert { by_name, partition })
    };
    cx.record(head(node, found.range()), What::Write(Box::new(write)));
}

fn write(frame: Option<Arc<Frame>>, target: Source, format: Setting<SmolStr>, via: WriteVia) -> Write {
    Write {
        frame,
        target,
        format,
        format_range: None,
        mode: Setting::Set(Mode::Append),
        options: Options::default(),
        partition_by: Setting::Absent,
        partition_site: None,
        partition_choices: Vec::new(),
        format_choices: Vec::new(),
        cluster_by: Setting::Absent,
        via,
    }
}

fn lower_directory(cx: &mut Lowerer<'_>, node: Node<'_>, directory: Node<'_>, query: Option<Arc<Frame>>) {
    let using = directory.child(NodeKind::Using).or_else(|| node.child(NodeKind::Using));
    let stored = directory.child(NodeKind::StoredAs).or_else(|| node.child(NodeKind::StoredAs));
    let clause = using.or(stored);
    let format = clause.and_then(|clause| clause.child(NodeKind::Name)).map(|name| plain_name(cx, name));
    let format = format.map(|format| SmolStr::new(format.to_lowercase()));
    let path = directory.children().find(|child| child.kind() == NodeKind::Literal);
    let target = match path.and_then(|path| Some((path.range(), text_of(cx, path)?))) {
        Some((at, path)) => {
            name::record_path(cx, Arc::clone(&path), at, PathRole::Write, format.clone());
            Source::Path { path, range: cx.host(at) }
        }
        None => Source::Unknown,
    };
    let mut write = write(query, target, format.map_or(Setting::Unknown, Setting::Set), WriteVia::Directory);
    write.format_range = clause.map(|clause| cx.host(clause.range()));
    write.mode = Setting::Set(Mode::Overwrite);
    cx.record(keywords(directory), What::Write(Box::new(write)));
}

/// COPY INTO.
pub(super) fn lower_copy(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let Some(found) = name::find_name(node) else { return name::record_all(cx, node) };
    name::record(cx, found, Vec::new());
    let format = node.child(NodeKind::Using).and_then(|clause| clause.child(NodeKind::Name));
    let format = format.map(|name| SmolStr::new(plain_name(cx, name).to_lowercase()));
    if let Some(source) = node.child(NodeKind::CopySource) {
        let literal = source.descendants().find(|inner| inner.kind() == NodeKind::Literal);
        if let Some((at, path)) = literal.and_then(|literal| Some((literal.range(), text_of(cx, literal)?))) {
            name::record_path(cx, path, at, PathRole::Ingest, format);
        }
    }
    let target = name::source(cx, found);
    let write = write(None, target, Setting::Absent, WriteVia::CopyInto);
    cx.record(head(node, found.range()), What::Write(Box::new(write)));
}

/// DELETE and UPDATE.
pub(super) fn lower_change(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let Some(found) = name::find_name(node) else { return name::record_all(cx, node) };
    name::record(cx, found, Vec::new());
    let delete = node.kind() == NodeKind::Delete;
    let condition = match node.child(NodeKind::Where) {
        Some(clause) => query::lower_condition(cx, clause, Place::Filter, None).map_or(Setting::Unknown, Setting::Set),
        // A template in place of the condition reads like an alias.
        None if cx.is_cut || node.child(NodeKind::Alias).is_some_and(|alias| alias.has_hole()) => Setting::Unknown,
        None if node.children().any(|child| matches!(child.kind(), NodeKind::Hole | NodeKind::Error)) => {
            Setting::Unknown
        }
        None => Setting::Absent,
    };
    let target = name::source(cx, found);
    // `{table}{condition}`: the second may bring the condition along.
    let condition = if condition.is_absent() && ends_in_two_holes(&target) { Setting::Unknown } else { condition };
    let assignments = lower_assignments(cx, node);
    let change = Change { delete, target, condition, assignments };
    cx.record(head(node, found.range()), What::Change(Box::new(change)));
}

fn ends_in_two_holes(target: &Source) -> bool {
    let last = target.table().and_then(|name| name.parts.last());
    last.is_some_and(|part| matches!(part.text.pieces.as_slice(), [.., Piece::Hole(_), Piece::Hole(_)]))
}

/// `SET a = 1, b = 2`, each value recorded.
pub(super) fn lower_assignments(cx: &mut Lowerer<'_>, node: Node<'_>) -> Vec<(SmolStr, Expr)> {
    let nodes: Vec<_> = node.children().filter(|child| child.kind() == NodeKind::Assignment).collect();
    let assignments = nodes.into_iter().filter_map(|assignment| {
        let mut parts = assignment.children();
        let (column, value) = (parts.next()?, parts.next()?);
        let column = plain_name(cx, column);
        let value = expr::lower(cx, value);
        Some((column, cx.record_expression(value, Place::Assignment, None)))
    });
    assignments.collect()
}
