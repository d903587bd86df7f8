//! `DeltaTable`: tables by name or path, rows deleted and updated, maintenance.

use std::sync::Arc;

use smol_str::SmolStr;

use super::super::args::Signature;
use super::super::builder::{Builder, BuilderKind};
use super::super::call::call_unknown;
use super::super::container::dict_entries;
use super::super::state::Evaluator;
use super::reader::{self, Reading};
use super::{expressions, frame, merge, session, source, table_builder, writer};
use crate::expr::Expr;
use crate::facts::semantics::{ArgRole, Meaning};
use crate::frame::{DeltaTable, Frame, Setting, Step};
use crate::name::{ObjectName, Role};
use crate::operation::{Change, Maintenance, MaintenanceKind, PathRole, Place, Site, Source, What};
use crate::value::Value;

/// Does what a method of `DeltaTable`, or of its optimize builder, does.
pub(in crate::python) fn invoke(
    ev: &mut Evaluator<'_>,
    receiver: &Value,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    match signature.semantics.meaning {
        Meaning::DeltaTableByName => {
            let source = source::table(ev, signature.role(ArgRole::Table), Role::Read, site);
            return delta_table(source, site);
        }
        Meaning::DeltaTableByPath => {
            let format = Some(SmolStr::new_static("delta"));
            let source = source::path(ev, signature.role(ArgRole::Path), PathRole::Read, format, site);
            return delta_table(source.unwrap_or(Source::Unknown), site);
        }
        Meaning::CreateTableBuilder | Meaning::ReplaceTableBuilder => return table_builder::open(ev, signature, site),
        Meaning::ConvertToDelta => {
            source::table(ev, signature.role(ArgRole::TableOrPath), Role::Altered, site);
            return delta_table(Source::Unknown, site);
        }
        Meaning::Listing => {
            source::path(ev, signature.role(ArgRole::Path), PathRole::Read, None, site);
            return Value::Unknown;
        }
        _ => {}
    }
    let Some(table) = table_of(ev, receiver) else { return call_unknown(ev, signature.args, site) };
    match signature.semantics.meaning {
        Meaning::Alias => {
            let alias = signature.value(ArgRole::Alias).and_then(|value| value.as_text());
            Value::DeltaTable(Arc::new(DeltaTable { alias, ..DeltaTable::clone(&table) }))
        }
        Meaning::Merge => merge::open(ev, &table, signature, site),
        Meaning::DeleteRows | Meaning::UpdateRows => change(ev, &table, signature, site),
        Meaning::DeltaFrame => {
            let Value::Frame(made) = reader::finish(ev, Reading::table(table.source.clone(), false), site) else {
                return Value::Unknown;
            };
            Value::Frame(made)
        }
        Meaning::DescribeTable => Value::Frame(session::rows_frame(ev, site, None)),
        Meaning::Vacuum => vacuum(ev, &table, signature, site),
        Meaning::OptimizeBuilder => {
            let mut builder = Builder::new(BuilderKind::Optimize, site.clone());
            builder.table = Some(table);
            frame::open_builder(ev, builder)
        }
        Meaning::Optimize | Meaning::OptimizeZorder => optimize(ev, &table, signature, site),
        Meaning::Filter => {
            let base = table_frame(ev, &table, site);
            expressions::predicate(ev, signature.role(ArgRole::Predicate), &base, Place::Filter, site);
            receiver.clone()
        }
        Meaning::RestoreTable | Meaning::GenerateManifest | Meaning::AlterTable | Meaning::CloneTable => {
            maintain(ev, &table, MaintenanceKind::Other(SmolStr::new(signature.semantics.name)), site);
            call_unknown(ev, signature.args, site)
        }
        _ => call_unknown(ev, signature.args, site),
    }
}

fn delta_table(source: Source, site: &Site) -> Value {
    Value::DeltaTable(Arc::new(DeltaTable { source, alias: None, range: site.name }))
}

/// The table that a call is on.
fn table_of(ev: &Evaluator<'_>, receiver: &Value) -> Option<Arc<DeltaTable>> {
    match receiver {
        Value::DeltaTable(table) => Some(Arc::clone(table)),
        Value::Builder(reference) => ev.heap.builder(*reference)?.table.clone(),
        _ => None,
    }
}

/// The rows of a table, for conditions on them.
pub(in crate::python) fn table_frame(ev: &mut Evaluator<'_>, table: &DeltaTable, site: &Site) -> Arc<Frame> {
    let step = Step::Read { source: table.source.clone(), options: Default::default() };
    Arc::new(ev.frame(step, Vec::new(), site.name))
}

fn change(ev: &mut Evaluator<'_>, table: &DeltaTable, signature: &Signature<'_>, site: &Site) -> Value {
    let base = table_frame(ev, table, site);
    let given = signature.role(ArgRole::Predicate);
    let condition = match given {
        Setting::Absent => Setting::Absent,
        Setting::Unknown => Setting::Unknown,
        Setting::Set(arg) if arg.value == Value::None => Setting::Absent,
        Setting::Set(arg) if arg.value.is_unknown() => Setting::Unknown,
        given => Setting::Set(expressions::predicate(ev, given, &base, Place::Filter, site)),
    };
    let assignments = assignments(ev, signature, &base, site);
    use_target(ev, &table.source, Role::Written, site);
    let delete = signature.semantics.meaning == Meaning::DeleteRows;
    let change = Change { delete, target: table.source.clone(), condition, assignments };
    ev.record(site, What::Change(Box::new(change)));
    Value::None
}

/// Records the use of a table that was named earlier.
pub(in crate::python) fn use_target(ev: &mut Evaluator<'_>, source: &Source, role: Role, site: &Site) {
    if let Source::Table(name) = source {
        let name: ObjectName = name.clone();
        source::use_name(ev, &name, crate::name::Securable::Table, role, site);
    }
}

/// The assignments of an update: text counts as SQL.
pub(in crate::python) fn assignments(
    ev: &mut Evaluator<'_>,
    signature: &Signature<'_>,
    base: &Arc<Frame>,
    site: &Site,
) -> Vec<(SmolStr, Expr)> {
    let given = signature.value(ArgRole::Assignments);
    let Some((entries, _)) = given.and_then(|given| dict_entries(ev, &given)) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries {
        let name = match &entry.key {
            Value::Column(expr) => expr.output_name(),
            key => key.as_text(),
        };
        let range = if entry.value_range.is_empty() { site.whole } else { entry.value_range };
        let expr = expressions::condition(ev, &entry.value, range, Some(base), Place::Assignment, site);
        found.push((name.unwrap_or_default(), expr));
    }
    found
}

fn vacuum(ev: &mut Evaluator<'_>, table: &DeltaTable, signature: &Signature<'_>, site: &Site) -> Value {
    let given = signature.role(ArgRole::Hours);
    let retain_hours = match given {
        Setting::Absent => Setting::Absent,
        Setting::Unknown => Setting::Unknown,
        Setting::Set(arg) => match &arg.value {
            Value::None => Setting::Absent,
            Value::Int(hours) => Setting::Set(*hours as f64),
            Value::Float(hours) => Setting::Set(*hours),
            _ => Setting::Unknown,
        },
    };
    let retain_range = given.value().map(|arg| arg.value_range);
    maintain(ev, table, MaintenanceKind::Vacuum { retain_hours, retain_range, dry_run: false }, site);
    Value::Frame(session::rows_frame(ev, site, None))
}

fn optimize(ev: &mut Evaluator<'_>, table: &DeltaTable, signature: &Signature<'_>, site: &Site) -> Value {
    let zorder = signature.semantics.meaning == Meaning::OptimizeZorder;
    let mut zorder_by = Vec::new();
    if zorder {
        let (args, _) = signature.all(ArgRole::Column);
        for arg in args {
            zorder_by.extend(writer::keys_of(ev, arg).unwrap_or_default());
        }
    }
    let zorder_range = zorder.then_some(site.link);
    maintain(ev, table, MaintenanceKind::Optimize { zorder_by, zorder_range }, site);
    Value::Frame(session::rows_frame(ev, site, None))
}

fn maintain(ev: &mut Evaluator<'_>, table: &DeltaTable, kind: MaintenanceKind, site: &Site) {
    use_target(ev, &table.source, Role::Altered, site);
    ev.record(site, What::Maintenance(Box::new(Maintenance { kind, target: table.source.clone() })));
}
