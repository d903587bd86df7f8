//! A variable, job cluster or environment that nothing uses.

use std::collections::HashSet;

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Entry, Job, Mention, View, references};

use crate::shared::findings::{Finding, collect_views, delete_entry, report};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unused-definition",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A variable, job cluster or environment that nothing in the bundle uses",
    why: "Who reads the bundle looks for what depends on it, and a variable without a value has to be assigned all the same. \
          Take it out, or use it where it was meant to be used.",
    bad: Example::bundle("bundle:\n  name: shop\nvariables:\n  catalog:\n    default: main\n"),
    good: Example::bundle("bundle:\n  name: shop\nvariables:\n  catalog:\n    default: main\nresources:\n  pipelines:\n    events:\n      name: events\n      catalog: ${var.catalog}\n"),
    severity: Severity::Info,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/variables"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

/// Lists of a job, the key of their items, what an item is, and the field by which tasks use one.
const LISTS: [(&str, &str, &str); 2] =
    [("job_clusters", "job_cluster_key", "job cluster"), ("environments", "environment_key", "environment")];

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    // What uses it may be what could not be read, files that are generated later, or Python code.
    let is_partial = bundle.includes.iter().any(|include| include.paths.is_empty());
    if is_partial || bundle.is_broken() || bundle.has_python_resources() {
        return;
    }
    report_variables(cx, bundle);
    let collected = collect_views(bundle, |view, found| {
        for job in view.jobs() {
            for list in LISTS {
                judge_list(bundle, view, job, list, found);
            }
        }
    });
    for (finding, targets) in collected {
        // One target that uses it is enough.
        if targets.len() == bundle.views.len() {
            report(cx, bundle, finding);
        }
    }
}

fn report_variables(cx: &mut Cx<'_>, bundle: &Bundle) {
    let Some(declared) = bundle.base.get("variables") else { return };
    let used = find_used_variables(bundle);
    for entry in declared.entries().iter().filter(|entry| !used.contains(entry.key.as_str())) {
        let is_assigned = bundle.views.iter().filter_map(|view| view.target.as_ref()).any(|target| {
            target.value.at(&["variables", entry.key.as_str()]).is_some()
        });
        let is_only = declared.entries().len() == 1;
        let fix = (!is_assigned && !is_only).then(|| delete(bundle, entry)).flatten();
        let message = format!("nothing uses variable `{}`", entry.key);
        report(cx, bundle, Finding::new(entry.origin, message).fix(fix));
    }
}

/// The variables that any text of the bundle refers to; one that only looks like a reference counts, too.
fn find_used_variables(bundle: &Bundle) -> HashSet<String> {
    let mut used = HashSet::new();
    for file in &bundle.files {
        for Mention { scalar, .. } in file.mentions() {
            used.extend(references(&scalar.text).filter_map(|reference| reference.variable().map(String::from)));
            let mentions = scalar.text.match_indices("var.");
            used.extend(mentions.map(|(at, mention)| {
                let rest = &scalar.text[at + mention.len()..];
                let length = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(rest.len());
                rest[..length].to_string()
            }));
        }
    }
    used
}

fn judge_list(bundle: &Bundle, view: &View, job: &Job, (list, key, noun): (&str, &str, &str), found: &mut Vec<Finding>) {
    let Job { resource: job, tasks, .. } = job;
    let mut uses = Vec::new();
    for task in tasks {
        let Some(value) = task.value.get(key) else { continue };
        // A key that is not known may be any of them.
        let Some(text) = view.resolve(value) else { return };
        uses.push(text);
    }
    // Without a single task in sight, tasks are written where nobody sees them.
    if tasks.is_empty() || tasks.iter().any(|task| task.value.entries().is_empty()) {
        return;
    }
    let items = view.list(&job.value, list);
    for item in &items {
        let (Some(name), Some(value)) = (view.text(item, key), item.get(key)) else { continue };
        if uses.contains(&name) {
            continue;
        }
        let is_only = items.len() == 1;
        let fix = (!is_only && item.others.is_empty()).then(|| delete_item(bundle, item)).flatten();
        let message = format!("no task of job `{}` uses {noun} `{name}`", job.key);
        found.push(Finding::new(value.origin, message).fix(fix));
    }
}

fn delete(bundle: &Bundle, entry: &Entry) -> Option<Fix> {
    let file = bundle.file(entry.origin.file);
    let is_whole = entry.value.others.is_empty() && entry.value.origin.file == entry.origin.file;
    let edit = is_whole.then(|| delete_entry(&file.text, entry.origin.range, entry.value.origin.range)).flatten()?;
    Some(Fix::unsafe_(format!("take `{}` out", entry.key), vec![edit]))
}

/// An item of a list with its dash.
fn delete_item(bundle: &Bundle, item: &brickline_model::bundle::Value) -> Option<Fix> {
    let text = &bundle.file(item.origin.file).text;
    let start = item.origin.range.start() as usize;
    let dash = text[..start].trim_end_matches(' ').strip_suffix('-')?.len();
    let whole = brickline_syntax::TextRange::from_usize(dash, item.origin.range.end() as usize);
    let edit: Edit = delete_entry(text, whole, whole)?;
    Some(Fix::unsafe_("take it out", vec![edit]))
}
