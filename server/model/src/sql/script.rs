//! Scripts: the statements of BEGIN .. END, with the branches and loops they stand in.
//! Runs nothing: what a branch changes in the session is not known behind it.

use std::sync::Arc;

use brickline_syntax::sql::{Node, NodeKind};

use super::lowerer::Lowerer;
use super::{expr, name, query, statement};
use crate::operation::Loop;

/// Keeps the branches of scripts apart from those of the language around them.
const BRANCHES: u32 = 1 << 31;

/// Lowers a block, branch, loop or handler.
pub(super) fn lower(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let was_script = std::mem::replace(&mut cx.in_script, true);
    let whole = cx.statement;
    match node.kind() {
        NodeKind::Block => lower_parts(cx, node),
        NodeKind::Loop => {
            let range = cx.host(node.range());
            let turn = Loop { range, turns: None, over_listing: false, comprehension: false, names: Vec::new().into() };
            let outside = cx.enter(|context| context.in_loop = Some(turn));
            let known = std::mem::replace(&mut cx.knows_columns, false);
            lower_branch(cx, node, None);
            cx.knows_columns = known;
            cx.leave(outside);
        }
        _ => lower_branch(cx, node, Some(BRANCHES | node.range().start())),
    }
    cx.statement = whole;
    cx.in_script = was_script;
}

/// What may run or not: behind it the session is open, if anything in it touches the session.
fn lower_branch(cx: &mut Lowerer<'_>, node: Node<'_>, branch: Option<u32>) {
    let before = Arc::clone(&cx.session);
    let mut arm = 0;
    for child in node.children() {
        match (child.kind(), branch) {
            (NodeKind::Body, Some(branch)) => {
                let outside = cx.enter(|context| context.branches.push((branch, arm)));
                lower_parts(cx, child);
                cx.leave(outside);
                arm += 1;
            }
            _ => lower_part(cx, child),
        }
    }
    if !Arc::ptr_eq(&before, &cx.session) {
        Arc::make_mut(&mut cx.session).open = true;
    }
}

fn lower_parts(cx: &mut Lowerer<'_>, node: Node<'_>) {
    for child in node.children() {
        lower_part(cx, child);
    }
}

fn lower_part(cx: &mut Lowerer<'_>, node: Node<'_>) {
    match node.kind() {
        NodeKind::Body => lower_parts(cx, node),
        kind if kind.is_statement() => {
            statement::lower(cx, node);
        }
        NodeKind::Name | NodeKind::Error => name::record_all(cx, node),
        _ => lower_value(cx, node),
    }
}

/// A query or expression whose rows go nowhere that is known.
pub(super) fn lower_value(cx: &mut Lowerer<'_>, node: Node<'_>) {
    match node.kind() {
        NodeKind::Query | NodeKind::ParenQuery | NodeKind::PipeQuery => {
            query::lower(cx, node);
        }
        _ => {
            expr::lower(cx, node);
        }
    }
}
