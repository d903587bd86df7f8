//! Which words start a clause where they stand. Spark reserves no word, so each decision looks at the words after it:
//! `ORDER` is a clause before `BY` and a name elsewhere.

use super::super::kind::Kind;
use super::core::Parser;

impl Parser<'_> {
    /// Whether the word `ahead` starts a clause, a join or a set operation, and is no alias or column.
    /// A clause needs something after its word: `FROM GROUP BY a` has an alias named FROM, as Spark reads it.
    pub fn starts_clause(&self, ahead: usize) -> bool {
        let kind = self.nth(ahead);
        if !kind.is_keyword() || !self.looks_like_clause(ahead) {
            return false;
        }
        let needs_operand = matches!(
            kind,
            Kind::FROM | Kind::WHERE | Kind::HAVING | Kind::QUALIFY | Kind::SELECT | Kind::LIMIT | Kind::OFFSET
        );
        let next = self.nth(ahead + 1);
        let clause_words =
            [Kind::FROM, Kind::WHERE, Kind::GROUP, Kind::HAVING, Kind::ORDER, Kind::SORT, Kind::LIMIT, Kind::QUALIFY];
        !(needs_operand && clause_words.contains(&next) && self.looks_like_clause(ahead + 1))
    }

    fn looks_like_clause(&self, ahead: usize) -> bool {
        let kind = self.nth(ahead);
        let next = self.nth(ahead + 1);
        match kind {
            Kind::FROM if next == Kind::FROM => !self.opens_relation(ahead + 2),
            Kind::FROM => self.opens_relation(ahead + 1),
            Kind::WHERE | Kind::HAVING | Kind::QUALIFY | Kind::LIMIT | Kind::OFFSET => self.opens_operand(next),
            Kind::GROUP | Kind::ORDER | Kind::SORT | Kind::CLUSTER | Kind::DISTRIBUTE => next == Kind::BY,
            Kind::UNION | Kind::EXCEPT | Kind::INTERSECT | Kind::MINUS => self.opens_set_operand(ahead + 1),
            Kind::LATERAL => next == Kind::VIEW || self.opens_relation(ahead + 1),
            Kind::WINDOW => {
                next.is_name()
                    && (self.nth(ahead + 2) == Kind::AS
                        || next == Kind::IDENTIFIER && self.nth(ahead + 2) == Kind::LeftParen)
            }
            Kind::PIVOT => next == Kind::LeftParen,
            Kind::UNPIVOT => matches!(next, Kind::LeftParen | Kind::INCLUDE | Kind::EXCLUDE),
            Kind::TABLESAMPLE => {
                next == Kind::LeftParen
                    || matches!(next, Kind::SYSTEM | Kind::BERNOULLI) && self.nth(ahead + 2) == Kind::LeftParen
            }
            Kind::JOIN => self.opens_relation(ahead + 1),
            Kind::CROSS
            | Kind::INNER
            | Kind::LEFT
            | Kind::RIGHT
            | Kind::FULL
            | Kind::NATURAL
            | Kind::SEMI
            | Kind::ANTI
            | Kind::ASOF => self.opens_join(ahead),
            Kind::ON | Kind::USING => self.opens_operand(next),
            Kind::MATCH_CONDITION => next == Kind::LeftParen,
            Kind::APPROX | Kind::EXACT => next == Kind::NEAREST,
            Kind::WHEN => matches!(next, Kind::MATCHED | Kind::NOT | Kind::Bang) || self.opens_operand(next),
            Kind::THEN | Kind::ELSE | Kind::END if self.nothing_to_end => false,
            Kind::THEN | Kind::ELSE => self.opens_operand(next) || next.is_keyword(),
            Kind::END => {
                matches!(
                    next,
                    Kind::AS | Kind::RightParen | Kind::Comma | Kind::FROM | Kind::End | Kind::Semicolon | Kind::Eq
                ) || !next.is_name()
            }
            Kind::FOR => {
                matches!(next, Kind::VERSION | Kind::TIMESTAMP | Kind::SYSTEM_TIME | Kind::SYSTEM_VERSION)
                    || self.opens_operand(next) && self.nth(ahead + 2) == Kind::IN
                    || next == Kind::LeftParen
            }
            Kind::VERSION | Kind::TIMESTAMP | Kind::SYSTEM_TIME | Kind::SYSTEM_VERSION => {
                next == Kind::AS && self.nth(ahead + 2) == Kind::OF
            }
            Kind::WATERMARK => self.opens_operand(next) && !matches!(next, Kind::ON | Kind::JOIN | Kind::WHERE),
            Kind::WITH => matches!(next, Kind::LeftParen | Kind::ROLLUP | Kind::CUBE | Kind::SCHEMA | Kind::NO),
            Kind::CHANGES => matches!(next, Kind::FROM),
            Kind::IDENTIFIED | Kind::BIN => next == Kind::BY,
            Kind::SELECT => self.opens_operand(next) || next == Kind::HintStart,
            Kind::SET => next.is_name() || next == Kind::LeftParen || next == Kind::Star,
            Kind::INSERT => matches!(next, Kind::INTO | Kind::OVERWRITE | Kind::LeftParen | Kind::Star | Kind::WITH),
            Kind::GROUPING => next == Kind::SETS,
            Kind::AS => next.is_name() || matches!(next, Kind::LeftParen),
            Kind::DO | Kind::INTO => next.is_name() || next == Kind::LeftParen,
            Kind::ROWS | Kind::RANGE => {
                matches!(next, Kind::BETWEEN | Kind::UNBOUNDED | Kind::CURRENT)
                    || next.is_number()
                    || next == Kind::INTERVAL
            }
            Kind::ASC | Kind::DESC => false,
            _ => false,
        }
    }

    pub fn opens_operand(&self, kind: Kind) -> bool {
        kind.is_name()
            || kind.is_number()
            || kind.is_string()
            || matches!(
                kind,
                Kind::LeftParen
                    | Kind::Star
                    | Kind::Minus
                    | Kind::Plus
                    | Kind::Tilde
                    | Kind::Bang
                    | Kind::Question
                    | Kind::Colon
            )
    }

    fn opens_relation(&self, ahead: usize) -> bool {
        let kind = self.nth(ahead);
        kind.is_name() || kind == Kind::LeftParen || kind.is_string()
    }

    fn opens_set_operand(&self, ahead: usize) -> bool {
        match self.nth(ahead) {
            Kind::ALL | Kind::DISTINCT => true,
            Kind::LeftParen => true,
            _ => self.starts_query(ahead),
        }
    }

    /// Whether a join's words stand `ahead`: `LEFT OUTER JOIN` and the like, up to JOIN.
    pub fn opens_join(&self, ahead: usize) -> bool {
        self.join_width(ahead).is_some()
    }

    /// How many words the join `ahead` has.
    pub fn join_width(&self, ahead: usize) -> Option<usize> {
        let mut at = ahead + usize::from(self.nth(ahead) == Kind::NATURAL);
        at += match (self.nth(at), self.nth(at + 1)) {
            (Kind::LEFT, Kind::OUTER | Kind::SEMI | Kind::ANTI) | (Kind::RIGHT | Kind::FULL, Kind::OUTER) => 2,
            (Kind::INNER | Kind::CROSS | Kind::LEFT | Kind::RIGHT | Kind::FULL | Kind::SEMI | Kind::ANTI, _) => 1,
            _ => 0,
        };
        at += usize::from(self.nth(at) == Kind::ASOF);
        (self.nth(at) == Kind::JOIN).then_some(at + 1 - ahead)
    }

    /// Whether a query starts `ahead`: SELECT, WITH, FROM, VALUES, TABLE, MAP, REDUCE, or parentheses around one.
    pub fn starts_query(&self, ahead: usize) -> bool {
        let next = self.nth(ahead + 1);
        match self.nth(ahead) {
            Kind::SELECT => {
                let is_empty = matches!(next, Kind::End | Kind::Semicolon | Kind::RightParen);
                self.opens_operand(next) || next == Kind::HintStart || (is_empty && !self.lenient)
            }
            Kind::WITH => {
                next == Kind::RECURSIVE
                    || next.is_name() && matches!(self.nth(ahead + 2), Kind::AS | Kind::LeftParen | Kind::MAX)
            }
            Kind::FROM => self.opens_relation(ahead + 1),
            Kind::VALUES => self.opens_operand(next) && !matches!(next, Kind::AS),
            Kind::TABLE => next.is_name(),
            Kind::MAP | Kind::REDUCE => self.opens_transform(ahead),
            Kind::LeftParen => {
                let mut inner = ahead + 1;
                while self.nth(inner) == Kind::LeftParen && inner < ahead + 400 {
                    inner += 1;
                }
                self.starts_query(inner)
            }
            _ => false,
        }
    }

    /// `MAP a, b USING 'script'`: the script tells it from a function call.
    fn opens_transform(&self, ahead: usize) -> bool {
        let mut depth = 0_u32;
        for i in ahead + 1..ahead + 200 {
            match self.nth(i) {
                Kind::LeftParen => depth += 1,
                Kind::RightParen if depth == 0 => return false,
                Kind::RightParen => depth -= 1,
                Kind::USING if depth == 0 => return i > ahead + 1 && self.nth(i + 1).is_string(),
                Kind::End | Kind::Semicolon | Kind::FROM | Kind::SELECT if depth == 0 => return false,
                _ => {}
            }
        }
        false
    }

    /// Whether what stands here goes on with a query: a set operation, a pipe, ORDER BY, LIMIT.
    pub fn continues_query(&self) -> bool {
        match self.peek() {
            Kind::PipeArrow | Kind::Pipe => self.at_pipe(),
            Kind::UNION | Kind::EXCEPT | Kind::INTERSECT | Kind::MINUS => self.starts_clause(0),
            Kind::ORDER | Kind::SORT | Kind::CLUSTER | Kind::DISTRIBUTE | Kind::LIMIT | Kind::OFFSET => {
                self.starts_clause(0)
            }
            _ => false,
        }
    }
}
