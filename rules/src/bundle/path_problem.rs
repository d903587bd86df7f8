//! A path that leads somewhere it must not.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{
    Bundle, FileId, Found, Origin, PathKind, PathUse, Value, View, each_node, find_sync_root, folder, relative,
};
use brickline_syntax::TextRange;

use crate::shared::findings::{Finding, report, report_views};
use crate::shared::sync::is_outside;

/// The rule.
pub static RULE: Rule = Rule {
    name: "path-problem",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A path that leaves what is synced, counts from another file, or is of the wrong kind",
    why: "Only what lies below the sync root reaches the workspace; a path counts from the file that it is written in; files of \
          a bundle lie in the workspace and not in volumes; and with a Git source paths are those of that repository.",
    bad: Example::bundle("bundle:\n  name: shop\nworkspace:\n  root_path: /Volumes/main/shop/files\n"),
    good: Example::bundle("bundle:\n  name: shop\nworkspace:\n  root_path: /Workspace/Shared/shop\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/settings"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

/// The paths of the bundle itself in the workspace; what they stand for begins with `/Workspace`.
const OWN_PATHS: [&str; 5] = ["root_path", "file_path", "state_path", "resource_path", "artifact_path"];

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        if let Some(workspace) = view.at(&["workspace"]) {
            judge_own_paths(view, &workspace, found);
        }
        let root = find_sync_root(bundle, view);
        for used in bundle.paths_of(view) {
            found.extend(judge_path(bundle, root.as_deref(), used));
        }
        for job in view.jobs().filter(|job| job.resource.value.get("git_source").is_some()) {
            for task in &job.tasks {
                found.extend(find_workspace_path(view, &task.value));
            }
        }
    });
    for finding in bundle.file_ids().flat_map(|file| find_doubled_prefix(bundle, file)) {
        report(cx, bundle, finding);
    }
}

fn judge_own_paths(view: &View, workspace: &Value, found: &mut Vec<Finding>) {
    for field in OWN_PATHS {
        let Some(value) = workspace.get(field) else { continue };
        let Some(text) = view.resolve(value).filter(|text| text.starts_with("/Volumes/") || *text == "/Volumes") else { continue };
        let parts = text.split('/').filter(|part| !part.is_empty()).count();
        let message = match field {
            "artifact_path" if parts >= 4 => continue,
            "artifact_path" => "a path in a volume is `/Volumes/<catalog>/<schema>/<volume>/...`".to_string(),
            _ => format!("`{field}` cannot lie in a volume: it takes a path of the workspace"),
        };
        found.push(Finding::new(value.origin, message));
    }
}

fn judge_path(bundle: &Bundle, root: Option<&str>, used: &PathUse) -> Option<Finding> {
    let is_there = |path: &str| match used.kind {
        PathKind::Folder => bundle.project.find(path) == Found::Folder,
        _ => bundle.project.find(path) == Found::File,
    };
    if let Some(other) = used.fallback.as_ref().filter(|other| is_there(other) && !is_there(&used.path)) {
        let right = relative(folder(&bundle.path(used.origin)), other);
        let message = format!("`{}` leads nowhere from this file: from here it is `{right}`", used.text);
        return Some(Finding::new(used.origin, message).fix(replace_path(bundle, used, &right)));
    }
    if !is_outside(root, used) {
        return None;
    }
    let message = format!("`{}` lies outside of what is synced to the workspace", used.text);
    Some(Finding::new(used.origin, message))
}

fn replace_path(bundle: &Bundle, used: &PathUse, right: &str) -> Option<Fix> {
    let at = bundle.text(used.origin).find(used.text.as_str())?;
    let start = used.origin.range.start() as usize + at;
    let range = TextRange::from_usize(start, start + used.text.len());
    Some(Fix::unsafe_(format!("change to `{right}`"), vec![Edit::replace(range, right)]))
}

/// `source: WORKSPACE` with a path of the bundle, in a job whose files come from Git.
fn find_workspace_path(view: &View, task: &Value) -> Option<Finding> {
    let holders = [("notebook_task", "notebook_path"), ("spark_python_task", "python_file"), ("dbt_task", "project_directory")];
    let holders = holders.iter().filter_map(|(holder, field)| Some((view.field(task, holder)?, *field)));
    let of_sql = view.field(task, "sql_task").and_then(|task| Some((view.field(&task, "file")?, "path")));
    holders.chain(of_sql).find_map(|(holder, field)| {
        let is_workspace = view.text(&holder, "source")? == "WORKSPACE";
        let path = holder.get(field)?;
        let text = view.resolve(path)?;
        let is_relative = !text.starts_with('/') && !text.contains(':');
        let message = format!("with a `git_source`, `{text}` is not translated: `source: WORKSPACE` takes an absolute path");
        (is_workspace && is_relative && !text.is_empty()).then(|| Finding::new(path.origin, message))
    })
}

/// `/Workspace${workspace.root_path}`: what the reference stands for begins with `/Workspace`.
fn find_doubled_prefix(bundle: &Bundle, file: FileId) -> Vec<Finding> {
    let file_text = &bundle.file(file).text;
    let mut found = Vec::new();
    if !file_text.contains("/Workspace") {
        return found;
    }
    each_node(&bundle.file(file).document, &mut |_, node| {
        let Some(scalar) = node.as_scalar() else { return };
        let written = &file_text[scalar.content];
        let doubled = OWN_PATHS.iter().find_map(|field| {
            let reference = format!("${{workspace.{field}}}");
            let at = written.find(&reference)?;
            let before = &written[..at];
            let prefix = ["/Workspace/", "/Workspace"].into_iter().find(|prefix| before.ends_with(prefix))?;
            Some((at - prefix.len(), at, reference))
        });
        let Some((start, end, reference)) = doubled else { return };
        let range = TextRange::from_usize(start, end).shift(scalar.content.start());
        let fix = Fix::unsafe_("take `/Workspace` out", vec![Edit::delete(range)]);
        let message = format!("`{reference}` begins with `/Workspace` already");
        // The CLI takes the second one out by itself, with a warning.
        found.push(Finding::new(Origin { file, range: node.range }, message).severity(Severity::Warning).fix(fix));
    });
    found
}
