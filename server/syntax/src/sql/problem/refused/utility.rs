//! Statements about session and catalog.

use super::super::super::kind::Kind;
use super::super::super::node::NodeKind as N;
use super::super::super::parse_expression;
use super::super::super::tree::Node;
use super::super::words::quote;
use super::interval::check_zone as check_zone_literal;
use super::{Found, own};
use crate::range::TextRange;

pub(super) fn check(node: Node<'_>, found: &mut Found) {
    match node.kind() {
        N::Explain => {
            if let Some(word) = own(node, Kind::LOGICAL) {
                found.say(word.range(), "EXPLAIN has no LOGICAL: EXTENDED shows the logical plans");
            }
        }
        N::Cache => check_cache(node, found),
        N::Declare => check_declare(node, found),
        N::Describe => check_describe(node, found),
        N::Analyze => check_analyze(node, found),
        N::ExecuteImmediate => check_arguments(node, found),
        N::Reset => check_reset(node, found),
        N::Set => check_set(node, found),
        N::Resource => check_resource(node, found),
        N::Show => check_show(node, found),
        _ => {}
    }
}

/// `CACHE TABLE a.b AS SELECT ..` makes a temporary view, which has a name of one part.
fn check_cache(node: Node<'_>, found: &mut Found) {
    let (Some(name), Some(_)) = (node.child(N::ObjectName), node.child(N::AsQuery)) else { return };
    if name.tokens().any(|token| token.kind() == Kind::Dot) {
        found.say(name.range(), "CACHE TABLE ... AS makes a temporary view: its name has one part");
    }
}

fn check_declare(node: Node<'_>, found: &mut Found) {
    let is_variable =
        !node.tokens().any(|token| matches!(token.kind(), Kind::CURSOR | Kind::CONDITION | Kind::HANDLER));
    let is_bare = node.children().all(|child| child.kind() == N::ObjectName);
    if let Some(name) = node.child(N::ObjectName).filter(|_| is_variable && is_bare) {
        found.say(name.range(), "a variable needs a type, a DEFAULT, or both");
    }
}

fn check_describe(node: Node<'_>, found: &mut Found) {
    let tokens: Vec<_> = node.all_tokens().collect();
    if let Some(partition) = node.child(N::Partition)
        && let Some(open) = partition.children_of(N::Property).find(|item| item.children().count() == 1)
    {
        found.say(open.range(), "each partition column needs a value here");
    }
    let [.., as_word, json] = tokens.as_slice() else { return };
    if as_word.kind() != Kind::AS || json.kind() != Kind::JSON {
        return;
    }
    let is_extended = tokens.iter().any(|token| matches!(token.kind(), Kind::EXTENDED | Kind::FORMATTED));
    if !is_extended {
        found.say(as_word.range().cover(json.range()), "AS JSON needs DESCRIBE EXTENDED");
    } else if let Some(column) = node.child(N::Name) {
        found.say(column.range(), "AS JSON describes a table, not one column");
    }
}

fn check_analyze(node: Node<'_>, found: &mut Found) {
    let columns = node.tokens().any(|token| token.kind() == Kind::FOR);
    if let Some(mode) = node.child(N::Name).filter(|name| !columns && !name.text().eq_ignore_ascii_case("NOSCAN")) {
        found.say(mode.range(), format!("{} cannot stand here: NOSCAN or nothing", quote(mode.text())));
    }
}

/// Arguments of one name.
fn check_arguments(node: Node<'_>, found: &mut Found) {
    let mut seen: Vec<Node<'_>> = Vec::new();
    let names = node.children_of(N::SelectItem).filter_map(|item| item.child(N::Alias)?.child(N::Name));
    for name in names {
        if let Some(first) = seen.iter().find(|other| other.text().eq_ignore_ascii_case(name.text())) {
            found.say_with(
                name.range(),
                format!("{} is given twice", quote(name.text())),
                first.range(),
                "given here before",
            );
        }
        seen.push(name);
    }
}

/// `RESET key` takes one key.
fn check_reset(node: Node<'_>, found: &mut Found) {
    let Some(key) = node.child(N::ConfigKey) else { return };
    let tokens: Vec<_> = key.all_tokens().collect();
    let apart = tokens.windows(2).find(|pair| pair[0].kind().is_name() && pair[1].kind().is_name());
    if let Some([_, second]) = apart {
        found.say(second.range(), "RESET takes one key");
    }
}

/// `SET spark.sql.ansi.enabled true`, `SET VARAIBLE a = 1`.
fn check_set(node: Node<'_>, found: &mut Found) {
    let Some(key) = node.child(N::ConfigKey) else { return };
    let tokens: Vec<_> = key.all_tokens().collect();
    if let [time, zone, interval, ..] = tokens.as_slice()
        && (time.kind(), zone.kind(), interval.kind()) == (Kind::TIME, Kind::ZONE, Kind::INTERVAL)
    {
        check_zone(key, interval.range().start(), found);
        return;
    }
    let Some(gap) = tokens.windows(2).find(|pair| pair[0].range().end() < pair[1].range().start()) else { return };
    let (before, after) = (gap[0], gap[1]);
    let is_key = tokens
        .iter()
        .take_while(|token| token.range().end() <= before.range().end())
        .any(|token| token.kind() == Kind::Dot);
    let is_value = after.kind().is_number()
        || after.kind().is_string()
        || matches!(after.kind(), Kind::Word | Kind::TRUE | Kind::FALSE);
    if is_key && is_value && after.range() == tokens[tokens.len() - 1].range() && node.child(N::ConfigValue).is_none() {
        found.say(after.range(), format!("{} stands where `=` is expected: SET key = value", quote(after.text())));
    } else if before.kind() == Kind::Word && before.range() == tokens[0].range() && node.child(N::ConfigValue).is_some()
    {
        let distance = strsim::damerau_levenshtein(&before.text().to_ascii_uppercase(), "VARIABLE");
        if (1..=2).contains(&distance) {
            found.say(before.range(), format!("{} does not fit here: did you mean VARIABLE?", quote(before.text())));
        }
    }
}

/// `SET TIME ZONE INTERVAL 3 DAYS`. The statement is raw text to the parser, so the literal is read on its own.
fn check_zone(key: Node<'_>, start: u32, found: &mut Found) {
    let range = TextRange::new(start, key.range().end());
    let text = key.script().text().get(range.to_usize()).unwrap_or_default();
    let literal = parse_expression(text);
    let problem = match literal.root().descendants().find(|node| node.kind() == N::Interval) {
        Some(node) if node.range().len() == range.len() => check_zone_literal(node),
        _ => Some("this is no time zone: INTERVAL '2' HOUR, a name in quotes or LOCAL is"),
    };
    if let Some(message) = problem {
        found.say(range, message);
    }
}

fn check_resource(node: Node<'_>, found: &mut Found) {
    let mut words = node.all_tokens();
    let (Some(head), Some(kind)) = (words.next(), words.next()) else { return };
    if head.kind() == Kind::ADD && kind.kind() == Kind::ADD {
        found.say(kind.range(), "ADD is followed by JAR, FILE or ARCHIVE");
    }
}

/// `SHOW FUNCTIONS IN s LIKE f`: a pattern is a string.
fn check_show(node: Node<'_>, found: &mut Found) {
    let is_functions = node.tokens().any(|token| token.kind() == Kind::FUNCTIONS);
    let has_schema = node.tokens().any(|token| matches!(token.kind(), Kind::IN | Kind::FROM));
    let Some(like) = own(node, Kind::LIKE).filter(|_| is_functions && has_schema) else { return };
    let pattern = node.children().find(|child| child.range().start() > like.range().start());
    if let Some(pattern) = pattern.filter(|pattern| matches!(pattern.kind(), N::ObjectName | N::Name)) {
        found.say(pattern.range(), format!("the pattern stands in quotes: LIKE '{}'", pattern.text()));
    }
}
