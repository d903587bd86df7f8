//! Interval literals: `INTERVAL 1 DAY 2 HOURS`, `INTERVAL '1-2' YEAR TO MONTH`, `INTERVAL -'3' DAY`.
//! Whether the text in them is a valid interval is not asked here.

use super::super::kind::Kind;
use super::super::node::NodeKind as N;
use super::core::{Parsed, Parser};

const UNITS: &[Kind] = &[
    Kind::YEAR,
    Kind::YEARS,
    Kind::QUARTER,
    Kind::MONTH,
    Kind::MONTHS,
    Kind::WEEK,
    Kind::WEEKS,
    Kind::DAY,
    Kind::DAYS,
    Kind::HOUR,
    Kind::HOURS,
    Kind::MINUTE,
    Kind::MINUTES,
    Kind::SECOND,
    Kind::SECONDS,
    Kind::MILLISECOND,
    Kind::MILLISECONDS,
    Kind::MICROSECOND,
    Kind::MICROSECONDS,
    Kind::NANOSECOND,
    Kind::NANOSECONDS,
];

impl Parser<'_> {
    /// Whether the word INTERVAL here starts a literal and is not a name.
    pub fn starts_interval(&self) -> bool {
        let sign = usize::from(matches!(self.nth(1), Kind::Minus | Kind::Plus));
        let value = self.nth(1 + sign);
        let is_amount = value.is_number() || value.is_string();
        match (is_amount, sign) {
            (true, 0) => true,
            (true, _) => UNITS.contains(&self.nth(2 + sign)),
            _ => (value.is_hole() || value == Kind::LeftParen && sign == 0) && self.unit_follows(1 + sign),
        }
    }

    /// Databricks takes an expression in parentheses as the amount; holes may stand for it too.
    fn unit_follows(&self, ahead: usize) -> bool {
        if self.nth(ahead) != Kind::LeftParen {
            return UNITS.contains(&self.nth(ahead + 1));
        }
        let mut depth = 0_u32;
        for i in ahead..ahead + 64 {
            match self.nth(i) {
                Kind::LeftParen => depth += 1,
                Kind::RightParen if depth == 1 => return UNITS.contains(&self.nth(i + 1)),
                Kind::RightParen => depth -= 1,
                Kind::End => return false,
                _ => {}
            }
        }
        false
    }

    pub fn interval(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        let mut parts = 0;
        while self.at_amount(parts) {
            let _ = self.eat_any(&[Kind::Minus, Kind::Plus]);
            let is_string = self.peek().is_string();
            if self.at(Kind::LeftParen) {
                self.skip_balanced();
            } else {
                self.bump();
            }
            while self.peek().is_string() && is_string {
                self.bump();
            }
            if UNITS.contains(&self.peek()) && !(is_string && parts == 0 && self.unit_is_alias()) {
                self.bump();
            } else if is_string && parts == 0 {
                break;
            } else {
                return self.fail("a unit such as DAY");
            }
            if self.at(Kind::TO) && UNITS.contains(&self.nth(1)) {
                self.pos += 2;
            }
            parts += 1;
        }
        self.finish(mark, N::Interval);
        Ok(())
    }

    fn at_amount(&self, parts: u32) -> bool {
        let sign = usize::from(matches!(self.peek(), Kind::Minus | Kind::Plus));
        let value = self.nth(sign);
        let is_amount =
            value.is_number() || value.is_string() || (parts == 0 && (value.is_hole() || value == Kind::LeftParen));
        is_amount && (parts == 0 || UNITS.contains(&self.nth(sign + 1)))
    }

    /// `INTERVAL '1 day' day.x` does not exist; a unit after a string is always its unit.
    fn unit_is_alias(&self) -> bool {
        self.nth(1) == Kind::LeftParen
    }

    /// An interval where the grammar wants nothing else.
    pub fn expect_interval(&mut self) -> Parsed {
        if self.at(Kind::INTERVAL) && self.starts_interval() { self.interval() } else { self.fail("an interval") }
    }
}
