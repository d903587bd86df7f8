//! Names: of tables, columns, functions; one part or many, quoted, with holes, or `IDENTIFIER(..)`.
//! Which object a name means is said by the production that calls.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

impl Parser<'_> {
    /// The name of an object, with what the statement does to it.
    pub fn object(&mut self, role: Role, kind: ObjectKind) -> Parsed {
        let mark = self.mark();
        self.name_parts()?;
        self.finish_with(mark, N::ObjectName, role.pack(kind));
        Ok(())
    }

    /// A dotted name that names no object of the catalog: a column, a variable, a property.
    pub fn name(&mut self) -> Parsed {
        let mark = self.mark();
        self.name_parts()?;
        self.finish(mark, N::Name);
        Ok(())
    }

    /// `table.column`: the table, with what the statement does to it, and the column as a name of its own.
    pub fn column_of_table(&mut self, role: Role) -> Parsed {
        let mark = self.mark();
        let column = self.name_parts()?;
        if column.pos == mark.pos {
            self.finish(mark, N::Name);
            return Ok(());
        }
        self.reset(Mark { pos: column.pos - 1, ..column });
        self.finish_with(mark, N::ObjectName, role.pack(ObjectKind::Table));
        self.bump();
        self.simple_name()
    }

    /// A name of one part.
    pub fn simple_name(&mut self) -> Parsed {
        let mark = self.mark();
        self.name_part()?;
        self.finish(mark, N::Name);
        Ok(())
    }

    /// The parts of a dotted name. Gives where its last part starts.
    fn name_parts(&mut self) -> Parsed<Mark> {
        let mut last = self.mark();
        self.name_part()?;
        while self.at(Kind::Dot) && self.nth(1).is_name() {
            self.bump();
            last = self.mark();
            self.name_part()?;
        }
        if self.at(Kind::Dot) && self.nth(1) != Kind::Star {
            self.bump();
            return self.fail("a name after the dot");
        }
        Ok(last)
    }

    /// One part. Spark takes `a-b` here too and then asks for backquotes: that is a semantic error, not one of grammar.
    fn name_part(&mut self) -> Parsed {
        if self.at(Kind::IDENTIFIER) && self.nth(1) == Kind::LeftParen {
            return self.identifier_clause();
        }
        if !self.peek().is_name() {
            return self.fail("a name");
        }
        self.bump();
        while self.at(Kind::Minus) && self.nth(1).is_name() && self.touches_next(0) && self.touches_before() {
            self.bump();
            self.bump();
        }
        Ok(())
    }

    /// `IDENTIFIER(expression)`.
    pub fn identifier_clause(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        self.expect(Kind::LeftParen)?;
        self.expression()?;
        self.expect(Kind::RightParen)?;
        self.finish(mark, N::IdentifierClause);
        Ok(())
    }

    /// `(a, b, c)`: names of one part.
    pub fn name_list(&mut self) -> Parsed {
        let mark = self.mark();
        self.paren_list(Self::simple_name)?;
        self.finish(mark, N::NameList);
        Ok(())
    }

    /// `(a.b, c)`: dotted names.
    pub fn dotted_name_list(&mut self) -> Parsed {
        let mark = self.mark();
        self.paren_list(Self::name)?;
        self.finish(mark, N::NameList);
        Ok(())
    }

    pub fn if_not_exists(&mut self) -> Parsed {
        if self.at(Kind::IF) && matches!(self.nth(1), Kind::NOT | Kind::Bang) && self.nth(2) == Kind::EXISTS {
            self.pos += 3;
        }
        Ok(())
    }

    pub fn if_exists(&mut self) {
        self.eat_all(&[Kind::IF, Kind::EXISTS]);
    }

    /// A string literal, or a parameter that stands for one.
    pub fn string(&mut self) -> Parsed {
        let mark = self.mark();
        let start = self.pos;
        loop {
            match self.peek() {
                kind if kind.is_string() || kind.is_hole() => self.bump(),
                Kind::Question => self.bump(),
                Kind::Colon if self.nth(1).is_name() => self.pos += 2,
                _ => break,
            }
        }
        if self.pos == start {
            return self.fail("a string");
        }
        self.finish(mark, N::Literal);
        Ok(())
    }

    pub fn at_string(&self) -> bool {
        match self.peek() {
            Kind::Question => true,
            Kind::Colon => self.nth(1).is_name(),
            kind => kind.is_string() || matches!(kind, Kind::Hole | Kind::Template),
        }
    }

    /// An integer, or a parameter or hole that stands for one.
    pub fn integer(&mut self) -> Parsed {
        let mark = self.mark();
        match self.peek() {
            Kind::Integer | Kind::Question => self.bump(),
            Kind::Colon if self.nth(1).is_name() => self.pos += 2,
            kind if kind.is_hole() => self.bump(),
            _ => return self.fail("an integer"),
        }
        self.finish(mark, N::Literal);
        Ok(())
    }
}
