//! Values of different kinds at one place.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::Bundle;

use crate::shared::findings::{Finding, report};

/// The rule.
pub static RULE: Rule = Rule {
    name: "merge-conflict",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "Two files, or a file and a target, that give one path values of different kinds",
    why: "The CLI merges mappings with mappings and lists with lists; anything else it refuses, and names no place. \
          A `${...}` cannot be merged with a mapping or a list either.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      tags:\n        team: data\ntargets:\n  dev:\n    resources:\n      jobs:\n        nightly:\n          tags: [data]\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      tags:\n        team: data\ntargets:\n  dev:\n    resources:\n      jobs:\n        nightly:\n          tags:\n            team: web\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/overrides"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    for conflict in &bundle.conflicts {
        let message = format!("{} cannot be merged with {}", conflict.over_kind, conflict.under_kind);
        let finding = Finding::new(conflict.over, message);
        report(cx, bundle, finding.related(conflict.under, format!("{} stands here", conflict.under_kind)));
    }
}
