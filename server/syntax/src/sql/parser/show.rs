//! SHOW and DESCRIBE: Spark's forms strictly, Databricks' softly.
//! The objects they name are only named, never read.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Parsed, Parser};

impl Parser<'_> {
    pub fn show(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        let parsed = self.show_what();
        self.finish(mark, N::Show);
        parsed
    }

    fn show_what(&mut self) -> Parsed {
        let next = self.nth(1);
        match self.peek() {
            Kind::TABLES if self.word(1).eq_ignore_ascii_case("dropped") => {
                self.show_soft();
                Ok(())
            }
            Kind::TABLES | Kind::VIEWS => {
                self.bump();
                self.show_in(ObjectKind::Schema)?;
                self.show_pattern()?;
                let _ = self.eat_all(&[Kind::AS, Kind::JSON]);
                Ok(())
            }
            Kind::SCHEMAS | Kind::DATABASES | Kind::NAMESPACES => {
                self.bump();
                self.show_in(ObjectKind::Catalog)?;
                self.show_pattern()
            }
            Kind::CATALOGS | Kind::COLLATIONS => {
                self.bump();
                self.show_pattern()
            }
            Kind::TABLE if next == Kind::EXTENDED => self.show_table_extended(),
            Kind::TBLPROPERTIES => {
                self.bump();
                self.object(Role::Named, ObjectKind::Table)?;
                if self.at(Kind::LeftParen) { self.property_list() } else { Ok(()) }
            }
            Kind::COLUMNS => self.show_columns(),
            Kind::PARTITIONS => {
                self.bump();
                self.object(Role::Named, ObjectKind::Table)?;
                if self.at(Kind::PARTITION) {
                    self.partition_spec()?;
                }
                let _ = self.eat_all(&[Kind::AS, Kind::JSON]);
                Ok(())
            }
            Kind::PROCEDURES => {
                self.bump();
                self.show_in(ObjectKind::Schema)
            }
            Kind::CREATE if next == Kind::TABLE => {
                self.pos += 2;
                self.object(Role::Named, ObjectKind::Table)?;
                let _ = self.eat_all(&[Kind::AS, Kind::SERDE]);
                Ok(())
            }
            Kind::CURRENT if matches!(next, Kind::NAMESPACE | Kind::SCHEMA | Kind::DATABASE) => {
                self.pos += 2;
                Ok(())
            }
            Kind::FUNCTIONS => self.show_functions(),
            _ if next == Kind::FUNCTIONS => {
                self.bump();
                self.show_functions()
            }
            Kind::GRANTS | Kind::GRANT => self.show_grants(),
            _ if self.is_foreign_object() || self.at(Kind::Word) && self.nth(1) == Kind::End => {
                self.show_soft();
                Ok(())
            }
            _ => self.fail("TABLES, SCHEMAS, COLUMNS or another word for what to show"),
        }
    }

    fn show_in(&mut self, kind: ObjectKind) -> Parsed {
        if self.eat_any(&[Kind::FROM, Kind::IN]) {
            self.object(Role::Named, kind)?;
        }
        Ok(())
    }

    fn show_pattern(&mut self) -> Parsed {
        if self.eat(Kind::LIKE) || self.at_string() {
            self.string()?;
        }
        Ok(())
    }

    fn show_table_extended(&mut self) -> Parsed {
        self.pos += 2;
        self.show_in(ObjectKind::Schema)?;
        self.expect(Kind::LIKE)?;
        self.string()?;
        if self.at(Kind::PARTITION) {
            self.partition_spec()?;
        }
        let _ = self.eat_all(&[Kind::AS, Kind::JSON]);
        Ok(())
    }

    fn show_columns(&mut self) -> Parsed {
        self.bump();
        self.expect_any(&[Kind::FROM, Kind::IN], "FROM or IN")?;
        self.object(Role::Named, ObjectKind::Table)?;
        self.show_in(ObjectKind::Schema)
    }

    fn show_functions(&mut self) -> Parsed {
        self.bump();
        self.show_in(ObjectKind::Schema)?;
        let has_like = self.eat(Kind::LIKE);
        if self.at_string() {
            self.string()
        } else if has_like || self.peek().is_name() {
            self.name()
        } else {
            Ok(())
        }
    }

    fn show_grants(&mut self) -> Parsed {
        self.bump();
        if !self.at_any(&[Kind::ON, Kind::End]) && self.peek().is_name() && self.nth(1) == Kind::ON {
            self.object(Role::Named, ObjectKind::Principal)?;
        }
        if self.eat(Kind::ON) {
            self.securable()?;
        }
        if self.at(Kind::TO) && self.nth(1) == Kind::RECIPIENT {
            self.pos += 2;
            self.object(Role::Named, ObjectKind::Recipient)?;
        }
        self.soft_tail(ObjectKind::Principal);
        Ok(())
    }

    /// `SHOW VOLUMES IN s`, `SHOW ALL IN SHARE s`, `SHOW GROUPS WITH USER u` and the like.
    fn show_soft(&mut self) {
        let kind = match self.peek() {
            Kind::SCHEMAS | Kind::DATABASES => ObjectKind::Catalog,
            Kind::TABLES | Kind::VOLUMES | Kind::MODELS => ObjectKind::Schema,
            Kind::SHARES => ObjectKind::Provider,
            _ => ObjectKind::Other,
        };
        let stops = [Kind::IN, Kind::FROM, Kind::ON, Kind::LIKE, Kind::LIMIT, Kind::WITH];
        while !self.at_end() && !self.at_any(&stops) && !self.at_string() {
            self.bump();
        }
        if self.eat(Kind::WITH) {
            self.bump_if_named();
            self.attempt(Self::name);
        }
        while self.eat_any(&[Kind::IN, Kind::FROM, Kind::ON]) {
            let (kind, words) = self.object_words(0).unwrap_or((kind, 0));
            if self.nth(words).is_name() {
                self.pos += words;
            }
            self.attempt(|p| p.object(Role::Named, kind));
        }
        self.attempt(Self::show_pattern);
        self.soft_tail(kind);
    }

    fn bump_if_named(&mut self) {
        if self.nth(1).is_name() && self.peek().is_name() {
            self.bump();
        }
    }

    pub fn describe(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        let parsed = self.describe_what();
        self.finish(mark, N::Describe);
        parsed
    }

    fn describe_what(&mut self) -> Parsed {
        let next = self.nth(1);
        match self.peek() {
            Kind::FUNCTION if next.is_name() || !self.ends_at(1) => self.describe_function(),
            Kind::QUERY if self.starts_query(1) => {
                self.bump();
                self.query()
            }
            _ if self.starts_query(0) && !self.at(Kind::TABLE) => self.query(),
            Kind::HISTORY | Kind::DETAIL if next.is_name() || next.is_string() => {
                self.bump();
                self.table_or_path()?;
                self.soft_tail(ObjectKind::Table);
                Ok(())
            }
            Kind::TABLE if next.is_name() => {
                let start = self.mark();
                self.bump();
                self.describe_table()?;
                if self.continues_query() {
                    self.reset(start);
                    self.query()?;
                }
                Ok(())
            }
            _ => match self.object_words(0) {
                Some((kind, words)) if self.nth(words).is_name() => {
                    self.pos += words;
                    if self.at(Kind::EXTENDED) && self.nth(1).is_name() {
                        self.bump();
                    }
                    self.object(Role::Named, kind)?;
                    if kind == ObjectKind::Policy && self.at(Kind::ON) {
                        self.policy_target(Role::Named)?;
                    }
                    if !matches!(kind, ObjectKind::Schema | ObjectKind::Procedure) {
                        self.soft_tail(kind);
                    }
                    Ok(())
                }
                _ => self.describe_table(),
            },
        }
    }

    fn ends_at(&self, ahead: usize) -> bool {
        matches!(self.nth(ahead), Kind::End | Kind::Semicolon)
    }

    /// A name, a string, or the sign of an operator.
    fn describe_function(&mut self) -> Parsed {
        self.bump();
        if self.at(Kind::EXTENDED) && !self.ends_at(1) {
            self.bump();
        }
        if self.peek().is_name() {
            return self.object(Role::Named, ObjectKind::Function);
        }
        if self.at_string() {
            return self.string();
        }
        if self.at_end() || self.at(Kind::LeftParen) {
            return self.fail("a function");
        }
        while !self.at_end() && !self.peek().is_name() {
            self.bump();
        }
        Ok(())
    }

    fn describe_table(&mut self) -> Parsed {
        if self.at_any(&[Kind::EXTENDED, Kind::FORMATTED])
            && self.nth(1).is_name()
            && !(self.nth(1) == Kind::AS && self.nth(2) == Kind::JSON)
        {
            self.bump();
        }
        self.table_or_path()?;
        if self.at(Kind::PARTITION) && self.nth(1) == Kind::LeftParen {
            self.partition_spec()?;
        }
        if self.peek().is_name() && !(self.at(Kind::AS) && self.nth(1) == Kind::JSON) && !self.continues_query() {
            self.name()?;
        }
        let _ = self.eat_all(&[Kind::AS, Kind::JSON]);
        Ok(())
    }

    /// A table's name, or Databricks' path in quotes.
    pub fn table_or_path(&mut self) -> Parsed {
        if self.peek().is_string() {
            return self.string();
        }
        self.object(Role::Named, ObjectKind::Table)
    }
}
