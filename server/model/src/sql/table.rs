//! Tables, views, functions and their like, created or altered; datasets and flows where the text is a pipeline's source.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::sql::view::{self, FunctionBody, Partitioning, Stmt};
use brickline_syntax::sql::{ObjectKind, ObjectName};
use smol_str::SmolStr;

use super::lowerer::{Lowerer, column_of, head, keys_of, plain_name};
use super::{columns, expr, name, options, query, relation, rows, script, statement};
use crate::facts::config::{ValueKind, table_property};
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
pub(super) fn lower(cx: &mut Lowerer<'_>, written: view::Definition<'_>, function: Option<view::CreateFunction<'_>>) {
    let Some(found) = written.name() else { return name::record_all(cx, written.part()) };
    let at = head(written.range(), found.range());
    if written.is_temporary() && found.object_kind() == ObjectKind::Table {
        name::record_temporary(cx, found);
    } else {
        name::record(cx, found, Vec::new());
    }
    if let Some(other) = written.clone_of().and_then(|clause| clause.name()) {
        name::record(cx, other, Vec::new());
    }
    let definition = describe(cx, written, found, function);
    record_properties(cx, &definition.properties);
    record_options(cx, &definition.options);
    rows::record_definition(cx, written, function.and_then(|function| function.returned_columns()));
    if let Some(body) = function.and_then(|function| function.body()) {
        lower_body(cx, body);
    }
    if let Some(location) = &definition.location
        && let Value::Text(path) = &location.value
    {
        let path = Arc::clone(path);
        let place = written.clauses().location().map_or(at, |location| location.range());
        let format = definition.format.value().cloned();
        name::record_path(cx, path, place, PathRole::Location, format);
    }
    update_session(cx, &definition);
    if is_dataset(cx, written, &definition) {
        let dataset = dataset_of(written, &definition);
        cx.record(at, What::Dataset(Box::new(dataset)));
    }
    cx.record(at, What::Definition(Box::new(definition)));
}

fn describe(
    cx: &mut Lowerer<'_>,
    written: view::Definition<'_>,
    found: ObjectName<'_>,
    function: Option<view::CreateFunction<'_>>,
) -> Definition {
    let query = written.query().map(|query| query::lower_query(cx, query));
    let source = name::source(cx, found);
    let kind = found.object_kind();
    let clauses = written.clauses();
    let partitioned = clauses.partitioned_by();
    let cluster = clauses.cluster_by();
    let changed = written.action().map_or(clauses, |action| action.clauses());
    Definition {
        securable: name::securable(kind),
        verb: match written.verb() {
            view::DefinitionVerb::Create => DefinitionVerb::Create,
            view::DefinitionVerb::CreateOrReplace => DefinitionVerb::CreateOrReplace,
            view::DefinitionVerb::Alter => DefinitionVerb::Alter,
        },
        name: match source {
            Source::Table(lowered) => Some(lowered),
            _ => None,
        },
        temporary: kind == ObjectKind::TemporaryView || written.is_temporary(),
        if_not_exists: written.is_conditional(),
        columns: columns_of(cx, clauses),
        format: format(cx, clauses),
        format_range: format_clause(clauses).map(|clause| cx.host(clause.range())),
        partition_by: partitioned.map_or(Setting::Absent, |clause| partition_keys(cx, clause)),
        partition_range: partitioned.map(|clause| cx.host(clause.range())),
        cluster_by: cluster.map_or(Setting::Absent, |clause| Setting::Set(keys_of(cx, clause.columns()))),
        cluster_range: cluster.map(|clause| cx.host(clause.range())),
        options: clauses.options().map(|clause| options::entries(cx, clause.entries())).unwrap_or_default(),
        location: clauses.location().map(|value| cx.given(cx.value(value), value.range())),
        properties: properties_of(cx, written, found),
        comment: Tri::from(clauses.has_comment()),
        expectations: expectations(cx, changed, query.as_ref()),
        query,
        clone_of: written.clone_of().and_then(|clause| clause.name()).map(|found| name::lower(cx, found)),
        parameters: function.and_then(|function| function.parameters()).map(|list| list.columns().count() as u32),
    }
}

/// The columns of a table; a partition column with its type is a column of its own.
fn columns_of(cx: &Lowerer<'_>, clauses: view::Clauses<'_>) -> Vec<crate::frame::Column> {
    if clauses.elements().is_some_and(|elements| elements.is_open()) {
        return Vec::new();
    }
    let columns = clauses.elements().into_iter().flat_map(|elements| elements.columns());
    let columns = columns.chain(clauses.partitioned_by().into_iter().flat_map(|clause| clause.columns()));
    columns.filter_map(|column| column_of(cx, column)).collect()
}

/// USING, or STORED AS with a format's name.
fn format_clause(clauses: view::Clauses<'_>) -> Option<view::Format<'_>> {
    clauses.using().or_else(|| clauses.stored_as()).filter(|clause| clause.name().is_some())
}

fn format(cx: &Lowerer<'_>, clauses: view::Clauses<'_>) -> Setting<SmolStr> {
    let Some(name) = format_clause(clauses).and_then(|clause| clause.name()) else {
        return if clauses.stored_as().is_some() { Setting::Unknown } else { Setting::Absent };
    };
    let text = plain_name(cx, &name.parts()).to_lowercase();
    if text.contains('{') { Setting::Unknown } else { Setting::Set(SmolStr::new(text)) }
}

fn partition_keys(cx: &Lowerer<'_>, clause: view::PartitionedBy<'_>) -> Setting<Vec<Key>> {
    let mut keys = Vec::new();
    for item in clause.items() {
        match item {
            Partitioning::Name(name) => keys.extend(keys_of(cx, [name])),
            Partitioning::Column(column) => keys.extend(keys_of(cx, column.name())),
            Partitioning::Other(_) => return Setting::Unknown,
        }
    }
    Setting::Set(keys)
}

/// TBLPROPERTIES, which ALTER sets in its action.
fn properties_of(cx: &Lowerer<'_>, written: view::Definition<'_>, found: ObjectName<'_>) -> Options {
    let clauses = written.action().map_or(written.clauses(), |action| action.clauses());
    match clauses.properties() {
        // What recipients of shares have is called properties too.
        Some(clause) if found.object_kind() != ObjectKind::Recipient => options::entries(cx, clause.entries()),
        _ => Options::default(),
    }
}

/// A definition that is planned and not run: nothing comes of it, but its parser refuses reserved properties all the same.
pub(super) fn lower_planned(cx: &mut Lowerer<'_>, written: view::Definition<'_>) {
    let Some(found) = written.name() else { return };
    let mut properties = properties_of(cx, written, found);
    let is_reserved =
        |name: &str| table_property(name).is_some_and(|known| known.value_type().kind == ValueKind::Reserved);
    properties.entries.retain(|entry| is_reserved(&entry.written));
    record_properties(cx, &properties);
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
fn lower_body(cx: &mut Lowerer<'_>, body: FunctionBody<'_>) {
    let session = Arc::clone(&cx.session);
    let known = std::mem::replace(&mut cx.knows_columns, false);
    match body {
        FunctionBody::Query(query) => {
            query::lower_query(cx, query);
        }
        FunctionBody::Expr(value) => {
            expr::lower(cx, value);
        }
        FunctionBody::Block(block) => script::lower(cx, Stmt::Block(block)),
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

fn expectations(cx: &mut Lowerer<'_>, clauses: view::Clauses<'_>, frame: Option<&Arc<Frame>>) -> Vec<Expectation> {
    for check in clauses.constraints().filter(|constraint| constraint.is_check()) {
        if let Some(condition) = check.condition() {
            let condition = expr::lower(cx, condition);
            cx.record_expression(condition, Place::Constraint, frame);
        }
    }
    let found = clauses.expectations().map(|expectation| {
        let name = expectation.name().map(|name| plain_name(cx, &[name]));
        let condition = expectation.condition().map(|condition| expr::lower(cx, condition));
        let condition = condition.map(|condition| cx.record_expression(condition, Place::Constraint, frame));
        Expectation { name, condition, range: cx.host(expectation.range()) }
    });
    found.collect()
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
fn is_dataset(cx: &Lowerer<'_>, written: view::Definition<'_>, definition: &Definition) -> bool {
    let makes = matches!(definition.securable, Securable::StreamingTable | Securable::MaterializedView);
    definition.verb != DefinitionVerb::Alter
        && (makes || written.is_live() || (cx.pipeline && definition.securable == Securable::View))
}

fn dataset_of(written: view::Definition<'_>, definition: &Definition) -> Dataset {
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
        private: definition.temporary || written.is_private(),
        head: None,
        returns: Tri::Yes,
    }
}

/// CREATE FLOW.
pub(super) fn lower_flow(cx: &mut Lowerer<'_>, flow: view::CreateFlow<'_>) {
    match flow.changes() {
        Some(changes) => lower_changes(cx, changes),
        None => statement::lower_parts(cx, Stmt::CreateFlow(flow)),
    }
}

/// AUTO CDC INTO, APPLY CHANGES INTO.
pub(super) fn lower_changes(cx: &mut Lowerer<'_>, changes: view::ApplyChanges<'_>) {
    let target = changes.target();
    let source = changes.from().map(|from| relation::lower_from(cx, from, columns::Wanted::Nothing));
    if let Some(target) = target {
        name::record(cx, target, Vec::new());
    }
    let flow = Flow {
        kind: FlowKind::AutoCdc,
        target: target.map(|target| name::lower(cx, target)),
        source,
        keys: Tri::from(changes.has_keys()),
        sequence: Tri::from(changes.has_sequence()),
        scd_type: changes
            .scd_type()
            .map_or(Setting::Absent, |value| Setting::Set(cx.given(cx.value(value), value.range()))),
    };
    let at = target.map_or(changes.range(), |target| head(changes.range(), target.range()));
    cx.record(at, What::Flow(Box::new(flow)));
}
