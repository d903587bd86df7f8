//! What hangs on a relation or is one of a special form: time travel, changes, options, samples, watermarks,
//! UNNEST, JSON_TABLE and tables as arguments. Joins and plain relations are in `relation`.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Parsed, Parser};

impl Parser<'_> {
    /// `t@v1`, `t@20240101000000000`.
    pub fn version_suffix(&mut self) -> Parsed {
        if self.at(Kind::At) {
            let mark = self.mark();
            self.bump();
            if !self.peek().is_name() && !self.peek().is_number() {
                return self.fail("a version");
            }
            let bare_v = self.word(0).eq_ignore_ascii_case("v");
            self.bump();
            if bare_v {
                self.string_or_integer()?;
            }
            self.finish(mark, N::TimeTravel);
        }
        Ok(())
    }

    pub fn string_or_integer(&mut self) -> Parsed {
        if self.at(Kind::Integer) { self.integer() } else { self.string() }
    }

    /// `FOR VERSION AS OF 1`, `TIMESTAMP AS OF x`.
    pub fn time_travel(&mut self) -> Parsed {
        let ahead = usize::from(self.at(Kind::FOR));
        let is_version = matches!(self.nth(ahead), Kind::VERSION | Kind::SYSTEM_VERSION);
        let is_time = matches!(self.nth(ahead), Kind::TIMESTAMP | Kind::SYSTEM_TIME);
        if !(is_version || is_time) || self.nth(ahead + 1) != Kind::AS || self.nth(ahead + 2) != Kind::OF {
            return Ok(());
        }
        let mark = self.mark();
        self.pos += ahead + 3;
        if is_version && !self.at(Kind::LeftParen) {
            self.string_or_integer()?
        } else {
            self.value()?
        }
        self.finish(mark, N::TimeTravel);
        Ok(())
    }

    /// `CHANGES FROM VERSION 1 TO VERSION 2`.
    pub fn changes(&mut self) -> Parsed {
        if !(self.at(Kind::CHANGES) && self.nth(1) == Kind::FROM) {
            return Ok(());
        }
        let mark = self.mark();
        self.bump();
        while self.eat_any(&[Kind::FROM, Kind::TO]) {
            self.expect_any(
                &[Kind::VERSION, Kind::SYSTEM_VERSION, Kind::TIMESTAMP, Kind::SYSTEM_TIME],
                "VERSION or TIMESTAMP",
            )?;
            self.value()?;
            let _ = self.eat_any(&[Kind::INCLUSIVE, Kind::EXCLUSIVE]);
        }
        self.finish(mark, N::Changes);
        Ok(())
    }

    pub fn options_option(&mut self) -> Parsed {
        if self.at(Kind::WITH) && self.nth(1) == Kind::LeftParen {
            let mark = self.mark();
            self.bump();
            self.property_list()?;
            self.finish(mark, N::Options);
        }
        Ok(())
    }

    pub fn watermark(&mut self) -> Parsed {
        if !(self.at(Kind::WATERMARK) && self.starts_clause(0)) {
            return Ok(());
        }
        let mark = self.mark();
        self.bump();
        self.expression()?;
        if self.at(Kind::AS) {
            self.select_alias()?;
        }
        self.expect_all(&[Kind::DELAY, Kind::OF])?;
        self.expect_interval()?;
        self.finish(mark, N::Watermark);
        Ok(())
    }

    pub fn sample(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect(Kind::TABLESAMPLE)?;
        let _ = self.eat_any(&[Kind::SYSTEM, Kind::BERNOULLI]);
        self.expect(Kind::LeftParen)?;
        if self.at(Kind::BUCKET) && self.nth(1) == Kind::Integer {
            self.bump();
            self.integer()?;
            self.expect_all(&[Kind::OUT, Kind::OF])?;
            self.integer()?;
            if self.eat(Kind::ON) {
                self.expression()?;
            }
        } else if !self.at(Kind::RightParen) {
            self.expression()?;
            let _ = self.eat_any(&[Kind::PERCENT, Kind::ROWS]);
        }
        self.expect(Kind::RightParen)?;
        if self.at(Kind::REPEATABLE) && self.nth(1) == Kind::LeftParen {
            self.pos += 2;
            self.integer()?;
            self.expect(Kind::RightParen)?;
        }
        self.finish(mark, N::Sample);
        Ok(())
    }

    pub fn unnest(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump_as(N::FunctionName);
        self.paren_list(Self::expression)?;
        let _ = self.eat_all(&[Kind::WITH, Kind::ORDINALITY]);
        self.relation_tail()?;
        self.finish(mark, N::TableFunction);
        Ok(())
    }

    pub fn json_table(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump_as(N::FunctionName);
        self.expect(Kind::LeftParen)?;
        self.expression()?;
        self.expect(Kind::Comma)?;
        self.string()?;
        self.expect(Kind::COLUMNS)?;
        self.paren_list(Self::json_column)?;
        if self.eat_any(&[Kind::ERROR, Kind::NULL]) {
            self.expect_all(&[Kind::ON, Kind::ERROR])?;
        }
        self.expect(Kind::RightParen)?;
        self.relation_tail()?;
        self.finish(mark, N::TableFunction);
        Ok(())
    }

    pub fn json_column(&mut self) -> Parsed {
        let mark = self.mark();
        self.simple_name()?;
        if !self.eat_all(&[Kind::FOR, Kind::ORDINALITY]) {
            self.data_type()?;
            self.eat(Kind::EXISTS);
            if self.eat(Kind::PATH) {
                self.string()?;
            }
        }
        self.finish(mark, N::ColumnDef);
        Ok(())
    }

    /// `TABLE t`, `TABLE(t)`, `TABLE(query)`, with partitioning and order: an argument of a function.
    pub fn table_argument(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect(Kind::TABLE)?;
        if self.at(Kind::LeftParen) && self.starts_query(1) {
            self.paren_query()?;
        } else {
            let in_parens = self.eat(Kind::LeftParen);
            self.object(Role::Read, ObjectKind::Table)?;
            if in_parens {
                self.expect(Kind::RightParen)?;
            }
        }
        self.table_argument_layout()?;
        self.finish(mark, N::TableArgument);
        Ok(())
    }

    pub fn table_argument_layout(&mut self) -> Parsed {
        let single = self.eat_all(&[Kind::WITH, Kind::SINGLE, Kind::PARTITION]);
        if !single && self.at_any(&[Kind::PARTITION, Kind::DISTRIBUTE]) && self.nth(1) == Kind::BY {
            let clause = self.mark();
            self.pos += 2;
            self.layout_list(Self::expression)?;
            self.finish(clause, N::PartitionBy);
        }
        if self.at_any(&[Kind::ORDER, Kind::SORT]) && self.nth(1) == Kind::BY {
            let clause = self.mark();
            self.pos += 2;
            self.layout_list(Self::sort_item)?;
            self.finish(clause, N::OrderBy);
        }
        Ok(())
    }

    /// `(a, b)` or one item. In parentheses an item may be followed by its direction.
    pub fn layout_list(&mut self, item: fn(&mut Self) -> Parsed) -> Parsed {
        if self.at(Kind::LeftParen) && self.attempt(|p| p.paren_list(item)) { Ok(()) } else { item(self) }
    }
}
