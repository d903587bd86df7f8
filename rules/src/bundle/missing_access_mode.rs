//! A cluster without an access mode that knows Unity Catalog.

use brickline_analysis::{Check, Cx, Domain, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Cluster, ClusterHome, View};
use brickline_model::operation::{Kind, NamedHow, NamedText, What};

use crate::shared::chain::replace_quoted;
use crate::shared::cluster::describe;
use crate::shared::findings::{Finding, replace_scalar, report_views};
use crate::shared::given::{Given, given, is_given};
use crate::shared::insert::insert_entry;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-access-mode",
    group: Group::Bundle,
    on: &[Domain::Bundle, Domain::Python],
    summary: "A cluster without an access mode that can use Unity Catalog",
    why: "With `NONE` and the `LEGACY_` modes a cluster cannot read or write what Unity Catalog governs; without \
          `data_security_mode` it has the mode that the workspace happens to prefer, which may be one of them. Use \
          `SINGLE_USER` (dedicated access) for jobs and `USER_ISOLATION` (standard access) where people share the cluster.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  clusters:\n    shared:\n      spark_version: 16.4.x-scala2.12\n      num_workers: 2\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  clusters:\n    shared:\n      spark_version: 16.4.x-scala2.12\n      data_security_mode: USER_ISOLATION\n      num_workers: 2\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &[
        "https://docs.databricks.com/aws/en/compute/configure",
        "https://docs.databricks.com/aws/en/admin/workspace-settings/default-access-mode",
    ],
    options: &[],
    checks: &[Check::Bundle(check), Check::Model(check_code)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        found.extend(view.all_clusters().iter().filter_map(|cluster| judge(bundle, view, cluster)));
    });
}

fn judge(bundle: &Bundle, view: &View, cluster: &Cluster) -> Option<Finding> {
    // A policy may set the mode, and with `kind` the service picks one.
    let is_set_elsewhere = is_given(&cluster.value, "policy_id") || is_given(&cluster.value, "kind");
    if is_set_elsewhere || cluster.home == ClusterHome::Pipeline {
        return None;
    }
    let wanted = if cluster.home == ClusterHome::Job { "SINGLE_USER" } else { "USER_ISOLATION" };
    match given(view, &cluster.value, "data_security_mode") {
        Given::Unknown => None,
        Given::Absent => {
            let line = format!("data_security_mode: {wanted}");
            let edit = insert_entry(bundle, cluster.origin.file, &cluster.value, &[&line]);
            let fix = edit.map(|edit| Fix::unsafe_(format!("add `{line}`"), vec![edit]));
            let message = format!("{} has no `data_security_mode`: the workspace decides whether it can use Unity Catalog", describe(cluster));
            Some(Finding::new(cluster.origin, message).fix(fix))
        }
        Given::Text(mode) if is_legacy(&mode) => {
            let value = cluster.value.get("data_security_mode")?;
            let is_literal = value.as_str() == Some(mode.as_str());
            let fix = replace_scalar(value, format!("change to `{wanted}`"), wanted).filter(|_| is_literal);
            Some(Finding::new(value.origin, format!("with mode `{mode}`, {} cannot use Unity Catalog", describe(cluster))).fix(fix))
        }
        Given::Text(_) => None,
    }
}

fn is_legacy(mode: &str) -> bool {
    mode == "NONE" || mode.starts_with("LEGACY_")
}

/// Clusters that code describes, for an operator or a client.
fn check_code(cx: &mut Cx<'_>) {
    let model = std::sync::Arc::clone(&cx.file.model);
    let named = || {
        model.of_kind(Kind::NamedText).filter_map(|operation| match &operation.what {
            What::NamedText(named) if matches!(named.how, NamedHow::DictKey | NamedHow::Keyword) => Some(named),
            _ => None,
        })
    };
    for mode in named().filter(|named| named.name == "data_security_mode") {
        if let Some(text) = mode.text.constant().filter(|text| is_legacy(text)) {
            let fix = replace_quoted(cx, mode.range, "SINGLE_USER").map(|edit| Fix::unsafe_("change to `SINGLE_USER`", vec![edit]));
            cx.report(mode.range, format!("with mode `{text}`, this cluster cannot use Unity Catalog")).fix(fix);
        }
    }
    let versions: Vec<&NamedText> = named().filter(|named| named.name == "spark_version" && is_runtime(named)).collect();
    if versions.is_empty() {
        return;
    }
    // A mode or policy anywhere in the file may be put into what is described here.
    let says = |words: &[&str]| words.iter().any(|word| cx.file.text.contains(word));
    if says(&["data_security_mode", "policy_id", "DataSecurityMode"]) || !says(&["node_type_id", "num_workers", "autoscale", "instance_pool_id"]) {
        return;
    }
    for version in versions {
        cx.report(version.range, "this cluster has no `data_security_mode`: the workspace decides whether it can use Unity Catalog");
    }
}

/// Whether a text names a runtime: `15.4.x-scala2.12`.
fn is_runtime(named: &NamedText) -> bool {
    named.text.constant().is_some_and(|text| text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(".x-"))
}
