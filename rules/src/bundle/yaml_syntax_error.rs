//! Text that is not YAML, or YAML that the CLI does not take.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity, Written};
use brickline_syntax::yaml::{Node, ScalarKind, Value};

/// The rule.
pub static RULE: Rule = Rule {
    name: "yaml-syntax-error",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "Text in a bundle file that is not YAML",
    why: "The CLI reads nothing of a file with a syntax error. brickline goes on after the broken part, so other findings in the \
          file still count.",
    bad: Example::bundle("bundle:\n  name: shop\n  uuid: [1\nworkspace:\n  host: https://shop.example\n"),
    good: Example::bundle("bundle:\n  name: shop\nworkspace:\n  host: https://shop.example\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/settings"],
    options: &[],
    checks: &[Check::Node(check)],
};

fn check(cx: &mut Cx<'_>, written: &Written<'_>, _: &[&str], node: &Node) {
    if std::ptr::eq(node, &*written.document.root) {
        for error in &written.document.errors {
            cx.report(error.range, error.message.clone());
        }
    }
    report_refused(cx, node);
}

/// What is YAML, but refused by the CLI: keys that are not text, tags of one's own.
fn report_refused(cx: &mut Cx<'_>, node: &Node) {
    let text = &cx.file.text;
    if let Some(tag) = node.tag.filter(|tag| !text[*tag].starts_with("!!") && &text[*tag] != "!") {
        cx.report(tag, format!("the CLI knows no tag `{}`", &text[tag]));
    }
    let Value::Mapping(mapping) = &node.value else { return };
    for entry in &mapping.written {
        let is_text = matches!(entry.key.kind(), ScalarKind::String | ScalarKind::Null);
        if !is_text && !mapping.flow {
            cx.report(entry.key_range, format!("a key must be text: write `\"{}\"`", entry.key.text));
        }
    }
}
