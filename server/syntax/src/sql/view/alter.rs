//! ALTER and what it does.

use super::*;

views! {
    /// ALTER.
    Alter;
    /// What ALTER does.
    Action;
}

impl<'s> Alter<'s> {
    /// The first word of what is done: ADD, SET, DROP, RENAME, CLUSTER.
    pub fn verb(&self) -> Option<Kind> {
        let after = self.definition().name()?.range().end();
        self.0.all_tokens().find(|t| t.range().start() >= after).map(|t| t.kind())
    }
}

impl<'s> Action<'s> {
    /// Its clauses: properties that are set, a location.
    pub fn clauses(&self) -> Clauses<'s> {
        Clauses(self.0)
    }

    /// Whether it adds something.
    pub fn adds(&self) -> bool {
        self.0.has(Kind::ADD)
    }

    /// The list of columns that it adds or replaces: in parentheses, or all of it.
    pub fn column_list(&self) -> Part<'s> {
        Part(self.0.child(NodeKind::TableElements).unwrap_or(self.0))
    }

    /// The columns in the list.
    pub fn columns(&self) -> impl Iterator<Item = ColumnDef<'s>> + use<'s> {
        self.column_list().0.children().filter_map(ColumnDef::cast)
    }
}
