//! Conditions that are the same for every row. Knows literals and logic, no column: what depends on one is not constant.

use brickline_model::expr::{BinaryOp, Expr, ExprKind, Literal, UnaryOp};

/// Whether a condition is always true (`1 = 1`, `a OR true`) or always false; nothing where that depends on rows or is not known.
/// NULL counts as false, as it does in a filter.
pub fn find_truth(condition: &Expr) -> Option<bool> {
    fold(condition, 0)
}

/// How deep conditions are followed.
const DEPTH: u32 = 64;

fn fold(expr: &Expr, depth: u32) -> Option<bool> {
    if depth > DEPTH {
        return None;
    }
    let each = |operands: &[Expr]| operands.iter().map(|operand| fold(operand, depth + 1)).collect::<Vec<_>>();
    match &expr.kind {
        ExprKind::Literal(Literal::Bool(value)) => Some(*value),
        ExprKind::Literal(Literal::Null) => Some(false),
        ExprKind::Unary { op: UnaryOp::Not, operand } => match &operand.kind {
            ExprKind::Literal(Literal::Null) => Some(false),
            _ => fold(operand, depth + 1).map(|value| !value),
        },
        ExprKind::Binary { op: BinaryOp::And, operands, .. } => match each(operands) {
            values if values.contains(&Some(false)) => Some(false),
            values => values.iter().all(|value| *value == Some(true)).then_some(true),
        },
        ExprKind::Binary { op: BinaryOp::Or, operands, .. } => match each(operands) {
            values if values.contains(&Some(true)) => Some(true),
            values => values.iter().all(|value| *value == Some(false)).then_some(false),
        },
        ExprKind::Binary { op, operands, .. } => match operands.as_slice() {
            [left, right] => compare(*op, left, right),
            _ => None,
        },
        _ => None,
    }
}

fn compare(op: BinaryOp, left: &Expr, right: &Expr) -> Option<bool> {
    let (ExprKind::Literal(left), ExprKind::Literal(right)) = (&left.kind, &right.kind) else { return None };
    let order = match (left, right) {
        (Literal::Int(left), Literal::Int(right)) => left.cmp(right),
        (Literal::Bool(left), Literal::Bool(right)) => left.cmp(right),
        // How texts compare depends on collation, unless they are the same.
        (Literal::Text(left), Literal::Text(right)) if left == right => std::cmp::Ordering::Equal,
        (Literal::Text(left), Literal::Text(right)) if left.to_lowercase() != right.to_lowercase() => {
            return match op {
                BinaryOp::Eq | BinaryOp::NullSafeEq => Some(false),
                BinaryOp::NotEq => Some(true),
                _ => None,
            };
        }
        _ => return None,
    };
    match op {
        BinaryOp::Eq | BinaryOp::NullSafeEq => Some(order.is_eq()),
        BinaryOp::NotEq => Some(order.is_ne()),
        BinaryOp::Lt => Some(order.is_lt()),
        BinaryOp::LtEq => Some(order.is_le()),
        BinaryOp::Gt => Some(order.is_gt()),
        BinaryOp::GtEq => Some(order.is_ge()),
        _ => None,
    }
}

/// Whether it is nothing but a constant (`false`, `1 = 0`), which says on purpose that all rows or none are wanted.
pub fn is_bare(condition: &Expr) -> bool {
    match &condition.kind {
        ExprKind::Literal(literal) => *literal != Literal::Null,
        ExprKind::Binary { op, operands, .. } => {
            op.is_comparison()
                && operands.iter().all(|operand| matches!(operand.kind, ExprKind::Literal(Literal::Int(_))))
        }
        _ => false,
    }
}
