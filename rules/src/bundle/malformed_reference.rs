//! Text that looks like a reference and is none.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity, Written};
use brickline_model::bundle::find_pure;
use brickline_model::facts::dynamic_value::{Known, look_up};
use brickline_syntax::TextRange;
use brickline_syntax::yaml::Node;

/// The rule.
pub static RULE: Rule = Rule {
    name: "malformed-reference",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "Text that looks like `${...}` but stays as it is",
    why: "Only `${var.name}` without spaces is replaced; a name starts with a letter and ends with a letter or \
          digit. Anything else reaches the workspace as text.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      name: nightly {{var.suffix}}\n"),
    good: Example::bundle("bundle:\n  name: shop\nvariables:\n  suffix:\n    default: x\nresources:\n  jobs:\n    nightly:\n      name: nightly ${var.suffix}\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/variables"],
    options: &[],
    checks: &[Check::Node(check)],
};

/// The first parts of references that the CLI replaces.
const ROOTS: [&str; 5] = ["var", "bundle", "workspace", "resources", "variables"];

/// How a reference is written wrongly: what opens it and what closes it.
const FORMS: [(&str, &str); 4] = [("${", "}"), ("$(", ")"), ("{{", "}}"), ("$", "")];

fn check(cx: &mut Cx<'_>, _: &Written<'_>, path: &[&str], node: &Node) {
    let Some(scalar) = node.as_scalar() else { return };
    // Scripts and build commands are for a shell, which has forms of its own.
    if path.first().is_some_and(|first| *first == "scripts") || path.last().is_some_and(|last| *last == "build") {
        return;
    }
    let text = &cx.file.text[scalar.content];
    for (start, end, path) in find_malformed(text) {
        let range = TextRange::from_usize(start, end).shift(scalar.content.start());
        let right = format!("${{{path}}}");
        let fix = find_pure(&right)
            .map(|_| Fix::unsafe_(format!("change to `{right}`"), vec![Edit::replace(range, right.as_str())]));
        cx.report(range, format!("`{}` is no reference and stays as it is", &text[start..end])).fix(fix);
    }
}

/// Jobs have `{{workspace.id}}` and the like of their own.
fn is_dynamic(open: &str, path: &str) -> bool {
    open == "{{" && look_up(&path.split('.').collect::<Vec<_>>()) == Known::Yes
}

/// Where such text stands, and the path that was meant.
fn find_malformed(text: &str) -> Vec<(usize, usize, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(['$', '{']).map(|at| from + at) {
        let hit = FORMS.iter().find_map(|(open, close)| {
            let inner = text[start..].strip_prefix(open)?;
            let length = match *close {
                "" => inner.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(inner.len()),
                close => inner.find(close)?,
            };
            let path = inner[..length].trim_matches(' ');
            let (root, rest) = path.split_once('.')?;
            let is_ours = ROOTS.contains(&root) && !rest.is_empty() && !path.contains(['{', '$', '\n']) && !is_dynamic(open, path);
            is_ours.then(|| (start, start + open.len() + length + close.len(), path))
        });
        from = match hit {
            Some((start, end, path)) => {
                if find_pure(&text[start..end]).is_none() {
                    found.push((start, end, path));
                }
                end
            }
            None => start + 1,
        };
    }
    found
}
