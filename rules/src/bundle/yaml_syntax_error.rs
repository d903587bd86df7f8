//! Text that is not YAML, or YAML that the CLI does not take.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Origin, each_node};
use brickline_syntax::TextRange;
use brickline_syntax::yaml::{Node, ScalarKind, Value};

use crate::shared::findings::{Finding, report};

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
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    for id in bundle.file_ids() {
        let file = bundle.file(id);
        let mut found: Vec<(TextRange, String)> =
            file.document.errors.iter().map(|error| (error.range, error.message.clone())).collect();
        each_node(&file.document, &mut |_, node| find_refused(node, &file.text, &mut found));
        for (range, message) in found {
            report(cx, bundle, Finding::new(Origin { file: id, range }, message));
        }
    }
}

/// What is YAML, but refused by the CLI: keys that are not text, tags of one's own.
fn find_refused(node: &Node, text: &str, found: &mut Vec<(TextRange, String)>) {
    if let Some(tag) = node.tag.filter(|tag| !text[*tag].starts_with("!!") && &text[*tag] != "!") {
        found.push((tag, format!("the CLI knows no tag `{}`", &text[tag])));
    }
    let Value::Mapping(mapping) = &node.value else { return };
    for entry in &mapping.written {
        let is_text = matches!(entry.key.kind(), ScalarKind::String | ScalarKind::Null);
        if !is_text && !mapping.flow {
            found.push((entry.key_range, format!("a key must be text: write `\"{}\"`", entry.key.text)));
        }
    }
}
