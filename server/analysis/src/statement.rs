//! Statements of a Python body, found by place. Knows how statements nest, not what they mean.

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::{Stmt, StmtKind};

/// The ranges of all statements that hold no other, in order; of those that do, the heads.
pub fn find_leaves(body: &[Stmt], found: &mut Vec<TextRange>) {
    let mut pending: Vec<&Stmt> = body.iter().rev().collect();
    while let Some(statement) = pending.pop() {
        let inner = children(statement);
        let first = inner.first().map_or(statement.range.end(), |first| first.range.start());
        found.push(TextRange::new(statement.range.start(), first.max(statement.range.start())));
        pending.extend(inner.into_iter().rev());
    }
}

fn children(statement: &Stmt) -> Vec<&Stmt> {
    match &statement.kind {
        StmtKind::If { body, otherwise, .. }
        | StmtKind::For { body, otherwise, .. }
        | StmtKind::While { body, otherwise, .. } => body.iter().chain(otherwise).collect(),
        StmtKind::Try { body, handlers, otherwise, finally } => body
            .iter()
            .chain(handlers.iter().flat_map(|handler| &handler.body))
            .chain(otherwise)
            .chain(finally)
            .collect(),
        StmtKind::With { body, .. } => body.iter().collect(),
        StmtKind::Match { cases, .. } => cases.iter().flat_map(|case| &case.body).collect(),
        StmtKind::Function(function) => function.body.iter().collect(),
        StmtKind::Class(class) => class.body.iter().collect(),
        _ => Vec::new(),
    }
}
