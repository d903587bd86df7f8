//! Function calls: arguments, their names and separators, and what follows the closing parenthesis.
//! Which functions exist, and how many arguments they take, is not known here.

use super::super::kind::Kind;
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

/// How far a look at the parentheses ahead goes.
const LOOKAHEAD: usize = 2_000;

impl Parser<'_> {
    /// The rest of a call whose name is finished: `(arguments) WITHIN GROUP .. FILTER .. OVER ..`.
    pub fn call_rest(&mut self, mark: Mark) -> Parsed {
        self.nest(|p| p.call_arguments(mark))?;
        self.call_suffix()?;
        self.finish(mark, N::Call);
        Ok(())
    }

    fn call_arguments(&mut self, mark: Mark) -> Parsed {
        let head = if self.pos == mark.pos + 1 { self.kinds[mark.pos] } else { Kind::Word };
        self.expect(Kind::LeftParen)?;
        match head {
            Kind::TRIM => self.trim_arguments()?,
            Kind::POSITION if self.position_arguments() => {}
            Kind::EXTRACT if self.nth(1) == Kind::FROM && self.peek().is_name() => {
                self.bump_as(N::Unit);
                self.bump();
                self.value()?;
            }
            Kind::STRUCT => self.arguments(Self::row_item_argument)?,
            Kind::SUBSTR | Kind::SUBSTRING => self.separated(&[Kind::FROM, Kind::FOR])?,
            Kind::OVERLAY => self.separated(&[Kind::PLACING, Kind::FROM, Kind::FOR])?,
            _ => self.plain_arguments()?,
        }
        self.expect(Kind::RightParen)
    }

    fn plain_arguments(&mut self) -> Parsed {
        if self.at_any(&[Kind::DISTINCT, Kind::ALL]) && self.starts_operand(1) {
            self.bump();
        }
        self.arguments(Self::argument)?;
        if self.at_any(&[Kind::IGNORE, Kind::RESPECT]) && self.nth(1) == Kind::NULLS {
            self.pos += 2;
        }
        if self.at(Kind::ORDER) {
            self.sort_clause(N::OrderBy)?;
        }
        Ok(())
    }

    fn arguments(&mut self, argument: fn(&mut Self) -> Parsed) -> Parsed {
        if self.at(Kind::RightParen) {
            return Ok(());
        }
        self.comma_list(argument)
    }

    /// An expression, `name => expression` or `TABLE(..)`.
    pub fn argument(&mut self) -> Parsed {
        let mark = self.mark();
        if self.nth(1) == Kind::FatArrow && self.peek().is_name() {
            self.simple_name()?;
            self.bump();
            self.table_argument_or_expression()?;
            self.finish(mark, N::NamedArgument);
            return Ok(());
        }
        self.table_argument_or_expression()
    }

    fn table_argument_or_expression(&mut self) -> Parsed {
        if self.at(Kind::TABLE) && (self.nth(1) == Kind::LeftParen || self.nth(1).is_name()) {
            return self.table_argument();
        }
        self.expression()
    }

    fn row_item_argument(&mut self) -> Parsed {
        let mark = self.mark();
        self.expression()?;
        self.alias_in_row(mark)
    }

    /// `SUBSTRING(a FROM b FOR c)` and the like: words in place of commas.
    fn separated(&mut self, words: &[Kind]) -> Parsed {
        if self.at(Kind::RightParen) {
            return Ok(());
        }
        self.argument()?;
        while self.at(Kind::Comma) || self.at_any(words) {
            self.bump();
            self.argument()?;
        }
        Ok(())
    }

    fn trim_arguments(&mut self) -> Parsed {
        if self.at_any(&[Kind::BOTH, Kind::LEADING, Kind::TRAILING])
            && !matches!(self.nth(1), Kind::Comma | Kind::RightParen | Kind::Dot)
        {
            self.bump();
            if !self.at(Kind::FROM) {
                self.value()?;
            }
            self.expect(Kind::FROM)?;
            return self.value();
        }
        if self.at(Kind::FROM) && self.starts_operand(1) {
            self.bump();
            return self.value();
        }
        self.separated(&[Kind::FROM])
    }

    /// The first of the kinds that stands in the parentheses that open at the index, and in no others inside them.
    pub fn first_in_parens(&self, open: usize, wanted: &[Kind]) -> Option<Kind> {
        let mut depth = 0_u32;
        for kind in self.kinds.get(open..self.end.min(open + LOOKAHEAD))? {
            match kind {
                Kind::LeftParen | Kind::LeftBracket => depth += 1,
                Kind::RightParen | Kind::RightBracket if depth <= 1 => return None,
                Kind::RightParen | Kind::RightBracket => depth -= 1,
                kind if depth == 1 && wanted.contains(kind) => return Some(*kind),
                _ => {}
            }
        }
        None
    }

    /// `position(a IN b)`; with a comma it is a function like any other.
    fn position_arguments(&mut self) -> bool {
        if self.first_in_parens(self.pos - 1, &[Kind::IN, Kind::Comma]) != Some(Kind::IN) {
            return false;
        }
        self.attempt(|p| {
            p.value()?;
            p.expect(Kind::IN)?;
            p.value()?;
            if p.at(Kind::RightParen) { Ok(()) } else { p.fail("`)`") }
        })
    }

    fn call_suffix(&mut self) -> Parsed {
        if self.at_all(&[Kind::WITHIN, Kind::GROUP, Kind::LeftParen]) {
            let mark = self.mark();
            self.pos += 3;
            if !self.at(Kind::ORDER) {
                return self.fail("ORDER BY");
            }
            self.sort_clause(N::OrderBy)?;
            self.expect(Kind::RightParen)?;
            self.finish(mark, N::WithinGroup);
        }
        if self.at_all(&[Kind::FILTER, Kind::LeftParen, Kind::WHERE]) {
            let mark = self.mark();
            self.pos += 3;
            self.expression()?;
            self.expect(Kind::RightParen)?;
            self.finish(mark, N::Filter);
        }
        if self.at_any(&[Kind::IGNORE, Kind::RESPECT]) && self.nth(1) == Kind::NULLS {
            self.pos += 2;
        }
        if self.at(Kind::OVER) && (self.nth(1) == Kind::LeftParen || self.nth(1).is_name() && !self.starts_clause(1)) {
            let mark = self.mark();
            self.bump();
            self.window_spec()?;
            self.finish(mark, N::Over);
        }
        Ok(())
    }

    /// A name, a name in parentheses, or a definition in parentheses.
    pub fn window_spec(&mut self) -> Parsed {
        if !self.at(Kind::LeftParen) {
            return self.simple_name();
        }
        if self.nth(1).is_name() && self.nth(2) == Kind::RightParen {
            self.bump();
            self.simple_name()?;
            return self.expect(Kind::RightParen);
        }
        let mark = self.mark();
        self.bump();
        if self.at_any(&[Kind::PARTITION, Kind::DISTRIBUTE, Kind::CLUSTER]) && self.nth(1) == Kind::BY {
            let clause = self.mark();
            self.pos += 2;
            self.comma_list(Self::expression)?;
            self.finish(clause, N::PartitionBy);
        }
        if self.at_any(&[Kind::ORDER, Kind::SORT]) && self.nth(1) == Kind::BY {
            self.sort_clause(N::OrderBy)?;
        }
        if self.at_any(&[Kind::ROWS, Kind::RANGE]) {
            self.frame()?;
        }
        self.expect(Kind::RightParen)?;
        self.finish(mark, N::WindowDefinition);
        Ok(())
    }

    fn frame(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        if self.eat(Kind::BETWEEN) {
            self.frame_bound()?;
            self.expect(Kind::AND)?;
        }
        self.frame_bound()?;
        self.finish(mark, N::Frame);
        Ok(())
    }

    fn frame_bound(&mut self) -> Parsed {
        let mark = self.mark();
        if !self.eat_all(&[Kind::CURRENT, Kind::ROW]) {
            let unbounded = self.at(Kind::UNBOUNDED) && matches!(self.nth(1), Kind::PRECEDING | Kind::FOLLOWING);
            if unbounded {
                self.bump();
            } else {
                self.value()?;
            }
            self.expect_any(&[Kind::PRECEDING, Kind::FOLLOWING], "PRECEDING or FOLLOWING")?;
        }
        self.finish(mark, N::FrameBound);
        Ok(())
    }
}
