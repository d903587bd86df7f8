//! The order of a query's clauses, that none comes twice, and which ways to sort go together.

use super::super::super::node::NodeKind as N;
use super::super::super::tree::Node;
use super::{Found, head};

/// A clause with its rank, its words and how many they are. Clauses of one rank may follow each other.
type Clause = (N, u8, &'static str, usize);

const OF_SELECT: &[Clause] = &[
    (N::LateralView, 1, "LATERAL VIEW", 2),
    (N::Where, 2, "WHERE", 1),
    (N::GroupBy, 3, "GROUP BY", 2),
    (N::Having, 4, "HAVING", 1),
    (N::WindowClause, 5, "WINDOW", 1),
    (N::Qualify, 5, "QUALIFY", 1),
];

const OF_QUERY: &[Clause] = &[
    (N::OrderBy, 1, "ORDER BY", 2),
    (N::ClusterByQuery, 2, "CLUSTER BY", 2),
    (N::DistributeBy, 3, "DISTRIBUTE BY", 2),
    (N::SortBy, 4, "SORT BY", 2),
    (N::WindowClause, 5, "WINDOW", 1),
    (N::Limit, 6, "LIMIT", 1),
    (N::Offset, 7, "OFFSET", 1),
];

/// Clauses that may come more than once.
const MANY: &[N] = &[N::LateralView];

pub(super) fn check_select(node: Node<'_>, found: &mut Found) {
    check_order(node, OF_SELECT, found);
    check_order(node, OF_QUERY, found);
    check_sorting(node, found);
}

pub(super) fn check_organization(node: Node<'_>, found: &mut Found) {
    check_order(node, OF_QUERY, found);
    check_sorting(node, found);
}

fn check_order(node: Node<'_>, clauses: &[Clause], found: &mut Found) {
    let mut before: Option<(Node<'_>, Clause)> = None;
    for child in node.children() {
        let Some(clause) = clauses.iter().find(|(kind, ..)| *kind == child.kind()) else { continue };
        let (kind, rank, words, width) = *clause;
        if let Some((earlier, (other, other_rank, other_words, other_width))) = before {
            if other == kind && !MANY.contains(&kind) {
                let message = format!("{words} is given twice");
                found.say_with(head(child, width), message, head(earlier, other_width), "given here before");
                return;
            }
            if other_rank > rank {
                let message = format!("{words} belongs before {other_words}");
                found.say_with(head(child, width), message, head(earlier, other_width), "comes too early");
                return;
            }
        }
        before = Some((child, *clause));
    }
}

/// ORDER BY and CLUSTER BY stand alone; DISTRIBUTE BY goes with SORT BY.
fn check_sorting(node: Node<'_>, found: &mut Found) {
    let sorts = [N::OrderBy, N::ClusterByQuery, N::DistributeBy, N::SortBy];
    let given: Vec<_> = node.children().filter(|child| sorts.contains(&child.kind())).collect();
    let [first, second] = given.as_slice() else { return };
    let is_pair = first.kind() == N::DistributeBy && second.kind() == N::SortBy;
    if first.kind() != second.kind() && !is_pair && rank(first.kind()) < rank(second.kind()) {
        let words =
            |node: &Node<'_>| OF_QUERY.iter().find(|(kind, ..)| *kind == node.kind()).map_or("", |clause| clause.2);
        let message = format!("{} and {} exclude each other", words(first), words(second));
        found.say_with(head(*second, 2), message, head(*first, 2), "the other one");
    }
}

fn rank(kind: N) -> u8 {
    OF_QUERY.iter().find(|(other, ..)| *other == kind).map_or(0, |clause| clause.1)
}
