//! CREATE FUNCTION and CREATE PROCEDURE, in SQL, Python or as a class.
//! A body in `$$` is one token: what language it holds is not asked here.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

impl Parser<'_> {
    pub fn create_function(&mut self, mark: Mark, kind: ObjectKind) -> Parsed {
        self.object(Role::Created, kind)?;
        let parsed = if kind == ObjectKind::Procedure { self.procedure_rest() } else { self.function_rest() };
        self.finish(mark, N::CreateFunction);
        parsed
    }

    fn function_rest(&mut self) -> Parsed {
        if self.at(Kind::AS) && (self.nth(1).is_string() || matches!(self.nth(1), Kind::Question | Kind::Colon)) {
            return self.function_class();
        }
        self.parameters()?;
        if self.at(Kind::RETURNS) && !(self.nth(1) == Kind::NULL && self.nth(2) == Kind::ON) {
            self.returns()?;
        }
        self.characteristics()?;
        self.function_body()
    }

    /// `AS 'class' USING JAR 'path'`.
    fn function_class(&mut self) -> Parsed {
        self.expect(Kind::AS)?;
        self.string()?;
        if self.eat(Kind::USING) {
            self.comma_list(|p| {
                p.simple_name()?;
                p.string()
            })?;
        }
        Ok(())
    }

    fn parameters(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect(Kind::LeftParen)?;
        if !self.at(Kind::RightParen) {
            self.comma_list(|p| {
                if p.at_any(&[Kind::IN, Kind::OUT, Kind::INOUT]) && p.nth(1).is_name() && p.nth(2).is_name() {
                    p.bump();
                }
                p.column_def(true)
            })?;
        }
        self.expect(Kind::RightParen)?;
        self.finish(mark, N::Parameters);
        Ok(())
    }

    /// `RETURNS type` or `RETURNS TABLE (columns)`.
    fn returns(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        if self.at(Kind::TABLE) {
            self.bump();
            if self.at(Kind::LeftParen) {
                self.table_elements(true)?;
            }
        } else {
            self.data_type()?;
        }
        self.finish(mark, N::Returns);
        Ok(())
    }

    fn characteristics(&mut self) -> Parsed {
        loop {
            match self.peek() {
                Kind::COMMENT => self.comment_clause()?,
                Kind::LANGUAGE => {
                    let mark = self.mark();
                    self.bump();
                    self.simple_name()?;
                    self.finish(mark, N::Language);
                }
                Kind::SPECIFIC => {
                    self.bump();
                    self.simple_name()?;
                }
                Kind::DEFAULT if self.nth(1) == Kind::COLLATION => self.default_collation()?,
                Kind::HANDLER => {
                    self.bump();
                    self.string()?;
                }
                Kind::ENVIRONMENT => self.properties(N::Properties)?,
                Kind::CREDENTIALS => self.credentials()?,
                Kind::PARAMETER => {
                    self.bump();
                    self.expect(Kind::STYLE)?;
                    self.simple_name()?;
                }
                _ if self.fixed_characteristic() => {}
                kind if kind.is_hole() => self.bump_as(N::Hole),
                _ => return Ok(()),
            }
        }
    }

    /// `CREDENTIALS (c [AS alias] [DEFAULT], ..)`.
    fn credentials(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        self.paren_list(|p| {
            p.object(Role::Named, ObjectKind::Credential)?;
            if p.eat(Kind::AS) {
                p.simple_name()?;
            }
            p.eat(Kind::DEFAULT);
            Ok(())
        })?;
        self.finish(mark, N::UsesCredential);
        Ok(())
    }

    fn fixed_characteristic(&mut self) -> bool {
        const FIXED: &[&[Kind]] = &[
            &[Kind::DETERMINISTIC],
            &[Kind::NOT, Kind::DETERMINISTIC],
            &[Kind::Bang, Kind::DETERMINISTIC],
            &[Kind::NO, Kind::SQL],
            &[Kind::CONTAINS, Kind::SQL],
            &[Kind::READS, Kind::SQL, Kind::DATA],
            &[Kind::MODIFIES, Kind::SQL, Kind::DATA],
            &[Kind::RETURNS, Kind::NULL, Kind::ON, Kind::NULL, Kind::INPUT],
            &[Kind::CALLED, Kind::ON, Kind::NULL, Kind::INPUT],
            &[Kind::SQL, Kind::SECURITY, Kind::INVOKER],
            &[Kind::SQL, Kind::SECURITY, Kind::DEFINER],
            &[Kind::STRICT],
        ];
        FIXED.iter().any(|words| self.eat_all(words))
    }

    fn function_body(&mut self) -> Parsed {
        if self.at(Kind::AS) && (self.nth(1) == Kind::DollarString || self.nth(1).is_string() || self.nth(1).is_hole())
        {
            self.bump();
            self.bump_as(N::Body);
            return Ok(());
        }
        let mark = self.mark();
        self.expect(Kind::RETURN)?;
        if self.starts_query(0) && !self.at(Kind::LeftParen) {
            self.query()?;
        } else {
            self.return_value()?;
        }
        self.finish(mark, N::Return);
        Ok(())
    }

    /// An expression; one that is a query in parentheses may go on as a query.
    fn return_value(&mut self) -> Parsed {
        let mark = self.mark();
        self.expression()?;
        if self.last_kind() == Some(N::Subquery) && self.continues_query() {
            return self.query_rest(mark);
        }
        Ok(())
    }

    fn procedure_rest(&mut self) -> Parsed {
        self.parameters()?;
        self.characteristics()?;
        self.expect(Kind::AS)?;
        self.block()
    }
}
