//! A task, cluster or pipeline whose compute does not fit together.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Entry, Job, Resource, Value, View};

use crate::shared::findings::{Finding, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "task-compute",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "No compute where a task needs one, several at once, or sizes that contradict each other",
    why: "A Python, JAR or dbt task runs on a cluster, a job cluster or an environment, and on one of them only. \
          The service refuses anything else while deploying.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      tasks:\n        - task_key: load\n          spark_python_task:\n            python_file: /Workspace/load.py\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      environments:\n        - environment_key: main\n          spec:\n            environment_version: \"2\"\n      tasks:\n        - task_key: load\n          environment_key: main\n          spark_python_task:\n            python_file: /Workspace/load.py\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/job-task-types", "https://docs.databricks.com/aws/en/jobs/compute"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

/// The ways to name a cluster.
const CLUSTERS: [&str; 3] = ["existing_cluster_id", "job_cluster_key", "new_cluster"];

/// The types of tasks that do not run without compute.
const NEEDS: [&str; 5] =
    ["dbt_task", "python_wheel_task", "spark_jar_task", "spark_python_task", "spark_submit_task"];

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    let may_be_lost = bundle.is_broken() || bundle.has_python_resources();
    report_views(cx, bundle, |view, found| {
        for Job { resource: job, tasks, .. } in view.jobs() {
            for task in tasks {
                judge_task(&task.value, may_be_lost, found);
                if let Some(cluster) = view.field(&task.value, "new_cluster") {
                    judge_size(view, &cluster, found);
                }
            }
            for item in view.list(&job.value, "job_clusters") {
                if let Some(cluster) = view.field(&item, "new_cluster") {
                    judge_size(view, &cluster, found);
                }
            }
        }
        for cluster in view.resources("clusters") {
            judge_size(view, &cluster.value, found);
        }
        for pipeline in view.resources("pipelines") {
            judge_pipeline(view, &pipeline, found);
        }
    });
}

fn judge_task(task: &Value, may_be_lost: bool, found: &mut Vec<Finding>) {
    let given: Vec<&Entry> =
        task.entries().iter().filter(|entry| CLUSTERS.contains(&entry.key.as_str()) && !entry.value.is_null()).collect();
    if let [first, second, ..] = given[..] {
        let message = format!("`{}` and `{}` at once: a task takes one of them", first.key, second.key);
        found.push(Finding::new(second.origin, message).related(first.origin, "the other one"));
    }
    let Some(kind) = NEEDS.iter().find_map(|kind| task.find(kind)) else { return };
    let has_other = ["environment_key", "compute"].iter().any(|key| task.get(key).is_some());
    if given.is_empty() && !has_other && !may_be_lost {
        found.push(Finding::new(kind.origin, format!("`{}` has no cluster and no environment to run on", kind.key)));
    }
}

fn judge_size(view: &View, cluster: &Value, found: &mut Vec<Finding>) {
    let Some(autoscale) = cluster.find("autoscale").filter(|autoscale| !autoscale.value.is_null()) else { return };
    if let Some(fixed) = cluster.find("num_workers").filter(|fixed| !fixed.value.is_null()) {
        let message = "`num_workers` beside `autoscale`: a cluster takes one of them";
        found.push(Finding::new(fixed.origin, message).related(autoscale.origin, "the other one"));
    }
    let range = view.follow(&autoscale.value);
    let number = |key: &str| view.text(&range, key)?.parse::<i64>().ok();
    if let (Some(min), Some(max), Some(entry)) = (number("min_workers"), number("max_workers"), range.find("min_workers"))
        && min > max
    {
        found.push(Finding::new(entry.value.origin, format!("`min_workers` {min} is above `max_workers` {max}")));
    }
}

fn judge_pipeline(view: &View, pipeline: &Resource, found: &mut Vec<Finding>) {
    for cluster in view.list(&pipeline.value, "clusters") {
        judge_size(view, &cluster, found);
    }
    let is_serverless = view.text(&pipeline.value, "serverless").is_some_and(|text| text == "true");
    let clusters = pipeline.value.find("clusters").filter(|clusters| is_serverless && !clusters.value.items().is_empty());
    if let Some(clusters) = clusters {
        let message = format!("pipeline `{}` is serverless and takes no `clusters`", pipeline.key);
        found.push(Finding::new(clusters.origin, message));
    }
}
