//! What a type of resource demands beyond its fields.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Resource, Value, View, folder, join};

use crate::shared::findings::{Finding, find_both, report_views};
use crate::shared::given::{Given, given, is_given};

/// The rule.
pub static RULE: Rule = Rule {
    name: "resource-requirement",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A resource lacks what its type demands, or has what excludes each other",
    why: "The schema does not say it, but the CLI or the service refuses the resource: a dashboard needs a name and a \
          warehouse, an app one place for its code, a grant a principal and privileges.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  dashboards:\n    sales:\n      file_path: ./databricks.yml\n      display_name: Sales\n"),
    good: Example::bundle("bundle:\n  name: shop\nvariables:\n  warehouse_id:\n    lookup:\n      warehouse: Shared\nresources:\n  dashboards:\n    sales:\n      file_path: ./databricks.yml\n      display_name: Sales\n      warehouse_id: ${var.warehouse_id}\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/resources"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

/// What may stand beside the file of an alert, which says the rest.
const BESIDE_FILE: [&str; 5] = ["display_name", "file_path", "lifecycle", "permissions", "warehouse_id"];
const PRINCIPALS: [&str; 3] = ["group_name", "service_principal_name", "user_name"];

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    // What is lost in a broken file may be what seems to be missing.
    let may_be_lost = bundle.is_broken();
    report_views(cx, bundle, |view, found| {
        if !may_be_lost {
            find_missing(view, found);
        }
        judge_apps(bundle, view, may_be_lost, found);
        for (section, noun, first, second) in [
            ("genie_spaces", "Genie space", "file_path", "serialized_space"),
            ("dashboards", "dashboard", "file_path", "serialized_dashboard"),
        ] {
            for resource in view.resources(section) {
                found.extend(find_both(&resource.value, first, second, &format!("{noun} `{}`", resource.key)));
            }
        }
        for endpoint in view.resources("model_serving_endpoints") {
            if let Some(config) = view.field(&endpoint.value, "config") {
                let noun = format!("endpoint `{}`", endpoint.key);
                found.extend(find_both(&config, "served_entities", "served_models", &noun));
            }
        }
        view.resources("alerts").iter().for_each(|alert| judge_alert(alert, found));
        view.resources("job_runs").iter().for_each(|run| judge_run(view, run, found));
    });
}

fn find_missing(view: &View, found: &mut Vec<Finding>) {
    let needs: [(&str, &str, &[&str]); 2] =
        [("dashboards", "dashboard", &["display_name", "warehouse_id"]), ("sql_warehouses", "SQL warehouse", &["name"])];
    for (section, noun, fields) in needs {
        for resource in view.resources(section).iter().filter(|resource| is_known(resource)) {
            let is_blank = |field: &&&str| match given(view, &resource.value, field) {
                Given::Absent => true,
                Given::Unknown => false,
                Given::Text(text) => text.trim().is_empty(),
            };
            let blank: Vec<String> = fields.iter().filter(is_blank).map(|field| format!("`{field}`")).collect();
            if !blank.is_empty() {
                let written = fields.iter().find_map(|field| resource.value.get(field).filter(|value| is_blank_text(value)));
                let message = format!("{noun} `{}` lacks {}", resource.key, blank.join(" and "));
                found.push(Finding::new(written.map_or(resource.origin, |value| value.origin), message));
            }
        }
    }
    let sections = view.root.get("resources").map_or(&[][..], |resources| resources.entries());
    for section in sections {
        for resource in view.resources(&section.key) {
            for grant in view.list(&resource.value, "grants").iter().filter(|grant| !grant.entries().is_empty()) {
                let privileges = view.field(grant, "privileges");
                let has_none = privileges.is_none_or(|list| list.as_scalar().is_none() && list.items().is_empty());
                if given(view, grant, "principal") == Given::Absent {
                    found.push(Finding::new(grant.head(), "this grant names nobody: it lacks `principal`"));
                } else if has_none {
                    found.push(Finding::new(grant.head(), "this grant gives nothing: it lacks `privileges`"));
                }
            }
        }
    }
    for scope in view.resources("secret_scopes") {
        for permission in view.list(&scope.value, "permissions").iter().filter(|entry| !entry.entries().is_empty()) {
            if !PRINCIPALS.iter().any(|key| is_given(permission, key)) {
                found.push(Finding::new(permission.head(), "this permission names neither a user, a group nor a service principal"));
            }
        }
    }
}

fn is_blank_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn judge_apps(bundle: &Bundle, view: &View, may_be_lost: bool, found: &mut Vec<Finding>) {
    let apps = view.resources("apps");
    let mut folders: Vec<(String, &Resource)> = Vec::new();
    for app in apps.iter().filter(|app| is_known(app)) {
        let noun = format!("app `{}`", app.key);
        found.extend(find_both(&app.value, "source_code_path", "git_source", &noun));
        if !may_be_lost && !["source_code_path", "git_source"].iter().any(|key| is_given(&app.value, key)) {
            found.push(Finding::new(app.origin, format!("{noun} has neither a `source_code_path` nor a `git_source`")));
        }
        let Some(source) = app.value.get("source_code_path") else { continue };
        let Some(path) = view.resolve(source).and_then(|text| join(folder(&bundle.path(source.origin)), &text)) else { continue };
        match folders.iter().find(|(other, _)| *other == path) {
            Some((_, other)) => {
                let message = format!("{noun} and app `{}` have one `source_code_path`: each needs its own", other.key);
                found.push(Finding::new(source.origin, message).related(other.origin, "the other one"));
            }
            None => folders.push((path, app)),
        }
    }
}

fn judge_alert(alert: &Resource, found: &mut Vec<Finding>) {
    if !is_given(&alert.value, "file_path") {
        return;
    }
    for entry in alert.value.entries().iter().filter(|entry| !BESIDE_FILE.contains(&entry.key.as_str())) {
        let message = format!("the file of alert `{}` says what it is: `{}` does not go beside `file_path`", alert.key, entry.key);
        found.push(Finding::new(entry.origin, message));
    }
}

fn judge_run(view: &View, run: &Resource, found: &mut Vec<Finding>) {
    let Some(lifecycle) = view.field(&run.value, "lifecycle") else { return };
    let Some(entry) = lifecycle.find("triggers").filter(|entry| !entry.value.is_null()) else { return };
    if let Some(prevent) = lifecycle.find("prevent_destroy").filter(|_| given(view, &lifecycle, "prevent_destroy").is("true")) {
        let message = "`prevent_destroy` keeps `triggers` from starting the run again";
        found.push(Finding::new(prevent.origin, message).related(entry.origin, "the triggers"));
    }
    for trigger in entry.value.items().iter().map(|trigger| view.follow(trigger)) {
        if trigger.is_null() || given(view, &trigger, "on_bundle_deploy").is("false") {
            found.push(Finding::new(trigger.head(), "a trigger is `on_bundle_deploy: true`, or it is left out"));
        }
    }
}

/// Whether the resource is written here, and no reference to something unknown.
fn is_known(resource: &Resource) -> bool {
    !resource.value.entries().is_empty()
}
