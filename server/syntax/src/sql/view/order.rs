//! The clauses that order, spread and limit the rows of a query.

use super::*;

views! {
    /// ORDER BY.
    OrderBy;
    /// SORT BY.
    SortBy;
    /// CLUSTER BY of a query.
    ClusterByQuery;
    /// DISTRIBUTE BY.
    DistributeBy;
    /// One item of ORDER BY or SORT BY.
    SortItem;
    /// LIMIT.
    Limit;
    /// OFFSET.
    Offset;
}

impl<'s> OrderBy<'s> {
    /// What is sorted by.
    pub fn items(&self) -> impl Iterator<Item = SortItem<'s>> + use<'s> {
        self.0.children().filter_map(SortItem::cast)
    }
}

impl<'s> SortBy<'s> {
    /// What is sorted by.
    pub fn items(&self) -> impl Iterator<Item = SortItem<'s>> + use<'s> {
        self.0.children().filter_map(SortItem::cast)
    }
}

impl<'s> ClusterByQuery<'s> {
    /// What rows are spread and sorted by.
    pub fn expressions(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.operands()
    }
}

impl<'s> DistributeBy<'s> {
    /// What rows are spread by.
    pub fn expressions(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.operands()
    }
}

impl<'s> SortItem<'s> {
    /// What is sorted by.
    pub fn expression(&self) -> Option<Expr<'s>> {
        self.0.operand()
    }

    /// Whether DESC follows.
    pub fn is_descending(&self) -> bool {
        self.0.has(Kind::DESC)
    }
}

impl<'s> Limit<'s> {
    /// How many rows; none for `LIMIT ALL`.
    pub fn rows(&self) -> Option<Expr<'s>> {
        self.0.operand()
    }

    /// Whether it is `LIMIT ALL`.
    pub fn is_all(&self) -> bool {
        self.0.has(Kind::ALL)
    }
}

impl<'s> Offset<'s> {
    /// How many rows are left out.
    pub fn rows(&self) -> Option<Expr<'s>> {
        self.0.operand()
    }
}
