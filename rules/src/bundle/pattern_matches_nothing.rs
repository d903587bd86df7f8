//! A pattern for files that reaches none.

use brickline_analysis::glob::compile_globs;
use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Value, View, folder, is_pattern, is_valid_pattern, join};

use crate::shared::findings::{Finding, report_views};
use crate::shared::sync::has_build_command;
use crate::shared::words::split_words;

/// The rule.
pub static RULE: Rule = Rule {
    name: "pattern-matches-nothing",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A pattern of `sync` or of an artifact's files that matches no file",
    why: "A misspelt `exclude` uploads what should stay behind, and a misspelt `include` leaves out what the code needs; an \
          artifact without its files fails to deploy. Patterns of `sync` count from the bundle's root, as in `.gitignore`.",
    bad: Example::bundle("bundle:\n  name: shop\nsync:\n  exclude:\n    - scratchpad/**\n"),
    good: Example::bundle("bundle:\n  name: shop\nsync:\n  exclude:\n    - databricks.yml\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/settings"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

/// Words in the names of what tools leave behind: such files need not be there now, and the pattern is right all the same.
const GENERATED: [&str; 16] = [
    "dist", "target", "build", "egg", "venv", "pycache", "pyc", "pyo", "cache", "pytest", "mypy", "ruff", "git", "databricks",
    "coverage", "ipynb",
];

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        // What Python code or a build command makes is often kept out of Git, and included for that reason.
        let makes_files = bundle.has_python_resources() || has_build_command(view);
        for field in ["include", "exclude"].into_iter().filter(|field| *field == "exclude" || !makes_files) {
            let patterns = view.at(&["sync", field]);
            let items = patterns.iter().flat_map(|patterns| patterns.items());
            found.extend(items.filter_map(|item| judge_sync(bundle, view, item)));
        }
        let artifacts = view.at(&["artifacts"]);
        for artifact in artifacts.iter().flat_map(|artifacts| artifacts.entries()) {
            // What a build makes is not there before it.
            let artifact = view.follow(&artifact.value);
            let is_built = ["build", "type"].iter().any(|key| artifact.get(key).is_some_and(|value| !value.is_null()));
            for file in view.list(&artifact, "files").iter().filter(|_| !is_built) {
                found.extend(file.get("source").and_then(|source| judge_source(bundle, view, source)));
            }
        }
    });
}

fn judge_sync(bundle: &Bundle, view: &View, item: &Value) -> Option<Finding> {
    let text = view.resolve(item)?;
    let pattern = text.trim_start_matches('!');
    if pattern.is_empty() || pattern.starts_with('#') {
        return None;
    }
    let Ok(globs) = compile_globs([pattern]) else {
        return Some(Finding::new(item.origin, format!("`{text}` is no pattern")));
    };
    let base = folder(&bundle.path(item.origin)).to_string();
    let start = if base.is_empty() { String::new() } else { format!("{base}/") };
    let is_match = |path: &str| path.strip_prefix(&start).is_some_and(|path| globs.is_match(path));
    let may_come_later = split_words(pattern).iter().any(|word| GENERATED.contains(&word.as_str()));
    // Files of editors and systems are there or not, as it happens.
    let is_hidden = pattern.trim_start_matches("**/").starts_with('.') && !pattern.starts_with("./");
    let is_silent = is_hidden || pattern.starts_with("..") || may_come_later || bundle.project.below(&base).any(|path| is_match(path));
    (!is_silent).then(|| Finding::new(item.origin, format!("`{text}` matches no file")))
}

fn judge_source(bundle: &Bundle, view: &View, source: &Value) -> Option<Finding> {
    let text = view.resolve(source)?;
    if !is_valid_pattern(&text) {
        return Some(Finding::new(source.origin, format!("`{text}` is no pattern")));
    }
    let path = join(folder(&bundle.path(source.origin)), &text).filter(|path| is_pattern(path) && !path.starts_with(".."))?;
    let message = format!("`{text}` matches no file");
    bundle.project.glob("", &path).is_empty().then(|| Finding::new(source.origin, message))
}
