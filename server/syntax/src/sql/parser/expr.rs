//! Expressions by binding power: AND and OR, predicates, operators. Chains of one level are one flat node,
//! so a condition of 100,000 terms is as deep as one of two. What operands look like is `primary`'s business.

use super::super::kind::Kind;
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const PREDICATE: u8 = 4;
/// The loosest operator of a value: comparisons. Everything looser is a condition.
const VALUE: u8 = 5;
const UNARY: u8 = 12;

impl Parser<'_> {
    /// Any expression, conditions included.
    pub fn expression(&mut self) -> Parsed {
        self.nest(|p| p.binding(OR))
    }

    /// An expression without AND, OR, NOT and predicates on its top level.
    pub fn value(&mut self) -> Parsed {
        self.nest(|p| p.binding(VALUE))
    }

    fn binding(&mut self, loosest: u8) -> Parsed {
        let mark = self.mark();
        let ceiling = self.operand(loosest)?;
        self.operators(mark, loosest, ceiling)
    }

    /// What may follow an operand that starts at the mark and is finished.
    pub fn expression_rest(&mut self, mark: Mark) -> Parsed {
        self.postfix(mark)?;
        self.operators(mark, OR, UNARY)
    }

    /// A prefix operator with its operand, or a primary expression. Says how tightly an operator after it must not bind.
    fn operand(&mut self, loosest: u8) -> Parsed<u8> {
        let mark = self.mark();
        if loosest <= NOT && self.at_prefix_not() {
            while self.at_prefix_not() {
                self.bump();
            }
            self.binding(NOT)?;
            self.finish(mark, N::Not);
            return Ok(NOT);
        }
        if loosest <= NOT && self.at(Kind::EXISTS) && self.nth(1) == Kind::LeftParen && self.starts_query(2) {
            self.bump();
            self.paren_query()?;
            self.finish(mark, N::Exists);
            return Ok(NOT);
        }
        if self.at_sign() {
            while self.at_sign() {
                self.bump();
            }
            self.primary()?;
            self.finish(mark, N::Unary);
            return Ok(UNARY);
        }
        self.primary()?;
        Ok(UNARY)
    }

    fn at_prefix_not(&self) -> bool {
        match self.peek() {
            Kind::Bang => true,
            Kind::NOT => self.starts_operand(1) && !self.is_predicate(1),
            _ => false,
        }
    }

    fn at_sign(&self) -> bool {
        matches!(self.peek(), Kind::Minus | Kind::Plus | Kind::Tilde)
    }

    /// Whether the token `ahead` can start an operand, rather than end the expression before it.
    pub fn starts_operand(&self, ahead: usize) -> bool {
        let kind = self.nth(ahead);
        let opens = matches!(
            kind,
            Kind::LeftParen
                | Kind::Star
                | Kind::Minus
                | Kind::Plus
                | Kind::Tilde
                | Kind::Bang
                | Kind::Question
                | Kind::Colon
                | Kind::LeftBracket
                | Kind::DollarString
        );
        opens
            || kind.is_number()
            || kind.is_string()
            || (kind.is_name() && (self.lenient || !self.starts_clause(ahead)))
    }

    /// The operators after a finished operand, from tight to loose.
    fn operators(&mut self, mark: Mark, loosest: u8, mut ceiling: u8) -> Parsed {
        while let Some((level, width)) = self.operator() {
            if level < loosest || level >= ceiling {
                break;
            }
            if level == PREDICATE {
                self.predicate(mark)?;
            } else {
                self.chain(mark, level, width)?;
            }
            ceiling = level;
        }
        Ok(())
    }

    fn chain(&mut self, mark: Mark, level: u8, width: usize) -> Parsed {
        self.pos += width;
        let kind = match level {
            OR => N::Or,
            AND => N::And,
            _ => N::Binary,
        };
        let mut parsed = self.nest(|p| p.binding(level + 1));
        while parsed.is_ok() {
            let Some((_, width)) = self.operator().filter(|(l, _)| *l == level) else { break };
            self.pos += width;
            parsed = self.nest(|p| p.binding(level + 1));
        }
        self.finish_with(mark, kind, level);
        parsed
    }

    /// The infix operator that stands here: how tightly it binds, and how many tokens it has.
    fn operator(&self) -> Option<(u8, usize)> {
        Some(match self.peek() {
            Kind::OR if self.starts_operand(1) => (OR, 1),
            Kind::AND if self.starts_operand(1) => (AND, 1),
            Kind::NOT | Kind::Bang if self.is_predicate(1) => (PREDICATE, 1),
            Kind::IN | Kind::BETWEEN | Kind::LIKE | Kind::ILIKE | Kind::RLIKE | Kind::REGEXP | Kind::IS
                if self.is_predicate(0) =>
            {
                (PREDICATE, 1)
            }
            Kind::Eq | Kind::NotEq | Kind::NullSafeEq | Kind::Less | Kind::LessEq | Kind::GreaterEq => (VALUE, 1),
            Kind::Greater => self.greater(),
            Kind::Pipe => (6, 1),
            Kind::Hat => (7, 1),
            Kind::Ampersand => (8, 1),
            Kind::ShiftLeft => (9, 1),
            Kind::Plus | Kind::Minus | Kind::Concat => (10, 1),
            Kind::Star | Kind::Slash | Kind::Percent => (11, 1),
            Kind::DIV if self.starts_operand(1) => (11, 1),
            _ => return None,
        })
    }

    /// `>`, `>>` or `>>>`: the lexer leaves them apart because `ARRAY<ARRAY<INT>>` ends in them too.
    fn greater(&self) -> (u8, usize) {
        let mut width = 1;
        while width < 3 && self.touches_next(width - 1) && self.nth(width) == Kind::Greater {
            width += 1;
        }
        if width == 1 { (VALUE, 1) } else { (9, width) }
    }

    fn is_predicate(&self, ahead: usize) -> bool {
        match self.nth(ahead) {
            Kind::IN => matches!(self.nth(ahead + 1), Kind::LeftParen) || self.nth(ahead + 1).is_hole(),
            Kind::BETWEEN | Kind::LIKE | Kind::ILIKE | Kind::RLIKE | Kind::REGEXP => self.starts_operand(ahead + 1),
            Kind::IS => matches!(
                self.nth(ahead + 1),
                Kind::NOT | Kind::Bang | Kind::NULL | Kind::TRUE | Kind::FALSE | Kind::UNKNOWN | Kind::DISTINCT
            ),
            _ => false,
        }
    }

    fn predicate(&mut self, mark: Mark) -> Parsed {
        let _ = self.eat_any(&[Kind::NOT, Kind::Bang]);
        let head = self.peek();
        self.bump();
        match head {
            Kind::IN => self.in_tail(mark),
            Kind::BETWEEN => {
                self.value()?;
                self.expect(Kind::AND)?;
                self.value()?;
                self.finish(mark, N::Between);
                Ok(())
            }
            Kind::IS => self.is_tail(mark),
            _ => self.like_tail(mark, head),
        }
    }

    fn in_tail(&mut self, mark: Mark) -> Parsed {
        if self.peek().is_hole() {
            self.bump_as(N::Hole);
        } else if self.starts_query(1) && self.nth(1) != Kind::LeftParen {
            self.paren_query()?;
        } else {
            self.expect(Kind::LeftParen)?;
            if !self.at(Kind::RightParen) {
                self.comma_list(Self::expression)?;
            }
            self.expect(Kind::RightParen)?;
        }
        self.finish(mark, N::In);
        Ok(())
    }

    fn is_tail(&mut self, mark: Mark) -> Parsed {
        let _ = self.eat_any(&[Kind::NOT, Kind::Bang]);
        if self.eat(Kind::DISTINCT) {
            self.expect(Kind::FROM)?;
            self.value()?;
        } else {
            self.expect_any(
                &[Kind::NULL, Kind::TRUE, Kind::FALSE, Kind::UNKNOWN],
                "NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM",
            )?;
        }
        self.finish(mark, N::Is);
        Ok(())
    }

    fn like_tail(&mut self, mark: Mark, head: Kind) -> Parsed {
        let quantified = matches!(head, Kind::LIKE | Kind::ILIKE)
            && self.at_any(&[Kind::ANY, Kind::SOME, Kind::ALL])
            && self.nth(1) == Kind::LeftParen;
        if quantified {
            self.bump();
            self.expect(Kind::LeftParen)?;
            if !self.at(Kind::RightParen) {
                self.comma_list(Self::expression)?;
            }
            self.expect(Kind::RightParen)?;
        } else {
            self.value()?;
            let ends = matches!(self.nth(1), Kind::End | Kind::Semicolon | Kind::Comma | Kind::RightParen);
            let escapes = self.at(Kind::ESCAPE) && !self.nth(1).is_keyword() && !(self.lenient && ends);
            if matches!(head, Kind::LIKE | Kind::ILIKE) && escapes {
                self.bump();
                self.string()?;
            }
        }
        self.finish(mark, N::Like);
        Ok(())
    }
}
