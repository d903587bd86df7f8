//! GROUP BY in all its forms, PIVOT and UNPIVOT.
//! Whether a grouping makes sense is not asked here.

use super::super::kind::Kind;
use super::super::node::NodeKind as N;
use super::core::{Parsed, Parser};

impl Parser<'_> {
    pub fn group_by(&mut self) -> Parsed {
        self.group_by_of(Self::expression)
    }

    /// GROUP BY of a pipe, where groupings may have aliases.
    pub fn pipe_group_by(&mut self) -> Parsed {
        self.group_by_of(|p| {
            let mark = p.mark();
            p.expression()?;
            p.alias_in_row(mark)
        })
    }

    fn group_by_of(&mut self, item: fn(&mut Self) -> Parsed) -> Parsed {
        let mark = self.mark();
        self.expect_all(&[Kind::GROUP, Kind::BY])?;
        self.comma_list(|p| p.grouping(item))?;
        if self.at(Kind::WITH) && matches!(self.nth(1), Kind::ROLLUP | Kind::CUBE) {
            self.pos += 2;
        } else if self.at(Kind::GROUPING) && self.nth(1) == Kind::SETS {
            self.grouping_sets()?;
        }
        self.finish(mark, N::GroupBy);
        Ok(())
    }

    fn grouping(&mut self, item: fn(&mut Self) -> Parsed) -> Parsed {
        match self.peek() {
            Kind::ROLLUP | Kind::CUBE if self.nth(1) == Kind::LeftParen => self.grouping_set_list(1),
            Kind::GROUPING if self.nth(1) == Kind::SETS => self.grouping_sets(),
            _ => item(self),
        }
    }

    fn grouping_sets(&mut self) -> Parsed {
        self.grouping_set_list(2)
    }

    fn grouping_set_list(&mut self, words: usize) -> Parsed {
        let mark = self.mark();
        self.pos += words;
        self.nest(|p| p.paren_list(Self::grouping_element))?;
        self.finish(mark, N::GroupingSets);
        Ok(())
    }

    fn grouping_element(&mut self) -> Parsed {
        match self.peek() {
            Kind::ROLLUP | Kind::CUBE if self.nth(1) == Kind::LeftParen => self.grouping_set_list(1),
            Kind::GROUPING if self.nth(1) == Kind::SETS => self.grouping_set_list(2),
            Kind::LeftParen if self.nth(1) == Kind::RightParen => {
                let mark = self.mark();
                self.pos += 2;
                self.finish(mark, N::Row);
                Ok(())
            }
            _ => self.expression(),
        }
    }

    pub fn pivot(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect(Kind::PIVOT)?;
        self.expect(Kind::LeftParen)?;
        self.select_items()?;
        self.expect(Kind::FOR)?;
        if self.at(Kind::LeftParen) {
            self.name_list()?
        } else {
            self.simple_name()?
        }
        self.expect(Kind::IN)?;
        self.paren_list(Self::select_item)?;
        self.expect(Kind::RightParen)?;
        self.optional_table_alias()?;
        self.finish(mark, N::Pivot);
        Ok(())
    }

    pub fn unpivot(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect(Kind::UNPIVOT)?;
        if self.at_any(&[Kind::INCLUDE, Kind::EXCLUDE]) {
            self.bump();
            self.expect(Kind::NULLS)?;
        }
        self.expect(Kind::LeftParen)?;
        if self.at(Kind::LeftParen) {
            self.name_list()?
        } else {
            self.simple_name()?
        }
        self.expect(Kind::FOR)?;
        self.simple_name()?;
        self.expect(Kind::IN)?;
        self.paren_list(|p| {
            let item = p.mark();
            if p.at(Kind::LeftParen) {
                p.dotted_name_list()?
            } else {
                p.name()?
            }
            if p.eat(Kind::AS) || p.peek().is_name() {
                p.simple_name()?;
            }
            p.finish(item, N::UnpivotItem);
            Ok(())
        })?;
        self.expect(Kind::RightParen)?;
        self.optional_table_alias()?;
        self.finish(mark, N::Unpivot);
        Ok(())
    }

    /// `BIN BY (RANGE a TO b BIN WIDTH w DISTRIBUTE UNIFORM (c) ..)`.
    pub fn bin_by(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect_all(&[Kind::BIN, Kind::BY, Kind::LeftParen, Kind::RANGE])?;
        self.name()?;
        self.expect(Kind::TO)?;
        self.name()?;
        self.expect_all(&[Kind::BIN, Kind::WIDTH])?;
        self.expression()?;
        if self.eat_all(&[Kind::ALIGN, Kind::TO]) {
            self.expression()?;
        }
        self.expect_all(&[Kind::DISTRIBUTE, Kind::UNIFORM])?;
        self.dotted_name_list()?;
        while self.eat_any(&[Kind::BIN_START, Kind::BIN_END, Kind::BIN_DISTRIBUTE_RATIO]) {
            self.expect(Kind::AS)?;
            self.simple_name()?;
        }
        self.expect(Kind::RightParen)?;
        self.optional_table_alias()?;
        self.finish(mark, N::BinBy);
        Ok(())
    }
}
