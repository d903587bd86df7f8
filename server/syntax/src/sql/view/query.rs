//! Queries: WITH, set operations, SELECT and its clauses.

use super::*;
use crate::range::TextRange;

views! {
    /// A query: WITH, body, ORDER BY, LIMIT.
    Query;
    /// One common table expression.
    CommonTable;
    /// UNION, EXCEPT, INTERSECT: two or more operands.
    SetOperation;
    /// A query with `|>` steps.
    PipeQuery;
    /// One `|>` step.
    PipeStep;
    /// SELECT.
    Select;
    /// A select item.
    SelectItem;
    /// One hint: its name and arguments.
    HintItem;
    /// VALUES.
    Values;
    /// One item of ORDER BY or SORT BY.
    SortItem;
    /// A named window.
    NamedWindow;
    /// GROUP BY.
    GroupBy;
    /// LATERAL VIEW.
    LateralView;
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
    Table(TableRef<'s>),
    /// A query in parentheses.
    Query(Query<'s>),
    /// `FROM t SELECT .. SELECT ..`.
    From(FromQuery<'s>),
    /// Pipe syntax.
    Pipe(PipeQuery<'s>),
    /// A hole.
    Hole(Node<'s>),
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
    /// The view of the node, if it is a query's body.
    pub fn cast(node: Node<'s>) -> Option<Self> {
        match node.kind() {
            NodeKind::Select => Select::cast(node).map(Self::Select),
            NodeKind::SetOperation => SetOperation::cast(node).map(Self::SetOperation),
            NodeKind::Values => Values::cast(node).map(Self::Values),
            NodeKind::TableQuery => node.children().find_map(TableRef::cast).map(Self::Table),
            NodeKind::ParenQuery | NodeKind::Subquery => node.children().find_map(Query::cast).map(Self::Query),
            NodeKind::FromQuery => FromQuery::cast(node).map(Self::From),
            NodeKind::PipeQuery => PipeQuery::cast(node).map(Self::Pipe),
            NodeKind::Hole => Some(Self::Hole(node)),
            _ => None,
        }
    }
}

impl<'s> Query<'s> {
    /// The common table expressions.
    pub fn common_tables(&self) -> impl Iterator<Item = CommonTable<'s>> + use<'s> {
        self.0.child(NodeKind::With).into_iter().flat_map(|w| w.children()).filter_map(CommonTable::cast)
    }

    /// Whether WITH is followed by RECURSIVE.
    pub fn is_recursive(&self) -> bool {
        self.0.child(NodeKind::With).is_some_and(|w| w.has(Kind::RECURSIVE))
    }

    /// Its body.
    pub fn body(&self) -> Option<QueryBody<'s>> {
        self.0.children().find_map(QueryBody::cast)
    }

    /// The SELECTs whose rows the query gives: one, or those of a set operation, in parentheses or not. CTEs and subqueries are left out.
    pub fn selects(&self) -> impl Iterator<Item = Select<'s>> + use<'s> {
        let mut found = Vec::new();
        let mut open: Vec<Node<'s>> = vec![self.0];
        while let Some(node) = open.pop() {
            if let Some(select) = Select::cast(node) {
                found.push(select);
                continue;
            }
            let inner = node.children().filter(|c| c.kind() == NodeKind::Query || QueryBody::cast(*c).is_some());
            let start = open.len();
            open.extend(inner);
            open[start..].reverse();
        }
        found.into_iter()
    }

    /// ORDER BY of the whole.
    pub fn order_by(&self) -> impl Iterator<Item = SortItem<'s>> + use<'s> {
        self.sort_items(NodeKind::OrderBy)
    }

    /// SORT BY of the whole.
    pub fn sort_by(&self) -> impl Iterator<Item = SortItem<'s>> + use<'s> {
        self.sort_items(NodeKind::SortBy)
    }

    fn sort_items(&self, kind: NodeKind) -> impl Iterator<Item = SortItem<'s>> + use<'s> {
        self.0.child(kind).into_iter().flat_map(|c| c.children()).filter_map(SortItem::cast)
    }

    /// The clause with its words: ORDER BY, SORT BY, CLUSTER BY, DISTRIBUTE BY, LIMIT, OFFSET, WINDOW.
    pub fn clause(&self, kind: NodeKind) -> Option<Node<'s>> {
        self.0.child(kind)
    }

    /// LIMIT, with its clause's range; no expression for `LIMIT ALL`.
    pub fn limit(&self) -> Option<(Option<Expr<'s>>, TextRange)> {
        self.0.child(NodeKind::Limit).map(|l| (l.expression(), l.range()))
    }

    /// OFFSET.
    pub fn offset(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::Offset)?.expression()
    }
}

impl<'s> CommonTable<'s> {
    /// Its name.
    pub fn name(&self) -> Option<NamePart> {
        self.0.name_part()
    }

    /// The names it gives its columns.
    pub fn columns(&self) -> Vec<NamePart> {
        self.0.child(NodeKind::NameList).map(column_names).unwrap_or_default()
    }

    /// Its query.
    pub fn query(&self) -> Option<Query<'s>> {
        self.0.children().find_map(Query::cast)
    }
}

pub(super) fn column_names(list: Node<'_>) -> Vec<NamePart> {
    list.children_of(NodeKind::Name).filter_map(|n| parts_of(n).into_iter().next()).collect()
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

impl<'s> PipeQuery<'s> {
    /// What the steps start from.
    pub fn base(&self) -> Option<QueryBody<'s>> {
        self.0.children().find_map(QueryBody::cast)
    }

    /// The steps.
    pub fn steps(&self) -> impl Iterator<Item = PipeStep<'s>> + use<'s> {
        self.0.children().filter_map(PipeStep::cast)
    }
}

impl<'s> PipeStep<'s> {
    /// The word after `|>`.
    pub fn head(&self) -> Option<Kind> {
        self.0.all_tokens().nth(1).map(|t| t.kind())
    }

    /// Its items, if it selects, extends or aggregates.
    pub fn items(&self) -> impl Iterator<Item = SelectItem<'s>> + use<'s> {
        self.0.children().filter_map(SelectItem::cast)
    }
}

impl<'s> Select<'s> {
    /// Whether DISTINCT follows SELECT, and where.
    pub fn distinct(&self) -> Option<TextRange> {
        self.0.token(Kind::DISTINCT).map(|t| t.range())
    }

    /// The word SELECT.
    pub fn keyword(&self) -> Option<TextRange> {
        self.0.token(Kind::SELECT).map(|t| t.range())
    }

    /// Its items.
    pub fn items(&self) -> impl Iterator<Item = SelectItem<'s>> + use<'s> {
        self.0.children().filter_map(SelectItem::cast)
    }

    /// Its hints.
    pub fn hints(&self) -> impl Iterator<Item = HintItem<'s>> + use<'s> {
        self.0.children_of(NodeKind::Hint).flat_map(|h| h.children()).filter_map(HintItem::cast)
    }

    /// The relations in FROM, each with its joins.
    pub fn from_items(&self) -> impl Iterator<Item = FromItem<'s>> + use<'s> {
        self.from().into_iter().flat_map(|f| f.children()).filter_map(FromItem::cast)
    }

    /// FROM. In `FROM t SELECT ..` it stands before the SELECT.
    pub fn from(&self) -> Option<Node<'s>> {
        self.0.child(NodeKind::From)
    }

    /// LATERAL VIEWs, after FROM or in it.
    pub fn lateral_views(&self) -> impl Iterator<Item = LateralView<'s>> + use<'s> {
        let inside = self.from().into_iter().flat_map(|f| f.children());
        inside.chain(self.0.children()).filter_map(LateralView::cast)
    }

    /// The condition after WHERE.
    pub fn where_clause(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::Where)?.expression()
    }

    /// GROUP BY.
    pub fn group_by(&self) -> Option<GroupBy<'s>> {
        self.0.children().find_map(GroupBy::cast)
    }

    /// The condition after HAVING.
    pub fn having(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::Having)?.expression()
    }

    /// The condition after QUALIFY.
    pub fn qualify(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::Qualify)?.expression()
    }

    /// The named windows.
    pub fn windows(&self) -> impl Iterator<Item = NamedWindow<'s>> + use<'s> {
        self.0.child(NodeKind::WindowClause).into_iter().flat_map(|w| w.children()).filter_map(NamedWindow::cast)
    }
}

impl<'s> SelectItem<'s> {
    /// Its expression; a star is one.
    pub fn expression(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// Its alias, if it has one.
    pub fn alias(&self) -> Option<NamePart> {
        self.0.child(NodeKind::Alias)?.name_part()
    }

    /// The aliases in `AS (a, b)`.
    pub fn aliases(&self) -> Vec<NamePart> {
        self.0.child(NodeKind::Alias).and_then(|a| a.child(NodeKind::NameList)).map(column_names).unwrap_or_default()
    }
}

impl<'s> HintItem<'s> {
    /// Its name.
    pub fn name(&self) -> Option<NamePart> {
        self.0.name_part()
    }

    /// Its arguments.
    pub fn arguments(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.expressions()
    }
}

impl<'s> Values<'s> {
    /// The rows: a [`Row`], or one expression for a row of one column.
    pub fn rows(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.expressions()
    }

    /// Its alias.
    pub fn alias(&self) -> Option<Alias<'s>> {
        self.0.children().find_map(Alias::cast)
    }
}

impl<'s> SortItem<'s> {
    /// What is sorted by.
    pub fn expression(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// Whether DESC follows.
    pub fn is_descending(&self) -> bool {
        self.0.has(Kind::DESC)
    }
}

impl<'s> NamedWindow<'s> {
    /// Its name.
    pub fn name(&self) -> Option<NamePart> {
        self.0.name_part()
    }

    /// Its definition.
    pub fn definition(&self) -> Option<WindowDefinition<'s>> {
        self.0.children().find_map(WindowDefinition::cast)
    }
}

impl<'s> GroupBy<'s> {
    /// The expressions directly in it; those of ROLLUP, CUBE and GROUPING SETS are in [`GroupBy::sets`].
    pub fn expressions(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.expressions()
    }

    /// ROLLUP, CUBE and GROUPING SETS.
    pub fn sets(&self) -> impl Iterator<Item = Node<'s>> + use<'s> {
        self.0.children_of(NodeKind::GroupingSets)
    }

    /// Whether it is `GROUP BY ALL`.
    pub fn is_all(&self) -> bool {
        let mut columns = self.0.expressions();
        matches!((columns.next(), columns.next()), (Some(Expr::Column(c)), None) if c.node().text().eq_ignore_ascii_case("all"))
    }
}

impl<'s> LateralView<'s> {
    /// The generator.
    pub fn call(&self) -> Option<Call<'s>> {
        self.0.children().find_map(Call::cast)
    }

    /// The alias with its columns.
    pub fn alias(&self) -> Option<Alias<'s>> {
        self.0.children().find_map(Alias::cast)
    }

    /// Whether OUTER follows.
    pub fn is_outer(&self) -> bool {
        self.0.has(Kind::OUTER)
    }
}

impl<'s> FromQuery<'s> {
    /// The relations before the SELECTs.
    pub fn from_items(&self) -> impl Iterator<Item = FromItem<'s>> + use<'s> {
        self.0.child(NodeKind::From).into_iter().flat_map(|f| f.children()).filter_map(FromItem::cast)
    }

    /// The SELECTs; their FROM is this query's. Without any, all columns are selected.
    pub fn selects(&self) -> impl Iterator<Item = Select<'s>> + use<'s> {
        self.0.children().filter_map(Select::cast)
    }
}
