//! Pipelines: datasets, flows and expectations, as decorators and as calls.

use std::sync::Arc;

use brickline_syntax::python::ast::FunctionDef;
use smol_str::SmolStr;

use super::super::args::{Args, Signature};
use super::super::call::call_unknown;
use super::super::container::dict_entries;
use super::super::state::{Evaluator, UNRECORDED};
use super::super::{decorator, function, names};
use super::reader::{self, Reading};
use super::{source, sql_text, stream, writer};
use crate::facts::pyspark;
use crate::facts::semantics::{self, ArgRole, Meaning};
use crate::frame::{Given, Setting};
use crate::name::{NamePart, ObjectName, Role, Securable};
use crate::operation::{
    Dataset, DatasetKind, Expectation, Flow, FlowKind, NameMeaning, OptionEntry, Options, Place, Site, Source, What,
};
use crate::text::TextValue;
use crate::tri::Tri;
use crate::value::{Decorator, FunctionId, OperationId, Value};

/// A decorator of old that is a call by itself today.
const STANDALONE: &str = "create_table";

/// What a path of a pipeline module does.
fn meaning(path: &str) -> Option<&'static semantics::Semantics> {
    let (module, name) = path.rsplit_once('.')?;
    matches!(module, "dlt" | "pyspark.pipelines" | "databricks.pipelines").then(|| semantics::find("dlt", name))?
}

/// Whether a decorator defines a dataset or flow, or says something of one.
pub(in crate::python) fn decorates(path: &str) -> bool {
    meaning(path).is_some_and(|found| {
        matches!(
            found.meaning,
            Meaning::DefineTable
                | Meaning::DefineView
                | Meaning::DefineMaterializedView
                | Meaning::Expect
                | Meaning::ExpectAll
                | Meaning::AppendFlow
                | Meaning::BatchSink
                | Meaning::EventHook
        )
    })
}

fn args_of(decorator: &Decorator) -> Args {
    Args { given: decorator.arguments.clone(), open_named: decorator.open, ..Args::default() }
}

/// Records what the decorators of a function define.
pub(in crate::python) fn define(ev: &mut Evaluator<'_>, def: &FunctionDef, id: FunctionId, decorators: &[Decorator]) {
    ev.pipeline = true;
    let mut expectations = Vec::new();
    let mut known = true;
    for decorator in decorators {
        if let Some(found) = meaning(&decorator.path)
            && matches!(found.meaning, Meaning::Expect | Meaning::ExpectAll)
        {
            let args = args_of(decorator);
            let signature = Signature { semantics: found, method: pyspark::method("dlt", found.name), args: &args };
            known &= expect(ev, &signature, &decorator.site, &mut expectations);
        }
    }
    for decorator in decorators {
        let Some(found) = meaning(&decorator.path) else { continue };
        let args = args_of(decorator);
        let signature = Signature { semantics: found, method: pyspark::method("dlt", found.name), args: &args };
        let operation = match found.meaning {
            Meaning::DefineTable | Meaning::DefineView | Meaning::DefineMaterializedView => {
                let mut dataset = dataset(ev, &signature, &decorator.site, kind(found.meaning));
                if dataset.name.is_none() && matches!(signature.role(ArgRole::Dataset), Setting::Absent) {
                    dataset.name = Some(own_name(ev, def));
                }
                dataset.expectations.append(&mut expectations);
                dataset.expectations_known &= known;
                dataset.head = Some(ev.at(def.head));
                define_dataset(ev, dataset, &decorator.site)
            }
            Meaning::BatchSink => {
                let mut sink = dataset(ev, &signature, &decorator.site, DatasetKind::Sink);
                if sink.name.is_none() && matches!(signature.role(ArgRole::Dataset), Setting::Absent) {
                    sink.name = Some(own_name(ev, def));
                }
                define_dataset(ev, sink, &decorator.site);
                stream::call_sink(ev, id, &decorator.site);
                continue;
            }
            Meaning::AppendFlow => {
                let target = dataset_name(ev, signature.role(ArgRole::Dataset));
                record_flow(ev, FlowKind::Append, target, &decorator.site)
            }
            _ => continue,
        };
        let range = ev.functions[id as usize].range();
        ev.roles.entry(range).or_default().dataset = Some(operation);
    }
}

/// Records the table that `create_table("orders")` makes when it decorates no function: flows write to it.
pub(in crate::python) fn define_standalone(ev: &mut Evaluator<'_>, value: &Value) {
    let Value::Decorator(decorator) = value else { return };
    let Some(found) = meaning(&decorator.path).filter(|found| found.name == STANDALONE) else { return };
    let args = args_of(decorator);
    let signature = Signature { semantics: found, method: pyspark::method("dlt", found.name), args: &args };
    let mut dataset = dataset(ev, &signature, &decorator.site, DatasetKind::Table);
    if dataset.name.is_none() {
        dataset.name = dataset_name(ev, args.positional().next().map_or(Setting::Absent, Setting::Set));
    }
    define_dataset(ev, dataset, &decorator.site);
}

fn kind(meaning: Meaning) -> DatasetKind {
    match meaning {
        Meaning::DefineView => DatasetKind::View,
        Meaning::DefineMaterializedView => DatasetKind::MaterializedView,
        _ => DatasetKind::Table,
    }
}

/// A dataset without a name given has its function's.
fn own_name(ev: &Evaluator<'_>, def: &FunctionDef) -> ObjectName {
    let range = ev.at(def.name.range);
    let text = Arc::new(TextValue::of(def.name.text.clone(), None));
    ObjectName { parts: vec![NamePart { text, range }], range, exact: !ev.code.foreign }
}

/// Takes in expectations that a decorator or call states; whether they are all known.
fn expect(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site, found: &mut Vec<Expectation>) -> bool {
    if signature.semantics.meaning == Meaning::Expect {
        let name = signature.value(ArgRole::Name).and_then(|value| value.as_text());
        let condition = signature.role(ArgRole::Predicate);
        let condition = condition.value().map(|arg| (arg.value.clone(), arg.value_range));
        let range = condition.as_ref().map_or(site.name, |(_, range)| *range);
        let condition = condition.and_then(|(value, range)| constraint(ev, &value, range, site));
        found.push(Expectation { name, condition, range });
        return true;
    }
    let given = signature.value(ArgRole::Expectations).unwrap_or_default();
    expect_all(ev, &given, site, found)
}

fn expect_all(ev: &mut Evaluator<'_>, given: &Value, site: &Site, found: &mut Vec<Expectation>) -> bool {
    let Some((entries, known)) = dict_entries(ev, given) else { return *given == Value::None };
    for entry in entries {
        let range = if entry.value_range.is_empty() { site.name } else { entry.value_range };
        let condition = constraint(ev, &entry.value, range, site);
        found.push(Expectation { name: entry.key.as_text(), condition, range });
    }
    known
}

fn constraint(
    ev: &mut Evaluator<'_>,
    value: &Value,
    range: brickline_syntax::TextRange,
    site: &Site,
) -> Option<crate::expr::Expr> {
    let Value::Text(text) = value else { return None };
    let expr = sql_text::expression(ev, text, range, None);
    ev.record_expression(site, &Arc::new(expr.clone()), Place::Constraint, None);
    Some(expr)
}

/// What the arguments of a decorator or call say of a dataset.
fn dataset(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site, kind: DatasetKind) -> Dataset {
    let name = dataset_name(ev, signature.role(ArgRole::Dataset));
    let partition_range = signature.role(ArgRole::PartitionColumn).value().map(|arg| arg.range);
    let keys = |ev: &mut Evaluator<'_>, role| match signature.role(role) {
        Setting::Absent => Setting::Absent,
        Setting::Unknown => Setting::Unknown,
        Setting::Set(arg) => writer::keys_of(ev, arg).map_or(Setting::Unknown, Setting::Set),
    };
    let partition_by = keys(ev, ArgRole::PartitionColumn);
    let cluster_by = keys(ev, ArgRole::ClusterColumn);
    let flag = |name: &str| match signature.args.named(name) {
        Setting::Set(arg) => arg.value.as_flag() == Some(true),
        _ => false,
    };
    let comment = match signature.args.named("comment") {
        Setting::Set(_) => Tri::Yes,
        Setting::Absent => Tri::No,
        Setting::Unknown => Tri::Unknown,
    };
    let mut expectations = Vec::new();
    let mut expectations_known = true;
    for param in ["expect_all", "expect_all_or_drop", "expect_all_or_fail"] {
        if let Setting::Set(arg) = signature.args.named(param) {
            let given = arg.value.clone();
            expectations_known &= expect_all(ev, &given, site, &mut expectations);
        }
    }
    Dataset {
        kind,
        name,
        frame: None,
        expectations,
        expectations_known: expectations_known && !signature.args.open_named,
        properties: properties(ev, signature, site),
        partition_by,
        partition_range,
        cluster_by,
        comment,
        private: flag("temporary") || flag("private"),
        head: None,
        returns: Tri::Unknown,
    }
}

/// `table_properties={...}`.
fn properties(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> Options {
    let given = match signature.role(ArgRole::Options) {
        Setting::Absent => return Options::default(),
        Setting::Unknown => return Options { entries: Vec::new(), open: true },
        Setting::Set(arg) => arg.value.clone(),
    };
    let Some((entries, known)) = dict_entries(ev, &given) else {
        return Options { entries: Vec::new(), open: given != Value::None };
    };
    let mut options = Options { entries: Vec::new(), open: !known };
    for entry in entries {
        let Some(written) = entry.key.as_text() else {
            options.open = true;
            continue;
        };
        super::options::record_property(ev, &entry, &written, site);
        let given = Given { value: entry.value, range: entry.value_range, at: site.name, link: site.link };
        options.entries.push(OptionEntry {
            key: SmolStr::new(written.to_lowercase()),
            written,
            key_range: entry.key_range,
            given,
            always: entry.always,
        });
    }
    options
}

fn dataset_name(ev: &Evaluator<'_>, given: Setting<&crate::operation::Arg>) -> Option<ObjectName> {
    let arg = given.value()?;
    names::name_of_value(ev, &arg.value, arg.value_range)
}

/// Records a dataset and the name it is created by.
fn define_dataset(ev: &mut Evaluator<'_>, dataset: Dataset, site: &Site) -> OperationId {
    if let Some(name) = &dataset.name {
        let securable = match dataset.kind {
            DatasetKind::StreamingTable => Securable::StreamingTable,
            DatasetKind::MaterializedView => Securable::MaterializedView,
            DatasetKind::View => Securable::View,
            DatasetKind::Sink => Securable::Other,
            DatasetKind::Table => Securable::Table,
        };
        let name = name.clone();
        ev.datasets.insert(SmolStr::new(name.display().to_lowercase()));
        if let Some(last) = name.last() {
            ev.datasets.insert(SmolStr::new(last.to_lowercase()));
        }
        source::record_name(ev, &name, securable, Role::Created, NameMeaning::Dataset, site);
    }
    ev.record(site, What::Dataset(Box::new(dataset)))
}

fn record_flow(ev: &mut Evaluator<'_>, kind: FlowKind, target: Option<ObjectName>, site: &Site) -> OperationId {
    if let Some(target) = &target {
        let target = target.clone();
        source::record_name(ev, &target, Securable::StreamingTable, Role::Written, NameMeaning::Dataset, site);
    }
    let flow =
        Flow { kind, target, source: None, keys: Tri::Unknown, sequence: Tri::Unknown, scd_type: Setting::Absent };
    ev.record(site, What::Flow(Box::new(flow)))
}

/// Calls a function of a pipeline module.
pub(in crate::python) fn invoke(
    ev: &mut Evaluator<'_>,
    path: &SmolStr,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    ev.pipeline = true;
    let args = signature.args;
    match signature.semantics.meaning {
        Meaning::DefineTable
        | Meaning::DefineView
        | Meaning::DefineMaterializedView
        | Meaning::Expect
        | Meaning::ExpectAll
        | Meaning::AppendFlow
        | Meaning::BatchSink
        | Meaning::EventHook => {
            let waiting = decorator::waiting(path, args, site);
            let first = args.positional().next().map(|arg| arg.value.clone());
            if let (Some(Value::Function(id)), Value::Decorator(decorator)) = (&first, &waiting)
                && let Some(def) = function::definition(ev, *id)
            {
                let decorator = Decorator::clone(decorator);
                define(ev, def, *id, std::slice::from_ref(&decorator));
                return Value::Function(*id);
            }
            waiting
        }
        Meaning::ReadDataset | Meaning::ReadDatasetStream => {
            let streaming = signature.semantics.meaning == Meaning::ReadDatasetStream;
            let source = match dataset_name(ev, signature.role(ArgRole::Dataset)) {
                Some(name) => {
                    source::record_name(ev, &name, Securable::Table, Role::Read, NameMeaning::Dataset, site);
                    Source::Table(name)
                }
                None => Source::Unknown,
            };
            reader::finish(ev, Reading::table(source, streaming), site)
        }
        Meaning::CreateStreamingTable | Meaning::CreateSink => {
            let is_sink = signature.semantics.meaning == Meaning::CreateSink;
            let kind = if is_sink { DatasetKind::Sink } else { DatasetKind::StreamingTable };
            let dataset = dataset(ev, signature, site, kind);
            define_dataset(ev, dataset, site);
            Value::None
        }
        Meaning::AutoCdc | Meaning::AutoCdcFromSnapshot => {
            auto_cdc(ev, signature, site);
            Value::None
        }
        _ => call_unknown(ev, args, site),
    }
}

fn auto_cdc(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) {
    let snapshot = signature.semantics.meaning == Meaning::AutoCdcFromSnapshot;
    let kind = if snapshot { FlowKind::AutoCdcFromSnapshot } else { FlowKind::AutoCdc };
    let target = dataset_name(ev, signature.role(ArgRole::Dataset));
    let names: Vec<_> =
        signature.all(ArgRole::Dataset).0.into_iter().map(|arg| (arg.value.clone(), arg.value_range)).collect();
    let source = names.get(1).or(names.first().filter(|_| target.is_none())).cloned();
    let given = |name: &str| match signature.param(name) {
        Setting::Set(arg) => Tri::from(arg.value != Value::None),
        Setting::Absent => Tri::No,
        Setting::Unknown => Tri::Unknown,
    };
    let (keys, sequence) = (given("keys"), given("sequence_by"));
    let scd_type = match signature.role(ArgRole::ScdType) {
        Setting::Set(arg) => {
            Setting::Set(Given { value: arg.value.clone(), range: arg.value_range, at: site.name, link: site.link })
        }
        Setting::Absent => Setting::Absent,
        Setting::Unknown => Setting::Unknown,
    };
    let frame = source.and_then(|(value, range)| {
        let name = names::name_of_value(ev, &value, range)?;
        source::record_name(ev, &name, Securable::Table, Role::Read, NameMeaning::Dataset, site);
        reader::finish(ev, Reading::table(Source::Table(name), !snapshot), site).as_frame().cloned()
    });
    let id = record_flow(ev, kind, target, site);
    if let Some(What::Flow(flow)) = ev.operation_mut(id).map(|op| &mut op.what) {
        (flow.source, flow.keys, flow.sequence, flow.scd_type) = (frame, keys, sequence, scd_type);
    }
}

/// Completes a dataset or flow with what its function returns.
pub(in crate::python) fn finish(ev: &mut Evaluator<'_>, id: OperationId, returned: &Value) {
    if id == UNRECORDED {
        return;
    }
    let frame = match returned {
        Value::Frame(frame) => Some(Arc::clone(frame)),
        Value::Either(values) => values.iter().find_map(|value| value.as_frame().cloned()),
        _ => None,
    };
    let returns = match returned {
        Value::None => Tri::No,
        Value::Either(values) if values.contains(&Value::None) => Tri::No,
        Value::Unknown => Tri::Unknown,
        _ => Tri::Yes,
    };
    match ev.operation_mut(id).map(|op| &mut op.what) {
        Some(What::Dataset(dataset)) => (dataset.frame, dataset.returns) = (frame, returns),
        Some(What::Flow(flow)) => flow.source = frame,
        _ => {}
    }
}
