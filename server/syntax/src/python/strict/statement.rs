//! Statements and their blocks.

use ruff_python_ast as ast;
use ruff_text_size::Ranged;

use super::Reader;
use super::expression::binary_op;
use crate::python::ast::*;
use crate::python::lower::MAX_DEPTH;
use crate::range::TextRange;

impl Reader<'_> {
    pub(super) fn statements(&mut self, suite: &[ast::Stmt]) -> Vec<Stmt> {
        let mut statements = Vec::with_capacity(suite.len());
        statements.extend(suite.iter().map(|stmt| Stmt { kind: self.statement(stmt), range: self.range(stmt) }));
        statements
    }

    /// The statements of a block, one level deeper.
    pub(super) fn block(&mut self, suite: &[ast::Stmt]) -> Vec<Stmt> {
        if suite.is_empty() {
            return Vec::new();
        }
        self.nested(|reader| reader.statements(suite)).unwrap_or_default()
    }

    fn statement(&mut self, stmt: &ast::Stmt) -> StmtKind {
        match stmt {
            ast::Stmt::FunctionDef(function) => self.function(function),
            ast::Stmt::ClassDef(class) => self.class(class),
            ast::Stmt::If(stmt) => self.if_statement(stmt),
            ast::Stmt::For(stmt) => StmtKind::For {
                target: self.expr(&stmt.target),
                iter: self.expr(&stmt.iter),
                body: self.block(&stmt.body),
                otherwise: self.block(&stmt.orelse),
            },
            ast::Stmt::While(stmt) => StmtKind::While {
                test: self.expr(&stmt.test),
                body: self.block(&stmt.body),
                otherwise: self.block(&stmt.orelse),
            },
            ast::Stmt::Try(stmt) => StmtKind::Try {
                body: self.block(&stmt.body),
                handlers: stmt.handlers.iter().map(|handler| self.handler(handler)).collect(),
                otherwise: self.block(&stmt.orelse),
                finally: self.block(&stmt.finalbody),
            },
            ast::Stmt::With(stmt) => StmtKind::With {
                items: stmt.items.iter().map(|item| self.with_item(item)).collect(),
                body: self.block(&stmt.body),
            },
            ast::Stmt::Match(stmt) => StmtKind::Match {
                subject: self.expr(&stmt.subject),
                cases: stmt.cases.iter().map(|case| self.match_case(case)).collect(),
            },
            simple => self.simple_statement(simple),
        }
    }

    fn simple_statement(&mut self, stmt: &ast::Stmt) -> StmtKind {
        match stmt {
            ast::Stmt::Expr(stmt) => StmtKind::Expr(self.expr(&stmt.value)),
            ast::Stmt::Assign(stmt) => {
                StmtKind::Assign { targets: self.exprs(&stmt.targets), value: self.expr(&stmt.value) }
            }
            ast::Stmt::AnnAssign(stmt) => StmtKind::AnnAssign {
                target: self.expr(&stmt.target),
                annotation: self.expr(&stmt.annotation),
                value: self.optional(stmt.value.as_deref()),
            },
            ast::Stmt::AugAssign(stmt) => StmtKind::AugAssign {
                target: self.expr(&stmt.target),
                op: binary_op(stmt.op),
                op_range: self.range(self.operator(stmt.target.end())),
                value: self.expr(&stmt.value),
            },
            // `type X[T] = ...` reads as an assignment to `X`.
            ast::Stmt::TypeAlias(stmt) => {
                StmtKind::Assign { targets: vec![self.expr(&stmt.name)], value: self.expr(&stmt.value) }
            }
            ast::Stmt::Return(stmt) => StmtKind::Return(self.optional(stmt.value.as_deref())),
            ast::Stmt::Raise(stmt) => StmtKind::Raise {
                exception: self.optional(stmt.exc.as_deref()),
                cause: self.optional(stmt.cause.as_deref()),
            },
            ast::Stmt::Assert(stmt) => {
                StmtKind::Assert { test: self.expr(&stmt.test), message: self.optional(stmt.msg.as_deref()) }
            }
            ast::Stmt::Delete(stmt) => StmtKind::Delete(self.delete_targets(&stmt.targets)),
            ast::Stmt::Import(stmt) => StmtKind::Import(self.import_names(&stmt.names)),
            ast::Stmt::ImportFrom(stmt) => StmtKind::ImportFrom(self.import_from(stmt)),
            ast::Stmt::Global(stmt) => StmtKind::Global(stmt.names.iter().map(|name| self.ident(name)).collect()),
            ast::Stmt::Nonlocal(stmt) => StmtKind::Nonlocal(stmt.names.iter().map(|name| self.ident(name)).collect()),
            ast::Stmt::Pass(_) => StmtKind::Pass,
            ast::Stmt::Break(_) => StmtKind::Break,
            ast::Stmt::Continue(_) => StmtKind::Continue,
            _ => {
                self.give_up();
                StmtKind::Error { parts: Vec::new() }
            }
        }
    }

    /// `del (a, b)` deletes both.
    fn delete_targets(&mut self, targets: &[ast::Expr]) -> Vec<Expr> {
        match targets {
            [ast::Expr::Tuple(tuple)] => self.exprs(&tuple.elts),
            targets => self.exprs(targets),
        }
    }

    /// Each `elif` nests in the one before; from the last to the first, so that a long ladder costs no stack.
    fn if_statement(&mut self, stmt: &ast::StmtIf) -> StmtKind {
        let test = self.expr(&stmt.test);
        let body = self.block(&stmt.body);
        let levels = stmt.elif_else_clauses.len() as u32;
        if self.depth + levels > MAX_DEPTH {
            self.give_up();
            return StmtKind::If { test, body, otherwise: Vec::new() };
        }
        self.depth += levels;
        let mut otherwise = Vec::new();
        for clause in stmt.elif_else_clauses.iter().rev() {
            otherwise = match &clause.test {
                Some(test) => {
                    let range = TextRange::new(self.range(clause).start(), self.range(stmt).end());
                    let kind = StmtKind::If { test: self.expr(test), body: self.block(&clause.body), otherwise };
                    vec![Stmt { kind, range }]
                }
                None => self.block(&clause.body),
            };
            self.depth -= 1;
        }
        StmtKind::If { test, body, otherwise }
    }

    fn handler(&mut self, handler: &ast::ExceptHandler) -> Handler {
        let ast::ExceptHandler::ExceptHandler(handler) = handler;
        Handler {
            exception: self.optional(handler.type_.as_deref()),
            name: handler.name.as_ref().map(|name| self.ident(name)),
            body: self.block(&handler.body),
        }
    }

    fn with_item(&mut self, item: &ast::WithItem) -> WithItem {
        WithItem { value: self.expr(&item.context_expr), target: self.optional(item.optional_vars.as_deref()) }
    }

    fn match_case(&mut self, case: &ast::MatchCase) -> MatchCase {
        MatchCase {
            bindings: self.bindings(&case.pattern),
            guard: self.optional(case.guard.as_deref()),
            body: self.block(&case.body),
        }
    }
}
