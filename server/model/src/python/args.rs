//! The arguments of one call, evaluated, and how they meet the parameters. Knows signatures, not what calls do.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::{self, ArgumentKind};

use super::expression::eval;
use super::heap::Cell;
use super::state::Evaluator;
use super::{names, usage};
use crate::facts::pyspark::{Method, ParamKind};
use crate::facts::semantics::{ArgRole, Semantics};
use crate::frame::Setting;
use crate::operation::{Arg, NamedHow};
use crate::value::Value;

/// The arguments of a call.
#[derive(Debug, Default)]
pub(super) struct Args {
    /// Those written one by one, and what `*values` is known to hold.
    pub given: Arc<[Arg]>,
    /// What `**values` is known to hold.
    pub spread: Vec<Spread>,
    /// Whether more may be given by position than is known.
    pub open_positional: bool,
    /// Whether more may be given by name than is known.
    pub open_named: bool,
}

/// An argument that a `**dict` gives.
#[derive(Debug)]
pub(super) struct Spread {
    pub arg: Arg,
    pub key_range: TextRange,
    /// Whether the dict has it on every path.
    pub always: bool,
}

/// Evaluates the arguments of a call.
pub(super) fn eval_args<'a>(ev: &mut Evaluator<'a>, call: &'a ast::Call) -> Args {
    let mut args = Args::default();
    let is_one = |kind: &ArgumentKind| matches!(kind, ArgumentKind::Positional | ArgumentKind::Keyword(_));
    if call.arguments.iter().all(|argument| is_one(&argument.kind)) {
        args.given = call.arguments.iter().map(|argument| eval_one(ev, argument)).collect();
        return args;
    }
    let mut given = Vec::with_capacity(call.arguments.len());
    for argument in &call.arguments {
        match &argument.kind {
            ArgumentKind::Positional | ArgumentKind::Keyword(_) => given.push(eval_one(ev, argument)),
            ArgumentKind::Star => {
                let value = eval(ev, &argument.value);
                let range = ev.at(argument.range);
                args.open_positional |= spread_positional(ev, &mut given, value, range);
            }
            ArgumentKind::DoubleStar => {
                let value = eval(ev, &argument.value);
                let range = ev.at(argument.range);
                spread_named(ev, &mut args, &value, range);
            }
        }
    }
    args.given = given.into();
    args
}

/// Evaluates an argument that gives one value.
fn eval_one<'a>(ev: &mut Evaluator<'a>, argument: &'a ast::Argument) -> Arg {
    let value = eval(ev, &argument.value);
    let name = match &argument.kind {
        ArgumentKind::Keyword(name) => {
            names::name_text(ev, &name.text, &value, &argument.value, NamedHow::Keyword);
            Some(name.text.clone())
        }
        _ => None,
    };
    Arg { name, range: ev.at(argument.range), value_range: ev.at(argument.value.range), value }
}

/// Adds what `*value` gives; whether it may give more.
fn spread_positional(ev: &mut Evaluator<'_>, given: &mut Vec<Arg>, value: Value, range: TextRange) -> bool {
    match &value {
        Value::Tuple(values) => {
            given.extend(values.iter().map(|value| Arg {
                name: None,
                range,
                value_range: range,
                value: value.clone(),
            }));
            false
        }
        Value::List(reference) => {
            let Some(list) = ev.heap.list(*reference) else { return false };
            given.extend(list.items.iter().map(|item| Arg {
                name: None,
                range,
                value_range: names::within(item.range, range),
                value: item.value.clone(),
            }));
            list.open
        }
        _ => {
            usage::use_other(ev, &value, range);
            true
        }
    }
}

fn spread_named(ev: &mut Evaluator<'_>, args: &mut Args, value: &Value, range: TextRange) {
    let Value::Dict(reference) = value else {
        args.open_named = true;
        return;
    };
    let Cell::Dict(dict) = ev.heap.cell(*reference) else { return };
    args.open_named |= dict.open;
    for entry in &dict.entries {
        let Some(name) = entry.key.as_text() else {
            args.open_named = true;
            continue;
        };
        let value_range = if entry.value_range.is_empty() { range } else { entry.value_range };
        let arg = Arg { name: Some(name), range, value_range, value: entry.value.clone() };
        args.spread.push(Spread { arg, key_range: entry.key_range, always: entry.always });
    }
}

impl Args {
    /// The arguments given by position.
    pub fn positional(&self) -> impl Iterator<Item = &Arg> {
        self.given.iter().filter(|arg| arg.name.is_none())
    }

    /// The argument given by this name.
    pub fn named(&self, name: &str) -> Setting<&Arg> {
        let is_named = |arg: &&Arg| arg.name.as_deref() == Some(name);
        if let Some(arg) = self.given.iter().find(is_named) {
            return Setting::Set(arg);
        }
        match self.spread.iter().find(|spread| is_named(&&spread.arg)) {
            Some(spread) if spread.always => Setting::Set(&spread.arg),
            Some(_) => Setting::Unknown,
            None if self.open_named => Setting::Unknown,
            None => Setting::Absent,
        }
    }

    /// The argument at a position, or by a name.
    pub fn at(&self, index: usize, name: &str) -> Setting<&Arg> {
        match self.positional().nth(index) {
            Some(arg) => Setting::Set(arg),
            None if self.open_positional => Setting::Unknown,
            None => self.named(name),
        }
    }

    /// Every value that is given.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.given.iter().map(|arg| &arg.value).chain(self.spread.iter().map(|spread| &spread.arg.value))
    }

    /// Whether nothing is given, for sure.
    pub fn is_empty(&self) -> bool {
        self.given.is_empty() && self.spread.is_empty() && !self.open_positional && !self.open_named
    }
}

/// A call of something the tables of facts know, with its arguments.
pub(super) struct Signature<'s> {
    pub semantics: &'static Semantics,
    pub method: Option<&'static Method>,
    pub args: &'s Args,
}

impl<'s> Signature<'s> {
    /// The argument for a parameter.
    pub fn param(&self, name: &str) -> Setting<&'s Arg> {
        match self.position(name) {
            Some((index, ParamKind::Plain)) => self.args.at(index, name),
            Some((index, ParamKind::Rest)) => match self.args.positional().nth(index) {
                Some(arg) => Setting::Set(arg),
                None if self.args.open_positional => Setting::Unknown,
                None => self.args.named(name),
            },
            _ => self.args.named(name),
        }
    }

    /// The argument for the parameter with this role.
    pub fn role(&self, role: ArgRole) -> Setting<&'s Arg> {
        match self.semantics.param(role) {
            Some(name) => self.param(name),
            None => Setting::Absent,
        }
    }

    /// The value for the parameter with this role: unknown where it may be given, `None` where it is not.
    pub fn value(&self, role: ArgRole) -> Option<Value> {
        match self.role(role) {
            Setting::Set(arg) => Some(arg.value.clone()),
            Setting::Unknown => Some(Value::Unknown),
            Setting::Absent => None,
        }
    }

    /// The arguments for a parameter that takes several, and whether they are all known.
    pub fn rest(&self, name: &str) -> (Vec<&'s Arg>, bool) {
        match self.position(name) {
            Some((index, ParamKind::Rest)) => {
                let mut given: Vec<_> = self.args.positional().skip(index).collect();
                if let Setting::Set(arg) = self.args.named(name) {
                    given.push(arg);
                }
                (given, !self.args.open_positional)
            }
            _ => match self.param(name) {
                Setting::Set(arg) => (vec![arg], true),
                Setting::Absent => (Vec::new(), true),
                Setting::Unknown => (Vec::new(), false),
            },
        }
    }

    /// The arguments of all parameters with this role, in order, and whether they are all known.
    pub fn all(&self, role: ArgRole) -> (Vec<&'s Arg>, bool) {
        let mut found = Vec::new();
        let mut known = true;
        for (name, _) in self.semantics.roles().iter().filter(|(_, given)| *given == role) {
            let (args, sure) = self.rest(name);
            found.extend(args);
            known &= sure;
        }
        (found, known)
    }

    /// Where a parameter stands: by the signature, else by the order of the table's words.
    fn position(&self, name: &str) -> Option<(usize, ParamKind)> {
        match self.method {
            Some(method) => {
                let found = method.params().enumerate().find(|(_, param)| param.name == name);
                found.map(|(index, param)| (index, param.kind))
            }
            None => {
                let index = self.semantics.roles().iter().position(|(param, _)| *param == name)?;
                Some((index, ParamKind::Plain))
            }
        }
    }
}
