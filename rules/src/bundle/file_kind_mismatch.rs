//! A notebook where a file is taken, or a file where a notebook is.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Entry, Found, PathKind, PathUse};

use crate::shared::findings::{Finding, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "file-kind-mismatch",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A path to a file of the wrong kind",
    why: "A `notebook_path` needs a notebook: `.ipynb`, or a source file whose first line says `Databricks notebook \
          source`. `python_file`, SQL files and pipeline files must not be notebooks. The CLI stops, and does not \
          say where.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  pipelines:\n    events:\n      libraries:\n        - notebook:\n            path: /Shared/a\n          file:\n            path: /Shared/b\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  pipelines:\n    events:\n      libraries:\n        - notebook:\n            path: /Shared/a\n        - file:\n            path: /Shared/b\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/job-task-types", "https://docs.databricks.com/aws/en/notebooks/notebook-format"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

/// What one library entry of a pipeline may be.
const LIBRARIES: [&str; 5] = ["file", "glob", "jar", "maven", "notebook"];

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        found.extend(bundle.paths_of(view).filter_map(|used| judge(bundle, used)));
        for pipeline in view.resources("pipelines") {
            for library in view.list(&pipeline.value, "libraries") {
                let kinds = library.entries().iter().filter(|entry| LIBRARIES.contains(&entry.key.as_str()));
                if let [first, second, ..] = kinds.collect::<Vec<&Entry>>()[..] {
                    let message = format!("`{}` and `{}` in one library: make each an item of its own", first.key, second.key);
                    found.push(Finding::new(second.origin, message).related(first.origin, "the other one"));
                }
            }
        }
    });
}

fn judge(bundle: &Bundle, used: &PathUse) -> Option<Finding> {
    if bundle.project.find(&used.path) != Found::File {
        return None;
    }
    let message = match (used.kind, bundle.project.is_notebook(&used.path)?) {
        (PathKind::Notebook, false) => format!("`{}` is a file, not a notebook", used.path),
        (PathKind::File, true) => format!("`{}` is a notebook, and a file is taken here", used.path),
        _ => return None,
    };
    Some(Finding::new(used.origin, message))
}
