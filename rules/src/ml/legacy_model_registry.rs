//! Models in the registry of a workspace.

use brickline_analysis::{Check, Cx, Domain, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::Bundle;
use brickline_model::operation::{Kind, Operation, What};

use crate::shared::chain::replace_quoted;
use crate::shared::findings::{Finding, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "legacy-model-registry",
    group: Group::Ml,
    on: &[Domain::Python, Domain::Bundle],
    summary: "The model registry of the workspace is used instead of Unity Catalog",
    why: "The registry of a workspace is legacy: its models are seen in one workspace only, and neither permissions nor lineage \
          of Unity Catalog reach them. Use `databricks-uc` and names of three parts; in a bundle, `registered_models`.",
    bad: Example::py("import mlflow\n\nmlflow.set_registry_uri(\"databricks\")\n"),
    good: Example::py("import mlflow\n\nmlflow.set_registry_uri(\"databricks-uc\")\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/machine-learning/manage-model-lifecycle/"],
    options: &[],
    checks: &[Check::Operation(&[Kind::ApiUse], check), Check::Bundle(check_bundle)],
};

/// The functions of MLflow that choose a registry.
const CHOOSERS: &[&str] = &["mlflow.set_registry_uri", "mlflow.tracking.set_registry_uri"];

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::ApiUse(used) = &operation.what else { return };
    if !used.called || !CHOOSERS.contains(&used.path.as_str()) {
        return;
    }
    let Some(uri) = operation.site.args.first().filter(|arg| arg.name.as_deref().is_none_or(|name| name == "uri")) else { return };
    if uri.value.as_text().as_deref() != Some("databricks") {
        return;
    }
    let (range, fix) = (uri.value_range, replace_quoted(cx, uri.value_range, "databricks-uc"));
    let fix = fix.map(|edit| Fix::unsafe_("use Unity Catalog", vec![edit]));
    cx.report(range, "this chooses the legacy model registry of the workspace").fix(fix);
}

fn check_bundle(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        for model in view.resources("models") {
            let message = format!("model `{}` goes to the legacy registry of the workspace", model.key);
            found.push(Finding::new(model.origin, message));
        }
    });
}
