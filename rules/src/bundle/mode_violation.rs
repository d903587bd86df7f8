//! What the mode of a target forbids.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Entry, View};

use crate::shared::findings::{Finding, replace_scalar, report};

/// The rule.
pub static RULE: Rule = Rule {
    name: "mode-violation",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A setting that the target's mode does not allow",
    why: "In production mode the CLI refuses pipelines in development mode, and wants to know where and as whom to \
          deploy: a `root_path` or a `run_as` of the target's own. In development mode it refuses presets that \
          unpause schedules.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  pipelines:\n    events:\n      name: events\n      development: true\ntargets:\n  prod:\n    mode: production\n    run_as:\n      service_principal_name: 0c5a8c3e\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  pipelines:\n    events:\n      name: events\ntargets:\n  prod:\n    mode: production\n    run_as:\n      service_principal_name: 0c5a8c3e\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/deployment-modes"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    let mut found = Vec::new();
    for view in &bundle.views {
        let mode = view.at(&["bundle", "mode"]).and_then(|mode| view.resolve(&mode));
        match mode.as_deref() {
            Some("production") => judge_production(view, &mut found),
            Some("development") => judge_development(view, &mut found),
            _ => {}
        }
    }
    for finding in found {
        report(cx, bundle, finding);
    }
}

fn judge_production(view: &View, found: &mut Vec<Finding>) {
    for pipeline in view.resources("pipelines") {
        let Some(entry) = pipeline.value.find("development").filter(|entry| is_true(view, entry)) else { continue };
        let message = format!("pipeline `{}` is in development mode in a production target", pipeline.key);
        let fix = replace_scalar(&entry.value, "change to `false`", "false");
        found.push(Finding::new(entry.value.origin, message).fix(fix));
    }
    let Some(target) = &view.target else { return };
    if let Some(cluster) = target.value.find("cluster_id") {
        let message = "a `cluster_id` in a production target makes all its tasks run on that cluster";
        found.push(Finding::new(cluster.origin, message).severity(Severity::Warning));
    }
    let own_path = target.value.at(&["workspace", "root_path"]).is_some();
    let run_as = view.at(&["run_as"]).is_some_and(|run_as| !run_as.is_null());
    if !own_path && !run_as {
        let message = format!("production target `{}` has neither a `workspace.root_path` nor a `run_as`", view.name());
        // The CLI refuses that to a person, and takes it from a service principal: who will deploy is not known here.
        found.push(Finding::new(target.key, message).severity(Severity::Info));
    }
}

fn judge_development(view: &View, found: &mut Vec<Finding>) {
    let status = view.at(&["presets", "trigger_pause_status"]);
    if let Some(status) = status.filter(|status| view.resolve(status).as_deref() == Some("UNPAUSED")) {
        let message = "a development target must not unpause triggers";
        found.push(Finding::new(status.origin, message));
    }
    for field in PATHS {
        let Some(path) = view.root.at(&["workspace", field]) else { continue };
        // Only a folder for all is surely nobody's own.
        if view.resolve(path).is_some_and(|text| text.starts_with("/Shared/") || text.starts_with("/Workspace/Shared/")) {
            let message = "a path of a development target must hold the user's name: all who deploy would share it";
            found.push(Finding::new(path.origin, message));
        }
    }
    if let Some(prefix) = view.root.at(&["presets", "name_prefix"])
        && view.resolve(prefix).is_some_and(|text| !text.is_empty())
    {
        let message = "the prefix of a development target must hold `${workspace.current_user.short_name}`";
        found.push(Finding::new(prefix.origin, message));
    }
}

/// The paths that belong to whoever deploys.
const PATHS: [&str; 4] = ["file_path", "resource_path", "root_path", "state_path"];

fn is_true(view: &View, entry: &Entry) -> bool {
    view.resolve(&entry.value).as_deref() == Some("true")
}
