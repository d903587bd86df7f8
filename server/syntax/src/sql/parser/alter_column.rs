//! ALTER COLUMN and Hive's CHANGE COLUMN: one column or many, with what is done to each.

use super::super::kind::Kind;
use super::super::node::NodeKind as N;
use super::core::{Parsed, Parser};

impl Parser<'_> {
    /// `ALTER COLUMN a TYPE INT, b COMMENT 'x'`, Hive's `CHANGE COLUMN a b INT`.
    pub fn alter_columns(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        if self.at_any(&[Kind::COLUMN, Kind::COLUMNS]) && self.nth(1).is_name() {
            self.bump();
        }
        self.comma_list(|p| {
            let column = p.mark();
            p.name()?;
            p.alter_column_action()?;
            p.finish(column, N::AlterColumn);
            Ok(())
        })?;
        self.finish(mark, N::Action);
        Ok(())
    }

    fn alter_column_action(&mut self) -> Parsed {
        let next = self.nth(1);
        match self.peek() {
            Kind::TYPE if next.is_name() && !matches!(self.nth(2), Kind::COMMENT) || next == Kind::ARRAY => {
                self.bump();
                self.data_type()
            }
            Kind::COMMENT => self.comment_clause(),
            Kind::FIRST | Kind::AFTER => self.column_position(),
            Kind::SET | Kind::DROP => self.alter_column_set(),
            Kind::UNSET if matches!(next, Kind::TAGS | Kind::TAG) => {
                let mark = self.mark();
                self.pos += 2;
                self.property_list()?;
                self.finish(mark, N::Tags);
                Ok(())
            }
            Kind::SYNC if next == Kind::IDENTITY => {
                self.pos += 2;
                Ok(())
            }
            Kind::UNSET | Kind::SYNC | Kind::ALIGN => {
                self.rest_as(N::UnknownClause);
                Ok(())
            }
            kind if kind.is_name() => {
                let renamed = self.mark();
                self.simple_name()?;
                self.data_type()?;
                self.column_options()?;
                self.finish(renamed, N::ColumnDef);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn alter_column_set(&mut self) -> Parsed {
        self.bump();
        match self.peek() {
            Kind::NOT | Kind::Bang => {
                self.bump();
                self.expect(Kind::NULL)
            }
            Kind::DEFAULT if self.before() == Kind::SET => self.default_clause(),
            Kind::DEFAULT | Kind::MASK if self.before() == Kind::DROP => {
                self.bump();
                Ok(())
            }
            Kind::MASK => self.mask(),
            Kind::TAGS | Kind::TAG => self.properties(N::Tags),
            _ => self.fail("NOT NULL, DEFAULT, MASK or TAGS"),
        }
    }
}
