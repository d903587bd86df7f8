//! A path to a file or folder that is not there.

use brickline_analysis::nearest::find_nearest;
use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Files, Found, PathKind, PathUse, find_sync_root, folder, is_pattern, join, name};

use brickline_syntax::TextRange;

use crate::shared::findings::{Finding, report_views};
use crate::shared::sync::{has_build_command, is_outside};

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-file",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A path in a bundle to a file or folder that does not exist",
    why: "The CLI resolves a path from the file it is written in, and stops with an error that has no place. Correct the path: \
          a notebook's path keeps its extension.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      tasks:\n        - task_key: load\n          notebook_task:\n            notebook_path: ./src/load.py\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      tasks:\n        - task_key: load\n          notebook_task:\n            notebook_path: /Workspace/Shared/load\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/settings"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        let builds = view.at(&["artifacts"]).is_some_and(|artifacts| !artifacts.entries().is_empty());
        let root = find_sync_root(bundle, view);
        for used in bundle.paths_of(view) {
            // A library may come out of a build or a download; a pattern of libraries says as much.
            let may_be_built = match used.kind {
                PathKind::Library => builds || is_pattern(&used.path) || has_build_file(bundle),
                // The code of an app may be what a command puts together.
                PathKind::Folder => used.field == "source_code_path" && has_build_command(view),
                _ => false,
            };
            if may_be_built || is_outside(root.as_deref(), used) || is_there(&bundle.project, used, &used.path) {
                continue;
            }
            // A path that leads somewhere from the resource's own file is path-problem's, and so is one that leaves what is synced.
            if used.fallback.as_ref().is_some_and(|path| is_there(&bundle.project, used, path)) {
                continue;
            }
            found.push(describe(bundle, used));
        }
    });
}

/// Without artifacts in the configuration the CLI builds what lies beside the root file.
fn has_build_file(bundle: &Bundle) -> bool {
    let beside = |name: &str| join(&bundle.folder, name);
    ["setup.py", "pyproject.toml"].iter().filter_map(|name| beside(name)).any(|path| bundle.project.find(&path) == Found::File)
}

fn is_there(project: &Files, used: &PathUse, path: &str) -> bool {
    match (used.kind, project.find(path)) {
        (_, Found::Outside) => true,
        (PathKind::Pattern, _) => has_match(project, path),
        (PathKind::Folder, found) => found != Found::Nothing,
        (_, found) => found == Found::File,
    }
}

/// Whether a pattern reaches anything: `**` any depth, and a folder everything in it.
fn has_match(project: &Files, pattern: &str) -> bool {
    let fixed = pattern.split('/').take_while(|part| !is_pattern(part));
    let base = fixed.collect::<Vec<_>>().join("/");
    if project.find(&base) == Found::Nothing {
        return false;
    }
    pattern.contains("**") || !project.glob("", pattern).is_empty()
}

fn describe(bundle: &Bundle, used: &PathUse) -> Finding {
    let what = match used.kind {
        PathKind::Notebook => "notebook",
        PathKind::Folder => "folder",
        PathKind::Pattern => return Finding::new(used.origin, format!("`{}` matches no file", used.path)),
        _ => "file",
    };
    let message = format!("there is no {what} `{}`", used.path);
    let Some(nearest) = find_near_file(&bundle.project, used) else { return Finding::new(used.origin, message) };
    let message = format!("{message}; did you mean `{nearest}`?");
    let is_literal = bundle.text(used.origin).contains(used.text.as_str());
    let shown = name(&nearest);
    let text = format!("{}{shown}", &used.text[..used.text.len() - name(&used.text).len()]);
    let value = is_literal.then(|| content(bundle, used)).flatten();
    let fix = value.map(|range| {
        Fix::unsafe_(format!("change to `{text}`"), vec![Edit::replace(range, text)])
    });
    Finding::new(used.origin, message).fix(fix)
}

/// Where the path stands inside its value: `-r ` and quotes left out.
fn content(bundle: &Bundle, used: &PathUse) -> Option<TextRange> {
    let at = bundle.text(used.origin).find(used.text.as_str())?;
    let start = used.origin.range.start() as usize + at;
    Some(TextRange::from_usize(start, start + used.text.len()))
}

/// A file of the same folder: the same name with an extension, or a name near it.
fn find_near_file(project: &Files, used: &PathUse) -> Option<String> {
    if used.kind == PathKind::Folder {
        return None;
    }
    let base = folder(&used.path);
    let here = || project.below(base).filter(|path| folder(path) == base).map(|path| &**path);
    let wanted = name(&used.path);
    let extended = here().find(|path| name(path).rsplit_once('.').is_some_and(|(stem, _)| stem == wanted));
    let near = || {
        let extension = wanted.rsplit_once('.').map(|(_, extension)| extension);
        let same_kind = here().map(name).filter(|name| name.rsplit_once('.').map(|(_, own)| own) == extension);
        find_nearest(wanted, same_kind).and_then(|nearest| join(base, nearest))
    };
    extended.map(String::from).or_else(near)
}
