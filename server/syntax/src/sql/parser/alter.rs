//! ALTER of every kind of object: Spark's actions on tables and views, and Databricks' on everything else.
//! An action on what only Databricks has is taken softly.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

impl Parser<'_> {
    pub fn alter(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        if self.at_principal() {
            let parsed = self.principal(Role::Altered);
            self.finish(mark, N::Alter);
            return parsed;
        }
        let Some((kind, words)) = self.object_words(0) else {
            if !self.is_foreign_object() {
                return self.fail("TABLE, VIEW, SCHEMA or another kind of object");
            }
            self.rest_as(N::Opaque);
            self.finish(mark, N::Alter);
            return Ok(());
        };
        self.pos += words;
        self.if_exists();
        if self.peek().is_name() && !(kind == ObjectKind::Metastore && self.at(Kind::SET)) {
            self.object(Role::Altered, kind)?;
        } else if kind != ObjectKind::Metastore {
            return self.fail("a name");
        }
        let parsed = match kind {
            ObjectKind::Table => self.alter_table(),
            ObjectKind::View => self.alter_view(),
            ObjectKind::Schema => self.alter_schema(),
            ObjectKind::Share => self.alter_share(),
            ObjectKind::MaterializedView | ObjectKind::StreamingTable => self.alter_dataset(kind),
            _ => {
                self.soft_tail(kind);
                Ok(())
            }
        };
        self.finish(mark, N::Alter);
        parsed
    }

    fn alter_table(&mut self) -> Parsed {
        if self.at(Kind::PARTITION) && self.nth(1) == Kind::LeftParen {
            self.partition_spec()?;
        }
        let next = self.nth(1);
        match self.peek() {
            Kind::ADD => self.alter_add(),
            Kind::DROP => self.alter_drop(),
            Kind::RENAME => self.alter_rename(ObjectKind::Table),
            Kind::ALTER | Kind::CHANGE => self.alter_columns(),
            Kind::REPLACE => {
                self.bump();
                self.expect(Kind::COLUMNS)?;
                self.table_elements(true)
            }
            Kind::SET => self.alter_set(),
            Kind::UNSET => self.alter_unset(),
            Kind::RECOVER => self.words(&[Kind::RECOVER, Kind::PARTITIONS]),
            Kind::CLUSTER if next == Kind::BY => self.cluster_by(),
            Kind::DEFAULT if next == Kind::COLLATION => self.default_collation(),
            _ => self.alter_rare(),
        }
    }

    fn words(&mut self, words: &[Kind]) -> Parsed {
        let mark = self.mark();
        self.expect_all(words)?;
        self.finish(mark, N::Action);
        Ok(())
    }

    /// Databricks' and Hive's other actions.
    fn alter_rare(&mut self) -> Parsed {
        if self.at(Kind::OWNER) {
            let mark = self.mark();
            self.owner(mark)?;
            self.finish(mark, N::Action);
            return Ok(());
        }
        if self.at_any(&[Kind::ENABLE, Kind::DISABLE, Kind::INHERIT]) && self.nth(1) == Kind::PREDICTIVE {
            let mark = self.mark();
            self.soft_tail(ObjectKind::Table);
            self.finish(mark, N::Action);
            return Ok(());
        }
        let heads = [
            Kind::ENABLE,
            Kind::DISABLE,
            Kind::INHERIT,
            Kind::SYNC,
            Kind::TOUCH,
            Kind::ARCHIVE,
            Kind::UNARCHIVE,
            Kind::EXCHANGE,
            Kind::COMPACT,
            Kind::CONCATENATE,
            Kind::CLUSTERED,
            Kind::NOT,
            Kind::SKEWED,
            Kind::PARTITION,
            Kind::APPLY,
            Kind::WITH,
            Kind::ALIGN,
            Kind::REFRESH,
        ];
        if self.at_any(&heads) || self.peek().is_hole() {
            self.rest_as(N::Action);
            return Ok(());
        }
        self.fail("an action such as ADD, SET, RENAME or DROP")
    }

    fn alter_add(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        self.if_not_exists()?;
        match self.peek() {
            Kind::COLUMN | Kind::COLUMNS => {
                self.bump();
                self.if_not_exists()?;
                if self.at(Kind::LeftParen) {
                    self.table_elements(true)?
                } else {
                    self.comma_list(|p| p.column_def(true))?
                }
            }
            Kind::PARTITION => {
                while self.at(Kind::PARTITION) {
                    self.partition_spec()?;
                    if self.at(Kind::LOCATION) {
                        self.location()?;
                    }
                    self.eat(Kind::Comma);
                }
            }
            Kind::CONSTRAINT | Kind::PRIMARY | Kind::FOREIGN | Kind::UNIQUE | Kind::CHECK => self.table_constraint()?,
            _ => return self.fail("COLUMN, PARTITION or CONSTRAINT"),
        }
        self.finish(mark, N::Action);
        Ok(())
    }

    fn alter_drop(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        match self.peek() {
            Kind::COLUMN | Kind::COLUMNS => {
                self.bump();
                self.if_exists();
                if self.at(Kind::LeftParen) { self.dotted_name_list()? } else { self.comma_list(Self::name)? }
            }
            Kind::CONSTRAINT => {
                self.bump();
                self.if_exists();
                self.simple_name()?;
                let _ = self.eat_any(&[Kind::RESTRICT, Kind::CASCADE]);
            }
            Kind::PRIMARY | Kind::FOREIGN => {
                self.bump();
                self.expect(Kind::KEY)?;
                self.if_exists();
                if self.at(Kind::LeftParen) {
                    self.name_list()?;
                }
                let _ = self.eat_any(&[Kind::RESTRICT, Kind::CASCADE]);
            }
            Kind::PARTITION | Kind::IF => {
                self.if_exists();
                self.comma_list(Self::partition_spec)?;
                self.eat(Kind::PURGE);
            }
            Kind::ROW => self.expect_all(&[Kind::ROW, Kind::FILTER])?,
            Kind::FEATURE => {
                self.bump();
                self.name_or_string()?;
                let _ = self.eat_all(&[Kind::TRUNCATE, Kind::HISTORY]);
            }
            Kind::SCHEDULE | Kind::TRIGGER => self.bump(),
            _ => return self.fail("COLUMN, PARTITION or CONSTRAINT"),
        }
        self.finish(mark, N::Action);
        Ok(())
    }

    fn alter_rename(&mut self, kind: ObjectKind) -> Parsed {
        let mark = self.mark();
        self.bump();
        if self.eat(Kind::COLUMN) {
            self.name()?;
            self.expect(Kind::TO)?;
            self.simple_name()?;
        } else {
            self.expect(Kind::TO)?;
            if self.at(Kind::PARTITION) && self.nth(1) == Kind::LeftParen {
                self.partition_spec()?;
            } else {
                self.object(Role::Created, kind)?;
                self.finish(mark, N::Rename);
            }
        }
        self.finish(mark, N::Action);
        Ok(())
    }

    fn alter_set(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        match self.peek() {
            Kind::TBLPROPERTIES | Kind::SERDEPROPERTIES | Kind::DBPROPERTIES | Kind::PROPERTIES => {
                self.properties(N::Properties)?
            }
            Kind::SERDE => {
                self.bump();
                self.string()?;
                self.serde_properties()?;
            }
            Kind::MANAGED if self.nth(1) != Kind::LOCATION => {
                self.bump();
                let _ = self.eat_all(&[Kind::TRUNCATE, Kind::UNIFORM, Kind::HISTORY]);
            }
            Kind::LOCATION | Kind::MANAGED => self.location()?,
            Kind::TAGS | Kind::TAG => self.properties(N::Tags)?,
            Kind::ROW if self.nth(1) == Kind::FILTER => {
                let filter = self.mark();
                self.row_filter(filter)?;
            }
            Kind::OWNER => self.owner(mark)?,
            Kind::FILEFORMAT | Kind::SKEWED => self.rest_as(N::UnknownClause),
            kind if kind.is_hole() => self.rest_as(N::Hole),
            _ => return self.fail("TBLPROPERTIES, LOCATION, TAGS or OWNER TO"),
        }
        self.finish(mark, N::Action);
        Ok(())
    }

    /// `[SET] OWNER TO principal`, from the mark on.
    fn owner(&mut self, mark: Mark) -> Parsed {
        self.expect_all(&[Kind::OWNER, Kind::TO])?;
        self.object(Role::Named, ObjectKind::Principal)?;
        self.finish(mark, N::Owner);
        Ok(())
    }

    fn alter_unset(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        match self.peek() {
            Kind::TBLPROPERTIES | Kind::DBPROPERTIES | Kind::PROPERTIES => {
                let list = self.mark();
                self.bump();
                self.if_exists();
                self.property_list()?;
                self.finish(list, N::Properties);
            }
            Kind::TAGS | Kind::TAG => self.properties(N::Tags)?,
            Kind::MANAGED => self.bump(),
            _ => return self.fail("TBLPROPERTIES or TAGS"),
        }
        self.finish(mark, N::Action);
        Ok(())
    }

    fn alter_view(&mut self) -> Parsed {
        match self.peek() {
            Kind::SET => self.alter_set(),
            Kind::UNSET => self.alter_unset(),
            Kind::RENAME => self.alter_rename(ObjectKind::View),
            Kind::ADD => self.alter_add(),
            Kind::DROP => self.alter_drop(),
            Kind::WITH if self.nth(1) == Kind::SCHEMA => {
                let mark = self.mark();
                self.bump();
                self.schema_binding(mark)
            }
            Kind::OWNER => self.alter_rare(),
            Kind::ALTER if self.nth(1) == Kind::COLUMN => self.alter_columns(),
            Kind::DEFAULT if self.nth(1) == Kind::COLLATION => self.default_collation(),
            Kind::AS if self.nth(1) == Kind::DollarString => {
                self.bump();
                self.bump_as(N::Body);
                Ok(())
            }
            Kind::AS => self.as_query(),
            _ if self.starts_query(0) => self.as_query(),
            _ => self.fail("AS, SET, UNSET or RENAME TO"),
        }
    }

    /// Streaming tables and materialized views: their schedule, row filter, tags and columns.
    fn alter_dataset(&mut self, kind: ObjectKind) -> Parsed {
        let mark = self.mark();
        match (self.peek(), self.nth(1)) {
            (Kind::ADD | Kind::ALTER, Kind::SCHEDULE | Kind::TRIGGER) => {
                self.bump();
                self.schedule()?;
                self.finish(mark, N::Action);
                Ok(())
            }
            (Kind::DROP, Kind::SCHEDULE | Kind::TRIGGER | Kind::ROW) => self.alter_drop(),
            (Kind::ALTER, Kind::COLUMN) => self.alter_columns(),
            (Kind::SET, Kind::ROW | Kind::TAGS | Kind::OWNER | Kind::TBLPROPERTIES) => self.alter_set(),
            (Kind::UNSET, _) => self.alter_unset(),
            _ => {
                self.soft_tail(kind);
                Ok(())
            }
        }
    }

    fn alter_schema(&mut self) -> Parsed {
        match self.peek() {
            Kind::SET => self.alter_set(),
            Kind::UNSET => self.alter_unset(),
            Kind::DEFAULT if self.nth(1) == Kind::COLLATION => self.default_collation(),
            Kind::OWNER | Kind::ENABLE | Kind::DISABLE | Kind::INHERIT => self.alter_rare(),
            kind if kind.is_hole() => {
                self.rest_as(N::Hole);
                Ok(())
            }
            _ => self.fail("SET, UNSET, OWNER TO or DEFAULT COLLATION"),
        }
    }
}
