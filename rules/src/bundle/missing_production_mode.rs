//! A target whose name says what it is for and whose mode does not.

use brickline_analysis::{Check, Cx, Domain, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Target, View};

use crate::shared::findings::{Finding, report};
use crate::shared::insert::insert_entry;
use crate::shared::target::has_production_name;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-production-mode",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A target named `prod` without `mode: production`, or named `dev` without `mode: development`",
    why: "`mode: production` makes the CLI check that nothing of a development setup is deployed; `mode: \
          development` puts the user's name before every resource and pauses schedules, so that developers do not \
          get in each other's way.",
    bad: Example::bundle("bundle:\n  name: shop\ntargets:\n  prod:\n    workspace:\n      host: https://shop.example\n"),
    good: Example::bundle("bundle:\n  name: shop\ntargets:\n  prod:\n    mode: production\n    workspace:\n      host: https://shop.example\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/deployment-modes"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    for view in &bundle.views {
        let Some(target) = &view.target else { continue };
        let Some(wanted) = find_wanted_mode(view) else { continue };
        let given = view.at(&["bundle", "mode"]);
        // Another mode that is a mode is a decision; whatever else stands there is for other rules.
        if given.is_some_and(|given| given.as_str() != Some("development") || wanted == "development") {
            continue;
        }
        let message = format!("target `{}` has no `mode: {wanted}`", view.name());
        report(cx, bundle, Finding::new(target.key, message).fix(insert_mode(bundle, target, wanted)));
    }
}

fn find_wanted_mode(view: &View) -> Option<&'static str> {
    let is_development = ["dev", "development"].iter().any(|name| view.name().eq_ignore_ascii_case(name));
    match has_production_name(view) {
        true => Some("production"),
        false => is_development.then_some("development"),
    }
}

fn insert_mode(bundle: &Bundle, target: &Target, mode: &str) -> Option<Fix> {
    let line = format!("mode: {mode}");
    let edit = insert_entry(bundle, target.key.file, &target.value, &[&line]).filter(|_| target.value.get("mode").is_none());
    edit.map(|edit| Fix::unsafe_(format!("add `{line}`"), vec![edit]))
}
