//! Classic compute for SQL and DataFrames that does not use Photon.

use brickline_analysis::{Check, Cx, Domain, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Cluster, ClusterHome, Resource, View};

use crate::shared::cluster::{describe, may_be_single_node};
use crate::shared::findings::{Finding, replace_scalar, report_views};
use crate::shared::given::{Given, given, is_given};
use crate::shared::insert::insert_entry;

/// The rule.
pub static RULE: Rule = Rule {
    name: "photon-not-enabled",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A classic cluster or pipeline runs SQL and DataFrames without Photon",
    why: "Photon runs most SQL and DataFrames faster on the same machines. It costs more per hour, so measure \
          both; short jobs, and those that spend their time in Python, gain little.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  pipelines:\n    events:\n      name: events\n      clusters:\n        - num_workers: 2\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  pipelines:\n    events:\n      name: events\n      photon: true\n      clusters:\n        - num_workers: 2\n"),
    severity: Severity::Info,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/compute/photon"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

/// How the node types with GPUs begin.
const GPU: [&str; 16] = [
    "g3", "g4dn", "g5", "g6", "gr6", "p2", "p3", "p4", "p5", "Standard_NC", "Standard_ND", "Standard_NV", "a2-", "a3-", "g2-", "a4-",
];
/// Tasks whose work is SQL or DataFrames as a rule.
const FRAME_TASKS: [&str; 4] = ["notebook_task", "spark_python_task", "python_wheel_task", "dbt_task"];

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        let clusters = view.all_clusters();
        found.extend(clusters.iter().filter_map(|cluster| judge_cluster(bundle, view, cluster)));
        for pipeline in view.resources("pipelines") {
            found.extend(judge_pipeline(bundle, view, &pipeline));
        }
    });
}

fn judge_cluster(bundle: &Bundle, view: &View, cluster: &Cluster) -> Option<Finding> {
    let is_exempt = cluster.home == ClusterHome::Pipeline
        || is_given(&cluster.value, "policy_id")
        || may_be_single_node(view, &cluster.value)
        || may_have_gpu(view, cluster)
        || is_real_time(view, cluster)
        || !runs_frames(view, cluster);
    let Given::Text(version) = given(view, &cluster.value, "spark_version") else { return None };
    if is_exempt || version.contains("-ml-") || version.contains("photon") || given(view, &cluster.value, "use_ml_runtime") != Given::Absent {
        return None;
    }
    match given(view, &cluster.value, "runtime_engine") {
        Given::Absent => {
            let line = "runtime_engine: PHOTON";
            let edit = insert_entry(bundle, cluster.origin.file, &cluster.value, &[line]);
            let fix = edit.map(|edit| Fix::unsafe_(format!("add `{line}`"), vec![edit]));
            Some(Finding::new(cluster.origin, format!("{} does not use Photon", describe(cluster))).fix(fix))
        }
        Given::Text(engine) if engine == "STANDARD" => {
            let value = cluster.value.get("runtime_engine")?;
            let fix = replace_scalar(value, "change to `PHOTON`", "PHOTON").filter(|_| value.as_str() == Some("STANDARD"));
            Some(Finding::new(value.origin, format!("{} does without Photon", describe(cluster))).fix(fix))
        }
        _ => None,
    }
}

/// Streams in real-time mode run without Photon.
fn is_real_time(view: &View, cluster: &Cluster) -> bool {
    let conf = view.field(&cluster.value, "spark_conf");
    conf.is_some_and(|conf| {
        conf.as_scalar().is_some() || is_given(&conf, "spark.databricks.streaming.realTimeMode.enabled")
    })
}

/// GPUs have no Photon, and what a pool is made of is not known here.
fn may_have_gpu(view: &View, cluster: &Cluster) -> bool {
    let node = given(view, &cluster.value, "node_type_id");
    let is_gpu = |node: &str| GPU.iter().any(|start| node.starts_with(start));
    is_given(&cluster.value, "instance_pool_id") || matches!(node, Given::Text(node) if is_gpu(&node))
}

/// Whether some task that the cluster is for works on SQL or DataFrames; people who share one surely do.
fn runs_frames(view: &View, cluster: &Cluster) -> bool {
    cluster.home == ClusterHome::AllPurpose
        || view
            .jobs()
            .filter(|job| job.resource.key == cluster.owner.key)
            .flat_map(|job| &job.tasks)
            .any(|task| FRAME_TASKS.iter().any(|kind| task.value.get(kind).is_some()))
}

fn judge_pipeline(bundle: &Bundle, view: &View, pipeline: &Resource) -> Option<Finding> {
    // Ingestion is serverless whatever the bundle says, and a gateway copies rows.
    let others = ["ingestion_definition", "gateway_definition"];
    let is_classic = matches!(given(view, &pipeline.value, "serverless"), Given::Absent) || given(view, &pipeline.value, "serverless").is("false");
    let has_policy = view.list(&pipeline.value, "clusters").iter().any(|cluster| is_given(cluster, "policy_id"));
    if !is_classic || has_policy || others.iter().any(|key| is_given(&pipeline.value, key)) || pipeline.value.entries().is_empty() {
        return None;
    }
    match given(view, &pipeline.value, "photon") {
        Given::Absent => {
            let edit = insert_entry(bundle, pipeline.origin.file, &pipeline.value, &["photon: true"]);
            let fix = edit.map(|edit| Fix::unsafe_("add `photon: true`", vec![edit]));
            Some(Finding::new(pipeline.origin, format!("pipeline `{}` does not use Photon", pipeline.key)).fix(fix))
        }
        Given::Text(text) if text == "false" => {
            let value = pipeline.value.get("photon")?;
            let fix = replace_scalar(value, "change to `true`", "true").filter(|_| value.as_str() == Some("false"));
            Some(Finding::new(value.origin, format!("pipeline `{}` does without Photon", pipeline.key)).fix(fix))
        }
        _ => None,
    }
}
