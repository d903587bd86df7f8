//! Which of a SELECT's columns are certainly those of which of its tables.
//! Reads the tree alone; knows no table's columns.

use brickline_syntax::sql::view::{self, Piece};
use smol_str::SmolStr;

use super::lowerer::Lowerer;
use crate::operation::Key;

/// The columns of a SELECT that are certainly those of its tables.
pub(super) enum Columns<'s> {
    /// All columns, which are those of its one table.
    OfOne(Vec<view::Column<'s>>),
    /// Columns with a qualifier, each of the table that is called so.
    Qualified(Vec<view::Column<'s>>),
}

/// Which of them a relation is asked for.
#[derive(Clone, Copy)]
pub(super) enum Wanted<'a, 's> {
    /// None.
    Nothing,
    /// All of these.
    All(&'a [view::Column<'s>]),
    /// Those with the relation's name before their dot.
    Qualified(&'a [view::Column<'s>]),
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
    pub fn of(self, cx: &Lowerer<'_>, table: view::TableRef<'_>) -> Vec<Key> {
        let (columns, called) = match self {
            Self::Nothing => return Vec::new(),
            Self::All(columns) => (columns, None),
            Self::Qualified(columns) => (columns, name_of_table(table)),
        };
        let is_all = matches!(self, Self::All(_));
        let is_wanted = |column: &&view::Column<'_>| is_all || qualifier_is(**column, called.as_deref());
        columns.iter().filter(is_wanted).filter_map(|column| key_of(cx, *column)).collect()
    }
}

/// What a table is called in its SELECT: by its alias, or by the last part of its name.
fn name_of_table(table: view::TableRef<'_>) -> Option<SmolStr> {
    let name = match table.alias() {
        Some(alias) => alias.name(),
        None => table.name().and_then(|name| name.parts().pop()),
    };
    name.map(|name| name.text)
}

fn qualifier_is(column: view::Column<'_>, name: Option<&str>) -> bool {
    match column.parts().as_slice() {
        [qualifier, _] => name.is_some_and(|name| name.eq_ignore_ascii_case(&qualifier.text)),
        _ => false,
    }
}

/// The columns a SELECT takes from its tables: what is an alias of the same SELECT, or may be, is left out, and so is what
/// may be a parameter, a lambda's or a subquery's.
pub(super) fn find_columns<'s>(cx: &Lowerer<'_>, select: view::Select<'s>) -> Columns<'s> {
    let (mut tables, mut columns, mut queries) = (Vec::new(), Vec::new(), Vec::new());
    let (mut is_lost, mut has_function) = (!cx.knows_columns, false);
    for piece in select.part().pieces() {
        match piece {
            Piece::LateralView(_) | Piece::Lambda(_) | Piece::Pivot(_) | Piece::Unpivot(_) => is_lost = true,
            Piece::TableRef(table) => tables.push(table),
            Piece::TableFunction(_) => has_function = true,
            Piece::Query(query) => queries.push(query.part()),
            // The ALL of `GROUP BY ALL` stands where a column could.
            Piece::Column(column) if !column.text().eq_ignore_ascii_case("all") => columns.push(column),
            _ => {}
        }
    }
    if is_lost {
        return Columns::Qualified(Vec::new());
    }
    let ([table], [], false) = (tables.as_slice(), queries.as_slice(), has_function) else {
        columns.retain(|column| !queries.iter().any(|query| query.holds(column.part())));
        return Columns::Qualified(columns);
    };
    let aliases: Vec<String> =
        select.items().filter_map(|item| item.alias()?.name()).map(|name| name.text.to_lowercase()).collect();
    let called = name_of_table(*table);
    columns.retain(|column| match column.parts().as_slice() {
        [name] => !aliases.contains(&name.text.to_lowercase()),
        _ => qualifier_is(*column, called.as_deref()),
    });
    Columns::OfOne(columns)
}

fn key_of(cx: &Lowerer<'_>, column: view::Column<'_>) -> Option<Key> {
    let part = column.parts().pop()?;
    (!part.hole).then(|| Key { name: part.text, range: cx.host(part.range) })
}
