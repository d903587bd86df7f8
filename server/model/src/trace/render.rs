//! Frames and expressions in a short form of SQL, cut off where they grow long.

use std::fmt::Write as _;

use super::source;
use crate::expr::{BinaryOp, Expr, ExprKind, Literal, UnaryOp};
use crate::frame::{Frame, JoinOn, Step};

/// How many frames of a chain are spelt out.
const CHAIN: usize = 12;
/// How many parts of an expression are spelt out.
const PARTS: usize = 8;

/// A frame as its steps from the last to the first.
pub fn frame(frame: &Frame) -> String {
    let mut text = String::new();
    if frame.streaming.is_yes() {
        text.push('~');
    }
    let mut at = frame;
    for number in 0..CHAIN {
        if number > 0 {
            text.push_str(" < ");
        }
        text.push_str(&step(&at.step));
        match at.inputs.as_slice() {
            [] => return text,
            [only] => at = only,
            several => {
                let _ = write!(text, " of {}", several.len());
                return text;
            }
        }
    }
    text.push_str(" < ...");
    text
}

fn step(step: &Step) -> String {
    match step {
        Step::Read { source: from, .. } => format!("read {}", source(from)),
        Step::Filter(condition) => format!("filter({})", expr(condition)),
        Step::Project(projection) => {
            let items: Vec<String> = projection.items.iter().take(PARTS).map(expr).collect();
            let open = if projection.known { "" } else { ", .." };
            format!("{:?}({}{open})", projection.kind, items.join(", "))
        }
        Step::Join { how, on } => {
            let on = match on {
                JoinOn::Nothing => "nothing".to_owned(),
                JoinOn::Cross => "cross".to_owned(),
                JoinOn::Columns(columns) => columns.join(","),
                JoinOn::Condition(condition) => expr(condition),
                JoinOn::Unknown => "?".to_owned(),
            };
            format!("join({} on {on})", how.as_deref().unwrap_or("?"))
        }
        Step::Aggregate { keys, aggregates, .. } => {
            let keys: Vec<String> = keys.iter().take(PARTS).map(expr).collect();
            let aggregates: Vec<String> = aggregates.iter().take(PARTS).map(expr).collect();
            format!("aggregate({}; {})", keys.join(", "), aggregates.join(", "))
        }
        Step::Deduplicate { subset, .. } => {
            format!("deduplicate({})", subset.as_ref().map_or_else(|| "*".to_owned(), |subset| subset.join(",")))
        }
        Step::Sort { keys, .. } => {
            format!("sort({})", keys.iter().take(PARTS).map(expr).collect::<Vec<_>>().join(", "))
        }
        Step::Limit(limit) => format!("limit({})", limit.map_or_else(|| "?".to_owned(), |limit| limit.to_string())),
        Step::Alias(name) => format!("alias({name})"),
        Step::Hint { name } => format!("hint({name})"),
        Step::Watermark { column } => format!("watermark({})", column.as_deref().unwrap_or("?")),
        Step::SetOperation(operation) => format!("{operation:?}"),
        Step::Repartition { partitions, coalesce } => {
            let name = if *coalesce { "coalesce" } else { "repartition" };
            format!("{name}({})", partitions.map_or_else(|| "?".to_owned(), |number| number.to_string()))
        }
        other => {
            let debug = format!("{other:?}");
            debug.split([' ', '(', '{']).next().unwrap_or_default().to_lowercase()
        }
    }
}

/// An expression in a short form of SQL.
pub fn expr(expression: &Expr) -> String {
    let mut text = String::new();
    write_expr(expression, 0, &mut text);
    text
}

fn write_expr(expression: &Expr, depth: u32, text: &mut String) {
    if depth > 6 || text.len() > 400 {
        text.push_str("..");
        return;
    }
    let list = |items: &mut dyn Iterator<Item = &Expr>, separator: &str, text: &mut String| {
        for (number, item) in items.enumerate() {
            if number > 0 {
                text.push_str(separator);
            }
            if number == PARTS {
                text.push_str("..");
                return;
            }
            write_expr(item, depth + 1, text);
        }
    };
    match &expression.kind {
        ExprKind::Column(column) => {
            for part in &column.qualifier {
                let _ = write!(text, "{part}.");
            }
            text.push_str(&column.name);
        }
        ExprKind::Star { qualifier, .. } => match qualifier {
            Some(qualifier) => {
                let _ = write!(text, "{qualifier}.*");
            }
            None => text.push('*'),
        },
        ExprKind::Literal(literal) => text.push_str(&write_literal(literal)),
        ExprKind::Call(call) => {
            let _ = write!(text, "{}(", call.name);
            if call.distinct {
                text.push_str("distinct ");
            }
            list(&mut call.args.iter().chain(call.named.iter().map(|(_, arg)| arg)), ", ", text);
            text.push(')');
            if call.over.is_some() {
                text.push_str(" over window");
            }
        }
        ExprKind::Unary { op, operand } => {
            text.push_str(if *op == UnaryOp::Not { "not " } else { "-" });
            write_expr(operand, depth + 1, text);
        }
        ExprKind::Binary { op, operands, .. } => {
            text.push('(');
            list(&mut operands.iter(), &format!(" {} ", operator(*op)), text);
            text.push(')');
        }
        ExprKind::IsNull { operand, negated } => {
            write_expr(operand, depth + 1, text);
            text.push_str(if *negated { " is not null" } else { " is null" });
        }
        ExprKind::Alias { operand, name, .. } => {
            write_expr(operand, depth + 1, text);
            let _ = write!(text, " as {}", name.as_deref().unwrap_or("?"));
        }
        ExprKind::Cast { operand, to } => {
            text.push_str("cast(");
            write_expr(operand, depth + 1, text);
            let _ = write!(text, " as {})", to.as_deref().unwrap_or("?"));
        }
        ExprKind::Hole(_) => text.push('?'),
        ExprKind::Unknown => text.push_str("unknown"),
        kind => {
            let debug = format!("{kind:?}");
            text.push_str(&debug.split([' ', '(', '{']).next().unwrap_or_default().to_lowercase());
            text.push('(');
            list(&mut expression.children().into_iter(), ", ", text);
            text.push(')');
        }
    }
}

fn write_literal(literal: &Literal) -> String {
    match literal {
        Literal::Null => "null".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) => value.to_string(),
        Literal::Text(text) => format!("'{text}'"),
        Literal::Temporal(text) => text.to_string(),
        Literal::Other => "literal".to_owned(),
    }
}

fn operator(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::And => "and",
        BinaryOp::Or => "or",
        BinaryOp::Eq => "=",
        BinaryOp::NotEq => "<>",
        BinaryOp::NullSafeEq => "<=>",
        BinaryOp::Lt => "<",
        BinaryOp::LtEq => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::GtEq => ">=",
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Other => "op",
    }
}
