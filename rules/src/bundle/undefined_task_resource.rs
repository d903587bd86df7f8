//! A task that names a job cluster or environment which its job does not define.

use brickline_analysis::nearest::{find_nearest, suggest};
use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Job};

use crate::shared::findings::{Finding, replace_scalar, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "undefined-task-resource",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A `job_cluster_key` or `environment_key` that the job does not define",
    why: "The task has nothing to run on: the deployment fails, or the run does. Define the job cluster or environment in the \
          job, or correct the key.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      job_clusters:\n        - job_cluster_key: etl\n          new_cluster:\n            num_workers: 2\n      tasks:\n        - task_key: load\n          job_cluster_key: elt\n          notebook_task:\n            notebook_path: /Shared/load\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      job_clusters:\n        - job_cluster_key: etl\n          new_cluster:\n            num_workers: 2\n      tasks:\n        - task_key: load\n          job_cluster_key: etl\n          notebook_task:\n            notebook_path: /Shared/load\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/resources#job"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

/// The list of a job, the key of its items, and what an item is called.
const LISTS: [(&str, &str, &str); 2] =
    [("job_clusters", "job_cluster_key", "job cluster"), ("environments", "environment_key", "environment")];

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        for Job { resource: job, tasks, .. } in view.jobs() {
            for (list, key, noun) in LISTS {
                let defined = view.keys(&job.value, list, key);
                for task in tasks {
                    let Some((value, wanted)) = task.value.get(key).and_then(|value| Some((value, view.resolve(value)?)))
                    else {
                        continue;
                    };
                    if !defined.complete || defined.known.contains(&wanted) || bundle.is_broken() {
                        continue;
                    }
                    let known = || defined.known.iter().map(|key| key.as_str());
                    let message =
                        format!("job `{}` defines no {noun} `{wanted}`{}", job.key, suggest(&wanted, known()));
                    let fix = find_nearest(&wanted, known())
                        .and_then(|nearest| replace_scalar(value, format!("change to `{nearest}`"), nearest));
                    found.push(Finding::new(value.origin, message).fix(fix).related(job.origin, "the job"));
                }
            }
        }
    });
}
