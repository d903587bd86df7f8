//! A `{{...}}` in a job that stands for nothing.

use brickline_analysis::nearest::find_nearest;
use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Job, Keys, Task};
use brickline_model::facts::dynamic_value::{Known, look_up};

use crate::shared::dynamic::{Dynamic, each_dynamic, has_dynamic};
use crate::shared::findings::{Finding, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-dynamic-value",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A `{{...}}` reference to a parameter or task that the job lacks, or to a name that does not exist",
    why: "The service refuses a reference below a name that it knows, and passes any other on as plain text: the notebook gets \
          `{{job.parameters.dat}}` for a date. Refer to a parameter or task that the job has, by a name of the list.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      parameters:\n        - name: day\n          default: today\n      tasks:\n        - task_key: load\n          notebook_task:\n            notebook_path: /Workspace/Shared/load\n            base_parameters:\n              day: \"{{job.parameters.date}}\"\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      parameters:\n        - name: day\n          default: today\n      tasks:\n        - task_key: load\n          notebook_task:\n            notebook_path: /Workspace/Shared/load\n            base_parameters:\n              day: \"{{job.parameters.day}}\"\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/jobs/dynamic-value-references"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

/// What a job has for references to lead to.
struct Names {
    parameters: Keys,
    tasks: Keys,
}

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    if !has_dynamic(bundle) {
        return;
    }
    let may_be_lost = bundle.is_broken() || bundle.has_python_resources();
    report_views(cx, bundle, |view, found| {
        for Job { resource: job, tasks, .. } in view.jobs() {
            let mut names = Names {
                parameters: view.keys(&job.value, "parameters", "name"),
                tasks: find_keys(tasks),
            };
            names.parameters.complete &= !may_be_lost;
            names.tasks.complete &= !may_be_lost;
            each_dynamic(bundle, view, &job.value, &mut |dynamic, in_loop| {
                found.extend(judge(&names, dynamic, in_loop));
            });
        }
    });
}

fn find_keys(tasks: &[Task]) -> Keys {
    let known: Vec<_> = tasks.iter().filter_map(|task| task.key.clone()).collect();
    Keys { complete: known.len() == tasks.len(), known }
}

fn judge(names: &Names, dynamic: &Dynamic, in_loop: bool) -> Option<Finding> {
    let parts: Vec<&str> = dynamic.parts.iter().map(String::as_str).collect();
    let name = parts.join(".");
    if parts.first() == Some(&"input") {
        let message = "`{{input}}` has a value in the task of a `for_each_task` only";
        return (!in_loop).then(|| Finding::new(dynamic.origin, message));
    }
    let wrong = |what: &str, part: usize, keys: &Keys| {
        let wanted = *parts.get(part)?;
        if !keys.complete || keys.known.iter().any(|known| known == wanted) {
            return None;
        }
        let nearest = find_nearest(wanted, keys.known.iter().map(|known| known.as_str()));
        Some(report_part(dynamic, wanted, format!("the job has no {what} `{wanted}`"), nearest))
    };
    match look_up(&parts) {
        Known::Foreign => None,
        Known::No { part, choices } => {
            let wanted = parts.get(part).copied().unwrap_or_default();
            let nearest = find_nearest(wanted, choices.iter().copied()).filter(|_| !wanted.is_empty());
            Some(report_part(dynamic, wanted, format!("there is no `{{{{{name}}}}}`"), nearest))
        }
        Known::Yes => match parts[..] {
            ["job", "parameters", ..] => wrong("parameter", 2, &names.parameters),
            ["tasks", ..] => wrong("task", 1, &names.tasks),
            _ => None,
        },
    }
}

fn report_part(dynamic: &Dynamic, wanted: &str, message: String, nearest: Option<&str>) -> Finding {
    let Some(nearest) = nearest else { return Finding::new(dynamic.origin, message) };
    let fix = dynamic.find_part(wanted).map(|range| {
        Fix::unsafe_(format!("change to `{nearest}`"), vec![Edit::replace(range, nearest)])
    });
    Finding::new(dynamic.origin, format!("{message}; did you mean `{nearest}`?")).fix(fix)
}
