//! A cluster without workers that is not set up as a single node.

use brickline_analysis::{Check, Cx, Domain, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use std::sync::Arc;

use brickline_model::bundle::{Bundle, Entry, Value, View};

use crate::shared::findings::{Finding, report_views};
use crate::shared::insert::insert_entry;

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
        found.extend(view.all_clusters().iter().filter_map(|cluster| judge(bundle, view, &cluster.value)));
    });
}

fn judge(bundle: &Bundle, view: &View, cluster: &Arc<Value>) -> Option<Finding> {
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
    let fix = set_up(bundle, workers, cluster);
    (!is_single && !is_set_up).then(|| Finding::new(workers.origin, message).fix(fix))
}

/// The three settings that every runtime knows, where none of them is begun.
fn set_up(bundle: &Bundle, workers: &Entry, cluster: &Value) -> Option<Fix> {
    let lines = [
        "spark_conf:",
        "  spark.databricks.cluster.profile: singleNode",
        "  spark.master: local[*]",
        "custom_tags:",
        "  ResourceClass: SingleNode",
    ];
    let is_begun = ["spark_conf", "custom_tags", "is_single_node"].iter().any(|key| cluster.get(key).is_some());
    let edit = insert_entry(bundle, workers.origin.file, cluster, &lines).filter(|_| !is_begun)?;
    Some(Fix::unsafe_("make it a single node", vec![edit]))
}
