//! A production target whose jobs run as whoever deploys.

use brickline_analysis::{Check, Cx, Domain, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Target, View};

use crate::shared::findings::{Finding, report};
use crate::shared::insert::insert_entry;
use crate::shared::target::is_production;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-run-as",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A production target without `run_as`",
    why: "Without `run_as`, jobs and pipelines run as the person who deployed them: when that person loses access \
          or leaves, production stops. Set `run_as` to a service principal.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      name: nightly\ntargets:\n  prod:\n    mode: production\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      name: nightly\ntargets:\n  prod:\n    mode: production\n    run_as:\n      service_principal_name: 0c5a8c3e-2f0d-4a53-9d7b-6f2f0f3f9a11\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Display,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/run-as"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    let mut reported = Vec::new();
    for view in bundle.views.iter().filter(|view| is_production(view)) {
        let Some(target) = &view.target else { continue };
        if !has_deployer_resources(view) {
            continue;
        }
        let finding = match view.at(&["run_as"]).filter(|run_as| !run_as.is_null()) {
            None => {
                let message = format!("jobs and pipelines of target `{}` run as whoever deploys it", view.name());
                Finding::new(target.key, message).fix(insert_run_as(bundle, target))
            }
            Some(run_as) => {
                let Some(user) = run_as.get("user_name").filter(|user| view.resolve(user).is_some()) else { continue };
                let message = format!("jobs and pipelines of target `{}` run as a person", view.name());
                Finding::new(user.origin, message).severity(Severity::Info)
            }
        };
        if !reported.contains(&finding.origin) {
            reported.push(finding.origin);
            report(cx, bundle, finding);
        }
    }
}

fn insert_run_as(bundle: &Bundle, target: &Target) -> Option<Fix> {
    let lines = ["run_as:", "  service_principal_name: <application-id>"];
    let edit = insert_entry(bundle, target.key.file, &target.value, &lines)?;
    Some(Fix::display("add a `run_as` with the id of a service principal", vec![edit]))
}

/// Whether a job or pipeline says nothing of its own about whom it runs as.
fn has_deployer_resources(view: &View) -> bool {
    let resources = ["jobs", "pipelines"].iter().flat_map(|section| view.resources(section));
    resources.into_iter().any(|resource| resource.value.get("run_as").is_none())
}
