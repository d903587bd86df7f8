//! A cluster without workers that is not set up as a single node.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use std::sync::Arc;

use brickline_model::bundle::{Bundle, Value, View};

use crate::shared::findings::{Finding, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "single-node-cluster",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "Zero workers without the settings of a single-node cluster",
    why: "A cluster with no workers runs no Spark job at all unless it is told to be a single node. Set \
          `is_single_node: true` with `kind: CLASSIC_PREVIEW`, or the three settings of before.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  clusters:\n    small:\n      spark_version: 16.4.x-scala2.12\n      num_workers: 0\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  clusters:\n    small:\n      spark_version: 16.4.x-scala2.12\n      num_workers: 0\n      spark_conf:\n        spark.databricks.cluster.profile: singleNode\n        spark.master: local[*]\n      custom_tags:\n        ResourceClass: SingleNode\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/compute/configure"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        found.extend(view.all_clusters().iter().filter_map(|cluster| judge(view, &cluster.value)));
    });
}

fn judge(view: &View, cluster: &Arc<Value>) -> Option<Finding> {
    let workers = cluster.find("num_workers")?;
    if view.resolve(&workers.value)?.parse::<i64>().ok()? > 0 || cluster.get("policy_id").is_some() {
        return None;
    }
    // What is not known may be what is wanted.
    let setting = |owner: &str, key: &str| match view.field(cluster, owner) {
        None => Some(String::new()),
        Some(owner) if owner.as_scalar().is_some() => None,
        Some(owner) => match owner.get(key) {
            None => Some(String::new()),
            Some(value) => view.resolve(value).map(String::from),
        },
    };
    let is_single = match cluster.get("is_single_node") {
        Some(value) => view.resolve(value)? == "true",
        None => false,
    };
    let is_set_up = setting("spark_conf", "spark.databricks.cluster.profile")? == "singleNode"
        && setting("spark_conf", "spark.master")?.starts_with("local")
        && setting("custom_tags", "ResourceClass")? == "SingleNode";
    let message = "no workers, and not set up as a single node: Spark jobs would never run";
    (!is_single && !is_set_up).then(|| Finding::new(workers.origin, message))
}
