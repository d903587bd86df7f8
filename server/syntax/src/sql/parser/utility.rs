//! Statements about the session and the catalog: EXPLAIN, SET, USE, CACHE, REFRESH, COMMENT ON, variables, cursors.
//! SHOW and DESCRIBE have a file of their own.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

impl Parser<'_> {
    pub fn explain(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        let modes = [Kind::LOGICAL, Kind::FORMATTED, Kind::EXTENDED, Kind::CODEGEN, Kind::COST];
        let _ = self.eat_any(&modes);
        self.statement()?;
        self.finish(mark, N::Explain);
        Ok(())
    }

    /// `SET key = value`, `SET VAR a = 1`, `SET (a, b) = (query)`, `SET TIME ZONE ..`, `SET CATALOG c`, `SET`.
    pub fn set(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        let next = self.nth(1);
        match self.peek() {
            Kind::VARIABLE | Kind::VAR if next.is_name() || next == Kind::LeftParen => {
                self.bump();
                self.set_variable(mark)
            }
            Kind::LeftParen => self.set_variable(mark),
            Kind::CATALOG if next != Kind::Eq && self.starts_operand(1) => {
                self.bump();
                let ends = matches!(self.nth(1), Kind::End | Kind::Semicolon);
                if ends && self.peek().is_name() || self.at(Kind::IDENTIFIER) {
                    self.object(Role::Named, ObjectKind::Catalog)?;
                } else {
                    self.expression()?;
                }
                self.finish(mark, N::Use);
                Ok(())
            }
            Kind::TAG | Kind::TAGS if next == Kind::ON => self.tag(mark),
            _ => self.set_key(mark),
        }
    }

    fn set_variable(&mut self, mark: Mark) -> Parsed {
        if self.at(Kind::LeftParen) {
            self.dotted_name_list()?;
            self.expect(Kind::Eq)?;
            self.paren_query()?;
        } else {
            self.assignments()?;
        }
        self.finish(mark, N::SetVariable);
        Ok(())
    }

    /// The key ends at `=`, the value is all the rest: Spark reads both as raw text.
    fn set_key(&mut self, mark: Mark) -> Parsed {
        let key = self.mark();
        while !self.at_end() && !self.at(Kind::Eq) {
            self.bump();
        }
        if self.pos > key.pos {
            self.finish(key, N::ConfigKey);
        }
        if self.eat(Kind::Eq) {
            let value = self.mark();
            while !self.at_end() {
                self.bump();
            }
            self.finish(value, N::ConfigValue);
        }
        self.finish(mark, N::Set);
        Ok(())
    }

    /// Inside a script `SET a = 1` sets a variable.
    pub fn set_in_script(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect(Kind::SET)?;
        let _ = self.at_any(&[Kind::VARIABLE, Kind::VAR])
            && (self.nth(1).is_name() || self.nth(1) == Kind::LeftParen)
            && self.eat_any(&[Kind::VARIABLE, Kind::VAR]);
        self.set_variable(mark)
    }

    pub fn reset_setting(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        let key = self.mark();
        while !self.at_end() {
            self.bump();
        }
        if self.pos > key.pos {
            self.finish(key, N::ConfigKey);
        }
        self.finish(mark, N::Reset);
        Ok(())
    }

    /// `USE [CATALOG | SCHEMA | DATABASE] name`.
    pub fn use_namespace(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        let has_word = self.nth(1).is_name() || self.nth(1).is_string();
        let kind = match self.peek() {
            Kind::CATALOG if has_word => ObjectKind::Catalog,
            Kind::SCHEMA | Kind::DATABASE | Kind::NAMESPACE if has_word => ObjectKind::Schema,
            _ => ObjectKind::Other,
        };
        if kind != ObjectKind::Other {
            self.bump();
        }
        let kind = if kind == ObjectKind::Other { ObjectKind::Schema } else { kind };
        if self.peek().is_string() {
            self.string()?;
        } else {
            self.object(Role::Named, kind)?;
        }
        self.finish(mark, N::Use);
        Ok(())
    }

    pub fn cache(&mut self) -> Parsed {
        let mark = self.mark();
        let head = self.peek();
        self.bump();
        match head {
            Kind::CLEAR => self.expect(Kind::CACHE)?,
            Kind::UNCACHE => {
                self.expect(Kind::TABLE)?;
                self.if_exists();
                self.object(Role::Named, ObjectKind::Table)?;
            }
            _ if self.at(Kind::SELECT) => self.query()?,
            _ => {
                self.eat(Kind::LAZY);
                self.expect(Kind::TABLE)?;
                self.object(Role::Named, ObjectKind::Table)?;
                if self.at(Kind::OPTIONS) {
                    self.properties(N::Options)?;
                }
                self.as_query()?;
            }
        }
        self.finish(mark, if head == Kind::CACHE { N::Cache } else { N::Uncache });
        Ok(())
    }

    pub fn refresh(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        match self.object_words(0) {
            Some((kind, words)) if self.nth(words).is_name() => {
                self.pos += words;
                self.object(Role::Named, kind)?;
                if !matches!(kind, ObjectKind::Table | ObjectKind::Function)
                    || self.at_any(&[Kind::FULL, Kind::SYNC, Kind::ASYNC])
                {
                    self.soft_tail(kind);
                }
            }
            _ if self.at(Kind::FOREIGN)
                && self.object_words(1).is_some_and(|(_, words)| self.nth(1 + words).is_name()) =>
            {
                self.bump();
                let (kind, words) = self.object_words(0).unwrap_or((ObjectKind::Other, 0));
                self.pos += words;
                self.object(Role::Named, kind)?;
                self.soft_tail(kind);
            }
            _ if self.at_string() || self.peek().is_name() => self.refreshed_table(),
            _ => self.rest_as(N::UnknownClause),
        }
        self.finish(mark, N::Refresh);
        Ok(())
    }

    /// A table by its bare name, or a path: quoted, or raw as Spark takes it.
    fn refreshed_table(&mut self) {
        let fits = self.attempt(|p| {
            p.table_or_path()?;
            if p.at_end() { Ok(()) } else { p.fail("the end of the statement") }
        });
        while !fits && !self.at_end() {
            self.bump();
        }
    }

    /// `COMMENT ON <kind> name IS 'text'`.
    pub fn comment_on(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect_all(&[Kind::COMMENT, Kind::ON])?;
        if self.at(Kind::COLUMN) {
            self.bump();
            self.column_of_table(Role::Altered)?;
            return self.comment_text(mark);
        }
        let Some((kind, words)) = self.object_words(0) else {
            return self.fail("TABLE, SCHEMA, CATALOG, VOLUME or another kind of object");
        };
        self.pos += words;
        self.object(Role::Altered, kind)?;
        if self.at(Kind::COLUMN) && self.nth(1) == Kind::LeftParen {
            self.bump();
            self.paren_list(|p| {
                p.name()?;
                p.expect(Kind::IS)?;
                p.comment_value()
            })?;
            self.finish(mark, N::CommentOn);
            return Ok(());
        }
        self.comment_text(mark)
    }

    fn comment_text(&mut self, mark: Mark) -> Parsed {
        self.expect(Kind::IS)?;
        self.comment_value()?;
        self.finish(mark, N::CommentOn);
        Ok(())
    }

    fn comment_value(&mut self) -> Parsed {
        if self.at(Kind::NULL) {
            self.bump_as(N::Literal);
            return Ok(());
        }
        self.string()
    }

    /// `DECLARE [OR REPLACE] [VARIABLE] a, b INT DEFAULT 1`; cursors, conditions and handlers too.
    pub fn declare(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        if self.at_any(&[Kind::CONTINUE, Kind::EXIT]) && self.nth(1) == Kind::HANDLER {
            return self.handler(mark);
        }
        if self.peek().is_name() && self.nth(1) == Kind::CONDITION {
            return self.condition(mark);
        }
        if self.peek().is_name()
            && (self.nth(1) == Kind::CURSOR || self.nth(2) == Kind::CURSOR && self.nth(1).is_name())
        {
            return self.declare_cursor(mark);
        }
        if self.at(Kind::OR) && self.nth(1) == Kind::REPLACE {
            self.pos += 2;
        }
        if self.at_any(&[Kind::VARIABLE, Kind::VAR]) && self.nth(1).is_name() && !matches!(self.nth(1), Kind::DEFAULT) {
            self.bump();
        }
        self.comma_list(|p| p.object(Role::Created, ObjectKind::Variable))?;
        let has_type = self.peek().is_name() && !(self.at(Kind::DEFAULT) && self.starts_operand(1));
        if has_type {
            self.data_type()?;
        }
        if self.at(Kind::Eq) || self.at(Kind::DEFAULT) {
            self.default_clause()?;
        }
        self.finish(mark, N::Declare);
        Ok(())
    }

    fn declare_cursor(&mut self, mark: Mark) -> Parsed {
        self.object(Role::Created, ObjectKind::Variable)?;
        let _ = self.eat_any(&[Kind::ASENSITIVE, Kind::INSENSITIVE]);
        self.expect_all(&[Kind::CURSOR, Kind::FOR])?;
        self.query()?;
        let _ = self.eat_all(&[Kind::FOR, Kind::READ, Kind::ONLY]);
        self.finish(mark, N::Declare);
        Ok(())
    }

    /// `OPEN c USING ..`, `FETCH NEXT FROM c INTO a`, `CLOSE c`.
    pub fn cursor(&mut self) -> Parsed {
        let mark = self.mark();
        let head = self.peek();
        self.bump();
        if head == Kind::FETCH {
            if self.at(Kind::NEXT) && self.nth(1) == Kind::FROM {
                self.bump();
            }
            if self.at(Kind::FROM) && self.nth(1).is_name() && self.nth(1) != Kind::INTO {
                self.bump();
            }
        }
        self.object(Role::Named, ObjectKind::Variable)?;
        if head == Kind::FETCH {
            self.expect(Kind::INTO)?;
            self.comma_list(Self::name)?;
        }
        if head == Kind::OPEN && self.eat(Kind::USING) {
            self.parameter_values()?;
        }
        self.finish(mark, N::Cursor);
        Ok(())
    }

    fn parameter_values(&mut self) -> Parsed {
        let in_parens = |p: &mut Self| {
            p.paren_list(Self::select_item)?;
            if p.at_end() { Ok(()) } else { p.fail("the end of the statement") }
        };
        if self.at(Kind::LeftParen) && self.attempt(in_parens) {
            return Ok(());
        }
        self.comma_list(Self::select_item)
    }

    pub fn execute_immediate(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect_all(&[Kind::EXECUTE, Kind::IMMEDIATE])?;
        self.expression()?;
        if self.eat(Kind::INTO) {
            self.comma_list(Self::name)?;
        }
        if self.eat(Kind::USING) {
            self.parameter_values()?;
        }
        self.finish(mark, N::ExecuteImmediate);
        Ok(())
    }

    pub fn call_procedure(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        self.object(Role::Named, ObjectKind::Procedure)?;
        self.expect(Kind::LeftParen)?;
        if !self.at(Kind::RightParen) {
            self.comma_list(Self::argument)?;
        }
        self.expect(Kind::RightParen)?;
        self.finish(mark, N::CallProcedure);
        Ok(())
    }

    /// `ADD JAR path`, `LIST FILES`, Databricks' `LIST 'path'`: raw text after the word.
    pub fn resources(&mut self) -> Parsed {
        let mark = self.mark();
        let head = self.peek();
        self.bump();
        if !self.peek().is_name() && (matches!(head, Kind::ADD) || !self.at_string()) {
            return self.fail("JAR, FILE or ARCHIVE");
        }
        while !self.at_end() {
            if self.at_credential() {
                self.credential()?;
            } else {
                self.bump();
            }
        }
        self.finish(mark, N::Resource);
        Ok(())
    }

    pub fn truncate(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        self.expect(Kind::TABLE)?;
        self.object(Role::Written, ObjectKind::Table)?;
        if self.at(Kind::PARTITION) {
            self.partition_spec()?;
        }
        self.finish(mark, N::Truncate);
        Ok(())
    }
}
