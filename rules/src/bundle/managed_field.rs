//! A field that the service or the CLI fills in.

use brickline_analysis::{Check, Cx, Domain, Example, Fix, FixKind, Group, Rule, Scope, Severity, Written};
use brickline_model::bundle::Place;

use crate::shared::findings::delete_entry;

/// The rule.
pub static RULE: Rule = Rule {
    name: "managed-field",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A field that the service fills in itself",
    why: "The CLI refuses such a field or overwrites it: it belongs to the deployed resource, not to its \
          definition. Take it out.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  dashboards:\n    sales:\n      display_name: Sales\n      etag: \"12\"\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  dashboards:\n    sales:\n      display_name: Sales\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Safe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/resources"],
    options: &[],
    checks: &[Check::Place(check)],
};

/// A type and its field.
const MANAGED: [(&str, &str); 6] = [
    ("resources.Dashboard", "etag"),
    ("resources.GenieSpace", "etag"),
    ("resources.Job", "deployment"),
    ("resources.JobRun", "idempotency_token"),
    ("resources.Pipeline", "deployment"),
    ("resources.Volume", "volume_path"),
];

fn check(cx: &mut Cx<'_>, _: &Written<'_>, place: &Place<'_>) {
    let (Some((_, owner)), Some(entry)) = (place.owner, place.entry) else { return };
    let key = entry.key.text.as_str();
    if MANAGED.contains(&(owner.name.as_str(), key)) {
        let edit = delete_entry(&cx.file.text, entry.key_range, place.value.range());
        let fix = edit.map(|edit| Fix::safe(format!("take `{key}` out"), vec![edit]));
        cx.report(entry.key_range, format!("`{key}` is filled in by the service and must not be written")).fix(fix);
    }
}
