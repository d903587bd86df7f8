//! Windows in the making.

use std::sync::Arc;

use super::super::args::Signature;
use super::super::state::Evaluator;
use super::expressions::as_column;
use crate::expr::{Expr, WindowSpec};
use crate::facts::semantics::{ArgRole, Meaning};
use crate::operation::Site;
use crate::value::Value;

/// Does what a method of `Window` or a window specification does.
pub(in crate::python) fn invoke(
    ev: &mut Evaluator<'_>,
    receiver: &Value,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    let mut window = match receiver {
        Value::Window(window) => WindowSpec::clone(window),
        _ => WindowSpec { known: true, ..WindowSpec::default() },
    };
    // The frame of a window is said of a window that stands where its order is.
    if signature.semantics.meaning != Meaning::WindowFrame || window.range.is_empty() {
        window.range = site.whole;
    }
    match signature.semantics.meaning {
        Meaning::WindowPartition | Meaning::WindowOrder => {
            let (exprs, known) = keys(ev, signature);
            window.known &= known;
            if signature.semantics.meaning == Meaning::WindowPartition {
                window.partition_by = exprs;
            } else {
                window.order_by = exprs;
            }
        }
        Meaning::WindowFrame => window.frame = true,
        _ => window.known = false,
    }
    Value::Window(Arc::new(window))
}

fn keys(ev: &mut Evaluator<'_>, signature: &Signature<'_>) -> (Vec<Expr>, bool) {
    let (args, mut known) = signature.all(ArgRole::Column);
    let mut exprs = Vec::new();
    for arg in args {
        match super::super::expression::elements(ev, &arg.value) {
            Some((items, open)) => {
                known &= !open;
                for item in items {
                    let range = crate::python::names::within(item.range, arg.value_range);
                    exprs.push(as_column(ev, &item.value, range));
                }
            }
            None => {
                known &= !arg.value.is_unknown();
                exprs.push(as_column(ev, &arg.value, arg.value_range));
            }
        }
    }
    (exprs, known)
}
