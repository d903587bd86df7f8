//! Which production a statement belongs to, by its first words; and what is done with text that fits none.
//! The productions themselves are elsewhere.

use super::super::kind::Kind;
use super::super::name::{ObjectKind, Role};
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

impl Parser<'_> {
    /// One statement with its `;`. Spark reserves no word, so a text that is wrong is read once more with every word
    /// taken for a name where one may stand; only if that is wrong too does the first error count.
    pub fn statement_to_end(&mut self, number: u32) {
        let mark = self.mark();
        self.whole_statement();
        if self.is_wrong() {
            let nodes = self.nodes.split_off(mark.nodes);
            let error = self.restart(mark);
            self.whole_statement();
            if self.is_wrong() {
                self.nodes.truncate(mark.nodes);
                self.nodes.extend(nodes);
            }
            self.end_restart(error);
        }
        self.report(number);
    }

    /// Whatever does not fit becomes an error node, its tables still named.
    fn whole_statement(&mut self) {
        let mark = self.mark();
        let parsed = if self.at_end() { Ok(()) } else { self.top_statement() };
        if parsed.is_err() || !self.at_end() {
            if parsed.is_ok() {
                let _: Parsed = self.fail("the end of the statement");
            }
            self.note_error();
            self.keep_kind(mark);
            self.rest_as(N::Error);
        }
        while self.eat(Kind::Semicolon) {}
        if self.pos < self.end {
            self.rest_as(N::Error);
        }
        self.finish(mark, N::Statement);
    }

    /// A statement that broke off still is what its first word says.
    fn keep_kind(&mut self, mark: Mark) {
        let is_kept = self.nodes.len() > mark.nodes
            && self.nodes.last().is_some_and(|n| n.first as usize == mark.pos && n.kind.is_statement());
        let kind = super::heads::kind_of(self.kinds.get(mark.pos).copied().unwrap_or(Kind::End));
        if let Some(kind) = kind.filter(|_| !is_kept) {
            self.finish(mark, kind);
        }
    }

    fn top_statement(&mut self) -> Parsed {
        if self.at(Kind::BEGIN) && matches!(self.nth(1), Kind::TRANSACTION | Kind::End | Kind::Semicolon) {
            self.rest_as(N::NativeCommand);
            return Ok(());
        }
        let is_block = self.at(Kind::BEGIN) || self.nth(1) == Kind::Colon && self.nth(2) == Kind::BEGIN;
        if is_block { self.block() } else { self.statement() }
    }

    pub fn statement(&mut self) -> Parsed {
        self.nest(Self::statement_inner)
    }

    fn statement_inner(&mut self) -> Parsed {
        let next = self.nth(1);
        match self.peek() {
            Kind::SELECT | Kind::VALUES | Kind::LeftParen => self.query_statement(),
            Kind::TABLE | Kind::MAP | Kind::REDUCE if self.starts_query(0) => self.query_statement(),
            Kind::WITH => self.with_statement(),
            Kind::FROM => self.statement_with_from(),
            Kind::INSERT => self.insert_statement(),
            Kind::UPDATE => self.update(),
            Kind::DELETE => self.delete(),
            Kind::MERGE => self.merge(),
            Kind::COPY => self.copy_into(),
            Kind::CREATE | Kind::REPLACE => self.create(),
            Kind::ALTER => self.alter(),
            Kind::DROP | Kind::UNDROP => self.drop_object(),
            Kind::SHOW => self.show(),
            Kind::DESCRIBE | Kind::DESC => self.describe(),
            Kind::EXPLAIN => self.explain(),
            Kind::SET => self.set(),
            Kind::UNSET if matches!(next, Kind::TAG | Kind::TAGS) && self.nth(2) == Kind::ON => {
                let mark = self.mark();
                self.bump();
                self.tag(mark)
            }
            Kind::SYNC => self.sync(),
            Kind::PUT | Kind::GET | Kind::REMOVE if next.is_name() || next.is_string() => self.resources(),
            Kind::RESET => self.reset_setting(),
            Kind::USE => self.use_namespace(),
            Kind::GRANT | Kind::REVOKE | Kind::DENY => self.grant(),
            Kind::OPTIMIZE | Kind::VACUUM | Kind::RESTORE | Kind::CONVERT | Kind::REORG | Kind::GENERATE => {
                self.maintenance()
            }
            Kind::ANALYZE => self.analyze(),
            Kind::MSCK | Kind::FSCK | Kind::REPAIR => self.repair(),
            Kind::TRUNCATE => self.truncate(),
            Kind::REFRESH => self.refresh(),
            Kind::CACHE | Kind::UNCACHE | Kind::CLEAR => self.cache(),
            Kind::COMMENT => self.comment_on(),
            Kind::DECLARE => self.declare(),
            Kind::EXECUTE => self.execute_immediate(),
            Kind::CALL => self.call_procedure(),
            Kind::LOAD => self.load_data(),
            Kind::ADD | Kind::LIST => self.resources(),
            Kind::OPEN | Kind::FETCH | Kind::CLOSE => self.cursor(),
            Kind::APPLY if next == Kind::CHANGES => self.apply_changes(),
            Kind::AUTO if next == Kind::CDC => self.apply_changes(),
            Kind::START
            | Kind::COMMIT
            | Kind::ROLLBACK
            | Kind::DFS
            | Kind::EXPORT
            | Kind::IMPORT
            | Kind::LOCK
            | Kind::UNLOCK => {
                self.rest_as(N::NativeCommand);
                Ok(())
            }
            Kind::Hole | Kind::Template if self.starts_statement(1) => {
                let mark = self.mark();
                self.bump_as(N::Hole);
                self.statement()?;
                if self.last_kind() == Some(N::QueryStatement) {
                    self.finish(mark, N::QueryStatement);
                }
                Ok(())
            }
            kind if kind.is_hole() || self.is_foreign_head() => {
                self.rest_as(N::Opaque);
                Ok(())
            }
            _ => self.fail("a statement"),
        }
    }

    fn starts_statement(&self, ahead: usize) -> bool {
        let heads = [Kind::CREATE, Kind::INSERT, Kind::MERGE, Kind::UPDATE, Kind::DELETE, Kind::ALTER, Kind::DROP];
        heads.contains(&self.nth(ahead)) || self.starts_query(ahead)
    }

    /// A head that nobody knows is opaque, not wrong. But a word that Spark knows and that starts no statement, one that is
    /// a slip away from one that does, and what can only be an expression, are wrong.
    fn is_foreign_head(&self) -> bool {
        match self.peek() {
            Kind::Word => {
                let next = self.nth(1);
                let is_head = (next.is_name() || next.is_string()) && next != Kind::SELECT;
                is_head && !super::heads::is_misspelt(self.word(0))
            }
            _ => false,
        }
    }

    fn query_statement(&mut self) -> Parsed {
        let mark = self.mark();
        let parsed = self.query();
        self.finish(mark, N::QueryStatement);
        parsed
    }

    /// WITH may stand before a query and before INSERT, UPDATE, DELETE, MERGE and `FROM t INSERT`.
    fn with_statement(&mut self) -> Parsed {
        let mark = self.mark();
        self.with_clause()?;
        match self.peek() {
            Kind::INSERT => self.insert_after(mark),
            Kind::UPDATE => self.update_after(mark),
            Kind::DELETE => self.delete_after(mark),
            Kind::MERGE => self.merge_after(mark),
            Kind::FROM => self.statement_with_from_after(mark),
            _ => {
                let term = self.mark();
                self.query_primary()?;
                self.query_tail(mark, term)?;
                self.finish(mark, N::QueryStatement);
                Ok(())
            }
        }
    }

    /// The rest of the statement as one node; names of objects in it are still found.
    pub fn rest_as(&mut self, kind: N) {
        let mark = self.mark();
        while !self.at_end() {
            self.object_in_rest();
        }
        self.finish(mark, kind);
    }

    /// One token; if it announces an object, the object's name too.
    fn object_in_rest(&mut self) {
        let word = self.peek();
        self.bump();
        let (role, kind) = match word {
            Kind::FROM | Kind::JOIN => (Role::Read, ObjectKind::Table),
            Kind::INTO => (Role::Written, ObjectKind::Table),
            Kind::TABLE => (Role::Named, ObjectKind::Table),
            Kind::VIEW => (Role::Named, ObjectKind::View),
            _ => return,
        };
        let is_name = self.peek().is_name()
            && !self.starts_clause(0)
            && !matches!(self.peek(), Kind::TABLE | Kind::IF | Kind::VIEW | Kind::AS);
        if is_name && self.nth(1) != Kind::LeftParen {
            self.attempt(|p| p.object(role, kind));
        }
    }
}
