//! The clauses that statements share: columns, constraints, expectations, properties, layout.

use super::*;
use crate::range::TextRange;
use crate::sql::name::ObjectName;

views! {
    /// A column with its type and options.
    ColumnDef;
    /// PRIMARY KEY, FOREIGN KEY, UNIQUE, CHECK.
    Constraint;
    /// EXPECT.
    Expectation;
    /// One property.
    Property;
    /// SCHEDULE or TRIGGER.
    Schedule;
}

/// The clauses of a statement, whichever it has.
#[derive(Clone, Copy, Debug)]
pub struct Clauses<'s>(pub(super) Node<'s>);

impl<'s> Clauses<'s> {
    /// The clause of the kind, with its words.
    pub fn find(&self, kind: NodeKind) -> Option<Node<'s>> {
        self.0.child(kind)
    }

    /// The clauses of the kind: more than one is an error that the parser lets pass.
    pub fn all(&self, kind: NodeKind) -> impl Iterator<Item = Node<'s>> + use<'s> {
        self.0.children_of(kind)
    }

    /// The format after USING or STORED AS: `delta`; dotted class names joined.
    pub fn format(&self) -> Option<NamePart> {
        let clause = self.find(NodeKind::Using).or_else(|| self.find(NodeKind::StoredAs))?;
        let mut parts = clause.child(NodeKind::Name).map(parts_of)?.into_iter();
        let mut whole = parts.next()?;
        for part in parts {
            whole.text = format!("{}.{}", whole.text, part.text).into();
            whole.range = whole.range.cover(part.range);
            whole.hole |= part.hole;
        }
        Some(whole)
    }

    /// TBLPROPERTIES and DBPROPERTIES, those of all such clauses.
    pub fn properties(&self) -> impl Iterator<Item = Property<'s>> + use<'s> {
        self.0.children_of(NodeKind::Properties).flat_map(|p| p.children()).filter_map(Property::cast)
    }

    /// OPTIONS.
    pub fn options(&self) -> impl Iterator<Item = Property<'s>> + use<'s> {
        self.0.children_of(NodeKind::Options).flat_map(|p| p.children()).filter_map(Property::cast)
    }

    /// The text after COMMENT.
    pub fn comment(&self) -> Option<Literal<'s>> {
        self.find(NodeKind::Comment)?.children().find_map(Literal::cast)
    }

    /// The path after LOCATION.
    pub fn location(&self) -> Option<Literal<'s>> {
        self.find(NodeKind::Location)?.children().find_map(Literal::cast)
    }

    /// What PARTITIONED BY names: columns by name or definition, with the range of each.
    pub fn partition_columns(&self) -> impl Iterator<Item = (Vec<NamePart>, TextRange)> + use<'s> {
        self.find(NodeKind::PartitionedBy).into_iter().flat_map(|c| c.children()).filter_map(|item| match item.kind() {
            NodeKind::Name => Some((parts_of(item), item.range())),
            NodeKind::ColumnDef => item.child(NodeKind::Name).map(|n| (parts_of(n), item.range())),
            _ => None,
        })
    }

    /// The transforms in PARTITIONED BY, such as `years(d)`.
    pub fn partition_transforms(&self) -> impl Iterator<Item = Call<'s>> + use<'s> {
        self.find(NodeKind::PartitionedBy).into_iter().flat_map(|c| c.children()).filter_map(Call::cast)
    }

    /// CLUSTER BY.
    pub fn cluster_by(&self) -> Option<Clustering> {
        let clause = self.find(NodeKind::ClusterBy)?;
        Some(match () {
            () if clause.has(Kind::AUTO) => Clustering::Auto,
            () if clause.has(Kind::NONE) => Clustering::None,
            () => Clustering::Columns(clause.name_lists().collect()),
        })
    }

    /// SCHEDULE or TRIGGER.
    pub fn schedule(&self) -> Option<Schedule<'s>> {
        self.find(NodeKind::Schedule).and_then(Schedule::cast)
    }

    /// The function after WITH ROW FILTER.
    pub fn row_filter(&self) -> Option<ObjectName<'s>> {
        self.find(NodeKind::RowFilter)?.children().find_map(ObjectName::cast)
    }
}

/// What CLUSTER BY asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Clustering {
    /// `CLUSTER BY (a, b)`.
    Columns(Vec<Vec<NamePart>>),
    /// `CLUSTER BY AUTO`.
    Auto,
    /// `CLUSTER BY NONE`.
    None,
}

impl<'s> ColumnDef<'s> {
    /// Its name.
    pub fn name(&self) -> Option<NamePart> {
        self.0.name_part()
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
        self.0.child(NodeKind::ColumnMask)?.children().find_map(ObjectName::cast)
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
    pub fn columns(&self) -> Vec<NamePart> {
        self.0.child(NodeKind::NameList).map(super::query::column_names).unwrap_or_default()
    }

    /// The condition of CHECK.
    pub fn condition(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// The table referenced.
    pub fn references(&self) -> Option<ObjectName<'s>> {
        self.0.children().find_map(ObjectName::cast)
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

impl<'s> Property<'s> {
    /// The key: words joined by dots, or the text of the string.
    pub fn key(&self) -> String {
        let Some(key) = self.key_node() else { return String::new() };
        match Literal::cast(key) {
            Some(literal) => literal.text().unwrap_or_default(),
            None => parts_of(key).iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("."),
        }
    }

    /// Where the key stands.
    pub fn key_range(&self) -> TextRange {
        self.key_node().map_or(self.0.range(), |k| k.range())
    }

    fn key_node(&self) -> Option<Node<'s>> {
        self.0.children().next()
    }

    /// The value.
    pub fn value(&self) -> Option<Expr<'s>> {
        self.0.children().skip(1).find_map(Expr::cast)
    }

    /// The value as text: of a string, or as written.
    pub fn value_text(&self) -> Option<String> {
        match self.value()? {
            Expr::Literal(literal) if literal.is_string() => literal.text(),
            value if value.node().has_hole() => None,
            value => Some(value.node().text().to_owned()),
        }
    }
}

impl<'s> Schedule<'s> {
    /// The text after CRON.
    pub fn cron(&self) -> Option<Literal<'s>> {
        self.0.token(Kind::CRON)?;
        self.0.children().find_map(Literal::cast)
    }
}
