//! A variable whose type is none.

use brickline_analysis::{Check, Cx, Domain, Example, Fix, FixKind, Group, Rule, Scope, Severity, Written};
use brickline_model::bundle::{Bundle, Data, Entry, FileId, Origin, Place, Value};

use crate::shared::findings::{Finding, delete_entry, report};

/// The rule.
pub static RULE: Rule = Rule {
    name: "variable-type-mismatch",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A `type` of a variable other than `complex`",
    why: "`complex` is the only type there is: every other variable is plain text, a number or a boolean without \
          saying so. The CLI warns about anything else.",
    bad: Example::bundle("bundle:\n  name: shop\nvariables:\n  catalog:\n    type: string\n    default: main\n"),
    good: Example::bundle("bundle:\n  name: shop\nvariables:\n  catalog:\n    default: main\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Safe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/variables"],
    options: &[],
    checks: &[Check::Place(check), Check::Bundle(report_overrides)],
};

fn check(cx: &mut Cx<'_>, _: &Written<'_>, place: &Place<'_>) {
    let is_type = place.entry.is_some_and(|entry| entry.key.text == "type")
        && place.owner.is_some_and(|(_, owner)| owner.name.starts_with("variable."));
    let (Some(entry), Some(text)) = (place.entry.filter(|_| is_type), place.value.node.as_str()) else { return };
    if text == "complex" {
        return;
    }
    let edit = delete_entry(&cx.file.text, entry.key_range, place.value.range());
    let fix = edit.map(|edit| Fix::safe("take the type out", vec![edit]));
    cx.report(place.value.range(), format!("`{text}` is no type: `complex` is the only one")).fix(fix);
}

fn report_overrides(cx: &mut Cx<'_>, bundle: &Bundle) {
    for (at, file) in bundle.overrides.iter().enumerate() {
        for finding in judge_overrides(bundle, FileId((bundle.files.len() + at) as u32), &file.value) {
            report(cx, bundle, finding);
        }
    }
}

/// A file of overrides is one mapping, and gives each variable a value of the kind that it is declared with.
fn judge_overrides(bundle: &Bundle, file: FileId, given: &Value) -> Vec<Finding> {
    if !matches!(given.data, Data::Map(_)) {
        let message = "a file of overrides must be one JSON object: variables and their values";
        return vec![Finding::new(Origin { file, range: given.origin.range }, message)];
    }
    let judge = |entry: &Entry| {
        let declared = bundle.base.at(&["variables", &entry.key])?;
        let wants_complex = declared.get("type").and_then(|kind| kind.as_str()) == Some("complex");
        let is_complex = matches!(entry.value.data, Data::Map(_) | Data::List(_));
        let message = match (wants_complex, is_complex) {
            (true, false) => format!("variable `{}` is complex: it takes a mapping or a list", entry.key),
            (false, true) => format!("variable `{}` is not complex: it takes a single value", entry.key),
            _ => return None,
        };
        Some(Finding::new(entry.value.origin, message))
    };
    given.entries().iter().filter_map(judge).collect()
}
