//! The names of a statement's SELECTs: what stands behind FROM, and what stands before dots. Reads the tree alone, before
//! any of it is lowered; knows no table's columns.

use brickline_syntax::TextRange;
use brickline_syntax::sql::view::{
    Column, FromItem, HintItem, Join, Lambda, LateralView, Relation, Select, SelectItem,
};
use brickline_syntax::sql::{NamePart, Node, NodeKind, ObjectName};
use smol_str::{SmolStr, StrExt};

use super::lowerer::{Lowerer, keywords};
use crate::operation::{Key, What};
use crate::scope::{self, HintUse, JoinScope, Qualified, Scope};

/// How deep parentheses around relations are followed.
const DEPTH: u32 = 64;

/// A SELECT or query that is open while the tree is walked.
struct Open {
    end: u32,
    /// The SELECT's number; none for what stands in a query outside its SELECT.
    select: Option<usize>,
}

/// A SELECT, MERGE, UPDATE or DELETE on the way to its scope.
struct Draft<'s> {
    /// None for what is no SELECT.
    select: Option<Select<'s>>,
    /// The words that a finding about all of it points at.
    at: TextRange,
    scope: Scope,
    parent: Option<usize>,
}

/// Records the names and hints of all SELECTs of a statement.
pub(super) fn record(cx: &mut Lowerer<'_>, statement: Node<'_>) {
    if !has_plain_scopes(statement) {
        return;
    }
    let mut drafts = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    if let Some(scope) = scope_of_change(cx, statement) {
        drafts.push(Draft { select: None, at: keywords(statement), scope, parent: None });
        open.push(Open { end: statement.range().end(), select: Some(0) });
    }
    for node in statement.descendants() {
        while open.last().is_some_and(|open| open.end <= node.range().start()) {
            open.pop();
        }
        let around = open.iter().rev().find_map(|open| open.select);
        match node.kind() {
            NodeKind::Query | NodeKind::FromQuery | NodeKind::PipeQuery => {
                open.push(Open { end: node.range().end(), select: None });
            }
            NodeKind::Select => {
                let Some(select) = Select::cast(node) else { continue };
                open.push(Open { end: node.range().end(), select: Some(drafts.len()) });
                let at = select.keyword().unwrap_or(select.range());
                drafts.push(Draft { select: Some(select), at, scope: relations_of(cx, select), parent: around });
            }
            _ => {
                if let Some(Open { select: Some(number), .. }) = open.last() {
                    add_name(cx, &mut drafts[*number].scope, node);
                }
            }
        }
    }
    let elsewhere = tables_of(cx, statement);
    for number in 0..drafts.len() {
        let surrounding = surrounding(&drafts, drafts[number].parent);
        let mut scope = drafts[number].scope.clone();
        if let Some(select) = drafts[number].select {
            record_hints(cx, select, &scope);
        }
        scope.others.extend(surrounding);
        scope.elsewhere.clone_from(&elsewhere);
        if !scope.relations.is_empty() {
            cx.record(drafts[number].at, What::Scope(Box::new(scope)));
        }
    }
}

/// The names of MERGE, UPDATE and DELETE outside their subqueries: the table that changes, and what MERGE reads.
fn scope_of_change(cx: &Lowerer<'_>, statement: Node<'_>) -> Option<Scope> {
    let target = match statement.kind() {
        NodeKind::Merge => statement.child(NodeKind::MergeTarget)?,
        NodeKind::Update | NodeKind::Delete => statement,
        _ => return None,
    };
    let mut scope = Scope { known: true, others: vec![SmolStr::new_static("_metadata")], ..Scope::default() };
    let table = target.children().find_map(ObjectName::cast).and_then(|name| name.parts().pop());
    let alias = target.child(NodeKind::Alias).and_then(|alias| alias.name_part());
    match (table, alias) {
        (Some(table), None) if !table.hole => {
            scope.relations.push(scope::Relation { name: key_of(cx, &table), hidden: None, is_alias: false });
        }
        (table, Some(alias)) if !alias.hole => {
            let hidden = table.filter(|part| !part.hole).map(|part| text_of(cx, &part));
            scope.relations.push(scope::Relation { name: key_of(cx, &alias), hidden, is_alias: true });
        }
        _ => scope.known = false,
    }
    if let Some(source) = statement.child(NodeKind::MergeSource) {
        match source.children().find_map(Relation::cast) {
            Some(relation) => add_relation(cx, &mut scope, relation, 0),
            None => scope.known = false,
        }
    }
    let is_open = |child: Node<'_>| matches!(child.kind(), NodeKind::Hole | NodeKind::Error);
    scope.known &= !statement.children().any(is_open);
    if let Some(on) = statement.child(NodeKind::On) {
        let columns = columns_of(cx, on);
        let sides = scope.relations.iter().map(|relation| relation.name.name.to_lowercase_smolstr());
        scope.joins = sides.map(|side| JoinScope { right: vec![side], columns: columns.clone() }).collect();
    }
    Some(scope)
}

/// Whether nothing but relations and columns stands before dots: scripts have labels, functions have parameters, and the
/// steps of a pipe have names that belong to no FROM.
fn has_plain_scopes(statement: Node<'_>) -> bool {
    let has_pipe = || statement.descendants().any(|node| node.kind() == NodeKind::PipeQuery);
    let is_plain = matches!(
        statement.kind(),
        NodeKind::QueryStatement
            | NodeKind::Insert
            | NodeKind::CreateTable
            | NodeKind::CreateView
            | NodeKind::CreateFlow
            | NodeKind::Cache
            | NodeKind::Merge
            | NodeKind::Update
            | NodeKind::Delete
    );
    is_plain && !has_pipe()
}

/// What surrounding SELECTs offer: they may be referred to from within.
fn surrounding(drafts: &[Draft<'_>], mut parent: Option<usize>) -> Vec<SmolStr> {
    let mut names = Vec::new();
    while let Some(number) = parent {
        let scope = &drafts[number].scope;
        names.extend(scope.relations.iter().map(|relation| relation.name.name.to_lowercase_smolstr()));
        names.extend(scope.others.iter().cloned());
        if !scope.known {
            names.push(SmolStr::new_static("*"));
        }
        parent = drafts[number].parent;
    }
    names
}

fn tables_of(cx: &Lowerer<'_>, statement: Node<'_>) -> Vec<SmolStr> {
    let mut names = Vec::new();
    for node in statement.descendants() {
        let part = match node.kind() {
            NodeKind::CommonTable => node.name_part(),
            NodeKind::TableRef | NodeKind::SubqueryRef => {
                let table = node.children().find_map(ObjectName::cast).and_then(|name| name.parts().pop());
                names.extend(table.map(|part| text_of(cx, &part).to_lowercase_smolstr()));
                node.child(NodeKind::Alias).and_then(|alias| alias.name_part())
            }
            _ => None,
        };
        names.extend(part.map(|part| text_of(cx, &part).to_lowercase_smolstr()));
    }
    names.sort();
    names.dedup();
    names
}

fn text_of(cx: &Lowerer<'_>, part: &NamePart) -> SmolStr {
    SmolStr::new(cx.text(&part.text, part.range.start()).display())
}

fn key_of(cx: &Lowerer<'_>, part: &NamePart) -> Key {
    Key { name: text_of(cx, part), range: cx.host(part.range) }
}

fn relations_of(cx: &Lowerer<'_>, select: Select<'_>) -> Scope {
    let mut scope = Scope { known: true, others: vec![SmolStr::new_static("_metadata")], ..Scope::default() };
    // A hole that is a clause may be another join.
    scope.known = !select.node().children().any(|child| matches!(child.kind(), NodeKind::Hole | NodeKind::Error));
    let Some(from) = select.from() else { return scope };
    for child in from.children() {
        match (FromItem::cast(child), child.kind()) {
            (Some(item), _) => add_item(cx, &mut scope, item, 0),
            (None, NodeKind::LateralView) => {}
            (None, _) => scope.known = false,
        }
    }
    scope
}

fn add_item(cx: &Lowerer<'_>, scope: &mut Scope, item: FromItem<'_>, depth: u32) {
    for child in item.node().children() {
        if let Some(relation) = Relation::cast(child) {
            add_relation(cx, scope, relation, depth);
        } else if let Some(join) = Join::cast(child) {
            add_join(cx, scope, join, depth);
        } else if !matches!(child.kind(), NodeKind::LateralView | NodeKind::Sample | NodeKind::Watermark) {
            scope.known = false;
        }
    }
}

fn add_join(cx: &Lowerer<'_>, scope: &mut Scope, join: Join<'_>, depth: u32) {
    let before = scope.relations.len();
    match join.relation() {
        Some(relation) => add_relation(cx, scope, relation, depth),
        None => scope.known = false,
    }
    let right = scope.relations[before..].iter().map(|relation| relation.name.name.to_lowercase_smolstr()).collect();
    if let Some(on) = join.node().child(NodeKind::On) {
        scope.joins.push(JoinScope { right, columns: columns_of(cx, on) });
    }
}

/// The columns of a join's condition, when all of them are qualified and nothing else is in it.
fn columns_of(cx: &Lowerer<'_>, on: Node<'_>) -> Option<Vec<Qualified>> {
    let is_open =
        |node: Node<'_>| matches!(node.kind(), NodeKind::Query | NodeKind::Hole | NodeKind::Lambda | NodeKind::Error);
    if on.descendants().any(is_open) {
        return None;
    }
    on.descendants().filter_map(Column::cast).map(|column| qualified(cx, column)).collect()
}

fn qualified(cx: &Lowerer<'_>, column: Column<'_>) -> Option<Qualified> {
    let parts = column.parts();
    match parts.as_slice() {
        [qualifier, name] if !qualifier.hole && !name.hole => {
            Some(Qualified { qualifier: key_of(cx, qualifier), column: text_of(cx, name) })
        }
        _ => None,
    }
}

fn add_relation(cx: &Lowerer<'_>, scope: &mut Scope, relation: Relation<'_>, depth: u32) {
    if depth > DEPTH {
        scope.known = false;
        return;
    }
    let name = match relation {
        Relation::Table(table) => table.name().and_then(|name| name.parts().pop()),
        Relation::Stream(stream) => match stream.inner() {
            Some(Relation::Table(table)) => table.name().and_then(|name| name.parts().pop()),
            _ => None,
        },
        _ => None,
    };
    if let Some(alias) = relation.node().child(NodeKind::Alias) {
        let hidden = name.filter(|part| !part.hole).map(|part| text_of(cx, &part));
        if let Relation::Paren(paren) = relation {
            // Conditions between the parentheses see the names there.
            let mut inner = Scope::default();
            paren.item().into_iter().for_each(|item| add_item(cx, &mut inner, item, depth + 1));
            scope.others.extend(inner.relations.iter().map(|relation| relation.name.name.to_lowercase_smolstr()));
        }
        match alias.name_part().filter(|part| !part.hole) {
            Some(part) => scope.relations.push(scope::Relation { name: key_of(cx, &part), hidden, is_alias: true }),
            None => scope.known = false,
        }
        return;
    }
    match (relation, name) {
        (Relation::Paren(paren), _) => match paren.item() {
            Some(item) => add_item(cx, scope, item, depth + 1),
            None => scope.known = false,
        },
        (_, Some(part)) if !part.hole => {
            scope.relations.push(scope::Relation { name: key_of(cx, &part), hidden: None, is_alias: false });
        }
        // Without an alias the rows of a subquery or of VALUES have no qualifier; functions may give one of their own.
        (Relation::Subquery(_) | Relation::Values(_), None) => {}
        _ => scope.known = false,
    }
}

fn add_name(cx: &Lowerer<'_>, scope: &mut Scope, node: Node<'_>) {
    let parts: Vec<NamePart> = match node.kind() {
        NodeKind::Column => {
            scope.columns.extend(Column::cast(node).and_then(|column| qualified(cx, column)));
            return;
        }
        NodeKind::Lambda => Lambda::cast(node).map(|lambda| lambda.parameters()).unwrap_or_default(),
        NodeKind::LateralView => match LateralView::cast(node).and_then(|view| view.alias()) {
            Some(alias) => alias.name().into_iter().chain(alias.columns()).collect(),
            None => Vec::new(),
        },
        NodeKind::SelectItem => match SelectItem::cast(node) {
            Some(item) => item.alias().into_iter().chain(item.aliases()).collect(),
            None => Vec::new(),
        },
        NodeKind::Hole | NodeKind::Error | NodeKind::Opaque | NodeKind::TooDeep | NodeKind::UnknownClause => {
            scope.known &= node.kind() == NodeKind::Hole;
            return;
        }
        _ => return,
    };
    scope.others.extend(parts.iter().map(|part| text_of(cx, part).to_lowercase_smolstr()));
}

fn record_hints(cx: &mut Lowerer<'_>, select: Select<'_>, scope: &Scope) {
    let names = || scope.relations.iter().map(|relation| relation.name.name.clone()).collect();
    let relations: Option<Vec<SmolStr>> = scope.known.then(names);
    for hint in select.hints() {
        let Some(name) = hint.name().filter(|part| !part.hole) else { continue };
        let arguments = arguments_of(cx, hint);
        let hint = HintUse { name: key_of(cx, &name), arguments, relations: relations.clone() };
        let at: TextRange = name.range;
        cx.record(at, What::Hint(hint));
    }
}

fn arguments_of(cx: &Lowerer<'_>, hint: HintItem<'_>) -> Vec<Key> {
    let columns = hint.arguments().filter_map(|argument| Column::cast(argument.node()));
    let named = columns.filter_map(|column| {
        let last = column.parts().pop().filter(|part| !part.hole)?;
        Some(Key { name: text_of(cx, &last), range: cx.host(column.range()) })
    });
    named.collect()
}
