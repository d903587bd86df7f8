//! Python UDFs and other functions that run on workers.

use std::sync::Arc;

use smol_str::SmolStr;

use super::super::args::{Args, Signature};
use super::super::call::call_unknown;
use super::super::state::{Evaluator, UNRECORDED};
use super::expressions::as_column;
use crate::expr::{Call, Callee, Expr, ExprKind};
use crate::facts::semantics::{self, ArgRole, Meaning};
use crate::frame::Setting;
use crate::operation::{Site, Udf, UdfKind, What};
use crate::tri::Tri;
use crate::value::{Decorator, OperationId, Value};

/// Applies a decorator that makes a UDF; `None` for other decorators.
pub(in crate::python) fn decorate(ev: &mut Evaluator<'_>, decorator: &Decorator, function: &Value) -> Option<Value> {
    let (_, name) = decorator.path.rsplit_once('.')?;
    let module_is_functions = decorator.path.starts_with("pyspark.sql.functions") || decorator.path == "notebook.udf";
    let found = semantics::find("pyspark.sql.functions", name).filter(|_| module_is_functions)?;
    let kind = kind(found.meaning)?;
    // The function comes from below: every argument of the decorator stands one place further on.
    let args = Args { given: decorator.arguments.clone(), ..Args::default() };
    let given = args.named("returnType").value().is_some() || args.positional().next().is_some();
    let return_type = if decorator.open { Tri::Unknown } else { Tri::from(given) };
    let arrow = arrow(&args, decorator.open);
    Some(record(ev, kind, return_type, arrow, function, &decorator.site))
}

fn kind(meaning: Meaning) -> Option<UdfKind> {
    Some(match meaning {
        Meaning::RowUdf => UdfKind::Row,
        Meaning::VectorisedUdf => UdfKind::Vectorized,
        Meaning::Udtf => UdfKind::Table,
        _ => return None,
    })
}

/// Whether Arrow is switched on by `useArrow`.
fn arrow(args: &Args, open: bool) -> Tri {
    match args.named("useArrow") {
        Setting::Set(arg) => arg.value.as_flag().map_or(Tri::Unknown, Tri::from),
        Setting::Unknown => Tri::Unknown,
        Setting::Absent if open => Tri::Unknown,
        Setting::Absent => Tri::No,
    }
}

/// `udf(f, type)` and its kin.
pub(in crate::python) fn make(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> Value {
    let function = signature.args.given.first().map(|arg| arg.value.clone()).unwrap_or_default();
    let return_type = match signature.role(ArgRole::Type) {
        Setting::Set(arg) => Tri::from(arg.value != Value::None),
        Setting::Absent => Tri::No,
        Setting::Unknown => Tri::Unknown,
    };
    let kind = kind(signature.semantics.meaning).unwrap_or(UdfKind::Unknown);
    record(ev, kind, return_type, arrow(signature.args, false), &function, site)
}

fn record(ev: &mut Evaluator<'_>, kind: UdfKind, return_type: Tri, arrow: Tri, function: &Value, site: &Site) -> Value {
    mark_worker(ev, function);
    let (name, range) = match function {
        Value::Function(id) => {
            let function = &ev.functions[*id as usize];
            let range = if function.code.foreign { None } else { Some(function.range()) };
            (Some(function.name.clone()), range)
        }
        _ => (None, None),
    };
    let udf = Udf { kind, name, return_type, arrow, registered: false, wraps_udf: false, function: range };
    Value::Udf(ev.record(site, What::Udf(Box::new(udf))))
}

/// A call of a UDF: a Column.
pub(in crate::python) fn call(ev: &mut Evaluator<'_>, id: OperationId, args: &Args, site: &Site) -> Value {
    let mut exprs = Vec::new();
    for arg in args.given.iter() {
        exprs.push(as_column(ev, &arg.value, arg.value_range));
    }
    let made_at = ev.operations.get(id as usize).map(|op| op.site.name);
    let name = ev.code.text.get(site.name.to_usize()).unwrap_or_default();
    let call = Call {
        name: SmolStr::new(name),
        name_range: site.name,
        callee: Callee::PythonUdf(if id == UNRECORDED { None } else { made_at }),
        args: exprs,
        named: Vec::new(),
        distinct: false,
        filter: None,
        over: None,
    };
    Value::Column(Arc::new(Expr { kind: ExprKind::Call(Box::new(call)), range: site.whole }))
}

/// `spark.udf.register(name, f, type)`.
pub(in crate::python) fn register(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> Value {
    let name = signature.value(ArgRole::Function).and_then(|value| value.as_text());
    let function = signature.value(ArgRole::Worker);
    ev.heap.change_session(|session| match &name {
        Some(name) => session.functions.push(SmolStr::new(name.to_lowercase())),
        None => session.open = true,
    });
    let Some(function) = function else { return call_unknown(ev, signature.args, site) };
    mark_worker(ev, &function);
    let return_type = match signature.role(ArgRole::Type) {
        Setting::Set(arg) => Tri::from(arg.value != Value::None),
        Setting::Absent => Tri::No,
        Setting::Unknown => Tri::Unknown,
    };
    let wraps = match &function {
        Value::Udf(id) => ev.operations.get(*id as usize).map(|op| op.what.clone()),
        _ => None,
    };
    let (kind, range, arrow) = match (&function, wraps) {
        (_, Some(What::Udf(udf))) => (udf.kind, udf.function, udf.arrow),
        (Value::Function(id), _) => {
            let function = &ev.functions[*id as usize];
            (UdfKind::Row, (!function.code.foreign).then(|| function.range()), Tri::No)
        }
        (Value::Udf(_), _) => (UdfKind::Unknown, None, Tri::Unknown),
        _ => (UdfKind::Unknown, None, Tri::Unknown),
    };
    let kind = if signature.semantics.meaning == Meaning::RegisterUdtf { UdfKind::Table } else { kind };
    let wraps_udf = matches!(function, Value::Udf(_));
    let udf = Udf { kind, name, return_type, arrow, registered: true, wraps_udf, function: range };
    let id = ev.record(site, What::Udf(Box::new(udf)));
    if wraps_udf { function } else { Value::Udf(id) }
}

/// Marks the functions that a call runs on workers.
pub(in crate::python) fn mark_workers(ev: &mut Evaluator<'_>, signature: &Signature<'_>) {
    let (args, _) = signature.all(ArgRole::Worker);
    for arg in args {
        mark_worker(ev, &arg.value);
    }
}

fn mark_worker(ev: &mut Evaluator<'_>, function: &Value) {
    match function {
        Value::Function(id) => {
            let range = ev.functions[*id as usize].range();
            if !ev.functions[*id as usize].code.foreign {
                ev.roles.entry(range).or_default().worker = true;
            }
        }
        Value::Partial(partial) => mark_worker(ev, &partial.0.clone()),
        Value::Class(reference) => {
            let methods: Vec<Value> =
                ev.heap.class(*reference).map(|class| class.attributes.values().cloned().collect()).unwrap_or_default();
            methods
                .iter()
                .filter(|method| matches!(method, Value::Function(_)))
                .for_each(|method| mark_worker(ev, method));
        }
        _ => {}
    }
}
