//! An `include` that reaches nothing, or not what it seems to.

use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Include, ROOT_NAMES, folder, has_reference, is_pattern, is_valid_pattern, join, name};
use brickline_syntax::TextRange;

use crate::shared::findings::{Finding, report};

/// The rule.
pub static RULE: Rule = Rule {
    name: "include-problem",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "An `include` that matches no file, or matches otherwise than it looks",
    why: "The CLI reads includes before variables exist, only from the root file, and `**` means no more than `*`. \
          What no include reaches is not part of the bundle.",
    bad: Example::bundle("bundle:\n  name: shop\ninclude:\n  - resources/nightly.yml\n"),
    good: Example::bundle("bundle:\n  name: shop\ninclude: []\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/settings"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    for include in &bundle.includes {
        if let Some(finding) = judge(bundle, include) {
            report(cx, bundle, finding);
        }
    }
    for file in bundle.files.iter().skip(1) {
        if let Some(entry) = file.value.find("include") {
            let message = "only the root file may include: this has no effect";
            report(cx, bundle, Finding::new(entry.origin, message).severity(Severity::Warning));
        }
    }
    report_unreached(cx, bundle);
    report_other_roots(cx, bundle);
}

/// The CLI refuses a folder with two root files.
fn report_other_roots(cx: &mut Cx<'_>, bundle: &Bundle) {
    let Some(root) = bundle.files.first() else { return };
    for path in &bundle.other_roots {
        let line = bundle.project.text(path).and_then(|text| text.lines().next()).map_or(0, str::len);
        let message = format!("`{}` lies beside it: a bundle has one root file", name(&root.path));
        cx.report_in(Arc::clone(path), TextRange::from_usize(0, line), message);
    }
}

fn judge(bundle: &Bundle, include: &Include) -> Option<Finding> {
    let pattern = include.pattern.as_str();
    let found = |message: String| Some(Finding::new(include.origin, message));
    if pattern.starts_with('/') {
        return found(format!("`{pattern}` is absolute: an include is relative to the root file"));
    }
    if has_reference(pattern) {
        return found("an include is read before variables are known: `${...}` does not work here".into());
    }
    if !is_valid_pattern(pattern) {
        return found(format!("`{pattern}` is no pattern: a class is not closed"));
    }
    let path = join(&bundle.folder, pattern)?;
    if path.starts_with("..") || bundle.project.is_behind_link(&path) {
        return None;
    }
    if let Some(other) = include.paths.iter().find(|path| !is_config(path)) {
        return found(format!("`{other}` is matched, and is neither YAML nor JSON"));
    }
    if let Some(missed) = find_missed(bundle, include) {
        let message = format!("`**` acts like `*` here and misses `{missed}`");
        return Some(Finding::new(include.origin, message).severity(Severity::Warning));
    }
    match (include.paths.is_empty(), is_pattern(pattern)) {
        // The root file itself may be listed; it is read anyway.
        (true, _) if !bundle.project.glob(&bundle.folder, pattern).is_empty() => None,
        (true, true) => Some(Finding::new(include.origin, format!("`{pattern}` matches no file")).severity(Severity::Info)),
        (true, false) => found(format!("there is no file `{pattern}`")),
        _ => None,
    }
}

fn is_config(path: &str) -> bool {
    [".yml", ".yaml", ".json"].iter().any(|extension| path.ends_with(extension))
}

/// A file that `**` would reach in other tools, and that no include reaches.
fn find_missed(bundle: &Bundle, include: &Include) -> Option<String> {
    let (before, after) = include.pattern.split_once("**/")?;
    let base = join(&bundle.folder, before.trim_end_matches('/')).filter(|_| !is_pattern(before))?;
    let wanted = after.strip_prefix('*').filter(|rest| !is_pattern(rest) && !rest.contains('/'))?;
    let missed = bundle.project.below(&base).find(|path| {
        path.ends_with(wanted) && is_config(path) && !is_root(path) && !is_reached(bundle, path) && !is_hidden(path)
    });
    missed.map(|path| path.to_string())
}

fn is_reached(bundle: &Bundle, path: &str) -> bool {
    bundle.files.iter().any(|file| *file.path == *path) || bundle.includes.iter().any(|include| include.paths.iter().any(|found| **found == *path))
}

fn is_root(path: &str) -> bool {
    ROOT_NAMES.contains(&name(path))
}

fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}

/// YAML files that begin with `resources:` beside files that are included.
fn report_unreached(cx: &mut Cx<'_>, bundle: &Bundle) {
    let folders: Vec<&str> = bundle.files.iter().skip(1).map(|file| folder(&file.path)).collect();
    let unreached: Vec<_> = bundle
        .project
        .below(&bundle.folder)
        .filter(|path| is_config(path) && folders.contains(&folder(path)) && !is_root(path) && !is_reached(bundle, path))
        .filter(|path| bundle.project.text(path).is_some_and(|text| text.lines().any(|line| line.trim_end() == "resources:")))
        .cloned()
        .collect();
    for path in unreached {
        let Some(start) = bundle.project.text(&path).and_then(|text| text.find("resources:")) else { continue };
        let range = TextRange::from_usize(start, start + "resources".len());
        cx.report_in(path, range, "no include of the bundle reaches this file").severity(Severity::Info);
    }
}
