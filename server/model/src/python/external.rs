//! Values from outside the program: widgets, secrets, task values, the environment. Knows where they come from.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::Ident;

use super::args::Args;
use super::expression::to_text;
use super::state::Evaluator;
use super::{site, usage};
use crate::operation::{Site, What};
use crate::value::{External, Origin, Value};

/// Records that a value is read from outside, and gives it.
pub(super) fn read(
    ev: &mut Evaluator<'_>,
    origin: Origin,
    name: Option<&Value>,
    default: Option<Value>,
    site: &Site,
) -> Value {
    let text = name.map(to_text);
    ev.record(site, What::ExternalRead { origin, name: text, default: default.map(Box::new) });
    let name = name.and_then(Value::as_text);
    Value::External(Arc::new(External { origin, name, range: site.whole }))
}

/// `os.environ[key]`.
pub(super) fn environment(ev: &mut Evaluator<'_>, key: &Value, range: TextRange) -> Value {
    let site = site::of_range(ev, range);
    read(ev, Origin::Environment, Some(key), None, &site)
}

/// A method of a value from outside: what only changes its spelling keeps where it comes from.
pub(super) fn call_method(
    ev: &mut Evaluator<'_>,
    external: &Arc<External>,
    name: &Ident,
    args: &Args,
    site: &Site,
) -> Value {
    for arg in args.given.iter() {
        usage::use_other(ev, &arg.value, site.whole);
    }
    match name.text.as_str() {
        "isdigit" | "isalnum" | "startswith" | "endswith" | "count" | "find" | "index" => Value::Unknown,
        _ => Value::External(Arc::clone(external)),
    }
}
