//! Walks over trees without evaluating them: which names a body mentions, binds, or uses as Spark's objects.
//! Knows no values.

use brickline_syntax::python::ast::{Expr, ExprKind, FunctionDef, Stmt, StmtKind};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

/// Calls `visit` on every expression of a body, outer ones first; bodies of nested functions and classes are part of it.
pub(super) fn walk_body<'a>(body: &'a [Stmt], visit: &mut dyn FnMut(&'a Expr)) {
    let mut pending: Vec<&'a Stmt> = body.iter().rev().collect();
    while let Some(stmt) = pending.pop() {
        for expr in expressions(stmt) {
            walk_expr(expr, visit);
        }
        let mut blocks = blocks(stmt);
        blocks.reverse();
        for block in blocks {
            pending.extend(block.iter().rev());
        }
    }
}

/// Calls `visit` on an expression and everything in it.
pub(super) fn walk_expr<'a>(expr: &'a Expr, visit: &mut dyn FnMut(&'a Expr)) {
    let mut pending = vec![expr];
    while let Some(expr) = pending.pop() {
        visit(expr);
        push_children(expr, &mut pending);
    }
}

/// The names that statements bind in their own scope, nested functions left out.
pub(super) fn bound_names(body: &[Stmt]) -> FxHashSet<SmolStr> {
    let mut names = FxHashSet::default();
    let mut pending: Vec<&Stmt> = body.iter().collect();
    while let Some(stmt) = pending.pop() {
        match &stmt.kind {
            StmtKind::Function(def) => {
                names.insert(def.name.text.clone());
                continue;
            }
            StmtKind::Class(def) => {
                names.insert(def.name.text.clone());
                continue;
            }
            StmtKind::Assign { targets, .. } => targets.iter().for_each(|target| target_names(target, &mut names)),
            StmtKind::AnnAssign { target, .. } | StmtKind::AugAssign { target, .. } | StmtKind::For { target, .. } => {
                target_names(target, &mut names);
            }
            StmtKind::With { items, .. } => {
                items
                    .iter()
                    .filter_map(|item| item.target.as_ref())
                    .for_each(|target| target_names(target, &mut names));
            }
            StmtKind::Import(imports) => {
                for import in imports {
                    let name = import.alias.as_ref().map_or_else(
                        || SmolStr::new(import.path.text.split('.').next().unwrap_or_default()),
                        |alias| alias.text.clone(),
                    );
                    names.insert(name);
                }
            }
            StmtKind::ImportFrom(from) => {
                for import in from.names.iter().flatten() {
                    names.insert(import.alias.as_ref().unwrap_or(&import.path).text.clone());
                }
            }
            _ => {}
        }
        for expr in expressions(stmt) {
            walk_expr(expr, &mut |expr| {
                if let ExprKind::Named { target, .. } = &expr.kind {
                    names.insert(target.text.clone());
                }
            });
        }
        pending.extend(blocks(stmt).into_iter().flatten());
    }
    names
}

/// The attributes that statements assign to, nested functions left out.
pub(super) fn assigned_attributes(body: &[Stmt]) -> Vec<&Expr> {
    let mut found = Vec::new();
    let mut pending: Vec<&Stmt> = body.iter().collect();
    while let Some(stmt) = pending.pop() {
        match &stmt.kind {
            StmtKind::Function(_) | StmtKind::Class(_) => continue,
            StmtKind::Assign { targets, .. } => {
                found.extend(targets.iter().filter(|target| matches!(target.kind, ExprKind::Attribute { .. })));
            }
            _ => {}
        }
        pending.extend(blocks(stmt).into_iter().flatten());
    }
    found
}

/// The names that an assignment to `target` binds.
pub(super) fn target_names(target: &Expr, names: &mut FxHashSet<SmolStr>) {
    match &target.kind {
        ExprKind::Name(name) => {
            names.insert(name.clone());
        }
        ExprKind::Tuple(items) | ExprKind::List(items) => items.iter().for_each(|item| target_names(item, names)),
        ExprKind::Starred(inner) => target_names(inner, names),
        _ => {}
    }
}

/// Every name and attribute that a body mentions.
pub(super) fn mentioned_names(body: &[Stmt]) -> FxHashSet<SmolStr> {
    let mut names = FxHashSet::default();
    walk_body(body, &mut |expr| match &expr.kind {
        ExprKind::Name(name) => {
            names.insert(name.clone());
        }
        ExprKind::Attribute { name, .. } => {
            names.insert(name.text.clone());
        }
        _ => {}
    });
    names
}

/// Whether a function is a generator.
pub(super) fn is_generator(def: &FunctionDef) -> bool {
    let mut found = false;
    let mut pending: Vec<&Stmt> = def.body.iter().collect();
    while let Some(stmt) = pending.pop() {
        if matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_)) {
            continue;
        }
        for expr in expressions(stmt) {
            walk_expr(expr, &mut |expr| found |= matches!(expr.kind, ExprKind::Yield(_)));
        }
        pending.extend(blocks(stmt).into_iter().flatten());
    }
    found
}

/// The expressions that stand directly in a statement, blocks left out; a nested function's decorators and defaults are in.
fn expressions(stmt: &Stmt) -> Vec<&Expr> {
    match &stmt.kind {
        StmtKind::Expr(value) => vec![value],
        StmtKind::Assign { targets, value } => targets.iter().chain([value]).collect(),
        StmtKind::AnnAssign { target, annotation, value } => [target, annotation].into_iter().chain(value).collect(),
        StmtKind::AugAssign { target, value, .. } => vec![target, value],
        StmtKind::If { test, .. } | StmtKind::While { test, .. } => vec![test],
        StmtKind::For { target, iter, .. } => vec![target, iter],
        StmtKind::Try { handlers, .. } => handlers.iter().filter_map(|handler| handler.exception.as_ref()).collect(),
        StmtKind::With { items, .. } => {
            items.iter().flat_map(|item| [&item.value].into_iter().chain(&item.target)).collect()
        }
        StmtKind::Match { subject, cases } => {
            [subject].into_iter().chain(cases.iter().filter_map(|case| case.guard.as_ref())).collect()
        }
        StmtKind::Function(def) => {
            def.decorators.iter().chain(def.params.iter().filter_map(|param| param.default.as_ref())).collect()
        }
        StmtKind::Class(def) => def.decorators.iter().chain(def.bases.iter().map(|base| &base.value)).collect(),
        StmtKind::Return(value) => value.iter().collect(),
        StmtKind::Raise { exception, cause } => exception.iter().chain(cause).collect(),
        StmtKind::Assert { test, message } => [test].into_iter().chain(message).collect(),
        StmtKind::Delete(targets) => targets.iter().collect(),
        StmtKind::Error { parts } => parts.iter().collect(),
        StmtKind::Import(_)
        | StmtKind::ImportFrom(_)
        | StmtKind::Global(_)
        | StmtKind::Nonlocal(_)
        | StmtKind::Pass
        | StmtKind::Break
        | StmtKind::Continue => Vec::new(),
    }
}

fn blocks(stmt: &Stmt) -> Vec<&[Stmt]> {
    match &stmt.kind {
        StmtKind::If { body, otherwise, .. }
        | StmtKind::For { body, otherwise, .. }
        | StmtKind::While { body, otherwise, .. } => vec![body, otherwise],
        StmtKind::Try { body, handlers, otherwise, finally } => {
            let handlers = handlers.iter().map(|handler| handler.body.as_slice());
            [body.as_slice()].into_iter().chain(handlers).chain([otherwise.as_slice(), finally.as_slice()]).collect()
        }
        StmtKind::With { body, .. } => vec![body],
        StmtKind::Match { cases, .. } => cases.iter().map(|case| case.body.as_slice()).collect(),
        StmtKind::Function(def) => vec![&def.body],
        StmtKind::Class(def) => vec![&def.body],
        _ => Vec::new(),
    }
}

fn push_children<'a>(expr: &'a Expr, pending: &mut Vec<&'a Expr>) {
    match &expr.kind {
        ExprKind::Attribute { object, .. } => pending.push(object),
        ExprKind::Call(call) => {
            pending.extend(call.arguments.iter().map(|argument| &argument.value));
            pending.push(&call.function);
        }
        ExprKind::Subscript { object, index } => pending.extend([&**index, &**object]),
        ExprKind::Slice { lower, upper, step } => {
            pending.extend([lower, upper, step].into_iter().flatten().map(|part| &**part))
        }
        ExprKind::String(literal) => {
            pending.extend(literal.parts.iter().flat_map(|part| &part.holes).map(|hole| &hole.value))
        }
        ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => pending.extend(items),
        ExprKind::Dict(items) => {
            for item in items {
                pending.push(&item.value);
                pending.extend(&item.key);
            }
        }
        ExprKind::Unary { operand, .. } => pending.push(operand),
        ExprKind::Binary { first, rest } => {
            pending.extend(rest.iter().map(|term| &term.value));
            pending.push(first);
        }
        ExprKind::Bool { values, .. } => pending.extend(values),
        ExprKind::Compare { first, rest } => {
            pending.extend(rest.iter().map(|term| &term.value));
            pending.push(first);
        }
        ExprKind::Lambda(lambda) => pending.push(&lambda.body),
        ExprKind::Conditional { test, body, otherwise } => pending.extend([&**otherwise, &**body, &**test]),
        ExprKind::Comprehension(comprehension) => {
            for clause in &comprehension.clauses {
                pending.extend(&clause.conditions);
                pending.push(&clause.iter);
            }
            pending.extend(&comprehension.value);
            pending.push(&comprehension.element);
        }
        ExprKind::Await(value) | ExprKind::Starred(value) | ExprKind::Named { value, .. } => pending.push(value),
        ExprKind::Yield(value) => pending.extend(value.iter().map(|value| &**value)),
        ExprKind::Name(_)
        | ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Number
        | ExprKind::True
        | ExprKind::False
        | ExprKind::None
        | ExprKind::Ellipsis
        | ExprKind::Error => {}
    }
}
