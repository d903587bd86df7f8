//! What keeps tables in shape: OPTIMIZE, VACUUM, RESTORE, CONVERT, REORG, GENERATE, ANALYZE, REPAIR.
//! All but the last two are Databricks' own, so their tails are soft.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Parsed, Parser};

impl Parser<'_> {
    pub fn maintenance(&mut self) -> Parsed {
        let mark = self.mark();
        let head = self.peek();
        self.bump();
        let parsed = match head {
            Kind::OPTIMIZE => self.optimize(),
            Kind::VACUUM => self.vacuum(),
            Kind::RESTORE => self.restore(),
            Kind::CONVERT => self.convert(),
            _ => self.reorg(head),
        };
        let kind = match head {
            Kind::OPTIMIZE => N::Optimize,
            Kind::VACUUM => N::Vacuum,
            Kind::RESTORE => N::Restore,
            Kind::CONVERT => N::Convert,
            _ => N::Reorg,
        };
        if parsed.is_ok() {
            self.soft_tail(ObjectKind::Table);
        }
        self.finish(mark, kind);
        parsed
    }

    fn optional_table_word(&mut self) {
        if self.at(Kind::TABLE) && (self.nth(1).is_name() || self.nth(1).is_string()) {
            self.bump();
        }
    }

    fn altered_table(&mut self) -> Parsed {
        if self.peek().is_string() {
            return self.string();
        }
        self.object(Role::Altered, ObjectKind::Table)
    }

    /// `OPTIMIZE t [FULL] [WHERE ..] [ZORDER BY (..)]`.
    fn optimize(&mut self) -> Parsed {
        self.optional_table_word();
        self.altered_table()?;
        loop {
            match self.peek() {
                Kind::FULL => self.bump(),
                Kind::WHERE => self.word_and_expression(N::Where)?,
                Kind::ZORDER => {
                    let mark = self.mark();
                    self.bump();
                    self.expect(Kind::BY)?;
                    if self.at(Kind::LeftParen) {
                        self.dotted_name_list()?;
                    } else {
                        self.comma_list(Self::name)?;
                    }
                    self.finish(mark, N::ZOrderBy);
                }
                _ => return Ok(()),
            }
        }
    }

    /// `VACUUM t [FULL | LITE] [RETAIN n HOURS] [DRY RUN]`.
    fn vacuum(&mut self) -> Parsed {
        self.optional_table_word();
        self.altered_table()?;
        loop {
            match self.peek() {
                Kind::FULL | Kind::LITE => self.bump(),
                Kind::RETAIN => {
                    let mark = self.mark();
                    self.bump();
                    self.value()?;
                    let _ = self.eat_any(&[Kind::HOURS, Kind::HOUR]);
                    self.finish(mark, N::Retain);
                }
                Kind::DRY if self.nth(1) == Kind::RUN => {
                    let mark = self.mark();
                    self.pos += 2;
                    self.finish(mark, N::DryRun);
                }
                _ => return Ok(()),
            }
        }
    }

    /// `RESTORE [TABLE] t TO VERSION AS OF n`.
    fn restore(&mut self) -> Parsed {
        self.optional_table_word();
        self.altered_table()?;
        self.eat(Kind::TO);
        self.version_or_time()
    }

    /// `[FOR] VERSION | TIMESTAMP AS OF x`, and `@v1`.
    pub fn version_or_time(&mut self) -> Parsed {
        self.version_suffix()?;
        self.time_travel()
    }

    /// ``CONVERT TO DELTA parquet.`path` [PARTITIONED BY ..]``.
    fn convert(&mut self) -> Parsed {
        self.expect_all(&[Kind::TO, Kind::DELTA])?;
        self.altered_table()
    }

    fn reorg(&mut self, head: Kind) -> Parsed {
        if head == Kind::GENERATE {
            self.name_or_string()?;
            self.expect(Kind::FOR)?;
        }
        self.optional_table_word();
        self.altered_table()?;
        self.where_option()?;
        if self.at(Kind::APPLY) && self.nth(1) == Kind::LeftParen {
            let action = self.mark();
            self.bump();
            self.skip_balanced();
            self.finish(action, N::ReorgAction);
        }
        Ok(())
    }

    pub fn name_or_string(&mut self) -> Parsed {
        if self.peek().is_string() { self.string() } else { self.name() }
    }

    pub fn analyze(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        if self.eat(Kind::TABLES) {
            if self.eat_any(&[Kind::FROM, Kind::IN]) {
                self.object(Role::Named, ObjectKind::Schema)?;
            }
        } else {
            self.expect(Kind::TABLE)?;
            self.object(Role::Named, ObjectKind::Table)?;
            if self.at(Kind::PARTITION) {
                self.partition_spec()?;
            }
        }
        if self.at(Kind::COMPUTE) && matches!(self.nth(1), Kind::DELTA | Kind::STORAGE) {
            self.soft_tail(ObjectKind::Table);
            self.finish(mark, N::Analyze);
            return Ok(());
        }
        self.expect_all(&[Kind::COMPUTE, Kind::STATISTICS])?;
        if self.at(Kind::FOR) && matches!(self.nth(1), Kind::COLUMNS | Kind::ALL) {
            self.bump();
            if self.eat(Kind::ALL) {
                self.expect(Kind::COLUMNS)?;
            } else {
                self.bump();
                self.comma_list(Self::simple_name)?;
            }
        } else if self.peek().is_name() {
            self.simple_name()?;
        }
        self.finish(mark, N::Analyze);
        Ok(())
    }

    pub fn repair(&mut self) -> Parsed {
        let mark = self.mark();
        let is_check = self.eat(Kind::FSCK);
        self.eat(Kind::MSCK);
        self.expect(Kind::REPAIR)?;
        if let Some((kind, words)) = self.object_words(0).filter(|(kind, _)| *kind != ObjectKind::Table) {
            // Privileges of the Hive metastore are repaired by object.
            self.pos += words;
            if !self.peek().is_name() || self.word(0).eq_ignore_ascii_case("PRIVILEGES") && self.nth(1) == Kind::End {
                self.rest_as(N::UnknownClause);
            } else {
                self.object(Role::Altered, kind)?;
                self.eat(Kind::PRIVILEGES);
            }
            self.finish(mark, N::Repair);
            return Ok(());
        }
        self.expect(Kind::TABLE)?;
        self.altered_table()?;
        if is_check {
            self.soft_tail(ObjectKind::Table);
            self.finish(mark, N::Repair);
            return Ok(());
        }
        if self.eat(Kind::PRIVILEGES) {
            self.finish(mark, N::Repair);
            return Ok(());
        }
        if self.eat_any(&[Kind::ADD, Kind::DROP, Kind::SYNC]) && !self.eat(Kind::METADATA) {
            self.expect(Kind::PARTITIONS)?;
        }
        self.finish(mark, N::Repair);
        Ok(())
    }
}
