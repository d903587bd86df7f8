//! `spark.catalog`: tables and views by name, the current catalog and schema, the cache.

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use super::super::args::Signature;
use super::super::call::call_unknown;
use super::super::heap::{Cell, Item, List};
use super::super::names;
use super::super::state::Evaluator;
use super::{reader, schema, source, udf};
use crate::facts::semantics::{ArgRole, Meaning};
use crate::frame::Setting;
use crate::name::{ObjectName, Role, Securable};
use crate::operation::{
    Definition, DefinitionVerb, Maintenance, MaintenanceKind, NameMeaning, Options, Site, Source, What,
};
use crate::tri::Tri;
use crate::value::Value;

/// Does what a method of the catalog does.
pub(in crate::python) fn invoke(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> Value {
    match signature.semantics.meaning {
        Meaning::Listing | Meaning::DescribeTable => {
            if signature.role(ArgRole::Table).value().is_some() {
                source::table(ev, signature.role(ArgRole::Table), Role::Read, site);
            }
            return listing(ev, site.name);
        }
        Meaning::UseCatalog | Meaning::UseSchema => use_object(ev, signature, site),
        Meaning::CacheTable | Meaning::UncacheTable => {
            let table = name(ev, signature, ArgRole::Table, Securable::Table, Role::Read, site);
            let drop = signature.semantics.meaning == Meaning::UncacheTable;
            ev.record(site, What::Cache { frame: None, table: table.map(Box::new), drop });
        }
        Meaning::ClearCache => {
            ev.record(site, What::Cache { frame: None, table: None, drop: true });
        }
        Meaning::DropTable | Meaning::DropView | Meaning::DropSchema => drop_object(ev, signature, site),
        Meaning::DropTempView => {
            let dropped = signature.value(ArgRole::View).and_then(|value| value.as_text());
            ev.heap.change_session(|session| match dropped {
                Some(name) => session.views.retain(|view| !view.name.eq_ignore_ascii_case(&name)),
                None => session.open = true,
            });
        }
        Meaning::CreateTable => return create_table(ev, signature, site),
        Meaning::RegisterUdf => return udf::register(ev, signature, site),
        Meaning::Refresh | Meaning::RepairTable | Meaning::AnalyzeTable => {
            let target = source::table(ev, signature.role(ArgRole::Table), Role::Altered, site);
            let kind = MaintenanceKind::Other(SmolStr::new(signature.semantics.name));
            ev.record(site, What::Maintenance(Box::new(Maintenance { kind, target })));
        }
        Meaning::Inspect => return Value::Unknown,
        _ => return call_unknown(ev, signature.args, site),
    }
    Value::None
}

/// A listing that is small by nature.
pub(in crate::python) fn listing(ev: &mut Evaluator<'_>, range: TextRange) -> Value {
    let items = vec![Item { value: Value::Unknown, range }];
    Value::List(ev.heap.alloc(Cell::List(List { items, open: true, listing: true })))
}

fn name(
    ev: &mut Evaluator<'_>,
    signature: &Signature<'_>,
    arg: ArgRole,
    securable: Securable,
    role: Role,
    site: &Site,
) -> Option<ObjectName> {
    let Setting::Set(arg) = signature.role(arg) else { return None };
    let name = names::name_of_value(ev, &arg.value, arg.value_range)?;
    source::use_name(ev, &name, securable, role, site);
    Some(name)
}

fn use_object(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) {
    let is_catalog = signature.semantics.meaning == Meaning::UseCatalog;
    let (role, securable) =
        if is_catalog { (ArgRole::Catalog, Securable::Catalog) } else { (ArgRole::SchemaName, Securable::Schema) };
    let Setting::Set(arg) = signature.role(role) else { return };
    let Some(name) = names::name_of_value(ev, &arg.value, arg.value_range) else { return };
    source::record_name(ev, &name, securable, Role::Read, NameMeaning::Persistent, site);
    ev.record(site, What::Use { securable, name: Box::new(name.clone()) });
    let last = name.last().map_or(Setting::Unknown, Setting::Set);
    let first = if name.parts.len() > 1 { name.parts.first().and_then(|part| part.constant()) } else { None };
    ev.heap.change_session(|session| {
        if is_catalog {
            session.catalog = last;
        } else {
            session.schema = last;
            if let Some(first) = first {
                session.catalog = Setting::Set(first);
            }
        }
    });
}

fn drop_object(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) {
    let (arg, securable) = match signature.semantics.meaning {
        Meaning::DropSchema => (ArgRole::SchemaName, Securable::Schema),
        Meaning::DropView => (ArgRole::View, Securable::View),
        _ => (ArgRole::Table, Securable::Table),
    };
    if let Some(name) = name(ev, signature, arg, securable, Role::Dropped, site) {
        ev.record(site, What::Drop { securable, name: Box::new(name), if_exists: false });
    }
}

/// `spark.catalog.createTable(...)`.
fn create_table(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> Value {
    let name = name(ev, signature, ArgRole::Table, Securable::Table, Role::Created, site);
    let columns = match signature.role(ArgRole::Schema) {
        Setting::Set(arg) => schema::columns_of(ev, &arg.value, arg.value_range),
        _ => None,
    };
    let format = match signature.role(ArgRole::Format) {
        Setting::Set(arg) => reader::format_of(&arg.value),
        Setting::Unknown => Setting::Unknown,
        Setting::Absent => Setting::Absent,
    };
    let format_range = signature.role(ArgRole::Format).value().map(|arg| arg.value_range);
    let location = signature.role(ArgRole::Path).value().map(|arg| crate::frame::Given {
        value: arg.value.clone(),
        range: arg.value_range,
        at: site.name,
        link: site.link,
    });
    let definition = Definition {
        format,
        format_range,
        location,
        columns: columns.map(|columns| columns.to_vec()).unwrap_or_default(),
        ..new_definition(name.clone(), DefinitionVerb::Create)
    };
    ev.record(site, What::Definition(Box::new(definition)));
    let source = name.map_or(Source::Unknown, Source::Table);
    reader::finish(ev, reader::Reading::table(source, false), site)
}

/// A table's definition that says nothing but its name.
pub(in crate::python) fn new_definition(name: Option<ObjectName>, verb: DefinitionVerb) -> Definition {
    Definition {
        securable: Securable::Table,
        verb,
        name,
        temporary: false,
        if_not_exists: false,
        columns: Vec::new(),
        format: Setting::Absent,
        format_range: None,
        partition_by: Setting::Absent,
        partition_range: None,
        cluster_by: Setting::Absent,
        cluster_range: None,
        options: Options::default(),
        location: None,
        properties: Options::default(),
        comment: Tri::No,
        expectations: Vec::new(),
        query: None,
        clone_of: None,
        parameters: None,
    }
}
