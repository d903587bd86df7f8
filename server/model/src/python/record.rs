//! The evaluation of function bodies for their own operations, after the module: callers first, each body once, with what
//! is known of its arguments from all calls. Knows no syntax but names.

use std::sync::Arc;

use brickline_syntax::TextRange;
use rustc_hash::{FxHashMap, FxHashSet};

use super::calls::parameter_value;
use super::function::{Binding, Body, run};
use super::heap::Cell;
use super::looping::mark_path;
use super::state::Evaluator;
use super::{class, spark, walk};
use crate::frame::Frame;
use crate::operation::Loop;
use crate::value::{FunctionId, OperationId, Value};

/// What a function is used for, besides being called.
#[derive(Clone, Debug, Default)]
pub(super) struct Role {
    /// The dataset or flow it defines.
    pub dataset: Option<OperationId>,
    /// Whether it runs on workers.
    pub worker: bool,
    /// The micro-batch it is given by `foreachBatch`.
    pub batch: Option<Arc<Frame>>,
    /// Whether it is called with a micro-batch among other arguments.
    pub in_batch: bool,
    /// Whether it is called where a dataset is made, and whether it is called anywhere else.
    pub in_dataset: bool,
    pub elsewhere: bool,
    /// The `functools.reduce` that calls it.
    pub reduce: Option<Loop>,
}

/// Evaluates all functions that were made where operations are recorded.
pub(super) fn record_functions(ev: &mut Evaluator<'_>) {
    let mut done: FxHashSet<TextRange> = FxHashSet::default();
    loop {
        let pending: Vec<FunctionId> = (0..ev.functions.len())
            .filter(|at| ev.functions[*at].recorded && !done.contains(&ev.functions[*at].range()))
            .map(|at| at as FunctionId)
            .collect();
        if pending.is_empty() {
            return;
        }
        for id in callers_first(ev, &pending) {
            if done.insert(ev.functions[id as usize].range()) {
                record_function(ev, id);
            }
        }
    }
}

/// Functions in an order in which those that mention others come before them, as far as that is possible.
fn callers_first(ev: &Evaluator<'_>, pending: &[FunctionId]) -> Vec<FunctionId> {
    let names = pending.iter().map(|id| (ev.functions[*id as usize].name.as_str(), Vec::new()));
    let mut mentioned_by: FxHashMap<&str, Vec<FunctionId>> = names.collect();
    for id in pending {
        walk::mentioned_names(ev.functions[*id as usize].body, &mut |name| {
            if let Some(callers) = mentioned_by.get_mut(name.as_str())
                && callers.last() != Some(id)
            {
                callers.push(*id);
            }
        });
    }
    let mut order = Vec::with_capacity(pending.len());
    let mut seen = FxHashSet::default();
    for root in pending {
        let mut stack = vec![(*root, false)];
        while let Some((id, done)) = stack.pop() {
            if done {
                order.push(id);
            } else if seen.insert(id) {
                stack.push((id, true));
                let callers = mentioned_by.get(ev.functions[id as usize].name.as_str()).into_iter().flatten();
                stack.extend(callers.filter(|caller| !seen.contains(*caller)).map(|caller| (*caller, false)));
            }
        }
    }
    order
}

/// Evaluates one function for its operations.
fn record_function(ev: &mut Evaluator<'_>, id: FunctionId) {
    let (range, body, mut context) = {
        let function = &ev.functions[id as usize];
        (function.range(), function.body, (*function.context).clone())
    };
    let role = ev.roles.get(&range).cloned().unwrap_or_default();
    if matches!(body, Body::Def(_)) {
        context.function = Some(range);
        context.in_loop = None;
    }
    context.displayed = false;
    context.in_dataset |= role.dataset.is_some() || (role.in_dataset && !role.elsewhere);
    context.in_worker |= role.worker;
    context.in_foreach_batch |= role.batch.is_some() || role.in_batch;
    if let Some(around) = &role.reduce {
        context.in_loop = Some(around.clone());
    }
    let outer = std::mem::replace(&mut ev.context, context);
    let first_frame = ev.frames.last();
    let first_scope = ev.heap.scopes.len() as u32;
    let mark = ev.heap.mark();
    let receiver = receiver(ev, id);
    let (first, returned) = run_with_parameters(ev, id, receiver);
    if role.reduce.is_some()
        && let (Some(Value::Frame(first)), Value::Frame(returned)) = (first, &returned)
    {
        mark_path(ev, returned, first_frame, &|_, frame| frame.id == first.id);
    }
    if let Some(dataset) = role.dataset {
        spark::pipeline::finish(ev, dataset, &returned);
    }
    super::usage::finish(ev, &returned);
    keep_results(ev, mark, first_scope);
    ev.context = outer;
}

/// Takes back what the body did to the module's state, but for what it did to builders and objects, and to its own scopes,
/// which functions inside it still need.
fn keep_results(ev: &mut Evaluator<'_>, mark: usize, first_scope: u32) {
    let mut changes = ev.heap.take_back(mark);
    changes.cells.retain(|(_, cell)| matches!(&**cell, Cell::Builder(_) | Cell::Object(_)));
    changes.names.retain(|((scope, _), _)| *scope >= first_scope);
    changes.session = None;
    ev.heap.apply(changes);
}

/// What a method's first parameter is.
fn receiver(ev: &mut Evaluator<'_>, id: FunctionId) -> Option<Value> {
    let function = &ev.functions[id as usize];
    let owner = function.owner?;
    match function.binding {
        Binding::Static => None,
        Binding::Class => Some(Value::Class(owner)),
        Binding::Plain | Binding::Property => Some(Value::Object(class::self_object(ev, owner))),
    }
}

/// Runs a function with what is known of its parameters; gives its first parameter's value and what it returns.
pub(super) fn run_with_parameters(
    ev: &mut Evaluator<'_>,
    id: FunctionId,
    receiver: Option<Value>,
) -> (Option<Value>, Value) {
    let params = ev.functions[id as usize].params();
    let range = ev.functions[id as usize].range();
    let batch = ev.roles.get(&range).and_then(|role| role.batch.clone());
    let mut bound = Vec::with_capacity(params.len());
    let has_receiver = receiver.is_some();
    let mut receiver = receiver;
    for (index, param) in params.iter().enumerate() {
        let value = match receiver.take() {
            Some(receiver) => receiver,
            None => match &batch {
                Some(batch) if index == usize::from(has_receiver) => Value::Frame(Arc::clone(batch)),
                _ => parameter_value(ev, id, param),
            },
        };
        bound.push((param.name.text.clone(), value));
    }
    let first = bound.first().map(|(_, value)| value.clone());
    let returned = run(ev, id, bound);
    (first, returned)
}
