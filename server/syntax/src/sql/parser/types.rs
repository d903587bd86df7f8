//! Data types, and lists of columns with types.
//! Whether a type exists is not asked here: any name may be one.

use super::super::kind::Kind;
use super::super::node::NodeKind as N;
use super::core::{Parsed, Parser};

impl Parser<'_> {
    pub fn data_type(&mut self) -> Parsed {
        self.nest(Self::data_type_inner)
    }

    fn data_type_inner(&mut self) -> Parsed {
        let mark = self.mark();
        if !self.peek().is_name() {
            return self.fail("a data type");
        }
        let head = self.peek();
        self.bump();
        match head {
            Kind::ARRAY | Kind::MAP if self.eat(Kind::Less) => {
                self.data_type()?;
                if head == Kind::MAP {
                    self.expect(Kind::Comma)?;
                    self.data_type()?;
                }
                self.expect(Kind::Greater)?;
            }
            Kind::STRUCT if self.eat(Kind::NotEq) => {}
            Kind::STRUCT if self.eat(Kind::Less) => {
                if !self.at(Kind::Greater) {
                    self.comma_list(Self::struct_field)?;
                }
                self.expect(Kind::Greater)?;
            }
            Kind::INTERVAL => self.interval_type()?,
            _ => self.simple_type(head)?,
        }
        self.finish(mark, N::Type);
        Ok(())
    }

    fn interval_type(&mut self) -> Parsed {
        let units = [Kind::YEAR, Kind::MONTH, Kind::DAY, Kind::HOUR, Kind::MINUTE, Kind::SECOND];
        if self.eat_any(&units) && self.at(Kind::TO) {
            self.bump();
            self.expect_any(&units, "a unit such as SECOND")?;
        }
        Ok(())
    }

    fn simple_type(&mut self, head: Kind) -> Parsed {
        if self.at(Kind::LeftParen) {
            self.paren_list(|p| if p.eat(Kind::ANY) { Ok(()) } else { p.integer() })?;
        }
        match head {
            Kind::STRING | Kind::CHAR | Kind::CHARACTER | Kind::VARCHAR if self.at(Kind::COLLATE) => {
                self.bump();
                self.name()
            }
            Kind::TIMESTAMP | Kind::TIME => {
                let _ = self.eat_all(&[Kind::WITHOUT, Kind::TIME, Kind::ZONE])
                    || self.eat_all(&[Kind::WITH, Kind::LOCAL, Kind::TIME, Kind::ZONE]);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// `name: type NOT NULL COMMENT 'text'`, the colon may be left out.
    fn struct_field(&mut self) -> Parsed {
        let mark = self.mark();
        self.simple_name()?;
        self.eat(Kind::Colon);
        self.data_type()?;
        self.not_null();
        self.comment_option()?;
        self.finish(mark, N::StructField);
        Ok(())
    }

    pub fn not_null(&mut self) {
        if self.at_any(&[Kind::NOT, Kind::Bang]) && self.nth(1) == Kind::NULL {
            let mark = self.mark();
            self.pos += 2;
            self.finish(mark, N::NotNull);
        }
    }

    pub fn comment_option(&mut self) -> Parsed {
        if self.at(Kind::COMMENT) {
            return self.comment_clause();
        }
        Ok(())
    }

    pub fn comment_clause(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect(Kind::COMMENT)?;
        self.string()?;
        self.finish(mark, N::Comment);
        Ok(())
    }

    /// `name type NOT NULL COMMENT 'text'`: a column of a plain schema.
    pub fn column_type(&mut self) -> Parsed {
        let mark = self.mark();
        self.simple_name()?;
        self.eat(Kind::Colon);
        self.data_type()?;
        self.not_null();
        self.comment_option()?;
        self.finish(mark, N::ColumnDef);
        Ok(())
    }
}
