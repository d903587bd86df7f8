//! INSERT, COPY INTO, DELETE and UPDATE: rows that come, go and change.

use std::sync::Arc;

use brickline_syntax::sql::ObjectName;
use brickline_syntax::sql::view::{self, Part};
use smol_str::SmolStr;

use super::expr::{self, text_of};
use super::lowerer::{Lowerer, head, plain_name};
use super::{name, query, rows};
use crate::expr::Expr;
use crate::frame::{Frame, Setting};
use crate::operation::{Change, Mode, Options, PathRole, Place, Source, What, Write, WriteVia};
use crate::text::Piece;

/// INSERT INTO, INSERT OVERWRITE, INSERT ... REPLACE WHERE, INSERT OVERWRITE DIRECTORY.
/// The source is that of `FROM s INSERT ..`, whose SELECT has none of its own.
pub(super) fn lower_insert(cx: &mut Lowerer<'_>, insert: view::Insert<'_>, source: Option<&Arc<Frame>>) {
    let query = insert.query().or_else(|| insert.subquery()?.query());
    let query = match (query, insert.select(), source) {
        (Some(query), ..) => Some(query::lower_query(cx, query)),
        (None, Some(select), Some(source)) => Some(query::lower_select(cx, select, Some(Arc::clone(source)))),
        _ => None,
    };
    if let Some(replace) = insert.replace() {
        query::lower_condition(cx, replace.condition(), Place::Filter, None);
    }
    if let Some(directory) = insert.directory() {
        return lower_directory(cx, directory, query);
    }
    let Some(found) = insert.target() else { return };
    name::record(cx, found, Vec::new());
    rows::record_insert(cx, insert, query.as_ref());
    let partition = insert.partition().is_some();
    let mode = match insert.is_overwrite() {
        _ if insert.replace().is_some() => Mode::Replace,
        true if partition => Mode::Replace,
        true => Mode::Overwrite,
        false => Mode::Append,
    };
    let by_name = insert.is_by_name() || insert.columns().is_some();
    let write = Write {
        mode: Setting::Set(mode),
        ..write(query, name::source(cx, found), Setting::Absent, WriteVia::Insert { by_name, partition })
    };
    cx.record(head(insert.range(), found.range()), What::Write(Box::new(write)));
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

fn lower_directory(cx: &mut Lowerer<'_>, directory: view::Directory<'_>, query: Option<Arc<Frame>>) {
    let clause = directory.clauses().using().or_else(|| directory.clauses().stored_as());
    let format = clause.and_then(|clause| clause.name()).map(|name| plain_name(cx, &name.parts()));
    let format = format.map(|format| SmolStr::new(format.to_lowercase()));
    let path = directory.path().map(view::Expr::Literal);
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
    cx.record(directory.keywords(), What::Write(Box::new(write)));
}

/// COPY INTO.
pub(super) fn lower_copy(cx: &mut Lowerer<'_>, copy: view::CopyInto<'_>) {
    let Some(found) = copy.target() else { return name::record_all(cx, copy.part()) };
    name::record(cx, found, Vec::new());
    let format = copy.clauses().using().and_then(|clause| clause.name());
    let format = format.map(|name| SmolStr::new(plain_name(cx, &name.parts()).to_lowercase()));
    let path = copy.source().and_then(|source| source.path()).map(view::Expr::Literal);
    if let Some((at, path)) = path.and_then(|path| Some((path.range(), text_of(cx, path)?))) {
        name::record_path(cx, path, at, PathRole::Ingest, format);
    }
    let target = name::source(cx, found);
    let write = write(None, target, Setting::Absent, WriteVia::CopyInto);
    cx.record(head(copy.range(), found.range()), What::Write(Box::new(write)));
}

/// DELETE.
pub(super) fn lower_delete(cx: &mut Lowerer<'_>, delete: view::Delete<'_>) {
    let rows = ChangedRows {
        statement: delete.part(),
        target: delete.target(),
        alias: delete.target_alias(),
        where_clause: delete.where_clause(),
    };
    lower_change(cx, rows, true, Vec::new());
}

/// UPDATE.
pub(super) fn lower_update(cx: &mut Lowerer<'_>, update: view::Update<'_>) {
    let rows = ChangedRows {
        statement: update.part(),
        target: update.target(),
        alias: update.target_alias(),
        where_clause: update.where_clause(),
    };
    lower_change(cx, rows, false, update.assignments().collect());
}

/// Which rows DELETE and UPDATE are about.
struct ChangedRows<'s> {
    statement: Part<'s>,
    target: Option<ObjectName<'s>>,
    alias: Option<view::Alias<'s>>,
    where_clause: Option<view::Where<'s>>,
}

fn lower_change(cx: &mut Lowerer<'_>, rows: ChangedRows<'_>, delete: bool, assignments: Vec<view::Assignment<'_>>) {
    let Some(found) = rows.target else { return name::record_all(cx, rows.statement) };
    name::record(cx, found, Vec::new());
    let condition = match rows.where_clause {
        Some(clause) => {
            let condition = query::lower_condition(cx, clause.condition(), Place::Filter, None);
            condition.map_or(Setting::Unknown, Setting::Set)
        }
        // A template in place of the condition reads like an alias.
        None if cx.is_cut || rows.alias.is_some_and(|alias| alias.has_hole()) => Setting::Unknown,
        None if rows.statement.has_gap() => Setting::Unknown,
        None => Setting::Absent,
    };
    let target = name::source(cx, found);
    // `{table}{condition}`: the second may bring the condition along.
    let condition = if condition.is_absent() && ends_in_two_holes(&target) { Setting::Unknown } else { condition };
    let assignments = lower_assignments(cx, assignments);
    let change = Change { delete, target, condition, assignments };
    cx.record(head(rows.statement.range(), found.range()), What::Change(Box::new(change)));
}

fn ends_in_two_holes(target: &Source) -> bool {
    let last = target.table().and_then(|name| name.parts.last());
    last.is_some_and(|part| matches!(part.text.pieces.as_slice(), [.., Piece::Hole(_), Piece::Hole(_)]))
}

/// `SET a = 1, b = 2`, each value recorded.
pub(super) fn lower_assignments<'s>(
    cx: &mut Lowerer<'_>,
    assignments: impl IntoIterator<Item = view::Assignment<'s>>,
) -> Vec<(SmolStr, Expr)> {
    let assignments = assignments.into_iter().filter_map(|assignment| {
        let (column, value) = (assignment.column()?, assignment.value()?);
        let column = plain_name(cx, &column.parts());
        let value = expr::lower(cx, value);
        Some((column, cx.record_expression(value, Place::Assignment, None)))
    });
    assignments.collect()
}
