//! Branches: `if`, `try`, `match`. Each arm runs from the state before it; behind them the states are joined.

use brickline_syntax::python::ast::{CompareOp, Expr, ExprKind, Handler, MatchCase, Stmt, StmtKind, UnaryOp};

use super::assign;
use super::expression::{bind_name, eval, read_name};
use super::heap::{Cell, Changes};
use super::join::join_branches;
use super::operator::eval_test;
use super::state::Evaluator;
use super::statement::{Flow, exec_block};
use super::usage;
use crate::value::Value;

/// The states of the arms that go on behind the branches, and how control leaves them all.
#[derive(Default)]
struct Arms {
    states: Vec<Changes>,
    /// The changes of arms that leave, where something points at them that outlives the function.
    leaving: Vec<Changes>,
    flow: Option<Flow>,
}

impl Arms {
    fn push(&mut self, state: Changes, flow: Flow) {
        match flow {
            Flow::Next => {
                self.states.push(state);
                self.flow = Some(Flow::Next);
            }
            flow => {
                self.leaving.push(state);
                self.flow = Some(match self.flow {
                    None => flow,
                    Some(earlier) if earlier == flow => flow,
                    Some(Flow::Next) => Flow::Next,
                    // One arm leaves the function, another the turn: the turn goes no further.
                    Some(_) => Flow::Turn,
                });
            }
        }
    }

    fn join(self, ev: &mut Evaluator<'_>, fallthrough: bool) -> Flow {
        if !self.states.is_empty() || fallthrough {
            join_branches(ev, self.states, fallthrough);
        } else if let Some(flow) = self.flow {
            // No arm goes on: what they changed is what the caller sees.
            join_branches(ev, self.leaving, false);
            return flow;
        }
        for changes in self.leaving {
            widen(ev, &changes);
        }
        if fallthrough { Flow::Next } else { self.flow.unwrap_or(Flow::Next) }
    }
}

/// What an arm that left has changed may be so for whoever called; settings it made are no longer known to be absent.
fn widen(ev: &mut Evaluator<'_>, changes: &Changes) {
    for (reference, cell) in &changes.cells {
        if let Cell::Builder(left) = &**cell
            && let Some(builder) = ev.heap.builder_mut(*reference)
        {
            *builder = builder.join(left);
            builder.finished |= left.finished;
        }
    }
}

/// Runs one arm and takes its changes back.
fn run_arm<'a>(
    ev: &mut Evaluator<'a>,
    branch: u32,
    arm: u32,
    run: impl FnOnce(&mut Evaluator<'a>) -> Flow,
) -> (Changes, Flow) {
    let mark = ev.heap.mark();
    ev.context.branches.push((branch, arm));
    let flow = run(ev);
    ev.context.branches.pop();
    (ev.heap.take_back(mark), flow)
}

/// `if`/`elif`/`else`. A chain of `elif`s is walked without recursion.
pub(super) fn exec_if<'a>(ev: &mut Evaluator<'a>, test: &'a Expr, body: &'a [Stmt], otherwise: &'a [Stmt]) -> Flow {
    let branch = ev.fresh_branch();
    let mut arms = Arms::default();
    let mut arm = 0;
    let (mut test, mut body, mut otherwise) = (test, body, otherwise);
    // Tests behind the first run in the state that the ones before them left, under the assumption that they failed.
    loop {
        let truth = eval_test(ev, test);
        if truth != Some(false) {
            let (state, flow) = run_arm(ev, branch, arm, |ev| {
                narrow(ev, test, true);
                exec_block(ev, body)
            });
            arms.push(state, flow);
        }
        arm += 1;
        match otherwise {
            _ if truth == Some(true) => return arms.join(ev, false),
            [] => {
                let (state, flow) = run_arm(ev, branch, arm, |ev| {
                    narrow(ev, test, false);
                    Flow::Next
                });
                arms.push(state, flow);
                return arms.join(ev, false);
            }
            [
                Stmt {
                    kind: brickline_syntax::python::ast::StmtKind::If { test: next, body: inner, otherwise: rest },
                    ..
                },
            ] => {
                (test, body, otherwise) = (next, inner, rest);
            }
            block => {
                let (state, flow) = run_arm(ev, branch, arm, |ev| {
                    narrow(ev, test, false);
                    exec_block(ev, block)
                });
                arms.push(state, flow);
                return arms.join(ev, false);
            }
        }
    }
}

/// `try`: a handler starts from any state of the body, so from the join of its beginning and its end.
pub(super) fn exec_try<'a>(
    ev: &mut Evaluator<'a>,
    body: &'a [Stmt],
    handlers: &'a [Handler],
    otherwise: &'a [Stmt],
    finally: &'a [Stmt],
) -> Flow {
    let guards_imports = handlers.iter().any(catches_import_error);
    let guarded = ev.guarded;
    ev.guarded |= guards_imports;
    let branch = ev.fresh_branch();
    let mut arms = Arms::default();
    let probing = ev.probing;
    ev.probing |= !handlers.is_empty() && is_probe(body);
    let (state, flow) = run_arm(ev, branch, 0, |ev| exec_block(ev, body));
    (ev.guarded, ev.probing) = (guarded, probing);
    if handlers.is_empty() {
        arms.push(state, flow);
    } else {
        // The body's own state goes on into `else` and behind; handlers see it half done.
        let (half, full) = (state.clone(), state);
        let (state, flow) = run_arm(ev, branch, 0, |ev| {
            ev.heap.apply(full);
            if flow == Flow::Next { exec_block(ev, otherwise) } else { flow }
        });
        arms.push(state, flow);
        for (index, handler) in handlers.iter().enumerate() {
            let half = half.clone();
            let (state, flow) = run_arm(ev, branch, index as u32 + 1, |ev| {
                join_branches(ev, vec![half], true);
                if let Some(exception) = &handler.exception {
                    eval(ev, exception);
                }
                if let Some(name) = &handler.name {
                    bind_name(ev, &name.text, Value::Unknown);
                }
                exec_block(ev, &handler.body)
            });
            arms.push(state, flow);
        }
    }
    let flow = arms.join(ev, false);
    match exec_block(ev, finally) {
        Flow::Next => flow,
        left => left,
    }
}

/// Whether a body is one expression whose failure is the answer: it stands alone, or before what says that it did not fail.
fn is_probe(body: &[Stmt]) -> bool {
    match body {
        [Stmt { kind: StmtKind::Expr(_), .. }] => true,
        [Stmt { kind: StmtKind::Expr(_), .. }, Stmt { kind, .. }] => match kind {
            StmtKind::Return(value) => value.as_ref().is_none_or(is_constant),
            StmtKind::Assign { value, .. } => is_constant(value),
            StmtKind::Pass => true,
            _ => false,
        },
        _ => false,
    }
}

fn is_constant(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::True | ExprKind::False | ExprKind::None)
}

fn catches_import_error(handler: &Handler) -> bool {
    let Some(exception) = &handler.exception else { return true };
    let mut found = false;
    super::walk::walk_expr(exception, &mut |expr| {
        if let ExprKind::Name(name) = &expr.kind {
            found |= matches!(name.as_str(), "ImportError" | "ModuleNotFoundError" | "Exception" | "BaseException");
        }
    });
    found
}

/// `match`: the cases are arms; one without guard and bindings may still not match, so control may fall through.
pub(super) fn exec_match<'a>(ev: &mut Evaluator<'a>, subject: &'a Expr, cases: &'a [MatchCase]) -> Flow {
    let value = eval(ev, subject);
    usage::use_other(ev, &value, subject.range);
    let branch = ev.fresh_branch();
    let mut arms = Arms::default();
    for (index, case) in cases.iter().enumerate() {
        let (state, flow) = run_arm(ev, branch, index as u32, |ev| {
            for name in &case.bindings {
                bind_name(ev, &name.text, Value::Unknown);
            }
            if let Some(guard) = &case.guard {
                eval_test(ev, guard);
            }
            exec_block(ev, &case.body)
        });
        arms.push(state, flow);
    }
    arms.join(ev, true)
}

/// What a test's outcome says of the names in it: `x is None`, `x`, `not x`, `a and b`.
pub(super) fn narrow<'a>(ev: &mut Evaluator<'a>, test: &'a Expr, holds: bool) {
    match &test.kind {
        ExprKind::Compare { first, rest } => {
            if let ([term], ExprKind::Name(name)) = (rest.as_slice(), &first.kind)
                && matches!(term.value.kind, ExprKind::None)
            {
                match (term.op, holds) {
                    (CompareOp::Is | CompareOp::Eq, true) | (CompareOp::IsNot | CompareOp::NotEq, false) => {
                        if matches!(read_name(ev, name), Some(Value::Either(_))) {
                            bind_name(ev, name, Value::None);
                        }
                    }
                    (CompareOp::Is | CompareOp::Eq, false) | (CompareOp::IsNot | CompareOp::NotEq, true) => {
                        drop_none(ev, name);
                    }
                    _ => {}
                }
            }
        }
        ExprKind::Name(name) if holds => drop_none(ev, name),
        ExprKind::Unary { op: UnaryOp::Not, operand } => narrow(ev, operand, !holds),
        ExprKind::Bool { op, values } => {
            let all = *op == brickline_syntax::python::ast::BoolOp::And;
            if all == holds {
                values.iter().for_each(|value| narrow(ev, value, holds));
            }
        }
        ExprKind::Call(call) if holds => narrow_instance(ev, call),
        _ => {}
    }
}

fn drop_none(ev: &mut Evaluator<'_>, name: &smol_str::SmolStr) {
    if let Some(Value::Either(values)) = read_name(ev, name) {
        let mut left: Vec<Value> = values.iter().filter(|value| !matches!(value, Value::None)).cloned().collect();
        let value = if left.len() == 1 { left.remove(0) } else { Value::Either(left.into()) };
        bind_name(ev, name, value);
    }
}

/// `isinstance(x, DataFrame)` says what `x` is, where nothing else does.
fn narrow_instance<'a>(ev: &mut Evaluator<'a>, call: &'a brickline_syntax::python::ast::Call) {
    let (ExprKind::Name(function), [subject, class]) = (&call.function.kind, call.arguments.as_slice()) else { return };
    let ExprKind::Name(name) = &subject.value.kind else { return };
    if function == "isinstance" && read_name(ev, name).is_none_or(|value| value.is_unknown()) {
        let ident = brickline_syntax::python::ast::Ident { text: name.clone(), range: subject.value.range };
        let value = super::annotation::believe(ev, &class.value, &ident);
        if !value.is_unknown() {
            assign::assign(ev, &subject.value, value, &subject.value);
        }
    }
}
