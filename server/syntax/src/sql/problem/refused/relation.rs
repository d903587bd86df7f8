//! What hangs on relations: joins, samples, pivots, time travel.

use super::super::super::kind::Kind;
use super::super::super::node::NodeKind as N;
use super::super::super::tree::Node;
use super::{Found, head, own, text_of};

/// LATERAL VIEW, PIVOT and UNPIVOT of one FROM exclude each other.
pub(super) fn check_from(node: Node<'_>, found: &mut Found) {
    let kinds = [(N::LateralView, "LATERAL VIEW", 2), (N::Pivot, "PIVOT", 1), (N::Unpivot, "UNPIVOT", 1)];
    let given: Vec<_> =
        kinds.iter().filter_map(|(kind, words, width)| Some((node.child(*kind)?, words, *width))).collect();
    if let [(first, first_words, first_width), (second, words, width), ..] = given.as_slice() {
        let message = format!("{first_words} and {words} do not go together: put one into a subquery");
        found.say_with(head(*second, *width), message, head(*first, *first_width), "the other one");
    }
}

/// NATURAL with LATERAL, and the joins that take the nearest row.
pub(super) fn check_join(node: Node<'_>, found: &mut Found) {
    let (natural, lateral) = (own(node, Kind::NATURAL), own(node, Kind::LATERAL));
    if let (Some(natural), Some(lateral)) = (natural, lateral) {
        found.say_with(lateral.range(), "NATURAL and LATERAL do not go together", natural.range(), "the other one");
    }
    let Some(nearest) = own(node, Kind::NEAREST) else { return };
    let wrong = [Kind::CROSS, Kind::FULL, Kind::RIGHT, Kind::SEMI, Kind::ANTI, Kind::LATERAL];
    if let Some(word) = wrong.iter().find_map(|kind| own(node, *kind)) {
        let message = format!("{} does not go with NEAREST: the join is INNER or LEFT", word.kind().shown());
        found.say_with(word.range(), message, nearest.range(), "takes the nearest rows");
    }
    let rows = node.children_of(N::Literal).find(|literal| literal.range().start() > nearest.range().start());
    if let Some(rows) = rows.filter(|rows| rows.text().parse().is_ok_and(|rows: u64| !(1..=100_000).contains(&rows))) {
        found.say(rows.range(), "the number of nearest rows is between 1 and 100000");
    }
}

pub(super) fn check_sample(node: Node<'_>, found: &mut Found) {
    let Some(value) = node.children().next() else {
        found.say(head(node, 1), "TABLESAMPLE needs to know how much: (10 PERCENT) or (100 ROWS)");
        return;
    };
    if own(node, Kind::BUCKET).is_some() {
        if let Some(on) = own(node, Kind::ON) {
            found.say(on.range(), "a sample of buckets takes no ON");
        }
        return;
    }
    let text = value.text().replace(' ', "");
    let is_bytes = text.len() > 1
        && text.ends_with(['b', 'B', 'k', 'K', 'm', 'M', 'g', 'G'])
        && text.as_bytes()[0].is_ascii_digit();
    if let Some(system) = own(node, Kind::SYSTEM) {
        if own(node, Kind::ROWS).is_some() || is_bytes {
            found.say(system.range(), "a SYSTEM sample is given in PERCENT");
        } else if let Some(word) = own(node, Kind::REPEATABLE) {
            found.say(word.range(), "a SYSTEM sample is not REPEATABLE: a BERNOULLI sample is");
        }
    } else if is_bytes {
        found.say(value.range(), "a sample is given in PERCENT or ROWS, not in bytes");
    }
    let is_share = own(node, Kind::PERCENT).is_some();
    if is_share && text.parse().is_ok_and(|share: f64| !(0.0..=100.0).contains(&share)) {
        found.say(value.range(), "the share of a sample is between 0 and 100 PERCENT");
    }
}

/// The moment of time travel is known before the query runs.
pub(super) fn check_moment(node: Node<'_>, found: &mut Found) {
    let is_time = |kind: Kind| matches!(kind, Kind::TIMESTAMP | Kind::SYSTEM_TIME);
    let has_time = node.tokens().any(|token| is_time(token.kind()));
    if !has_time || found.in_script {
        return;
    }
    let moving = node.descendants().find(|inner| matches!(inner.kind(), N::Column | N::Subquery));
    if let Some(moving) = moving.filter(|inner| inner.kind() == N::Column || node.kind() == N::Changes) {
        found.say(moving.range(), "the moment of time travel is a constant: no column or query can stand here");
    }
}

/// The options of `t CHANGES FROM ..`.
pub(super) fn check_changes(node: Node<'_>, found: &mut Found) {
    const MODES: &[&str] = &["none", "dropcarryovers", "netchanges"];
    let (Some(_), Some(options)) = (node.child(N::Changes), node.child(N::Options)) else { return };
    for property in options.children_of(N::Property) {
        let parts: Vec<_> = property.children().collect();
        let [key, value] = parts.as_slice() else { continue };
        if !key.text().trim_matches(['\'', '"', '`']).eq_ignore_ascii_case("deduplicationMode") {
            continue;
        }
        let mode = text_of(*value).map(|mode| mode.to_lowercase());
        if mode.is_some_and(|mode| !MODES.contains(&mode.as_str())) {
            found.say(value.range(), "deduplicationMode is none, dropCarryovers or netChanges");
        }
    }
}
