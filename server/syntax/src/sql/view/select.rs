//! SELECT and the clauses in it.

use super::*;

views! {
    /// SELECT.
    Select;
    /// A select item.
    SelectItem;
    /// WHERE.
    Where;
    /// HAVING.
    Having;
    /// QUALIFY.
    Qualify;
    /// GROUP BY.
    GroupBy;
    /// ROLLUP, CUBE, GROUPING SETS.
    GroupingSets;
    /// LATERAL VIEW.
    LateralView;
}

macro_rules! conditions {
    ($($name:ident)*) => {
        $(
            impl<'s> $name<'s> {
                /// The condition.
                pub fn condition(&self) -> Option<Expr<'s>> {
                    self.0.operand()
                }
            }
        )*
    };
}

conditions! { Where Having Qualify }

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

    /// FROM. In `FROM t SELECT ..` it stands before the SELECT.
    pub fn from(&self) -> Option<From<'s>> {
        self.0.children().find_map(From::cast)
    }

    /// The LATERAL VIEWs after FROM; those between its relations are [`FromPart`]s.
    pub fn lateral_views(&self) -> impl Iterator<Item = LateralView<'s>> + use<'s> {
        self.0.children().filter_map(LateralView::cast)
    }

    /// WHERE.
    pub fn where_clause(&self) -> Option<Where<'s>> {
        self.0.children().find_map(Where::cast)
    }

    /// GROUP BY.
    pub fn group_by(&self) -> Option<GroupBy<'s>> {
        self.0.children().find_map(GroupBy::cast)
    }

    /// HAVING.
    pub fn having(&self) -> Option<Having<'s>> {
        self.0.children().find_map(Having::cast)
    }

    /// QUALIFY.
    pub fn qualify(&self) -> Option<Qualify<'s>> {
        self.0.children().find_map(Qualify::cast)
    }

    /// WINDOW.
    pub fn window_clause(&self) -> Option<WindowClause<'s>> {
        self.0.children().find_map(WindowClause::cast)
    }
}

impl<'s> SelectItem<'s> {
    /// Its expression; a star is one.
    pub fn expression(&self) -> Option<Expr<'s>> {
        self.0.operand()
    }

    /// Its alias, if it has one; several names are columns of it.
    pub fn alias(&self) -> Option<Alias<'s>> {
        self.0.children().find_map(Alias::cast)
    }
}

/// What GROUP BY lists.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GroupItem<'s> {
    /// An expression.
    Expr(Expr<'s>),
    /// ROLLUP, CUBE, GROUPING SETS.
    Sets(GroupingSets<'s>),
}

impl<'s> GroupBy<'s> {
    /// What it lists, in order.
    pub fn items(&self) -> impl Iterator<Item = GroupItem<'s>> + use<'s> {
        self.0.children().map(|item| match GroupingSets::cast(item) {
            Some(sets) => GroupItem::Sets(sets),
            None => GroupItem::Expr(Expr::of(item)),
        })
    }

    /// Whether rows are grouped in more than one way.
    pub fn has_sets(&self) -> bool {
        self.0.descendants_of(NodeKind::GroupingSets).next().is_some()
            || self.0.has(Kind::ROLLUP)
            || self.0.has(Kind::CUBE)
    }

    /// Whether it is `GROUP BY ALL`.
    pub fn is_all(&self) -> bool {
        let mut columns = self.0.operands();
        matches!((columns.next(), columns.next()), (Some(Expr::Column(c)), None) if c.text().eq_ignore_ascii_case("all"))
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
