//! Calls: their arguments, and the windows they run over.

use super::*;
use crate::range::TextRange;

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
