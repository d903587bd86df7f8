//! A key without a value where one is taken.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity, Written};
use brickline_model::bundle::{Bundle, Place};
use brickline_model::facts::bundle::Kind;

use crate::shared::findings::{Finding, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "null-value",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A key with no value where a single value is taken",
    why: "The CLI drops the key with a warning, so the default is in force. A resource with nothing in it is an \
          error. Give the value, or take the key away.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      name:\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      name: nightly\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/reference"],
    options: &[],
    checks: &[Check::Place(check), Check::Bundle(report_empty_resources)],
};

fn check(cx: &mut Cx<'_>, _: &Written<'_>, place: &Place<'_>) {
    let (Some(entry), Some(kind)) = (place.entry, place.kind) else { return };
    let is_single = !matches!(kind, Kind::Any | Kind::Object(_) | Kind::Map(_) | Kind::List(_));
    if is_single && place.value.node.is_null() {
        cx.report(entry.key_range, format!("`{}` has no value", entry.key.text));
    }
}

fn report_empty_resources(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        let Some(resources) = view.at(&["resources"]) else { return };
        for section in resources.entries() {
            for resource in section.value.entries().iter().filter(|resource| resource.value.is_null()) {
                let message = format!("`{}` in `resources.{}` is empty", resource.key, section.key);
                found.push(Finding::new(resource.origin, message).severity(Severity::Error));
            }
        }
    });
}
