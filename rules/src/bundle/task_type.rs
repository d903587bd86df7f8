//! A task that says not what to do, or too much.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Entry, TASK_TYPES, Task};

use crate::shared::findings::{Finding, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "task-type",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A task without a `*_task`, or with several; a `for_each_task` inside another, or with retries",
    why: "A task runs exactly one thing. The CLI does not check this, so the service refuses the job while \
          deploying. Retries belong to the task inside a `for_each_task`.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      tasks:\n        - task_key: load\n          max_retries: 1\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      tasks:\n        - task_key: load\n          max_retries: 1\n          notebook_task:\n            notebook_path: /Shared/load\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/job-task-types", "https://docs.databricks.com/aws/en/jobs/tasks/for-each"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

/// Settings that a `for_each_task` takes for the task inside it only.
const RETRIES: [&str; 3] = ["max_retries", "min_retry_interval_millis", "retry_on_timeout"];

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    let may_be_lost = bundle.is_broken() || bundle.has_python_resources();
    report_views(cx, bundle, |view, found| {
        for job in view.jobs() {
            for task in &job.tasks {
                judge(task, may_be_lost, found);
            }
        }
    });
}

fn judge(task: &Task, may_be_lost: bool, found: &mut Vec<Finding>) {
    // A reference that is not known may stand for anything.
    let entries = task.value.entries();
    if entries.is_empty() {
        return;
    }
    // What ends in `_task` and is no type is unknown-field's, and may be a type in disguise.
    let types: Vec<&Entry> = entries.iter().filter(|entry| entry.key.ends_with("_task")).collect();
    let name = task.key.as_deref().unwrap_or("?");
    match types[..] {
        [] if !may_be_lost => {
            let origin = task.value.find("task_key").map_or(task.value.head(), |entry| entry.value.origin);
            found.push(Finding::new(origin, format!("task `{name}` runs nothing: it has no `*_task`")));
        }
        [first, second, ..] if is_type(first) && is_type(second) => {
            let message = format!("task `{name}` has `{}` and `{}`: it takes one of them", first.key, second.key);
            found.push(Finding::new(second.origin, message).related(first.origin, "the other one"));
        }
        _ => {}
    }
    let Some(each) = task.value.find("for_each_task") else { return };
    if task.is_inner {
        found.push(Finding::new(each.origin, "a `for_each_task` cannot stand inside another"));
        return;
    }
    for entry in entries.iter().filter(|entry| RETRIES.contains(&entry.key.as_str())) {
        let message = format!("`{}` has no effect on a `for_each_task`: put it on the task inside", entry.key);
        found.push(Finding::new(entry.origin, message));
    }
}

fn is_type(entry: &Entry) -> bool {
    TASK_TYPES.contains(&entry.key.as_str())
}
