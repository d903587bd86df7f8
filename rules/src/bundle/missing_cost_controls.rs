//! Clusters and jobs that nothing keeps from costing more than anyone meant.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Cluster, Resource, View};

use crate::shared::cluster::describe;
use crate::shared::findings::{Finding, report_views};
use crate::shared::given::{Given, given, is_given};

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-cost-controls",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A cluster without policy, tags and spot instances, or a job without timeout and limit of runs",
    why: "A policy or tags tell whose money a cluster spends, and spot instances cost a fraction of those on demand; a timeout \
          or `max_concurrent_runs` keeps a job that hangs from running for days.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  clusters:\n    shared:\n      spark_version: 16.4.x-scala2.12\n      node_type_id: Standard_D8ads_v5\n      num_workers: 2\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  clusters:\n    shared:\n      spark_version: 16.4.x-scala2.12\n      node_type_id: Standard_D8ads_v5\n      num_workers: 2\n      custom_tags:\n        team: sales\n"),
    severity: Severity::Info,
    enabled: false,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &[
        "https://docs.databricks.com/aws/en/lakehouse-architecture/cost-optimization/best-practices",
        "https://docs.databricks.com/aws/en/admin/clusters/policies",
    ],
    options: &[],
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        for cluster in view.all_clusters().iter().filter(|cluster| is_uncontrolled(view, cluster)) {
            let message = format!("{} has no policy, no tags, and no spot instances", describe(cluster));
            found.push(Finding::new(cluster.origin, message));
        }
        for job in view.resources("jobs").iter().filter(|job| is_unlimited(job)) {
            let message = format!("job `{}` has neither a timeout nor `max_concurrent_runs`", job.key);
            found.push(Finding::new(job.origin, message));
        }
    });
}

fn is_uncontrolled(view: &View, cluster: &Cluster) -> bool {
    let controls = ["policy_id", "custom_tags", "instance_pool_id"];
    !controls.iter().any(|key| is_given(&cluster.value, key)) && is_on_demand(view, cluster)
}

/// Whether all machines are surely on demand. AWS takes spot instances when nothing is said, the others do not.
fn is_on_demand(view: &View, cluster: &Cluster) -> bool {
    let clouds = ["aws_attributes", "azure_attributes", "gcp_attributes"];
    let Some(attributes) = clouds.iter().find_map(|cloud| view.field(&cluster.value, cloud)) else {
        let Given::Text(node) = given(view, &cluster.value, "node_type_id") else { return false };
        return !node.contains('.');
    };
    match given(view, &attributes, "availability") {
        Given::Absent => !is_given(&cluster.value, "aws_attributes") && !attributes.entries().is_empty(),
        Given::Unknown => false,
        Given::Text(availability) => availability.starts_with("ON_DEMAND"),
    }
}

fn is_unlimited(job: &Resource) -> bool {
    let limits = ["timeout_seconds", "max_concurrent_runs"];
    !job.value.entries().is_empty() && !limits.iter().any(|key| is_given(&job.value, key))
}
