//! Which statement is lowered by whom. A statement that nobody understands still gives its names.

use std::sync::Arc;

use brickline_syntax::sql::{Kind, Node, NodeKind};

use super::lowerer::Lowerer;
use super::{admin, change, columns, common, merge, name, query, relation, scope, script, table};
use crate::frame::{Frame, Step};

/// Lowers a statement; gives its rows if it has any.
pub(super) fn lower(cx: &mut Lowerer<'_>, node: Node<'_>) -> Option<Arc<Frame>> {
    cx.statement = node.range();
    cx.ctes.clear();
    cx.windows.clear();
    if !cx.in_script {
        scope::record(cx, node);
    }
    common::record(cx, node);
    if let Some(with) = node.child(NodeKind::With) {
        query::lower_with(cx, with);
    }
    match node.kind() {
        NodeKind::QueryStatement => {
            let inner = node.children().next()?;
            return Some(query::lower(cx, inner));
        }
        NodeKind::Show | NodeKind::Describe => {
            name::record_all(cx, node);
            return Some(cx.frame(Step::Rows, Vec::new(), node.range()));
        }
        NodeKind::Explain => {
            lower_explained(cx, node);
            return Some(cx.frame(Step::Rows, Vec::new(), node.range()));
        }
        NodeKind::Insert => change::lower_insert(cx, node, None),
        NodeKind::CopyInto => change::lower_copy(cx, node),
        NodeKind::Delete | NodeKind::Update => change::lower_change(cx, node),
        NodeKind::Merge => merge::lower(cx, node),
        NodeKind::CreateTable
        | NodeKind::CreateView
        | NodeKind::CreateFunction
        | NodeKind::CreateObject
        | NodeKind::Alter => {
            table::lower(cx, node);
        }
        NodeKind::CreateFlow | NodeKind::ApplyChanges => table::lower_flow(cx, node),
        NodeKind::Optimize
        | NodeKind::Vacuum
        | NodeKind::Restore
        | NodeKind::Convert
        | NodeKind::Reorg
        | NodeKind::Analyze => {
            admin::lower_maintenance(cx, node);
        }
        NodeKind::Grant => admin::lower_grant(cx, node),
        NodeKind::Set => admin::lower_set(cx, node),
        NodeKind::Use => admin::lower_use(cx, node),
        NodeKind::Drop => admin::lower_drop(cx, node),
        NodeKind::Cache | NodeKind::Uncache => admin::lower_cache(cx, node),
        NodeKind::Declare => admin::lower_declare(cx, node),
        NodeKind::MultiInsert => lower_multi_insert(cx, node),
        NodeKind::Block | NodeKind::If | NodeKind::Loop | NodeKind::CaseStatement | NodeKind::Handler => {
            script::lower(cx, node);
        }
        _ => lower_parts(cx, node),
    }
    None
}

/// What EXPLAIN is given is planned and not run: of anything but a query only what it reads counts.
fn lower_explained(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let Some(inner) = node.children().last() else { return };
    if inner.kind() == NodeKind::QueryStatement {
        lower(cx, inner);
        return;
    }
    if let Some(with) = inner.child(NodeKind::With) {
        query::lower_with(cx, with);
    }
    for part in inner.children() {
        let part = if part.kind() == NodeKind::AsQuery { part.children().next().unwrap_or(part) } else { part };
        if matches!(part.kind(), NodeKind::Query | NodeKind::ParenQuery | NodeKind::PipeQuery) {
            query::lower(cx, part);
        }
    }
}

/// `FROM s INSERT INTO t SELECT .. INSERT INTO u SELECT ..`: each SELECT takes its rows from the one source.
fn lower_multi_insert(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let source = node.child(NodeKind::From).map(|from| relation::lower_from(cx, from, columns::Wanted::Nothing));
    for insert in node.children().filter(|child| child.kind() == NodeKind::Insert) {
        change::lower_insert(cx, insert, source.as_ref());
    }
}

/// A statement of statements, or one that is not understood: whatever in it is understood counts.
pub(super) fn lower_parts(cx: &mut Lowerer<'_>, node: Node<'_>) {
    for child in node.children() {
        match child.kind() {
            NodeKind::Statement => {
                if let Some(inner) = child.children().next() {
                    lower(cx, inner);
                }
            }
            NodeKind::Query | NodeKind::ParenQuery | NodeKind::PipeQuery => {
                query::lower(cx, child);
            }
            NodeKind::Insert => change::lower_insert(cx, child, None),
            NodeKind::ObjectName => {
                if let Some(found) = brickline_syntax::sql::ObjectName::cast(child) {
                    name::record(cx, found, Vec::new());
                }
            }
            _ => name::record_all(cx, child),
        }
    }
}

/// Whether a text defines pipeline datasets by names of one part, so that it is a pipeline's source.
pub(super) fn defines_datasets(root: Node<'_>) -> bool {
    let statements = root.children().filter_map(|statement| statement.children().next());
    statements.filter(|node| node.kind() == NodeKind::CreateTable || node.kind() == NodeKind::CreateView).any(|node| {
        let makes =
            node.tokens().any(|token| matches!(token.kind(), Kind::STREAMING | Kind::MATERIALIZED | Kind::LIVE));
        makes && name::find_name(node).is_some_and(|found| found.parts().len() == 1)
    })
}
