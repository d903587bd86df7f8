//! Calls of functions, where a value stands and behind FROM.
//! Which functions there are is not known here.

use brickline_syntax::sql::view::{self, Argument};
use smol_str::SmolStr;

use super::expr::{lower_at, lower_held, lower_over};
use super::lowerer::{Lowerer, plain_name};
use crate::expr::{Call, Callee, Expr, ExprKind, Literal};

pub(super) fn lower_call(cx: &mut Lowerer<'_>, call: view::Call<'_>, depth: u32) -> Option<ExprKind> {
    let mut lowered = call_of(cx, call.name()?);
    lowered.distinct = call.is_distinct();
    for argument in call.arguments() {
        lower_argument(cx, &mut lowered, argument, depth);
    }
    lowered.filter = call.filter().map(|condition| lower_at(cx, condition, depth));
    lowered.over = call.over().map(|over| lower_over(cx, over));
    Some(ExprKind::Call(Box::new(lowered)))
}

/// A table function's call; tables given to it are lowered by whoever asks.
pub(super) fn lower_table_call(cx: &mut Lowerer<'_>, function: view::TableFunction<'_>) -> Expr {
    let range = cx.host(function.range());
    let Some(name) = function.name() else { return Expr::unknown(range) };
    let mut call = call_of(cx, name);
    for argument in function.arguments() {
        lower_argument(cx, &mut call, argument, 0);
    }
    Expr { kind: ExprKind::Call(Box::new(call)), range }
}

fn call_of(cx: &Lowerer<'_>, function: view::FunctionName<'_>) -> Call {
    let name = SmolStr::new(plain_name(cx, &function.parts()).to_lowercase());
    let mut call = Call::builtin(name.clone(), cx.host(function.range()), Vec::new());
    if name.contains('.') || name.contains('{') {
        call.callee = Callee::Other;
    }
    call
}

fn lower_argument(cx: &mut Lowerer<'_>, call: &mut Call, argument: Argument<'_>, depth: u32) {
    let range = cx.host(argument.range());
    let value = match argument {
        Argument::Expr(value) => lower_at(cx, value, depth),
        Argument::Query(query) => Expr { kind: ExprKind::Subquery(lower_held(cx, query)), range },
        Argument::Unit(unit) => Expr { kind: ExprKind::Literal(Literal::Text(SmolStr::new(unit.text()))), range },
        Argument::Table(_) => Expr::unknown(range),
        Argument::Named(named) => {
            let value = named.value().map(|value| lower_at(cx, value, depth));
            let value = value.or_else(|| named.table().map(|_| Expr::unknown(range)));
            if let (Some(name), Some(value)) = (named.name(), value) {
                call.named.push((SmolStr::new(plain_name(cx, &name.parts()).to_lowercase()), value));
            }
            return;
        }
    };
    call.args.push(value);
}
