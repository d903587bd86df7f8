//! Ids, hosts, homes and catalogs of one workspace, where every target gets them.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, MergedPlace, Origin, has_reference, visit_view};
use brickline_syntax::TextRange;

use crate::shared::findings::{Finding, collect_views, report};
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
const HOSTS: [&str; 3] = [".cloud.databricks.com", ".azuredatabricks.net", ".gcp.databricks.com"];

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    let free = find_free_places(bundle);
    let collected = collect_views(bundle, |view, found| {
        visit_view(&bundle.schema, view, &mut |place| {
            let is_free = free.iter().any(|free| {
                free.file == place.value.origin.file && free.range.contains_range(place.value.origin.range)
            });
            if !is_free && let Some((what, fix)) = judge(bundle, place) {
                found.push(Finding::new(place.value.origin, what).fix(fix));
            }
        });
    });
    for (finding, targets) in collected {
        // Where a target puts something else in its place, it is no more than a default.
        if targets.len() == bundle.views.len() {
            report(cx, bundle, finding);
        }
    }
}

/// What stands under targets and variables may be of one workspace.
fn find_free_places(bundle: &Bundle) -> Vec<Origin> {
    let sections = ["targets", "environments", "variables"];
    let entries = bundle.files.iter().flat_map(|file| file.value.entries());
    entries.filter(|entry| sections.contains(&entry.key.as_str())).map(|entry| entry.value.origin).collect()
}

fn judge(bundle: &Bundle, place: &MergedPlace<'_>) -> Option<(String, Option<Fix>)> {
    let scalar = place.value.as_scalar()?;
    let (text, key) = (scalar.text.as_str(), place.path.last()?.as_str());
    if text.is_empty() || text.contains("{{") || text.contains(['<', '>']) {
        return None;
    }
    let replace = |with: String| {
        Some(Fix::display(format!("use `{with}`"), vec![Edit::replace(scalar.content, with)]))
    };
    if let Some((start, end)) = find_home(text) {
        let user = &text[start..end];
        let at = bundle.file(place.value.origin.file).text[scalar.content].find(user);
        let range = at.map(|at| TextRange::from_usize(at, at + user.len()).shift(scalar.content.start()));
        let with = "${workspace.current_user.userName}";
        let fix = range.map(|range| Fix::display(format!("use `{with}`"), vec![Edit::replace(range, with)]));
        return Some((format!("the home folder of `{user}` is written for all targets"), fix));
    }
    if has_reference(text) {
        return None;
    }
    if let Some((_, what)) = IDS.iter().find(|(field, _)| *field == key) {
        return Some((format!("the id of a {what} is written for all targets"), replace(format!("${{var.{key}}}"))));
    }
    let in_resources = place.path.first().is_some_and(|first| first == "resources");
    if in_resources && HOSTS.iter().any(|host| text.contains("://") && text.contains(host)) {
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
