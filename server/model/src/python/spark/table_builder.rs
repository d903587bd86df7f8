//! `DeltaTable.create(...)` and its kin: a table's definition, call by call until it is executed.

use smol_str::SmolStr;
use std::sync::Arc;

use super::super::args::Signature;
use super::super::builder::{Builder, BuilderKind};
use super::super::names;
use super::super::state::Evaluator;
use super::{catalog, column, frame, options, schema, source, writer};
use crate::facts::semantics::{ArgRole, Meaning};
use crate::frame::{Column, DeltaTable, Given, Setting};
use crate::name::{Role, Securable};
use crate::operation::{ConfigScope, Definition, DefinitionVerb, PathRole, Site, Source, What};
use crate::tri::Tri;
use crate::value::{Reference, Value};

/// Opens a builder.
pub(in crate::python) fn open(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> Value {
    let mut builder = Builder::new(BuilderKind::Table, site.clone());
    builder.replace = signature.semantics.meaning == Meaning::ReplaceTableBuilder;
    builder.if_not_exists = signature.semantics.name == "createIfNotExists";
    frame::open_builder(ev, builder)
}

/// Does what a method of a table builder does.
pub(in crate::python) fn invoke(
    ev: &mut Evaluator<'_>,
    receiver: &Value,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    let Value::Builder(reference) = receiver else { return Value::Unknown };
    let reference = *reference;
    writer::note_link(ev, reference, site);
    match signature.semantics.meaning {
        Meaning::TableName => {
            if let Setting::Set(arg) = signature.role(ArgRole::Table)
                && let Some(name) = names::name_of_value(ev, &arg.value, arg.value_range)
            {
                source::use_name(ev, &name, Securable::Table, Role::Created, site);
                change(ev, reference, |builder| builder.target = Some(name));
            }
        }
        Meaning::AddColumn => {
            let name = signature.value(ArgRole::NewColumn).and_then(|value| value.as_text());
            let range = signature.role(ArgRole::NewColumn).value().map_or(site.name, |arg| arg.value_range);
            let data_type = signature.value(ArgRole::Type).and_then(|value| column::type_name(&value));
            if let Some(name) = name {
                change(ev, reference, |builder| builder.columns.push(Column { name, data_type, range }));
            }
        }
        Meaning::AddColumns => {
            if let Setting::Set(arg) = signature.role(ArgRole::Schema) {
                let columns = schema::columns_of(ev, &arg.value, arg.value_range);
                change(ev, reference, |builder| {
                    builder.columns.extend(columns.iter().flat_map(|columns| columns.iter().cloned()))
                });
            }
        }
        Meaning::PartitionBy => writer::set_partitions(ev, reference, signature, site),
        Meaning::ClusterBy => {
            let keys = writer::keys(ev, signature, ArgRole::ClusterColumn);
            change(ev, reference, |builder| builder.cluster_by = keys);
        }
        Meaning::TableProperty => options::set(ev, reference, signature, site, ConfigScope::TableProperty),
        Meaning::Location => {
            source::path(ev, signature.role(ArgRole::Path), PathRole::Location, None, site);
            if let Setting::Set(arg) = signature.role(ArgRole::Path) {
                let given = Given { value: arg.value.clone(), range: arg.value_range, at: site.name, link: site.link };
                change(ev, reference, |builder| builder.location = Some(given));
            }
        }
        Meaning::Comment => change(ev, reference, |builder| builder.comment = true),
        Meaning::ExecuteTableBuilder => return execute(ev, reference, site),
        _ => {}
    }
    receiver.clone()
}

fn change(ev: &mut Evaluator<'_>, reference: Reference, change: impl FnOnce(&mut Builder)) {
    if let Some(builder) = ev.heap.builder_mut(reference) {
        change(builder);
    }
}

fn execute(ev: &mut Evaluator<'_>, reference: Reference, site: &Site) -> Value {
    let Some(builder) = ev.heap.builder(reference).cloned() else { return Value::Unknown };
    let verb = if builder.replace { DefinitionVerb::CreateOrReplace } else { DefinitionVerb::Create };
    let source = builder.target_source();
    let definition = Definition {
        if_not_exists: builder.if_not_exists,
        columns: builder.columns,
        format: Setting::Set(SmolStr::new_static("delta")),
        partition_by: builder.partition_by,
        partition_range: builder.partition_site.as_ref().map(|site| site.link),
        cluster_by: builder.cluster_by,
        location: builder.location,
        properties: builder.options,
        comment: if builder.comment { Tri::Yes } else { Tri::from(builder.escaped).and(Tri::Unknown) },
        ..catalog::new_definition(builder.target, verb)
    };
    ev.record(site, What::Definition(Box::new(definition)));
    change(ev, reference, |builder| builder.finished = true);
    Value::DeltaTable(Arc::new(DeltaTable {
        source: if matches!(source, Source::Unknown) { Source::Unknown } else { source },
        alias: None,
        range: site.name,
    }))
}
