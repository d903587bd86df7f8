//! A variable without a value.

use brickline_analysis::nearest::suggest;
use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Assigned, Bundle, Found, Origin, join, override_path};

use crate::shared::findings::{Finding, report};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unassigned-variable",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A variable that has no value in some target",
    why: "The CLI stops at a variable without a value, and does not say where it is declared. Give it a default, a \
          value in each target, or name it in the setting `bundle.external-variables` if it comes from the command \
          line or the environment.",
    bad: Example::bundle("bundle:\n  name: shop\nvariables:\n  catalog:\n    description: Where tables live\ntargets:\n  dev:\n    variables:\n      catalog: dev\n  prod:\n    mode: production\n"),
    good: Example::bundle("bundle:\n  name: shop\nvariables:\n  catalog:\n    description: Where tables live\ntargets:\n  dev:\n    variables:\n      catalog: dev\n  prod:\n    variables:\n      catalog: prod\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/variables"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_undeclared(cx, bundle);
    let external = &cx.options.project.external_variables.clone();
    let Some(declared) = bundle.base.get("variables") else { return };
    for entry in declared.entries().iter().filter(|entry| !external.iter().any(|name| *name == *entry.key)) {
        let without: Vec<&str> = bundle
            .views
            .iter()
            .filter(|view| !has_unread_file(bundle, view.name()))
            .filter(|view| {
                view.variables.get(&entry.key).is_some_and(|found| matches!(found.assigned, Assigned::Nothing))
            })
            .map(|view| view.name())
            .collect();
        let finding = match without.len() {
            0 => continue,
            count if count == bundle.views.len() => {
                let message = format!("variable `{}` has no value: it must come from outside", entry.key);
                Finding::new(entry.origin, message).severity(Severity::Info)
            }
            count => {
                let plural = if count > 1 { "s" } else { "" };
                let message = format!("variable `{}` has no value in target{plural} {}", entry.key, without.join(", "));
                Finding::new(entry.origin, message)
            }
        };
        report(cx, bundle, finding);
    }
}

/// A target that gives a value to a variable which nobody declares.
fn report_undeclared(cx: &mut Cx<'_>, bundle: &Bundle) {
    let declared: Vec<&str> = bundle
        .base
        .get("variables")
        .map_or(&[][..], |variables| variables.entries())
        .iter()
        .map(|entry| entry.key.as_str())
        .collect();
    let targets = bundle.views.iter().filter_map(|view| view.target.as_ref());
    let mut places: Vec<(Origin, &str)> = targets
        .filter_map(|target| target.value.get("variables"))
        .flat_map(|variables| variables.entries())
        .filter(|entry| !declared.contains(&entry.key.as_str()) && !bundle.is_broken())
        .map(|entry| (entry.origin, entry.key.as_str()))
        .collect();
    places.sort();
    places.dedup();
    for (origin, name) in places {
        let message = format!("no variable `{name}` is declared{}", suggest(name, declared.iter().copied()));
        report(cx, bundle, Finding::new(origin, message));
    }
}

/// Whether a file that cannot be read may assign the target's variables.
fn has_unread_file(bundle: &Bundle, target: &str) -> bool {
    let path = join(&bundle.folder, &override_path(target));
    path.is_some_and(|path| bundle.project.find(&path) == Found::File && bundle.find_file(&path).is_none())
}
