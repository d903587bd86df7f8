//! One key twice in a mapping.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity, Written};
use std::collections::HashMap;

use brickline_syntax::yaml::{Entry, Node, Value};

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-key",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A key that stands twice in one mapping",
    why: "The CLI keeps the last value and drops the others without a word. Keep one of them.",
    bad: Example::bundle("bundle:\n  name: shop\n  name: store\n"),
    good: Example::bundle("bundle:\n  name: shop\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/settings"],
    options: &[],
    checks: &[Check::Node(check)],
};

/// As many keys are compared with each other faster than they are hashed.
const FEW: usize = 16;

fn check(cx: &mut Cx<'_>, _: &Written<'_>, _: &[&str], node: &Node) {
    let Value::Mapping(mapping) = &node.value else { return };
    let entries = &mapping.written;
    let is_again = |(at, entry): (usize, &Entry)| entries[..at].iter().any(|other| other.key.text == entry.key.text);
    // Most mappings are small, and compared faster than hashed.
    if entries.len() <= FEW && !entries.iter().enumerate().any(is_again) {
        return;
    }
    let mut places = HashMap::new();
    for entry in entries {
        let Some(first) = places.insert(&entry.key.text, entry.key_range) else { continue };
        let message = match entry.is_merge() {
            true => "a second `<<`: the CLI refuses it; write `<<: [*one, *other]`".to_string(),
            false => format!("`{}` is given again: the CLI keeps only the last one", entry.key.text),
        };
        cx.report(entry.key_range, message).related(first, "it is given before");
    }
}
