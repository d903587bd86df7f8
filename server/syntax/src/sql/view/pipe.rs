//! Pipe syntax: `FROM t |> WHERE a |> LIMIT 1`.

use super::*;

views! {
    /// A query with `|>` steps.
    PipeQuery;
    /// One `|>` step.
    PipeStep;
}

/// A clause that is a step of its own.
#[derive(Clone, Copy, Debug)]
pub enum PipeClause<'s> {
    /// `|> WHERE`.
    Where(Where<'s>),
    /// `|> ORDER BY`.
    OrderBy(OrderBy<'s>),
    /// `|> LIMIT`.
    Limit(Limit<'s>),
}

impl<'s> PipeQuery<'s> {
    /// What the steps start from.
    pub fn base(&self) -> Option<QueryBody<'s>> {
        self.0.children().find_map(QueryBody::cast)
    }

    /// The steps.
    pub fn steps(&self) -> impl Iterator<Item = PipeStep<'s>> + use<'s> {
        self.0.children().filter_map(PipeStep::cast)
    }
}

impl<'s> PipeStep<'s> {
    /// The word after `|>`.
    pub fn head(&self) -> Option<Kind> {
        self.0.all_tokens().nth(1).map(|t| t.kind())
    }

    /// The clause it is, if it is one.
    pub fn clause(&self) -> Option<PipeClause<'s>> {
        let clause = self.0.children().next()?;
        match clause.kind() {
            NodeKind::Where => Where::cast(clause).map(PipeClause::Where),
            NodeKind::OrderBy => OrderBy::cast(clause).map(PipeClause::OrderBy),
            NodeKind::Limit => Limit::cast(clause).map(PipeClause::Limit),
            _ => None,
        }
    }

    /// Its items, if it selects, extends or aggregates.
    pub fn items(&self) -> impl Iterator<Item = SelectItem<'s>> + use<'s> {
        self.0.children().filter_map(SelectItem::cast)
    }
}
