//! A task that waits for one which is not there, for itself, or in a circle.

use std::collections::HashSet;
use std::sync::Arc;

use brickline_analysis::nearest::{find_nearest, suggest};
use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Job, Resource, Task, Value, View};
use smol_str::SmolStr;

use crate::shared::findings::{Finding, replace_scalar, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-dependency",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A `depends_on` that names no task of the job, the task itself, or closes a circle",
    why: "The service refuses such a job while deploying. An `outcome` is only there for `condition_task`.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      tasks:\n        - task_key: ingest\n          notebook_task:\n            notebook_path: /Shared/ingest\n        - task_key: load\n          depends_on:\n            - task_key: ingets\n          notebook_task:\n            notebook_path: /Shared/load\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      tasks:\n        - task_key: ingest\n          notebook_task:\n            notebook_path: /Shared/ingest\n        - task_key: load\n          depends_on:\n            - task_key: ingest\n          notebook_task:\n            notebook_path: /Shared/load\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/jobs/run-if"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        for Job { resource: job, tasks, .. } in view.jobs() {
            let tasks: Vec<&Task> = tasks.iter().filter(|task| !task.is_inner).collect();
            let edges: Vec<Edge> = find_edges(view, &tasks);
            let is_complete = || view.keys(&job.value, "tasks", "task_key").complete && !bundle.is_broken();
            for edge in &edges {
                found.extend(judge(job, &tasks, edge, &is_complete));
            }
            found.extend(find_circle(&tasks, &edges));
        }
    });
}

/// One entry of a `depends_on`.
struct Edge {
    /// The task that waits, by its place in the list.
    from: usize,
    /// The key of the task that it waits for.
    wanted: SmolStr,
    /// That task, by its place in the list; of several of one key the first.
    to: Option<usize>,
    /// Where that is written.
    key: Arc<Value>,
    /// The outcome that it waits for, if any.
    outcome: Option<Arc<Value>>,
}

fn find_edges(view: &View, tasks: &[&Task]) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (from, task) in tasks.iter().enumerate() {
        for item in view.list(&task.value, "depends_on") {
            if let (Some(key), Some(wanted)) = (item.get("task_key"), view.text(&item, "task_key")) {
                let to = tasks.iter().position(|task| task.key.as_ref() == Some(&wanted));
                edges.push(Edge { from, wanted, to, key: key.clone(), outcome: item.get("outcome").cloned() });
            }
        }
    }
    edges
}

fn judge(job: &Resource, tasks: &[&Task], edge: &Edge, is_complete: &dyn Fn() -> bool) -> Option<Finding> {
    let wanted = edge.wanted.as_str();
    if tasks[edge.from].key.as_deref() == Some(wanted) {
        return Some(Finding::new(edge.key.origin, format!("task `{wanted}` waits for itself")));
    }
    let Some(to) = edge.to else {
        let known = || tasks.iter().filter_map(|task| task.key.as_deref());
        let message = format!("job `{}` has no task `{wanted}`{}", job.key, suggest(wanted, known()));
        let fix = find_nearest(wanted, known())
            .and_then(|nearest| replace_scalar(&edge.key, format!("change to `{nearest}`"), nearest));
        return is_complete().then(|| Finding::new(edge.key.origin, message).fix(fix));
    };
    let outcome = edge.outcome.as_ref().filter(|_| tasks[to].value.get("condition_task").is_none())?;
    Some(Finding::new(outcome.origin, format!("task `{wanted}` is no condition task and has no outcome")))
}

/// The dependency that closes a circle, with the steps that lead to it.
fn find_circle(tasks: &[&Task], edges: &[Edge]) -> Option<Finding> {
    // Tasks that wait for earlier ones only, as most are written, wait in no circle.
    if edges.iter().all(|edge| edge.to.is_none_or(|to| to < edge.from)) {
        return None;
    }
    let mut next: Vec<Vec<&Edge>> = vec![Vec::new(); tasks.len()];
    edges.iter().for_each(|edge| next[edge.from].push(edge));
    let mut done = HashSet::new();
    for start in 0..tasks.len() {
        // The way from `start`: tasks, each with the edges that are still to be tried.
        let mut way: Vec<(usize, Vec<&Edge>)> = vec![(start, next[start].clone())];
        while let Some((at, pending)) = way.last_mut() {
            let at = *at;
            let Some(edge) = pending.pop() else {
                done.insert(at);
                way.pop();
                continue;
            };
            let Some(to) = edge.to.filter(|to| *to != at && !done.contains(to)) else { continue };
            if let Some(from) = way.iter().position(|(task, _)| *task == to) {
                let steps = way[from..].iter().map(|(task, _)| *task).chain([to]);
                let names: Vec<&str> = steps.filter_map(|task| tasks[task].key.as_deref()).collect();
                return Some(Finding::new(edge.key.origin, format!("tasks wait in a circle: {}", names.join(" → "))));
            }
            way.push((to, next[to].clone()));
        }
    }
    None
}
