//! Columns where Python wants a truth value, or with operators that bind otherwise than meant. Records, and gives no values
//! but that of a plain comparison.

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::{BinaryOp, BoolOp, CompareOp, CompareTerm, Expr, ExprKind};

use super::operator::Operand;
use super::state::Evaluator;
use super::{site, spark};
use crate::expr::BinaryOp as Op;
use crate::operation::{ColumnMisuse, MisuseKind, What};
use crate::value::Value;

/// Records a misuse.
pub(super) fn record(ev: &mut Evaluator<'_>, kind: MisuseKind, range: TextRange, operands: Vec<TextRange>) {
    let site = site::of_range(ev, range);
    let misuse = ColumnMisuse { kind, range: ev.at(range), operands };
    ev.record(&site, What::ColumnMisuse(misuse));
}

/// Where the first `and` or `or` between operands stands.
pub(super) fn find_keyword(ev: &Evaluator<'_>, operands: &[TextRange], op: BoolOp) -> Option<TextRange> {
    let word = if op == BoolOp::And { "and" } else { "or" };
    let [first, second, ..] = operands else { return None };
    let between = ev.code.text.get(first.end() as usize..second.start() as usize)?;
    let at = between.find(word)? + first.end() as usize;
    Some(TextRange::from_usize(at, at + word.len()))
}

/// A comparison that has a Column in it.
pub(super) fn compare_columns(
    ev: &mut Evaluator<'_>,
    whole: &Expr,
    first: &Expr,
    rest: &[CompareTerm],
    mut operands: Vec<Operand>,
) -> Value {
    let ranges: Vec<TextRange> = operands.iter().map(|(_, range)| *range).collect();
    let sides = std::iter::once(first).chain(rest.iter().map(|term| &term.value));
    let loose = sides.filter_map(|side| loose_operator(ev, side)).next();
    if let Some(op_range) = loose {
        record(ev, MisuseKind::Precedence, op_range, ranges);
        return Value::Unknown;
    }
    let [term] = rest else {
        record(ev, MisuseKind::ChainedComparison, whole.range, ranges);
        return Value::Unknown;
    };
    let op = match term.op {
        CompareOp::Eq => Op::Eq,
        CompareOp::NotEq => Op::NotEq,
        CompareOp::Lt => Op::Lt,
        CompareOp::LtEq => Op::LtEq,
        CompareOp::Gt => Op::Gt,
        CompareOp::GtEq => Op::GtEq,
        CompareOp::In | CompareOp::NotIn => {
            if matches!(operands[0].0, Value::Column(_)) {
                record(ev, MisuseKind::In, term.op_range, ranges);
            }
            return Value::Unknown;
        }
        // A Column is an object like any other: `c is None` is a plain question.
        CompareOp::Is | CompareOp::IsNot => return Value::Unknown,
    };
    let (Some(right), Some(left)) = (operands.pop(), operands.pop()) else { return Value::Unknown };
    let op_range = ev.at(term.op_range);
    spark::column::binary(ev, op, op_range, left, right, whole.range)
}

/// The `&` or `|` of a side that stands without parentheses: it binds tighter than the comparison around it.
fn loose_operator(ev: &Evaluator<'_>, side: &Expr) -> Option<TextRange> {
    let ExprKind::Binary { rest, .. } = &side.kind else { return None };
    let term = rest.iter().find(|term| matches!(term.op, BinaryOp::BitAnd | BinaryOp::BitOr))?;
    let before = ev.code.text.get(..side.range.start() as usize)?.trim_end();
    let after = ev.code.text.get(side.range.end() as usize..)?.trim_start();
    let parenthesized = before.ends_with('(') && after.starts_with(')');
    (!parenthesized).then_some(term.op_range)
}
