//! The clauses that statements share: format, properties, layout, place, comment.

use super::*;

views! {
    /// PARTITIONED BY.
    PartitionedBy;
    /// CLUSTER BY of a table.
    ClusterBy;
    /// ZORDER BY.
    ZOrderBy;
    /// SCHEDULE or TRIGGER.
    Schedule;
}

/// The clauses of a statement, whichever it has.
#[derive(Clone, Copy, Debug)]
pub struct Clauses<'s>(pub(super) Node<'s>);

/// USING or STORED AS.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Format<'s>(Node<'s>);

/// What PARTITIONED BY lists.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Partitioning<'s> {
    /// A column by its name.
    Name(Name<'s>),
    /// A column with its type, which is one of the table's.
    Column(ColumnDef<'s>),
    /// A transform, such as `years(d)`, or what is not known.
    Other(Part<'s>),
}

impl<'s> Clauses<'s> {
    /// USING; a format of COPY INTO is one too.
    pub fn using(&self) -> Option<Format<'s>> {
        self.0.child(NodeKind::Using).map(Format)
    }

    /// STORED AS.
    pub fn stored_as(&self) -> Option<Format<'s>> {
        self.0.child(NodeKind::StoredAs).map(Format)
    }

    /// TBLPROPERTIES or DBPROPERTIES.
    pub fn properties(&self) -> Option<Properties<'s>> {
        self.0.children().find_map(Properties::cast)
    }

    /// OPTIONS.
    pub fn options(&self) -> Option<Options<'s>> {
        self.0.children().find_map(Options::cast)
    }

    /// Whether COMMENT stands among them.
    pub fn has_comment(&self) -> bool {
        self.0.child(NodeKind::Comment).is_some()
    }

    /// The text after COMMENT.
    pub fn comment(&self) -> Option<Literal<'s>> {
        self.0.child(NodeKind::Comment)?.children().find_map(Literal::cast)
    }

    /// The path after LOCATION.
    pub fn location(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::Location)?.operand()
    }

    /// PARTITIONED BY.
    pub fn partitioned_by(&self) -> Option<PartitionedBy<'s>> {
        self.0.children().find_map(PartitionedBy::cast)
    }

    /// CLUSTER BY.
    pub fn cluster_by(&self) -> Option<ClusterBy<'s>> {
        self.0.children().find_map(ClusterBy::cast)
    }

    /// WHERE.
    pub fn where_clause(&self) -> Option<Where<'s>> {
        self.0.children().find_map(Where::cast)
    }

    /// SCHEDULE or TRIGGER.
    pub fn schedule(&self) -> Option<Schedule<'s>> {
        self.0.children().find_map(Schedule::cast)
    }

    /// The function after WITH ROW FILTER.
    pub fn row_filter(&self) -> Option<ObjectName<'s>> {
        self.0.child(NodeKind::RowFilter)?.object_name()
    }

    /// The columns, constraints and expectations in parentheses.
    pub fn elements(&self) -> Option<TableElements<'s>> {
        self.0.children().find_map(TableElements::cast)
    }

    /// The constraints, those among the elements first.
    pub fn constraints(&self) -> impl Iterator<Item = Constraint<'s>> + use<'s> {
        self.lists().flat_map(|list| list.children()).filter_map(Constraint::cast)
    }

    /// The expectations, those among the elements first.
    pub fn expectations(&self) -> impl Iterator<Item = Expectation<'s>> + use<'s> {
        self.lists().flat_map(|list| list.children()).filter_map(Expectation::cast)
    }

    fn lists(&self) -> impl Iterator<Item = Node<'s>> + use<'s> {
        self.elements().map(|elements| elements.0).into_iter().chain([self.0])
    }
}

impl<'s> Format<'s> {
    /// Where the clause stands.
    pub fn range(&self) -> TextRange {
        self.0.range()
    }

    /// The format's name; dots are those of a class.
    pub fn name(&self) -> Option<Name<'s>> {
        self.0.children().find_map(Name::cast)
    }
}

impl<'s> PartitionedBy<'s> {
    /// What it lists, in order.
    pub fn items(&self) -> impl Iterator<Item = Partitioning<'s>> + use<'s> {
        self.0.children().map(|item| match item.kind() {
            NodeKind::Name => Partitioning::Name(Name(item)),
            NodeKind::ColumnDef => Partitioning::Column(ColumnDef(item)),
            _ => Partitioning::Other(Part(item)),
        })
    }

    /// The columns that it defines with their types.
    pub fn columns(&self) -> impl Iterator<Item = ColumnDef<'s>> + use<'s> {
        self.0.children().filter_map(ColumnDef::cast)
    }
}

impl<'s> ClusterBy<'s> {
    /// The columns; none for AUTO and NONE.
    pub fn columns(&self) -> impl Iterator<Item = Name<'s>> + use<'s> {
        self.0.names()
    }

    /// Whether it is CLUSTER BY AUTO.
    pub fn is_auto(&self) -> bool {
        self.0.has(Kind::AUTO)
    }

    /// Whether it is CLUSTER BY NONE.
    pub fn is_none(&self) -> bool {
        self.0.has(Kind::NONE)
    }
}

impl<'s> ZOrderBy<'s> {
    /// The columns.
    pub fn columns(&self) -> impl Iterator<Item = Name<'s>> + use<'s> {
        self.0.names()
    }
}

impl<'s> Schedule<'s> {
    /// The text after CRON.
    pub fn cron(&self) -> Option<Literal<'s>> {
        self.0.token(Kind::CRON)?;
        self.0.children().find_map(Literal::cast)
    }
}
