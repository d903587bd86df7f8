//! Which side of a join a column belongs to. Knows names and frames; of a column that says neither it knows nothing.

use std::collections::HashSet;
use std::sync::Arc;

use brickline_model::expr::{BinaryOp, ColumnRef, Expr, ExprKind};
use brickline_model::frame::{Frame, FrameId, Step};
use brickline_model::operation::Source;

/// The names and frames of one side.
#[derive(Default)]
pub struct Side {
    names: HashSet<String>,
    frames: HashSet<FrameId>,
}

/// Where a column comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Left,
    Right,
    /// From a relation of neither side.
    Elsewhere,
    /// It does not say.
    Unknown,
}

/// What a frame's columns can be called by.
pub fn side_of(frame: &Arc<Frame>) -> Side {
    let mut side = Side::default();
    frame.walk(&mut |frame| {
        side.frames.insert(frame.id);
        match &frame.step {
            Step::Alias(name) => drop(side.names.insert(name.to_lowercase())),
            Step::Read { source: Source::Table(name), .. } => {
                side.names.extend(name.last().map(|last| last.to_lowercase()))
            }
            _ => {}
        }
        true
    });
    side
}

/// The columns of an expression with their origins; nothing where it holds what is not known, or a query.
pub fn find_origins(expr: &Expr, left: &Side, right: &Side) -> Option<Vec<Origin>> {
    let mut origins = Vec::new();
    let mut known = true;
    expr.walk(&mut |part| match &part.kind {
        ExprKind::Column(column) => origins.push(origin_of(column, left, right)),
        ExprKind::Hole(_)
        | ExprKind::Unknown
        | ExprKind::Star { .. }
        | ExprKind::Subquery(_)
        | ExprKind::Exists(_)
        | ExprKind::InSubquery { .. } => known = false,
        _ => {}
    });
    known.then_some(origins)
}

fn origin_of(column: &ColumnRef, left: &Side, right: &Side) -> Origin {
    let has = |side: &Side| match column.frame {
        Some(frame) => side.frames.contains(&frame),
        None => column.qualifier.iter().any(|part| side.names.contains(&part.to_lowercase())),
    };
    match (has(left), has(right)) {
        (true, true) => Origin::Unknown,
        (true, false) => Origin::Left,
        (false, true) => Origin::Right,
        (false, false) if column.frame.is_none() && column.qualifier.is_empty() => Origin::Unknown,
        (false, false) => Origin::Elsewhere,
    }
}

/// Whether one of the conditions that AND puts together may link the right side with anything else.
pub fn may_link(condition: &Expr, left: &Side, right: &Side) -> bool {
    let ExprKind::Binary { op: BinaryOp::And, operands, .. } = &condition.kind else {
        let Some(origins) = find_origins(condition, left, right) else { return true };
        let has = |wanted| origins.contains(&wanted);
        let unknown = has(Origin::Unknown) && origins.len() > 1;
        return unknown || (has(Origin::Right) && (has(Origin::Left) || has(Origin::Elsewhere)));
    };
    operands.iter().any(|operand| may_link(operand, left, right))
}
