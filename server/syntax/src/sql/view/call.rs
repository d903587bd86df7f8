//! Calls and their arguments.

use super::*;

views! {
    /// A function call.
    Call;
    /// The name in a call.
    FunctionName;
    /// `name => value`.
    NamedArgument;
    /// The unit in `EXTRACT(YEAR FROM d)`.
    Unit;
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
    /// A unit of time.
    Unit(Unit<'s>),
}

impl<'s> Argument<'s> {
    pub(crate) fn cast(node: Node<'s>) -> Option<Self> {
        use NodeKind::{Alias, Filter, FunctionName, OrderBy, Over, Sample, Watermark, WithinGroup};
        match node.kind() {
            FunctionName | OrderBy | WithinGroup | Filter | Over | Alias | Sample | Watermark => None,
            NodeKind::NamedArgument => NamedArgument::cast(node).map(Self::Named),
            NodeKind::TableArgument => TableArgument::cast(node).map(Self::Table),
            NodeKind::Query => Query::cast(node).map(Self::Query),
            NodeKind::Unit => Unit::cast(node).map(Self::Unit),
            _ => Some(Self::Expr(Expr::of(node))),
        }
    }

    /// Where it stands.
    pub fn range(&self) -> TextRange {
        match self {
            Self::Expr(v) => v.range(),
            Self::Named(v) => v.range(),
            Self::Table(v) => v.range(),
            Self::Query(v) => v.range(),
            Self::Unit(v) => v.range(),
        }
    }
}

impl<'s> FunctionName<'s> {
    /// Its parts.
    pub fn parts(&self) -> Vec<NamePart> {
        parts_of(self.0)
    }
}

impl<'s> NamedArgument<'s> {
    /// The name.
    pub fn name(&self) -> Option<Name<'s>> {
        self.0.children().find_map(Name::cast)
    }

    /// The value, if it is an expression.
    pub fn value(&self) -> Option<Expr<'s>> {
        self.0.children().nth(1).filter(|c| c.kind() != NodeKind::TableArgument).map(Expr::of)
    }

    /// The value, if it is a table.
    pub fn table(&self) -> Option<TableArgument<'s>> {
        self.0.children().find_map(TableArgument::cast)
    }
}

impl<'s> Call<'s> {
    /// The function's name.
    pub fn name(&self) -> Option<FunctionName<'s>> {
        self.0.children().find_map(FunctionName::cast)
    }

    /// Whether the function is called by this one-part name, whatever its case.
    pub fn is(&self, name: &str) -> bool {
        let parts = self.name().map(|name| name.parts()).unwrap_or_default();
        matches!(parts.as_slice(), [part] if part.text.eq_ignore_ascii_case(name))
    }

    /// All arguments, in order.
    pub fn arguments(&self) -> impl Iterator<Item = Argument<'s>> + use<'s> {
        self.0.children().filter_map(Argument::cast)
    }

    /// Whether DISTINCT stands before the arguments.
    pub fn is_distinct(&self) -> bool {
        self.0.has(Kind::DISTINCT)
    }

    /// The condition of FILTER.
    pub fn filter(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::Filter)?.operand()
    }

    /// OVER.
    pub fn over(&self) -> Option<Over<'s>> {
        self.0.children().find_map(Over::cast)
    }
}
