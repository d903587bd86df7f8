//! A field, section or file name that is out of date.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity, Written};
use brickline_model::bundle::{Bundle, FileId, Origin, Place, name};
use brickline_model::facts::bundle::{Replacement, find_replacement};
use brickline_model::facts::dynamic_value::find_legacy;
use brickline_syntax::TextRange;
use brickline_syntax::yaml::{Entry, Mapping};

use crate::shared::dynamic::{Dynamic, each_dynamic, has_dynamic};
use crate::shared::findings::{Finding, report, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "deprecated-field",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A deprecated field, section or file name of a bundle",
    why: "Deprecated fields go on working until a release of the CLI or the service takes them away. Write what \
          replaces them.",
    bad: Example::bundle("bundle:\n  name: shop\ntargets:\n  dev:\n    compute_id: 0101-120000-brick123\n"),
    good: Example::bundle("bundle:\n  name: shop\ntargets:\n  dev:\n    cluster_id: 0101-120000-brick123\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Safe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/reference"],
    options: &[],
    checks: &[Check::Place(check), Check::Bundle(check_bundle)],
};

fn check_bundle(cx: &mut Cx<'_>, bundle: &Bundle) {
    let root = bundle.files.first().map_or("", |file| name(&file.path));
    if root.starts_with("bundle.") {
        let origin = Origin { file: FileId(0), range: first_line(&bundle.files[0].text) };
        let message = format!("the name `{root}` is deprecated: use `databricks.yml`");
        report(cx, bundle, Finding::new(origin, message));
    }
    report_environments(cx, bundle);
    if !has_dynamic(bundle) {
        return;
    }
    report_views(cx, bundle, |view, found| {
        for job in view.resources("jobs") {
            each_dynamic(bundle, view, &job.value, &mut |dynamic, _| found.extend(judge_dynamic(dynamic)));
        }
    });
}

/// `{{run_id}}` and the like.
fn judge_dynamic(dynamic: &Dynamic) -> Option<Finding> {
    let name = dynamic.parts.join(".");
    let legacy = find_legacy(&name)?;
    let message = format!("`{{{{{name}}}}}` is deprecated: use `{{{{{}}}}}`", legacy.replacement);
    let range = dynamic.name_range().filter(|_| legacy.is_same);
    let fix = range.map(|range| {
        Fix::safe(format!("change to `{}`", legacy.replacement), vec![Edit::replace(range, legacy.replacement)])
    });
    Some(Finding::new(dynamic.origin, message).fix(fix))
}

fn check(cx: &mut Cx<'_>, _: &Written<'_>, place: &Place<'_>) {
    let (Some((mapping, owner)), Some(entry), Some(field)) = (place.owner, place.entry, place.field) else { return };
    if owner.name == "config.Bundle" && field.name == "engine" && place.value.node.as_str() == Some("terraform") {
        cx.report(place.value.range(), "the engine `terraform` is deprecated: use `direct`");
        return;
    }
    let replacement = find_replacement(&owner.name, &field.name);
    // Beside `served_entities`, the old name is resource-requirement's; that of `targets` is the whole bundle's matter.
    let is_told = match field.name.as_str() {
        "served_models" => mapping.get("served_entities").is_some(),
        "environments" => owner.name == ROOT,
        _ => false,
    };
    if !is_told && (field.deprecated || replacement.is_some()) {
        let (message, fix) = describe(&field.name, replacement, mapping, entry);
        cx.report(entry.key_range, message).fix(fix);
    }
}

/// The type of what stands at the top of a file.
const ROOT: &str = "root";

/// The old name of `targets`; beside those, it is target-selection's.
fn report_environments(cx: &mut Cx<'_>, bundle: &Bundle) {
    if bundle.files.iter().any(|file| file.value.get("targets").is_some()) {
        return;
    }
    for id in bundle.file_ids() {
        let Some(mapping) = bundle.file(id).document.root.as_mapping() else { continue };
        let Some(entry) = mapping.find("environments") else { continue };
        let (message, fix) = describe("environments", find_replacement(ROOT, "environments"), mapping, entry);
        report(cx, bundle, Finding::new(Origin { file: id, range: entry.key_range }, message).fix(fix));
    }
}

fn describe(name: &str, replacement: Option<Replacement>, mapping: &Mapping, entry: &Entry) -> (String, Option<Fix>) {
    let advice = replacement.map(|replacement| format!(": {}", replacement.advice)).unwrap_or_default();
    let rename = |replacement: Replacement| {
        let new = replacement.rename.filter(|new| mapping.get(new).is_none())?;
        Some(Fix::safe(format!("rename to `{new}`"), vec![Edit::replace(entry.key.content, new)]))
    };
    (format!("`{name}` is deprecated{advice}"), replacement.and_then(rename))
}

fn first_line(text: &str) -> TextRange {
    TextRange::from_usize(0, text.lines().next().map_or(0, str::len))
}
