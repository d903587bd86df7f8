//! Queries: WITH, set operations, pipes, and the clauses that order and limit the whole.
//! What one SELECT holds is `select`'s business.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

const SET_OPERATORS: &[Kind] = &[Kind::UNION, Kind::EXCEPT, Kind::MINUS, Kind::INTERSECT];

impl Parser<'_> {
    pub fn query(&mut self) -> Parsed {
        self.nest(Self::query_inner)
    }

    fn query_inner(&mut self) -> Parsed {
        let mark = self.mark();
        if self.at(Kind::WITH) {
            self.with_clause()?;
        }
        let term = self.mark();
        self.query_primary()?;
        self.query_tail(mark, term)
    }

    /// What follows a finished first part of a query: set operations, pipes, ORDER BY, LIMIT.
    pub fn query_rest(&mut self, mark: Mark) -> Parsed {
        self.query_tail(mark, mark)
    }

    pub fn query_tail(&mut self, mark: Mark, term: Mark) -> Parsed {
        self.set_operations(term)?;
        self.query_organization()?;
        self.finish(mark, N::Query);
        Ok(())
    }

    /// A query in parentheses.
    pub fn paren_query(&mut self) -> Parsed {
        self.expect(Kind::LeftParen)?;
        self.query()?;
        self.expect(Kind::RightParen)
    }

    pub fn with_clause(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect(Kind::WITH)?;
        if self.at(Kind::RECURSIVE) && self.nth(1).is_name() && self.nth(1) != Kind::AS {
            self.bump();
        }
        self.comma_list(Self::common_table)?;
        self.finish(mark, N::With);
        Ok(())
    }

    fn common_table(&mut self) -> Parsed {
        let mark = self.mark();
        self.simple_name()?;
        if self.at(Kind::LeftParen) && !self.starts_query(1) {
            self.name_list()?;
        }
        if self.eat_all(&[Kind::MAX, Kind::RECURSION, Kind::LEVEL]) {
            self.integer()?;
        }
        self.eat(Kind::AS);
        if self.peek().is_hole() {
            self.bump_as(N::Hole);
        } else {
            self.paren_query()?;
        }
        self.finish(mark, N::CommonTable);
        Ok(())
    }

    /// INTERSECT binds tighter than UNION, EXCEPT and MINUS; a chain of one level is one flat node.
    fn set_operations(&mut self, term: Mark) -> Parsed {
        loop {
            match self.peek() {
                Kind::INTERSECT if self.starts_clause(0) => self.set_chain(term, true)?,
                Kind::UNION | Kind::EXCEPT | Kind::MINUS if self.starts_clause(0) => self.set_chain(term, false)?,
                Kind::PipeArrow | Kind::Pipe if self.at_pipe() => self.pipes(term)?,
                _ => return Ok(()),
            }
        }
    }

    fn set_chain(&mut self, term: Mark, tight: bool) -> Parsed {
        while self.at_any(SET_OPERATORS) && self.starts_clause(0) && self.at(Kind::INTERSECT) == tight {
            self.bump();
            let _ = self.eat_any(&[Kind::ALL, Kind::DISTINCT]);
            let _ = self.eat_all(&[Kind::BY, Kind::NAME]);
            let right = self.mark();
            self.query_primary()?;
            if !tight && self.at(Kind::INTERSECT) && self.starts_clause(0) {
                self.set_chain(right, true)?;
            }
        }
        self.finish(term, N::SetOperation);
        Ok(())
    }

    pub fn query_primary(&mut self) -> Parsed {
        match self.peek() {
            Kind::SELECT => self.select(),
            Kind::FROM => self.query_with_from(),
            Kind::VALUES => self.values(),
            Kind::TABLE => {
                let mark = self.mark();
                self.bump();
                self.table_name()?;
                self.finish(mark, N::TableQuery);
                Ok(())
            }
            Kind::MAP | Kind::REDUCE => self.select(),
            Kind::LeftParen => {
                let mark = self.mark();
                self.paren_query()?;
                self.finish(mark, N::ParenQuery);
                Ok(())
            }
            kind if kind.is_hole() => {
                self.bump_as(N::Hole);
                Ok(())
            }
            _ => self.fail("a query"),
        }
    }

    fn table_name(&mut self) -> Parsed {
        let mark = self.mark();
        self.object(Role::Read, ObjectKind::Table)?;
        self.finish(mark, N::TableRef);
        Ok(())
    }

    /// `VALUES (1, 2), (3, 4) AS t(a, b)`, as a query or a relation.
    pub fn values(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect(Kind::VALUES)?;
        self.expression()?;
        while self.at(Kind::Comma) {
            let comma = self.mark();
            self.bump();
            if let Err(fail) = self.expression() {
                if !self.lenient {
                    return Err(fail);
                }
                self.reset(comma);
                break;
            }
        }
        self.table_alias()?;
        self.finish(mark, N::Values);
        Ok(())
    }

    /// ORDER BY, CLUSTER BY, DISTRIBUTE BY, SORT BY, WINDOW, LIMIT, OFFSET.
    pub fn query_organization(&mut self) -> Parsed {
        loop {
            match self.peek() {
                Kind::ORDER if self.starts_clause(0) => self.guarded(|p| p.sort_clause(N::OrderBy))?,
                Kind::SORT if self.starts_clause(0) => self.guarded(|p| p.sort_clause(N::SortBy))?,
                Kind::CLUSTER if self.starts_clause(0) => self.guarded(|p| p.by_clause(N::ClusterByQuery))?,
                Kind::DISTRIBUTE if self.starts_clause(0) => self.guarded(|p| p.by_clause(N::DistributeBy))?,
                Kind::WINDOW if self.starts_clause(0) => self.guarded(Self::window_clause)?,
                Kind::LIMIT if self.starts_clause(0) => self.guarded(Self::limit)?,
                Kind::OFFSET if self.starts_clause(0) => self.guarded(|p| p.word_and_expression(N::Offset))?,
                kind if kind.is_hole() => self.bump_as(N::Hole),
                _ => return Ok(()),
            }
        }
    }

    fn limit(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        if self.at(Kind::ALL) && !self.starts_operand(1) {
            self.bump();
        } else {
            self.expression()?;
        }
        self.finish(mark, N::Limit);
        Ok(())
    }

    /// One word, one expression: WHERE, HAVING, QUALIFY, OFFSET.
    pub fn word_and_expression(&mut self, kind: N) -> Parsed {
        let mark = self.mark();
        self.bump();
        let parsed = self.expression();
        self.finish(mark, kind);
        parsed
    }

    fn by_clause(&mut self, kind: N) -> Parsed {
        let mark = self.mark();
        self.pos += 2;
        self.comma_list(Self::expression)?;
        self.finish(mark, kind);
        Ok(())
    }

    /// `ORDER BY` or `SORT BY` with its items.
    pub fn sort_clause(&mut self, kind: N) -> Parsed {
        let mark = self.mark();
        self.bump();
        self.expect(Kind::BY)?;
        self.comma_list(Self::sort_item)?;
        self.finish(mark, kind);
        Ok(())
    }

    pub fn sort_item(&mut self) -> Parsed {
        let mark = self.mark();
        self.expression()?;
        let _ = self.eat_any(&[Kind::ASC, Kind::DESC]);
        if self.at(Kind::NULLS) && matches!(self.nth(1), Kind::FIRST | Kind::LAST) {
            self.pos += 2;
        }
        self.finish(mark, N::SortItem);
        Ok(())
    }

    pub fn window_clause(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect(Kind::WINDOW)?;
        self.comma_list(|p| {
            let window = p.mark();
            p.simple_name()?;
            p.expect(Kind::AS)?;
            p.window_spec()?;
            p.finish(window, N::NamedWindow);
            Ok(())
        })?;
        self.finish(mark, N::WindowClause);
        Ok(())
    }

    /// Parses a clause; if it does not fit, skips to the next clause of this query, so that its tables are still found.
    pub fn guarded(&mut self, clause: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        let start = self.pos;
        if clause(self).is_ok() {
            return Ok(());
        }
        self.recover(start)
    }

    /// Skips what does not fit, up to the next clause at the level of the clause that started at `start`.
    /// Where a parenthesis is never closed, FROM goes on with the query all the same.
    /// A second failure in the same statement is no news, so only the first counts.
    fn recover(&mut self, start: usize) -> Parsed {
        self.note_error();
        let mark = self.mark();
        let mut depth = self.open_parens(start);
        let mut inner_from = None;
        while !self.at_end() {
            match self.peek() {
                Kind::LeftParen => depth += 1,
                Kind::RightParen if depth == 0 => break,
                Kind::RightParen => depth -= 1,
                _ if depth == 0 && self.pos > start && self.resumes() => break,
                Kind::FROM if inner_from.is_none() && self.starts_clause(0) => inner_from = Some(self.pos),
                _ => {}
            }
            self.bump();
        }
        if let Some(from) = inner_from.filter(|_| depth > 0) {
            self.pos = from;
        }
        self.finish(mark, N::Error);
        Ok(())
    }

    fn open_parens(&self, start: usize) -> usize {
        self.kinds[start..self.pos].iter().fold(0, |depth, kind| match kind {
            Kind::LeftParen => depth + 1,
            Kind::RightParen => usize::saturating_sub(depth, 1),
            _ => depth,
        })
    }

    fn resumes(&self) -> bool {
        let is_clause = matches!(
            self.peek(),
            Kind::FROM
                | Kind::WHERE
                | Kind::GROUP
                | Kind::HAVING
                | Kind::QUALIFY
                | Kind::ORDER
                | Kind::LIMIT
                | Kind::UNION
                | Kind::EXCEPT
                | Kind::INTERSECT
                | Kind::MINUS
                | Kind::LATERAL
                | Kind::WINDOW
                | Kind::JOIN
                | Kind::WHEN
        );
        self.at(Kind::PipeArrow) || (is_clause && self.starts_clause(0)) || self.opens_join(0)
    }
}
