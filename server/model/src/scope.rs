//! What a query's names stand for: the relations it reads from, the qualifiers it uses, its common tables, hints and column lists.
//! Knows what the text says; which columns a table has is for others to know.

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use crate::operation::Key;

/// A common table expression.
#[derive(Clone, Debug, PartialEq)]
pub struct CommonTable {
    /// Its name.
    pub name: Key,
    /// Whether anything in the statement but itself reads a table of this name; unknown where not all of it is understood.
    pub is_read: crate::tri::Tri,
    /// What to delete to be rid of it: with its comma, or with the whole WITH where it is the only one.
    pub removal: TextRange,
}

/// Columns that are listed for rows: of an INSERT, an INSERT of MERGE, the names of a view or an inline table.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnList {
    /// The columns.
    pub columns: Vec<Key>,
    /// Where the list stands.
    pub range: TextRange,
    /// How many values the rows for them have, where that is known.
    pub rows: Vec<RowWidth>,
}

/// How many values a row has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowWidth {
    /// How many.
    pub count: usize,
    /// The row, or the words that the query starts with.
    pub range: TextRange,
}

/// A hint in a SELECT.
#[derive(Clone, Debug, PartialEq)]
pub struct HintUse {
    /// Its name.
    pub name: Key,
    /// The names among its arguments; of a dotted name the last part.
    pub arguments: Vec<Key>,
    /// The relations of the SELECT by the names they can be hinted at: the alias, or else the table's own; nothing where not
    /// all are known.
    pub relations: Option<Vec<SmolStr>>,
}

/// The names of one SELECT.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    /// The relations behind its FROM.
    pub relations: Vec<Relation>,
    /// What else may stand before a dot: lateral views and their columns, lambda parameters, aliases of the select list, and all
    /// that surrounding queries offer. In lower case.
    pub others: Vec<SmolStr>,
    /// The relations of the queries that surround a correlated subquery, innermost first.
    pub around: Vec<Relation>,
    /// The tables and aliases of the rest of the statement, in lower case.
    pub elsewhere: Vec<SmolStr>,
    /// The qualified columns of two parts that stand in it, not those of its subqueries.
    pub columns: Vec<Qualified>,
    /// The conditions of its joins.
    pub joins: Vec<JoinScope>,
    /// Whether all relations are known by their names.
    pub known: bool,
}

/// A relation behind FROM.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// What it is called: its alias, or the last part of its name.
    pub name: Key,
    /// The last part of the table's name, where an alias stands in front of it.
    pub hidden: Option<SmolStr>,
    /// Whether it is called by an alias.
    pub is_alias: bool,
}

/// A column with what stands before its dot.
#[derive(Clone, Debug, PartialEq)]
pub struct Qualified {
    /// What stands before the dot.
    pub qualifier: Key,
    /// The column.
    pub column: SmolStr,
}

/// The condition of a join.
#[derive(Clone, Debug, PartialEq)]
pub struct JoinScope {
    /// What its right side is called.
    pub right: Vec<SmolStr>,
    /// Its qualified columns; nothing where it has others too.
    pub columns: Option<Vec<Qualified>>,
}
