//! What stands in FROM: tables, subqueries, table functions, joins, and what hangs on them.
//! Queries and expressions inside are parsed elsewhere.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

impl Parser<'_> {
    pub fn source_clause(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect(Kind::FROM)?;
        let parsed = self.source_items();
        self.finish(mark, N::From);
        parsed
    }

    fn source_items(&mut self) -> Parsed {
        self.comma_list(Self::relation)?;
        while self.at(Kind::LATERAL) && self.nth(1) == Kind::VIEW {
            self.lateral_view()?;
        }
        if self.at(Kind::PIVOT) && self.starts_clause(0) {
            self.pivot()?;
        }
        if self.at(Kind::UNPIVOT) && self.starts_clause(0) {
            self.unpivot()?;
        }
        self.end_of_list()
    }

    /// A relation with its joins: one flat node, however many joins.
    pub fn relation(&mut self) -> Parsed {
        let mark = self.mark();
        self.nest(|p| {
            if p.at(Kind::LATERAL) && p.nth(1) != Kind::VIEW {
                p.bump();
            }
            p.relation_primary()
        })?;
        self.relation_rest(mark)
    }

    fn relation_rest(&mut self, mark: Mark) -> Parsed {
        let parsed = self.relation_extensions();
        self.finish(mark, N::FromItem);
        parsed
    }

    fn relation_extensions(&mut self) -> Parsed {
        loop {
            match self.peek() {
                _ if self.opens_join(0) => self.join()?,
                Kind::PIVOT if self.starts_clause(0) => self.pivot()?,
                Kind::UNPIVOT if self.starts_clause(0) => self.unpivot()?,
                Kind::BIN if self.nth(1) == Kind::BY => self.bin_by()?,
                _ => return Ok(()),
            }
        }
    }

    pub fn join(&mut self) -> Parsed {
        let mark = self.mark();
        self.pos += self.join_width(0).unwrap_or(1);
        if self.at(Kind::LATERAL) && self.nth(1) != Kind::VIEW {
            self.bump();
        }
        let parsed = self.nest(Self::relation_primary).and_then(|()| self.join_condition());
        self.finish(mark, N::Join);
        parsed
    }

    fn join_condition(&mut self) -> Parsed {
        if self.eat(Kind::MATCH_CONDITION) {
            self.expect(Kind::LeftParen)?;
            self.expression()?;
            self.expect(Kind::RightParen)?;
        }
        if self.at(Kind::ON) {
            let mark = self.mark();
            self.bump();
            let parsed = self.expression();
            self.finish(mark, N::On);
            parsed
        } else if self.at(Kind::USING) && self.nth(1) == Kind::LeftParen {
            let mark = self.mark();
            self.bump();
            self.name_list()?;
            self.finish(mark, N::JoinUsing);
            Ok(())
        } else if self.at_any(&[Kind::APPROX, Kind::EXACT]) && self.nth(1) == Kind::NEAREST {
            self.pos += 2;
            if self.at(Kind::Integer) {
                self.integer()?;
            }
            self.expect(Kind::BY)?;
            self.expect_any(&[Kind::DISTANCE, Kind::SIMILARITY], "DISTANCE or SIMILARITY")?;
            self.expression()
        } else {
            Ok(())
        }
    }

    /// A relation without joins.
    pub fn relation_primary(&mut self) -> Parsed {
        let next = self.nth(1);
        match self.peek() {
            Kind::LeftParen => self.parenthesized_relation(),
            Kind::VALUES if self.starts_query(0) => self.values(),
            Kind::STREAM if next == Kind::LeftParen || next.is_name() && !self.starts_clause(1) && next != Kind::AS => {
                self.stream()
            }
            Kind::UNNEST if next == Kind::LeftParen => self.unnest(),
            Kind::JSON_TABLE if next == Kind::LeftParen => self.json_table(),
            Kind::TABLE if next == Kind::LeftParen && self.nth(2).is_name() => self.table_function_or_table(),
            kind if kind.is_name() => self.table_function_or_table(),
            _ => self.fail("a table"),
        }
    }

    fn table_function_or_table(&mut self) -> Parsed {
        let mark = self.mark();
        let mut named = self.name_parts_as(N::FunctionName);
        let mut is_function = named.is_ok() && self.at(Kind::LeftParen);
        if !is_function
            && self.lenient
            && self.kinds[mark.pos] == Kind::IDENTIFIER
            && self.kinds.get(mark.pos + 1) == Some(&Kind::LeftParen)
            && named.is_err()
        {
            self.reset(mark);
            self.bump_as(N::FunctionName);
            is_function = self.attempt(Self::table_function_rest);
            if is_function {
                self.relation_tail()?;
                self.finish(mark, N::TableFunction);
                return Ok(());
            }
            self.reset(mark);
            named = self.name_parts_as(N::FunctionName);
        }
        if is_function {
            self.table_function_rest()?;
            self.relation_tail()?;
            self.finish(mark, N::TableFunction);
            return Ok(());
        }
        self.named_table(mark, named)?;
        self.version_suffix()?;
        self.time_travel()?;
        self.changes()?;
        self.options_option()?;
        self.relation_tail()?;
        self.finish(mark, N::TableRef);
        Ok(())
    }

    /// The name just read as a function's is a table's.
    fn named_table(&mut self, mark: Mark, named: Parsed) -> Parsed {
        named?;
        self.nodes.pop();
        self.finish_with(mark, N::ObjectName, Role::Read.pack(ObjectKind::Table));
        Ok(())
    }

    fn table_function_rest(&mut self) -> Parsed {
        self.expect(Kind::LeftParen)?;
        if !self.at(Kind::RightParen) {
            self.nest(|p| p.comma_list(Self::argument))?;
        }
        self.expect(Kind::RightParen)
    }

    /// TABLESAMPLE, IDENTIFIED BY, WATERMARK and the alias.
    pub fn relation_tail(&mut self) -> Parsed {
        if self.at(Kind::TABLESAMPLE) && self.starts_clause(0) {
            self.sample()?;
        }
        if self.at(Kind::IDENTIFIED) && self.nth(1) == Kind::BY {
            self.pos += 2;
            self.simple_name()?;
        }
        self.watermark()?;
        self.optional_table_alias()
    }

    pub fn optional_table_alias(&mut self) -> Parsed {
        if self.in_changes && self.at_change_clause() {
            return Ok(());
        }
        let ends = matches!(self.nth(1), Kind::End | Kind::Semicolon | Kind::RightParen) || self.starts_clause(1);
        if self.lenient && self.at(Kind::AS) && ends {
            let mark = self.mark();
            self.simple_name()?;
            self.finish(mark, N::Alias);
            return Ok(());
        }
        let aliased = self.at(Kind::AS) && self.nth(1).is_alias()
            || (self.peek().is_alias() && !self.at(Kind::AS) && !self.starts_clause(0));
        if aliased || self.at(Kind::AS) && self.nth(1) == Kind::LeftParen { self.table_alias() } else { Ok(()) }
    }

    /// `AS t (a, b)`, `t (a, b)`, `t`, or nothing.
    pub fn table_alias(&mut self) -> Parsed {
        let mark = self.mark();
        let has_as = self.at(Kind::AS) && self.nth(1).is_alias();
        if self.at(Kind::AS) && self.nth(1) == Kind::LeftParen {
            self.bump();
            self.name_list()?;
            self.finish(mark, N::Alias);
            return Ok(());
        }
        if !has_as && (!self.peek().is_alias() || self.starts_clause(0)) {
            return Ok(());
        }
        if has_as {
            self.bump();
        }
        self.simple_name()?;
        if self.at(Kind::LeftParen) && !self.starts_query(1) {
            self.name_list()?;
        }
        self.finish(mark, N::Alias);
        Ok(())
    }

    /// `(query) alias` or `(relation) alias`; `((a))` may be either down to its innermost parenthesis.
    fn parenthesized_relation(&mut self) -> Parsed {
        let mark = self.mark();
        if self.starts_query(1) && self.nth(1) != Kind::LeftParen {
            self.paren_query()?;
            self.relation_tail()?;
            self.finish(mark, N::SubqueryRef);
            return Ok(());
        }
        self.expect(Kind::LeftParen)?;
        let inner = self.mark();
        if self.at(Kind::LeftParen) {
            self.nest(Self::parenthesized_relation)?;
            if self.last_kind() == Some(N::SubqueryRef) && self.continues_query() {
                self.query_rest(inner)?;
                self.expect(Kind::RightParen)?;
                self.relation_tail()?;
                self.finish(mark, N::SubqueryRef);
                return Ok(());
            }
            self.relation_rest(inner)?;
        } else {
            self.relation()?;
        }
        self.expect(Kind::RightParen)?;
        self.relation_tail()?;
        self.finish(mark, N::ParenRelation);
        Ok(())
    }

    /// `STREAM t`, `STREAM(t)`, `STREAM read_files(..)`, `STREAM(read_files(..))`.
    fn stream(&mut self) -> Parsed {
        let mark = self.mark();
        self.bump();
        let in_parens = self.eat(Kind::LeftParen);
        let inner = self.mark();
        let named = self.name_parts_as(N::FunctionName);
        if named.is_ok() && self.at(Kind::LeftParen) {
            self.table_function_rest()?;
            self.finish(inner, N::TableFunction);
        } else {
            self.named_table(inner, named)?;
            self.version_suffix()?;
            if in_parens {
                self.options_option()?;
            }
            self.finish(inner, N::TableRef);
        }
        if in_parens {
            self.expect(Kind::RightParen)?;
        }
        self.time_travel()?;
        if self.at(Kind::CHANGES) && self.nth(1) == Kind::FROM {
            self.changes()?;
        }
        self.options_option()?;
        self.relation_tail()?;
        self.finish(mark, N::StreamRef);
        Ok(())
    }
}
