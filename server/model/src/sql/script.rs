//! Scripts: the statements of BEGIN .. END, with the branches and loops they stand in.
//! Runs nothing: what a branch changes in the session is not known behind it.

use std::sync::Arc;

use brickline_syntax::sql::view::{ScriptPart, Stmt};

use super::lowerer::Lowerer;
use super::{expr, name, query, statement};
use crate::operation::Loop;

/// Keeps the branches of scripts apart from those of the language around them.
const BRANCHES: u32 = 1 << 31;

/// Lowers a block, branch, loop or handler.
pub(super) fn lower(cx: &mut Lowerer<'_>, statement: Stmt<'_>) {
    let was_script = std::mem::replace(&mut cx.in_script, true);
    let whole = cx.statement;
    let branch = Some(BRANCHES | statement.range().start());
    match statement {
        Stmt::Block(block) => block.parts().for_each(|part| lower_part(cx, part)),
        Stmt::Loop(repeated) => {
            let range = cx.host(repeated.range());
            let turn = Loop { range, turns: None, over_listing: false, comprehension: false, names: Vec::new().into() };
            let outside = cx.enter(|context| context.in_loop = Some(turn));
            let known = std::mem::replace(&mut cx.knows_columns, false);
            lower_branches(cx, repeated.parts(), None);
            cx.knows_columns = known;
            cx.leave(outside);
        }
        Stmt::If(condition) => lower_branches(cx, condition.parts(), branch),
        Stmt::CaseStatement(case) => lower_branches(cx, case.parts(), branch),
        Stmt::Handler(handler) => lower_branches(cx, handler.parts(), branch),
        _ => {}
    }
    cx.statement = whole;
    cx.in_script = was_script;
}

/// What may run or not: behind it the session is open, if anything in it touches the session.
fn lower_branches<'s>(cx: &mut Lowerer<'_>, parts: impl Iterator<Item = ScriptPart<'s>>, branch: Option<u32>) {
    let before = Arc::clone(&cx.session);
    let mut arm = 0;
    for part in parts {
        match (part, branch) {
            (ScriptPart::Body(body), Some(branch)) => {
                let outside = cx.enter(|context| context.branches.push((branch, arm)));
                body.parts().for_each(|part| lower_part(cx, part));
                cx.leave(outside);
                arm += 1;
            }
            _ => lower_part(cx, part),
        }
    }
    if !Arc::ptr_eq(&before, &cx.session) {
        Arc::make_mut(&mut cx.session).open = true;
    }
}

/// The rows of a query or the value of an expression go nowhere that is known.
fn lower_part(cx: &mut Lowerer<'_>, part: ScriptPart<'_>) {
    match part {
        ScriptPart::Body(body) => body.parts().for_each(|part| lower_part(cx, part)),
        ScriptPart::Statement(inner) => {
            statement::lower(cx, inner);
        }
        ScriptPart::Query(query) => {
            query::lower_query(cx, query);
        }
        ScriptPart::Expr(value) => {
            expr::lower(cx, value);
        }
        ScriptPart::Unknown(part) => name::record_all(cx, part),
    }
}
