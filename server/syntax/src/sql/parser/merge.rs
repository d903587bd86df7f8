//! MERGE INTO and its WHEN clauses, in any order here.
//! That clauses come in the right order, the last one without condition, is a semantic check.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

impl Parser<'_> {
    pub fn merge(&mut self) -> Parsed {
        let mark = self.mark();
        self.merge_after(mark)
    }

    pub fn merge_after(&mut self, mark: Mark) -> Parsed {
        let parsed = self.merge_body();
        self.finish(mark, N::Merge);
        parsed
    }

    fn merge_body(&mut self) -> Parsed {
        self.expect(Kind::MERGE)?;
        self.schema_evolution();
        self.expect(Kind::INTO)?;
        let target = self.mark();
        self.object(Role::Written, ObjectKind::Table)?;
        self.time_travel()?;
        self.optional_table_alias()?;
        self.options_option()?;
        self.finish(target, N::MergeTarget);
        self.expect(Kind::USING)?;
        let source = self.mark();
        self.relation_primary()?;
        self.finish(source, N::MergeSource);
        self.guarded(Self::merge_condition)?;
        while self.at(Kind::WHEN) {
            self.guarded(Self::merge_clause)?;
        }
        Ok(())
    }

    fn merge_condition(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect(Kind::ON)?;
        let parsed = self.expression();
        self.finish(mark, N::On);
        parsed
    }

    fn merge_clause(&mut self) -> Parsed {
        let mark = self.mark();
        let parsed = self.merge_clause_body();
        self.finish(mark, N::MergeClause);
        parsed
    }

    fn merge_clause_body(&mut self) -> Parsed {
        self.expect(Kind::WHEN)?;
        let negated = self.eat_any(&[Kind::NOT, Kind::Bang]);
        self.expect(Kind::MATCHED)?;
        let mut by_source = false;
        if negated && self.eat(Kind::BY) {
            by_source = self.at(Kind::SOURCE);
            self.expect_any(&[Kind::SOURCE, Kind::TARGET], "SOURCE or TARGET")?;
        }
        if self.at(Kind::AND) {
            let mark = self.mark();
            self.bump();
            self.expression()?;
            self.finish(mark, N::MergeWhen);
        }
        self.expect(Kind::THEN)?;
        match self.peek() {
            Kind::INSERT if negated && !by_source => self.merge_insert(),
            Kind::UPDATE if !negated || by_source => self.merge_update(),
            Kind::DELETE if !negated || by_source => {
                self.bump_as(N::MergeDelete);
                Ok(())
            }
            kind if kind.is_hole() => {
                self.bump_as(N::Hole);
                Ok(())
            }
            _ if negated && !by_source => self.fail("INSERT"),
            _ => self.fail("UPDATE or DELETE"),
        }
    }

    fn merge_update(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        self.expect(Kind::SET)?;
        if self.at(Kind::Star) {
            self.star()?;
        } else {
            self.assignments()?;
        }
        self.finish(mark, N::MergeUpdate);
        Ok(())
    }

    /// `*`, with Databricks' `EXCEPT (columns)`.
    fn star(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        if self.eat(Kind::EXCEPT) {
            self.dotted_name_list()?;
        }
        self.finish(mark, N::Star);
        Ok(())
    }

    fn merge_insert(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        if self.at(Kind::Star) {
            self.star()?;
        } else {
            if self.at(Kind::LeftParen) {
                self.dotted_name_list()?;
            }
            self.expect(Kind::VALUES)?;
            let row = self.mark();
            self.paren_list(Self::expression)?;
            self.finish(row, N::Row);
        }
        self.finish(mark, N::MergeInsert);
        Ok(())
    }
}
