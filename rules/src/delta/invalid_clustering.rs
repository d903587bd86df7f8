//! Clustering that Delta refuses.

use brickline_analysis::index::table_key;
use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::{Column, Setting};
use brickline_model::operation::{Definition, DefinitionVerb, Key, Kind, MaintenanceKind, Operation, Source, What};
use brickline_syntax::TextRange;

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-clustering",
    group: Group::Delta,
    on: &[Domain::Python, Domain::Sql],
    summary: "Clustering, Z-order or partition columns that Delta refuses",
    why: "Liquid clustering takes up to four columns, which the table must have. A clustered table cannot be Z-ordered, and \
          partition columns cannot be Z-order columns: `OPTIMIZE` fails.",
    bad: Example::sql("CREATE TABLE main.silver.orders (id BIGINT, day DATE) CLUSTER BY (customer);\n"),
    good: Example::sql("CREATE TABLE main.silver.orders (id BIGINT, day DATE) CLUSTER BY (day);\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &[
        "https://docs.databricks.com/aws/en/tables/clustering",
        "https://docs.databricks.com/aws/en/sql/language-manual/delta-optimize",
    ],
    options: &[],
    checks: &[Check::Operation(&[Kind::Definition, Kind::Write, Kind::Dataset, Kind::Maintenance], check)],
};

/// The most columns that a table can be clustered by.
const MOST: usize = 4;

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    match &operation.what {
        What::Definition(table) => {
            check_number(cx, &table.cluster_by);
            check_columns(cx, table, &table.cluster_by, "clustering");
            check_columns(cx, table, &table.partition_by, "partition");
        }
        What::Write(write) => check_number(cx, &write.cluster_by),
        What::Dataset(dataset) => check_number(cx, &dataset.cluster_by),
        What::Maintenance(maintenance) => {
            let MaintenanceKind::Optimize { zorder_by, zorder_range: Some(range) } = &maintenance.kind else { return };
            check_zorder(cx, operation, &maintenance.target, zorder_by, *range);
        }
        _ => {}
    }
}

fn check_number(cx: &mut Cx<'_>, keys: &Setting<Vec<Key>>) {
    let Some(keys) = keys.value() else { return };
    if let Some(key) = keys.get(MOST) {
        cx.report(key.range, format!("a table is clustered by at most {MOST} columns, not {}", keys.len()));
    }
}

/// Whether the columns that a new table spells have the keys. Of a nested column only the outermost is looked for.
fn check_columns(cx: &mut Cx<'_>, table: &Definition, keys: &Setting<Vec<Key>>, what: &str) {
    let columns: &[Column] = match (&table.query, table.columns.as_slice()) {
        (None, columns) => columns,
        (Some(query), []) => query.columns.as_deref().unwrap_or_default(),
        (Some(_), _) => &[],
    };
    let is_open = columns.is_empty() || columns.iter().any(|column| is_hole(&column.name));
    if is_open || table.verb == DefinitionVerb::Alter || table.clone_of.is_some() {
        return;
    }
    for key in keys.value().into_iter().flatten().filter(|key| !is_hole(&key.name)) {
        let root = key.name.split('.').next().unwrap_or_default().trim_matches('`');
        let is_there = |column: &Column| {
            column.name.eq_ignore_ascii_case(&key.name) || column.name.eq_ignore_ascii_case(root)
        };
        if !columns.iter().any(is_there) {
            cx.report(key.range, format!("the table has no column `{}`, which is a {what} column", key.name));
        }
    }
}

fn is_hole(name: &str) -> bool {
    name.is_empty() || name.contains(['{', '$'])
}

fn check_zorder(cx: &mut Cx<'_>, operation: &Operation, target: &Source, keys: &[Key], clause: TextRange) {
    let Source::Table(name) = target else { return };
    let Some(key) = table_key(name, &operation.context.session, &cx.options.project) else { return };
    let index = cx.index;
    let [place] = index.definitions(&key) else { return };
    let Some(What::Definition(table)) = index.operation(place).map(|operation| &operation.what) else { return };
    if table.cluster_by.value().is_some_and(|keys| !keys.is_empty()) {
        let message = format!("`{}` is clustered, so it cannot be Z-ordered", name.display());
        cx.report(clause, message).related_in(std::sync::Arc::clone(&place.file), place.range, "clustered here");
        return;
    }
    let partitions = table.partition_by.value().map(Vec::as_slice).unwrap_or_default();
    let is_partition = |key: &&Key| partitions.iter().any(|other| other.name.eq_ignore_ascii_case(&key.name));
    for key in keys.iter().filter(is_partition) {
        let message = format!("`{}` is a partition column, which cannot be a Z-order column", key.name);
        cx.report(key.range, message).related_in(std::sync::Arc::clone(&place.file), place.range, "partitioned here");
    }
}
