//! What only pipelines have: flows, AUTO CDC and its older name APPLY CHANGES.
//! Streaming tables and materialized views are created where tables are.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

impl Parser<'_> {
    /// `CREATE FLOW f [COMMENT ..] AS INSERT INTO [ONCE] t ..` or `AS AUTO CDC INTO t ..`.
    pub fn create_flow(&mut self, mark: Mark) -> Parsed {
        self.object(Role::Created, ObjectKind::Flow)?;
        self.table_clauses()?;
        self.expect(Kind::AS)?;
        let parsed = if self.at(Kind::INSERT) { self.insert_statement() } else { self.apply_changes() };
        self.finish(mark, N::CreateFlow);
        parsed
    }

    /// `APPLY CHANGES INTO t FROM s KEYS (..) ..`, `AUTO CDC [ONCE] INTO t ..`.
    pub fn apply_changes(&mut self) -> Parsed {
        let mark = self.mark();
        if !self.eat_all(&[Kind::APPLY, Kind::CHANGES]) {
            self.expect_all(&[Kind::AUTO, Kind::CDC])?;
        }
        self.eat(Kind::ONCE);
        self.expect(Kind::INTO)?;
        self.object(Role::Written, ObjectKind::Table)?;
        self.change_clauses()?;
        self.finish(mark, N::ApplyChanges);
        Ok(())
    }

    /// `FLOW AUTO CDC FROM s KEYS (..) ..` as the last clause of CREATE STREAMING TABLE.
    pub fn table_flow(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect_all(&[Kind::FLOW, Kind::AUTO, Kind::CDC])?;
        self.change_clauses()?;
        self.finish(mark, N::ApplyChanges);
        Ok(())
    }

    fn change_clauses(&mut self) -> Parsed {
        if self.at(Kind::FROM) {
            let mark = self.mark();
            self.bump();
            self.in_changes = true;
            let parsed = self.relation();
            self.in_changes = false;
            parsed?;
            self.finish(mark, N::From);
        }
        while !self.at_end() {
            let mark = self.mark();
            let Some(kind) = self.change_clause()? else { break };
            self.finish(mark, kind);
        }
        Ok(())
    }

    /// Whether a clause starts here that only a change feed has.
    pub fn at_change_clause(&self) -> bool {
        let next = self.nth(1);
        match self.peek() {
            Kind::KEYS => next == Kind::LeftParen,
            Kind::IGNORE => next == Kind::NULL,
            Kind::APPLY | Kind::STORED => next == Kind::AS,
            Kind::SEQUENCE => next == Kind::BY,
            Kind::COLUMNS => next == Kind::Star || next == Kind::LeftParen || next.is_name(),
            Kind::TRACK => next == Kind::HISTORY,
            _ => false,
        }
    }

    fn change_clause(&mut self) -> Parsed<Option<N>> {
        match self.peek() {
            Kind::KEYS => {
                self.bump();
                self.dotted_name_list()?;
                Ok(Some(N::Keys))
            }
            Kind::IGNORE => {
                self.expect_all(&[Kind::IGNORE, Kind::NULL, Kind::UPDATES])?;
                if self.eat(Kind::ON) {
                    self.columns_or_star()?;
                }
                Ok(Some(N::ChangeOption))
            }
            Kind::APPLY => {
                self.bump();
                self.expect(Kind::AS)?;
                self.expect_any(&[Kind::DELETE, Kind::TRUNCATE], "DELETE or TRUNCATE")?;
                self.expect(Kind::WHEN)?;
                self.expression()?;
                Ok(Some(N::ChangeOption))
            }
            Kind::SEQUENCE => {
                self.bump();
                self.expect(Kind::BY)?;
                self.expression()?;
                Ok(Some(N::SequenceBy))
            }
            Kind::COLUMNS => {
                self.bump();
                self.columns_or_star()?;
                Ok(Some(N::ChangeOption))
            }
            Kind::STORED => {
                self.expect_all(&[Kind::STORED, Kind::AS, Kind::SCD, Kind::TYPE])?;
                self.integer()?;
                Ok(Some(N::StoredAs))
            }
            Kind::TRACK => {
                self.expect_all(&[Kind::TRACK, Kind::HISTORY, Kind::ON])?;
                self.columns_or_star()?;
                Ok(Some(N::ChangeOption))
            }
            Kind::WHERE => {
                self.bump();
                self.expression()?;
                Ok(Some(N::Where))
            }
            kind if kind.is_hole() => {
                self.bump();
                Ok(Some(N::Hole))
            }
            _ => Ok(None),
        }
    }

    /// `(a, b)`, `a, b`, `* EXCEPT (a, b)`.
    fn columns_or_star(&mut self) -> Parsed {
        if self.at(Kind::Star) {
            let mark = self.mark();
            self.bump();
            if self.eat(Kind::EXCEPT) {
                self.dotted_name_list()?;
            }
            self.finish(mark, N::Star);
            return Ok(());
        }
        if self.at(Kind::LeftParen) { self.dotted_name_list() } else { self.comma_list(Self::name) }
    }
}
