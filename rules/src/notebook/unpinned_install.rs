//! Packages that are installed in whatever version is the newest.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Job, Value, View};
use brickline_syntax::TextRange;
use brickline_syntax::source::ParsedFile;

use crate::shared::findings::{Finding, report_views};
use crate::shared::requirement::{find_packages, is_unbound};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unpinned-install",
    group: Group::Notebook,
    on: &[Domain::Python, Domain::Bundle],
    summary: "A package is installed without any bound on its version",
    why: "The newest version today is another one tomorrow: a run that worked fails, or gives other results, although nobody \
          changed the code. Say which version, `package==1.4.2`, or at least `package~=1.4`.",
    bad: Example::py("# Databricks notebook source\n# MAGIC %pip install holidays\n"),
    good: Example::py("# Databricks notebook source\n# MAGIC %pip install holidays==0.61\n"),
    severity: Severity::Info,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/libraries/notebooks-python-libraries",
        "https://docs.databricks.com/aws/en/dev-tools/bundles/library-dependencies",
    ],
    options: &[],
    checks: &[Check::File(check), Check::Bundle(check_bundle)],
};

fn check(cx: &mut Cx<'_>, file: &ParsedFile) {
    let magics = file.cells.iter().flat_map(|cell| cell.magics()).filter(|magic| &*magic.name == "pip");
    let mut found: Vec<(TextRange, String)> = Vec::new();
    for magic in magics {
        let rest = &file.text[magic.rest.to_usize()];
        let unbound: Vec<&str> = find_packages(rest).into_iter().filter(|package| is_unbound(package)).collect();
        // One line says it once, however many packages it names.
        let Some(first) = unbound.first() else { continue };
        let at = magic.rest.start() as usize + (first.as_ptr() as usize - rest.as_ptr() as usize);
        found.push((TextRange::from_usize(at, at + first.len()), message(&unbound)));
    }
    for (range, message) in found {
        cx.report(range, message);
    }
}

fn check_bundle(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        for Job { resource: job, tasks, .. } in view.jobs() {
            for task in tasks {
                for library in view.list(&task.value, "libraries") {
                    if let Some(package) = view.field(&library, "pypi").and_then(|pypi| pypi.get("package").cloned()) {
                        found.extend(judge(view, &package));
                    }
                }
            }
            for environment in view.list(&job.value, "environments") {
                if let Some(spec) = view.field(&environment, "spec") {
                    found.extend(view.list(&spec, "dependencies").iter().filter_map(|item| judge(view, item)));
                }
            }
        }
        for pipeline in view.resources("pipelines") {
            if let Some(environment) = view.field(&pipeline.value, "environment") {
                found.extend(view.list(&environment, "dependencies").iter().filter_map(|item| judge(view, item)));
            }
        }
    });
}

fn judge(view: &View, package: &Value) -> Option<Finding> {
    let text = view.resolve(package)?;
    is_unbound(text.trim()).then(|| Finding::new(package.origin, message(&[text.trim()])))
}

fn message(packages: &[&str]) -> String {
    let names: Vec<String> = packages.iter().map(|package| format!("`{package}`")).collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => {
            format!("{} and {last} are installed in whatever versions are the newest", others.join(", "))
        }
        _ => format!("{} is installed in whatever version is the newest", names.join("")),
    }
}
