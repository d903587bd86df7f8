//! Columns of new tables and changes to columns: options given twice, identities, and what Hive's spelling of a change leaves out.

use super::super::super::kind::Kind;
use super::super::super::node::NodeKind as N;
use super::super::super::tree::Node;
use super::super::super::view::Type;
use super::{Found, head, own};

const ONCE: &[(N, &str)] = &[
    (N::NotNull, "NOT NULL"),
    (N::Default, "DEFAULT"),
    (N::Comment, "COMMENT"),
    (N::Generated, "GENERATED"),
    (N::Identity, "GENERATED AS IDENTITY"),
    (N::ColumnPosition, "the position"),
];

/// Types that count.
const WHOLE: &[&str] = &["BIGINT", "LONG", "INT", "INTEGER", "SMALLINT", "SHORT", "TINYINT", "BYTE"];

pub(super) fn check(node: Node<'_>, found: &mut Found) {
    for (kind, words) in ONCE {
        let mut options = node.children_of(*kind);
        if let (Some(first), Some(second)) = (options.next(), options.next()) {
            let message = format!("{words} is given twice for one column");
            found.say_with(head(second, 1), message, head(first, 1), "given here before");
        }
    }
    let data_type = node.children().find_map(Type::cast);
    if let (Some(identity), Some(data_type)) = (node.child(N::Identity), data_type)
        && !WHOLE.contains(&data_type.name().to_ascii_uppercase().as_str())
    {
        let message = format!("an identity column is a BIGINT, not a {}", data_type.name().to_ascii_uppercase());
        found.say_with(data_type.range(), message, identity.range(), "counts up");
    }
}

/// `IDENTITY (START WITH 1 INCREMENT BY 1)`.
pub(super) fn check_identity(node: Node<'_>, found: &mut Found) {
    for (word, words) in [(Kind::START, "START WITH"), (Kind::INCREMENT, "INCREMENT BY")] {
        let mut places = node.tokens().filter(|token| token.kind() == word);
        if let (Some(first), Some(second)) = (places.next(), places.next()) {
            let message = format!("{words} is given twice");
            found.say_with(second.range(), message, first.range(), "given here before");
        }
    }
    let steps = node.all_tokens().zip(node.all_tokens().skip(2)).find(|(word, _)| word.kind() == Kind::INCREMENT);
    if let Some((_, step)) = steps.filter(|(_, step)| step.kind() == Kind::Integer && step.text() == "0") {
        found.say(step.range(), "an identity column cannot count in steps of 0");
    }
}

/// `CHANGE COLUMN a b INT`, `CHANGE a`.
pub(super) fn check_change(node: Node<'_>, found: &mut Found) {
    let Some(name) = node.child(N::Name) else { return };
    if let Some(column) = node.child(N::ColumnDef) {
        let old = name.all_tokens().last().map_or("", |token| token.text()).trim_matches('`');
        let Some(new) = column.child(N::Name) else { return };
        if !new.text().trim_matches('`').eq_ignore_ascii_case(old) {
            found.say(new.range(), "CHANGE COLUMN cannot rename a column: use RENAME COLUMN old TO new");
        }
    } else if node.all_tokens().count() == name.all_tokens().count() {
        found.say(
            name.range(),
            "this says which column to change, but not how: TYPE, SET, DROP, COMMENT, FIRST or AFTER follows",
        );
    }
}

pub(super) fn check_alter(node: Node<'_>, found: &mut Found) {
    let is_view = node.tokens().any(|token| token.kind() == Kind::VIEW);
    let partition = node.child(N::Partition);
    for action in node.children_of(N::Action) {
        if let Some(word) = own(action, Kind::ADD).filter(|_| is_view && action.child(N::Partition).is_some()) {
            found.say(word.range(), "a view has no partitions");
        }
        if let (Some(word), Some(partition)) = (own(action, Kind::CHANGE), partition) {
            let message = "a column is changed for the whole table, not for one partition";
            found.say_with(word.range(), message, partition.range(), "the partition");
        }
        let format = action.all_tokens().nth(1).filter(|token| token.kind() == Kind::FILEFORMAT);
        if let Some(word) = format.filter(|_| own(action, Kind::SET).is_some() && partition.is_none()) {
            found.say(word.range(), "the format of a table cannot be changed");
        }
    }
    if own(node, Kind::REPLACE).is_some() {
        let columns = node.children_of(N::TableElements).flat_map(|list| list.children_of(N::ColumnDef));
        for option in columns.flat_map(|column| column.children()) {
            match option.kind() {
                N::ColumnPosition => {
                    found.say(option.range(), "REPLACE COLUMNS takes the columns in their order: no FIRST, no AFTER")
                }
                N::NotNull => found.say(option.range(), "REPLACE COLUMNS takes no NOT NULL"),
                _ => {}
            }
        }
    }
}
