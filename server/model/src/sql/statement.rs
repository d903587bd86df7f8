//! Which statement is lowered by whom. A statement that nobody understands still gives its names.

use std::sync::Arc;

use brickline_syntax::sql;
use brickline_syntax::sql::view::{self, Content, Stmt};

use super::lowerer::Lowerer;
use super::{admin, change, columns, common, merge, name, query, relation, scope, script, table};
use crate::frame::{Frame, Step};

/// Lowers a statement; gives its rows if it has any.
pub(super) fn lower(cx: &mut Lowerer<'_>, statement: Stmt<'_>) -> Option<Arc<Frame>> {
    cx.statement = statement.range();
    cx.ctes.clear();
    cx.windows.clear();
    if !cx.in_script {
        scope::record(cx, statement);
    }
    common::record(cx, statement.part());
    if let Some(with) = statement.with() {
        query::lower_with(cx, with);
    }
    match statement {
        Stmt::Query(query) => return query.body().map(|body| query::lower(cx, body)),
        Stmt::Show(_) | Stmt::Describe(_) => {
            name::record_all(cx, statement.part());
            return Some(cx.frame(Step::Rows, Vec::new(), statement.range()));
        }
        Stmt::Explain(explain) => {
            lower_explained(cx, explain);
            return Some(cx.frame(Step::Rows, Vec::new(), statement.range()));
        }
        Stmt::Insert(insert) => change::lower_insert(cx, insert, None),
        Stmt::MultiInsert(inserts) => lower_multi_insert(cx, inserts),
        Stmt::CopyInto(copy) => change::lower_copy(cx, copy),
        Stmt::Delete(delete) => change::lower_delete(cx, delete),
        Stmt::Update(update) => change::lower_update(cx, update),
        Stmt::Merge(merge) => merge::lower(cx, merge),
        Stmt::CreateTable(create) => table::lower(cx, create.definition(), None),
        Stmt::CreateView(create) => table::lower(cx, create.definition(), None),
        Stmt::CreateFunction(create) => table::lower(cx, create.definition(), Some(create)),
        Stmt::CreateObject(create) => table::lower(cx, create.definition(), None),
        Stmt::Alter(alter) => table::lower(cx, alter.definition(), None),
        Stmt::CreateFlow(flow) => table::lower_flow(cx, flow),
        Stmt::ApplyChanges(changes) => table::lower_changes(cx, changes),
        Stmt::Optimize(_)
        | Stmt::Vacuum(_)
        | Stmt::Restore(_)
        | Stmt::Convert(_)
        | Stmt::Reorg(_)
        | Stmt::Analyze(_) => admin::lower_maintenance(cx, statement),
        Stmt::Grant(grant) => admin::lower_grant(cx, grant),
        Stmt::Set(set) => admin::lower_set(cx, set),
        Stmt::Use(used) => admin::lower_use(cx, used),
        Stmt::Drop(drop) => admin::lower_drop(cx, drop),
        Stmt::Cache(cache) => admin::lower_cache(cx, statement, cache.query()),
        Stmt::Uncache(_) => admin::lower_cache(cx, statement, None),
        Stmt::Declare(declare) => admin::lower_declare(cx, declare),
        Stmt::Block(_) | Stmt::If(_) | Stmt::Loop(_) | Stmt::CaseStatement(_) | Stmt::Handler(_) => {
            script::lower(cx, statement);
        }
        _ => lower_parts(cx, statement),
    }
    None
}

/// What EXPLAIN is given is planned and not run: of anything but a query only what it reads counts.
fn lower_explained(cx: &mut Lowerer<'_>, explain: view::Explain<'_>) {
    let Some(inner) = explain.statement() else { return };
    if matches!(inner, Stmt::Query(_)) {
        lower(cx, inner);
        return;
    }
    if let Some(with) = inner.with() {
        query::lower_with(cx, with);
    }
    for query in inner.queries() {
        query::lower_query(cx, query);
    }
    if let Some(definition) = inner.definition() {
        table::lower_planned(cx, definition);
    }
}

/// `FROM s INSERT INTO t SELECT .. INSERT INTO u SELECT ..`: each SELECT takes its rows from the one source.
fn lower_multi_insert(cx: &mut Lowerer<'_>, inserts: view::MultiInsert<'_>) {
    let source = inserts.from().map(|from| relation::lower_from(cx, from, columns::Wanted::Nothing));
    for insert in inserts.inserts() {
        change::lower_insert(cx, insert, source.as_ref());
    }
}

/// A statement of which nothing more is known: whatever in it is understood counts.
pub(super) fn lower_parts(cx: &mut Lowerer<'_>, statement: Stmt<'_>) {
    for content in statement.contents() {
        match content {
            Content::Query(query) => {
                query::lower_query(cx, query);
            }
            Content::Insert(insert) => change::lower_insert(cx, insert, None),
            Content::Name(name) => name::record(cx, name, Vec::new()),
            Content::Other(part) => name::record_all(cx, part),
        }
    }
}

/// Whether a text defines pipeline datasets by names of one part, so that it is a pipeline's source.
pub(super) fn defines_datasets(script: &sql::Script) -> bool {
    script.statements().any(|statement| {
        let statement = statement.view();
        let makes_rows = matches!(statement, Stmt::CreateTable(_) | Stmt::CreateView(_));
        let definition = statement.definition().filter(|definition| makes_rows && definition.makes_dataset());
        definition.and_then(|definition| definition.name()).is_some_and(|name| name.parts().len() == 1)
    })
}
