//! Operands: literals, columns, calls, parentheses, CASE, casts, subscripts and paths.
//! Knows no operator between two operands.

use super::super::kind::Kind;
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

/// How often casts, accesses and paths may take turns on one operand; a run of one sort counts once.
const POSTFIX_LIMIT: u32 = 64;

impl Parser<'_> {
    /// An operand with everything that hangs on it: `a.b`, `[i]`, `::type`, `:path`, `COLLATE c`.
    pub fn primary(&mut self) -> Parsed {
        let mark = self.mark();
        self.simple_primary()?;
        self.postfix(mark)
    }

    /// What may hang on a finished operand. All of it is one node, however long the chain.
    pub fn postfix(&mut self, mark: Mark) -> Parsed {
        if matches!(self.last_kind(), Some(N::Lambda)) {
            return Ok(());
        }
        for _ in 0..POSTFIX_LIMIT {
            match self.peek() {
                Kind::DoubleColon | Kind::TryColon => self.casts(mark)?,
                Kind::LeftBracket | Kind::Dot => self.accesses(mark)?,
                Kind::Colon if self.is_path() => self.path(mark)?,
                Kind::COLLATE if self.nth(1).is_name() && !self.starts_clause(1) => {
                    self.bump();
                    self.name()?;
                    self.finish(mark, N::Collate);
                }
                _ => return Ok(()),
            }
        }
        self.excuse();
        self.fail("a simpler expression")
    }

    fn casts(&mut self, mark: Mark) -> Parsed {
        while self.at_any(&[Kind::DoubleColon, Kind::TryColon]) {
            self.bump();
            self.data_type()?;
        }
        self.finish(mark, N::CastChain);
        Ok(())
    }

    fn accesses(&mut self, mark: Mark) -> Parsed {
        loop {
            let step = self.mark();
            if self.eat(Kind::LeftBracket) {
                self.expression()?;
                self.expect(Kind::RightBracket)?;
                self.finish(step, N::Subscript);
            } else if self.at(Kind::Dot) {
                self.bump();
                if self.eat(Kind::Star) {
                    self.star_except()?;
                    self.finish(mark, N::Star);
                    return Ok(());
                }
                self.field()?;
                self.finish(step, N::Field);
            } else {
                break;
            }
        }
        self.finish(mark, N::Access);
        Ok(())
    }

    fn field(&mut self) -> Parsed {
        if self.at(Kind::IDENTIFIER) && self.nth(1) == Kind::LeftParen {
            return self.identifier_clause();
        }
        if !self.peek().is_name() {
            return self.fail("a field name");
        }
        self.bump();
        Ok(())
    }

    /// A colon after an operand starts a path into semi-structured data, unless it starts a parameter after a keyword.
    fn is_path(&self) -> bool {
        self.nth(1).is_name() || self.nth(1) == Kind::LeftBracket
    }

    fn path(&mut self, mark: Mark) -> Parsed {
        self.bump();
        let path = self.mark();
        if self.at(Kind::LeftBracket) {
            self.path_bracket()?;
        } else {
            self.bump();
        }
        loop {
            if self.at(Kind::LeftBracket) {
                self.path_bracket()?;
            } else if self.at(Kind::Dot) && (self.nth(1).is_name() || self.nth(1) == Kind::Star) {
                self.pos += 2;
            } else {
                break;
            }
        }
        self.finish(path, N::PathSteps);
        self.finish(mark, N::Path);
        Ok(())
    }

    fn path_bracket(&mut self) -> Parsed {
        self.bump();
        if self.at(Kind::Star) && self.nth(1) == Kind::RightBracket {
            self.bump();
        } else {
            self.expression()?;
        }
        self.expect(Kind::RightBracket)
    }

    fn simple_primary(&mut self) -> Parsed {
        let kind = self.peek();
        if kind.is_number() {
            self.bump_as(N::Literal);
            return Ok(());
        }
        match kind {
            Kind::String | Kind::DoubleString => self.string_literal(),
            Kind::DollarString => {
                self.bump_as(N::Literal);
                Ok(())
            }
            Kind::LeftParen => self.parenthesized(),
            Kind::Star => {
                let mark = self.mark();
                self.bump();
                self.star_except()?;
                self.finish(mark, N::Star);
                Ok(())
            }
            Kind::Question => {
                self.bump_as(N::Parameter);
                Ok(())
            }
            Kind::Colon if self.nth(1).is_name() => {
                let mark = self.mark();
                self.pos += 2;
                self.finish(mark, N::Parameter);
                Ok(())
            }
            Kind::Hole | Kind::Template if !matches!(self.nth(1), Kind::Dot | Kind::LeftParen) => {
                self.bump_as(N::Hole);
                Ok(())
            }
            _ if kind.is_name() => self.word_primary(kind),
            _ => self.fail("an expression"),
        }
    }

    fn string_literal(&mut self) -> Parsed {
        let mark = self.mark();
        while self.peek().is_string() {
            self.bump();
        }
        self.finish(mark, N::Literal);
        Ok(())
    }

    /// An operand that starts with a word: a keyword where its grammar follows, else a name.
    fn word_primary(&mut self, kind: Kind) -> Parsed {
        let next = self.nth(1);
        match kind {
            Kind::NULL | Kind::TRUE | Kind::FALSE if !matches!(next, Kind::Dot | Kind::LeftParen | Kind::Arrow) => {
                self.bump_as(N::Literal);
                Ok(())
            }
            Kind::CASE if next == Kind::WHEN || self.starts_operand(1) && (next != Kind::Star || self.lenient) => {
                self.case()
            }
            Kind::CAST | Kind::TRY_CAST if next == Kind::LeftParen => self.cast(),
            Kind::INTERVAL if self.starts_interval() => self.interval(),
            _ if next == Kind::Arrow => self.lambda(),
            _ if next.is_string() && kind != Kind::QuotedName && !self.starts_clause(0) => self.typed_literal(),
            _ if !self.lenient && self.starts_clause(0) && !self.is_plain_name(next) => self.fail("an expression"),
            _ => self.column_or_call(),
        }
    }

    /// What follows says that a clause keyword is a name after all: `values.a`, `from(x)`.
    fn is_plain_name(&self, next: Kind) -> bool {
        matches!(next, Kind::Dot | Kind::Comma | Kind::RightParen | Kind::End | Kind::Semicolon)
    }

    fn typed_literal(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        self.bump();
        self.finish(mark, N::TypedLiteral);
        Ok(())
    }

    fn column_or_call(&mut self) -> Parsed {
        let mark = self.mark();
        self.column_part()?;
        while self.at(Kind::Dot) && self.nth(1).is_name() {
            self.bump();
            self.column_part()?;
        }
        if self.at(Kind::Dot) && self.nth(1) == Kind::Star {
            self.pos += 2;
            self.star_except()?;
            self.finish(mark, N::Star);
        } else if self.at(Kind::LeftParen) && !self.is_query_in_parens() {
            self.finish(mark, N::FunctionName);
            self.call_rest(mark)?;
        } else {
            self.finish(mark, N::Column);
        }
        Ok(())
    }

    /// No function takes a bare query: `INSERT .. REPLACE ON a = b (SELECT ..)` has a column before a query.
    fn is_query_in_parens(&self) -> bool {
        matches!(self.nth(1), Kind::SELECT | Kind::WITH) && self.starts_query(1) && !self.lenient
    }

    fn column_part(&mut self) -> Parsed {
        if self.at(Kind::IDENTIFIER) && self.nth(1) == Kind::LeftParen {
            if self.nth(2) == Kind::RightParen {
                self.pos += 2;
                return self.fail("an expression");
            }
            // With a comma or a named argument it is a function.
            if self.first_in_parens(self.pos + 1, &[Kind::Comma, Kind::FatArrow]).is_none() {
                return self.identifier_clause();
            }
        }
        self.bump();
        Ok(())
    }

    /// `EXCEPT (a, b.c)` after a star; a set operation is left alone.
    fn star_except(&mut self) -> Parsed {
        let is_list = self.nth(1) == Kind::LeftParen
            && (!self.starts_query(2) || matches!(self.nth(3), Kind::Comma | Kind::RightParen | Kind::Dot));
        if self.at(Kind::EXCEPT) && is_list {
            self.bump();
            self.dotted_name_list()?;
        }
        Ok(())
    }

    /// A parenthesis: a query, a row, a list of lambda parameters, or an expression.
    fn parenthesized(&mut self) -> Parsed {
        if self.is_lambda_list() {
            return self.lambda_list();
        }
        let mark = self.mark();
        self.nest(|p| p.parenthesized_inner(mark))
    }

    fn parenthesized_inner(&mut self, mark: Mark) -> Parsed {
        if self.starts_query(1) && self.nth(1) != Kind::LeftParen {
            self.paren_query()?;
            self.finish(mark, N::Subquery);
            return Ok(());
        }
        self.expect(Kind::LeftParen)?;
        let inner = self.mark();
        if self.at(Kind::LeftParen) {
            self.parenthesized()?;
            if self.last_kind() == Some(N::Subquery) && (self.at(Kind::RightParen) || self.continues_query()) {
                return self.query_in_parens(mark, inner);
            }
            self.expression_rest(inner)?;
            self.alias_in_row(inner)?;
        } else {
            self.row_item()?;
        }
        if !self.at(Kind::Comma) && self.last_kind() == Some(N::NamedField) {
            return self.fail("`,`");
        }
        if !self.at(Kind::Comma) {
            self.expect(Kind::RightParen)?;
            self.finish(mark, N::Paren);
            return Ok(());
        }
        while self.eat(Kind::Comma) {
            self.row_item()?;
        }
        self.expect(Kind::RightParen)?;
        self.finish(mark, N::Row);
        Ok(())
    }

    /// `((SELECT ..) UNION ..)`: what looked like an operand is the first part of a query.
    fn query_in_parens(&mut self, mark: Mark, inner: Mark) -> Parsed {
        if !self.at(Kind::RightParen) {
            self.query_rest(inner)?;
        }
        self.expect(Kind::RightParen)?;
        self.finish(mark, N::Subquery);
        Ok(())
    }

    fn row_item(&mut self) -> Parsed {
        let mark = self.mark();
        self.expression()?;
        self.alias_in_row(mark)
    }

    /// Rows and STRUCT(..) may name their fields.
    pub fn alias_in_row(&mut self, mark: Mark) -> Parsed {
        let before = self.pos;
        self.optional_select_alias()?;
        if self.pos > before {
            self.finish(mark, N::NamedField);
        }
        Ok(())
    }
}
