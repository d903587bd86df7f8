//! MERGE INTO, clause by clause.

use brickline_syntax::sql::view::{self, MergeMatch, Piece};

use super::change::lower_assignments;
use super::columns::Wanted;
use super::lowerer::{Lowerer, head};
use super::{expr, name, query, relation, rows};
use crate::operation::{Merge, MergeAction, MergeClause, MergeWhen, Place, What};

/// Lowers a MERGE.
pub(super) fn lower(cx: &mut Lowerer<'_>, merge: view::Merge<'_>) {
    let Some(found) = merge.target().and_then(|target| target.name()) else {
        return name::record_all(cx, merge.part());
    };
    name::record(cx, found, Vec::new());
    let source = merge.source().map(|source| relation::lower_relation(cx, source, Wanted::Nothing, false));
    let condition = merge.on().and_then(|on| query::lower_condition(cx, on.condition(), Place::Join, source.as_ref()));
    let written = merge.clauses().count();
    let clauses: Vec<_> = merge.clauses().filter_map(|clause| lower_clause(cx, clause)).collect();
    let is_lost = |piece: Piece<'_>| matches!(piece, Piece::Error(_) | Piece::Opaque(_) | Piece::TooDeep(_));
    let is_whole = !merge.part().has_gap() && !merge.part().pieces().any(is_lost);
    let known = !cx.is_cut && clauses.len() == written && is_whole;
    let target = name::source(cx, found);
    let lowered = Merge { target, source, condition, clauses, known };
    cx.record(head(merge.range(), found.range()), What::Merge(Box::new(lowered)));
}

fn lower_clause(cx: &mut Lowerer<'_>, clause: view::MergeClause<'_>) -> Option<MergeClause> {
    let when = match clause.matches() {
        MergeMatch::Matched => MergeWhen::Matched,
        MergeMatch::NotMatched => MergeWhen::NotMatched,
        MergeMatch::NotMatchedBySource => MergeWhen::NotMatchedBySource,
    };
    let condition = clause.condition().map(|condition| expr::lower(cx, condition));
    let condition = condition.map(|condition| cx.record_expression(condition, Place::Filter, None));
    let mut assignments = Vec::new();
    let action = match clause.action()? {
        view::MergeAction::UpdateAll => MergeAction::UpdateAll,
        view::MergeAction::Update(update) => {
            assignments = lower_assignments(cx, update.assignments());
            MergeAction::Update
        }
        view::MergeAction::InsertAll => MergeAction::InsertAll,
        view::MergeAction::Insert(insert) => {
            rows::record_merge_insert(cx, insert);
            MergeAction::Insert
        }
        view::MergeAction::Delete => MergeAction::Delete,
    };
    Some(MergeClause { when, action, condition, assignments, range: cx.host(clause.keywords()) })
}
