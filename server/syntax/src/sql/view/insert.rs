//! INSERT into tables and directories.

use super::*;

views! {
    /// INSERT.
    Insert;
    /// `FROM t INSERT .. INSERT ..`.
    MultiInsert;
    /// REPLACE WHERE, ON or USING.
    ReplaceWhere;
    /// OVERWRITE DIRECTORY.
    Directory;
    /// PARTITION (..).
    Partition;
}

impl<'s> Insert<'s> {
    /// The table it writes.
    pub fn target(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
    }

    /// The alias of the table it writes.
    pub fn target_alias(&self) -> Option<Alias<'s>> {
        self.0.children().find_map(Alias::cast)
    }

    /// Whether it is INSERT OVERWRITE of a table.
    pub fn is_overwrite(&self) -> bool {
        self.0.has(Kind::OVERWRITE)
    }

    /// Whether BY NAME stands in it.
    pub fn is_by_name(&self) -> bool {
        self.0.has(Kind::NAME)
    }

    /// Whether WITH SCHEMA EVOLUTION stands in it.
    pub fn has_schema_evolution(&self) -> bool {
        self.0.child(NodeKind::SchemaEvolution).is_some()
    }

    /// The columns it names.
    pub fn columns(&self) -> Option<NameList<'s>> {
        self.0.children().find_map(NameList::cast)
    }

    /// PARTITION (..).
    pub fn partition(&self) -> Option<Partition<'s>> {
        self.0.children().find_map(Partition::cast)
    }

    /// REPLACE WHERE, ON or USING.
    pub fn replace(&self) -> Option<ReplaceWhere<'s>> {
        self.0.children().find_map(ReplaceWhere::cast)
    }

    /// The directory it overwrites in place of a table.
    pub fn directory(&self) -> Option<Directory<'s>> {
        self.0.children().find_map(Directory::cast)
    }

    /// The query it takes its rows from.
    pub fn query(&self) -> Option<Query<'s>> {
        self.0.children().find_map(Query::cast)
    }

    /// The query in parentheses, which may have an alias, that REPLACE ON takes its rows from.
    pub fn subquery(&self) -> Option<SubqueryRef<'s>> {
        self.0.children().find_map(SubqueryRef::cast)
    }

    /// The SELECT of an INSERT after `FROM t`.
    pub fn select(&self) -> Option<Select<'s>> {
        self.0.children().find_map(Select::cast)
    }
}

impl<'s> MultiInsert<'s> {
    /// What stands before the INSERTs.
    pub fn from(&self) -> Option<From<'s>> {
        self.0.children().find_map(From::cast)
    }

    /// The INSERTs.
    pub fn inserts(&self) -> impl Iterator<Item = Insert<'s>> + use<'s> {
        self.0.children().filter_map(Insert::cast)
    }
}

impl<'s> ReplaceWhere<'s> {
    /// The condition of REPLACE WHERE or REPLACE ON.
    pub fn condition(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// The columns of REPLACE USING.
    pub fn columns(&self) -> Option<NameList<'s>> {
        self.0.children().find_map(NameList::cast)
    }
}

impl<'s> Directory<'s> {
    /// Its path.
    pub fn path(&self) -> Option<Literal<'s>> {
        self.0.children().find_map(Literal::cast)
    }

    /// Its format and options.
    pub fn clauses(&self) -> Clauses<'s> {
        Clauses(self.0)
    }
}
