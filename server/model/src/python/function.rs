//! Functions of the project: what is kept of one, how arguments meet its parameters, how a call is followed.
//! Knows nothing of what Spark's calls do.

use std::sync::{Arc, OnceLock};

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::{self, FunctionDef, Lambda, Param, ParamKind};
use smol_str::SmolStr;

use super::args::Args;
use super::escape::escape;
use super::expression::eval;
use super::heap::{Cell, Dict, Entry, ScopeId};
use super::join::join_values;
use super::state::{CALL_DEPTH, Evaluator};
use super::statement::{Flow, exec_block};
use super::{annotation, calls, graft, memo, usage, walk};
use crate::operation::{Call, Context, Site, What};
use crate::value::{FunctionId, Reference, Value};

/// The text that a tree's ranges speak of.
#[derive(Clone, Copy)]
pub(super) struct Code<'a> {
    pub text: &'a Arc<str>,
    /// The path of the file it stands in.
    pub file: &'a Arc<str>,
    /// Whether it is another file's.
    pub foreign: bool,
}

/// A function's tree.
#[derive(Clone, Copy)]
pub(super) enum Body<'a> {
    Def(&'a Arc<FunctionDef>),
    Lambda(&'a Arc<Lambda>, TextRange),
}

/// How a function of a class is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binding {
    Plain,
    Static,
    Class,
    Property,
}

/// A function that the evaluator has the text of.
pub(super) struct Function<'a> {
    pub name: SmolStr,
    pub body: Body<'a>,
    /// The scope it was made in.
    pub scope: ScopeId,
    /// The scope of its module.
    pub module: ScopeId,
    pub code: Code<'a>,
    /// The class it belongs to.
    pub owner: Option<Reference>,
    pub binding: Binding,
    /// Defaults, as they were when the function was made.
    pub defaults: Vec<(SmolStr, Value)>,
    /// What surrounded its definition.
    pub context: Arc<Context>,
    /// Whether it was made where operations are recorded, so that its own are to be recorded too.
    pub recorded: bool,
    /// What a call of it gives: what it returns, or an iterator of what it yields.
    pub generator: bool,
    /// Whether a test hands it doubles: what its parameters are called says nothing.
    pub patched: bool,
    /// Whether it is a context manager: `with` gets what it yields.
    pub manager: bool,
    /// The names it mentions.
    pub mentions: Mentions,
    /// The graft it is of, and its number there, while the names it mentions were not taken in.
    pub unseen: Option<(usize, FunctionId)>,
}

/// The names that a function mentions, found when they are asked for; shared by all files that take the function in.
#[derive(Clone, Debug, Default)]
pub(super) struct Mentions(Arc<OnceLock<Box<[SmolStr]>>>);

impl Mentions {
    /// The names, sorted, of the function that these are of.
    pub fn of(&self, body: Body<'_>, code: &str) -> &[SmolStr] {
        self.0.get_or_init(|| walk::names_of_function(body, code))
    }
}

impl<'a> Function<'a> {
    /// All of it in its file; tells one function from another within a file.
    pub fn range(&self) -> TextRange {
        match self.body {
            Body::Def(def) => def.range,
            Body::Lambda(_, range) => range,
        }
    }

    /// The names it mentions, sorted.
    pub fn mentioned(&self) -> &[SmolStr] {
        self.mentions.of(self.body, self.code.text)
    }

    pub fn params(&self) -> &'a [Param] {
        match self.body {
            Body::Def(def) => &def.params,
            Body::Lambda(lambda, _) => &lambda.params,
        }
    }
}

/// Makes the value of a `def`; decorators are not applied.
pub(super) fn make_function<'a>(
    ev: &mut Evaluator<'a>,
    def: &'a Arc<FunctionDef>,
    owner: Option<Reference>,
) -> FunctionId {
    let defaults = eval_defaults(ev, &def.params);
    let generator = walk::is_generator(def, ev.code.text);
    push_function(ev, def.name.text.clone(), Body::Def(def), defaults, owner, generator)
}

/// Makes the value of a `lambda`.
pub(super) fn make_lambda<'a>(ev: &mut Evaluator<'a>, lambda: &'a Arc<Lambda>, range: TextRange) -> Value {
    let defaults = eval_defaults(ev, &lambda.params);
    let id = push_function(ev, SmolStr::new_static("<lambda>"), Body::Lambda(lambda, range), defaults, None, false);
    Value::Function(id)
}

fn push_function<'a>(
    ev: &mut Evaluator<'a>,
    name: SmolStr,
    body: Body<'a>,
    defaults: Vec<(SmolStr, Value)>,
    owner: Option<Reference>,
    generator: bool,
) -> FunctionId {
    let context = ev.surroundings();
    ev.functions.push(Function {
        name,
        body,
        scope: ev.scope,
        module: ev.module,
        code: ev.code,
        owner,
        binding: Binding::Plain,
        defaults,
        context,
        recorded: ev.recording && !ev.code.foreign,
        generator,
        patched: false,
        manager: false,
        mentions: Mentions::default(),
        unseen: None,
    });
    (ev.functions.len() - 1) as FunctionId
}

fn eval_defaults<'a>(ev: &mut Evaluator<'a>, params: &'a [Param]) -> Vec<(SmolStr, Value)> {
    let mut defaults = Vec::new();
    for param in params {
        if let Some(default) = &param.default {
            let value = eval(ev, default);
            super::names::name_text(ev, &param.name.text, &value, default, crate::operation::NamedHow::Parameter);
            defaults.push((param.name.text.clone(), value));
        }
    }
    defaults
}

/// Calls a function of the project: its arguments are noted, and it is followed for what it gives back and changes.
pub(super) fn call_function(ev: &mut Evaluator<'_>, id: FunctionId, receiver: Option<Value>, args: &Args) -> Value {
    let bound = bind(ev, id, receiver, args);
    for arg in args.given.iter() {
        usage::use_passed(ev, &arg.value, arg.value_range);
    }
    calls::note_call(ev, id, &bound);
    follow(ev, id, bound)
}

/// Calls a function of the project where the call stands in the code: what runs in it is recorded with the call.
pub(super) fn call_here(
    ev: &mut Evaluator<'_>,
    id: FunctionId,
    receiver: Option<Value>,
    args: &Args,
    site: &Site,
) -> Value {
    if !ev.recording || site.whole.is_empty() {
        return call_function(ev, id, receiver, args);
    }
    let first = ev.frames.last();
    ev.jobs.clear();
    let through = std::mem::replace(&mut ev.through, ev.functions[id as usize].code.foreign);
    let returned = call_function(ev, id, receiver, args);
    ev.through = through;
    let jobs = std::mem::take(&mut ev.jobs);
    let last = ev.frames.last();
    if !jobs.is_empty() || (ev.context.in_loop.is_some() && last > first) {
        let call = ev.record(site, What::Call(Box::new(Call { jobs, carried: None })));
        ev.spans.push((first, last, call));
    }
    returned
}

/// Follows a call without recording anything.
pub(super) fn follow(ev: &mut Evaluator<'_>, id: FunctionId, bound: Vec<(SmolStr, Value)>) -> Value {
    ev.trail.call(id, ev.stack.len() as u32);
    if ev.stack.len() as u32 >= CALL_DEPTH || ev.stack.contains(&id) || !ev.budget.step() {
        for (_, value) in &bound {
            escape(ev, value);
        }
        return Value::Unknown;
    }
    let recording = std::mem::replace(&mut ev.recording, false);
    let kept = if recording { ev.budget.set_steps_aside() } else { 0 };
    let returned = memo::run(ev, id, bound);
    ev.budget.return_steps(kept);
    ev.recording = recording;
    returned
}

/// Runs a function's body with its parameters bound, and gives what it returns.
pub(super) fn run(ev: &mut Evaluator<'_>, id: FunctionId, bound: Vec<(SmolStr, Value)>) -> Value {
    graft::see(ev, id);
    let (scope, module, code, body, generator) = {
        let function = &ev.functions[id as usize];
        (function.scope, function.module, function.code, function.body, function.generator)
    };
    let local = ev.heap.new_scope(Some(scope));
    let functions = ev.functions.len();
    for (name, value) in bound {
        ev.heap.scopes[local as usize].names.insert(name, value);
    }
    let outer = (ev.scope, ev.module, ev.code, ev.returned.take());
    let yielded = std::mem::take(&mut ev.yielded);
    (ev.scope, ev.module, ev.code) = (local, module, code);
    ev.stack.push(id);
    let returned = match body {
        Body::Def(def) => {
            let flow = exec_block(ev, &def.body);
            let returned = match (ev.returned.take(), flow) {
                (Some(value), Flow::Next) => join_values(ev, value, Value::None),
                (Some(value), _) => value,
                (None, Flow::Next) => Value::None,
                (None, _) => Value::Unknown,
            };
            match &def.returns {
                // A body that gives nothing is a stub: others say what it does.
                Some(returns) if !generator && matches!(returned, Value::Unknown | Value::None) => {
                    match annotation::believe_returned(ev, returns) {
                        Value::Unknown => returned,
                        believed => believed,
                    }
                }
                _ => returned,
            }
        }
        Body::Lambda(lambda, _) => eval(ev, &lambda.body),
    };
    ev.stack.pop();
    // Only functions made in it see a function's variables when it is done.
    if ev.functions.len() == functions {
        ev.heap.end_scope(local);
    }
    (ev.scope, ev.module, ev.code, ev.returned) = outer;
    let yielded = std::mem::replace(&mut ev.yielded, yielded);
    match (generator, ev.functions[id as usize].manager) {
        (false, _) => returned,
        (true, true) => super::looping::element_of(ev, &yielded),
        (true, false) => Value::List(ev.heap.new_list(yielded, true)),
    }
}

/// The values of a function's parameters in a call.
pub(super) fn bind(
    ev: &mut Evaluator<'_>,
    id: FunctionId,
    receiver: Option<Value>,
    args: &Args,
) -> Vec<(SmolStr, Value)> {
    let params = ev.functions[id as usize].params();
    let mut positional = receiver.into_iter().chain(args.positional().map(|arg| arg.value.clone()));
    let mut bound = Vec::with_capacity(params.len());
    for param in params {
        let name = param.name.text.clone();
        let value = match param.kind {
            ParamKind::Args if args.open_positional => Value::Unknown,
            ParamKind::Args => Value::tuple(positional.by_ref()),
            ParamKind::Kwargs => Value::Dict(bind_kwargs(ev, args, params)),
            ParamKind::Plain | ParamKind::KeywordOnly => {
                let given = if param.kind == ParamKind::Plain { positional.next() } else { None };
                match given {
                    Some(value) => value,
                    None => bind_named(ev, id, param, args),
                }
            }
        };
        bound.push((name, value));
    }
    bound
}

fn bind_named(ev: &mut Evaluator<'_>, id: FunctionId, param: &Param, args: &Args) -> Value {
    use crate::frame::Setting;
    match args.named(&param.name.text) {
        Setting::Set(arg) => arg.value.clone(),
        Setting::Unknown => Value::Unknown,
        Setting::Absent if args.open_positional => Value::Unknown,
        Setting::Absent => {
            let function = &ev.functions[id as usize];
            let default = function.defaults.iter().find(|(name, _)| *name == param.name.text);
            default.map_or(Value::Unknown, |(_, value)| value.clone())
        }
    }
}

/// What `**kwargs` gets: what is given by a name that is none of the parameters'.
fn bind_kwargs(ev: &mut Evaluator<'_>, args: &Args, params: &[Param]) -> Reference {
    let is_taken = |name: &str| {
        let mut named = params.iter().filter(|param| matches!(param.kind, ParamKind::Plain | ParamKind::KeywordOnly));
        named.any(|param| param.name.text == name)
    };
    let named = args.given.iter().filter_map(|arg| Some((arg.name.clone()?, arg, arg.range, true)));
    let spread = args.spread.iter().filter_map(|s| Some((s.arg.name.clone()?, &s.arg, s.key_range, s.always)));
    let entries = named.chain(spread).filter(|(name, ..)| !is_taken(name));
    let entries = entries.map(|(name, arg, key_range, always)| Entry {
        key: Value::text(name),
        key_range,
        value: arg.value.clone(),
        value_range: arg.value_range,
        always,
    });
    let entries = entries.collect();
    ev.heap.alloc(Cell::Dict(Dict { entries, open: args.open_named }))
}

/// The value a decorator or higher-order function gets when it calls a function with values of its own.
pub(super) fn call_with(ev: &mut Evaluator<'_>, function: &Value, values: Vec<Value>) -> Value {
    let given = values.into_iter().map(|value| crate::operation::Arg {
        name: None,
        range: TextRange::default(),
        value_range: TextRange::default(),
        value,
    });
    let args = Args { given: given.collect(), ..Args::default() };
    super::call::call_value(ev, function, &args, &crate::operation::Site::default())
}

/// The tree of a `def` behind a function, if it has one.
pub(super) fn definition<'a>(ev: &Evaluator<'a>, id: FunctionId) -> Option<&'a ast::FunctionDef> {
    match ev.functions[id as usize].body {
        Body::Def(def) => Some(def),
        Body::Lambda(..) => None,
    }
}
