//! A task of a job that runs on an all-purpose cluster.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::Bundle;

use crate::shared::findings::{Finding, collect_views, report_collected};
use crate::shared::target::is_development;

/// The rule.
pub static RULE: Rule = Rule {
    name: "all-purpose-compute-in-job",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A task of a job runs on an all-purpose cluster",
    why: "All-purpose compute costs several times as much per hour as job compute, and tasks share it with whoever works on \
          it. Give the job a job cluster, or let it run serverless. A target of `mode: development` may do as it likes.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      tasks:\n        - task_key: load\n          existing_cluster_id: 0101-120000-brick123\n          notebook_task:\n            notebook_path: /Workspace/Shared/load\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      tasks:\n        - task_key: load\n          notebook_task:\n            notebook_path: /Workspace/Shared/load\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/jobs/compute"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    let mut collected = collect_views(bundle, |view, found| {
        for job in view.jobs() {
            for task in &job.tasks {
                let Some(entry) = task.value.find("existing_cluster_id").filter(|entry| !entry.value.is_null()) else {
                    continue;
                };
                let name = task.key.as_ref().map(|key| format!("task `{key}`")).unwrap_or("this task".into());
                found.push(Finding::new(entry.value.origin, format!("{name} runs on an all-purpose cluster")));
            }
        }
    });
    // While developing, a running cluster saves time; what other targets do is what counts.
    let is_dev = |name: &str| bundle.views.iter().any(|view| view.name() == name && is_development(view));
    if !bundle.views.iter().all(is_development) {
        collected.retain(|(_, targets)| !targets.iter().all(|target| is_dev(target)));
    }
    report_collected(cx, bundle, collected);
}
