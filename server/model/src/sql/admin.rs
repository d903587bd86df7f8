//! Statements that keep house: maintenance, privileges, settings, USE, CACHE, DROP.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::sql::view::{self, Stmt};
use brickline_syntax::sql::{Kind, ObjectKind, ObjectName};
use smol_str::SmolStr;

use super::lowerer::{Lowerer, head, keys_of};
use super::{name, query};
use crate::frame::Setting;
use crate::name::Securable;
use crate::operation::{ConfigScope, ConfigSet, Grant, GrantVerb, Key, Maintenance, MaintenanceKind, Place, What};
use crate::session::TempView;
use crate::text::TextValue;
use crate::value::Value;

/// OPTIMIZE, VACUUM and the rest of maintenance.
pub(super) fn lower_maintenance(cx: &mut Lowerer<'_>, statement: Stmt<'_>) {
    if let Some(clause) = statement.clauses().where_clause() {
        query::lower_condition(cx, clause.condition(), Place::Filter, None);
    }
    name::record_all(cx, statement.part());
    let Some(found) = statement.name() else { return };
    let kind = match statement {
        Stmt::Optimize(optimize) => {
            let zorder = optimize.zorder();
            MaintenanceKind::Optimize {
                zorder_by: zorder.map(|clause| keys_of(cx, clause.columns())).unwrap_or_default(),
                zorder_range: zorder.map(|clause| cx.host(clause.range())),
            }
        }
        Stmt::Vacuum(vacuum) => vacuum_of(cx, vacuum),
        _ => MaintenanceKind::Other(SmolStr::new(statement.first_word().to_lowercase())),
    };
    let target = name::source(cx, found);
    let what = What::Maintenance(Box::new(Maintenance { kind, target }));
    cx.record(head(statement.range(), found.range()), what);
}

fn vacuum_of(cx: &Lowerer<'_>, vacuum: view::Vacuum<'_>) -> MaintenanceKind {
    let number = vacuum.retain().and_then(|clause| clause.hours());
    let retain_hours = match number.map(|number| cx.value(number)) {
        None => Setting::Absent,
        Some(Value::Int(hours)) => Setting::Set(hours as f64),
        Some(Value::Float(hours)) => Setting::Set(hours),
        Some(_) => Setting::Unknown,
    };
    MaintenanceKind::Vacuum {
        retain_hours,
        retain_range: number.map(|number| cx.host(number.range())),
        dry_run: vacuum.is_dry_run(),
    }
}

/// GRANT, REVOKE, DENY.
pub(super) fn lower_grant(cx: &mut Lowerer<'_>, written: view::Grant<'_>) {
    let verb = match written.verb() {
        Kind::REVOKE => GrantVerb::Revoke,
        Kind::DENY => GrantVerb::Deny,
        _ => GrantVerb::Grant,
    };
    let securable = written.securable();
    let object = securable.and_then(|securable| securable.name());
    // `ON TABLE s.*` names a schema, whatever it says.
    let is_wildcard = securable.is_some_and(|securable| securable.is_wildcard());
    if let Some(object) = object.filter(|_| !is_wildcard) {
        name::record(cx, object, Vec::new());
    }
    let privileges = written.privileges().map(|privilege| Key {
        name: SmolStr::new(privilege.words().map(str::to_uppercase).collect::<Vec<_>>().join(" ")),
        range: cx.host(privilege.range()),
    });
    let privileges = privileges.collect();
    let principals = written.principals().filter_map(|found| {
        let name = name::lower(cx, found);
        let text = name.parts.iter().map(|part| part.constant()).collect::<Option<Vec<_>>>()?.join(".");
        Some(Key { name: SmolStr::new(text), range: name.range })
    });
    let principals = principals.collect();
    let grant = Grant {
        verb,
        privileges,
        securable: if is_wildcard { Securable::Schema } else { kind_of(securable, object) },
        object: object.map(|object| name::lower(cx, object)),
        principals,
    };
    cx.record(written.keywords(), What::Grant(Box::new(grant)));
}

fn kind_of(securable: Option<view::Securable<'_>>, object: Option<ObjectName<'_>>) -> Securable {
    if let Some(object) = object {
        return name::securable(object.object_kind());
    }
    let text = securable.map(|securable| securable.text().to_uppercase()).unwrap_or_default();
    match text.split_whitespace().next() {
        Some("METASTORE") => Securable::Metastore,
        Some("ANY") => Securable::AnyFile,
        Some("CATALOG") => Securable::Catalog,
        _ => Securable::Other,
    }
}

/// SET key = value.
pub(super) fn lower_set(cx: &mut Lowerer<'_>, set: view::Set<'_>) {
    let (Some(key), Some(value)) = (set.key(), set.value()) else { return };
    let written = cx.text(key.text().trim_matches('`'), key.range().start() + u32::from(key.text().starts_with('`')));
    let given = config_value(cx, value);
    if let Some(constant) = written.constant() {
        Arc::make_mut(&mut cx.session).confs.push((constant, given.clone()));
    } else {
        Arc::make_mut(&mut cx.session).open = true;
    }
    let config = ConfigSet {
        key: Arc::new(written),
        key_range: cx.host(key.range()),
        value: given,
        value_range: cx.host(value.range()),
        scope: ConfigScope::Session,
        format: None,
    };
    cx.record(key.range(), What::ConfigSet(Box::new(config)));
}

/// SET takes its value as text, quotes or not.
fn config_value(cx: &Lowerer<'_>, value: view::ConfigValue<'_>) -> Value {
    let written = value.text();
    let trimmed = written.trim_matches(|letter| letter == '\'' || letter == '"');
    let inset = (written.len() - written.trim_start_matches(['\'', '"']).len()) as u32;
    let text: TextValue = cx.text(trimmed, value.range().start() + inset);
    if trimmed.contains("${") || trimmed.contains("{{") {
        return Value::Unknown;
    }
    Value::Text(Arc::new(text))
}

/// USE and SET CATALOG.
pub(super) fn lower_use(cx: &mut Lowerer<'_>, used: view::Use<'_>) {
    let Some(found) = used.name() else {
        let session = Arc::make_mut(&mut cx.session);
        (session.catalog, session.schema) = (Setting::Unknown, Setting::Unknown);
        return;
    };
    let lowered = name::lower(cx, found);
    let known = |text: Option<SmolStr>| text.map_or(Setting::Unknown, Setting::Set);
    let is_catalog = found.object_kind() == ObjectKind::Catalog;
    let session = Arc::make_mut(&mut cx.session);
    match (is_catalog, lowered.parts.as_slice()) {
        (true, [catalog, ..]) => {
            session.catalog = known(catalog.constant());
            session.schema = Setting::Set(SmolStr::new_static("default"));
        }
        (false, [catalog, schema]) => {
            session.catalog = known(catalog.constant());
            session.schema = known(schema.constant());
        }
        // What is not known may name a catalog as well.
        (false, [schema]) if schema.constant().is_some() => session.schema = known(schema.constant()),
        _ => (session.catalog, session.schema) = (Setting::Unknown, Setting::Unknown),
    }
    let securable = if is_catalog { Securable::Catalog } else { Securable::Schema };
    cx.record(found.range(), What::Use { securable, name: Box::new(lowered) });
}

/// DROP of anything.
pub(super) fn lower_drop(cx: &mut Lowerer<'_>, dropped: view::Drop<'_>) {
    let Some(found) = dropped.name() else { return };
    name::record(cx, found, Vec::new());
    let lowered = name::lower(cx, found);
    if let [part] = lowered.parts.as_slice()
        && let Some(text) = part.constant()
    {
        let session = Arc::make_mut(&mut cx.session);
        session.views.retain(|view: &TempView| !view.name.eq_ignore_ascii_case(&text));
    }
    let if_exists = dropped.is_if_exists();
    let drop = What::Drop { securable: name::securable(found.object_kind()), name: Box::new(lowered), if_exists };
    cx.record(head(dropped.range(), found.range()), drop);
}

/// CACHE TABLE and UNCACHE TABLE.
pub(super) fn lower_cache(cx: &mut Lowerer<'_>, statement: Stmt<'_>, query: Option<view::Query<'_>>) {
    let found = statement.name();
    let frame = query.map(|query| query::lower_query(cx, query));
    let table = found.map(|found| name::lower(cx, found));
    if let (Some(frame), Some(last)) = (&frame, table.as_ref().and_then(|table| table.last())) {
        let view = TempView { name: last, global: false, frame: Some(Arc::clone(frame)) };
        Arc::make_mut(&mut cx.session).add_view(view);
    }
    let range = statement.range();
    let at = found.map_or(TextRange::at(range.start()), |found| head(range, found.range()));
    cx.record(at, What::Cache { frame, table: table.map(Box::new), drop: matches!(statement, Stmt::Uncache(_)) });
}

/// DECLARE VARIABLE.
pub(super) fn lower_declare(cx: &mut Lowerer<'_>, declare: view::Declare<'_>) {
    let names = declare.names().filter(|name| name.object_kind() == ObjectKind::Variable);
    let names: Vec<_> = names.filter_map(|found| name::lower(cx, found).last()).collect();
    let session = Arc::make_mut(&mut cx.session);
    session.variables.extend(names.into_iter().map(|name| SmolStr::new(name.to_lowercase())));
}
