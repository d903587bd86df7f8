//! A `run_as` that names nobody, or two.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity, Written};
use brickline_model::bundle::{Bundle, Place, View};
use brickline_syntax::yaml::Mapping;

use crate::shared::findings::{Finding, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "run-as-identity",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A `run_as` with both identities or neither, or the legacy way of it",
    why: "`run_as` takes a user, a service principal or, for jobs, a group: exactly one of them. The CLI refuses \
          anything else.",
    bad: Example::bundle("bundle:\n  name: shop\nrun_as:\n  user_name: someone@shop.example\n  service_principal_name: 0c5a8c3e\n"),
    good: Example::bundle("bundle:\n  name: shop\nrun_as:\n  service_principal_name: 0c5a8c3e\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/run-as"],
    options: &[],
    checks: &[Check::Bundle(report_unsupported), Check::Place(check)],
};

const IDENTITIES: [&str; 3] = ["group_name", "service_principal_name", "user_name"];

fn report_unsupported(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| found.extend(find_unsupported(view)));
}

/// Resources that run as whoever deploys them, beside a `run_as` that names somebody who may be another.
fn find_unsupported(view: &View) -> Option<Finding> {
    let run_as = view.at(&["run_as"])?;
    let principal = run_as.find("service_principal_name").filter(|entry| !entry.value.is_null())?;
    let resource = DEPLOYER_ONLY.iter().find_map(|section| view.resources(section).into_iter().next())?;
    let message = format!("`{}` runs as whoever deploys it: this principal must be the one who does", resource.key);
    let finding = Finding::new(principal.origin, message).severity(Severity::Info);
    Some(finding.related(resource.origin, "the resource"))
}

/// The sections whose resources take no other identity.
const DEPLOYER_ONLY: [&str; 3] = ["apps", "model_serving_endpoints", "quality_monitors"];

fn check(cx: &mut Cx<'_>, _: &Written<'_>, place: &Place<'_>) {
    let Some(entry) = place.entry else { return };
    match entry.key.text.as_str() {
        "use_legacy_run_as" if place.value.node.as_str() == Some("true") => {
            let message = "the legacy way of `run_as` is deprecated: set it on each job";
            cx.report(entry.key_range, message).severity(Severity::Warning);
        }
        "run_as" if place.field.is_some() => {
            if let Some(message) = place.value.node.as_mapping().and_then(judge_identities) {
                cx.report(entry.key_range, message);
            }
        }
        _ => {}
    }
}

fn judge_identities(run_as: &Mapping) -> Option<String> {
    let is_given = |key: &&&str| run_as.get(key).is_some_and(|value| value.node.as_str().is_some_and(|text| !text.is_empty()));
    let given: Vec<&&str> = IDENTITIES.iter().filter(is_given).collect();
    let known = run_as.entries().iter().all(|entry| IDENTITIES.contains(&entry.key.text.as_str()));
    match given[..] {
        // A misspelt identity is unknown-field's.
        [] if known => Some("`run_as` names neither a user nor a service principal".into()),
        [first, second, ..] => Some(format!("`run_as` names a `{second}` and a `{first}`: it takes one of them")),
        _ => None,
    }
}
