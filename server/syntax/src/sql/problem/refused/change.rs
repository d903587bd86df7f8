//! MERGE, UPDATE, DELETE and INSERT: aliases with columns, rows of the wrong length, conditions that exclude each other.

use super::super::super::kind::Kind;
use super::super::super::node::NodeKind as N;
use super::super::super::tree::Node;
use super::{Found, own};

/// `INSERT (a, b) VALUES (1)` of a merge.
pub(super) fn check_merge_insert(node: Node<'_>, found: &mut Found) {
    let (Some(columns), Some(row)) = (node.child(N::NameList), node.child(N::Row)) else { return };
    let (columns, values) = (columns.children().count(), row.children().count());
    let has_star = row.children().any(|value| value.kind() == N::Star);
    if columns != values && !has_star {
        let ending = if values == 1 { "" } else { "s" };
        let message = format!("this row has {values} value{ending} for {columns} columns");
        found.say(row.range(), message);
    }
}

/// The alias of a target, and of the source of a merge, is a plain name.
pub(super) fn check_alias(node: Node<'_>, found: &mut Found) {
    let holder = match node.kind() {
        N::MergeSource => node.children().find(|child| matches!(child.kind(), N::TableRef | N::SubqueryRef)),
        _ => Some(node),
    };
    let columns = holder.and_then(|holder| holder.child(N::Alias)).and_then(|alias| alias.child(N::NameList));
    if let Some(columns) = columns {
        found.say(columns.range(), "this alias cannot name columns");
    }
}

pub(super) fn check_insert(node: Node<'_>, found: &mut Found) {
    if let (Some(alias), Some(replace)) = (node.child(N::Alias), node.child(N::ReplaceWhere))
        && let Some(word) = own(replace, Kind::WHERE)
    {
        found.say_with(
            alias.range(),
            "with REPLACE WHERE the table has no alias",
            word.range(),
            "speaks of the table's columns",
        );
    }
    let Some(exists) = own(node, Kind::IF) else { return };
    let Some(partition) = node.child(N::Partition) else { return };
    if own(node, Kind::INTO).is_some() {
        found.say(exists.range(), "IF NOT EXISTS goes with INSERT OVERWRITE, not with INSERT INTO");
    } else if let Some(open) = partition.children_of(N::Property).find(|item| item.children().count() == 1) {
        found.say_with(
            exists.range(),
            "IF NOT EXISTS needs a value for every partition column",
            open.range(),
            "has none",
        );
    }
}
