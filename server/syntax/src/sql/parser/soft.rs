//! The clauses that only Databricks has, as a table: words, what follows them, and the node they make.
//! Statements with a page of their own are elsewhere; this is what their tails are made of.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

/// What follows the words of a clause.
#[derive(Clone, Copy)]
enum Then {
    Nothing,
    Text,
    Integer,
    Name,
    Properties,
    Object(ObjectKind),
    /// The new name of what the statement is about.
    NewName,
}

/// Clauses by their words. Longer ones first where one starts with another.
const CLAUSES: &[(&[&str], N, Then)] = &[
    (&["SET", "OWNER", "TO"], N::Owner, Then::Object(ObjectKind::Principal)),
    (&["SET", "OWNER"], N::Owner, Then::Object(ObjectKind::Principal)),
    (&["OWNER", "TO"], N::Owner, Then::Object(ObjectKind::Principal)),
    (&["RENAME", "TO"], N::Rename, Then::NewName),
    (&["SET", "URL"], N::Url, Then::Text),
    (&["URL"], N::Url, Then::Text),
    (&["SET", "STORAGE", "CREDENTIAL"], N::UsesCredential, Then::Object(ObjectKind::Credential)),
    (&["USING", "CONNECTION"], N::UsingObject, Then::Object(ObjectKind::Connection)),
    (&["USING", "SHARE"], N::UsingObject, Then::Object(ObjectKind::Share)),
    (&["USING", "ID"], N::UsingObject, Then::Text),
    (&["TYPE"], N::Using, Then::Name),
    (&["SET", "TAGS"], N::Tags, Then::Properties),
    (&["UNSET", "TAGS"], N::Tags, Then::Properties),
    (&["SET", "PROPERTIES"], N::Properties, Then::Properties),
    (&["UNSET", "PROPERTIES"], N::Properties, Then::Properties),
    (&["PROPERTIES"], N::Properties, Then::Properties),
    (&["ENABLE", "PREDICTIVE", "OPTIMIZATION"], N::PredictiveOptimization, Then::Nothing),
    (&["DISABLE", "PREDICTIVE", "OPTIMIZATION"], N::PredictiveOptimization, Then::Nothing),
    (&["INHERIT", "PREDICTIVE", "OPTIMIZATION"], N::PredictiveOptimization, Then::Nothing),
    (&["DRY", "RUN"], N::DryRun, Then::Nothing),
    (&["LIMIT"], N::Limit, Then::Integer),
];

/// Words that say all there is to say.
const FLAGS: &[&[&str]] = &[
    &["FORCE"],
    &["CASCADE"],
    &["RESTRICT"],
    &["PURGE"],
    &["FULL"],
    &["SYNC"],
    &["ASYNC"],
    &["STRICT"],
    &["NOSCAN"],
    &["OVERWRITE"],
    &["NO", "STATISTICS"],
    &["METADATA", "ONLY"],
    &["AS", "EXTERNAL"],
    &["SKIP", "VALIDATION"],
    &["WITH", "GRANT", "OPTION"],
    &["WITH", "HISTORY"],
    &["WITHOUT", "HISTORY"],
    &["TRUNCATE", "HISTORY"],
    &["TRUNCATE", "UNIFORM", "HISTORY"],
    &["RESOLVE", "DBFS", "LOCATION"],
    &["COMPUTE", "DELTA", "STATISTICS"],
    &["COMPUTE", "STORAGE", "METRICS"],
    &["AS", "JSON"],
];

impl Parser<'_> {
    fn at_words(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(i, word)| self.word(i).eq_ignore_ascii_case(word))
    }

    fn eat_words(&mut self, words: &[&str]) -> bool {
        let found = self.at_words(words);
        if found {
            self.pos += words.len();
        }
        found
    }

    fn at_soft_clause(&self) -> bool {
        CLAUSES.iter().any(|(words, ..)| self.at_words(words))
            || FLAGS.iter().any(|words| self.at_words(words))
            || self.at_credential()
    }

    /// What a soft statement has beyond its names: known clauses, other objects, and runs of tokens that nobody knows.
    /// The kind is that of the object the statement is about.
    pub fn soft_tail(&mut self, kind: ObjectKind) {
        while !self.at_end() && !self.at(Kind::RightParen) {
            let fits = self.attempt(Self::known_clause) || self.attempt(|p| p.soft_clause(kind));
            if !fits && !self.soft_object() {
                self.unknown_clause();
            }
        }
    }

    /// Tokens up to the next clause that is known.
    fn unknown_clause(&mut self) {
        let mark = self.mark();
        self.skip_balanced();
        while !self.at_end() && !self.at(Kind::RightParen) && !self.at_table_clause() && !self.at_soft_clause() {
            self.skip_balanced();
        }
        self.finish(mark, N::UnknownClause);
    }

    /// `<kind> name` where no clause is known to want one.
    fn soft_object(&mut self) -> bool {
        let Some((kind, words)) = self.object_words(0).filter(|(_, words)| self.nth(*words).is_name()) else {
            return false;
        };
        self.attempt(|p| {
            p.pos += words;
            p.object(Role::Named, kind)
        })
    }

    fn soft_clause(&mut self, kind: ObjectKind) -> Parsed {
        if self.at_credential() {
            return self.credential();
        }
        let mark = self.mark();
        for (words, node, then) in CLAUSES {
            if !self.eat_words(words) {
                continue;
            }
            self.if_exists();
            match then {
                Then::Nothing => {}
                Then::Text => self.string()?,
                Then::Integer => self.integer()?,
                Then::Name => self.name()?,
                Then::Properties => self.property_list()?,
                Then::Object(named) => self.object(Role::Named, *named)?,
                Then::NewName => self.object(Role::Created, kind)?,
            }
            self.finish(mark, *node);
            return Ok(());
        }
        if FLAGS.iter().any(|words| self.eat_words(words)) { Ok(()) } else { self.fail("a clause") }
    }

    /// Whether a credential stands here in its parentheses: `WITH (CREDENTIAL c)`, `WITH (STORAGE CREDENTIAL c)`.
    pub fn at_credential(&self) -> bool {
        let ahead = 2 + usize::from(matches!(self.nth(2), Kind::STORAGE | Kind::SERVICE));
        self.at(Kind::WITH) && self.nth(1) == Kind::LeftParen && self.nth(ahead) == Kind::CREDENTIAL
    }

    /// What a path is reached with, in parentheses after WITH.
    pub fn path_access(&mut self) -> Parsed {
        if self.at_credential() {
            return self.credential();
        }
        if self.at(Kind::WITH) && self.nth(1) == Kind::LeftParen {
            self.bump();
            self.skip_balanced();
        }
        Ok(())
    }

    /// The credential by its name, or given in place; what stands with it is not looked at.
    pub fn credential(&mut self) -> Parsed {
        let mark = self.mark();
        self.pos += 2;
        let _ = self.eat_any(&[Kind::STORAGE, Kind::SERVICE]);
        self.expect(Kind::CREDENTIAL)?;
        if self.peek().is_name() {
            self.object(Role::Named, ObjectKind::Credential)?;
        }
        while !self.at_end() && !self.at(Kind::RightParen) {
            self.skip_balanced();
        }
        self.expect(Kind::RightParen)?;
        self.finish(mark, N::UsesCredential);
        Ok(())
    }

    /// What ALTER SHARE does: `ADD | ALTER | REMOVE [<kind>] name [COMMENT ..] [PARTITION ..] [AS name]`.
    pub fn alter_share(&mut self) -> Parsed {
        if !self.at_any(&[Kind::ADD, Kind::ALTER, Kind::REMOVE]) {
            self.soft_tail(ObjectKind::Share);
            return Ok(());
        }
        let mark = self.mark();
        self.bump();
        let (kind, words) = self.object_words(0).unwrap_or((ObjectKind::Table, 0));
        self.pos += words;
        self.object(Role::Named, kind)?;
        while !self.at_end() {
            match self.peek() {
                Kind::PARTITION if self.nth(1) == Kind::LeftParen => self.share_partitions()?,
                Kind::AS if self.nth(1).is_name() => {
                    let alias = self.mark();
                    self.bump();
                    self.name()?;
                    self.finish(alias, N::ShareAlias);
                }
                _ if self.attempt(Self::known_clause) || self.attempt(|p| p.soft_clause(ObjectKind::Share)) => {}
                _ => self.unknown_clause(),
            }
        }
        self.finish(mark, N::ShareAction);
        Ok(())
    }

    /// `PARTITION (a = 1, b LIKE 'x%'), (a = 2)`.
    fn share_partitions(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        self.comma_list(|p| p.paren_list(Self::expression))?;
        self.finish(mark, N::Partition);
        Ok(())
    }

    /// `GROUP g ..` and `USER u ..` of the Hive metastore's access control.
    pub fn principal(&mut self, role: Role) -> Parsed {
        self.bump();
        self.object(role, ObjectKind::Principal)?;
        while !self.at_end() {
            self.bump();
        }
        Ok(())
    }

    pub fn at_principal(&self) -> bool {
        self.at_any(&[Kind::GROUP, Kind::USER]) && self.nth(1).is_name()
    }

    /// `SYNC SCHEMA | TABLE target [AS EXTERNAL] FROM source ..`: the source's definition is taken over, not its rows.
    pub fn sync(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        let Some((kind, words)) = self.object_words(0) else { return self.fail("SCHEMA or TABLE") };
        self.pos += words;
        self.object(Role::Created, kind)?;
        let _ = self.eat_all(&[Kind::AS, Kind::EXTERNAL]);
        self.expect(Kind::FROM)?;
        self.object(Role::Named, kind)?;
        self.soft_tail(kind);
        self.finish(mark, N::Sync);
        Ok(())
    }

    /// `SET TAG ON <kind> name key = value`, `UNSET TAG ON <kind> name key`; the mark stands at SET or UNSET.
    pub fn tag(&mut self, mark: Mark) -> Parsed {
        self.pos += 2;
        if self.eat(Kind::COLUMN) {
            self.column_of_table(Role::Altered)?;
        } else {
            let (kind, words) = self.object_words(0).unwrap_or((ObjectKind::Other, 0));
            self.pos += words;
            self.object(Role::Altered, kind)?;
        }
        let tag = self.mark();
        while !self.at_end() {
            self.skip_balanced();
        }
        self.finish(tag, N::TagAssignment);
        self.finish(mark, N::SetTag);
        Ok(())
    }
}
