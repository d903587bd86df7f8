//! Joins.

use super::*;

views! {
    /// A join with its right side.
    Join;
    /// ON, with the condition of a join or MERGE.
    On;
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

impl<'s> On<'s> {
    /// The condition.
    pub fn condition(&self) -> Option<Expr<'s>> {
        self.0.operand()
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

    /// Whether it joins each row with the NEAREST ones.
    pub fn is_nearest(&self) -> bool {
        self.0.has(Kind::NEAREST)
    }

    /// The right side.
    pub fn relation(&self) -> Option<Relation<'s>> {
        self.0.children().find(|c| !matches!(c.kind(), NodeKind::On | NodeKind::JoinUsing)).map(Relation::of)
    }

    /// ON.
    pub fn on(&self) -> Option<On<'s>> {
        self.0.children().find_map(On::cast)
    }

    /// The columns after USING.
    pub fn using(&self) -> Option<NameList<'s>> {
        self.0.child(NodeKind::JoinUsing)?.children().find_map(NameList::cast)
    }

    /// The words up to JOIN.
    pub fn words(&self) -> TextRange {
        let end = self.0.token(Kind::JOIN).map_or(self.0.range().end(), |t| t.range().end());
        TextRange::new(self.0.range().start(), end)
    }
}
