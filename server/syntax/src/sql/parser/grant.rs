//! GRANT, REVOKE and DENY: privileges, what they are on, and to whom they go.
//! Which privileges exist is not known here.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Parsed, Parser};

impl Parser<'_> {
    pub fn grant(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        if !self.attempt(Self::grant_body) {
            self.rest_as(N::Opaque);
        }
        self.finish(mark, N::Grant);
        Ok(())
    }

    fn grant_body(&mut self) -> Parsed {
        self.comma_list(Self::privilege)?;
        self.expect(Kind::ON)?;
        self.securable()?;
        self.expect_any(&[Kind::TO, Kind::FROM], "TO or FROM")?;
        if self.at(Kind::RECIPIENT) && self.nth(1).is_name() {
            self.bump();
            self.object(Role::Named, ObjectKind::Recipient)?;
        } else {
            self.comma_list(|p| p.object(Role::Named, ObjectKind::Principal))?;
        }
        self.soft_tail(ObjectKind::Principal);
        Ok(())
    }

    /// One privilege of one or more words, as one node.
    fn privilege(&mut self) -> Parsed {
        let mark = self.mark();
        while self.peek().is_name() && !self.at(Kind::ON) {
            self.bump();
        }
        if self.pos == mark.pos {
            return self.fail("a privilege");
        }
        self.finish(mark, N::Privilege);
        Ok(())
    }

    /// `[kind] name`; a bare name is a table or view, ANY FILE and METASTORE have no name.
    pub fn securable(&mut self) -> Parsed {
        let mark = self.mark();
        let (kind, words) = self.object_words(0).unwrap_or((ObjectKind::Table, 0));
        self.pos += words;
        if words == 0 && self.at(Kind::ANONYMOUS) && self.nth(1) == Kind::FUNCTION
            || self.at(Kind::ANY) && self.word(1).eq_ignore_ascii_case("FILE")
        {
            self.pos += 2;
        } else if words == 0
            && self.at(Kind::Word)
            && self.nth(1).is_name()
            && !matches!(self.nth(1), Kind::TO | Kind::FROM)
        {
            self.bump();
            self.object(Role::Granted, ObjectKind::Other)?;
        } else if kind != ObjectKind::Metastore && self.peek().is_name() && !self.at_any(&[Kind::TO, Kind::FROM]) {
            self.object(Role::Granted, kind)?;
        }
        if self.pos == mark.pos {
            return self.fail("an object");
        }
        // People write `ON TABLE s.*`; the platform has no such grant, which is for a rule to say.
        if self.at(Kind::Dot) && self.nth(1) == Kind::Star {
            self.pos += 2;
        }
        self.finish(mark, N::Securable);
        Ok(())
    }
}
