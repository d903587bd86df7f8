//! Walks over trees without evaluating them: which names a body mentions, binds, or uses as Spark's objects.
//! Knows no values.

use brickline_syntax::python::ast::{Expr, ExprKind, FunctionDef, Stmt, StmtKind};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::function::Body;

/// Calls `visit` on every expression of a body, outer ones first; bodies of nested functions and classes are part of it.
pub(super) fn walk_body<'a>(body: &'a [Stmt], visit: &mut dyn FnMut(&'a Expr)) {
    let mut stmts: Vec<&'a Stmt> = body.iter().rev().collect();
    let mut exprs = Vec::new();
    while let Some(stmt) = stmts.pop() {
        each_expression(stmt, &mut |expr| walk_on(expr, &mut exprs, visit));
        let first = stmts.len();
        each_block(stmt, &mut |block| stmts.extend(block));
        stmts[first..].reverse();
    }
}

/// Calls `visit` on an expression and everything in it.
pub(super) fn walk_expr<'a>(expr: &'a Expr, visit: &mut dyn FnMut(&'a Expr)) {
    walk_on(expr, &mut Vec::new(), visit);
}

/// Walks an expression with a stack that is used again.
fn walk_on<'a>(expr: &'a Expr, pending: &mut Vec<&'a Expr>, visit: &mut dyn FnMut(&'a Expr)) {
    let mut next = Some(expr);
    while let Some(expr) = next {
        visit(expr);
        push_children(expr, pending);
        next = pending.pop();
    }
}

/// The names that statements bind in their own scope, nested functions left out.
pub(super) fn bound_names(body: &[Stmt]) -> FxHashSet<SmolStr> {
    let mut names = FxHashSet::default();
    let mut pending: Vec<&Stmt> = body.iter().collect();
    let mut exprs = Vec::new();
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
        each_expression(stmt, &mut |expr| {
            walk_on(expr, &mut exprs, &mut |expr| {
                if let ExprKind::Named { target, .. } = &expr.kind {
                    names.insert(target.text.clone());
                }
            });
        });
        each_block(stmt, &mut |block| pending.extend(block));
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
        each_block(stmt, &mut |block| pending.extend(block));
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

/// Calls `visit` on every name that a function's body mentions, and on every attribute that a `def`'s does.
pub(super) fn mentioned_names<'a>(body: Body<'a>, visit: &mut dyn FnMut(&'a SmolStr)) {
    match body {
        Body::Def(def) => walk_body(&def.body, &mut |expr| match &expr.kind {
            ExprKind::Name(name) => visit(name),
            ExprKind::Attribute { name, .. } => visit(&name.text),
            _ => {}
        }),
        Body::Lambda(lambda, _) => walk_expr(&lambda.body, &mut |expr| {
            if let ExprKind::Name(name) = &expr.kind {
                visit(name);
            }
        }),
    }
}

/// Every name that a function mentions, those in its annotations and in their quotes among them; sorted.
pub(super) fn names_of_function(body: Body<'_>, code: &str) -> Box<[SmolStr]> {
    let mut names = FxHashSet::default();
    let mut visit = |expr: &Expr| {
        if let ExprKind::Name(name) = &expr.kind {
            names.insert(name.clone());
        }
    };
    match body {
        Body::Def(def) => {
            walk_body(&def.body, &mut visit);
            let annotations = def.params.iter().filter_map(|param| param.annotation.as_ref()).chain(&def.returns);
            annotations.for_each(|annotation| walk_expr(annotation, &mut |expr| add_quoted(expr, code, &mut names)));
        }
        Body::Lambda(lambda, _) => walk_expr(&lambda.body, &mut visit),
    }
    let mut names: Box<[SmolStr]> = names.into_iter().collect();
    names.sort_unstable();
    names
}

/// Adds the name, or the names within quotes, that a part of an annotation is.
fn add_quoted(expr: &Expr, code: &str, names: &mut FxHashSet<SmolStr>) {
    match &expr.kind {
        ExprKind::Name(name) => {
            names.insert(name.clone());
        }
        ExprKind::String(literal) => {
            let quoted = literal.parts.iter().filter_map(|part| code.get(part.content.to_usize()));
            let words = quoted.flat_map(|text| text.split(|c: char| !(c.is_alphanumeric() || c == '_')));
            names.extend(words.filter(|word| !word.is_empty()).map(SmolStr::new));
        }
        _ => {}
    }
}

/// Whether a function is a generator; `code` is the text it stands in, which tells sooner that it is none.
pub(super) fn is_generator(def: &FunctionDef, code: &str) -> bool {
    if !code.get(def.range.to_usize()).is_none_or(|text| text.contains("yield")) {
        return false;
    }
    let mut found = false;
    let mut pending: Vec<&Stmt> = def.body.iter().collect();
    let mut exprs = Vec::new();
    while let Some(stmt) = pending.pop() {
        if matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_)) {
            continue;
        }
        each_expression(stmt, &mut |expr| {
            walk_on(expr, &mut exprs, &mut |expr| found |= matches!(expr.kind, ExprKind::Yield(_)));
        });
        each_block(stmt, &mut |block| pending.extend(block));
    }
    found
}

/// Calls `visit` on the expressions that stand directly in a statement, blocks left out; a nested function's decorators and
/// defaults are in.
fn each_expression<'a>(stmt: &'a Stmt, visit: &mut dyn FnMut(&'a Expr)) {
    match &stmt.kind {
        StmtKind::Expr(value) => visit(value),
        StmtKind::Assign { targets, value } => targets.iter().chain([value]).for_each(visit),
        StmtKind::AnnAssign { target, annotation, value } => {
            [target, annotation].into_iter().chain(value).for_each(visit);
        }
        StmtKind::AugAssign { target, value, .. } => [target, value].into_iter().for_each(visit),
        StmtKind::If { test, .. } | StmtKind::While { test, .. } => visit(test),
        StmtKind::For { target, iter, .. } => [target, iter].into_iter().for_each(visit),
        StmtKind::Try { handlers, .. } => {
            handlers.iter().filter_map(|handler| handler.exception.as_ref()).for_each(visit);
        }
        StmtKind::With { items, .. } => {
            items.iter().flat_map(|item| [&item.value].into_iter().chain(&item.target)).for_each(visit);
        }
        StmtKind::Match { subject, cases } => {
            [subject].into_iter().chain(cases.iter().filter_map(|case| case.guard.as_ref())).for_each(visit);
        }
        StmtKind::Function(def) => {
            let defaults = def.params.iter().filter_map(|param| param.default.as_ref());
            def.decorators.iter().chain(defaults).for_each(visit);
        }
        StmtKind::Class(def) => def.decorators.iter().chain(def.bases.iter().map(|base| &base.value)).for_each(visit),
        StmtKind::Return(value) => value.iter().for_each(visit),
        StmtKind::Raise { exception, cause } => exception.iter().chain(cause).for_each(visit),
        StmtKind::Assert { test, message } => [test].into_iter().chain(message).for_each(visit),
        StmtKind::Delete(targets) => targets.iter().for_each(visit),
        StmtKind::Error { parts } => parts.iter().for_each(visit),
        StmtKind::Import(_)
        | StmtKind::ImportFrom(_)
        | StmtKind::Global(_)
        | StmtKind::Nonlocal(_)
        | StmtKind::Pass
        | StmtKind::Break
        | StmtKind::Continue => {}
    }
}

/// Calls `visit` on the blocks of a statement, in order.
fn each_block<'a>(stmt: &'a Stmt, visit: &mut dyn FnMut(&'a [Stmt])) {
    match &stmt.kind {
        StmtKind::If { body, otherwise, .. }
        | StmtKind::For { body, otherwise, .. }
        | StmtKind::While { body, otherwise, .. } => {
            visit(body);
            visit(otherwise);
        }
        StmtKind::Try { body, handlers, otherwise, finally } => {
            visit(body);
            handlers.iter().for_each(|handler| visit(&handler.body));
            visit(otherwise);
            visit(finally);
        }
        StmtKind::With { body, .. } => visit(body),
        StmtKind::Match { cases, .. } => cases.iter().for_each(|case| visit(&case.body)),
        StmtKind::Function(def) => visit(&def.body),
        StmtKind::Class(def) => visit(&def.body),
        _ => {}
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
