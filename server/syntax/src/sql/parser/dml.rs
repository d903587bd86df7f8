//! INSERT in all its forms, UPDATE, DELETE, COPY INTO, LOAD DATA.
//! MERGE has a file of its own.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

impl Parser<'_> {
    pub fn insert_statement(&mut self) -> Parsed {
        let mark = self.mark();
        self.insert_after(mark)
    }

    pub fn insert_after(&mut self, mark: Mark) -> Parsed {
        self.insert_target()?;
        let parsed = self.insert_source();
        self.finish(mark, N::Insert);
        parsed
    }

    fn insert_source(&mut self) -> Parsed {
        if self.at(Kind::LeftParen) && self.starts_query(0) {
            let mark = self.mark();
            self.query()?;
            if self.peek().is_alias() || self.at(Kind::AS) {
                self.optional_table_alias()?;
                self.finish(mark, N::SubqueryRef);
            }
            return self.replace_tail();
        }
        self.query()
    }

    /// `INSERT [WITH SCHEMA EVOLUTION] INTO|OVERWRITE [TABLE] t ..` up to the query.
    pub fn insert_target(&mut self) -> Parsed {
        self.expect(Kind::INSERT)?;
        self.schema_evolution();
        if self.at(Kind::ONCE) && self.nth(1) == Kind::INTO {
            self.bump();
        }
        if self.at(Kind::OVERWRITE)
            && (self.nth(1) == Kind::DIRECTORY || self.nth(1) == Kind::LOCAL && self.nth(2) == Kind::DIRECTORY)
        {
            return self.insert_directory();
        }
        self.expect_any(&[Kind::INTO, Kind::OVERWRITE], "INTO or OVERWRITE")?;
        if self.at(Kind::ONCE) && self.nth(1).is_name() && !self.starts_query(1) {
            self.bump();
        }
        if self.at(Kind::TABLE) && self.nth(1).is_name() && !(self.lenient && self.starts_query(1)) {
            self.bump();
        }
        self.object(Role::Written, ObjectKind::Table)?;
        self.insert_clauses()
    }

    fn insert_clauses(&mut self) -> Parsed {
        let has_alias = self.at_insert_alias();
        if has_alias {
            self.optional_table_alias()?;
        }
        self.options_option()?;
        if self.at(Kind::PARTITION) && self.nth(1) == Kind::LeftParen {
            self.partition_spec()?;
        }
        self.if_not_exists()?;
        if self.at(Kind::BY) && self.nth(1) == Kind::NAME {
            self.pos += 2;
        } else if self.at(Kind::LeftParen) && !self.starts_query(1) {
            self.dotted_name_list()?;
        }
        let has_alias = has_alias || {
            let late = self.at_insert_alias();
            if late {
                self.optional_table_alias()?;
            }
            late
        };
        if has_alias && !self.at(Kind::REPLACE) && !self.peek().is_hole() {
            return self.fail("a query or VALUES");
        }
        self.replace_tail()
    }

    fn at_insert_alias(&self) -> bool {
        let words = [
            Kind::PARTITION,
            Kind::BY,
            Kind::IF,
            Kind::REPLACE,
            Kind::SELECT,
            Kind::VALUES,
            Kind::TABLE,
            Kind::FROM,
            Kind::WITH,
            Kind::MAP,
            Kind::REDUCE,
            Kind::DEFAULT,
        ];
        self.at(Kind::AS) || self.peek().is_alias() && !words.contains(&self.peek())
    }

    /// `REPLACE WHERE condition`, `REPLACE ON condition`, `REPLACE USING (columns)`.
    fn replace_tail(&mut self) -> Parsed {
        if !self.at(Kind::REPLACE) {
            return Ok(());
        }
        let mark = self.mark();
        self.bump();
        match self.peek() {
            Kind::WHERE | Kind::ON => {
                self.bump();
                self.expression()?;
            }
            Kind::USING => {
                self.bump();
                self.name_list()?;
            }
            _ => return self.fail("WHERE, ON or USING"),
        }
        self.finish(mark, N::ReplaceWhere);
        if self.at(Kind::SEQUENCE) && self.nth(1) == Kind::BY {
            let sequence = self.mark();
            self.pos += 2;
            self.name()?;
            self.finish(sequence, N::SequenceBy);
        }
        Ok(())
    }

    fn insert_directory(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect(Kind::OVERWRITE)?;
        self.eat(Kind::LOCAL);
        self.expect(Kind::DIRECTORY)?;
        if self.at_string() {
            self.string()?;
        }
        if self.at(Kind::USING) {
            self.using_clause()?;
            if self.at(Kind::OPTIONS) {
                self.properties(N::Options)?;
            }
        } else {
            if self.at(Kind::ROW) && self.nth(1) == Kind::FORMAT {
                self.row_format()?;
            }
            if self.at(Kind::STORED) {
                self.stored_as()?;
            }
        }
        self.finish(mark, N::Directory);
        Ok(())
    }

    pub fn schema_evolution(&mut self) {
        if self.at_all(&[Kind::WITH, Kind::SCHEMA, Kind::EVOLUTION]) {
            let mark = self.mark();
            self.pos += 3;
            self.finish(mark, N::SchemaEvolution);
        }
    }

    /// `PARTITION (a = 1, b)`.
    pub fn partition_spec(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect(Kind::PARTITION)?;
        self.paren_list(|p| {
            let item = p.mark();
            p.simple_name()?;
            if p.at_any(&[Kind::Eq, Kind::NotEq, Kind::Less, Kind::LessEq, Kind::Greater, Kind::GreaterEq, Kind::LIKE])
            {
                p.bump();
                p.expression()?;
            }
            p.finish(item, N::Property);
            Ok(())
        })?;
        self.finish(mark, N::Partition);
        Ok(())
    }

    /// `FROM t SELECT ..` or `FROM t INSERT INTO a SELECT .. INSERT INTO b SELECT ..`.
    pub fn statement_with_from(&mut self) -> Parsed {
        let mark = self.mark();
        self.statement_with_from_after(mark)
    }

    pub fn statement_with_from_after(&mut self, mark: Mark) -> Parsed {
        let body = self.mark();
        self.guarded(Self::source_clause)?;
        if !self.at(Kind::INSERT) {
            while self.at_any(&[Kind::SELECT, Kind::MAP, Kind::REDUCE]) {
                self.select_after_from()?;
            }
            self.finish(body, N::FromQuery);
            self.query_tail(mark, body)?;
            self.finish(mark, N::QueryStatement);
            return Ok(());
        }
        while self.at(Kind::INSERT) {
            let insert = self.mark();
            self.insert_target()?;
            self.select_after_from()?;
            self.finish(insert, N::Insert);
        }
        self.finish(mark, N::MultiInsert);
        Ok(())
    }

    pub fn update(&mut self) -> Parsed {
        let mark = self.mark();
        self.update_after(mark)
    }

    pub fn update_after(&mut self, mark: Mark) -> Parsed {
        self.expect(Kind::UPDATE)?;
        self.object(Role::Written, ObjectKind::Table)?;
        self.optional_table_alias()?;
        self.options_option()?;
        let parsed = self.update_clauses();
        self.finish(mark, N::Update);
        parsed
    }

    fn update_clauses(&mut self) -> Parsed {
        self.expect(Kind::SET)?;
        self.assignments()?;
        self.where_option()
    }

    pub fn where_option(&mut self) -> Parsed {
        if self.at(Kind::WHERE) { self.word_and_expression(N::Where) } else { Ok(()) }
    }

    pub fn assignments(&mut self) -> Parsed {
        self.comma_list(|p| {
            let mark = p.mark();
            p.name()?;
            p.expect(Kind::Eq)?;
            p.expression()?;
            p.finish(mark, N::Assignment);
            Ok(())
        })
    }

    pub fn delete(&mut self) -> Parsed {
        let mark = self.mark();
        self.delete_after(mark)
    }

    pub fn delete_after(&mut self, mark: Mark) -> Parsed {
        self.expect(Kind::DELETE)?;
        self.expect(Kind::FROM)?;
        self.object(Role::Written, ObjectKind::Table)?;
        self.optional_table_alias()?;
        self.options_option()?;
        let parsed = self.where_option();
        self.finish(mark, N::Delete);
        parsed
    }

    /// Databricks' `COPY INTO target FROM source FILEFORMAT = .. options`.
    pub fn copy_into(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect_all(&[Kind::COPY, Kind::INTO])?;
        self.object(Role::Written, ObjectKind::Table)?;
        if self.at(Kind::LeftParen) {
            self.name_list()?;
        }
        if !self.at(Kind::BY) {
            self.optional_table_alias()?;
        }
        self.schema_evolution();
        let _ = self.eat_all(&[Kind::BY, Kind::POSITION]) || self.eat_all(&[Kind::BY, Kind::NAME]);
        self.expect(Kind::FROM)?;
        self.copy_source()?;
        while !self.at_end() {
            self.copy_clause()?;
        }
        self.finish(mark, N::CopyInto);
        Ok(())
    }

    /// A path, a path with a credential, or `(SELECT .. FROM path)`.
    fn copy_source(&mut self) -> Parsed {
        let mark = self.mark();
        if self.at(Kind::LeftParen) {
            self.bump();
            let query = self.mark();
            self.select_head()?;
            self.expect(Kind::FROM)?;
            self.copy_path()?;
            self.optional_table_alias()?;
            self.select_clauses()?;
            self.finish(query, N::Select);
            self.expect(Kind::RightParen)?;
        } else {
            self.copy_path()?;
        }
        self.finish(mark, N::CopySource);
        Ok(())
    }

    fn copy_path(&mut self) -> Parsed {
        if self.peek().is_string() || matches!(self.peek(), Kind::Hole | Kind::Template | Kind::Colon | Kind::Question)
        {
            self.string()?;
        } else {
            self.object(Role::Read, ObjectKind::Table)?;
        }
        self.path_access()
    }

    fn copy_clause(&mut self) -> Parsed {
        let mark = self.mark();
        match self.peek() {
            Kind::FILEFORMAT => {
                self.bump();
                self.eat(Kind::Eq);
                self.name()?;
                self.finish(mark, N::Using);
            }
            Kind::VALIDATE => {
                self.bump();
                let _ = self.eat(Kind::ALL) || self.eat(Kind::Integer) && self.eat(Kind::ROWS);
                self.finish(mark, N::CopyOption);
            }
            Kind::FILES | Kind::PATTERN => {
                self.bump();
                self.eat(Kind::Eq);
                self.expression()?;
                self.finish(mark, N::CopyOption);
            }
            Kind::FORMAT_OPTIONS | Kind::COPY_OPTIONS => {
                self.bump();
                self.property_list()?;
                self.finish(mark, N::Options);
            }
            kind if kind.is_hole() => self.bump_as(N::Hole),
            _ => return self.fail("FILEFORMAT, FILES, PATTERN, FORMAT_OPTIONS or COPY_OPTIONS"),
        }
        Ok(())
    }

    pub fn load_data(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect_all(&[Kind::LOAD, Kind::DATA])?;
        self.eat(Kind::LOCAL);
        self.expect(Kind::INPATH)?;
        self.string()?;
        self.eat(Kind::OVERWRITE);
        self.expect_all(&[Kind::INTO, Kind::TABLE])?;
        self.object(Role::Written, ObjectKind::Table)?;
        if self.at(Kind::PARTITION) {
            self.partition_spec()?;
        }
        self.finish(mark, N::LoadData);
        Ok(())
    }
}
