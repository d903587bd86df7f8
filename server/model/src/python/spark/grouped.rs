//! Methods of grouped frames.

use std::sync::Arc;

use super::super::args::Signature;
use super::super::call::call_unknown;
use super::super::state::Evaluator;
use super::expressions::{self, column_args};
use super::{frame, udf};
use crate::expr::Expr;
use crate::facts::semantics::{ArgRole, Meaning};
use crate::frame::{Grouped, Step};
use crate::operation::{Place, Site};
use crate::value::Value;

/// Does what a method of a grouped frame does.
pub(in crate::python) fn invoke(
    ev: &mut Evaluator<'_>,
    receiver: &Value,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    let Value::Grouped(grouped) = receiver else {
        udf::mark_workers(ev, signature);
        call_unknown(ev, signature.args, site);
        return Value::Frame(ev.opaque(Vec::new(), site.name));
    };
    let grouped = Arc::clone(grouped);
    match signature.semantics.meaning {
        Meaning::Aggregate => aggregate(ev, &grouped, signature, site),
        Meaning::Pivot => Value::Grouped(Arc::new(Grouped { pivot: true, ..Grouped::clone(&grouped) })),
        Meaning::WorkerRows => {
            udf::mark_workers(ev, signature);
            frame::transform(ev, Step::PythonRows, vec![Arc::clone(&grouped.frame)], site)
        }
        Meaning::Cogroup => receiver.clone(),
        _ => {
            call_unknown(ev, signature.args, site);
            Value::Frame(ev.opaque(vec![Arc::clone(&grouped.frame)], site.name))
        }
    }
}

fn aggregate(ev: &mut Evaluator<'_>, grouped: &Grouped, signature: &Signature<'_>, site: &Site) -> Value {
    let input = Arc::clone(&grouped.frame);
    let name = signature.semantics.name;
    let aggregates = if name == "agg" {
        column_args(ev, signature, ArgRole::Value, &input, Place::Aggregate, site).0
    } else {
        let (columns, _) = column_args(ev, signature, ArgRole::Column, &input, Place::Other, site);
        let function = if name == "mean" { "avg" } else { name };
        expressions::each_called(function, columns, site)
    };
    let keys = grouped.keys.clone();
    let columns = aggregate_columns(&keys, &aggregates, name == "count", grouped.known && !grouped.pivot);
    let step = Step::Aggregate { keys, aggregates, known: grouped.known };
    let Value::Frame(made) = frame::transform(ev, step, vec![input], site) else { return Value::Unknown };
    let mut made = crate::frame::Frame::clone(&made);
    made.columns = columns;
    Value::Frame(Arc::new(made))
}

/// The columns of a grouping: its keys, then its aggregates by the names they are given.
fn aggregate_columns(
    keys: &[Expr],
    aggregates: &[Expr],
    counts: bool,
    known: bool,
) -> Option<Arc<[crate::frame::Column]>> {
    if !known {
        return None;
    }
    let mut columns = Vec::new();
    for expr in keys.iter().chain(aggregates) {
        columns.push(crate::frame::Column { name: expr.output_name()?, data_type: None, range: expr.range });
    }
    if counts {
        columns.push(crate::frame::Column { name: "count".into(), data_type: None, range: Default::default() });
    }
    Some(columns.into())
}
