//! Relations: what stands in FROM, joins, aliases, time travel.

use super::query::column_names;
use super::*;
use crate::range::TextRange;
use crate::sql::name::ObjectName;

views! {
    /// A relation with its joins.
    FromItem;
    /// A table or view by name.
    TableRef;
    /// A query as a relation.
    SubqueryRef;
    /// A relation in parentheses.
    ParenRelation;
    /// A table function.
    TableFunction;
    /// STREAM of a table or table function.
    StreamRef;
    /// A join with its right side.
    Join;
    /// An alias with column names.
    Alias;
    /// `TABLE(t)` as an argument.
    TableArgument;
    /// VERSION AS OF, TIMESTAMP AS OF, `@v1`.
    TimeTravel;
    /// PIVOT.
    Pivot;
}

/// A relation without joins.
#[derive(Clone, Copy, Debug)]
pub enum Relation<'s> {
    /// A table.
    Table(TableRef<'s>),
    /// A query.
    Subquery(SubqueryRef<'s>),
    /// A table function.
    Function(TableFunction<'s>),
    /// VALUES.
    Values(Values<'s>),
    /// STREAM.
    Stream(StreamRef<'s>),
    /// Relations in parentheses.
    Paren(ParenRelation<'s>),
}

/// How a join joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JoinKind {
    /// JOIN, INNER JOIN.
    Inner,
    /// CROSS JOIN.
    Cross,
    /// LEFT JOIN.
    Left,
    /// RIGHT JOIN.
    Right,
    /// FULL JOIN.
    Full,
    /// LEFT SEMI JOIN.
    Semi,
    /// LEFT ANTI JOIN.
    Anti,
}

impl<'s> Relation<'s> {
    /// The view of the node, if it is a relation.
    pub fn cast(node: Node<'s>) -> Option<Self> {
        match node.kind() {
            NodeKind::TableRef => TableRef::cast(node).map(Self::Table),
            NodeKind::SubqueryRef => SubqueryRef::cast(node).map(Self::Subquery),
            NodeKind::TableFunction => TableFunction::cast(node).map(Self::Function),
            NodeKind::Values => Values::cast(node).map(Self::Values),
            NodeKind::StreamRef => StreamRef::cast(node).map(Self::Stream),
            NodeKind::ParenRelation => ParenRelation::cast(node).map(Self::Paren),
            _ => None,
        }
    }

    /// The node behind it.
    pub fn node(&self) -> Node<'s> {
        match self {
            Self::Table(v) => v.node(),
            Self::Subquery(v) => v.node(),
            Self::Function(v) => v.node(),
            Self::Values(v) => v.node(),
            Self::Stream(v) => v.node(),
            Self::Paren(v) => v.node(),
        }
    }

    /// Its alias.
    pub fn alias(&self) -> Option<Alias<'s>> {
        self.node().children().find_map(Alias::cast)
    }

    /// TABLESAMPLE.
    pub fn sample(&self) -> Option<Node<'s>> {
        self.node().child(NodeKind::Sample)
    }

    /// The column and delay of WATERMARK.
    pub fn watermark(&self) -> Option<Node<'s>> {
        self.node().child(NodeKind::Watermark)
    }
}

impl<'s> FromItem<'s> {
    /// The first relation.
    pub fn relation(&self) -> Option<Relation<'s>> {
        self.0.children().find_map(Relation::cast)
    }

    /// The joins that follow it, in order.
    pub fn joins(&self) -> impl Iterator<Item = Join<'s>> + use<'s> {
        self.0.children().filter_map(Join::cast)
    }

    /// PIVOT and UNPIVOT that follow it.
    pub fn pivots(&self) -> impl Iterator<Item = Node<'s>> + use<'s> {
        self.0.children().filter(|c| matches!(c.kind(), NodeKind::Pivot | NodeKind::Unpivot))
    }

    /// Whether LATERAL stands before it.
    pub fn is_lateral(&self) -> bool {
        self.0.has(Kind::LATERAL)
    }
}

impl<'s> TableRef<'s> {
    /// The table's name. In pipelines it may start with `LIVE.`.
    pub fn name(&self) -> Option<ObjectName<'s>> {
        self.0.children().find_map(ObjectName::cast)
    }

    /// Its alias.
    pub fn alias(&self) -> Option<Alias<'s>> {
        self.0.children().find_map(Alias::cast)
    }

    /// Time travel.
    pub fn time_travel(&self) -> Option<TimeTravel<'s>> {
        self.0.children().find_map(TimeTravel::cast)
    }

    /// The options in `WITH (..)`.
    pub fn options(&self) -> impl Iterator<Item = Property<'s>> + use<'s> {
        self.0.child(NodeKind::Options).into_iter().flat_map(|o| o.children()).filter_map(Property::cast)
    }
}

impl<'s> TimeTravel<'s> {
    /// Whether it names a version, not a time. `@` with a number of 17 digits is a time.
    pub fn is_version(&self) -> bool {
        self.0.has(Kind::VERSION)
            || self.0.has(Kind::SYSTEM_VERSION)
            || self.0.tokens().any(|t| t.text().starts_with(['v', 'V']))
    }

    /// The version or time, if it is an expression.
    pub fn value(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }
}

impl<'s> SubqueryRef<'s> {
    /// The query.
    pub fn query(&self) -> Option<Query<'s>> {
        self.0.children().find_map(Query::cast)
    }

    /// Its alias.
    pub fn alias(&self) -> Option<Alias<'s>> {
        self.0.children().find_map(Alias::cast)
    }
}

impl<'s> ParenRelation<'s> {
    /// The relations in it.
    pub fn item(&self) -> Option<FromItem<'s>> {
        self.0.children().find_map(FromItem::cast)
    }
}

impl<'s> TableFunction<'s> {
    /// The function's name.
    pub fn name(&self) -> Vec<NamePart> {
        self.0.child(NodeKind::FunctionName).map(parts_of).unwrap_or_default()
    }

    /// Where the name stands.
    pub fn name_range(&self) -> TextRange {
        self.0.child(NodeKind::FunctionName).map_or(self.0.range(), |n| n.range())
    }

    /// All arguments: expressions, [`NamedArgument`]s, [`TableArgument`]s, queries.
    pub fn arguments(&self) -> impl Iterator<Item = Argument<'s>> + use<'s> {
        self.0.children().filter_map(Argument::cast)
    }

    /// The value of the named argument.
    pub fn named(&self, name: &str) -> Option<Expr<'s>> {
        self.arguments().find_map(|a| match a {
            Argument::Named(n) if n.name().is_some_and(|p| p.text.eq_ignore_ascii_case(name)) => n.value(),
            _ => None,
        })
    }

    /// Its alias.
    pub fn alias(&self) -> Option<Alias<'s>> {
        self.0.children().find_map(Alias::cast)
    }
}

impl<'s> StreamRef<'s> {
    /// What is streamed: a table or a table function.
    pub fn inner(&self) -> Option<Relation<'s>> {
        self.0.children().find_map(Relation::cast)
    }

    /// Its alias.
    pub fn alias(&self) -> Option<Alias<'s>> {
        self.0.children().find_map(Alias::cast)
    }
}

impl<'s> Join<'s> {
    /// How it joins.
    pub fn kind(&self) -> JoinKind {
        let has = |kind| self.0.has(kind);
        match () {
            () if has(Kind::SEMI) => JoinKind::Semi,
            () if has(Kind::ANTI) => JoinKind::Anti,
            () if has(Kind::CROSS) => JoinKind::Cross,
            () if has(Kind::LEFT) => JoinKind::Left,
            () if has(Kind::RIGHT) => JoinKind::Right,
            () if has(Kind::FULL) => JoinKind::Full,
            () => JoinKind::Inner,
        }
    }

    /// Whether it is NATURAL.
    pub fn is_natural(&self) -> bool {
        self.0.has(Kind::NATURAL)
    }

    /// Whether LATERAL stands before the right side.
    pub fn is_lateral(&self) -> bool {
        self.0.has(Kind::LATERAL)
    }

    /// The right side.
    pub fn relation(&self) -> Option<Relation<'s>> {
        self.0.children().find_map(Relation::cast)
    }

    /// The condition after ON.
    pub fn on(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::On)?.expression()
    }

    /// The columns after USING.
    pub fn using(&self) -> Vec<NamePart> {
        self.0
            .child(NodeKind::JoinUsing)
            .and_then(|u| u.child(NodeKind::NameList))
            .map(column_names)
            .unwrap_or_default()
    }

    /// The words up to JOIN.
    pub fn keywords(&self) -> TextRange {
        let end = self.0.token(Kind::JOIN).map_or(self.0.range().end(), |t| t.range().end());
        TextRange::new(self.0.range().start(), end)
    }
}

impl<'s> Alias<'s> {
    /// The name.
    pub fn name(&self) -> Option<NamePart> {
        self.0.name_part()
    }

    /// The names of the columns.
    pub fn columns(&self) -> Vec<NamePart> {
        self.0.child(NodeKind::NameList).map(column_names).unwrap_or_default()
    }
}

impl<'s> TableArgument<'s> {
    /// The table.
    pub fn table(&self) -> Option<ObjectName<'s>> {
        self.0.children().find_map(ObjectName::cast)
    }

    /// Or the query.
    pub fn query(&self) -> Option<Query<'s>> {
        self.0.children().find_map(Query::cast)
    }
}
