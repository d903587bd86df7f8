//! SQL scripts: BEGIN .. END blocks, IF, CASE, loops, handlers. Statements in them are parsed as anywhere else.
//! Knows no statement but those of scripting.

use super::super::kind::Kind;
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

impl Parser<'_> {
    /// `[label:] BEGIN [NOT ATOMIC] statements END [label]`.
    pub fn block(&mut self) -> Parsed {
        self.nest(|p| {
            let mark = p.mark();
            p.label()?;
            p.expect(Kind::BEGIN)?;
            let _ = p.eat_all(&[Kind::NOT, Kind::ATOMIC]) || p.eat(Kind::ATOMIC);
            p.body(&[Kind::END])?;
            p.expect(Kind::END)?;
            p.end_label()?;
            p.finish(mark, N::Block);
            Ok(())
        })
    }

    fn label(&mut self) -> Parsed {
        if self.peek().is_name() && self.nth(1) == Kind::Colon {
            self.simple_name()?;
            self.bump();
        }
        Ok(())
    }

    fn end_label(&mut self) -> Parsed {
        if self.peek().is_name() { self.simple_name() } else { Ok(()) }
    }

    /// Statements, each with its `;`, up to one of the words.
    fn body(&mut self, until: &[Kind]) -> Parsed {
        let mark = self.mark();
        while !self.at_any(until) && self.pos < self.end {
            self.script_statement()?;
            self.expect(Kind::Semicolon)?;
        }
        self.finish(mark, N::Body);
        Ok(())
    }

    fn script_statement(&mut self) -> Parsed {
        let labelled = self.peek().is_name() && self.nth(1) == Kind::Colon;
        let head = if labelled { self.nth(2) } else { self.peek() };
        let mark = self.mark();
        match head {
            Kind::BEGIN => self.block(),
            Kind::IF => self.nest(|p| p.if_statement(mark)),
            Kind::CASE => self.nest(|p| p.case_statement(mark)),
            Kind::WHILE | Kind::REPEAT | Kind::LOOP | Kind::FOR => self.nest(|p| p.loop_statement(mark)),
            Kind::LEAVE | Kind::ITERATE => {
                self.bump();
                self.simple_name()?;
                self.finish(mark, N::Jump);
                Ok(())
            }
            Kind::SET => self.set_in_script(),
            Kind::SIGNAL | Kind::RESIGNAL | Kind::RETURN | Kind::GET
                if head != Kind::GET || self.nth(1) == Kind::DIAGNOSTICS =>
            {
                self.rest_of_statement();
                self.finish(mark, N::Jump);
                Ok(())
            }
            _ => self.statement(),
        }
    }

    fn rest_of_statement(&mut self) {
        while !matches!(self.peek(), Kind::Semicolon | Kind::End) {
            self.bump();
        }
    }

    fn if_statement(&mut self, mark: Mark) -> Parsed {
        self.expect(Kind::IF)?;
        let stops = [Kind::ELSEIF, Kind::ELSE, Kind::END];
        loop {
            self.expression()?;
            self.expect(Kind::THEN)?;
            self.body(&stops)?;
            if !self.eat(Kind::ELSEIF) {
                break;
            }
        }
        if self.eat(Kind::ELSE) {
            self.body(&[Kind::END])?;
        }
        self.expect_all(&[Kind::END, Kind::IF])?;
        self.finish(mark, N::If);
        Ok(())
    }

    fn case_statement(&mut self, mark: Mark) -> Parsed {
        self.expect(Kind::CASE)?;
        if !self.at(Kind::WHEN) {
            self.expression()?;
        }
        while self.eat(Kind::WHEN) {
            self.expression()?;
            self.expect(Kind::THEN)?;
            self.body(&[Kind::WHEN, Kind::ELSE, Kind::END])?;
        }
        if self.eat(Kind::ELSE) {
            self.body(&[Kind::END])?;
        }
        self.expect_all(&[Kind::END, Kind::CASE])?;
        self.finish(mark, N::CaseStatement);
        Ok(())
    }

    fn loop_statement(&mut self, mark: Mark) -> Parsed {
        self.label()?;
        let head = self.peek();
        self.bump();
        match head {
            Kind::WHILE => {
                self.expression()?;
                self.expect(Kind::DO)?;
            }
            Kind::FOR => {
                if self.peek().is_name() && self.nth(1) == Kind::AS {
                    self.simple_name()?;
                    self.bump();
                }
                self.query()?;
                self.expect(Kind::DO)?;
            }
            _ => {}
        }
        if head == Kind::REPEAT {
            self.body(&[Kind::UNTIL])?;
            self.expect(Kind::UNTIL)?;
            self.expression()?;
        } else {
            self.body(&[Kind::END])?;
        }
        self.expect_all(&[Kind::END, head])?;
        self.end_label()?;
        self.finish(mark, N::Loop);
        Ok(())
    }

    /// `DECLARE c CONDITION FOR SQLSTATE '..'`.
    pub fn condition(&mut self, mark: Mark) -> Parsed {
        self.simple_name()?;
        self.expect(Kind::CONDITION)?;
        if self.eat_all(&[Kind::FOR, Kind::SQLSTATE]) {
            self.eat(Kind::VALUE);
            self.string()?;
        }
        self.finish(mark, N::Declare);
        Ok(())
    }

    /// `DECLARE EXIT HANDLER FOR SQLEXCEPTION statement`.
    pub fn handler(&mut self, mark: Mark) -> Parsed {
        self.pos += 2;
        self.expect(Kind::FOR)?;
        self.comma_list(|p| match p.peek() {
            Kind::SQLSTATE => {
                p.bump();
                p.eat(Kind::VALUE);
                p.string()
            }
            Kind::NOT => p.expect_all(&[Kind::NOT, Kind::FOUND]),
            _ => p.name(),
        })?;
        self.script_statement()?;
        self.finish(mark, N::Handler);
        Ok(())
    }
}
