//! A variable whose type is none.

use brickline_analysis::{Check, Cx, Domain, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Origin, visit};

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
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    for id in bundle.file_ids() {
        let file = bundle.file(id);
        let mut found = Vec::new();
        visit(&bundle.schema, id, &file.document, &mut |place| {
            let is_type = place.entry.is_some_and(|entry| entry.key.text == "type")
                && place.owner.is_some_and(|(_, owner)| owner.name.starts_with("variable."));
            let (Some(entry), Some(text)) = (place.entry.filter(|_| is_type), place.value.node.as_str()) else { return };
            if text == "complex" {
                return;
            }
            let message = format!("`{text}` is no type: `complex` is the only one");
            let edit = delete_entry(&file.text, entry.key_range, place.value.range());
            let fix = edit.map(|edit| Fix::safe("take the type out", vec![edit]));
            found.push(Finding::new(Origin { file: id, range: place.value.range() }, message).fix(fix));
        });
        for finding in found {
            report(cx, bundle, finding);
        }
    }
}
