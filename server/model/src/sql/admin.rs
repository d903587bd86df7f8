//! Statements that keep house: maintenance, privileges, settings, USE, CACHE, DROP.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::sql::{self, Kind, Node, NodeKind, ObjectKind};
use smol_str::SmolStr;

use super::lowerer::{Lowerer, head, keywords};
use super::{name, query};
use crate::frame::Setting;
use crate::name::Securable;
use crate::operation::{ConfigScope, ConfigSet, Grant, GrantVerb, Key, Maintenance, MaintenanceKind, Place, What};
use crate::session::TempView;
use crate::text::TextValue;
use crate::value::Value;

/// OPTIMIZE, VACUUM and the rest of maintenance.
pub(super) fn lower_maintenance(cx: &mut Lowerer<'_>, node: Node<'_>) {
    if let Some(clause) = node.child(NodeKind::Where) {
        query::lower_condition(cx, clause, Place::Filter, None);
    }
    name::record_all(cx, node);
    let Some(found) = name::find_name(node) else { return };
    let kind = match node.kind() {
        NodeKind::Optimize => {
            let zorder = node.child(NodeKind::ZOrderBy);
            MaintenanceKind::Optimize {
                zorder_by: zorder.map(|clause| name::keys(cx, clause)).unwrap_or_default(),
                zorder_range: zorder.map(|clause| cx.host(clause.range())),
            }
        }
        NodeKind::Vacuum => vacuum(cx, node),
        _ => {
            let word = node.first_token().map(|token| token.text().to_lowercase()).unwrap_or_default();
            MaintenanceKind::Other(SmolStr::new(word))
        }
    };
    let target = name::source(cx, found);
    cx.record(head(node, found.range()), What::Maintenance(Box::new(Maintenance { kind, target })));
}

fn vacuum(cx: &Lowerer<'_>, node: Node<'_>) -> MaintenanceKind {
    let number = node.child(NodeKind::Retain).and_then(|clause| clause.children().next());
    let retain_hours = match number.map(|number| cx.value(number)) {
        None => Setting::Absent,
        Some(Value::Int(hours)) => Setting::Set(hours as f64),
        Some(Value::Float(hours)) => Setting::Set(hours),
        Some(_) => Setting::Unknown,
    };
    MaintenanceKind::Vacuum {
        retain_hours,
        retain_range: number.map(|number| cx.host(number.range())),
        dry_run: node.child(NodeKind::DryRun).is_some(),
    }
}

/// GRANT, REVOKE, DENY.
pub(super) fn lower_grant(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let verb = match node.first_token().map(|token| token.kind()) {
        Some(Kind::REVOKE) => GrantVerb::Revoke,
        Some(Kind::DENY) => GrantVerb::Deny,
        _ => GrantVerb::Grant,
    };
    let securable = node.child(NodeKind::Securable);
    let object = securable.and_then(name::find_name);
    // `ON TABLE s.*` names a schema, whatever it says.
    let is_wildcard = securable.is_some_and(|securable| securable.text().ends_with('*'));
    if let Some(object) = object.filter(|_| !is_wildcard) {
        name::record(cx, object, Vec::new());
    }
    let privileges = node.children().filter(|child| child.kind() == NodeKind::Privilege).map(|privilege| Key {
        name: SmolStr::new(
            privilege.all_tokens().map(|token| token.text().to_uppercase()).collect::<Vec<_>>().join(" "),
        ),
        range: cx.host(privilege.range()),
    });
    let privileges = privileges.collect();
    let principals = node
        .children()
        .filter_map(sql::ObjectName::cast)
        .filter(|found| found.object_kind() == ObjectKind::Principal)
        .filter_map(|found| {
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
    cx.record(keywords(node), What::Grant(Box::new(grant)));
}

fn kind_of(securable: Option<Node<'_>>, object: Option<sql::ObjectName<'_>>) -> Securable {
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
pub(super) fn lower_set(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let (Some(key), Some(value)) = (node.child(NodeKind::ConfigKey), node.child(NodeKind::ConfigValue)) else { return };
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
fn config_value(cx: &Lowerer<'_>, node: Node<'_>) -> Value {
    let written = node.text();
    let trimmed = written.trim_matches(|letter| letter == '\'' || letter == '"');
    let inset = (written.len() - written.trim_start_matches(['\'', '"']).len()) as u32;
    let text: TextValue = cx.text(trimmed, node.range().start() + inset);
    if trimmed.contains("${") || trimmed.contains("{{") {
        return Value::Unknown;
    }
    Value::Text(Arc::new(text))
}

/// USE and SET CATALOG.
pub(super) fn lower_use(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let Some(found) = name::find_name(node) else {
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
    cx.record(found.range(), What::Use { securable, name: lowered });
}

/// DROP of anything.
pub(super) fn lower_drop(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let Some(found) = name::find_name(node) else { return };
    name::record(cx, found, Vec::new());
    let lowered = name::lower(cx, found);
    if let [part] = lowered.parts.as_slice()
        && let Some(text) = part.constant()
    {
        let session = Arc::make_mut(&mut cx.session);
        session.views.retain(|view: &TempView| !view.name.eq_ignore_ascii_case(&text));
    }
    let if_exists = node.tokens().any(|token| token.kind() == Kind::EXISTS);
    let drop = What::Drop { securable: name::securable(found.object_kind()), name: lowered, if_exists };
    cx.record(head(node, found.range()), drop);
}

/// CACHE TABLE and UNCACHE TABLE.
pub(super) fn lower_cache(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let found = name::find_name(node);
    let query = node.child(NodeKind::AsQuery).and_then(|clause| clause.children().next());
    let frame = query.map(|inner| query::lower(cx, inner));
    let table = found.map(|found| name::lower(cx, found));
    if let (Some(frame), Some(last)) = (&frame, table.as_ref().and_then(|table| table.last())) {
        let view = TempView { name: last, global: false, frame: Some(Arc::clone(frame)) };
        Arc::make_mut(&mut cx.session).add_view(view);
    }
    let at = found.map_or(TextRange::at(node.range().start()), |found| head(node, found.range()));
    cx.record(at, What::Cache { frame, table, drop: node.kind() == NodeKind::Uncache });
}

/// DECLARE VARIABLE.
pub(super) fn lower_declare(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let names =
        node.descendants().filter_map(sql::ObjectName::cast).filter(|name| name.object_kind() == ObjectKind::Variable);
    let names: Vec<_> = names.filter_map(|found| name::lower(cx, found).last()).collect();
    let session = Arc::make_mut(&mut cx.session);
    session.variables.extend(names.into_iter().map(|name| SmolStr::new(name.to_lowercase())));
}
