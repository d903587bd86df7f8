//! The elements of a table: columns, constraints, expectations.

use super::*;

views! {
    /// The elements of a table, view or function's rows, in parentheses.
    TableElements;
    /// A column with its type and options.
    ColumnDef;
    /// PRIMARY KEY, FOREIGN KEY, UNIQUE, CHECK.
    Constraint;
    /// EXPECT.
    Expectation;
}

impl<'s> TableElements<'s> {
    /// The columns.
    pub fn columns(&self) -> impl Iterator<Item = ColumnDef<'s>> + use<'s> {
        self.0.children().filter_map(ColumnDef::cast)
    }

    /// Whether it may hold more than is written here.
    pub fn is_open(&self) -> bool {
        let is_open = |child: Node<'_>| matches!(child.kind(), NodeKind::Hole | NodeKind::Error | NodeKind::TooDeep);
        self.0.children().any(is_open) || self.0.tokens().any(|token| token.has_hole())
    }
}

impl<'s> ColumnDef<'s> {
    /// Its name; ALTER names fields with dots.
    pub fn name(&self) -> Option<Name<'s>> {
        self.0.children().find_map(Name::cast)
    }

    /// Its type, if given.
    pub fn data_type(&self) -> Option<Type<'s>> {
        self.0.children().find_map(Type::cast)
    }

    /// Whether NOT NULL follows.
    pub fn is_not_null(&self) -> bool {
        self.0.child(NodeKind::NotNull).is_some()
    }

    /// The text after COMMENT.
    pub fn comment(&self) -> Option<Literal<'s>> {
        self.0.child(NodeKind::Comment)?.children().find_map(Literal::cast)
    }

    /// The value after DEFAULT.
    pub fn default(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::Default)?.expression()
    }

    /// The expression of GENERATED ALWAYS AS.
    pub fn generated(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::Generated)?.expression()
    }

    /// Whether it is an identity column.
    pub fn is_identity(&self) -> bool {
        self.0.child(NodeKind::Identity).is_some()
    }

    /// Its own constraints.
    pub fn constraints(&self) -> impl Iterator<Item = Constraint<'s>> + use<'s> {
        self.0.children().filter_map(Constraint::cast)
    }

    /// The function after MASK.
    pub fn mask(&self) -> Option<ObjectName<'s>> {
        self.0.child(NodeKind::ColumnMask)?.object_name()
    }
}

impl<'s> Constraint<'s> {
    /// Its name.
    pub fn name(&self) -> Option<NamePart> {
        self.0.name_part()
    }

    /// PRIMARY, FOREIGN, UNIQUE, CHECK or REFERENCES.
    pub fn kind(&self) -> Option<Kind> {
        let words = [Kind::PRIMARY, Kind::FOREIGN, Kind::UNIQUE, Kind::CHECK, Kind::REFERENCES];
        self.0.tokens().map(|t| t.kind()).find(|k| words.contains(k))
    }

    /// The columns of the key.
    pub fn columns(&self) -> Option<NameList<'s>> {
        self.0.children().find_map(NameList::cast)
    }

    /// Whether it is a CHECK.
    pub fn is_check(&self) -> bool {
        self.0.has(Kind::CHECK)
    }

    /// The condition of CHECK.
    pub fn condition(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// The table referenced.
    pub fn references(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
    }
}

impl<'s> Expectation<'s> {
    /// Its name.
    pub fn name(&self) -> Option<NamePart> {
        self.0.name_part()
    }

    /// Its condition.
    pub fn condition(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// `DROP` for DROP ROW, `FAIL` for FAIL UPDATE; none where violations are only counted.
    pub fn action(&self) -> Option<Kind> {
        self.0.child(NodeKind::Violation)?.first_token().map(|t| t.kind())
    }
}
