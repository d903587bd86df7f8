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
    /// `|> SELECT`.
    Select(Select<'s>),
    /// `|> JOIN`.
    Join(Join<'s>),
    /// `|> UNION`, `|> EXCEPT`, `|> INTERSECT`, with the other query.
    SetOperation(SetOperator, QueryBody<'s>),
    /// `|> AGGREGATE`, with what it groups by.
    Aggregate(Option<GroupBy<'s>>),
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

    /// The keywords after `|>`; empty where a clause of its own follows.
    pub fn words(&self) -> TextRange {
        let words = self.0.elements().skip(1).map_while(|element| match element {
            Element::Token(token) if token.kind().is_keyword() => Some(token.range()),
            _ => None,
        });
        words.reduce(TextRange::cover).unwrap_or_else(|| TextRange::at(self.0.range().end()))
    }

    /// The clause it is, if it is one of these and nothing else stands in it.
    pub fn clause(&self) -> Option<PipeClause<'s>> {
        let first = self.0.children().next();
        match self.head()? {
            _ if self.part().has_gap() => None,
            Kind::WHERE => first.and_then(Where::cast).map(PipeClause::Where),
            Kind::ORDER => first.and_then(OrderBy::cast).map(PipeClause::OrderBy),
            Kind::LIMIT => first.and_then(Limit::cast).map(PipeClause::Limit),
            Kind::SELECT => first.and_then(Select::cast).map(PipeClause::Select),
            Kind::AGGREGATE => Some(PipeClause::Aggregate(self.0.children().find_map(GroupBy::cast))),
            kind @ (Kind::UNION | Kind::EXCEPT | Kind::MINUS | Kind::INTERSECT) => {
                let operator = SetOperator { kind, all: self.0.has(Kind::ALL), by_name: false, range: self.words() };
                first.and_then(QueryBody::cast).map(|body| PipeClause::SetOperation(operator, body))
            }
            _ => first.and_then(Join::cast).map(PipeClause::Join),
        }
    }

    /// Its items, if it selects, extends or aggregates.
    pub fn items(&self) -> impl Iterator<Item = SelectItem<'s>> + use<'s> {
        self.0.children().filter_map(SelectItem::cast)
    }
}
