//! Which of a SELECT's columns are certainly those of which of its tables.
//! Reads the tree alone; knows no table's columns.

use brickline_syntax::sql::{self, Node, NodeKind};
use smol_str::SmolStr;

use super::lowerer::Lowerer;
use super::name;
use crate::operation::Key;

/// The columns of a SELECT that are certainly those of its tables.
pub(super) enum Columns<'s> {
    /// All columns, which are those of its one table.
    OfOne(Vec<Node<'s>>),
    /// Columns with a qualifier, each of the table that is called so.
    Qualified(Vec<Node<'s>>),
}

/// Which of them a relation is asked for.
#[derive(Clone, Copy)]
pub(super) enum Wanted<'a, 's> {
    /// None.
    Nothing,
    /// All of these.
    All(&'a [Node<'s>]),
    /// Those with the relation's name before their dot.
    Qualified(&'a [Node<'s>]),
}

impl<'s> Columns<'s> {
    pub fn as_wanted(&self) -> Wanted<'_, 's> {
        match self {
            Self::OfOne(columns) => Wanted::All(columns),
            Self::Qualified(columns) => Wanted::Qualified(columns),
        }
    }
}

impl Wanted<'_, '_> {
    pub fn of(self, cx: &Lowerer<'_>, table: Node<'_>) -> Vec<Key> {
        let (columns, called) = match self {
            Self::Nothing => return Vec::new(),
            Self::All(columns) => (columns, None),
            Self::Qualified(columns) => (columns, name_of_table(table)),
        };
        let is_all = matches!(self, Self::All(_));
        let is_wanted = |column: &&Node<'_>| is_all || qualifier_is(**column, called.as_deref());
        columns.iter().filter(is_wanted).filter_map(|column| key_of(cx, *column)).collect()
    }
}

/// What a table is called in its SELECT: by its alias, or by the last part of its name.
fn name_of_table(table: Node<'_>) -> Option<SmolStr> {
    match table.child(NodeKind::Alias) {
        Some(alias) => alias.child(NodeKind::Name).map(|name| SmolStr::new(name.text().trim_matches('`'))),
        None => name::find_name(table).and_then(|name| name.parts().pop()).map(|part| part.text),
    }
}

fn qualifier_is(column: Node<'_>, name: Option<&str>) -> bool {
    match sql::name::parts_of(column).as_slice() {
        [qualifier, _] => name.is_some_and(|name| name.eq_ignore_ascii_case(&qualifier.text)),
        _ => false,
    }
}

/// The columns a SELECT takes from its tables: what is an alias of the same SELECT, or may be, is left out, and so is what
/// may be a parameter, a lambda's or a subquery's.
pub(super) fn find_columns<'s>(cx: &Lowerer<'_>, select: Node<'s>) -> Columns<'s> {
    let tables: Vec<_> = select.descendants().filter(|node| node.kind() == NodeKind::TableRef).collect();
    let is_lost = |node: Node<'_>| {
        matches!(node.kind(), NodeKind::LateralView | NodeKind::Lambda | NodeKind::Pivot | NodeKind::Unpivot)
    };
    let is_apart = |node: Node<'_>| matches!(node.kind(), NodeKind::Query | NodeKind::TableFunction);
    if select.descendants().any(is_lost) || !cx.knows_columns {
        return Columns::Qualified(Vec::new());
    }
    let inner: Vec<_> = select.descendants().filter(|node| node.kind() == NodeKind::Query).collect();
    // The ALL of `GROUP BY ALL` stands where a column could.
    let is_column = |node: &Node<'_>| node.kind() == NodeKind::Column && !node.text().eq_ignore_ascii_case("all");
    let columns = select.descendants().filter(is_column);
    let ([table], false) = (tables.as_slice(), select.descendants().any(is_apart)) else {
        return Columns::Qualified(columns.filter(|column| !inner.iter().any(|query| query.holds(*column))).collect());
    };
    let aliases: Vec<_> = select
        .children()
        .filter(|child| child.kind() == NodeKind::SelectItem)
        .filter_map(|item| item.child(NodeKind::Alias)?.child(NodeKind::Name))
        .map(|name| name.text().to_lowercase())
        .collect();
    let called = name_of_table(*table);
    let is_of_table = |column: &Node<'_>| match sql::name::parts_of(*column).as_slice() {
        [column] => !aliases.contains(&column.text.to_lowercase()),
        _ => qualifier_is(*column, called.as_deref()),
    };
    Columns::OfOne(columns.filter(is_of_table).collect())
}

fn key_of(cx: &Lowerer<'_>, column: Node<'_>) -> Option<Key> {
    let part = sql::name::parts_of(column).pop()?;
    (!part.hole).then(|| Key { name: part.text, range: cx.host(part.range) })
}
