//! Calls of functions, where a value stands and behind FROM.
//! Which functions there are is not known here.

use brickline_syntax::sql::{Kind, Node, NodeKind};
use smol_str::SmolStr;

use super::expr::{self, lower_at, lower_held, lower_over};
use super::lowerer::{Lowerer, plain_name};
use crate::expr::{Call, Callee, Expr, ExprKind};
use crate::value::Value;

pub(super) fn lower_call(cx: &mut Lowerer<'_>, node: Node<'_>, depth: u32) -> Option<ExprKind> {
    let function = node.child(NodeKind::FunctionName);
    let (name, name_range) = match function {
        Some(function) => (plain_name(cx, function), function.range()),
        None => node.first_token().map(|token| (SmolStr::new(token.text()), token.range()))?,
    };
    let name = SmolStr::new(name.to_lowercase());
    if cx.session.variables.contains(&name) && node.children().count() == 0 {
        return Some(ExprKind::Hole(Value::Unknown));
    }
    let mut call = Call::builtin(name.clone(), cx.host(name_range), Vec::new());
    if name.contains('.') || name.contains('{') {
        call.callee = Callee::Other;
    }
    call.distinct = node.token(Kind::DISTINCT).is_some();
    for child in node.children() {
        match child.kind() {
            NodeKind::FunctionName | NodeKind::WithinGroup => {}
            NodeKind::NamedArgument => {
                let mut parts = child.children();
                if let (Some(name), Some(value)) = (parts.next(), parts.next()) {
                    let name = SmolStr::new(plain_name(cx, name).to_lowercase());
                    let value = lower_at(cx, value, depth);
                    call.named.push((name, value));
                }
            }
            NodeKind::Filter => {
                let condition = child.descendants().find(|inner| inner.kind() != NodeKind::Where);
                call.filter = condition.map(|condition| lower_at(cx, condition, depth));
            }
            NodeKind::Over => call.over = Some(lower_over(cx, child)),
            NodeKind::Query | NodeKind::ParenQuery => {
                let frame = lower_held(cx, child);
                call.args.push(Expr { kind: ExprKind::Subquery(frame), range: cx.host(child.range()) });
            }
            _ => {
                let argument = lower_at(cx, child, depth);
                call.args.push(argument);
            }
        }
    }
    Some(ExprKind::Call(Box::new(call)))
}

/// A table function's call; tables given to it are lowered by whoever asks.
pub(super) fn lower_table_call(cx: &mut Lowerer<'_>, node: Node<'_>) -> Expr {
    let range = cx.host(node.range());
    let Some(function) = node.child(NodeKind::FunctionName) else { return Expr::unknown(range) };
    let name = SmolStr::new(plain_name(cx, function).to_lowercase());
    let mut call = Call::builtin(name.clone(), cx.host(function.range()), Vec::new());
    if name.contains('.') || name.contains('{') {
        call.callee = Callee::Other;
    }
    let is_beside = |kind| {
        use NodeKind::{Alias, FunctionName, Sample, Watermark};
        matches!(kind, FunctionName | Alias | Sample | Watermark)
    };
    for child in node.children().filter(|child| !is_beside(child.kind())) {
        let named = if child.kind() == NodeKind::NamedArgument { child.children().next() } else { None };
        let value = if named.is_some() { child.children().nth(1) } else { Some(child) };
        let value = match value.filter(|value| value.kind() != NodeKind::TableArgument) {
            Some(value) => expr::lower(cx, value),
            None => Expr::unknown(cx.host(child.range())),
        };
        match named {
            Some(name) => call.named.push((SmolStr::new(plain_name(cx, name).to_lowercase()), value)),
            None => call.args.push(value),
        }
    }
    Expr { kind: ExprKind::Call(Box::new(call)), range }
}
