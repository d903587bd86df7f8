//! A `${...}` where the CLI does not replace it.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity, Written};
use brickline_model::bundle::has_reference;
use brickline_syntax::TextRange;
use brickline_syntax::yaml::Node;

/// The rule.
pub static RULE: Rule = Rule {
    name: "interpolation-not-supported",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A `${...}` in a place that takes none",
    why: "The CLI needs the bundle's name, the workspace's address and the keys of resources before it can resolve \
          anything, and leaves scripts to the shell.",
    bad: Example::bundle("bundle:\n  name: shop-${bundle.target}\n"),
    good: Example::bundle("bundle:\n  name: shop\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/variables"],
    options: &[],
    checks: &[Check::Node(check)],
};

fn check(cx: &mut Cx<'_>, _: &Written<'_>, path: &[&str], node: &Node) {
    for (range, severity, message) in find_interpolated_keys(path, node) {
        cx.report(range, message).severity(severity);
    }
    let Some(scalar) = node.as_scalar() else { return };
    if let Some((severity, message)) = judge(path).filter(|_| has_reference(&cx.file.text[scalar.content])) {
        cx.report(scalar.content, message).severity(severity);
    }
}

/// The fields of a workspace that say where it is and who asks.
const ADDRESS: [&str; 11] = [
    "account_id", "auth_type", "azure_client_id", "azure_environment", "azure_login_app_id", "azure_tenant_id",
    "azure_workspace_resource_id", "client_id", "google_service_account", "host", "profile",
];

fn judge(path: &[&str]) -> Option<(Severity, String)> {
    let own = match *path {
        ["targets", _, ref rest @ ..] => rest,
        ref all => all,
    };
    match *own {
        ["bundle", "name"] => Some((Severity::Warning, "the bundle's name takes no `${...}`".into())),
        ["workspace", field] if ADDRESS.contains(&field) => {
            Some((Severity::Warning, format!("`{field}` is needed before anything is resolved: it takes no `${{...}}`")))
        }
        ["scripts", _, "content"] => Some((Severity::Error, "a script takes no `${...}` of the bundle: pass it in `env`".into())),
        _ => None,
    }
}

/// Keys of resources with a reference in them.
fn find_interpolated_keys(path: &[&str], node: &Node) -> Vec<(TextRange, Severity, String)> {
    let own = match path {
        ["targets", _, rest @ ..] => rest,
        all => all,
    };
    let (Some(mapping), ["resources", _]) = (node.as_mapping(), own) else { return Vec::new() };
    let keys = mapping.written.iter().filter(|entry| has_reference(&entry.key.text));
    keys.map(|entry| (entry.key_range, Severity::Error, "the key of a resource takes no `${...}`".into())).collect()
}
