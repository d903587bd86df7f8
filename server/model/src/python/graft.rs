//! Exports of other files brought into this file's evaluation. Knows how exported values are written down.

use smol_str::SmolStr;

use super::state::Evaluator;
use crate::value::Value;

/// A module of the project, by the path it is imported by.
pub(super) fn module(ev: &mut Evaluator<'_>, path: &SmolStr) -> Value {
    let _ = (ev, path);
    Value::Unknown
}

/// A name of a module.
pub(super) fn find_name(ev: &Evaluator<'_>, module: &Value, name: &str) -> Option<Value> {
    let _ = (ev, module, name);
    None
}

/// All names of a module.
pub(super) fn all_names(ev: &Evaluator<'_>, module: &Value) -> Vec<(SmolStr, Value)> {
    let _ = (ev, module);
    Vec::new()
}

/// `%run`: the names and the session of another notebook; one that is not known may define anything.
pub(super) fn run_notebook(ev: &mut Evaluator<'_>, path: &SmolStr) {
    let _ = path;
    let module = ev.module as usize;
    ev.heap.scopes[module].open = true;
    ev.heap.change_session(|session| session.open = true);
}
