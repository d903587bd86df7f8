//! Statements. What is not Python becomes an error statement with the expressions that could be saved.

use tree_sitter::Node;

use super::definition::{class, decorated, function};
use super::expression::{binary_op, expr, joined, optional};
use super::{Child, Cx, Field, Kind, definition, find};
use crate::python::ast::*;
use crate::python::scan::CUT;
use crate::range::TextRange;

/// Lowers the statements among the children of `node`.
pub(super) fn block<'t>(cx: &mut Cx<'t>, node: Node<'t>, out: &mut Vec<Stmt>) {
    let children = cx.all_children(node);
    out.reserve_exact(children.len());
    for child in children {
        if child.kind.is_statement() {
            out.push(stmt(cx, child.node, child.kind));
        } else if child.kind == Kind::Error {
            salvage(cx, child.node, out);
        }
    }
}

/// Lowers what can be saved of an error: whole statements stay, expressions become its parts.
pub(super) fn salvage<'t>(cx: &mut Cx<'t>, node: Node<'t>, out: &mut Vec<Stmt>) {
    let mut statements = Vec::new();
    let mut parts = Vec::new();
    let mut pending = vec![Child { node, kind: Kind::Error, field: Field::Other }];
    while let Some(child) = pending.pop() {
        match child.kind {
            kind if kind.is_statement() => statements.push(stmt(cx, child.node, kind)),
            kind if kind.is_expression() => parts.push(expr(cx, child.node)),
            Kind::Token => {}
            _ => pending.extend(cx.all_children(child.node).into_iter().rev()),
        }
    }
    out.push(Stmt { kind: StmtKind::Error { parts }, range: cx.range(node) });
    out.extend(statements);
}

/// Lowers the block in `field`, one level deeper.
pub(super) fn suite<'t>(cx: &mut Cx<'t>, children: &[Child<'t>], field: Field) -> Vec<Stmt> {
    find(children, field).map(|node| nested_block(cx, node)).unwrap_or_default()
}

fn nested_block<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> Vec<Stmt> {
    let mut body = Vec::new();
    if cx.nested(|cx| block(cx, node, &mut body)).is_none() {
        body.push(Stmt { kind: StmtKind::Error { parts: Vec::new() }, range: cx.range(node) });
    }
    body
}

/// The block of a clause that gives its block no field name.
fn clause_block<'t>(cx: &mut Cx<'t>, children: &[Child<'t>]) -> Vec<Stmt> {
    let block = children.iter().find(|child| child.kind == Kind::Block).map(|child| child.node);
    block.map(|node| nested_block(cx, node)).unwrap_or_default()
}

fn stmt<'t>(cx: &mut Cx<'t>, node: Node<'t>, kind: Kind) -> Stmt {
    let range = cx.range(node);
    let kind = match kind {
        Kind::Function => function(cx, node, Vec::new(), range),
        Kind::Class => class(cx, node, Vec::new(), range),
        Kind::Decorated => decorated(cx, node),
        kind if is_simple(kind) && is_cut(cx, node) => saved_parts(cx, node),
        kind => statement_kind(cx, node, kind),
    };
    Stmt { kind, range }
}

fn statement_kind<'t>(cx: &mut Cx<'t>, node: Node<'t>, kind: Kind) -> StmtKind {
    let children = cx.children(node);
    match kind {
        Kind::ExpressionStatement => expression_statement(cx, node, &children),
        Kind::If => if_statement(cx, node, &children),
        Kind::For => for_statement(cx, node, &children),
        Kind::While => while_statement(cx, node, &children),
        Kind::Try => try_statement(cx, &children),
        Kind::With => with_statement(cx, &children),
        Kind::Match => match_statement(cx, node, &children),
        Kind::Import | Kind::FutureImport | Kind::ImportFrom => definition::import(cx, node, kind, &children),
        Kind::TypeAlias => type_alias(cx, node, &children),
        _ => simple_statement(cx, node, kind, &children),
    }
}

fn simple_statement<'t>(cx: &mut Cx<'t>, node: Node<'t>, kind: Kind, children: &[Child<'t>]) -> StmtKind {
    let mut values = children.iter().filter(|child| child.field != Field::Cause).map(|child| child.node);
    match kind {
        Kind::Return => StmtKind::Return(values.next().map(|value| expr(cx, value))),
        Kind::Raise => StmtKind::Raise {
            exception: values.next().map(|value| expr(cx, value)),
            cause: find(children, Field::Cause).map(|cause| expr(cx, cause)),
        },
        Kind::Assert => StmtKind::Assert {
            test: optional(cx, node, values.next()),
            message: values.next().map(|message| expr(cx, message)),
        },
        Kind::Delete => StmtKind::Delete(delete_targets(cx, values.next())),
        Kind::Global => StmtKind::Global(values.map(|name| cx.ident(name)).collect()),
        Kind::Nonlocal => StmtKind::Nonlocal(values.map(|name| cx.ident(name)).collect()),
        Kind::Pass => StmtKind::Pass,
        Kind::Break => StmtKind::Break,
        Kind::Continue => StmtKind::Continue,
        _ => python2_statement(cx, node, children),
    }
}

fn delete_targets<'t>(cx: &mut Cx<'t>, node: Option<Node<'t>>) -> Vec<Expr> {
    match node.map(|node| expr(cx, node)) {
        Some(Expr { kind: ExprKind::Tuple(targets), .. }) => targets,
        Some(target) => vec![target],
        None => Vec::new(),
    }
}

/// `print x` and `exec x`, which the grammar still knows and Python does not.
fn python2_statement<'t>(cx: &mut Cx<'t>, node: Node<'t>, children: &[Child<'t>]) -> StmtKind {
    cx.errors.push(cx.range(node));
    let is_value = |child: &&Child| child.kind.is_expression();
    StmtKind::Error { parts: children.iter().filter(is_value).map(|child| expr(cx, child.node)).collect() }
}

fn expression_statement<'t>(cx: &mut Cx<'t>, node: Node<'t>, children: &[Child<'t>]) -> StmtKind {
    match children {
        [only] if is_broken_assignment(cx, *only) => saved_parts(cx, node),
        [only] if only.kind == Kind::Assignment => assignment(cx, only.node),
        [only] if only.kind == Kind::AugmentedAssignment => augmented_assignment(cx, only.node),
        [only] if cx.text(node).len() == cx.text(only.node).len() => StmtKind::Expr(expr(cx, only.node)),
        several => {
            let items = several.iter().map(|child| expr(cx, child.node)).collect();
            StmtKind::Expr(Expr { kind: ExprKind::Tuple(items), range: cx.range(node) })
        }
    }
}

/// Whether the statement has no block, and so may share its line.
fn is_simple(kind: Kind) -> bool {
    use Kind::*;
    !matches!(kind, If | For | While | Try | With | Match | Function | Class | Decorated)
}

/// Whether a dangling operator stood behind the statement.
fn is_cut(cx: &Cx, node: Node) -> bool {
    let rest = cx.code.get(node.end_byte()..).unwrap_or("");
    rest.trim_start_matches([' ', '\t']).starts_with(CUT)
}

/// Whether an error stands between target and value, which then may belong to different statements.
fn is_broken_assignment<'t>(cx: &mut Cx<'t>, child: Child<'t>) -> bool {
    matches!(child.kind, Kind::Assignment | Kind::AugmentedAssignment)
        && child.node.has_error()
        && cx.all_children(child.node).iter().any(|part| part.kind == Kind::Error)
}

fn saved_parts<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> StmtKind {
    let mut saved = Vec::new();
    salvage(cx, node, &mut saved);
    saved.into_iter().next().map_or(StmtKind::Error { parts: Vec::new() }, |stmt| stmt.kind)
}

fn assignment<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> StmtKind {
    let mut children = cx.children(node);
    if let Some(annotation) = find(&children, Field::Type) {
        let target = optional(cx, node, find(&children, Field::Left));
        let annotation = expr(cx, annotation);
        return StmtKind::AnnAssign {
            target,
            annotation,
            value: find(&children, Field::Right).map(|value| expr(cx, value)),
        };
    }
    let mut targets = Vec::new();
    let mut current = node;
    loop {
        targets.push(optional(cx, current, find(&children, Field::Left)));
        match find(&children, Field::Right) {
            Some(right) if cx.grammar.kind(right) == Kind::Assignment => current = right,
            right => return StmtKind::Assign { targets, value: optional(cx, current, right) },
        }
        children = cx.children(current);
    }
}

fn augmented_assignment<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> StmtKind {
    let children = cx.all_children(node);
    let operator = children.iter().find(|child| child.field == Field::Operator).map_or(node, |child| child.node);
    StmtKind::AugAssign {
        target: optional(cx, node, find(&children, Field::Left)),
        op: binary_op(cx.text(operator)),
        op_range: cx.range(operator),
        value: optional(cx, node, find(&children, Field::Right)),
    }
}

/// `type X[T] = ...` reads as an assignment to `X`.
fn type_alias<'t>(cx: &mut Cx<'t>, node: Node<'t>, children: &[Child<'t>]) -> StmtKind {
    let target = match optional(cx, node, find(children, Field::Left)) {
        Expr { kind: ExprKind::Subscript { object, .. }, .. } => *object,
        target => target,
    };
    StmtKind::Assign { targets: vec![target], value: optional(cx, node, find(children, Field::Right)) }
}

/// Each `elif` nests in the one before; from the last to the first, so that a long ladder costs no stack.
fn if_statement<'t>(cx: &mut Cx<'t>, node: Node<'t>, children: &[Child<'t>]) -> StmtKind {
    let test = optional(cx, node, find(children, Field::Condition));
    let body = suite(cx, children, Field::Consequence);
    let mut clauses: Vec<_> = children.iter().filter(|child| child.field == Field::Alternative).collect();
    let room = (super::MAX_DEPTH - cx.depth) as usize;
    let cut = clauses.get(room).map(|clause| cx.range(clause.node).cover(cx.range(node)));
    clauses.truncate(room);
    let end = cx.range(node).end();
    let mut otherwise: Vec<Stmt> = Vec::new();
    otherwise.extend(cut.map(|range| Stmt { kind: StmtKind::Error { parts: Vec::new() }, range }));
    let levels = clauses.len() as u32;
    cx.depth += levels;
    for clause in clauses.into_iter().rev() {
        let parts = cx.children(clause.node);
        if clause.kind == Kind::ElifClause {
            let test = optional(cx, clause.node, find(&parts, Field::Condition));
            let body = suite(cx, &parts, Field::Consequence);
            let range = TextRange::new(cx.range(clause.node).start(), end);
            otherwise = vec![Stmt { kind: StmtKind::If { test, body, otherwise }, range }];
        } else {
            otherwise = suite(cx, &parts, Field::Body);
        }
        cx.depth -= 1;
    }
    StmtKind::If { test, body, otherwise }
}

/// The block of the `else` of a loop.
fn loop_else<'t>(cx: &mut Cx<'t>, children: &[Child<'t>]) -> Vec<Stmt> {
    let Some(clause) = find(children, Field::Alternative) else { return Vec::new() };
    let parts = cx.children(clause);
    suite(cx, &parts, Field::Body)
}

fn for_statement<'t>(cx: &mut Cx<'t>, node: Node<'t>, children: &[Child<'t>]) -> StmtKind {
    StmtKind::For {
        target: optional(cx, node, find(children, Field::Left)),
        iter: optional(cx, node, find(children, Field::Right)),
        body: suite(cx, children, Field::Body),
        otherwise: loop_else(cx, children),
    }
}

fn while_statement<'t>(cx: &mut Cx<'t>, node: Node<'t>, children: &[Child<'t>]) -> StmtKind {
    StmtKind::While {
        test: optional(cx, node, find(children, Field::Condition)),
        body: suite(cx, children, Field::Body),
        otherwise: loop_else(cx, children),
    }
}

fn try_statement<'t>(cx: &mut Cx<'t>, children: &[Child<'t>]) -> StmtKind {
    let body = suite(cx, children, Field::Body);
    let (mut handlers, mut otherwise, mut finally) = (Vec::new(), Vec::new(), Vec::new());
    for clause in children {
        match clause.kind {
            Kind::ExceptClause | Kind::ExceptGroupClause => handlers.push(handler(cx, clause.node)),
            Kind::ElseClause => {
                let parts = cx.children(clause.node);
                otherwise = suite(cx, &parts, Field::Body);
            }
            Kind::FinallyClause => {
                let parts = cx.children(clause.node);
                finally = clause_block(cx, &parts);
            }
            _ => {}
        }
    }
    StmtKind::Try { body, handlers, otherwise, finally }
}

fn handler<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> Handler {
    let children = cx.children(node);
    let (exception, name) = match find(&children, Field::Value) {
        None => (None, None),
        Some(value) if cx.grammar.kind(value) == Kind::AsPattern => {
            let parts = cx.children(value);
            let class = optional(cx, value, parts.first().map(|child| child.node));
            (Some(class), find(&parts, Field::Alias).map(|alias| cx.ident(alias)))
        }
        Some(_) => {
            let class = joined(cx, node, &children, Field::Value);
            (Some(class), find(&children, Field::Alias).map(|alias| cx.ident(alias)))
        }
    };
    Handler { exception, name, body: clause_block(cx, &children) }
}

fn with_statement<'t>(cx: &mut Cx<'t>, children: &[Child<'t>]) -> StmtKind {
    let mut items = Vec::new();
    let clauses = children.iter().filter(|child| child.kind == Kind::WithClause);
    for clause in clauses {
        for item in cx.children(clause.node) {
            with_item(cx, item.node, &mut items);
        }
    }
    StmtKind::With { items, body: suite(cx, children, Field::Body) }
}

/// Items in parentheses may reach us as a tuple.
fn with_item<'t>(cx: &mut Cx<'t>, node: Node<'t>, items: &mut Vec<WithItem>) {
    let children = cx.children(node);
    let value = find(&children, Field::Value).unwrap_or(node);
    let values = match cx.grammar.kind(value) {
        Kind::Tuple => cx.children(value).into_iter().map(|child| child.node).collect(),
        Kind::Parenthesized => cx.children(value).first().map(|child| child.node).into_iter().collect(),
        _ => vec![value],
    };
    let binds = values.iter().any(|&value| cx.grammar.kind(value) == Kind::AsPattern);
    for value in if binds { values } else { vec![value] } {
        let children = cx.children(value);
        let target = match cx.grammar.kind(value) {
            Kind::AsPattern => find(&children, Field::Alias).map(|alias| expr(cx, alias)),
            _ => None,
        };
        items.push(WithItem { value: expr(cx, value), target });
    }
}

fn match_statement<'t>(cx: &mut Cx<'t>, node: Node<'t>, children: &[Child<'t>]) -> StmtKind {
    let subject = joined(cx, node, children, Field::Subject);
    let body = find(children, Field::Body);
    let clauses = body.map(|body| cx.children(body)).unwrap_or_default();
    let cases = clauses.into_iter().filter(|clause| clause.kind == Kind::CaseClause);
    StmtKind::Match { subject, cases: cases.map(|clause| match_case(cx, clause.node)).collect() }
}

fn match_case<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> MatchCase {
    let children = cx.children(node);
    let mut bindings = Vec::new();
    for pattern in children.iter().filter(|child| child.kind == Kind::CasePattern) {
        definition::bindings(cx, pattern.node, &mut bindings);
    }
    let guard = find(&children, Field::Guard).map(|guard| super::postfix::only_child(cx, guard));
    MatchCase { bindings, guard, body: suite(cx, &children, Field::Consequence) }
}
