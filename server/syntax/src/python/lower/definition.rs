//! What gives names a meaning: functions, classes, parameters, imports and the patterns of `match`.

use std::sync::Arc;

use tree_sitter::Node;

use super::expression::expr;
use super::postfix::{arguments, only_child};
use super::statement::suite;
use super::{Child, Cx, Field, Kind, find};
use crate::python::ast::*;
use crate::range::TextRange;

/// A function or class behind decorators.
pub(super) fn decorated<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> StmtKind {
    let range = cx.range(node);
    let mut decorators = Vec::new();
    let mut definition = None;
    for child in cx.children(node) {
        match child.kind {
            Kind::Decorator => decorators.push(only_child(cx, child.node)),
            Kind::Function | Kind::Class => definition = Some(child),
            _ => {}
        }
    }
    match definition {
        Some(child) if child.kind == Kind::Class => class(cx, child.node, decorators, range),
        Some(child) => function(cx, child.node, decorators, range),
        None => StmtKind::Error { parts: decorators },
    }
}

/// `def`, with the decorators found before it and the range that holds both.
pub(super) fn function<'t>(cx: &mut Cx<'t>, node: Node<'t>, decorators: Vec<Expr>, range: TextRange) -> StmtKind {
    let children = cx.all_children(node);
    let start = cx.range(node).start();
    let colon = children.iter().rev().find(|child| child.kind == Kind::Token && cx.text(child.node) == ":");
    let head_end = colon.map_or(range.end(), |colon| cx.range(colon.node).end());
    let params = find(&children, Field::Parameters).map(|list| params(cx, list)).unwrap_or_default();
    let returns = find(&children, Field::ReturnType).map(|annotation| expr(cx, annotation));
    StmtKind::Function(Arc::new(FunctionDef {
        name: find(&children, Field::Name).map_or_else(|| Ident::missing(start), |name| cx.ident(name)),
        decorators,
        params,
        returns,
        body: suite(cx, &children, Field::Body),
        range,
        head: TextRange::new(start, head_end.max(start)),
    }))
}

/// `class`, with the decorators found before it and the range that holds both.
pub(super) fn class<'t>(cx: &mut Cx<'t>, node: Node<'t>, decorators: Vec<Expr>, range: TextRange) -> StmtKind {
    let children = cx.children(node);
    let start = cx.range(node).start();
    StmtKind::Class(Arc::new(ClassDef {
        name: find(&children, Field::Name).map_or_else(|| Ident::missing(start), |name| cx.ident(name)),
        decorators,
        bases: find(&children, Field::Superclasses).map(|list| arguments(cx, list)).unwrap_or_default(),
        body: suite(cx, &children, Field::Body),
        range,
    }))
}

/// The parameters of a function or lambda.
pub(super) fn params<'t>(cx: &mut Cx<'t>, list: Node<'t>) -> Vec<Param> {
    let mut params = Vec::new();
    let mut kind = ParamKind::Plain;
    for child in cx.children(list) {
        if child.kind == Kind::KeywordSeparator {
            kind = ParamKind::KeywordOnly;
            continue;
        }
        let Some(param) = param(cx, child, kind) else { continue };
        if param.kind == ParamKind::Args {
            kind = ParamKind::KeywordOnly;
        }
        params.push(param);
    }
    params
}

fn param<'t>(cx: &mut Cx<'t>, child: Child<'t>, kind: ParamKind) -> Option<Param> {
    let children = cx.children(child.node);
    let named = match child.kind {
        Kind::DefaultParameter | Kind::TypedDefaultParameter => find(&children, Field::Name)?,
        Kind::TypedParameter => children.first()?.node,
        _ => child.node,
    };
    let (kind, name) = match cx.grammar.kind(named) {
        Kind::Identifier => (kind, named),
        Kind::ListSplatPattern => (ParamKind::Args, cx.children(named).first()?.node),
        Kind::DictionarySplatPattern => (ParamKind::Kwargs, cx.children(named).first()?.node),
        _ => return None,
    };
    Some(Param {
        name: cx.ident(name),
        kind,
        annotation: find(&children, Field::Type).map(|annotation| expr(cx, annotation)),
        default: find(&children, Field::Value).map(|value| expr(cx, value)),
    })
}

/// `import` and `from ... import`.
pub(super) fn import<'t>(cx: &mut Cx<'t>, node: Node<'t>, kind: Kind, children: &[Child<'t>]) -> StmtKind {
    let names = children.iter().filter(|child| child.field == Field::Name);
    let names: Vec<_> = names.map(|child| import_name(cx, child.node)).collect();
    if kind == Kind::Import {
        return StmtKind::Import(names);
    }
    let (level, module) = match find(children, Field::ModuleName) {
        Some(module) => imported_module(cx, module),
        None => (0, future_module(cx, node)),
    };
    let everything = children.iter().any(|child| child.kind == Kind::WildcardImport);
    StmtKind::ImportFrom(ImportFrom { level, module, names: (!everything).then_some(names) })
}

fn import_name<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> ImportName {
    let children = cx.children(node);
    let path = if cx.grammar.kind(node) == Kind::AliasedImport { find(&children, Field::Name) } else { Some(node) };
    let path = dotted(cx, path.unwrap_or(node));
    ImportName { path, alias: find(&children, Field::Alias).map(|alias| cx.ident(alias)) }
}

/// A dotted name without the white space that may stand around its dots.
fn dotted(cx: &Cx, node: Node) -> Ident {
    let (text, range) = (cx.text(node), cx.range(node));
    if !text.contains(char::is_whitespace) {
        return Ident { text: text.into(), range };
    }
    Ident { text: text.split(|c: char| c.is_whitespace() || c == '\\').collect::<String>().into(), range }
}

fn imported_module<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> (u32, Ident) {
    if cx.grammar.kind(node) != Kind::RelativeImport {
        return (0, dotted(cx, node));
    }
    let mut level = 0;
    let mut module = Ident::missing(cx.range(node).end());
    for child in cx.children(node) {
        match child.kind {
            Kind::ImportPrefix => level = cx.text(child.node).matches('.').count() as u32,
            _ => module = dotted(cx, child.node),
        }
    }
    (level, module)
}

/// The grammar treats `__future__` as a keyword.
fn future_module<'t>(cx: &mut Cx<'t>, node: Node<'t>) -> Ident {
    let children = cx.all_children(node);
    let module = children.iter().find(|child| cx.text(child.node) == "__future__");
    module.map_or_else(|| Ident::missing(cx.range(node).start()), |child| cx.ident(child.node))
}

/// The names that a `case` pattern binds, found without recursion.
pub(super) fn bindings<'t>(cx: &mut Cx<'t>, pattern: Node<'t>, out: &mut Vec<Ident>) {
    let mut pending = vec![pattern];
    while let Some(node) = pending.pop() {
        let mut children = cx.children(node);
        match cx.grammar.kind(node) {
            Kind::Identifier => out.push(cx.ident(node)),
            Kind::DottedName if children.len() > 1 => continue,
            Kind::ClassPattern | Kind::KeywordPattern if !children.is_empty() => drop(children.remove(0)),
            _ => {}
        }
        pending.extend(children.into_iter().rev().map(|child| child.node));
    }
    out.retain(|name| name.text != "_");
}
