//! Pipe syntax: `FROM t |> WHERE a |> AGGREGATE count(*) GROUP BY b`.
//! A query with its steps is one flat node.

use super::super::kind::Kind;
use super::super::node::NodeKind as N;
use super::core::{Mark, Parsed, Parser};

impl Parser<'_> {
    pub fn pipes(&mut self, term: Mark) -> Parsed {
        while self.at_pipe() {
            let step = self.mark();
            self.bump();
            let parsed = self.guarded(Self::pipe_step);
            self.finish(step, N::PipeStep);
            parsed?;
        }
        self.finish(term, N::PipeQuery);
        Ok(())
    }

    /// `|>`, or Spark's `|` before a word that starts a step.
    pub fn at_pipe(&self) -> bool {
        let steps = [
            Kind::SELECT,
            Kind::EXTEND,
            Kind::SET,
            Kind::DROP,
            Kind::AS,
            Kind::WHERE,
            Kind::AGGREGATE,
            Kind::PIVOT,
            Kind::UNPIVOT,
            Kind::TABLESAMPLE,
            Kind::BIN,
            Kind::UNION,
            Kind::EXCEPT,
            Kind::MINUS,
            Kind::INTERSECT,
            Kind::ORDER,
            Kind::SORT,
            Kind::CLUSTER,
            Kind::DISTRIBUTE,
            Kind::WINDOW,
            Kind::LIMIT,
            Kind::OFFSET,
        ];
        self.at(Kind::PipeArrow) || self.at(Kind::Pipe) && (steps.contains(&self.nth(1)) || self.opens_join(1))
    }

    fn pipe_step(&mut self) -> Parsed {
        match self.peek() {
            Kind::SELECT => self.pipe_select(),
            Kind::EXTEND => {
                self.bump();
                self.select_items()
            }
            Kind::SET => {
                self.bump();
                self.assignments()
            }
            Kind::DROP => {
                self.bump();
                self.comma_list(Self::name)
            }
            Kind::AS => {
                self.bump();
                self.simple_name()
            }
            Kind::WHERE => {
                self.word_and_expression(N::Where)?;
                self.window_option()
            }
            Kind::PIVOT => self.pivot(),
            Kind::UNPIVOT => self.unpivot(),
            Kind::BIN if self.nth(1) == Kind::BY => self.bin_by(),
            Kind::TABLESAMPLE => self.sample(),
            Kind::AGGREGATE => self.aggregate(),
            Kind::UNION | Kind::EXCEPT | Kind::MINUS | Kind::INTERSECT => {
                self.bump();
                let _ = self.eat_any(&[Kind::ALL, Kind::DISTINCT]);
                self.query_primary()
            }
            Kind::ORDER | Kind::SORT | Kind::CLUSTER | Kind::DISTRIBUTE | Kind::LIMIT | Kind::OFFSET | Kind::WINDOW => {
                self.query_organization()
            }
            _ if self.opens_join(0) => self.join(),
            _ if self.lenient && (self.at_end() || self.at(Kind::RightParen)) => Ok(()),
            kind if kind.is_hole() => {
                self.bump_as(N::Hole);
                Ok(())
            }
            _ => self.fail("SELECT, WHERE, AGGREGATE or another step"),
        }
    }

    fn pipe_select(&mut self) -> Parsed {
        let mark = self.mark();
        self.select_head()?;
        if self.at(Kind::GROUP) && self.nth(1) == Kind::BY {
            self.pipe_group_by()?;
        }
        self.window_option()?;
        self.finish(mark, N::Select);
        Ok(())
    }

    fn window_option(&mut self) -> Parsed {
        if self.at(Kind::WINDOW) && self.starts_clause(0) { self.window_clause() } else { Ok(()) }
    }

    fn aggregate(&mut self) -> Parsed {
        self.bump();
        let ends = matches!(self.peek(), Kind::PipeArrow | Kind::Pipe | Kind::RightParen) || self.at_end();
        if !ends && !self.at_grouping() {
            self.select_items()?;
        }
        if self.at_grouping() { self.pipe_group_by() } else { Ok(()) }
    }

    /// `|> AGGREGATE group by` at its end has a column named `group`.
    fn at_grouping(&self) -> bool {
        self.at(Kind::GROUP) && self.nth(1) == Kind::BY && (self.starts_operand(2) || !self.lenient)
    }
}
