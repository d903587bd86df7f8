//! How many columns a frame has, as far as the steps that made it tell. Knows no table's columns.

use std::sync::Arc;

use crate::expr::{Expr, ExprKind};
use crate::facts::sql_function;
use crate::frame::{Frame, Projection, ProjectionKind, Step};

/// How many steps are followed.
const DEPTH: u32 = 256;

/// The number of columns of a frame, when it is known.
pub fn count_columns(frame: &Arc<Frame>) -> Option<usize> {
    count(frame, 0)
}

fn count(frame: &Arc<Frame>, depth: u32) -> Option<usize> {
    if depth > DEPTH {
        return None;
    }
    if let Some(columns) = &frame.columns {
        return Some(columns.len());
    }
    let input = frame.inputs.first();
    match &frame.step {
        Step::Project(Projection { kind: ProjectionKind::Select, items, known: true }) => {
            items.iter().map(|item| width(item, input, depth)).sum()
        }
        Step::Filter(_)
        | Step::Sort { .. }
        | Step::Limit(_)
        | Step::Sample { .. }
        | Step::Deduplicate { .. }
        | Step::Repartition { .. }
        | Step::Watermark { .. }
        | Step::Cache
        | Step::Clean
        | Step::Alias(_)
        | Step::SetOperation(_) => count(input?, depth + 1),
        _ => None,
    }
}

/// How many columns a select item gives.
fn width(item: &Expr, input: Option<&Arc<Frame>>, depth: u32) -> Option<usize> {
    match &item.kind {
        ExprKind::Star { qualifier: None, except } if except.is_empty() => count(input?, depth + 1),
        ExprKind::Star { .. } | ExprKind::Hole(_) | ExprKind::Unknown => None,
        ExprKind::Alias { operand, name, .. } => match name {
            Some(_) => width(operand, input, depth),
            None => None,
        },
        // A generator gives one column or several; what is not known may be one.
        ExprKind::Call(call) => match sql_function::find(&call.name) {
            Some(function) if !function.is_generator() => Some(1),
            _ => None,
        },
        _ => Some(1),
    }
}
