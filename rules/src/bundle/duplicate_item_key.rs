//! One key for two items of a list, or for two resources.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity, Written};
use std::collections::HashMap;

use brickline_model::bundle::{Bundle, Origin, Place};

use brickline_syntax::TextRange;

use crate::shared::findings::{Finding, report};

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-item-key",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "One `task_key`, `job_cluster_key`, `environment_key`, parameter name or resource key given twice",
    why: "The CLI merges list items of one key without a word, so one task silently takes over parts of the other. \
          Two resources of one key are refused.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      tasks:\n        - task_key: load\n          notebook_task:\n            notebook_path: /Shared/a\n        - task_key: load\n          notebook_task:\n            notebook_path: /Shared/b\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      tasks:\n        - task_key: load\n          notebook_task:\n            notebook_path: /Shared/a\n        - task_key: save\n          notebook_task:\n            notebook_path: /Shared/b\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/overrides"],
    options: &[],
    checks: &[Check::Place(report_items), Check::Bundle(report_resources)],
};

/// A list of a job, the key of its items, and what an item is called.
const KEYED: [(&str, &str, &str); 4] = [
    ("environments", "environment_key", "environment"),
    ("job_clusters", "job_cluster_key", "job cluster"),
    ("parameters", "name", "parameter"),
    ("tasks", "task_key", "task"),
];

/// Items of one list as it is written: a target's list is another one.
fn report_items(cx: &mut Cx<'_>, _: &Written<'_>, place: &Place<'_>) {
    let (Some((_, owner)), Some(entry)) = (place.owner, place.entry) else { return };
    let keyed = KEYED.iter().find(|(list, ..)| entry.key.text == *list).filter(|_| owner.name == "resources.Job");
    let (Some((_, key, noun)), Some(items)) = (keyed, place.value.node.as_sequence()) else { return };
    let mut places: HashMap<&str, TextRange> = HashMap::new();
    for value in items.iter().filter_map(|item| item.node.as_mapping()?.get(key)) {
        let Some(text) = value.node.as_str() else { continue };
        match places.get(text) {
            Some(first) => {
                let message = format!("{noun} `{text}` is already there: the CLI merges both into one");
                cx.report(value.range(), message).related(*first, "the other one");
            }
            None => drop(places.insert(text, value.range())),
        }
    }
}

fn report_resources(cx: &mut Cx<'_>, bundle: &Bundle) {
    let mut found = Vec::new();
    find_duplicate_resources(bundle, &mut found);
    for finding in found {
        report(cx, bundle, finding);
    }
}

/// Keys that two types of resources share, or two files.
fn find_duplicate_resources(bundle: &Bundle, found: &mut Vec<Finding>) {
    let mut places: HashMap<&str, (&str, Origin)> = HashMap::new();
    for file in &bundle.files {
        for section in file.value.get("resources").map_or(&[][..], |resources| resources.entries()) {
            for resource in section.value.entries() {
                match places.get(resource.key.as_str()) {
                    Some((first, origin)) => {
                        let message = format!("resource key `{}` is already used in `resources.{first}`", resource.key);
                        found.push(Finding::new(resource.origin, message).related(*origin, "the other one"));
                    }
                    None => drop(places.insert(&resource.key, (&section.key, resource.origin))),
                }
            }
        }
    }
    for script in bundle.base.get("scripts").map_or(&[][..], |scripts| scripts.entries()) {
        if let Some((section, origin)) = places.get(script.key.as_str()) {
            let message = format!("script key `{}` is already used in `resources.{section}`", script.key);
            found.push(Finding::new(script.origin, message).related(*origin, "the other one"));
        }
    }
}
