//! Queries: WITH, set operations, and the body with the clauses behind it.

use super::*;

views! {
    /// A query: WITH, body, ORDER BY, LIMIT.
    Query;
    /// WITH.
    With;
    /// One common table expression.
    CommonTable;
    /// UNION, EXCEPT, INTERSECT: two or more operands.
    SetOperation;
    /// `TABLE t`.
    TableQuery;
    /// `FROM t SELECT ..`.
    FromQuery;
}

/// The body of a query.
#[derive(Clone, Copy, Debug)]
pub enum QueryBody<'s> {
    /// SELECT.
    Select(Select<'s>),
    /// UNION and the like.
    SetOperation(SetOperation<'s>),
    /// VALUES.
    Values(Values<'s>),
    /// `TABLE t`.
    Table(TableQuery<'s>),
    /// A query in parentheses.
    Query(Query<'s>),
    /// `FROM t SELECT .. SELECT ..`.
    From(FromQuery<'s>),
    /// Pipe syntax.
    Pipe(PipeQuery<'s>),
    /// A hole.
    Hole(Hole<'s>),
}

/// What a query consists of.
#[derive(Clone, Copy, Debug)]
pub enum QueryPart<'s> {
    /// WITH.
    With(With<'s>),
    /// The body; in a query that does not fit the grammar there may be more than one.
    Body(QueryBody<'s>),
    /// ORDER BY.
    OrderBy(OrderBy<'s>),
    /// SORT BY.
    SortBy(SortBy<'s>),
    /// CLUSTER BY.
    ClusterBy(ClusterByQuery<'s>),
    /// DISTRIBUTE BY.
    DistributeBy(DistributeBy<'s>),
    /// WINDOW.
    Window(WindowClause<'s>),
    /// LIMIT.
    Limit(Limit<'s>),
    /// OFFSET.
    Offset(Offset<'s>),
}

/// An operator between two operands of a set operation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SetOperator {
    /// UNION, EXCEPT, MINUS or INTERSECT.
    pub kind: Kind,
    /// Whether ALL follows it.
    pub all: bool,
    /// Whether BY NAME follows it.
    pub by_name: bool,
    /// The operator's words.
    pub range: TextRange,
}

impl<'s> QueryBody<'s> {
    pub(crate) fn cast(node: Node<'s>) -> Option<Self> {
        match node.kind() {
            NodeKind::Select => Select::cast(node).map(Self::Select),
            NodeKind::SetOperation => SetOperation::cast(node).map(Self::SetOperation),
            NodeKind::Values => Values::cast(node).map(Self::Values),
            NodeKind::TableQuery => TableQuery::cast(node).map(Self::Table),
            NodeKind::Query => Query::cast(node).map(Self::Query),
            NodeKind::ParenQuery | NodeKind::Subquery | NodeKind::SubqueryRef => {
                node.children().find_map(Query::cast).map(Self::Query)
            }
            NodeKind::FromQuery => FromQuery::cast(node).map(Self::From),
            NodeKind::PipeQuery => PipeQuery::cast(node).map(Self::Pipe),
            NodeKind::Hole => Hole::cast(node).map(Self::Hole),
            _ => None,
        }
    }

    /// Where it stands.
    pub fn range(&self) -> TextRange {
        match self {
            Self::Select(v) => v.range(),
            Self::SetOperation(v) => v.range(),
            Self::Values(v) => v.range(),
            Self::Table(v) => v.range(),
            Self::Query(v) => v.range(),
            Self::From(v) => v.range(),
            Self::Pipe(v) => v.range(),
            Self::Hole(v) => v.range(),
        }
    }
}

impl<'s> Query<'s> {
    /// What it consists of, in order.
    pub fn parts(&self) -> impl Iterator<Item = QueryPart<'s>> + use<'s> {
        self.0.children().filter_map(|child| match child.kind() {
            NodeKind::With => With::cast(child).map(QueryPart::With),
            NodeKind::OrderBy => OrderBy::cast(child).map(QueryPart::OrderBy),
            NodeKind::SortBy => SortBy::cast(child).map(QueryPart::SortBy),
            NodeKind::ClusterByQuery => ClusterByQuery::cast(child).map(QueryPart::ClusterBy),
            NodeKind::DistributeBy => DistributeBy::cast(child).map(QueryPart::DistributeBy),
            NodeKind::WindowClause => WindowClause::cast(child).map(QueryPart::Window),
            NodeKind::Limit => Limit::cast(child).map(QueryPart::Limit),
            NodeKind::Offset => Offset::cast(child).map(QueryPart::Offset),
            _ => QueryBody::cast(child).map(QueryPart::Body),
        })
    }

    /// WITH.
    pub fn with(&self) -> Option<With<'s>> {
        self.0.children().find_map(With::cast)
    }

    /// Its body.
    pub fn body(&self) -> Option<QueryBody<'s>> {
        self.0.children().find_map(QueryBody::cast)
    }

    /// VALUES, if that is its body, in parentheses or not.
    pub fn values(&self) -> Option<Values<'s>> {
        let mut query = *self;
        loop {
            match query.body()? {
                QueryBody::Values(values) => return Some(values),
                QueryBody::Query(inner) => query = inner,
                _ => return None,
            }
        }
    }
}

impl<'s> With<'s> {
    /// The common table expressions.
    pub fn tables(&self) -> impl Iterator<Item = CommonTable<'s>> + use<'s> {
        self.0.children().filter_map(CommonTable::cast)
    }

    /// Whether RECURSIVE follows it.
    pub fn is_recursive(&self) -> bool {
        self.0.has(Kind::RECURSIVE)
    }

    /// The commas between the tables.
    pub fn commas(&self) -> impl Iterator<Item = TextRange> + use<'s> {
        self.0.tokens().filter(|t| t.kind() == Kind::Comma).map(|t| t.range())
    }
}

impl<'s> CommonTable<'s> {
    /// Its name.
    pub fn name(&self) -> Option<NamePart> {
        self.0.name_part()
    }

    /// The names it gives its columns.
    pub fn columns(&self) -> Option<NameList<'s>> {
        self.0.children().find_map(NameList::cast)
    }

    /// Its query.
    pub fn query(&self) -> Option<Query<'s>> {
        self.0.children().find_map(Query::cast)
    }
}

impl<'s> SetOperation<'s> {
    /// The operands, two or more.
    pub fn operands(&self) -> impl Iterator<Item = QueryBody<'s>> + use<'s> {
        self.0.children().filter_map(QueryBody::cast)
    }

    /// The operators between them.
    pub fn operators(&self) -> Vec<SetOperator> {
        let mut operators: Vec<SetOperator> = Vec::new();
        for token in self.0.tokens() {
            let kind = token.kind();
            if matches!(kind, Kind::UNION | Kind::EXCEPT | Kind::MINUS | Kind::INTERSECT) {
                operators.push(SetOperator { kind, all: false, by_name: false, range: token.range() });
            } else if let Some(last) = operators.last_mut() {
                last.all |= kind == Kind::ALL;
                last.by_name |= kind == Kind::NAME;
                last.range = last.range.cover(token.range());
            }
        }
        operators
    }
}

impl<'s> TableQuery<'s> {
    /// The table.
    pub fn table(&self) -> Option<TableRef<'s>> {
        self.0.children().find_map(TableRef::cast)
    }
}

impl<'s> FromQuery<'s> {
    /// What stands before the SELECTs.
    pub fn from(&self) -> Option<From<'s>> {
        self.0.children().find_map(From::cast)
    }

    /// The SELECTs; their FROM is this query's. Without any, all columns are selected.
    pub fn selects(&self) -> impl Iterator<Item = Select<'s>> + use<'s> {
        self.0.children().filter_map(Select::cast)
    }
}
