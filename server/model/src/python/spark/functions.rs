//! Functions of `pyspark.sql.functions`, and of the pipeline modules, which are called the same way.

use std::sync::Arc;

use smol_str::SmolStr;

use super::super::args::{Args, Signature};
use super::super::call::call_unknown;
use super::super::function::call_with;
use super::super::state::Evaluator;
use super::super::{api, decorator};
use super::expressions::{as_column, as_value};
use super::{column, frame, pipeline, sql_text, udf};
use crate::expr::{Call, Callee, Expr, ExprKind};
use crate::facts::pyspark;
use crate::facts::semantics::{self, ArgRole, Meaning};
use crate::frame::Step;
use crate::operation::Site;
use crate::text::dotted;
use crate::value::Value;

/// Calls a function of one of the modules whose functions are known; `written` is the module's path as the file has it.
pub(in crate::python) fn call(
    ev: &mut Evaluator<'_>,
    module: &'static str,
    name: &str,
    written: &str,
    args: &Args,
    site: &Site,
) -> Value {
    let method = pyspark::method(module, name);
    if module == "dlt" {
        let path = dotted(written, name);
        api::record(ev, &path, true, site);
        return match semantics::find(module, name) {
            Some(found) => pipeline::invoke(ev, &path, &Signature { semantics: found, method, args }, site),
            None => call_unknown(ev, args, site),
        };
    }
    api::record_member(ev, module, name, method, true, site);
    match semantics::find(module, name) {
        Some(found) => {
            let path = pyspark::locate(module, name, method).0;
            known(ev, &path, &Signature { semantics: found, method, args }, site)
        }
        None => plain(ev, name, args, site),
    }
}

fn known(ev: &mut Evaluator<'_>, path: &SmolStr, signature: &Signature<'_>, site: &Site) -> Value {
    let args = signature.args;
    match signature.semantics.meaning {
        Meaning::ColumnReference => column::by_name(ev, None, signature.value(ArgRole::Column), site.whole),
        Meaning::Literal => {
            let first = args.given.first().map(|arg| (arg.value.clone(), arg.value_range));
            let mut expr = match first {
                Some((value, range)) => as_value(ev, &value, range),
                None => Expr::unknown(site.whole),
            };
            expr.range = site.whole;
            Value::Column(Arc::new(expr))
        }
        Meaning::Expr => match args.given.first() {
            Some(arg) => match &arg.value {
                Value::Text(text) => {
                    let expr = sql_text::expression(ev, &Arc::clone(text), arg.value_range, None);
                    Value::Column(Arc::new(expr))
                }
                _ => Value::Column(Arc::new(Expr::unknown(site.whole))),
            },
            None => Value::Column(Arc::new(Expr::unknown(site.whole))),
        },
        Meaning::When => column::when(ev, signature, site),
        Meaning::SortOrder => {
            let operand = match args.given.first() {
                Some(arg) => as_column(ev, &arg.value, arg.value_range),
                None => Expr::unknown(site.whole),
            };
            let descending = signature.semantics.name.starts_with("desc");
            let kind = ExprKind::Order { operand: Box::new(operand), descending };
            Value::Column(Arc::new(Expr { kind, range: site.whole }))
        }
        Meaning::BroadcastHint => match args.given.first().map(|arg| arg.value.clone()) {
            Some(Value::Frame(input)) => {
                let step = Step::Hint { name: SmolStr::new_static("broadcast") };
                frame::transform(ev, step, vec![input], site)
            }
            _ => Value::Frame(ev.opaque(Vec::new(), site.name)),
        },
        Meaning::RowUdf | Meaning::VectorisedUdf | Meaning::Udtf => {
            let makes = match args.positional().next().map(|arg| &arg.value) {
                Some(Value::Function(_) | Value::Partial(_) | Value::Udf(_) | Value::Class(_) | Value::Method(_)) => {
                    true
                }
                // A function of a library, unless it is one of Spark's types.
                Some(Value::Library(path)) => !path.starts_with("pyspark.sql.types"),
                Some(Value::Unknown | Value::Object(_)) => args.given.len() > 1,
                _ => args.named("f").value().is_some(),
            };
            if makes { udf::make(ev, signature, site) } else { decorator::waiting(path, args, site) }
        }
        Meaning::CallNamed => {
            let name = signature.value(ArgRole::Function).and_then(|value| value.as_text()).unwrap_or_default();
            let rest = args.positional().skip(1).map(|arg| (arg.value.clone(), arg.value_range)).collect::<Vec<_>>();
            let exprs = rest.iter().map(|(value, range)| as_column(ev, value, *range)).collect();
            let mut expr = column::call(&name, site.name, exprs, site.whole);
            if let ExprKind::Call(call) = &mut expr.kind {
                call.callee = Callee::Other;
            }
            Value::Column(Arc::new(expr))
        }
        _ => plain(ev, signature.semantics.name, args, site),
    }
}

/// A function that makes a Column from Columns.
fn plain(ev: &mut Evaluator<'_>, name: &str, args: &Args, site: &Site) -> Value {
    let method = pyspark::function(name);
    let mut exprs = Vec::new();
    let mut named = Vec::new();
    for (index, arg) in args.given.iter().enumerate() {
        let param = match &arg.name {
            Some(name) => method.and_then(|method| method.param(name)),
            None => method.and_then(|method| method.positional(index)),
        };
        if let Value::Function(_) = &arg.value {
            exprs.push(lambda(ev, &arg.value.clone(), arg.value_range));
            continue;
        }
        let takes_name = param.is_none_or(|param| param.takes_column_name());
        let expr = match &arg.value {
            Value::List(_) | Value::Tuple(_) => {
                let items =
                    super::super::expression::elements(ev, &arg.value).map(|(items, _)| items).unwrap_or_default();
                for item in items {
                    let range = crate::python::names::within(item.range, arg.value_range);
                    exprs.push(if takes_name {
                        as_column(ev, &item.value, range)
                    } else {
                        as_value(ev, &item.value, range)
                    });
                }
                continue;
            }
            value if takes_name => as_column(ev, value, arg.value_range),
            value => as_value(ev, value, arg.value_range),
        };
        match &arg.name {
            Some(name) if param.is_none() => named.push((name.clone(), expr)),
            _ => exprs.push(expr),
        }
    }
    if args.open_positional || args.open_named || !args.spread.is_empty() {
        exprs.push(Expr::unknown(site.whole));
    }
    let (name, distinct) = sql_name(name);
    let callee = if method.is_some() { Callee::Builtin } else { Callee::Other };
    let call = Call { name, name_range: site.name, callee, args: exprs, named, distinct, filter: None, over: None };
    Value::Column(Arc::new(Expr { kind: ExprKind::Call(Box::new(call)), range: site.whole }))
}

/// A Python lambda given to a higher-order function, as an expression of its parameters.
fn lambda(ev: &mut Evaluator<'_>, function: &Value, range: brickline_syntax::TextRange) -> Expr {
    let Value::Function(id) = function else { return Expr::unknown(range) };
    let params: Vec<SmolStr> =
        ev.functions[*id as usize].params().iter().map(|param| param.name.text.clone()).collect();
    let arguments = params.iter().map(|name| {
        let kind = ExprKind::Column(crate::expr::ColumnRef {
            qualifier: Vec::new(),
            name: name.clone(),
            name_range: range,
            frame: None,
        });
        Value::Column(Arc::new(Expr { kind, range }))
    });
    let arguments = arguments.collect();
    match call_with(ev, function, arguments) {
        Value::Column(body) => {
            let kind = ExprKind::Lambda { params, body: Box::new(Expr::clone(&body)) };
            Expr { kind, range }
        }
        _ => Expr::unknown(range),
    }
}

/// The SQL name of a function of PySpark, and whether it takes distinct values.
fn sql_name(name: &str) -> (SmolStr, bool) {
    match name {
        "countDistinct" | "count_distinct" => (SmolStr::new_static("count"), true),
        "sumDistinct" | "sum_distinct" => (SmolStr::new_static("sum"), true),
        "mean" => (SmolStr::new_static("avg"), false),
        "approxCountDistinct" => (SmolStr::new_static("approx_count_distinct"), false),
        name => (SmolStr::new(name.to_lowercase()), false),
    }
}
