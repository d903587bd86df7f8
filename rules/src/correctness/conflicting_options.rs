//! Options that cannot go together, or that do nothing without each other.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::Setting;
use brickline_model::operation::{Definition, Key, Kind, Operation, OptionEntry, Options, What};
use brickline_model::session::Session;
use brickline_syntax::TextRange;

/// The rule.
pub static RULE: Rule = Rule {
    name: "conflicting-options",
    group: Group::Correctness,
    on: &[Domain::Python, Domain::Sql],
    summary: "Options that cannot go together are set together",
    why: "Some options exclude each other, and some need others beside them: a read cannot start at a version and at a time, a \
          table is partitioned or clustered, a JDBC read that is split needs the column, both bounds and a number of partitions. \
          Spark refuses the read or write.",
    bad: Example::py(
        "spark.read.option(\"versionAsOf\", 3).option(\"timestampAsOf\", \"2026-01-01\").table(\"main.silver.orders\").show()\n",
    ),
    good: Example::py("spark.read.option(\"timestampAsOf\", \"2026-01-01\").table(\"main.silver.orders\").show()\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/tables/history",
        "https://docs.databricks.com/aws/en/delta/selective-overwrite",
        "https://spark.apache.org/docs/latest/sql-data-sources-jdbc.html",
        "https://docs.databricks.com/aws/en/tables/clustering",
    ],
    options: &[],
    checks: &[Check::Operation(
        &[Kind::Read, Kind::Write, Kind::StreamQuery, Kind::Definition, Kind::Dataset],
        check,
    )],
};

/// Options of which only one may be set.
const EXCLUSIVE: &[(&str, &str)] = &[
    ("versionAsOf", "timestampAsOf"),
    ("startingVersion", "startingTimestamp"),
    ("subscribe", "subscribePattern"),
    ("dbtable", "query"),
    ("partitionColumn", "query"),
];

/// The options of a JDBC read that is split.
const SPLIT: &[&str] = &["partitionColumn", "lowerBound", "upperBound"];

/// Says which partitions an overwrite replaces, as an option and as a conf.
const OVERWRITE_MODE: &str = "partitionOverwriteMode";
const OVERWRITE_CONF: &str = "spark.sql.sources.partitionOverwriteMode";

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    match &operation.what {
        What::Read(read) => {
            check_pairs(cx, &read.options);
            if read.format.value().is_some_and(|format| format == "jdbc") {
                check_split(cx, &read.options);
            }
        }
        What::Write(write) => {
            check_schema(cx, &operation.context.session, &write.options);
            check_layout(cx, write.partition_site.as_ref().map(|site| site.name), &write.partition_by, &write.cluster_by);
        }
        What::StreamQuery(query) => check_pairs(cx, &query.options),
        What::Definition(table) => {
            check_pairs(cx, &table.options);
            if table.format.value().is_some_and(|format| format == "jdbc") {
                check_split(cx, &table.options);
            }
            check_layout(cx, table.partition_range, &table.partition_by, &table.cluster_by);
            check_auto(cx, table);
        }
        What::Dataset(dataset) => check_layout(cx, dataset.partition_range, &dataset.partition_by, &dataset.cluster_by),
        _ => {}
    }
}

fn check_pairs(cx: &mut Cx<'_>, options: &Options) {
    for (first, second) in EXCLUSIVE {
        if let (Some(first), Some(second)) = (find(options, first), find(options, second)) {
            report_pair(cx, first, second);
        }
    }
}

fn report_pair(cx: &mut Cx<'_>, first: &OptionEntry, second: &OptionEntry) {
    let is_first_later = first.key_range.start() > second.key_range.start();
    let (before, later) = if is_first_later { (second, first) } else { (first, second) };
    let message = format!("`{}` cannot go with `{}`", later.written, before.written);
    cx.report(later.key_range, message).related(before.key_range, "set here");
}

fn check_split(cx: &mut Cx<'_>, options: &Options) {
    let Some(given) = SPLIT.iter().find_map(|option| find(options, option)) else { return };
    let all = SPLIT.iter().chain(&["numPartitions"]);
    let missing: Vec<String> =
        all.filter(|option| options.get(option).is_absent()).map(|option| format!("`{option}`")).collect();
    if !missing.is_empty() && find(options, "query").is_none() {
        let message = format!("`{}` does nothing without {}", given.written, missing.join(" and "));
        cx.report(given.key_range, message);
    }
}

/// `overwriteSchema` replaces the whole table; so nothing that keeps some of it can stand beside it.
fn check_schema(cx: &mut Cx<'_>, session: &Session, options: &Options) {
    let Some(schema) = find(options, "overwriteSchema").filter(|entry| entry.given.value.as_flag() == Some(true)) else {
        return;
    };
    if let Some(condition) = find(options, "replaceWhere") {
        report_pair(cx, schema, condition);
    }
    let is_dynamic = |text: Option<smol_str::SmolStr>| text.is_some_and(|text| text.eq_ignore_ascii_case("dynamic"));
    match find(options, OVERWRITE_MODE) {
        Some(mode) if is_dynamic(mode.given.value.as_text()) => report_pair(cx, schema, mode),
        None if is_dynamic(session.conf(OVERWRITE_CONF).value().and_then(|value| value.as_text())) => {
            cx.report(schema.key_range, format!("`{}` cannot go with dynamic partition overwrite", schema.written));
        }
        _ => {}
    }
}

fn check_layout(
    cx: &mut Cx<'_>,
    partition: Option<TextRange>,
    partition_by: &Setting<Vec<Key>>,
    cluster_by: &Setting<Vec<Key>>,
) {
    let (Some(partition), Some([_, ..]), Some([key, ..])) =
        (partition, partition_by.value().map(Vec::as_slice), cluster_by.value().map(Vec::as_slice))
    else {
        return;
    };
    let is_partition_later = partition.start() > key.range.start();
    let (later, before) = if is_partition_later { (partition, key.range) } else { (key.range, partition) };
    cx.report(later, "a table is partitioned or clustered, not both").related(before, "said here");
}

/// `CLUSTER BY AUTO` names no column, and is clustering all the same.
fn check_auto(cx: &mut Cx<'_>, table: &Definition) {
    let (Some(partition), Some(cluster)) = (table.partition_range, table.cluster_range) else { return };
    if cx.text(cluster).to_ascii_uppercase().ends_with("AUTO") {
        let (later, before) = if partition.start() > cluster.start() { (partition, cluster) } else { (cluster, partition) };
        cx.report(later, "a table is partitioned or clustered, not both").related(before, "said here");
    }
}

fn find<'a>(options: &'a Options, key: &str) -> Option<&'a OptionEntry> {
    let entry = options.entries.iter().rev().find(|entry| entry.key.eq_ignore_ascii_case(key))?;
    let is_set = entry.always && !matches!(entry.given.value, brickline_model::value::Value::None);
    is_set.then_some(entry)
}
