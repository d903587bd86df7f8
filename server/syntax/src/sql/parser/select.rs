//! One SELECT: its items, hints and clauses; and the forms `FROM t SELECT ..` and TRANSFORM.
//! Relations, grouping and pivots have files of their own.

use super::super::kind::Kind;
use super::super::node::NodeKind as N;
use super::core::{Parsed, Parser};

impl Parser<'_> {
    pub fn select(&mut self) -> Parsed {
        let mark = self.mark();
        self.select_head()?;
        if self.at(Kind::FROM) && self.starts_clause(0) {
            self.guarded(Self::source_clause)?;
        }
        self.select_clauses()?;
        self.finish(mark, N::Select);
        Ok(())
    }

    /// `FROM t SELECT a WHERE b`, with any number of SELECTs.
    pub fn query_with_from(&mut self) -> Parsed {
        let mark = self.mark();
        self.guarded(Self::source_clause)?;
        while self.at_any(&[Kind::SELECT, Kind::MAP, Kind::REDUCE]) {
            self.select_after_from()?;
        }
        self.finish(mark, N::FromQuery);
        Ok(())
    }

    /// The SELECT that follows its FROM, with its own ORDER BY and LIMIT.
    pub fn select_after_from(&mut self) -> Parsed {
        let body = self.mark();
        self.select_head()?;
        self.select_clauses()?;
        self.query_organization()?;
        self.finish(body, N::Select);
        Ok(())
    }

    /// SELECT, its hints, DISTINCT, and its items; or a script that transforms.
    pub fn select_head(&mut self) -> Parsed {
        let is_transform = self.at(Kind::SELECT)
            && self.nth(1) == Kind::TRANSFORM
            && self.nth(2) == Kind::LeftParen
            && self.transform_follows();
        if is_transform || self.at_any(&[Kind::MAP, Kind::REDUCE]) {
            return self.transform();
        }
        self.expect(Kind::SELECT)?;
        while self.at(Kind::HintStart) {
            self.hint()?;
        }
        if self.at_any(&[Kind::DISTINCT, Kind::ALL]) && self.starts_operand(1) {
            self.bump();
        }
        self.guarded(|p| {
            p.select_items()?;
            p.end_of_list()
        })
    }

    /// After a list's last item with its alias no further name or literal fits: better to say so here than at the end.
    pub fn end_of_list(&mut self) -> Parsed {
        let kind = self.peek();
        if matches!(kind, Kind::Word | Kind::QuotedName) || kind.is_number() || kind.is_string() {
            return self.fail("`,` or a clause");
        }
        Ok(())
    }

    /// The items, separated by commas.
    pub fn select_items(&mut self) -> Parsed {
        self.comma_list(|p| {
            if p.at(Kind::FROM) && p.before() == Kind::Comma && p.starts_clause(0) {
                return Ok(());
            }
            p.select_item()
        })
    }

    pub fn select_item(&mut self) -> Parsed {
        let mark = self.mark();
        let mut parsed = self.expression();
        if parsed.is_ok() {
            parsed = self.optional_select_alias();
        }
        self.finish(mark, N::SelectItem);
        parsed
    }

    pub fn optional_select_alias(&mut self) -> Parsed {
        // `SELECT a AS FROM t`: an alias may be called AS.
        if self.lenient && self.at(Kind::AS) && self.starts_clause(1) {
            let mark = self.mark();
            self.simple_name()?;
            self.finish(mark, N::Alias);
            return Ok(());
        }
        let follows_as = self.nth(1).is_name() || self.nth(1) == Kind::LeftParen;
        if self.at(Kind::AS) && follows_as || (self.peek().is_name() && !self.starts_clause(0)) {
            return self.select_alias();
        }
        if self.at(Kind::LeftParen) && self.nth(1).is_name() && matches!(self.nth(2), Kind::Comma | Kind::RightParen) {
            let mark = self.mark();
            self.name_list()?;
            self.finish(mark, N::Alias);
        }
        Ok(())
    }

    /// `AS name`, `name` or `AS (a, b)`.
    pub fn select_alias(&mut self) -> Parsed {
        let mark = self.mark();
        if self.at(Kind::AS) && (self.nth(1).is_name() || self.nth(1) == Kind::LeftParen) {
            self.bump();
        }
        if self.at(Kind::LeftParen) {
            self.name_list()?
        } else {
            self.simple_name()?
        }
        self.finish(mark, N::Alias);
        Ok(())
    }

    /// The clauses after FROM, in any order here: that they come in order is checked where it matters.
    pub fn select_clauses(&mut self) -> Parsed {
        loop {
            match self.peek() {
                Kind::LATERAL if self.nth(1) == Kind::VIEW => self.guarded(Self::lateral_view)?,
                Kind::WHERE if self.starts_clause(0) => self.guarded(|p| p.word_and_expression(N::Where))?,
                Kind::GROUP if self.starts_clause(0) => self.guarded(Self::group_by)?,
                Kind::HAVING if self.starts_clause(0) => self.guarded(|p| p.word_and_expression(N::Having))?,
                Kind::QUALIFY if self.starts_clause(0) => self.guarded(|p| p.word_and_expression(N::Qualify))?,
                Kind::WINDOW if self.starts_clause(0) => self.guarded(Self::window_clause)?,
                kind if kind.is_hole() && !self.touches_clause_end() => self.bump_as(N::Hole),
                _ => return Ok(()),
            }
        }
    }

    /// A hole before a set operation or the end belongs to the query, not to this SELECT.
    fn touches_clause_end(&self) -> bool {
        matches!(self.nth(1), Kind::End | Kind::Semicolon | Kind::RightParen)
    }

    pub fn lateral_view(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect_all(&[Kind::LATERAL, Kind::VIEW])?;
        if self.at(Kind::OUTER) && self.nth(1) != Kind::LeftParen {
            self.bump();
        }
        let call = self.mark();
        self.name_parts_as(N::FunctionName)?;
        self.call_rest(call)?;
        let alias = self.mark();
        self.simple_name()?;
        if self.eat(Kind::AS) || (self.peek().is_name() && !self.starts_clause(0)) {
            let columns = self.mark();
            self.comma_list(Self::simple_name)?;
            self.finish(columns, N::NameList);
        }
        self.finish(alias, N::Alias);
        self.finish(mark, N::LateralView);
        Ok(())
    }

    pub fn name_parts_as(&mut self, kind: N) -> Parsed {
        let mark = self.mark();
        self.name()?;
        self.nodes.pop();
        self.finish(mark, kind);
        Ok(())
    }

    /// `/*+ BROADCAST(a), REPARTITION(3) */`.
    pub fn hint(&mut self) -> Parsed {
        let mark = self.mark();
        self.expect(Kind::HintStart)?;
        while !self.at(Kind::HintEnd) {
            let item = self.mark();
            self.simple_name()?;
            if self.eat(Kind::LeftParen) {
                self.comma_list(Self::value)?;
                self.expect(Kind::RightParen)?;
            }
            self.finish(item, N::HintItem);
            self.eat(Kind::Comma);
        }
        self.expect(Kind::HintEnd)?;
        self.finish(mark, N::Hint);
        if self.is_empty_hint(mark.pos) { self.fail("the name of a hint") } else { Ok(()) }
    }

    fn is_empty_hint(&self, start: usize) -> bool {
        self.pos == start + 2 || self.kinds[self.pos - 2] == Kind::Comma
    }

    /// TRANSFORM is also the name of a function: the script after USING tells them apart.
    fn transform_follows(&self) -> bool {
        let mut depth = 0_u32;
        for ahead in 2..2000 {
            match self.nth(ahead) {
                Kind::LeftParen => depth += 1,
                Kind::RightParen if depth == 1 => {
                    let after = self.nth(ahead + 1);
                    return matches!(after, Kind::ROW | Kind::RECORDWRITER)
                        || after == Kind::USING && self.nth(ahead + 2).is_string();
                }
                Kind::RightParen => depth = depth.saturating_sub(1),
                Kind::End | Kind::Semicolon => break,
                _ => {}
            }
        }
        false
    }

    fn transform(&mut self) -> Parsed {
        let mark = self.mark();
        if self.eat(Kind::SELECT) {
            self.bump();
            self.expect(Kind::LeftParen)?;
            let _ = self.at_any(&[Kind::DISTINCT, Kind::ALL])
                && self.starts_operand(1)
                && self.eat_any(&[Kind::DISTINCT, Kind::ALL]);
            self.comma_list(Self::expression)?;
            self.expect(Kind::RightParen)?;
        } else {
            self.bump();
            self.comma_list(Self::expression)?;
        }
        self.row_format_option()?;
        if self.eat(Kind::RECORDWRITER) {
            self.string()?;
        }
        self.expect(Kind::USING)?;
        self.string()?;
        if self.eat(Kind::AS) {
            self.transform_columns()?;
        }
        self.row_format_option()?;
        if self.eat(Kind::RECORDREADER) {
            self.string()?;
        }
        self.finish(mark, N::Transform);
        Ok(())
    }

    fn transform_columns(&mut self) -> Parsed {
        let in_parens = self.eat(Kind::LeftParen);
        self.comma_list(|p| {
            let typed =
                p.nth(1).is_name() && !matches!(p.nth(1), Kind::ROW | Kind::RECORDREADER) && !p.starts_clause(1);
            if typed { p.column_type() } else { p.simple_name() }
        })?;
        if in_parens { self.expect(Kind::RightParen) } else { Ok(()) }
    }

    fn row_format_option(&mut self) -> Parsed {
        if self.at(Kind::ROW) && self.nth(1) == Kind::FORMAT { self.row_format() } else { Ok(()) }
    }
}
