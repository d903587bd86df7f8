//! Ids, hosts, homes and catalogs of one workspace, where every target gets them.

use std::collections::{HashMap, HashSet};

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, FileId, Origin, each_node, has_reference, visit_view};
use brickline_syntax::TextRange;
use brickline_syntax::yaml::Scalar;

use crate::shared::findings::{Finding, report};
use crate::shared::words::split_words;

/// The rule.
pub static RULE: Rule = Rule {
    name: "hardcoded-resource-id",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "An id, host, home folder or catalog of one workspace is written where all targets get it",
    why: "Every workspace has other ids: a bundle with those of one cannot be deployed to another, and a home folder or a \
          `dev` catalog makes production depend on a person or on test data. Use a variable with a value per target or a \
          `lookup`, `${workspace.current_user.userName}`, or a reference to the resource if the bundle has it.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  dashboards:\n    sales:\n      display_name: Sales\n      warehouse_id: 1a2b3c4d5e6f7081\n"),
    good: Example::bundle("bundle:\n  name: shop\nvariables:\n  warehouse_id:\n    lookup:\n      warehouse: Shared\nresources:\n  dashboards:\n    sales:\n      display_name: Sales\n      warehouse_id: ${var.warehouse_id}\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Display,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/variables"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

/// The fields that hold the id of something, and what that is. `existing_cluster_id` is all-purpose-compute-in-job's.
const IDS: [(&str, &str); 8] = [
    ("warehouse_id", "SQL warehouse"),
    ("cluster_id", "cluster"),
    ("policy_id", "cluster policy"),
    ("instance_pool_id", "instance pool"),
    ("driver_instance_pool_id", "instance pool"),
    ("dashboard_id", "dashboard"),
    ("job_id", "job"),
    ("pipeline_id", "pipeline"),
];

const STAGES: [&str; 5] = ["dev", "test", "stage", "qa", "prod"];
/// The sections whose values may be of one workspace.
const FREE: [&str; 3] = ["targets", "environments", "variables"];
const HOSTS: [&str; 3] = [".cloud.databricks.com", ".azuredatabricks.net", ".gcp.databricks.com"];

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    let written = find_written(bundle);
    if written.is_empty() {
        return;
    }
    // Where a target puts something else in its place, it is no more than a default.
    let mut seen: HashMap<Origin, usize> = HashMap::new();
    for view in &bundle.views {
        let mut here = HashSet::new();
        visit_view(&bundle.schema, view, &mut |place| {
            here.insert(place.value.origin);
        });
        here.into_iter().for_each(|origin| *seen.entry(origin).or_default() += 1);
    }
    for finding in written {
        if seen.get(&finding.origin) == Some(&bundle.views.len()) {
            report(cx, bundle, finding);
        }
    }
}

/// What is written where all targets get it. What stands under targets and variables may be of one workspace.
fn find_written(bundle: &Bundle) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in bundle.file_ids() {
        each_node(&bundle.file(file).document, &mut |path, node| {
            let is_free = path.first().is_none_or(|first| FREE.contains(first));
            if let Some(scalar) = node.as_scalar().filter(|_| !is_free)
                && let Some((message, fix)) = judge(bundle, file, path, scalar)
            {
                found.push(Finding::new(Origin { file, range: node.range }, message).fix(fix));
            }
        });
    }
    found
}

fn judge(bundle: &Bundle, file: FileId, path: &[&str], scalar: &Scalar) -> Option<(String, Option<Fix>)> {
    let (text, key) = (scalar.text.as_str(), *path.last()?);
    let replace = |with: String| {
        Some(Fix::display(format!("use `{with}`"), vec![Edit::replace(scalar.content, with)]))
    };
    if let Some((start, end)) = find_home(text) {
        let user = &text[start..end];
        let at = bundle.file(file).text[scalar.content].find(user);
        let range = at.map(|at| TextRange::from_usize(at, at + user.len()).shift(scalar.content.start()));
        let with = "${workspace.current_user.userName}";
        let fix = range.map(|range| Fix::display(format!("use `{with}`"), vec![Edit::replace(range, with)]));
        return Some((format!("the home folder of `{user}` is written for all targets"), fix));
    }
    // References, dynamic values, and what is still to be filled in.
    if text.is_empty() || text.contains(['<', '>']) || text.contains("{{") || text.contains("${") {
        return None;
    }
    if let Some((_, what)) = IDS.iter().find(|(field, _)| *field == key) {
        return Some((format!("the id of a {what} is written for all targets"), replace(format!("${{var.{key}}}"))));
    }
    let in_resources = path.first().is_some_and(|first| *first == "resources");
    if in_resources && text.contains("://") && HOSTS.iter().any(|host| text.contains(host)) {
        return Some(("the address of a workspace is written for all targets".into(), replace("${workspace.host}".into())));
    }
    if in_resources && matches!(key, "catalog" | "catalog_name") && is_of_stage(text) {
        return Some((format!("catalog `{text}` is written for all targets"), replace("${var.catalog}".into())));
    }
    None
}

/// Where a person's name stands in `/Users/<mail>`.
fn find_home(text: &str) -> Option<(usize, usize)> {
    let start = text.find("/Users/")? + "/Users/".len();
    let name = text[start..].split('/').next()?;
    let is_mail = name.split_once('@').is_some_and(|(who, host)| !who.is_empty() && host.contains('.'));
    (is_mail && !has_reference(name)).then_some((start, start + name.len()))
}

fn is_of_stage(catalog: &str) -> bool {
    let words = split_words(catalog);
    [words.first(), words.last()].iter().flatten().any(|word| STAGES.contains(&word.as_str()))
}
