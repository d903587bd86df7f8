//! Conditions: AND, OR, NOT, BETWEEN, IN, LIKE, IS.

use super::*;

impl<'s> And<'s> {
    /// What AND stands between, two or more.
    pub fn operands(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.operands()
    }

    /// The ANDs.
    pub fn operators(&self) -> impl Iterator<Item = TextRange> + use<'s> {
        self.0.tokens().map(|t| t.range())
    }
}

impl<'s> Or<'s> {
    /// What OR stands between, two or more.
    pub fn operands(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.operands()
    }

    /// The ORs.
    pub fn operators(&self) -> impl Iterator<Item = TextRange> + use<'s> {
        self.0.tokens().map(|t| t.range())
    }
}

impl<'s> Not<'s> {
    /// Its operand.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.operand()
    }

    /// How often NOT stands before it.
    pub fn count(&self) -> usize {
        self.0.tokens().count()
    }
}

impl<'s> Between<'s> {
    /// The operand, the lower and the upper bound.
    pub fn operands(&self) -> Option<[Expr<'s>; 3]> {
        let mut operands = self.0.operands();
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
        self.0.operand()
    }

    /// The list; empty for a query.
    pub fn list(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.children().skip(1).filter(|c| c.kind() != NodeKind::Query).map(Expr::of)
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
        self.0.operand()
    }

    /// The pattern, or the patterns of LIKE ANY and LIKE ALL.
    pub fn patterns(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        let escape = self.0.token(Kind::ESCAPE).map(|t| t.range().start());
        self.0.operands().skip(1).filter(move |e| escape.is_none_or(|at| e.range().start() < at))
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
        self.0.operand()
    }

    /// What it is compared with by IS DISTINCT FROM.
    pub fn other(&self) -> Option<Expr<'s>> {
        self.0.operands().nth(1)
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
