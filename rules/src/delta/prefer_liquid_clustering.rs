//! Partitions and Z-order on a new Delta table, where liquid clustering does both.

use brickline_analysis::{Check, Cx, Domain, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_analysis::index::table_key;
use brickline_model::operation::{
    DefinitionVerb, Kind, MaintenanceKind, Mode, Operation, Source, What, Write, WriteVia,
};

use crate::shared::partitioning::{cluster_instead, find_excess, find_partitionings};
use crate::shared::path;

/// The rule.
pub static RULE: Rule = Rule {
    name: "prefer-liquid-clustering",
    group: Group::Delta,
    on: &[Domain::Python, Domain::Sql],
    summary: "A Delta table is partitioned or Z-ordered where liquid clustering applies",
    why: "Databricks recommends liquid clustering for all new tables: keys can change without a rewrite, files keep a good \
          size whatever the values, and `OPTIMIZE` works incrementally. Partitions pay off for very large tables only.",
    bad: Example::sql("CREATE TABLE main.silver.orders (id BIGINT, day DATE) PARTITIONED BY (day);\n"),
    good: Example::sql("CREATE TABLE main.silver.orders (id BIGINT, day DATE) CLUSTER BY (day);\n"),
    severity: Severity::Info,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/tables/clustering"],
    options: &[],
    checks: &[Check::Operation(
        &[Kind::Write, Kind::StreamQuery, Kind::Definition, Kind::Dataset, Kind::Maintenance],
        check,
    )],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    if let What::Maintenance(maintenance) = &operation.what {
        if let MaintenanceKind::Optimize { zorder_range: Some(range), .. } = &maintenance.kind {
            let table = path::describe(&maintenance.target).unwrap_or("this table".to_string());
            cx.report(*range, format!("{table} is Z-ordered by hand where liquid clustering would keep it clustered"));
        }
        return;
    }
    for partitioning in find_partitionings(operation) {
        let is_finer = || find_excess(cx, operation, &partitioning).is_some();
        if !partitioning.is_delta() || !creates_table(cx, operation) || is_finer() {
            continue;
        }
        let fix =
            cluster_instead(cx, &partitioning).map(|edits| Fix::unsafe_("cluster by these columns instead", edits));
        let message = format!("this new Delta table is partitioned by {}, not clustered", partitioning.names());
        cx.report(partitioning.range, message).fix(fix);
    }
}

/// Whether the operation makes the table, as far as the project tells.
fn creates_table(cx: &Cx<'_>, operation: &Operation) -> bool {
    match &operation.what {
        What::Definition(table) => table.verb != DefinitionVerb::Alter,
        What::Dataset(_) => true,
        What::Write(write) => makes_what_it_writes(write) && !is_created_elsewhere(cx, &write.target, operation),
        What::StreamQuery(query) => !is_created_elsewhere(cx, &query.target, operation),
        _ => false,
    }
}

fn makes_what_it_writes(write: &Write) -> bool {
    let adds = matches!(write.mode.value(), Some(Mode::Replace)) || matches!(write.via, WriteVia::InsertInto);
    !adds && !matches!(write.via, WriteVia::Insert { .. } | WriteVia::CopyInto | WriteVia::Directory)
}

fn is_created_elsewhere(cx: &Cx<'_>, target: &Source, here: &Operation) -> bool {
    let Source::Table(name) = target else { return false };
    let Some(key) = table_key(name, &here.context.session, &cx.options.project) else { return false };
    cx.index.definitions(&key).iter().filter_map(|place| cx.index.operation(place)).any(|other| {
        matches!(&other.what, What::Definition(table) if table.verb != DefinitionVerb::Alter) && other.site != here.site
    })
}
