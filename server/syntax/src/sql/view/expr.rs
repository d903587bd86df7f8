//! Expressions. Chains of one level (`a AND b AND c`, `a + b - c`) are one flat view with many operands.

use super::*;
use crate::range::TextRange;
use crate::sql::tree::Element;

views! {
    /// A chain of AND.
    And;
    /// A chain of OR.
    Or;
    /// NOT, once or more.
    Not;
    /// Operands of one level with operators between them; operators associate to the left.
    Binary;
    /// Signs before an operand.
    Unary;
    /// BETWEEN.
    Between;
    /// IN.
    In;
    /// LIKE, ILIKE, RLIKE.
    Like;
    /// IS NULL, IS TRUE, IS DISTINCT FROM.
    Is;
    /// EXISTS.
    Exists;
    /// A query as a value.
    Subquery;
    /// An expression in parentheses.
    Paren;
    /// Several expressions in parentheses.
    Row;
    /// An expression with a name, in STRUCT(..) or a row.
    NamedField;
    /// A column, qualified or not.
    Column;
    /// `*` or `t.*`.
    Star;
    /// INTERVAL.
    Interval;
    /// `:name` or `?`.
    Parameter;
    /// A function call.
    Call;
    /// `name => value`.
    NamedArgument;
    /// CASE.
    Case;
    /// WHEN .. THEN.
    When;
    /// CAST, TRY_CAST.
    Cast;
    /// `a::INT`, `a?::INT`.
    CastChain;
    /// An operand with subscripts and fields.
    Access;
    /// `a:b.c[0]`.
    Path;
    /// COLLATE.
    Collate;
    /// A lambda.
    Lambda;
    /// A hole.
    Hole;
    /// A window in parentheses.
    WindowDefinition;
}

macro_rules! expressions {
    ($($name:ident)*) => {
        /// An expression. Match on it.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum Expr<'s> {
            $(#[doc = concat!("See [`", stringify!($name), "`](struct@", stringify!($name), ").")] $name($name<'s>),)*
            /// Text nested deeper than the parser follows.
            TooDeep(Node<'s>),
        }

        impl<'s> Expr<'s> {
            /// The view of the node, if it is an expression.
            pub fn cast(node: Node<'s>) -> Option<Self> {
                match node.kind() {
                    $(NodeKind::$name => $name::cast(node).map(Self::$name),)*
                    NodeKind::TooDeep => Some(Self::TooDeep(node)),
                    _ => None,
                }
            }

            /// The node behind it.
            pub fn node(&self) -> Node<'s> {
                match self {
                    $(Self::$name(view) => view.node(),)*
                    Self::TooDeep(node) => *node,
                }
            }
        }
    };
}

expressions! {
    And Or Not Binary Unary Between In Like Is Exists Subquery Paren Row NamedField Column Star Literal TypedLiteral Interval Parameter
    Call Case Cast CastChain Access Path Collate Lambda Hole
}

impl<'s> Expr<'s> {
    /// Where it stands.
    pub fn range(&self) -> TextRange {
        self.node().range()
    }

    /// Itself without parentheses around it.
    pub fn unwrap_parens(self) -> Self {
        let mut inner = self;
        while let Self::Paren(paren) = inner {
            match paren.inner() {
                Some(expr) => inner = expr,
                None => break,
            }
        }
        inner
    }
}

impl<'s> And<'s> {
    /// What AND stands between, two or more.
    pub fn operands(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.expressions()
    }

    /// The ANDs.
    pub fn operators(&self) -> impl Iterator<Item = TextRange> + use<'s> {
        self.0.tokens().map(|t| t.range())
    }
}

impl<'s> Or<'s> {
    /// What OR stands between, two or more.
    pub fn operands(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.expressions()
    }

    /// The ORs.
    pub fn operators(&self) -> impl Iterator<Item = TextRange> + use<'s> {
        self.0.tokens().map(|t| t.range())
    }
}

impl<'s> Not<'s> {
    /// Its operand.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// How often NOT stands before it.
    pub fn count(&self) -> usize {
        self.0.tokens().count()
    }
}

impl<'s> Between<'s> {
    /// The operand, the lower and the upper bound.
    pub fn operands(&self) -> Option<[Expr<'s>; 3]> {
        let mut operands = self.0.expressions();
        Some([operands.next()?, operands.next()?, operands.next()?])
    }

    /// Whether it is NOT BETWEEN.
    pub fn is_negated(&self) -> bool {
        is_negated(self.0)
    }
}

fn is_negated(node: Node<'_>) -> bool {
    node.has(Kind::NOT) || node.has(Kind::Bang)
}

impl<'s> In<'s> {
    /// What is looked for.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// The list; empty for a query.
    pub fn list(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.expressions().skip(1)
    }

    /// The query, if it is one.
    pub fn query(&self) -> Option<Query<'s>> {
        self.0.children().find_map(Query::cast)
    }

    /// Whether it is NOT IN.
    pub fn is_negated(&self) -> bool {
        is_negated(self.0)
    }

    /// The words IN or NOT IN.
    pub fn operator(&self) -> Option<TextRange> {
        let words = self.0.tokens().filter(|t| matches!(t.kind(), Kind::NOT | Kind::Bang | Kind::IN));
        words.map(|t| t.range()).reduce(TextRange::cover)
    }
}

impl<'s> Like<'s> {
    /// What is matched.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// The pattern, or the patterns of LIKE ANY and LIKE ALL.
    pub fn patterns(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        let escape = self.0.token(Kind::ESCAPE).map(|t| t.range().start());
        self.0.expressions().skip(1).filter(move |e| escape.is_none_or(|at| e.range().start() < at))
    }

    /// LIKE, ILIKE or RLIKE; REGEXP is RLIKE.
    pub fn kind(&self) -> Kind {
        let words = [Kind::LIKE, Kind::ILIKE, Kind::RLIKE];
        self.0.tokens().map(|t| t.kind()).find(|k| words.contains(k)).unwrap_or(Kind::RLIKE)
    }

    /// Whether ANY, SOME or ALL follows.
    pub fn quantifier(&self) -> Option<Kind> {
        self.0.tokens().map(|t| t.kind()).find(|k| matches!(k, Kind::ANY | Kind::SOME | Kind::ALL))
    }

    /// Whether NOT stands before it.
    pub fn is_negated(&self) -> bool {
        is_negated(self.0)
    }
}

/// What IS asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IsTest {
    /// IS NULL.
    Null,
    /// IS TRUE.
    True,
    /// IS FALSE.
    False,
    /// IS UNKNOWN.
    Unknown,
    /// IS DISTINCT FROM.
    DistinctFrom,
}

impl<'s> Is<'s> {
    /// The operand.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// What it is compared with by IS DISTINCT FROM.
    pub fn other(&self) -> Option<Expr<'s>> {
        self.0.expressions().nth(1)
    }

    /// What is asked.
    pub fn test(&self) -> IsTest {
        let has = |kind| self.0.has(kind);
        match () {
            () if has(Kind::NULL) => IsTest::Null,
            () if has(Kind::TRUE) => IsTest::True,
            () if has(Kind::FALSE) => IsTest::False,
            () if has(Kind::UNKNOWN) => IsTest::Unknown,
            () => IsTest::DistinctFrom,
        }
    }

    /// Whether NOT follows IS.
    pub fn is_negated(&self) -> bool {
        is_negated(self.0)
    }
}

impl<'s> Exists<'s> {
    /// The query.
    pub fn query(&self) -> Option<Query<'s>> {
        self.0.children().find_map(Query::cast)
    }
}

impl<'s> Subquery<'s> {
    /// The query; through further parentheses too.
    pub fn query(&self) -> Option<Query<'s>> {
        let mut node = self.0;
        loop {
            if let Some(query) = node.children().find_map(Query::cast) {
                return Some(query);
            }
            node = node.child(NodeKind::Subquery)?;
        }
    }
}

impl<'s> Paren<'s> {
    /// What stands in the parentheses.
    pub fn inner(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }
}

impl<'s> Row<'s> {
    /// The expressions.
    pub fn items(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.expressions()
    }
}

impl<'s> NamedField<'s> {
    /// The expression.
    pub fn expression(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// The name.
    pub fn name(&self) -> Option<NamePart> {
        self.0.child(NodeKind::Alias)?.name_part()
    }
}

impl<'s> Column<'s> {
    /// The parts: the last are fields if the first ones are a column.
    pub fn parts(&self) -> Vec<NamePart> {
        parts_of(self.0)
    }
}

impl<'s> Star<'s> {
    /// The qualifier: `t` in `t.*`. A star after a struct has its operand as child.
    pub fn qualifier(&self) -> Vec<NamePart> {
        let words = self.0.elements().take_while(|e| matches!(e, Element::Token(t) if t.kind() != Kind::Star));
        let names = words.filter_map(|e| match e {
            Element::Token(token) if token.kind() != Kind::Dot => Some(token),
            _ => None,
        });
        names.map(crate::sql::name::part_of).collect()
    }

    /// The columns after EXCEPT.
    pub fn except(&self) -> Vec<Vec<NamePart>> {
        match self.0.child(NodeKind::NameList) {
            Some(list) => list.children_of(NodeKind::Name).map(parts_of).collect(),
            None => Vec::new(),
        }
    }
}

impl<'s> Parameter<'s> {
    /// The name after the colon; none for `?`.
    pub fn name(&self) -> Option<&'s str> {
        self.0.tokens().nth(1).map(|t| t.text())
    }
}

/// An argument of a call or table function.
#[derive(Clone, Copy, Debug)]
pub enum Argument<'s> {
    /// An expression.
    Expr(Expr<'s>),
    /// `name => value`.
    Named(NamedArgument<'s>),
    /// `TABLE(t)`.
    Table(TableArgument<'s>),
    /// A query.
    Query(Query<'s>),
}

impl<'s> Argument<'s> {
    /// The view of the node, if it is an argument.
    pub fn cast(node: Node<'s>) -> Option<Self> {
        match node.kind() {
            NodeKind::NamedArgument => NamedArgument::cast(node).map(Self::Named),
            NodeKind::TableArgument => TableArgument::cast(node).map(Self::Table),
            NodeKind::Query => Query::cast(node).map(Self::Query),
            _ => Expr::cast(node).map(Self::Expr),
        }
    }
}

impl<'s> NamedArgument<'s> {
    /// The name.
    pub fn name(&self) -> Option<NamePart> {
        self.0.name_part()
    }

    /// The value, if it is an expression.
    pub fn value(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// The value, if it is a table.
    pub fn table(&self) -> Option<TableArgument<'s>> {
        self.0.children().find_map(TableArgument::cast)
    }
}

impl<'s> Call<'s> {
    /// The function's name.
    pub fn name(&self) -> Vec<NamePart> {
        self.0.child(NodeKind::FunctionName).map(parts_of).unwrap_or_default()
    }

    /// Where the name stands.
    pub fn name_range(&self) -> TextRange {
        self.0.child(NodeKind::FunctionName).map_or(self.0.range(), |n| n.range())
    }

    /// Whether the function is called by this one-part name, whatever its case.
    pub fn is(&self, name: &str) -> bool {
        matches!(self.name().as_slice(), [part] if part.text.eq_ignore_ascii_case(name))
    }

    /// All arguments, in order.
    pub fn arguments(&self) -> impl Iterator<Item = Argument<'s>> + use<'s> {
        self.0.children().filter_map(Argument::cast)
    }

    /// The arguments that are plain expressions.
    pub fn expressions(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.expressions()
    }

    /// Whether DISTINCT stands before the arguments.
    pub fn is_distinct(&self) -> bool {
        self.0.has(Kind::DISTINCT)
    }

    /// The condition of FILTER.
    pub fn filter(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::Filter)?.expression()
    }

    /// OVER, with its words.
    pub fn over(&self) -> Option<Node<'s>> {
        self.0.child(NodeKind::Over)
    }

    /// The window after OVER, if it is a definition.
    pub fn window(&self) -> Option<WindowDefinition<'s>> {
        self.over()?.children().find_map(WindowDefinition::cast)
    }

    /// The name of the window after OVER, if it is a name.
    pub fn window_name(&self) -> Option<NamePart> {
        self.over()?.name_part()
    }

    /// The unit in `EXTRACT(YEAR FROM d)`.
    pub fn unit(&self) -> Option<&'s str> {
        self.0.child(NodeKind::Unit).map(|n| n.text())
    }
}

impl<'s> WindowDefinition<'s> {
    /// The expressions after PARTITION BY.
    pub fn partition_by(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.child(NodeKind::PartitionBy).into_iter().flat_map(|n| n.children()).filter_map(Expr::cast)
    }

    /// The items after ORDER BY.
    pub fn order_by(&self) -> impl Iterator<Item = SortItem<'s>> + use<'s> {
        self.0.child(NodeKind::OrderBy).into_iter().flat_map(|n| n.children()).filter_map(SortItem::cast)
    }

    /// ROWS or RANGE.
    pub fn frame(&self) -> Option<Node<'s>> {
        self.0.child(NodeKind::Frame)
    }
}

impl<'s> Case<'s> {
    /// The operand of `CASE x WHEN ..`.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// The branches.
    pub fn branches(&self) -> impl Iterator<Item = When<'s>> + use<'s> {
        self.0.children().filter_map(When::cast)
    }

    /// The value after ELSE.
    pub fn otherwise(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::Else)?.expression()
    }
}

impl<'s> When<'s> {
    /// The condition, or the value compared with.
    pub fn condition(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// The result.
    pub fn result(&self) -> Option<Expr<'s>> {
        self.0.expressions().nth(1)
    }
}

impl<'s> Cast<'s> {
    /// What is cast.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// The type.
    pub fn data_type(&self) -> Option<Type<'s>> {
        self.0.children().find_map(Type::cast)
    }

    /// Whether it is TRY_CAST.
    pub fn is_try(&self) -> bool {
        self.0.has(Kind::TRY_CAST)
    }
}

impl<'s> CastChain<'s> {
    /// What is cast.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// The types, in the order in which they apply.
    pub fn types(&self) -> impl Iterator<Item = Type<'s>> + use<'s> {
        self.0.children().filter_map(Type::cast)
    }

    /// Whether all casts are `?::`.
    pub fn is_try(&self) -> bool {
        !self.0.has(Kind::DoubleColon)
    }
}

/// One step of an access.
#[derive(Clone, Debug)]
pub enum AccessStep<'s> {
    /// `[i]`.
    Subscript(Option<Expr<'s>>),
    /// `.name`.
    Field(NamePart),
}

impl<'s> Access<'s> {
    /// What is accessed.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// The steps, in order.
    pub fn steps(&self) -> impl Iterator<Item = AccessStep<'s>> + use<'s> {
        self.0.children().filter_map(|step| match step.kind() {
            NodeKind::Subscript => Some(AccessStep::Subscript(step.expression())),
            NodeKind::Field => parts_of(step).into_iter().next().map(AccessStep::Field),
            _ => None,
        })
    }
}

impl<'s> Path<'s> {
    /// The column before the colon.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// The path after the colon, as written.
    pub fn steps(&self) -> Option<&'s str> {
        self.0.child(NodeKind::PathSteps).map(|n| n.text())
    }
}

impl<'s> Collate<'s> {
    /// What is collated.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }
}

impl<'s> Lambda<'s> {
    /// The parameters.
    pub fn parameters(&self) -> Vec<NamePart> {
        self.0.children_of(NodeKind::Name).filter_map(|n| parts_of(n).into_iter().next()).collect()
    }

    /// The body.
    pub fn body(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }
}

impl<'s> Unary<'s> {
    /// Its operand.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// The signs before it, outermost first: `-`, `+`, `~`.
    pub fn signs(&self) -> impl Iterator<Item = Kind> + use<'s> {
        self.0.tokens().map(|t| t.kind())
    }
}
