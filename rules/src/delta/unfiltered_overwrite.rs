//! Overwrites that replace a whole partitioned or clustered table.

use brickline_analysis::index::table_key;
use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::Setting;
use brickline_model::operation::{Key, Kind, Mode, Operation, Source, What, Write, WriteVia};

/// Says which partitions an overwrite replaces.
const MODE_CONF: &str = "spark.sql.sources.partitionOverwriteMode";

/// The same as an option, and the condition that names the rows.
const SCOPES: &[&str] = &["partitionOverwriteMode", "replaceWhere", "replaceOn", "replaceUsing"];

/// The rule.
pub static RULE: Rule = Rule {
    name: "unfiltered-overwrite",
    group: Group::Delta,
    on: &[Domain::Python, Domain::Sql],
    summary: "An overwrite replaces all of a partitioned or clustered table",
    why: "Tables are partitioned or clustered because they grow by slices. An overwrite without `replaceWhere`, `REPLACE WHERE` \
          or dynamic partition overwrite replaces every slice, not only those that the new rows belong to.",
    bad: Example::py(
        "orders = spark.table(\"main.bronze.orders\")\norders.write.mode(\"overwrite\").partitionBy(\"day\").saveAsTable(\"main.silver.orders\")\n",
    ),
    good: Example::py(
        "orders = spark.table(\"main.bronze.orders\")\norders.write.mode(\"overwrite\").partitionBy(\"day\").option(\"replaceWhere\", \"day = '2026-01-01'\").saveAsTable(\"main.silver.orders\")\n",
    ),
    severity: Severity::Info,
    enabled: false,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/delta/selective-overwrite"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Write], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Write(write) = &operation.what else { return };
    let overwrites = write.mode.value() == Some(&Mode::Overwrite);
    let is_whole = !matches!(write.via, WriteVia::CreateAs | WriteVia::Directory | WriteVia::Insert { partition: true, .. });
    let is_scoped = SCOPES.iter().any(|option| !write.options.get(option).is_absent());
    if !overwrites || !is_whole || is_scoped || !operation.context.session.conf(MODE_CONF).is_absent() {
        return;
    }
    if let Some(layout) = find_layout(cx, operation, write) {
        cx.report(operation.site.name, format!("this replaces every row of a table that is {layout}"));
    }
}

/// How the table is laid out, by the write itself or by its definition in the project.
fn find_layout(cx: &Cx<'_>, operation: &Operation, write: &Write) -> Option<String> {
    if let Some(layout) = describe(&write.partition_by, &write.cluster_by) {
        return Some(layout);
    }
    let Source::Table(name) = &write.target else { return None };
    let key = table_key(name, &operation.context.session, &cx.options.project)?;
    let definitions = cx.index.definitions(&key).iter().filter_map(|place| cx.index.operation(place));
    definitions.into_iter().find_map(|definition| match &definition.what {
        What::Definition(table) => describe(&table.partition_by, &table.cluster_by),
        _ => None,
    })
}

fn describe(partition_by: &Setting<Vec<Key>>, cluster_by: &Setting<Vec<Key>>) -> Option<String> {
    let names = |keys: &[Key]| keys.iter().map(|key| format!("`{}`", key.name)).collect::<Vec<_>>().join(", ");
    let known = |keys: &Setting<Vec<Key>>, how: &str| {
        keys.value().filter(|keys| !keys.is_empty()).map(|keys| format!("{how} by {}", names(keys)))
    };
    known(partition_by, "partitioned").or_else(|| known(cluster_by, "clustered"))
}
