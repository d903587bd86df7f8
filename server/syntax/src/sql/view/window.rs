//! Windows: OVER, definitions in parentheses, and the WINDOW clause that names them.

use super::*;

views! {
    /// OVER, with a window or the name of one.
    Over;
    /// A window in parentheses.
    WindowDefinition;
    /// ROWS or RANGE.
    Frame;
    /// WINDOW.
    WindowClause;
    /// One named window.
    NamedWindow;
}

impl<'s> Over<'s> {
    /// The window, if it is defined here.
    pub fn definition(&self) -> Option<WindowDefinition<'s>> {
        self.0.children().find_map(WindowDefinition::cast)
    }

    /// The window's name, if it is defined elsewhere.
    pub fn name(&self) -> Option<NamePart> {
        self.0.name_part()
    }
}

impl<'s> WindowDefinition<'s> {
    /// The expressions after PARTITION BY.
    pub fn partition_by(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        let clause = self.0.children().find(|c| matches!(c.kind(), NodeKind::PartitionBy | NodeKind::DistributeBy));
        clause.into_iter().flat_map(|n| n.operands())
    }

    /// The items after ORDER BY.
    pub fn order_by(&self) -> impl Iterator<Item = SortItem<'s>> + use<'s> {
        let clause = self.0.children().find(|c| matches!(c.kind(), NodeKind::OrderBy | NodeKind::SortBy));
        clause.into_iter().flat_map(|n| n.children()).filter_map(SortItem::cast)
    }

    /// ROWS or RANGE.
    pub fn frame(&self) -> Option<Frame<'s>> {
        self.0.children().find_map(Frame::cast)
    }

    /// Whether it holds nothing but these clauses.
    pub fn is_whole(&self) -> bool {
        use NodeKind::{DistributeBy, Frame, OrderBy, PartitionBy, SortBy};
        self.0.children().all(|c| matches!(c.kind(), PartitionBy | DistributeBy | OrderBy | SortBy | Frame))
    }
}

impl<'s> WindowClause<'s> {
    /// The windows it names.
    pub fn windows(&self) -> impl Iterator<Item = NamedWindow<'s>> + use<'s> {
        self.0.children().filter_map(NamedWindow::cast)
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
