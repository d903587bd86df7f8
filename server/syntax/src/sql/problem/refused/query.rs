//! Queries: names of common tables and windows, rows of VALUES, groupings, frames, scripts.

use super::super::super::kind::Kind;
use super::super::super::node::NodeKind as N;
use super::super::super::tree::Node;
use super::super::words::quote;
use super::{Found, own, text_of};

/// Common tables of one name, and MAX RECURSION LEVEL without RECURSIVE.
pub(super) fn check_with(node: Node<'_>, found: &mut Found) {
    check_names(node.children_of(N::CommonTable), "WITH", str::to_lowercase, found);
    if own(node, Kind::RECURSIVE).is_some() {
        return;
    }
    for limit in node.children_of(N::CommonTable).filter_map(|table| own(table, Kind::MAX)) {
        found.say(limit.range(), "MAX RECURSION LEVEL needs WITH RECURSIVE");
    }
}

/// `SELECT a, FROM main.sales.orders`. With a name of one part Spark reads a column called FROM with an alias, and goes on.
pub(super) fn check_items(node: Node<'_>, found: &mut Found) {
    let Some(from) = node.child(N::From) else { return };
    let before = node.tokens().filter(|token| token.range().end() <= from.range().start()).last();
    let Some(comma) = before.filter(|token| token.kind() == Kind::Comma) else { return };
    let is_last = node.children().all(|item| item.id() >= from.id() || item.range().end() <= comma.range().start());
    let Some(relation) = from.children().next() else { return };
    let is_column = relation.all_tokens().count() == 1;
    let is_call = relation.children().next().is_some_and(|inner| inner.kind() == N::ParenRelation);
    if is_last && !is_column && !is_call {
        found.say(comma.range(), "this comma is one too many: no item follows before FROM");
    }
}

/// Windows of one name; Spark tells them apart by case.
pub(super) fn check_windows(node: Node<'_>, found: &mut Found) {
    check_names(node.children_of(N::NamedWindow), "WINDOW", str::to_owned, found);
}

fn check_names<'s>(items: impl Iterator<Item = Node<'s>>, clause: &str, key: fn(&str) -> String, found: &mut Found) {
    let mut seen: Vec<Node<'_>> = Vec::new();
    for name in items.filter_map(|item| item.child(N::Name)) {
        let plain = |name: Node<'_>| key(name.text().trim_matches('`'));
        if let Some(first) = seen.iter().find(|other| plain(**other) == plain(name)) {
            let message = format!("{} is defined twice in this {clause}", quote(name.text()));
            found.say_with(name.range(), message, first.range(), "defined here before");
        }
        seen.push(name);
    }
}

/// Rows of different length, and an alias with another number of columns.
pub(super) fn check_values(node: Node<'_>, found: &mut Found) {
    let rows: Vec<_> = node.children().filter(|child| child.kind() != N::Alias).collect();
    let Some(widths) = rows.iter().map(|row| width(*row)).collect::<Option<Vec<_>>>() else { return };
    let Some(first) = widths.first().copied() else { return };
    let columns = node.child(N::Alias).and_then(|alias| alias.child(N::NameList)).map(|list| list.children().count());
    let expected = columns.unwrap_or(first);
    if let Some(at) = widths.iter().position(|width| *width != expected) {
        let message = format!("this row has {} where {} expected", count(widths[at]), wanted(expected));
        found.say(rows[at].range(), message);
    }
}

fn count(columns: usize) -> String {
    if columns == 1 { "1 column".to_owned() } else { format!("{columns} columns") }
}

fn wanted(columns: usize) -> String {
    if columns == 1 { "1 is".to_owned() } else { format!("{columns} are") }
}

/// How many columns a row of VALUES has, where its spelling alone says so.
fn width(row: Node<'_>) -> Option<usize> {
    match row.kind() {
        N::Row => Some(row.children().count()),
        N::Literal | N::TypedLiteral | N::Interval | N::Unary | N::Cast | N::CastChain => Some(1),
        N::Paren => {
            row.children().next().filter(|inner| matches!(inner.kind(), N::Literal | N::TypedLiteral)).map(|_| 1)
        }
        _ => None,
    }
}

/// A frame's bound is known before the query runs.
pub(super) fn check_frame_bound(node: Node<'_>, found: &mut Found) {
    let moving = node.descendants().find(|inner| matches!(inner.kind(), N::Column | N::Call | N::Subquery));
    if let Some(moving) = moving {
        found.say(moving.range(), "the bound of a frame is a constant");
    }
}

/// `ROLLUP (a, ())`.
pub(super) fn check_grouping(node: Node<'_>, found: &mut Found) {
    let Some(word) = node.first_token().filter(|token| matches!(token.kind(), Kind::ROLLUP | Kind::CUBE)) else {
        return;
    };
    if let Some(empty) = node.children_of(N::Row).find(|row| row.children().next().is_none()) {
        found.say(empty.range(), format!("{} takes no empty set", word.kind().shown()));
    }
}

/// `TRANSFORM (DISTINCT a)`, and other ends of lines than `\n`.
pub(super) fn check_transform(node: Node<'_>, found: &mut Found) {
    let mut tokens = node.tokens();
    let quantifier = tokens.find(|token| token.kind() == Kind::LeftParen).and_then(|_| tokens.next());
    if let Some(word) = quantifier.filter(|token| matches!(token.kind(), Kind::DISTINCT | Kind::ALL)) {
        found.say(word.range(), format!("TRANSFORM takes no {}", word.kind().shown()));
    }
    for format in node.children_of(N::RowFormat) {
        let Some(lines) = own(format, Kind::LINES) else { continue };
        let end = format.children_of(N::Literal).find(|literal| literal.range().start() > lines.range().start());
        if let Some(end) = end.filter(|end| text_of(*end).is_some_and(|text| text != "\n")) {
            found.say(end.range(), "the lines of a script end with '\\n'");
        }
    }
}
