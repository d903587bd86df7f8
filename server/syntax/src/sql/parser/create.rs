//! CREATE and DROP of every kind of object, and the words that name those kinds.
//! The clauses they share are in `table_clauses`.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

/// The words for kinds of objects. Longer ones first where one starts with another.
const OBJECT_WORDS: &[(&[Kind], ObjectKind)] = &[
    (&[Kind::MATERIALIZED, Kind::VIEW], ObjectKind::MaterializedView),
    (&[Kind::MATERIALIZED, Kind::LIVE, Kind::VIEW], ObjectKind::MaterializedView),
    (&[Kind::LIVE, Kind::MATERIALIZED, Kind::VIEW], ObjectKind::MaterializedView),
    (&[Kind::STREAMING, Kind::LIVE, Kind::TABLE], ObjectKind::StreamingTable),
    (&[Kind::STREAMING, Kind::TABLE], ObjectKind::StreamingTable),
    (&[Kind::STREAMING, Kind::LIVE, Kind::VIEW], ObjectKind::TemporaryView),
    (&[Kind::LIVE, Kind::TABLE], ObjectKind::MaterializedView),
    (&[Kind::LIVE, Kind::VIEW], ObjectKind::TemporaryView),
    (&[Kind::EXTERNAL, Kind::TABLE], ObjectKind::Table),
    (&[Kind::EXTERNAL, Kind::VOLUME], ObjectKind::Volume),
    (&[Kind::EXTERNAL, Kind::LOCATION], ObjectKind::ExternalLocation),
    (&[Kind::EXTERNAL, Kind::METADATA], ObjectKind::Other),
    (&[Kind::STORAGE, Kind::CREDENTIAL], ObjectKind::Credential),
    (&[Kind::SERVICE, Kind::CREDENTIAL], ObjectKind::Credential),
    (&[Kind::FOREIGN, Kind::CATALOG], ObjectKind::Catalog),
    (&[Kind::REGISTERED, Kind::MODEL], ObjectKind::Model),
    (&[Kind::TABLE], ObjectKind::Table),
    (&[Kind::VIEW], ObjectKind::View),
    (&[Kind::FUNCTION], ObjectKind::Function),
    (&[Kind::PROCEDURE], ObjectKind::Procedure),
    (&[Kind::SCHEMA], ObjectKind::Schema),
    (&[Kind::DATABASE], ObjectKind::Schema),
    (&[Kind::NAMESPACE], ObjectKind::Schema),
    (&[Kind::CATALOG], ObjectKind::Catalog),
    (&[Kind::VOLUME], ObjectKind::Volume),
    (&[Kind::MODEL], ObjectKind::Model),
    (&[Kind::FLOW], ObjectKind::Flow),
    (&[Kind::CREDENTIAL], ObjectKind::Credential),
    (&[Kind::CONNECTION], ObjectKind::Connection),
    (&[Kind::SERVER], ObjectKind::Connection),
    (&[Kind::SHARE], ObjectKind::Share),
    (&[Kind::RECIPIENT], ObjectKind::Recipient),
    (&[Kind::PROVIDER], ObjectKind::Provider),
    (&[Kind::POLICY], ObjectKind::Policy),
    (&[Kind::METASTORE], ObjectKind::Metastore),
];

const MODIFIERS: &[Kind] =
    &[Kind::PRIVATE, Kind::GLOBAL, Kind::TEMPORARY, Kind::TEMP, Kind::MANAGED, Kind::INCREMENTAL];

impl Parser<'_> {
    /// The kind of object that the words `ahead` name, and how many words they are.
    pub fn object_words(&self, ahead: usize) -> Option<(ObjectKind, usize)> {
        let fits = |words: &[Kind]| words.iter().enumerate().all(|(i, word)| self.nth(ahead + i) == *word);
        OBJECT_WORDS.iter().find(|(words, _)| fits(words)).map(|(words, kind)| (*kind, words.len()))
    }

    /// `CREATE [OR REPLACE | OR REFRESH] [modifiers] <kind> [IF NOT EXISTS] name ..`.
    pub fn create(&mut self) -> Parsed {
        let mark = self.mark();
        let is_replace = self.at(Kind::REPLACE);
        self.bump();
        if is_replace && !self.at(Kind::TABLE) && !self.peek().is_hole() {
            return self.fail("TABLE");
        }
        if !is_replace && self.eat(Kind::OR) {
            self.expect_any(&[Kind::REPLACE, Kind::REFRESH], "REPLACE or REFRESH")?;
        }
        let mut temporary = false;
        while self.at_any(MODIFIERS) {
            temporary |= self.at_any(&[Kind::TEMPORARY, Kind::TEMP]);
            self.bump();
        }
        let Some((kind, words)) = self.object_words(0) else {
            return self.create_rare(mark);
        };
        self.pos += words;
        if self.at(Kind::IF) && self.nth(1) != Kind::NOT && self.nth(1) != Kind::Bang && self.nth(1).is_name() {
            self.bump();
            return self.fail("NOT");
        }
        self.if_not_exists()?;
        match kind {
            ObjectKind::Table | ObjectKind::StreamingTable | ObjectKind::MaterializedView => {
                self.create_table(mark, kind)
            }
            ObjectKind::View | ObjectKind::TemporaryView => {
                let kind = if temporary { ObjectKind::TemporaryView } else { kind };
                self.create_view(mark, kind)
            }
            ObjectKind::Function | ObjectKind::Procedure => self.create_function(mark, kind),
            ObjectKind::Flow => self.create_flow(mark),
            ObjectKind::Schema => self.create_schema(mark),
            _ => self.create_soft(mark, kind),
        }
    }

    fn create_table(&mut self, mark: Mark, kind: ObjectKind) -> Parsed {
        self.object(Role::Created, kind)?;
        let parsed = self.create_table_rest(kind);
        self.finish(mark, N::CreateTable);
        parsed
    }

    fn create_table_rest(&mut self, kind: ObjectKind) -> Parsed {
        if self.at(Kind::LIKE) {
            self.bump();
            self.object(Role::Named, ObjectKind::Table)?;
        } else if self.at(Kind::LeftParen) && !self.starts_query(0) {
            self.table_elements(kind == ObjectKind::Table)?;
        }
        self.table_clauses()?;
        if self.at_any(&[Kind::SHALLOW, Kind::DEEP]) && self.nth(1) == Kind::CLONE || self.at(Kind::CLONE) {
            self.clone_clause()?;
            self.table_clauses()?;
        }
        self.as_query()?;
        Ok(())
    }

    fn clone_clause(&mut self) -> Parsed {
        let mark = self.mark();
        let _ = self.eat_any(&[Kind::SHALLOW, Kind::DEEP]);
        self.expect(Kind::CLONE)?;
        self.object(Role::Read, ObjectKind::Table)?;
        self.version_or_time()?;
        self.finish(mark, N::CloneOf);
        Ok(())
    }

    /// `AS query`; Spark lets CREATE TABLE leave out the AS.
    pub fn as_query(&mut self) -> Parsed {
        let ahead = usize::from(self.at(Kind::AS));
        if ahead == 0 && !self.starts_query(0) {
            return Ok(());
        }
        if ahead == 1 && self.nth(1).is_hole() && !self.starts_query(1) {
            self.rest_as(N::Hole);
            return Ok(());
        }
        let mark = self.mark();
        self.pos += ahead;
        let parsed = self.query();
        self.finish(mark, N::AsQuery);
        parsed
    }

    fn create_view(&mut self, mark: Mark, kind: ObjectKind) -> Parsed {
        self.object(Role::Created, kind)?;
        let parsed = self.create_view_rest(mark);
        self.finish(mark, N::CreateView);
        parsed
    }

    fn create_view_rest(&mut self, mark: Mark) -> Parsed {
        if self.at(Kind::LeftParen) {
            self.table_elements(false)?;
        }
        self.table_clauses()?;
        if self.at(Kind::AS) && self.nth(1) == Kind::DollarString {
            self.bump();
            self.bump_as(N::Body);
            return Ok(());
        }
        if self.at_end() {
            let is_of_files = self.nodes[mark.nodes..].iter().any(|node| node.kind == N::Using);
            return if is_of_files { Ok(()) } else { self.fail("AS") };
        }
        if !self.at(Kind::AS) && !self.peek().is_hole() {
            return self.fail("AS");
        }
        self.as_query()
    }

    fn create_schema(&mut self, mark: Mark) -> Parsed {
        self.object(Role::Created, ObjectKind::Schema)?;
        let parsed = self.table_clauses();
        self.finish(mark, N::CreateObject);
        parsed
    }

    /// What only Databricks has: its name, then known clauses and whatever else.
    fn create_soft(&mut self, mark: Mark, kind: ObjectKind) -> Parsed {
        if self.peek().is_name() {
            self.object(Role::Created, kind)?;
        }
        if kind == ObjectKind::Policy {
            self.policy_body()
        } else {
            self.soft_tail(kind)
        }
        self.finish(mark, N::CreateObject);
        Ok(())
    }

    /// CREATE INDEX, CREATE WIDGET, CREATE ROLE and the kinds nobody knows.
    fn create_rare(&mut self, mark: Mark) -> Parsed {
        if self.at(Kind::BLOOMFILTER) && self.nth(1) == Kind::INDEX {
            self.pos += 2;
            self.expect(Kind::ON)?;
            self.eat(Kind::TABLE);
            self.object(Role::Altered, ObjectKind::Table)?;
            self.indexed_columns()?;
            self.finish(mark, N::CreateObject);
            return Ok(());
        }
        if self.at_principal() {
            let parsed = self.principal(Role::Created);
            self.finish(mark, N::CreateObject);
            return parsed;
        }
        if self.eat(Kind::WIDGET) {
            return self.create_widget(mark);
        }
        if self.eat(Kind::INDEX) {
            return self.create_index(mark);
        }
        if !self.is_foreign_object() {
            return self.fail("TABLE, VIEW, FUNCTION, SCHEMA or another kind of object");
        }
        self.rest_as(N::Opaque);
        self.finish(mark, N::CreateObject);
        Ok(())
    }

    /// `CREATE WIDGET TEXT name DEFAULT 'x' [CHOICES query]`.
    fn create_widget(&mut self, mark: Mark) -> Parsed {
        self.simple_name()?;
        self.simple_name()?;
        if self.at(Kind::DEFAULT) {
            self.default_clause()?;
        }
        if self.word(0).eq_ignore_ascii_case("CHOICES") {
            let choices = self.mark();
            self.bump();
            self.query()?;
            self.finish(choices, N::AsQuery);
        }
        self.finish(mark, N::CreateObject);
        Ok(())
    }

    fn create_index(&mut self, mark: Mark) -> Parsed {
        self.if_not_exists()?;
        self.object(Role::Created, ObjectKind::Index)?;
        self.expect(Kind::ON)?;
        if self.at(Kind::TABLE) && self.nth(1).is_name() {
            self.bump();
        }
        self.object(Role::Altered, ObjectKind::Table)?;
        if self.at(Kind::USING) {
            self.using_clause()?;
        }
        self.paren_list(|p| {
            p.name()?;
            if p.at(Kind::OPTIONS) { p.properties(N::Options) } else { Ok(()) }
        })?;
        if self.at(Kind::OPTIONS) {
            self.properties(N::Options)?;
        }
        self.finish(mark, N::CreateObject);
        Ok(())
    }

    /// `DROP <kind> [IF EXISTS] name [RESTRICT | CASCADE | PURGE]`, and UNDROP.
    pub fn drop_object(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        let temporary = self.eat_any(&[Kind::TEMPORARY, Kind::TEMP]);
        if temporary && self.at_any(&[Kind::VARIABLE, Kind::VAR]) {
            self.bump();
            return self.drop_named(mark, ObjectKind::Variable);
        }
        if let Some((kind, words)) = self.object_words(0) {
            self.pos += words;
            return self.drop_named(mark, kind);
        }
        if self.at(Kind::INDEX) || self.at(Kind::BLOOMFILTER) && self.nth(1) == Kind::INDEX {
            return self.drop_index(mark);
        }
        if self.at_principal() {
            let parsed = self.principal(Role::Dropped);
            self.finish(mark, N::Drop);
            return parsed;
        }
        if !self.is_foreign_object() {
            return self.fail("TABLE, VIEW, FUNCTION, SCHEMA or another kind of object");
        }
        self.rest_as(N::Opaque);
        self.finish(mark, N::Drop);
        Ok(())
    }

    fn drop_named(&mut self, mark: Mark, kind: ObjectKind) -> Parsed {
        if self.at(Kind::WITH) && self.nth(1) == Kind::ID {
            self.pos += 2;
            self.string()?;
            self.finish(mark, N::Drop);
            return Ok(());
        }
        self.if_exists();
        self.object(Role::Dropped, kind)?;
        match kind {
            ObjectKind::Table => {
                self.eat(Kind::PURGE);
            }
            ObjectKind::Schema => {
                let _ = self.eat_any(&[Kind::RESTRICT, Kind::CASCADE]);
            }
            ObjectKind::View | ObjectKind::Function | ObjectKind::Variable => {}
            ObjectKind::Policy if self.at(Kind::ON) => self.policy_target(Role::Altered)?,
            _ => self.soft_tail(kind),
        }
        self.finish(mark, N::Drop);
        Ok(())
    }

    fn drop_index(&mut self, mark: Mark) -> Parsed {
        self.eat(Kind::BLOOMFILTER);
        self.bump();
        self.if_exists();
        if !self.at(Kind::ON) {
            self.object(Role::Dropped, ObjectKind::Index)?;
        }
        self.expect(Kind::ON)?;
        if self.at(Kind::TABLE) && self.nth(1).is_name() {
            self.bump();
        }
        self.object(Role::Altered, ObjectKind::Table)?;
        self.indexed_columns()?;
        self.finish(mark, N::Drop);
        Ok(())
    }

    /// `FOR COLUMNS (a [OPTIONS (..)], ..) [OPTIONS (..)]` of a Bloom filter index.
    fn indexed_columns(&mut self) -> Parsed {
        if self.eat_all(&[Kind::FOR, Kind::COLUMNS]) {
            self.paren_list(|p| {
                p.name()?;
                if p.at(Kind::OPTIONS) { p.properties(N::Options) } else { Ok(()) }
            })?;
        }
        self.soft_tail(ObjectKind::Table);
        Ok(())
    }
}
