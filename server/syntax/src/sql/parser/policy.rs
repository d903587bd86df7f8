//! Policies: row filters, column masks and grants by tags. All clauses may be missing; what is not known is taken softly.
//! Which conditions and tags exist is not known here.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Parsed, Parser};

impl Parser<'_> {
    /// Everything after the name in CREATE POLICY.
    pub fn policy_body(&mut self) {
        while !self.at_end() {
            if !self.attempt(Self::policy_clause) && !self.attempt(Self::known_clause) {
                let mark = self.mark();
                self.skip_balanced();
                self.finish(mark, N::UnknownClause);
            }
        }
    }

    fn policy_clause(&mut self) -> Parsed {
        let mark = self.mark();
        let next = self.nth(1);
        let kind = match self.peek() {
            Kind::ON if next == Kind::COLUMN => {
                self.pos += 2;
                self.name()?;
                N::OnColumn
            }
            Kind::ON => return self.policy_target(Role::Altered),
            Kind::ROW if next == Kind::FILTER => {
                self.pos += 2;
                self.object(Role::Named, ObjectKind::Function)?;
                N::RowFilter
            }
            Kind::COLUMN if next == Kind::MASK => {
                self.pos += 2;
                self.object(Role::Named, ObjectKind::Function)?;
                N::ColumnMask
            }
            Kind::TO | Kind::EXCEPT => {
                self.bump();
                self.comma_list(|p| p.object(Role::Named, ObjectKind::Principal))?;
                N::Principals
            }
            Kind::GRANT => {
                self.bump();
                return self.comma_list(Self::policy_privilege);
            }
            Kind::FOR => {
                self.bump();
                while self.peek().is_name() && !self.at_any(&[Kind::WHEN, Kind::MATCH]) {
                    self.bump();
                }
                N::PolicyScope
            }
            Kind::WHEN => {
                self.bump();
                self.expression()?;
                N::PolicyCondition
            }
            Kind::MATCH if next == Kind::COLUMNS => {
                self.pos += 2;
                self.comma_list(Self::matched_column)?;
                N::MatchColumns
            }
            Kind::USING if next == Kind::COLUMNS => {
                self.pos += 2;
                self.paren_list(Self::expression)?;
                N::UsingColumns
            }
            _ => return self.fail("a clause"),
        };
        self.finish(mark, kind);
        Ok(())
    }

    /// A condition on a column's tags, and the name that the column then has.
    fn matched_column(&mut self) -> Parsed {
        self.expression()?;
        if self.at(Kind::AS) {
            self.bump();
            return self.simple_name();
        }
        let ends = matches!(self.peek(), Kind::ON | Kind::USING);
        if self.peek().is_name() && !ends { self.simple_name() } else { Ok(()) }
    }

    fn policy_privilege(&mut self) -> Parsed {
        let mark = self.mark();
        while self.peek().is_name() && !self.at(Kind::FOR) {
            self.bump();
        }
        if self.pos == mark.pos {
            return self.fail("a privilege");
        }
        self.finish(mark, N::Privilege);
        Ok(())
    }

    /// `ON CATALOG c`, `ON SCHEMA s`, `ON TABLE t`, `ON METASTORE`.
    pub fn policy_target(&mut self, role: Role) -> Parsed {
        let outer = self.mark();
        self.expect(Kind::ON)?;
        let mark = self.mark();
        let (kind, words) = self.object_words(0).unwrap_or((ObjectKind::Other, 0));
        self.pos += words;
        if kind != ObjectKind::Metastore {
            if words == 0 {
                while self.nth(1).is_name() && self.nth(1) != Kind::COMMENT {
                    self.bump();
                }
            }
            self.object(role, kind)?;
        }
        if self.pos == outer.pos + 1 {
            return self.fail("an object");
        }
        self.finish(mark, N::Securable);
        Ok(())
    }
}
