//! Operands with a grammar of their own: CASE, CAST, lambdas.
//! Everything else that may be an operand is in `primary`.

use super::super::kind::Kind;
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

impl Parser<'_> {
    pub fn lambda(&mut self) -> Parsed {
        let mark = self.mark();
        self.simple_name()?;
        self.expect(Kind::Arrow)?;
        self.expression()?;
        self.finish(mark, N::Lambda);
        Ok(())
    }

    /// `(a, b) -> expression`, if that is what stands here.
    pub fn is_lambda_list(&self) -> bool {
        let mut ahead = 1;
        loop {
            if !self.nth(ahead).is_name() {
                return false;
            }
            match self.nth(ahead + 1) {
                Kind::Comma => ahead += 2,
                Kind::RightParen => return self.nth(ahead + 2) == Kind::Arrow,
                _ => return false,
            }
        }
    }

    pub fn lambda_list(&mut self) -> Parsed {
        let mark = self.mark();
        self.paren_list(Self::simple_name)?;
        self.expect(Kind::Arrow)?;
        self.expression()?;
        self.finish(mark, N::Lambda);
        Ok(())
    }

    pub fn case(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        if !self.at(Kind::WHEN) {
            self.expression()?;
        }
        while self.at(Kind::WHEN) {
            let arm = self.mark();
            self.bump();
            self.expression()?;
            self.expect(Kind::THEN)?;
            self.expression()?;
            self.finish(arm, N::When);
        }
        if self.before_is_case(mark) {
            return self.fail("WHEN");
        }
        if self.at(Kind::ELSE) {
            let arm = self.mark();
            self.bump();
            self.expression()?;
            self.finish(arm, N::Else);
        }
        self.expect(Kind::END)?;
        self.finish(mark, N::Case);
        Ok(())
    }

    pub fn before_is_case(&self, mark: Mark) -> bool {
        self.last_kind() != Some(N::When) || self.pos == mark.pos
    }

    pub fn cast(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        self.expect(Kind::LeftParen)?;
        self.expression()?;
        self.expect(Kind::AS)?;
        self.data_type()?;
        self.expect(Kind::RightParen)?;
        self.finish(mark, N::Cast);
        Ok(())
    }
}
