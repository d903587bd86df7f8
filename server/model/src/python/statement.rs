//! Statements, one after another, and how control leaves a block. Assignments, branches and loops have files of their own.

use brickline_syntax::python::ast::{Expr, ExprKind, Stmt, StmtKind};
use smol_str::SmolStr;

use super::expression::eval;
use super::state::Evaluator;
use super::{assign, branch, class, decorator, import, looping, operator, site, spark, usage};
use crate::value::Value;

/// How control leaves a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// It goes on behind the block.
    Next,
    /// It leaves the function.
    Exit,
    /// It goes on with the next turn of the loop, or behind it.
    Turn,
}

/// Runs the statements of a block; what stands behind a `return` is never reached.
pub(super) fn exec_block<'a>(ev: &mut Evaluator<'a>, body: &'a [Stmt]) -> Flow {
    for stmt in body {
        match exec(ev, stmt) {
            Flow::Next => {}
            flow => return flow,
        }
    }
    Flow::Next
}

/// Runs one statement.
pub(super) fn exec<'a>(ev: &mut Evaluator<'a>, stmt: &'a Stmt) -> Flow {
    if !ev.budget.enter() {
        return Flow::Next;
    }
    let flow = if ev.recording || ev.budget.step() { exec_kind(ev, stmt) } else { Flow::Next };
    ev.budget.leave();
    flow
}

fn exec_kind<'a>(ev: &mut Evaluator<'a>, stmt: &'a Stmt) -> Flow {
    match &stmt.kind {
        StmtKind::Expr(expr) => exec_expression(ev, stmt, expr),
        StmtKind::Assign { targets, value } => {
            let evaluated = eval(ev, value);
            ev.keep_column(&evaluated, site::of_range(ev, value.range));
            for target in targets {
                assign::assign(ev, target, evaluated.clone(), value);
            }
        }
        StmtKind::AnnAssign { target, annotation, value } => match value {
            Some(value) => {
                let evaluated = eval(ev, value);
                let believed = assign::believe_annotated(ev, evaluated, annotation, target);
                assign::assign(ev, target, believed, value);
            }
            None => assign::declare(ev, target, annotation),
        },
        StmtKind::AugAssign { target, op, op_range, value } => {
            assign::augment(ev, target, *op, *op_range, value, stmt.range)
        }
        StmtKind::If { test, body, otherwise } => return branch::exec_if(ev, test, body, otherwise),
        StmtKind::For { target, iter, body, otherwise } => {
            return looping::exec_for(ev, stmt.range, target, iter, body, otherwise);
        }
        StmtKind::While { test, body, otherwise } => return looping::exec_while(ev, stmt.range, test, body, otherwise),
        StmtKind::Try { body, handlers, otherwise, finally } => {
            return branch::exec_try(ev, body, handlers, otherwise, finally);
        }
        StmtKind::With { items, body } => {
            let probing = ev.probing;
            for item in items {
                ev.probing |= expects_failure(&item.value);
                let mut value = eval(ev, &item.value);
                if let Value::Object(object) = value {
                    let site = site::of_range(ev, item.value.range);
                    value = class::enter(ev, object, &site);
                }
                if let Some(target) = &item.target {
                    assign::assign(ev, target, value, &item.value);
                }
            }
            let flow = exec_block(ev, body);
            ev.probing = probing;
            return flow;
        }
        StmtKind::Match { subject, cases } => return branch::exec_match(ev, subject, cases),
        StmtKind::Function(def) => decorator::define_function(ev, def, None),
        StmtKind::Class(def) => class::define_class(ev, def),
        StmtKind::Return(value) => {
            let returned = value.as_ref().map_or(Value::None, |value| eval(ev, value));
            usage::use_kept(ev, &returned, stmt.range);
            usage::finish(ev, &returned);
            if let Some(value) = value {
                ev.keep_column(&returned, site::of_range(ev, value.range));
            }
            ev.returned = Some(match ev.returned.take() {
                Some(earlier) => super::join::join_values(ev, earlier, returned),
                None => returned,
            });
            return Flow::Exit;
        }
        StmtKind::Raise { exception, cause } => {
            for part in exception.iter().chain(cause) {
                let value = eval(ev, part);
                usage::use_other(ev, &value, part.range);
            }
            return Flow::Exit;
        }
        StmtKind::Assert { test, message } => {
            operator::eval_test(ev, test);
            branch::narrow(ev, test, true);
            if let Some(message) = message {
                let value = eval(ev, message);
                usage::use_other(ev, &value, message.range);
            }
        }
        StmtKind::Delete(targets) => targets.iter().for_each(|target| assign::delete(ev, target)),
        StmtKind::Import(names) => import::exec_import(ev, stmt.range, names),
        StmtKind::ImportFrom(from) => import::exec_from(ev, stmt.range, from),
        StmtKind::Global(names) => {
            let module = ev.module;
            names.iter().for_each(|name| declare_elsewhere(ev, &name.text, Some(module)));
        }
        StmtKind::Nonlocal(names) => names.iter().for_each(|name| declare_elsewhere(ev, &name.text, None)),
        StmtKind::Break | StmtKind::Continue => return Flow::Turn,
        StmtKind::Pass => {}
        StmtKind::Error { parts } => {
            for part in parts {
                eval(ev, part);
            }
        }
    }
    Flow::Next
}

fn exec_expression<'a>(ev: &mut Evaluator<'a>, stmt: &'a Stmt, expr: &'a Expr) {
    // A documentation string does nothing, and is long.
    if matches!(&expr.kind, ExprKind::String(literal) if literal.parts.iter().all(|part| part.holes.is_empty())) {
        return;
    }
    let value = eval(ev, expr);
    spark::pipeline::define_standalone(ev, &value);
    usage::discard(ev, stmt.range, expr, &value);
}

/// Whether a `with` item is one of test frameworks that says that its body fails: `pytest.raises(...)`, `self.assertRaises(...)`.
fn expects_failure(item: &Expr) -> bool {
    let ExprKind::Call(call) = &item.kind else { return false };
    match &call.function.kind {
        ExprKind::Attribute { name, .. } => {
            matches!(name.text.as_str(), "raises" | "assertRaises" | "assertRaisesRegex" | "suppress")
        }
        ExprKind::Name(name) => matches!(name.as_str(), "raises" | "suppress"),
        _ => false,
    }
}

/// `global` and `nonlocal`: where a name lives, if not in the scope at hand.
fn declare_elsewhere(ev: &mut Evaluator<'_>, name: &SmolStr, home: Option<u32>) {
    let home = home.or_else(|| {
        let mut scope = ev.heap.scope(ev.scope).parent;
        while let Some(id) = scope {
            let here = ev.heap.scope(id);
            if here.names.contains_key(name) {
                return Some(id);
            }
            scope = here.parent;
        }
        None
    });
    if let Some(home) = home {
        let scope = ev.scope;
        ev.heap.bind_elsewhere(scope, name, home);
    }
}

/// The values of names, as the scopes at hand hold them.
pub(super) fn entry_values(ev: &Evaluator<'_>, names: &[SmolStr]) -> Vec<(SmolStr, Value)> {
    let values = names.iter().filter_map(|name| Some((name.clone(), super::expression::read_name(ev, name)?)));
    values.collect()
}
