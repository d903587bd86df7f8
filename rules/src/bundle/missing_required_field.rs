//! A required field that is nowhere once everything is merged.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, MergedPlace};
use brickline_model::facts::bundle::{Kind, Schema};

use crate::shared::findings::{Finding, report_places};

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-required-field",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A required field that is missing after files, targets and variables are merged",
    why: "The CLI warns, and the service refuses the resource while deploying. A target's part of a resource need \
          not be complete; only the merged whole is judged.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      schedule:\n        quartz_cron_expression: 0 0 4 * * ?\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      schedule:\n        quartz_cron_expression: 0 0 4 * * ?\n        timezone_id: UTC\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/reference"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    // What is lost in a broken file, or added by Python code, may be what seems to be missing.
    if bundle.is_broken() || bundle.has_python_resources() {
        return;
    }
    report_places(cx, bundle, |place| find_missing(&bundle.schema, place));
}

fn find_missing(schema: &Schema, place: &MergedPlace<'_>) -> Option<Finding> {
    let Kind::Object(id) = place.kind else { return None };
    let object = schema.object(*id);
    // A definition in a file of its own (an alert, a dashboard) brings its fields from there.
    if place.value.entries().is_empty() || place.path.is_empty() || place.value.get("file_path").is_some() {
        return None;
    }
    let missing: Vec<String> = object
        .required()
        .filter(|field| place.value.get(&field.name).is_none_or(|value| value.is_null()))
        .map(|field| format!("`{}`", field.name))
        .collect();
    if missing.is_empty() {
        return None;
    }
    let origin = if place.is_item { place.value.head() } else { place.key };
    let name = place.path.last()?;
    let owner = if place.is_item { format!("an item of `{name}`") } else { format!("`{name}`") };
    Some(Finding::new(origin, format!("{owner} lacks {}", missing.join(", "))))
}
