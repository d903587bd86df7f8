//! Relations: what stands in FROM, aliases, time travel.

use super::*;

views! {
    /// FROM.
    From;
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
    /// VALUES.
    Values;
    /// An alias with column names.
    Alias;
    /// `TABLE(t)` as an argument.
    TableArgument;
    /// VERSION AS OF, TIMESTAMP AS OF, `@v1`.
    TimeTravel;
    /// TABLESAMPLE.
    Sample;
    /// WATERMARK.
    Watermark;
    /// PIVOT.
    Pivot;
    /// UNPIVOT.
    Unpivot;
}

/// What FROM lists.
#[derive(Clone, Copy, Debug)]
pub enum FromPart<'s> {
    /// A comma between two relations.
    Comma(TextRange),
    /// A relation with its joins.
    Item(FromItem<'s>),
    /// A LATERAL VIEW of what stands before it.
    LateralView(LateralView<'s>),
    /// What fits no grammar, or a hole.
    Unknown(Part<'s>),
}

/// What a relation and its joins consist of.
#[derive(Clone, Copy, Debug)]
pub enum ItemPart<'s> {
    /// The relation.
    Relation(Relation<'s>),
    /// A join with it and what was joined before.
    Join(Join<'s>),
    /// PIVOT or UNPIVOT of what stands before it; its words.
    Pivot(TextRange),
    /// A LATERAL VIEW of what stands before it.
    LateralView(LateralView<'s>),
    /// What fits no grammar, or a hole.
    Unknown(Part<'s>),
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
    /// A relation with joins of its own, as the right side of a join.
    Item(FromItem<'s>),
    /// What fits no grammar, or a hole.
    Unknown(Part<'s>),
}

/// What follows a relation.
#[derive(Clone, Copy, Debug)]
pub enum Suffix<'s> {
    /// Its alias.
    Alias(Alias<'s>),
    /// TABLESAMPLE.
    Sample(Sample<'s>),
    /// WATERMARK.
    Watermark(Watermark<'s>),
}

impl<'s> Relation<'s> {
    pub(crate) fn cast(node: Node<'s>) -> Option<Self> {
        match Self::of(node) {
            Self::Item(_) | Self::Unknown(_) => None,
            relation => Some(relation),
        }
    }

    pub(crate) fn of(node: Node<'s>) -> Self {
        match node.kind() {
            NodeKind::TableRef => Self::Table(TableRef(node)),
            NodeKind::SubqueryRef => Self::Subquery(SubqueryRef(node)),
            NodeKind::TableFunction => Self::Function(TableFunction(node)),
            NodeKind::Values => Self::Values(Values(node)),
            NodeKind::StreamRef => Self::Stream(StreamRef(node)),
            NodeKind::ParenRelation => Self::Paren(ParenRelation(node)),
            NodeKind::FromItem => Self::Item(FromItem(node)),
            _ => Self::Unknown(Part(node)),
        }
    }

    pub(crate) fn node(&self) -> Node<'s> {
        match self {
            Self::Table(v) => v.node(),
            Self::Subquery(v) => v.node(),
            Self::Function(v) => v.node(),
            Self::Values(v) => v.node(),
            Self::Stream(v) => v.node(),
            Self::Paren(v) => v.node(),
            Self::Item(v) => v.node(),
            Self::Unknown(v) => v.0,
        }
    }

    /// Where it stands.
    pub fn range(&self) -> TextRange {
        self.node().range()
    }

    /// Its alias.
    pub fn alias(&self) -> Option<Alias<'s>> {
        self.node().children().find_map(Alias::cast)
    }

    /// What follows it, in order.
    pub fn suffixes(&self) -> impl Iterator<Item = Suffix<'s>> + use<'s> {
        self.node().children().filter_map(|child| match child.kind() {
            NodeKind::Alias => Alias::cast(child).map(Suffix::Alias),
            NodeKind::Sample => Sample::cast(child).map(Suffix::Sample),
            NodeKind::Watermark => Watermark::cast(child).map(Suffix::Watermark),
            _ => None,
        })
    }
}

impl<'s> From<'s> {
    /// What it lists, in order.
    pub fn parts(&self) -> impl Iterator<Item = FromPart<'s>> + use<'s> {
        self.0.elements().filter_map(|element| match element {
            Element::Token(token) => (token.kind() == Kind::Comma).then(|| FromPart::Comma(token.range())),
            Element::Node(child) => Some(match child.kind() {
                NodeKind::FromItem => FromPart::Item(FromItem(child)),
                NodeKind::LateralView => FromPart::LateralView(LateralView(child)),
                _ => FromPart::Unknown(Part(child)),
            }),
        })
    }

    /// The relations, each with its joins.
    pub fn items(&self) -> impl Iterator<Item = FromItem<'s>> + use<'s> {
        self.0.children().filter_map(FromItem::cast)
    }
}

impl<'s> FromItem<'s> {
    /// The relation and what is joined with it, in order.
    pub fn parts(&self) -> impl Iterator<Item = ItemPart<'s>> + use<'s> {
        self.0.children().map(|child| match child.kind() {
            NodeKind::Join => ItemPart::Join(Join(child)),
            NodeKind::Pivot | NodeKind::Unpivot => ItemPart::Pivot(child.keywords()),
            NodeKind::LateralView => ItemPart::LateralView(LateralView(child)),
            _ => match Relation::cast(child) {
                Some(relation) => ItemPart::Relation(relation),
                None => ItemPart::Unknown(Part(child)),
            },
        })
    }

    /// The first relation.
    pub fn relation(&self) -> Option<Relation<'s>> {
        self.0.children().find_map(Relation::cast)
    }

    /// The joins that follow it, in order.
    pub fn joins(&self) -> impl Iterator<Item = Join<'s>> + use<'s> {
        self.0.children().filter_map(Join::cast)
    }

    /// Whether LATERAL stands before it.
    pub fn is_lateral(&self) -> bool {
        self.0.first_token().is_some_and(|t| t.kind() == Kind::LATERAL)
    }
}

impl<'s> TableRef<'s> {
    /// The table's name. In pipelines it may start with `LIVE.`.
    pub fn name(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
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
    pub fn options(&self) -> Option<Options<'s>> {
        self.0.children().find_map(Options::cast)
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
    pub fn name(&self) -> Option<FunctionName<'s>> {
        self.0.children().find_map(FunctionName::cast)
    }

    /// All arguments, in order.
    pub fn arguments(&self) -> impl Iterator<Item = Argument<'s>> + use<'s> {
        self.0.children().filter_map(Argument::cast)
    }

    /// Its alias.
    pub fn alias(&self) -> Option<Alias<'s>> {
        self.0.children().find_map(Alias::cast)
    }
}

impl<'s> StreamRef<'s> {
    /// What is streamed: a table or a table function.
    pub fn inner(&self) -> Option<Relation<'s>> {
        self.0.children().find(|c| c.kind() != NodeKind::Alias).map(Relation::of)
    }

    /// The options in `WITH (..)`.
    pub fn options(&self) -> Option<Options<'s>> {
        self.0.children().find_map(Options::cast)
    }

    /// Its alias.
    pub fn alias(&self) -> Option<Alias<'s>> {
        self.0.children().find_map(Alias::cast)
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

impl<'s> Alias<'s> {
    /// The name.
    pub fn name(&self) -> Option<NamePart> {
        self.0.name_part()
    }

    /// The names of the columns.
    pub fn columns(&self) -> Option<NameList<'s>> {
        self.0.children().find_map(NameList::cast)
    }

    /// Whether it is a hole or template without AS: what stands there may be any clause.
    pub fn is_hole(&self) -> bool {
        !self.0.has(Kind::AS) && self.0.all_tokens().all(|t| t.kind().is_hole())
    }
}

impl<'s> TableArgument<'s> {
    /// The table.
    pub fn table(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
    }

    /// Or the query.
    pub fn query(&self) -> Option<Query<'s>> {
        self.0.children().find_map(Query::cast)
    }
}

impl<'s> Watermark<'s> {
    /// The column of time.
    pub fn column(&self) -> Option<Expr<'s>> {
        self.0.operand()
    }
}
