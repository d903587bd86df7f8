//! Calls that were followed before, with the same arguments and in the same state: what they gave is given again.
//! Only calls that changed nothing are kept. Knows what a run may depend on, not what it does.

use std::sync::Arc;

use brickline_syntax::TextRange;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::heap::ScopeId;
use super::state::{CALL_DEPTH, Evaluator};
use super::{calls, function};
use crate::session::Session;
use crate::text::Piece;
use crate::value::{FunctionId, Reference, Value};

/// How many calls of one function are kept.
const KEPT: usize = 16;

/// How often in a row a function may do what cannot be kept before its calls are no longer looked at.
const FAILURES: u32 = 2;

/// What is known of functions that were followed.
pub(super) type Memo = FxHashMap<FunctionId, Known>;

/// What is known of the calls of one function.
#[derive(Default)]
pub(super) struct Known {
    kept: Vec<Followed>,
    /// How many calls in a row could not be kept.
    failures: u32,
}

/// What is around a call, where it has a say in what the call gives.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Around {
    in_dataset: bool,
    in_loop: bool,
    from_list: bool,
    through: bool,
    probing: bool,
    guarded: bool,
}

/// A call that was followed and changed nothing.
pub(super) struct Followed {
    given: Vec<Value>,
    around: Around,
    session: Arc<Session>,
    /// What it read that was there before it, as it was then.
    cells: Box<[(Reference, u32)]>,
    scopes: Box<[(ScopeId, u32)]>,
    /// The functions it called, and whether they were being followed already.
    called: Box<[(FunctionId, bool)]>,
    /// How many calls were being followed, and how many at most in it.
    depth: u32,
    deepest: u32,
    /// How much deeper it nested.
    nesting: u32,
    /// How many steps it took.
    steps: u32,
    /// The calls that were noted in it, by function and place, and the parts of texts that were kept.
    noted: Box<[(TextRange, u32)]>,
    spliced: Box<[(TextRange, Value)]>,
    returned: Value,
}

/// What the calls that are being followed did so far, besides changing what is on the heap.
#[derive(Default)]
pub(super) struct Trail {
    /// How many calls are being watched.
    watched: u32,
    called: Vec<FunctionId>,
    noted: Vec<(TextRange, u32)>,
    spliced: Vec<(TextRange, Value)>,
    /// How many calls were being followed at most.
    deepest: u32,
    /// How often something was done that has to be done each time.
    done: u32,
}

impl Trail {
    /// Notes that a call of a function is about to be followed, or not, while `depth` are.
    pub fn call(&mut self, id: FunctionId, depth: u32) {
        if self.watched > 0 {
            self.called.push(id);
            self.deepest = self.deepest.max(depth);
        }
    }

    /// Notes the place of a call's arguments among those noted of a function.
    pub fn note(&mut self, function: TextRange, place: u32) {
        if self.watched > 0 {
            self.noted.push((function, place));
        }
    }

    /// Notes the value of a part of a text.
    pub fn splice(&mut self, range: TextRange, value: &Value) {
        if self.watched > 0 {
            self.spliced.push((range, value.clone()));
        }
    }

    /// Notes that something is done that has to be done each time.
    pub fn act(&mut self) {
        self.done += 1;
    }
}

/// How much there is of all that only grows.
#[derive(PartialEq)]
struct Extent {
    frame: crate::frame::FrameId,
    operations: usize,
    sql: usize,
    datasets: usize,
    promised: usize,
    selves: usize,
    pipeline: bool,
    done: u32,
}

fn extent(ev: &Evaluator<'_>) -> Extent {
    Extent {
        frame: ev.frames.last(),
        operations: ev.operations.len(),
        sql: ev.sql.len(),
        datasets: ev.datasets.len(),
        promised: ev.promised.len(),
        selves: ev.selves.len(),
        pipeline: ev.pipeline,
        done: ev.trail.done,
    }
}

fn around(ev: &Evaluator<'_>) -> Around {
    Around {
        in_dataset: ev.context.in_dataset,
        in_loop: ev.context.in_loop.is_some(),
        from_list: ev.from_list,
        through: ev.through,
        probing: ev.probing,
        guarded: ev.guarded,
    }
}

/// Runs a function with its parameters bound where nothing is recorded, unless what that gives is known.
pub(super) fn run(ev: &mut Evaluator<'_>, id: FunctionId, bound: Vec<(SmolStr, Value)>) -> Value {
    if let Some(returned) = recall(ev, id, &bound) {
        return returned;
    }
    if ev.memo.get(&id).is_some_and(|known| known.failures >= FAILURES) {
        return function::run(ev, id, bound);
    }
    let given: Vec<Value> = bound.iter().map(|(_, value)| value.clone()).collect();
    let around = around(ev);
    let session = Arc::clone(ev.heap.session());
    let before = extent(ev);
    let (cells, functions) = (ev.heap.count(), ev.functions.len());
    let (called, noted, spliced) = (ev.trail.called.len(), ev.trail.noted.len(), ev.trail.spliced.len());
    let depth = ev.stack.len() as u32;
    let deepest = std::mem::replace(&mut ev.trail.deepest, depth);
    ev.trail.watched += 1;
    let (steps, nesting) = ev.budget.start_measure();
    let outer = ev.heap.watch();
    let returned = function::run(ev, id, bound);
    let seen = ev.heap.end_watch(&outer);
    let (steps, nesting) = ev.budget.end_measure(steps, nesting);
    let is_same_again = !seen.changed
        && before == extent(ev)
        && Arc::ptr_eq(&session, ev.heap.session())
        && is_older(&returned, cells, functions);
    if let (true, Some(steps), Some(nesting)) = (is_same_again, steps, nesting) {
        let mut called: Vec<FunctionId> = ev.trail.called[called..].to_vec();
        called.sort_unstable();
        called.dedup();
        let followed = Followed {
            given,
            around,
            session,
            cells: seen.read.cells.iter().map(|cell| (*cell, ev.heap.version(*cell))).collect(),
            scopes: seen.read.scopes.iter().map(|scope| (*scope, ev.heap.scope_version(*scope))).collect(),
            called: called.iter().map(|id| (*id, ev.stack.contains(id))).collect(),
            depth,
            deepest: ev.trail.deepest,
            nesting,
            steps,
            noted: ev.trail.noted[noted..].into(),
            spliced: ev.trail.spliced[spliced..].into(),
            returned: returned.clone(),
        };
        let known = ev.memo.entry(id).or_default();
        if known.kept.len() == KEPT {
            known.kept.remove(0);
        }
        known.kept.push(followed);
        known.failures = 0;
    } else {
        ev.memo.entry(id).or_default().failures += 1;
    }
    ev.trail.deepest = ev.trail.deepest.max(deepest);
    ev.trail.watched -= 1;
    if ev.trail.watched == 0 {
        ev.trail.called.clear();
        ev.trail.noted.clear();
        ev.trail.spliced.clear();
    }
    returned
}

/// What a call gave before, if it would do the same again; what it leaves behind besides is left again.
fn recall(ev: &mut Evaluator<'_>, id: FunctionId, bound: &[(SmolStr, Value)]) -> Option<Value> {
    // Taken out so that the rest of the state can be changed.
    let known = ev.memo.get_mut(&id)?;
    if known.kept.is_empty() {
        return None;
    }
    let kept = std::mem::take(&mut known.kept);
    let depth = ev.stack.len() as u32;
    let found = kept.iter().find(|followed| would_repeat(ev, followed, bound, depth));
    let returned = found.map(|followed| {
        ev.heap.read_again(&followed.cells, &followed.scopes);
        ev.budget.spend(followed.steps, followed.nesting);
        for (function, place) in &followed.noted {
            calls::note_again(ev, *function, *place);
        }
        for (range, value) in &followed.spliced {
            ev.splice(*range, value);
        }
        let deepest = depth + (followed.deepest - followed.depth);
        followed.called.iter().for_each(|(called, _)| ev.trail.call(*called, deepest));
        followed.returned.clone()
    });
    ev.memo.entry(id).or_default().kept = kept;
    returned
}

fn would_repeat(ev: &Evaluator<'_>, followed: &Followed, bound: &[(SmolStr, Value)], depth: u32) -> bool {
    // Where calls were refused because they were too deep, that they are as deep again has to be certain.
    let deepest = depth + (followed.deepest - followed.depth);
    let is_as_deep = depth == followed.depth || (followed.deepest < CALL_DEPTH && deepest < CALL_DEPTH);
    is_as_deep
        && followed.given.len() == bound.len()
        && followed.given.iter().zip(bound).all(|(one, (_, other))| is_identical(ev, one, other))
        && followed.around == around(ev)
        && Arc::ptr_eq(&followed.session, ev.heap.session())
        && followed.cells.iter().all(|(cell, version)| ev.heap.version(*cell) == *version)
        && followed.scopes.iter().all(|(scope, version)| ev.heap.scope_version(*scope) == *version)
        && followed.called.iter().all(|(called, was)| ev.stack.contains(called) == *was)
        && ev.budget.can_spend(followed.steps, followed.nesting)
}

/// Whether two values are the same in every respect; what is large is the same only if it is one thing.
fn is_identical(ev: &Evaluator<'_>, one: &Value, other: &Value) -> bool {
    let all = |one: &[Value], other: &[Value]| {
        one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_identical(ev, one, other))
    };
    match (one, other) {
        (Value::Text(one), Value::Text(other)) => {
            let is_same = |pair: (&Piece, &Piece)| match pair {
                (Piece::Constant(one), Piece::Constant(other)) => one == other,
                (Piece::Hole(one), Piece::Hole(other)) => is_identical(ev, one, other),
                _ => false,
            };
            Arc::ptr_eq(one, other)
                || (one.literal == other.literal
                    && one.head == other.head
                    && one.pieces.len() == other.pieces.len()
                    && one.pieces.iter().zip(&other.pieces).all(is_same)
                    && [one, other].into_iter().all(|text| !ev.told.contains(&Arc::as_ptr(text))))
        }
        (Value::Tuple(one), Value::Tuple(other)) | (Value::Either(one), Value::Either(other)) => {
            Arc::ptr_eq(one, other) || all(one, other)
        }
        (Value::Method(one), Value::Method(other)) => one.1 == other.1 && is_identical(ev, &one.0, &other.0),
        (Value::Frame(one), Value::Frame(other)) => Arc::ptr_eq(one, other),
        (Value::Grouped(one), Value::Grouped(other)) => Arc::ptr_eq(one, other),
        (Value::Column(one), Value::Column(other)) => Arc::ptr_eq(one, other),
        (Value::Window(one), Value::Window(other)) => Arc::ptr_eq(one, other),
        (Value::DeltaTable(one), Value::DeltaTable(other)) => Arc::ptr_eq(one, other),
        (Value::Partial(one), Value::Partial(other)) => Arc::ptr_eq(one, other),
        (Value::Decorator(one), Value::Decorator(other)) => Arc::ptr_eq(one, other),
        _ => one == other,
    }
}

/// Whether a value refers to nothing but the first `cells` cells and `functions` functions.
fn is_older(value: &Value, cells: usize, functions: usize) -> bool {
    let is_older = |value: &Value| is_older(value, cells, functions);
    match value {
        Value::List(reference)
        | Value::Set(reference)
        | Value::Dict(reference)
        | Value::Builder(reference)
        | Value::Class(reference)
        | Value::Object(reference)
        | Value::Module(reference) => (*reference as usize) < cells,
        Value::Function(id) => (*id as usize) < functions,
        Value::Tuple(values) | Value::Either(values) => values.iter().all(is_older),
        Value::Text(text) => text.pieces.iter().all(|piece| match piece {
            Piece::Hole(value) => is_older(value),
            Piece::Constant(_) => true,
        }),
        Value::Method(method) => is_older(&method.0),
        Value::Partial(partial) => is_older(&partial.0) && partial.1.iter().all(|arg| is_older(&arg.value)),
        Value::Decorator(decorator) => decorator.arguments.iter().all(|arg| is_older(&arg.value)),
        // Columns are told apart by where they lie.
        Value::Column(_) => false,
        // Frames are not made where something is kept, and hold what was there before them.
        _ => true,
    }
}
