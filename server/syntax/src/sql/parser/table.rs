//! What stands in the parentheses of CREATE TABLE and CREATE VIEW: columns, constraints, expectations.
//! The clauses after them are in `table_clauses`.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

impl Parser<'_> {
    /// `(column, .., constraint, ..)`. A view's columns need no types, a table's do.
    pub fn table_elements(&mut self, typed: bool) -> Parsed {
        let mark = self.mark();
        self.expect(Kind::LeftParen)?;
        if !self.at(Kind::RightParen) {
            self.comma_list(|p| p.table_element(typed))?;
        }
        self.expect(Kind::RightParen)?;
        self.finish(mark, N::TableElements);
        Ok(())
    }

    fn table_element(&mut self, typed: bool) -> Parsed {
        if self.at_any(&[Kind::Hole, Kind::Template]) && matches!(self.nth(1), Kind::Comma | Kind::RightParen) {
            self.bump_as(N::Hole);
            return Ok(());
        }
        if self.starts_table_constraint() { self.table_constraint() } else { self.column_def(typed) }
    }

    fn starts_table_constraint(&self) -> bool {
        match self.peek() {
            Kind::CONSTRAINT => {
                let after = self.nth(2);
                self.nth(1).is_name()
                    && matches!(after, Kind::PRIMARY | Kind::FOREIGN | Kind::UNIQUE | Kind::CHECK | Kind::EXPECT)
            }
            Kind::PRIMARY | Kind::FOREIGN => self.nth(1) == Kind::KEY,
            Kind::UNIQUE | Kind::CHECK => self.nth(1) == Kind::LeftParen,
            _ => false,
        }
    }

    /// `[CONSTRAINT name] PRIMARY KEY (..) | FOREIGN KEY (..) REFERENCES .. | UNIQUE (..) | CHECK (..) | EXPECT (..)`.
    pub fn table_constraint(&mut self) -> Parsed {
        let mark = self.mark();
        self.constraint_name()?;
        self.constraint_body(mark)
    }

    fn constraint_name(&mut self) -> Parsed {
        if self.at(Kind::CONSTRAINT) && self.nth(1).is_name() {
            self.bump();
            self.simple_name()?;
        }
        Ok(())
    }

    fn constraint_body(&mut self, mark: Mark) -> Parsed {
        match self.peek() {
            Kind::EXPECT => return self.expectation(mark),
            Kind::CHECK => {
                self.bump();
                self.expect(Kind::LeftParen)?;
                self.expression()?;
                self.expect(Kind::RightParen)?;
            }
            Kind::PRIMARY => {
                self.bump();
                self.expect(Kind::KEY)?;
                self.key_columns()?;
            }
            Kind::FOREIGN => {
                self.bump();
                self.expect(Kind::KEY)?;
                self.key_columns()?;
                self.references()?;
            }
            Kind::UNIQUE => {
                self.bump();
                self.key_columns()?;
            }
            Kind::REFERENCES => self.references()?,
            _ => return self.fail("PRIMARY KEY, FOREIGN KEY, UNIQUE, CHECK or EXPECT"),
        }
        self.constraint_traits();
        self.finish(mark, N::Constraint);
        Ok(())
    }

    /// `(a, b TIMESERIES)`, if given.
    fn key_columns(&mut self) -> Parsed {
        if !self.at(Kind::LeftParen) {
            return Ok(());
        }
        let mark = self.mark();
        self.paren_list(|p| {
            p.simple_name()?;
            p.eat(Kind::TIMESERIES);
            Ok(())
        })?;
        self.finish(mark, N::NameList);
        Ok(())
    }

    fn references(&mut self) -> Parsed {
        self.expect(Kind::REFERENCES)?;
        self.object(Role::Named, ObjectKind::Table)?;
        self.key_columns()
    }

    fn constraint_traits(&mut self) {
        loop {
            let fits = self.eat_any(&[Kind::ENFORCED, Kind::RELY, Kind::NORELY, Kind::DEFERRABLE])
                || self.eat_all(&[Kind::NOT, Kind::ENFORCED])
                || self.eat_all(&[Kind::Bang, Kind::ENFORCED])
                || self.eat_all(&[Kind::NOT, Kind::DEFERRABLE])
                || self.eat_all(&[Kind::INITIALLY, Kind::DEFERRED])
                || self.eat_all(&[Kind::MATCH, Kind::FULL])
                || self.eat_all(&[Kind::ON, Kind::UPDATE, Kind::NO, Kind::ACTION])
                || self.eat_all(&[Kind::ON, Kind::DELETE, Kind::NO, Kind::ACTION]);
            if !fits {
                return;
            }
        }
    }

    /// `EXPECT (condition) ON VIOLATION DROP ROW`.
    fn expectation(&mut self, mark: Mark) -> Parsed {
        self.expect(Kind::EXPECT)?;
        if self.at(Kind::LeftParen) && !self.touches_operator_after_parens() {
            self.expect(Kind::LeftParen)?;
            self.expression()?;
            self.expect(Kind::RightParen)?;
        } else {
            self.expression()?;
        }
        if self.eat_all(&[Kind::ON, Kind::VIOLATION]) {
            let action = self.mark();
            let fits = self.eat_all(&[Kind::DROP, Kind::ROW]) || self.eat_all(&[Kind::FAIL, Kind::UPDATE]);
            if !fits && !self.peek().is_hole() {
                return self.fail("DROP ROW or FAIL UPDATE");
            }
            self.finish(action, N::Violation);
        }
        self.finish(mark, N::Expectation);
        Ok(())
    }

    /// `EXPECT (a) > 1`: the parentheses are part of the condition.
    fn touches_operator_after_parens(&self) -> bool {
        let mut depth = 0_u32;
        for ahead in 0..2000 {
            match self.nth(ahead) {
                Kind::LeftParen => depth += 1,
                Kind::RightParen if depth == 1 => {
                    let next = self.nth(ahead + 1);
                    return !matches!(next, Kind::Comma | Kind::RightParen | Kind::ON | Kind::End | Kind::Semicolon);
                }
                Kind::RightParen => depth -= 1,
                Kind::End => return false,
                _ => {}
            }
        }
        false
    }

    /// `name type options`, the type left out where the columns come from a query.
    pub fn column_def(&mut self, typed: bool) -> Parsed {
        let mark = self.mark();
        self.name()?;
        self.eat(Kind::Colon);
        if typed || !self.at_column_end() {
            self.data_type()?;
        }
        self.column_options()?;
        self.finish(mark, N::ColumnDef);
        Ok(())
    }

    fn at_column_end(&self) -> bool {
        match self.peek() {
            Kind::Comma | Kind::RightParen | Kind::End => true,
            Kind::COMMENT => {
                self.nth(1).is_string() || matches!(self.nth(1), Kind::Hole | Kind::Template | Kind::Colon)
            }
            Kind::NOT => self.nth(1) == Kind::NULL,
            Kind::MASK | Kind::CONSTRAINT | Kind::DEFAULT | Kind::GENERATED => self.nth(1).is_name(),
            Kind::PRIMARY => self.nth(1) == Kind::KEY,
            _ => false,
        }
    }

    pub fn column_options(&mut self) -> Parsed {
        loop {
            match self.peek() {
                Kind::NOT | Kind::Bang if self.nth(1) == Kind::NULL => self.not_null(),
                Kind::NULL => self.bump(),
                Kind::COMMENT => self.comment_clause()?,
                Kind::DEFAULT => self.default_clause()?,
                Kind::GENERATED => self.generated()?,
                Kind::MASK => self.mask()?,
                Kind::CONSTRAINT | Kind::PRIMARY | Kind::UNIQUE | Kind::REFERENCES | Kind::CHECK | Kind::FOREIGN => {
                    self.table_constraint()?
                }
                Kind::FIRST | Kind::AFTER => self.column_position()?,
                Kind::COLLATE => {
                    self.bump();
                    self.name()?;
                }
                kind if kind.is_hole() => self.bump_as(N::Hole),
                _ => return Ok(()),
            }
        }
    }

    pub fn default_clause(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        self.expression()?;
        self.finish(mark, N::Default);
        Ok(())
    }

    fn generated(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        if !self.eat(Kind::ALWAYS) {
            self.expect_all(&[Kind::BY, Kind::DEFAULT])?;
        }
        self.expect(Kind::AS)?;
        if self.eat(Kind::IDENTITY) {
            if self.at(Kind::LeftParen) {
                self.identity_options()?;
            }
            self.finish(mark, N::Identity);
            return Ok(());
        }
        self.expect(Kind::LeftParen)?;
        self.expression()?;
        self.expect(Kind::RightParen)?;
        self.finish(mark, N::Generated);
        Ok(())
    }

    fn identity_options(&mut self) -> Parsed {
        self.expect(Kind::LeftParen)?;
        while !self.at(Kind::RightParen) {
            let fits = self.eat_all(&[Kind::START, Kind::WITH]) || self.eat_all(&[Kind::INCREMENT, Kind::BY]);
            if !fits {
                return self.fail("START WITH or INCREMENT BY");
            }
            self.eat(Kind::Minus);
            if self.at(Kind::TypedNumber) {
                self.bump();
            } else {
                self.integer()?;
            }
            self.eat(Kind::Comma);
        }
        self.expect(Kind::RightParen)
    }

    /// `MASK function USING COLUMNS (..)`.
    pub fn mask(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        self.object(Role::Named, ObjectKind::Function)?;
        if self.at(Kind::USING) && self.nth(1) == Kind::COLUMNS {
            self.pos += 2;
            self.paren_list(Self::expression)?;
        }
        self.finish(mark, N::ColumnMask);
        Ok(())
    }

    pub fn column_position(&mut self) -> Parsed {
        let mark = self.mark();
        if !self.eat(Kind::FIRST) {
            self.expect(Kind::AFTER)?;
            self.simple_name()?;
        }
        self.finish(mark, N::ColumnPosition);
        Ok(())
    }
}
