//! A large cluster that does not grow and shrink with its work.

use brickline_analysis::{
    Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, OptionDefault, OptionSpec, Rule, Scope, Severity,
};
use brickline_model::bundle::{Bundle, Entry};

use crate::shared::cluster::{describe, find_workers};
use crate::shared::findings::{Finding, report_views};
use crate::shared::given::is_given;
use crate::shared::insert::{indent_of, is_block};

/// The rule.
pub static RULE: Rule = Rule {
    name: "fixed-size-cluster",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A cluster of many workers without `autoscale`",
    why: "A cluster of fixed size costs the same while one stage keeps two workers busy as while all of them work. With \
          `autoscale` it shrinks to what the work needs.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  clusters:\n    shared:\n      spark_version: 16.4.x-scala2.12\n      num_workers: 12\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  clusters:\n    shared:\n      spark_version: 16.4.x-scala2.12\n      autoscale:\n        min_workers: 2\n        max_workers: 12\n"),
    severity: Severity::Info,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/compute/configure"],
    options: &[OptionSpec {
        name: "max-workers",
        summary: "The most workers a cluster of fixed size may have.",
        default: OptionDefault::Integer(4),
    }],
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    let limit = cx.options.integer("max-workers");
    report_views(cx, bundle, |view, found| {
        for cluster in view.all_clusters() {
            let Some(workers) = find_workers(view, &cluster.value).filter(|workers| *workers > limit) else { continue };
            let Some(entry) = cluster.value.find("num_workers") else { continue };
            if is_given(&cluster.value, "autoscale") {
                continue;
            }
            let message = format!("{} has {workers} workers whatever there is to do", describe(cluster));
            found.push(Finding::new(entry.value.origin, message).fix(make_autoscale(bundle, entry, workers)));
        }
    });
}

/// `num_workers: 8` becomes an `autoscale` from one to as many.
fn make_autoscale(bundle: &Bundle, entry: &Entry, workers: i64) -> Option<Fix> {
    let is_literal = entry.value.as_str().is_some_and(|text| text == workers.to_string());
    let is_here = entry.value.origin.file == entry.origin.file && entry.value.origin.range.start() > entry.origin.range.start();
    if !is_literal || !is_here || bundle.file(entry.origin.file).path.ends_with(".json") {
        return None;
    }
    let text = if is_block(bundle, entry) {
        let indent = indent_of(bundle, entry);
        format!("autoscale:\n{indent}  min_workers: 1\n{indent}  max_workers: {workers}")
    } else {
        format!("autoscale: {{min_workers: 1, max_workers: {workers}}}")
    };
    let range = entry.origin.range.cover(entry.value.origin.range);
    Some(Fix::unsafe_("let it grow and shrink", vec![Edit::replace(range, text)]))
}
