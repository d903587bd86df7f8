//! The names of a statement's SELECTs: what stands behind FROM, and what stands before dots. Reads the tree alone, before
//! any of it is lowered; knows no table's columns.

use brickline_syntax::TextRange;
use brickline_syntax::sql::view::{
    Alias, Column, Expr, FromItem, FromPart, HintItem, ItemPart, Join, On, Part, Piece, Relation, Select, Stmt,
};
use brickline_syntax::sql::{NamePart, ObjectName};
use smol_str::{SmolStr, StrExt};

use super::lowerer::Lowerer;
use crate::operation::{Key, What};
use crate::scope::{self, HintUse, JoinScope, Qualified, Scope};

/// How deep parentheses around relations are followed.
const DEPTH: u32 = 64;

/// A SELECT or query that is open while the tree is walked.
struct Open {
    end: u32,
    /// The SELECT's number; none for what stands in a query outside its SELECT.
    select: Option<usize>,
    /// How many relations stood around it that see nothing of what surrounds them.
    apart: usize,
}

/// A SELECT, MERGE, UPDATE or DELETE on the way to its scope.
struct Draft<'s> {
    /// None for what is no SELECT.
    select: Option<Select<'s>>,
    /// The words that a finding about all of it points at.
    at: TextRange,
    scope: Scope,
    parent: Option<usize>,
    /// Whether it is part of an expression, so that its columns may be those of what surrounds it.
    correlated: bool,
}

/// Records the names and hints of all SELECTs of a statement.
pub(super) fn record(cx: &mut Lowerer<'_>, statement: Stmt<'_>) {
    if !has_plain_scopes(statement) {
        return;
    }
    let mut drafts = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    // Where the subqueries and common tables end that the piece at hand stands in.
    let mut apart: Vec<u32> = Vec::new();
    if let Some(scope) = scope_of_change(cx, statement) {
        drafts.push(Draft { select: None, at: statement.keywords(), scope, parent: None, correlated: false });
        open.push(Open { end: statement.range().end(), select: Some(0), apart: 0 });
    }
    for piece in statement.part().pieces() {
        let range = piece.range();
        while open.last().is_some_and(|open| open.end <= range.start()) {
            open.pop();
        }
        while apart.last().is_some_and(|end| *end <= range.start()) {
            apart.pop();
        }
        match piece {
            Piece::Query(_) | Piece::FromQuery(_) | Piece::PipeQuery(_) => {
                open.push(Open { end: range.end(), select: None, apart: apart.len() });
            }
            Piece::Select(select) => {
                let around = open.iter().rev().find(|open| open.select.is_some());
                let correlated = around.is_some_and(|around| around.apart == apart.len());
                let parent = around.and_then(|around| around.select);
                open.push(Open { end: range.end(), select: Some(drafts.len()), apart: apart.len() });
                let at = select.keyword().unwrap_or(range);
                let scope = relations_of(cx, select);
                drafts.push(Draft { select: Some(select), at, scope, parent, correlated });
            }
            Piece::SubqueryRef(_) | Piece::CommonTable(_) => apart.push(range.end()),
            _ => {
                if let Some(Open { select: Some(number), .. }) = open.last() {
                    add_name(cx, &mut drafts[*number].scope, piece);
                }
            }
        }
    }
    let elsewhere = tables_of(cx, statement.part());
    for number in 0..drafts.len() {
        let surrounding = surrounding(&drafts, drafts[number].parent);
        let mut scope = drafts[number].scope.clone();
        if let Some(select) = drafts[number].select {
            record_hints(cx, select, &scope);
        }
        scope.others.extend(surrounding);
        scope.around = around(&drafts, number);
        scope.elsewhere.clone_from(&elsewhere);
        if !scope.relations.is_empty() {
            cx.record(drafts[number].at, What::Scope(Box::new(scope)));
        }
    }
}

/// The names of MERGE, UPDATE and DELETE outside their subqueries: the table that changes, and what MERGE reads.
fn scope_of_change(cx: &Lowerer<'_>, statement: Stmt<'_>) -> Option<Scope> {
    let mut scope = Scope { known: true, others: vec![SmolStr::new_static("_metadata")], ..Scope::default() };
    match statement {
        Stmt::Update(update) => add_target(cx, &mut scope, update.target(), update.target_alias()),
        Stmt::Delete(delete) => add_target(cx, &mut scope, delete.target(), delete.target_alias()),
        Stmt::Merge(merge) => {
            let target = merge.target()?;
            add_target(cx, &mut scope, target.name(), target.alias());
            if let Some(relation) = merge.source() {
                add_relation(cx, &mut scope, relation, 0);
            }
            if let Some(on) = merge.on() {
                let columns = columns_of(cx, on);
                let sides = scope.relations.iter().map(|relation| relation.name.name.to_lowercase_smolstr());
                scope.joins = sides.map(|side| JoinScope { right: vec![side], columns: columns.clone() }).collect();
            }
        }
        _ => return None,
    }
    scope.known &= !statement.part().has_gap();
    Some(scope)
}

/// The table that a statement changes.
fn add_target(cx: &Lowerer<'_>, scope: &mut Scope, name: Option<ObjectName<'_>>, alias: Option<Alias<'_>>) {
    let table = name.and_then(|name| name.parts().pop());
    match (table, alias.and_then(|alias| alias.name())) {
        (Some(table), None) if !table.hole => {
            scope.relations.push(scope::Relation { name: key_of(cx, &table), hidden: None, is_alias: false });
        }
        (table, Some(alias)) if !alias.hole => {
            let hidden = table.filter(|part| !part.hole).map(|part| text_of(cx, &part));
            scope.relations.push(scope::Relation { name: key_of(cx, &alias), hidden, is_alias: true });
        }
        _ => scope.known = false,
    }
}

/// Whether nothing but relations and columns stands before dots: scripts have labels, functions have parameters, and the
/// steps of a pipe have names that belong to no FROM.
fn has_plain_scopes(statement: Stmt<'_>) -> bool {
    let has_pipe = || statement.part().pieces().any(|piece| matches!(piece, Piece::PipeQuery(_)));
    let is_plain = matches!(
        statement,
        Stmt::Query(_)
            | Stmt::Insert(_)
            | Stmt::CreateTable(_)
            | Stmt::CreateView(_)
            | Stmt::CreateFlow(_)
            | Stmt::Cache(_)
            | Stmt::Merge(_)
            | Stmt::Update(_)
            | Stmt::Delete(_)
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

/// The relations that a subquery sees besides its own.
fn around(drafts: &[Draft<'_>], mut number: usize) -> Vec<scope::Relation> {
    let mut relations = Vec::new();
    while let (true, Some(parent)) = (drafts[number].correlated, drafts[number].parent) {
        relations.extend(drafts[parent].scope.relations.iter().cloned());
        number = parent;
    }
    relations
}

fn tables_of(cx: &Lowerer<'_>, statement: Part<'_>) -> Vec<SmolStr> {
    let mut names = Vec::new();
    for piece in statement.pieces() {
        let (table, alias) = match piece {
            Piece::CommonTable(table) => (table.name(), None),
            Piece::TableRef(table) => (table.name().and_then(|name| name.parts().pop()), table.alias()),
            Piece::SubqueryRef(subquery) => (None, subquery.alias()),
            _ => continue,
        };
        let parts = table.into_iter().chain(alias.and_then(|alias| alias.name()));
        names.extend(parts.map(|part| text_of(cx, &part).to_lowercase_smolstr()));
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
    scope.known = !select.part().has_gap();
    let Some(from) = select.from() else { return scope };
    for part in from.parts() {
        match part {
            FromPart::Item(item) => add_item(cx, &mut scope, item, 0),
            FromPart::Comma(_) | FromPart::LateralView(_) => {}
            FromPart::Unknown(_) => scope.known = false,
        }
    }
    scope
}

fn add_item(cx: &Lowerer<'_>, scope: &mut Scope, item: FromItem<'_>, depth: u32) {
    for part in item.parts() {
        match part {
            ItemPart::Relation(relation) => add_relation(cx, scope, relation, depth),
            ItemPart::Join(join) => add_join(cx, scope, join, depth),
            ItemPart::LateralView(_) => {}
            ItemPart::Pivot(_) | ItemPart::Unknown(_) => scope.known = false,
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
    if let Some(on) = join.on() {
        scope.joins.push(JoinScope { right, columns: columns_of(cx, on) });
    }
}

/// The columns of a join's condition, when all of them are qualified and nothing else is in it.
fn columns_of(cx: &Lowerer<'_>, on: On<'_>) -> Option<Vec<Qualified>> {
    let columns = on.part().pieces().filter_map(|piece| match piece {
        Piece::Query(_) | Piece::Hole(_) | Piece::Lambda(_) | Piece::Error(_) => Some(None),
        Piece::Column(column) => Some(qualified(cx, column)),
        _ => None,
    });
    columns.collect()
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
    if let Some(alias) = relation.alias() {
        let hidden = name.filter(|part| !part.hole).map(|part| text_of(cx, &part));
        if let Relation::Paren(paren) = relation {
            // Conditions between the parentheses see the names there.
            let mut inner = Scope::default();
            paren.item().into_iter().for_each(|item| add_item(cx, &mut inner, item, depth + 1));
            scope.others.extend(inner.relations.iter().map(|relation| relation.name.name.to_lowercase_smolstr()));
        }
        match alias.name().filter(|part| !part.hole) {
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

fn add_name(cx: &Lowerer<'_>, scope: &mut Scope, piece: Piece<'_>) {
    let aliases = |alias: Option<Alias<'_>>| -> Vec<NamePart> {
        let Some(alias) = alias else { return Vec::new() };
        let columns = alias.columns().into_iter().flat_map(|list| list.names());
        let columns = columns.filter_map(|name| name.parts().into_iter().next());
        alias.name().into_iter().chain(columns).collect()
    };
    let parts = match piece {
        Piece::Column(column) => {
            scope.columns.extend(qualified(cx, column));
            return;
        }
        Piece::Lambda(lambda) => lambda.parameters().collect(),
        Piece::LateralView(view) => aliases(view.alias()),
        Piece::SelectItem(item) => aliases(item.alias()),
        Piece::Error(_) | Piece::Opaque(_) | Piece::TooDeep(_) | Piece::UnknownClause(_) => {
            scope.known = false;
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
        cx.record(at, What::Hint(Box::new(hint)));
    }
}

fn arguments_of(cx: &Lowerer<'_>, hint: HintItem<'_>) -> Vec<Key> {
    let named = hint.arguments().filter_map(|argument| {
        let Expr::Column(column) = argument else { return None };
        let last = column.parts().pop().filter(|part| !part.hole)?;
        Some(Key { name: text_of(cx, &last), range: cx.host(column.range()) })
    });
    named.collect()
}
