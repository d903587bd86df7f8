//! Which statement is lowered by whom. A statement that nobody understands still gives its names.

use std::sync::Arc;

use brickline_syntax::sql::{Kind, Node, NodeKind};

use super::lowerer::Lowerer;
use super::{admin, change, common, merge, name, query, scope, table};
use crate::frame::{Frame, Step};

/// Lowers a statement; gives its rows if it has any.
pub(super) fn lower(cx: &mut Lowerer<'_>, node: Node<'_>) -> Option<Arc<Frame>> {
    cx.statement = node.range();
    cx.ctes.clear();
    cx.windows.clear();
    scope::record(cx, node);
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
            if let Some(inner) = node.children().last() {
                lower(cx, inner);
            }
            return Some(cx.frame(Step::Rows, Vec::new(), node.range()));
        }
        NodeKind::Insert => change::lower_insert(cx, node),
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
        _ => lower_parts(cx, node),
    }
    None
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
            NodeKind::Body
            | NodeKind::Block
            | NodeKind::If
            | NodeKind::Loop
            | NodeKind::CaseStatement
            | NodeKind::Handler => {
                lower_parts(cx, child);
            }
            NodeKind::Insert => change::lower_insert(cx, child),
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
