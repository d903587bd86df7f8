//! MERGE INTO, clause by clause.

use brickline_syntax::sql::{self, Kind, Node, NodeKind};

use super::change::lower_assignments;
use super::lowerer::{Lowerer, head, keywords};
use super::{expr, name, query, relation, rows};
use crate::operation::{Merge, MergeAction, MergeClause, MergeWhen, Place, What};

/// Lowers a MERGE.
pub(super) fn lower(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let target = node.child(NodeKind::MergeTarget).and_then(name::find_name);
    let Some(found): Option<sql::ObjectName<'_>> = target else { return name::record_all(cx, node) };
    name::record(cx, found, Vec::new());
    let source = node.child(NodeKind::MergeSource).map(|source| relation::lower_source(cx, source));
    let condition =
        node.child(NodeKind::On).and_then(|on| query::lower_condition(cx, on, Place::Join, source.as_ref()));
    let clauses: Vec<_> = node.children().filter(|child| child.kind() == NodeKind::MergeClause).collect();
    let is_lost = |inner: Node<'_>| matches!(inner.kind(), NodeKind::Error | NodeKind::Opaque | NodeKind::TooDeep);
    let has_hole = |inner: Node<'_>| inner.children().any(|child| child.kind() == NodeKind::Hole);
    let written = clauses.len();
    let clauses: Vec<_> = clauses.into_iter().filter_map(|clause| lower_clause(cx, clause)).collect();
    let known = !cx.is_cut && clauses.len() == written && !node.descendants().any(is_lost) && !has_hole(node);
    let merge = Merge { target: name::source(cx, found), source, condition, clauses, known };
    cx.record(head(node, found.range()), What::Merge(Box::new(merge)));
}

fn lower_clause(cx: &mut Lowerer<'_>, node: Node<'_>) -> Option<MergeClause> {
    let words: Vec<_> = node.tokens().map(|token| token.kind()).collect();
    let when = match (words.contains(&Kind::NOT), words.contains(&Kind::SOURCE)) {
        (false, _) => MergeWhen::Matched,
        (true, true) => MergeWhen::NotMatchedBySource,
        (true, false) => MergeWhen::NotMatched,
    };
    let condition = node.child(NodeKind::MergeWhen).and_then(|when| when.children().next());
    let condition = condition.map(|condition| expr::lower(cx, condition));
    let condition = condition.map(|condition| cx.record_expression(condition, Place::Filter, None));
    let action = node
        .children()
        .find(|child| matches!(child.kind(), NodeKind::MergeUpdate | NodeKind::MergeInsert | NodeKind::MergeDelete))?;
    let all = action.child(NodeKind::Star).is_some();
    let kind = match action.kind() {
        NodeKind::MergeUpdate if all => MergeAction::UpdateAll,
        NodeKind::MergeUpdate => MergeAction::Update,
        NodeKind::MergeInsert if all => MergeAction::InsertAll,
        NodeKind::MergeInsert => MergeAction::Insert,
        _ => MergeAction::Delete,
    };
    if kind == MergeAction::Insert {
        rows::record_merge_insert(cx, action);
    }
    let assignments = lower_assignments(cx, action);
    Some(MergeClause { when, action: kind, condition, assignments, range: cx.host(keywords(node)) })
}
