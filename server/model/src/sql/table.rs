//! Tables, views, functions and their like, created or altered; datasets and flows where the text is a pipeline's source.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::sql::{self, Kind, Node, NodeKind, ObjectKind};
use smol_str::SmolStr;

use super::lowerer::{Lowerer, column_of, head, plain_name};
use super::{name, options, query, rows, script};
use crate::frame::{Frame, Setting};
use crate::name::Securable;
use crate::operation::{
    ConfigScope, ConfigSet, Dataset, DatasetKind, Definition, DefinitionVerb, Expectation, Flow, FlowKind, Key,
    NamedHow, NamedText, Options, PathRole, Place, Source, What,
};
use crate::session::TempView;
use crate::text::TextValue;
use crate::tri::Tri;
use crate::value::Value;

/// CREATE of a table, view, function or anything else, and ALTER.
pub(super) fn lower(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let Some(found) = name::find_name(node) else { return name::record_all(cx, node) };
    let at = head(node, found.range());
    let is_temporary = node.tokens().any(|token| matches!(token.kind(), Kind::TEMPORARY | Kind::TEMP));
    if is_temporary && found.object_kind() == ObjectKind::Table {
        name::record_temporary(cx, found);
    } else {
        name::record(cx, found, Vec::new());
    }
    for other in node.descendants().filter(|inner| inner.kind() == NodeKind::CloneOf).filter_map(name::find_name) {
        name::record(cx, other, Vec::new());
    }
    let definition = describe(cx, node, found);
    record_properties(cx, &definition.properties);
    record_options(cx, &definition.options);
    rows::record_definition(cx, node);
    lower_body(cx, node);
    if let Some(location) = &definition.location
        && let Value::Text(path) = &location.value
    {
        let path = Arc::clone(path);
        let place =
            node.child(NodeKind::Location).map_or(at, |clause| clause.children().next().unwrap_or(clause).range());
        let format = definition.format.value().cloned();
        name::record_path(cx, path, place, PathRole::Location, format);
    }
    update_session(cx, &definition);
    if is_dataset(cx, node, &definition) {
        let dataset = dataset_of(node, &definition);
        cx.record(at, What::Dataset(Box::new(dataset)));
    }
    cx.record(at, What::Definition(Box::new(definition)));
}

fn describe(cx: &mut Lowerer<'_>, node: Node<'_>, found: sql::ObjectName<'_>) -> Definition {
    let query = node.child(NodeKind::AsQuery).and_then(|clause| clause.children().next());
    let query = query.map(|inner| query::lower(cx, inner));
    let source = name::source(cx, found);
    let words: Vec<_> = node.tokens().map(|token| token.kind()).collect();
    let kind = found.object_kind();
    let partitioned = node.child(NodeKind::PartitionedBy);
    let elements = node.child(NodeKind::TableElements);
    let action = node.child(NodeKind::Action);
    let cluster = node.child(NodeKind::ClusterBy);
    let location = node.child(NodeKind::Location).and_then(|clause| clause.children().next());
    Definition {
        securable: name::securable(kind),
        verb: verb(node),
        name: match source {
            Source::Table(lowered) => Some(lowered),
            _ => None,
        },
        temporary: kind == ObjectKind::TemporaryView || words.contains(&Kind::TEMPORARY) || words.contains(&Kind::TEMP),
        if_not_exists: words.contains(&Kind::IF),
        // A partition column with its type is a column of its own.
        columns: if elements.is_some_and(has_template) {
            Vec::new()
        } else {
            elements.into_iter().chain(partitioned).flat_map(|list| columns(cx, list)).collect()
        },
        format: format(cx, node),
        format_range: format_clause(node).map(|clause| cx.host(clause.range())),
        partition_by: partitioned.map_or(Setting::Absent, |clause| partition_keys(cx, clause)),
        partition_range: partitioned.map(|clause| cx.host(clause.range())),
        cluster_by: cluster.map_or(Setting::Absent, |clause| Setting::Set(name::keys(cx, clause))),
        cluster_range: cluster.map(|clause| cx.host(clause.range())),
        options: node.child(NodeKind::Options).map(|clause| options::entries(cx, clause)).unwrap_or_default(),
        location: location.map(|value| cx.given(cx.value(value), value.range())),
        // What recipients of shares have is called properties too.
        properties: if kind == ObjectKind::Recipient {
            Options::default()
        } else {
            properties(cx, action.unwrap_or(node))
        },
        comment: Tri::from(node.child(NodeKind::Comment).is_some()),
        expectations: expectations(cx, action.unwrap_or(node), query.as_ref()),
        query,
        clone_of: clone_source(cx, node),
        parameters: node.child(NodeKind::Parameters).map(|list| list.children().count() as u32),
    }
}

fn verb(node: Node<'_>) -> DefinitionVerb {
    let mut words = node.tokens().map(|token| token.kind());
    match words.next() {
        Some(Kind::ALTER) => DefinitionVerb::Alter,
        Some(Kind::CREATE) if words.next() != Some(Kind::OR) => DefinitionVerb::Create,
        _ => DefinitionVerb::CreateOrReplace,
    }
}

/// Whether a list of columns has more than is written here.
fn has_template(list: Node<'_>) -> bool {
    let is_open = |child: Node<'_>| matches!(child.kind(), NodeKind::Hole | NodeKind::Error | NodeKind::TooDeep);
    list.children().any(is_open) || list.tokens().any(|token| token.has_hole())
}

fn columns(cx: &Lowerer<'_>, list: Node<'_>) -> Vec<crate::frame::Column> {
    let columns = list.children().filter(|child| child.kind() == NodeKind::ColumnDef);
    columns.filter_map(|column| column_of(cx, column)).collect()
}

/// USING, or STORED AS with a format's name.
fn format_clause<'s>(node: Node<'s>) -> Option<Node<'s>> {
    node.child(NodeKind::Using)
        .or_else(|| node.child(NodeKind::StoredAs))
        .filter(|clause| clause.child(NodeKind::Name).is_some())
}

fn format(cx: &Lowerer<'_>, node: Node<'_>) -> Setting<SmolStr> {
    let Some(clause) = format_clause(node) else {
        return if node.child(NodeKind::StoredAs).is_some() { Setting::Unknown } else { Setting::Absent };
    };
    let text = clause.child(NodeKind::Name).map(|name| plain_name(cx, name).to_lowercase()).unwrap_or_default();
    if text.contains('{') { Setting::Unknown } else { Setting::Set(SmolStr::new(text)) }
}

fn partition_keys(cx: &Lowerer<'_>, clause: Node<'_>) -> Setting<Vec<Key>> {
    let mut keys = Vec::new();
    for child in clause.children() {
        let column = if child.kind() == NodeKind::ColumnDef { child.child(NodeKind::Name) } else { Some(child) };
        match column.filter(|column| matches!(column.kind(), NodeKind::Name | NodeKind::Column)) {
            Some(column) => keys.push(Key { name: plain_name(cx, column), range: cx.host(column.range()) }),
            None => return Setting::Unknown,
        }
    }
    Setting::Set(keys)
}

/// TBLPROPERTIES of a statement.
fn properties(cx: &Lowerer<'_>, node: Node<'_>) -> Options {
    node.child(NodeKind::Properties).map(|clause| options::entries(cx, clause)).unwrap_or_default()
}

/// OPTIONS give text to names, secrets among them.
fn record_options(cx: &mut Lowerer<'_>, options: &Options) {
    for entry in &options.entries {
        let Value::Text(text) = &entry.given.value else { continue };
        let named = NamedText {
            name: entry.written.clone(),
            text: Arc::clone(text),
            range: entry.given.range,
            how: NamedHow::Option,
        };
        let number = cx.operations.len();
        cx.record(TextRange::default(), What::NamedText(named));
        cx.operations[number].site.name = entry.key_range;
    }
}

/// What a function returns and what a procedure does: read when it is called, by names that are known now.
fn lower_body(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let session = Arc::clone(&cx.session);
    let known = std::mem::replace(&mut cx.knows_columns, false);
    for body in node.children() {
        match body.kind() {
            NodeKind::Return => {
                if let Some(value) = body.children().next() {
                    script::lower_value(cx, value);
                }
            }
            NodeKind::Block => script::lower(cx, body),
            _ => {}
        }
    }
    cx.knows_columns = known;
    cx.session = session;
}

fn record_properties(cx: &mut Lowerer<'_>, properties: &Options) {
    for entry in &properties.entries {
        let config = ConfigSet {
            key: Arc::new(TextValue::of(entry.written.clone(), None)),
            key_range: entry.key_range,
            value: entry.given.value.clone(),
            value_range: entry.given.range,
            scope: ConfigScope::TableProperty,
            format: None,
        };
        let number = cx.operations.len();
        cx.record(TextRange::default(), What::ConfigSet(Box::new(config)));
        cx.operations[number].site.name = entry.key_range;
    }
}

fn expectations(cx: &mut Lowerer<'_>, node: Node<'_>, frame: Option<&Arc<Frame>>) -> Vec<Expectation> {
    let elements = node.child(NodeKind::TableElements);
    let lists = elements.into_iter().chain([node]);
    let (checks, nodes): (Vec<_>, Vec<_>) = lists
        .flat_map(|list| list.children())
        .filter(|child| matches!(child.kind(), NodeKind::Expectation | NodeKind::Constraint))
        .partition(|child| child.kind() == NodeKind::Constraint);
    for check in checks.into_iter().filter(|check| check.token(Kind::CHECK).is_some()) {
        if let Some(condition) = check.children().find(|child| child.kind() != NodeKind::Name) {
            let condition = super::expr::lower(cx, condition);
            cx.record_expression(condition, Place::Constraint, frame);
        }
    }
    let found = nodes.into_iter().map(|expectation| {
        let name = expectation.child(NodeKind::Name).map(|name| plain_name(cx, name));
        let condition =
            expectation.children().find(|child| !matches!(child.kind(), NodeKind::Name | NodeKind::Violation));
        let condition = condition.map(|condition| super::expr::lower(cx, condition));
        let condition = condition.map(|condition| cx.record_expression(condition, Place::Constraint, frame));
        Expectation { name, condition, range: cx.host(expectation.range()) }
    });
    found.collect()
}

fn clone_source(cx: &Lowerer<'_>, node: Node<'_>) -> Option<crate::name::ObjectName> {
    node.child(NodeKind::CloneOf).and_then(name::find_name).map(|found| name::lower(cx, found))
}

fn update_session(cx: &mut Lowerer<'_>, definition: &Definition) {
    let Some(last) = definition.name.as_ref().and_then(|name| name.last()) else {
        if definition.temporary {
            Arc::make_mut(&mut cx.session).open = true;
        }
        return;
    };
    if !definition.temporary {
        return;
    }
    match definition.securable {
        Securable::Function => Arc::make_mut(&mut cx.session).functions.push(SmolStr::new(last.to_lowercase())),
        _ => {
            let global = definition.name.as_ref().is_some_and(|name| name.starts_with("global_temp"));
            let view = TempView { name: last, global, frame: definition.query.clone() };
            Arc::make_mut(&mut cx.session).add_view(view);
        }
    }
}

/// Streaming tables and materialized views, and views of a pipeline's own.
fn is_dataset(cx: &Lowerer<'_>, node: Node<'_>, definition: &Definition) -> bool {
    let makes = matches!(definition.securable, Securable::StreamingTable | Securable::MaterializedView);
    let is_live = node.tokens().any(|token| token.kind() == Kind::LIVE);
    definition.verb != DefinitionVerb::Alter
        && (makes || is_live || (cx.pipeline && definition.securable == Securable::View))
}

fn dataset_of(node: Node<'_>, definition: &Definition) -> Dataset {
    let kind = match definition.securable {
        Securable::StreamingTable => DatasetKind::StreamingTable,
        Securable::View => DatasetKind::View,
        _ => DatasetKind::MaterializedView,
    };
    Dataset {
        kind,
        name: definition.name.clone(),
        frame: definition.query.clone(),
        expectations: definition.expectations.clone(),
        expectations_known: true,
        properties: definition.properties.clone(),
        partition_by: definition.partition_by.clone(),
        partition_range: definition.partition_range,
        cluster_by: definition.cluster_by.clone(),
        comment: definition.comment,
        private: definition.temporary || node.tokens().any(|token| token.kind() == Kind::PRIVATE),
        head: None,
        returns: Tri::Yes,
    }
}

/// CREATE FLOW, AUTO CDC INTO, APPLY CHANGES INTO.
pub(super) fn lower_flow(cx: &mut Lowerer<'_>, node: Node<'_>) {
    let Some(changes) =
        [node].into_iter().chain(node.descendants()).find(|inner| inner.kind() == NodeKind::ApplyChanges)
    else {
        return super::statement::lower_parts(cx, node);
    };
    let target = name::find_name(changes);
    let source = changes
        .child(NodeKind::From)
        .map(|from| super::relation::lower_from(cx, from, super::columns::Wanted::Nothing));
    if let Some(target) = target {
        name::record(cx, target, Vec::new());
    }
    let scd_type = changes.child(NodeKind::StoredAs).and_then(|clause| clause.children().next());
    let flow = Flow {
        kind: FlowKind::AutoCdc,
        target: target.map(|target| name::lower(cx, target)),
        source,
        keys: Tri::from(
            changes
                .descendants()
                .any(|inner| inner.text().get(..4).is_some_and(|word| word.eq_ignore_ascii_case("keys"))),
        ),
        sequence: Tri::from(changes.child(NodeKind::SequenceBy).is_some()),
        scd_type: scd_type.map_or(Setting::Absent, |value| Setting::Set(cx.given(cx.value(value), value.range()))),
    };
    let at = target.map_or(changes.range(), |target| head(changes, target.range()));
    cx.record(at, What::Flow(Box::new(flow)));
}
