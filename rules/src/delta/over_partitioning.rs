//! Too many partitions: too many columns, or one with too many values.

use brickline_analysis::{Check, Cx, Domain, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::operation::{Kind, Operation};

use crate::shared::partitioning::{cluster_instead, find_excess, find_partitionings};

/// The rule.
pub static RULE: Rule = Rule {
    name: "over-partitioning",
    group: Group::Delta,
    on: &[Domain::Python, Domain::Sql],
    summary: "A table is partitioned by too many columns, or by one with too many values",
    why: "Every combination of values becomes a folder with files of its own. With a column of many values that is one small \
          file per row or minute, and reading the table means listing them all. Cluster by such columns instead: liquid \
          clustering keeps files large and skips as well.",
    bad: Example::sql("CREATE TABLE main.silver.events (event_id STRING, day DATE) PARTITIONED BY (event_id);\n"),
    good: Example::sql("CREATE TABLE main.silver.events (event_id STRING, day DATE) CLUSTER BY (event_id);\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &[
        "https://docs.databricks.com/aws/en/tables/partitions",
        "https://docs.databricks.com/aws/en/tables/clustering",
    ],
    options: &[],
    checks: &[Check::Operation(&[Kind::Write, Kind::StreamQuery, Kind::Definition, Kind::Dataset], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    for partitioning in find_partitionings(operation) {
        let Some((key, why)) = find_excess(cx, operation, &partitioning) else { continue };
        let fix =
            cluster_instead(cx, &partitioning).map(|edits| Fix::unsafe_("cluster by these columns instead", edits));
        let range = key.map_or(partitioning.range, |key| key.range);
        cx.report(range, format!("this makes too many partitions: {why}")).fix(fix);
    }
}
