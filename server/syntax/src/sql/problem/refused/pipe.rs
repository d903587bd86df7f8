//! Steps of a pipe that take less than their clause does elsewhere.

use super::super::super::kind::Kind;
use super::super::super::node::NodeKind as N;
use super::super::super::tree::Node;
use super::{Found, head};

pub(super) fn check(node: Node<'_>, found: &mut Found) {
    let Some(step) = node.all_tokens().nth(1) else { return };
    match step.kind() {
        Kind::AGGREGATE => check_aggregate(node, found),
        Kind::WHERE => {
            if let Some(window) = node.child(N::WindowClause) {
                found.say(head(window, 1), "a WHERE of a pipe takes no WINDOW");
            }
        }
        _ => {}
    }
}

fn check_aggregate(node: Node<'_>, found: &mut Found) {
    if node.all_tokens().count() == 2 {
        found.say(head(node, 2), "AGGREGATE needs aggregates, a GROUP BY, or both");
        return;
    }
    for inner in node.descendants() {
        match inner.kind() {
            N::GroupingSets => found.say(head(inner, 1), "AGGREGATE of a pipe groups by plain expressions only"),
            N::Over => found.say(head(inner, 1), "AGGREGATE of a pipe takes no window functions: use EXTEND or SELECT"),
            N::FunctionName
                if ["grouping", "grouping_id"].iter().any(|name| inner.text().eq_ignore_ascii_case(name)) =>
            {
                found.say(inner.range(), "AGGREGATE of a pipe has no grouping sets to ask about");
            }
            _ => {}
        }
    }
}
