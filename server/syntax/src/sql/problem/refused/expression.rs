//! Predicates and calls that Spark's parser refuses for what stands in them.

use super::super::super::kind::Kind;
use super::super::super::node::NodeKind as N;
use super::super::super::tree::Node;
use super::super::words::quote;
use super::{Found, own, text_of};

/// `!` for NOT inside a predicate, empty lists of patterns, escapes that are no single character.
pub(super) fn check_predicate(node: Node<'_>, found: &mut Found) {
    if let Some(bang) = own(node, Kind::Bang) {
        found.say(bang.range(), "`!` stands for NOT before an expression only: write NOT here");
    }
    if node.kind() != N::Like {
        return;
    }
    let (open, close) = (own(node, Kind::LeftParen), own(node, Kind::RightParen));
    if let (Some(open), Some(close)) = (open, close)
        && node.children().filter(|child| child.range().start() > open.range().start()).count() == 0
    {
        found.say(open.range().cover(close.range()), "a pattern is missing between these parentheses");
    }
    if let Some(escape) = own(node, Kind::ESCAPE) {
        let literal = node.children_of(N::Literal).find(|literal| literal.range().start() > escape.range().start());
        if let Some(literal) = literal.filter(|literal| text_of(*literal).is_some_and(|text| text.chars().count() != 1))
        {
            found.say(literal.range(), "what escapes is one character");
        }
    }
}

/// Functions whose first argument is a unit when there are three.
const WITH_UNIT: &[&str] =
    &["date_diff", "datediff", "timestampdiff", "timediff", "date_add", "dateadd", "timestampadd"];

/// `datediff('DAY', a, b)`.
pub(super) fn check_call(node: Node<'_>, found: &mut Found) {
    let Some(name) = node.child(N::FunctionName) else { return };
    if !WITH_UNIT.iter().any(|known| name.text().eq_ignore_ascii_case(known)) {
        return;
    }
    let arguments: Vec<_> = node.children().filter(|child| child.kind() != N::FunctionName).collect();
    let [unit, _, _] = arguments.as_slice() else { return };
    if let Some(text) = text_of(*unit) {
        let message = format!("the unit stands without quotes: {}({}, ...)", name.text(), text.to_uppercase());
        found.say(unit.range(), format!("{} is a string, and {}", quote(unit.text()), message));
    }
}
