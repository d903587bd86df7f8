//! The clauses of CREATE TABLE, VIEW, SCHEMA and what only Databricks creates: USING, PARTITIONED BY, TBLPROPERTIES and so on.
//! Each may come in any order; that none comes twice is a semantic check.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Fail, Parsed, Parser};

impl Parser<'_> {
    /// All clauses that follow each other here.
    pub fn table_clauses(&mut self) -> Parsed {
        while self.at_table_clause() {
            self.known_clause()?;
        }
        Ok(())
    }

    pub fn at_table_clause(&self) -> bool {
        let next = self.nth(1);
        match self.peek() {
            Kind::USING => {
                let names_object = matches!(next, Kind::CONNECTION | Kind::SHARE | Kind::ID | Kind::COLUMNS);
                next.is_string() || next.is_name() && !(names_object && self.opens_operand(self.nth(2)))
            }
            Kind::OPTIONS | Kind::TBLPROPERTIES => next == Kind::LeftParen || next.is_hole(),
            Kind::PARTITIONED => matches!(next, Kind::BY | Kind::ON),
            Kind::CLUSTER | Kind::CLUSTERED | Kind::SKEWED => next == Kind::BY,
            Kind::ROW => next == Kind::FORMAT,
            Kind::STORED => matches!(next, Kind::AS | Kind::BY),
            Kind::LOCATION | Kind::COMMENT => true,
            Kind::MANAGED => next == Kind::LOCATION,
            Kind::DEFAULT => next == Kind::COLLATION,
            // What SHOW CREATE TABLE writes.
            Kind::COLLATION => next.is_string(),
            Kind::WITH => {
                matches!(next, Kind::ROW | Kind::SCHEMA | Kind::DBPROPERTIES | Kind::PROPERTIES | Kind::METRICS)
            }
            Kind::SCHEDULE => matches!(next, Kind::CRON | Kind::EVERY | Kind::REFRESH),
            Kind::TRIGGER => next == Kind::ON,
            Kind::LANGUAGE => next.is_name(),
            Kind::FLOW => next == Kind::AUTO,
            Kind::REFRESH => next == Kind::POLICY,
            kind => kind.is_hole(),
        }
    }

    /// One clause that is known. Fails, and takes nothing, where none is.
    pub fn known_clause(&mut self) -> Parsed {
        if !self.at_table_clause() {
            return self.fail("a clause");
        }
        match self.peek() {
            Kind::USING => self.using_clause(),
            Kind::OPTIONS => self.properties(N::Options),
            Kind::TBLPROPERTIES => self.properties(N::Properties),
            Kind::PARTITIONED => self.partitioned_by(),
            Kind::CLUSTER => self.cluster_by(),
            Kind::CLUSTERED => self.clustered_by(),
            Kind::SKEWED => self.skewed_by(),
            Kind::ROW => self.row_format(),
            Kind::STORED => self.stored_as(),
            Kind::LOCATION | Kind::MANAGED => self.location(),
            Kind::COMMENT => self.comment_clause(),
            Kind::DEFAULT => self.default_collation(),
            Kind::COLLATION => {
                let mark = self.mark();
                self.bump();
                self.string()?;
                self.finish(mark, N::UnknownClause);
                Ok(())
            }
            Kind::WITH => self.with_tail(),
            Kind::SCHEDULE | Kind::TRIGGER => self.schedule(),
            Kind::FLOW => self.table_flow(),
            Kind::LANGUAGE => {
                let mark = self.mark();
                self.pos += 2;
                self.finish(mark, N::Language);
                Ok(())
            }
            Kind::REFRESH => {
                let mark = self.mark();
                self.pos += 2;
                let _ = self.eat_any(&[Kind::AUTO, Kind::INCREMENTAL, Kind::FULL]);
                self.eat(Kind::STRICT);
                self.finish(mark, N::RefreshPolicy);
                Ok(())
            }
            kind if kind.is_hole() => {
                self.bump_as(N::Hole);
                Ok(())
            }
            _ => Err(Fail),
        }
    }

    pub fn using_clause(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect(Kind::USING)?;
        if self.peek().is_string() {
            self.string()?
        } else {
            self.name()?
        }
        self.finish(mark, N::Using);
        Ok(())
    }

    /// A word and its list of properties.
    pub fn properties(&mut self, kind: N) -> Parsed {
        let mark = self.mark();
        self.bump();
        let parsed = if self.peek().is_hole() {
            self.bump_as(N::Hole);
            Ok(())
        } else {
            self.property_list()
        };
        self.finish(mark, kind);
        parsed
    }

    /// `(key = value, 'key' = value, key value, key)`.
    pub fn property_list(&mut self) -> Parsed {
        self.expect(Kind::LeftParen)?;
        if self.at(Kind::RightParen) {
            return self.fail("a property");
        }
        self.comma_list(Self::property)?;
        self.expect(Kind::RightParen)
    }

    fn property(&mut self) -> Parsed {
        let mark = self.mark();
        if self.peek().is_string() {
            self.bump_as(N::Literal);
        } else if self.at(Kind::Colon) || self.at(Kind::Question) {
            self.string()?;
        } else {
            self.name()?;
        }
        let has_equals = self.eat(Kind::Eq);
        if has_equals || !matches!(self.peek(), Kind::Comma | Kind::RightParen) {
            self.expression()?;
        }
        self.finish(mark, N::Property);
        Ok(())
    }

    /// `PARTITIONED BY (a, b INT, years(c))`, `PARTITIONED ON (a)`.
    fn partitioned_by(&mut self) -> Parsed {
        let mark = self.mark();
        self.pos += 2;
        self.paren_list(|p| {
            if p.peek().is_name() && p.nth(1) == Kind::LeftParen {
                return p.expression();
            }
            let item = p.mark();
            p.name()?;
            if matches!(p.peek(), Kind::Comma | Kind::RightParen) {
                return Ok(());
            }
            p.data_type()?;
            p.column_options()?;
            p.finish(item, N::ColumnDef);
            Ok(())
        })?;
        self.finish(mark, N::PartitionedBy);
        Ok(())
    }

    /// `CLUSTER BY (a, b)`, `CLUSTER BY AUTO`, `CLUSTER BY NONE`.
    pub fn cluster_by(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect_all(&[Kind::CLUSTER, Kind::BY])?;
        if !self.eat_any(&[Kind::AUTO, Kind::NONE]) {
            if self.peek().is_hole() { self.bump_as(N::Hole) } else { self.dotted_name_list()? }
        }
        self.finish(mark, N::ClusterBy);
        Ok(())
    }

    fn clustered_by(&mut self) -> Parsed {
        let mark = self.mark();
        self.pos += 2;
        self.name_list()?;
        if self.eat_all(&[Kind::SORTED, Kind::BY]) {
            self.paren_list(|p| {
                p.simple_name()?;
                let _ = p.eat_any(&[Kind::ASC, Kind::DESC]);
                Ok(())
            })?;
        }
        self.expect(Kind::INTO)?;
        self.integer()?;
        self.expect(Kind::BUCKETS)?;
        self.finish(mark, N::ClusteredBy);
        Ok(())
    }

    fn skewed_by(&mut self) -> Parsed {
        let mark = self.mark();
        self.pos += 2;
        self.name_list()?;
        self.expect(Kind::ON)?;
        self.paren_list(Self::expression)?;
        let _ = self.eat_all(&[Kind::STORED, Kind::AS, Kind::DIRECTORIES]);
        self.finish(mark, N::SkewedBy);
        Ok(())
    }

    pub fn row_format(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect_all(&[Kind::ROW, Kind::FORMAT])?;
        if self.eat(Kind::SERDE) {
            self.string()?;
            self.serde_properties()?;
        } else {
            self.expect(Kind::DELIMITED)?;
            self.delimiters()?;
        }
        self.finish(mark, N::RowFormat);
        Ok(())
    }

    pub fn serde_properties(&mut self) -> Parsed {
        if self.at(Kind::WITH) && self.nth(1) == Kind::SERDEPROPERTIES {
            self.bump();
            self.properties(N::Properties)?;
        }
        Ok(())
    }

    fn delimiters(&mut self) -> Parsed {
        const HEADS: &[&[Kind]] = &[
            &[Kind::FIELDS, Kind::TERMINATED, Kind::BY],
            &[Kind::ESCAPED, Kind::BY],
            &[Kind::COLLECTION, Kind::ITEMS, Kind::TERMINATED, Kind::BY],
            &[Kind::MAP, Kind::KEYS, Kind::TERMINATED, Kind::BY],
            &[Kind::LINES, Kind::TERMINATED, Kind::BY],
            &[Kind::NULL, Kind::DEFINED, Kind::AS],
        ];
        for head in HEADS {
            if self.eat_all(head) {
                self.string()?;
            }
        }
        Ok(())
    }

    pub fn stored_as(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        if self.eat(Kind::BY) {
            self.string()?;
            self.serde_properties()?;
        } else {
            self.expect(Kind::AS)?;
            if self.at(Kind::INPUTFORMAT) && self.nth(1).is_string() {
                self.bump();
                self.string()?;
                self.expect(Kind::OUTPUTFORMAT)?;
                self.string()?;
            } else {
                self.simple_name()?;
            }
        }
        self.finish(mark, N::StoredAs);
        Ok(())
    }

    /// `LOCATION 'path'`, `MANAGED LOCATION 'path'`, with a credential.
    pub fn location(&mut self) -> Parsed {
        let mark = self.mark();
        self.eat(Kind::MANAGED);
        self.expect(Kind::LOCATION)?;
        self.string()?;
        self.path_access()?;
        self.finish(mark, N::Location);
        Ok(())
    }

    pub fn default_collation(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect_all(&[Kind::DEFAULT, Kind::COLLATION])?;
        self.name()?;
        self.finish(mark, N::DefaultCollation);
        Ok(())
    }

    /// `WITH ROW FILTER f ON (a)`, `WITH SCHEMA ..`, `WITH DBPROPERTIES (..)`, `WITH METRICS`.
    fn with_tail(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        match self.peek() {
            Kind::ROW => return self.row_filter(mark),
            Kind::SCHEMA => return self.schema_binding(mark),
            Kind::DBPROPERTIES | Kind::PROPERTIES => return self.properties(N::Properties),
            _ => self.bump(),
        }
        self.finish(mark, N::WithMetrics);
        Ok(())
    }

    pub fn row_filter(&mut self, mark: super::core::Mark) -> Parsed {
        self.expect_all(&[Kind::ROW, Kind::FILTER])?;
        self.object(Role::Named, ObjectKind::Function)?;
        self.expect(Kind::ON)?;
        self.expect(Kind::LeftParen)?;
        if !self.at(Kind::RightParen) {
            self.comma_list(Self::expression)?;
        }
        self.expect(Kind::RightParen)?;
        self.finish(mark, N::RowFilter);
        Ok(())
    }

    pub fn schema_binding(&mut self, mark: super::core::Mark) -> Parsed {
        self.expect(Kind::SCHEMA)?;
        let _ = self.eat(Kind::TYPE);
        self.expect_any(&[Kind::BINDING, Kind::COMPENSATION, Kind::EVOLUTION], "BINDING, COMPENSATION or EVOLUTION")?;
        self.finish(mark, N::SchemaBinding);
        Ok(())
    }

    /// `SCHEDULE [REFRESH] CRON '..' AT TIME ZONE '..'`, `SCHEDULE EVERY 2 HOURS`, `TRIGGER ON UPDATE AT MOST EVERY ..`.
    pub fn schedule(&mut self) -> Parsed {
        let mark = self.mark();
        if self.eat(Kind::TRIGGER) {
            self.expect_all(&[Kind::ON, Kind::UPDATE])?;
            if self.eat_all(&[Kind::AT, Kind::MOST, Kind::EVERY]) {
                self.expression()?;
            }
        } else {
            self.bump();
            self.eat(Kind::REFRESH);
            if self.eat(Kind::EVERY) {
                self.integer()?;
                self.simple_name()?;
            } else {
                self.expect(Kind::CRON)?;
                self.string()?;
                if self.eat_all(&[Kind::AT, Kind::TIME, Kind::ZONE]) {
                    self.string()?;
                }
            }
        }
        self.finish(mark, N::Schedule);
        Ok(())
    }
}
