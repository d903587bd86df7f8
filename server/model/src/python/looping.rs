//! Loops: a body is run once, with what its turns have in common; what one turn hands to the next is marked.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::{Expr, ExprKind, Stmt, StmtKind};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::assign::assign;
use super::expression::{bind_name, elements, eval, read_name};
use super::heap::Item;
use super::join::{join_branches, join_values};
use super::operator::eval_test;
use super::state::{Evaluator, UNRECORDED};
use super::statement::{Flow, entry_values, exec_block};
use super::usage;
use crate::facts::semantics::{self, Meaning};
use crate::frame::{Frame, FrameId, Step};
use crate::operation::{Loop, UseKind, What};
use crate::text::{Piece, TextValue};
use crate::value::{Reference, Value};

/// What is walked over.
pub(super) struct Walked {
    /// What one turn gets.
    pub element: Value,
    /// The things, when all are known and they are few.
    pub items: Option<Vec<Item>>,
    pub turns: Option<u64>,
    pub over_listing: bool,
}

/// Evaluates what a loop or comprehension walks over; `kind` says what becomes of the things.
pub(super) fn walk_over<'a>(ev: &mut Evaluator<'a>, iter: &'a Expr, kind: UseKind) -> Walked {
    let value = eval(ev, iter);
    usage::use_as(ev, &value, kind, iter.range);
    if let Value::Method(method) = &value {
        let walks_rows = matches!(method.1.as_str(), "iterrows" | "itertuples");
        let kind = if walks_rows && kind == UseKind::Iterated { kind } else { UseKind::Other };
        usage::use_as(ev, &method.0.clone(), kind, iter.range);
    }
    let over_listing = is_listing(ev, &value);
    match elements(ev, &value) {
        Some((items, open)) => {
            let turns = (!open).then_some(items.len() as u64);
            let element = element_of(ev, &items);
            Walked { element, items: (!open && items.len() <= 16).then_some(items), turns, over_listing }
        }
        None => Walked { element: Value::Unknown, items: None, turns: None, over_listing },
    }
}

/// What the items of a list have in common.
pub(super) fn element_of(ev: &mut Evaluator<'_>, items: &[Item]) -> Value {
    let mut joined: Option<Value> = None;
    for item in items.iter().take(64) {
        joined = Some(match joined {
            Some(joined) => join_values(ev, joined, item.value.clone()),
            None => item.value.clone(),
        });
    }
    joined.unwrap_or_default()
}

/// Whether a value is a listing that is small by nature.
fn is_listing(ev: &Evaluator<'_>, value: &Value) -> bool {
    match value {
        Value::List(reference) => ev.heap.list(*reference).is_some_and(|list| list.listing),
        Value::ActionResult(id) => match ev.operations.get(*id as usize).map(|op| &op.what) {
            Some(What::Action(action)) => action.frame.as_ref().is_some_and(|frame| matches!(frame.step, Step::Rows)),
            _ => false,
        },
        _ => false,
    }
}

/// `for target in iter: body`.
pub(super) fn exec_for<'a>(
    ev: &mut Evaluator<'a>,
    range: TextRange,
    target: &'a Expr,
    iter: &'a Expr,
    body: &'a [Stmt],
    otherwise: &'a [Stmt],
) -> Flow {
    let walked = walk_over(ev, iter, UseKind::Iterated);
    if walked.turns == Some(0) && !ev.recording {
        return exec_block(ev, otherwise);
    }
    if let Some(items) = walked.items.as_ref().filter(|_| sets_options_only(ev, body)) {
        let outer = std::mem::replace(&mut ev.from_list, true);
        for item in items.clone() {
            assign(ev, target, item.value, target);
            exec_block(ev, body);
        }
        ev.from_list = outer;
        return exec_block(ev, otherwise);
    }
    let LoopNames { bound, all } = loop_names(ev, body, Some(target));
    let around = Loop {
        range: ev.at(range),
        turns: walked.turns,
        over_listing: walked.over_listing,
        comprehension: false,
        names: all,
    };
    let element = walked.element;
    let flow = run_body(ev, around, &bound, body, walked.turns.is_some_and(|turns| turns > 0), |ev| {
        assign(ev, target, element, target);
    });
    leave(ev, flow, otherwise)
}

/// `while test: body`.
pub(super) fn exec_while<'a>(
    ev: &mut Evaluator<'a>,
    range: TextRange,
    test: &'a Expr,
    body: &'a [Stmt],
    otherwise: &'a [Stmt],
) -> Flow {
    let LoopNames { bound, all } = loop_names(ev, body, None);
    let around = Loop { range: ev.at(range), turns: None, over_listing: false, comprehension: false, names: all };
    let mut forever = false;
    let flow = run_body(ev, around, &bound, body, matches!(test.kind, ExprKind::True), |ev| {
        forever = eval_test(ev, test) == Some(true);
        super::branch::narrow(ev, test, true);
    });
    leave(ev, flow, otherwise)
}

/// The names that a loop binds, found when it is first run.
#[derive(Clone)]
pub(super) struct LoopNames {
    /// Those that its body binds.
    bound: Arc<[SmolStr]>,
    /// Those and its target's.
    all: Arc<[SmolStr]>,
}

fn loop_names(ev: &mut Evaluator<'_>, body: &[Stmt], target: Option<&Expr>) -> LoopNames {
    if let Some(names) = ev.loop_names.get(&body.as_ptr()) {
        return names.clone();
    }
    let mut names = super::walk::bound_names(body);
    let bound = sorted(names.clone());
    let all = match target {
        Some(target) => {
            super::walk::target_names(target, &mut names);
            sorted(names)
        }
        None => Arc::clone(&bound),
    };
    let names = LoopNames { bound, all };
    // An empty body, which only broken code has, lies nowhere.
    if !body.is_empty() {
        ev.loop_names.insert(body.as_ptr(), names.clone());
    }
    names
}

pub(super) fn sorted(names: FxHashSet<SmolStr>) -> Arc<[SmolStr]> {
    let mut names: Vec<SmolStr> = names.into_iter().collect();
    names.sort_unstable();
    names.into()
}

/// Whether all that a body does is to set options: then it is run for each thing in turn, so that keys keep their values.
fn sets_options_only(ev: &Evaluator<'_>, body: &[Stmt]) -> bool {
    body.iter().all(|stmt| match &stmt.kind {
        StmtKind::Expr(value) => sets_option(ev, value),
        StmtKind::Assign { targets, value } => {
            let is_name = matches!(targets.as_slice(), [target] if matches!(target.kind, ExprKind::Name(_)));
            is_name && sets_option(ev, value)
        }
        StmtKind::If { body, otherwise, .. } => sets_options_only(ev, body) && sets_options_only(ev, otherwise),
        _ => false,
    })
}

/// Whether it is `builder.option(key, value)`, or its like of a session, on something at hand.
fn sets_option(ev: &Evaluator<'_>, expr: &Expr) -> bool {
    let mut at = expr;
    let mut links = 0;
    loop {
        match &at.kind {
            ExprKind::Call(call) => at = &call.function,
            ExprKind::Attribute { object, name } => {
                let sets = [
                    "DataFrameReader",
                    "DataFrameWriter",
                    "DataFrameWriterV2",
                    "RuntimeConfig",
                    "SparkSession.Builder",
                ]
                .iter()
                .filter_map(|class| semantics::find(class, &name.text))
                .any(|found| {
                    matches!(
                        found.meaning,
                        Meaning::Option | Meaning::TableProperty | Meaning::SetConf | Meaning::SessionConfig
                    )
                });
                links += usize::from(sets);
                at = object;
            }
            ExprKind::Name(name) => {
                return links > 0 && matches!(read_name(ev, name), Some(Value::Builder(_) | Value::Session));
            }
            _ => return false,
        }
    }
}

fn leave<'a>(ev: &mut Evaluator<'a>, flow: Flow, otherwise: &'a [Stmt]) -> Flow {
    match flow {
        Flow::Exit => Flow::Exit,
        _ => exec_block(ev, otherwise),
    }
}

/// Runs a loop's body, which binds the names `bound`, once; `surely` says that it runs at least once.
fn run_body<'a>(
    ev: &mut Evaluator<'a>,
    around: Loop,
    bound: &[SmolStr],
    body: &'a [Stmt],
    surely: bool,
    head: impl FnOnce(&mut Evaluator<'a>),
) -> Flow {
    let outer = ev.context.in_loop.replace(around);
    let mark = ev.heap.mark();
    let mut entry = entry_values(ev, bound);
    tell_apart(ev, &mut entry);
    let first_frame = ev.frames.last();
    for (name, value) in &entry {
        if let Some(widened) = widen(value) {
            bind_name(ev, name, widened);
        }
    }
    let attributes = entry_attributes(ev, body);
    head(ev);
    let flow = exec_block(ev, body);
    for (name, before) in &entry {
        mark_carried(ev, name, before, first_frame);
    }
    for name in bound.iter().filter(|name| !entry.iter().any(|(known, _)| known == *name)) {
        mark_carried(ev, name, &Value::Unknown, first_frame);
    }
    for (object, name, before) in &attributes {
        let after = ev.heap.object(*object).and_then(|object| object.attributes.get(name).cloned());
        if let Some(Value::Frame(after)) = after {
            let start = |ev: &Evaluator<'_>, frame: &Arc<Frame>| is_start(ev, frame, before, name, first_frame);
            mark_path(ev, &after, first_frame, &start);
        }
    }
    ev.context.in_loop = outer;
    let state = ev.heap.take_back(mark);
    join_branches(ev, vec![state], !surely);
    // A body that always leaves in its first turn leaves only if there is one.
    if flow == Flow::Exit && surely { Flow::Exit } else { Flow::Next }
}

/// Gives a frame that the body binds anew an identity of its own where another variable holds the same frame: in
/// `new = df` before `new = df.drop(name)` no turn goes on from the turn before.
fn tell_apart(ev: &mut Evaluator<'_>, entry: &mut [(SmolStr, Value)]) {
    for (name, value) in entry {
        let Value::Frame(held) = &*value else { continue };
        let others = &ev.heap.scope(ev.scope).names;
        let is_shared = others
            .iter()
            .any(|(other, value)| other != name && value.as_frame().is_some_and(|frame| frame.id == held.id));
        if is_shared {
            let mut twin = Frame::clone(held);
            (twin.id, twin.depth, twin.inputs) = (ev.frames.fresh(), held.depth + 1, vec![Arc::clone(held)]);
            twin.step = Step::Either;
            let twin = Arc::new(twin);
            bind_name(ev, name, Value::Frame(Arc::clone(&twin)));
            *value = Value::Frame(twin);
        }
    }
}

/// The attributes of objects that a body assigns to, as they are before it runs: `self.df` in `self.df = ...`.
fn entry_attributes(ev: &Evaluator<'_>, body: &[Stmt]) -> Vec<(Reference, SmolStr, Value)> {
    let mut found = Vec::new();
    for target in super::walk::assigned_attributes(body) {
        if let ExprKind::Attribute { object, name } = &target.kind
            && let ExprKind::Name(holder) = &object.kind
            && let Some(Value::Object(reference)) = read_name(ev, holder)
            && let Some(object) = ev.heap.object(reference)
        {
            let value = object.attributes.get(&name.text).cloned().unwrap_or_default();
            found.push((reference, name.text.clone(), value));
        }
    }
    found
}

/// What is known of a variable at the start of any turn, when the body binds it anew; `None` where it stays as it is.
fn widen(value: &Value) -> Option<Value> {
    match value {
        Value::None | Value::Bool(_) | Value::Int(_) | Value::Float(_) => Some(Value::Unknown),
        Value::Text(text) => {
            let mut pieces = text.pieces.clone();
            pieces.push(Piece::Hole(Value::Unknown));
            Some(Value::Text(Arc::new(TextValue { pieces, literal: None, head: text.head })))
        }
        _ => None,
    }
}

/// Marks the steps that lead from the value a variable had when the turn began to the one it has when the turn ends.
fn mark_carried(ev: &mut Evaluator<'_>, name: &SmolStr, before: &Value, first_frame: FrameId) {
    let Some(Value::Frame(after)) = read_name(ev, name) else { return };
    let start = |ev: &Evaluator<'_>, frame: &Arc<Frame>| is_start(ev, frame, before, name, first_frame);
    mark_path(ev, &after, first_frame, &start);
}

/// Whether a frame is what a variable or attribute held when the turn began, or what it was then believed to be.
fn is_start(ev: &Evaluator<'_>, frame: &Arc<Frame>, before: &Value, name: &SmolStr, first_frame: FrameId) -> bool {
    match before {
        Value::Frame(before) => frame.id == before.id,
        _ => frame.id > first_frame && ev.believed.get(&frame.id) == Some(name),
    }
}

/// Marks the steps made after `first_frame` that lead to `end` from a frame for which `is_start` holds.
pub(super) fn mark_path(
    ev: &mut Evaluator<'_>,
    end: &Arc<Frame>,
    first_frame: FrameId,
    is_start: &dyn Fn(&Evaluator<'_>, &Arc<Frame>) -> bool,
) {
    // Whether a frame leads back to the start; walked with a stack of its own, since chains are long.
    let mut leads: FxHashMap<FrameId, bool> = FxHashMap::default();
    let mut pending = vec![(Arc::clone(end), false)];
    while let Some((frame, done)) = pending.pop() {
        if leads.contains_key(&frame.id) {
            continue;
        }
        if is_start(ev, &frame) {
            leads.insert(frame.id, true);
        } else if frame.id <= first_frame {
            leads.insert(frame.id, false);
        } else if done {
            let any = frame.inputs.iter().any(|input| leads.get(&input.id) == Some(&true));
            leads.insert(frame.id, any);
        } else {
            pending.push((Arc::clone(&frame), true));
            pending.extend(frame.inputs.iter().map(|input| (Arc::clone(input), false)));
        }
    }
    for (id, _) in leads.iter().filter(|(_, leads)| **leads) {
        let Some(made_by) = ev.made_by.get(id).copied().filter(|made_by| *made_by != UNRECORDED) else {
            mark_call(ev, end, *id);
            continue;
        };
        if let Some(What::Transform(transform)) = ev.operation_mut(made_by).map(|op| &mut op.what)
            && transform.frame.id > first_frame
        {
            transform.carried = true;
        }
    }
}

/// Marks the call in which a frame on the way to `end` was made; its first step stands for all of them.
fn mark_call(ev: &mut Evaluator<'_>, end: &Arc<Frame>, id: FrameId) {
    let span = ev.spans.iter().rev().find(|(first, last, _)| *first < id && id <= *last);
    let Some((_, _, call)) = span.copied() else { return };
    let mut made = None;
    end.walk(&mut |frame| {
        if frame.id == id {
            made = Some(Arc::clone(frame));
        }
        made.is_none() && frame.id > id
    });
    if let (Some(made), Some(What::Call(call))) = (made, ev.operation_mut(call).map(|op| &mut op.what))
        && matches!(made.step, Step::Project(_))
        && call.carried.as_ref().is_none_or(|carried| carried.id > id)
    {
        call.carried = Some(made);
    }
}
