//! Gold that is computed straight from bronze or from raw files.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::{Frame, Step};
use brickline_model::operation::{DatasetKind, Kind, Language, Operation, Source, What};
use brickline_syntax::TextRange;
use std::sync::Arc;

use crate::shared::layer::{Layer, layer_of_dataset, layer_of_name, layer_of_source};
use crate::shared::pipeline::defines_dataset;

/// The rule.
pub static RULE: Rule = Rule {
    name: "medallion-layer-skipped",
    group: Group::Pipelines,
    on: &[Domain::Python, Domain::Sql],
    summary: "A gold table is computed straight from bronze or raw files",
    why: "Silver is where rows are checked, deduplicated and typed. Gold that reads bronze has none of it, or does it again \
          in its own way. Read the silver table, or make one.",
    bad: Example::sql(
        "CREATE TABLE main.gold.revenue AS SELECT day, sum(total) AS total FROM main.bronze.orders GROUP BY day;\n",
    ),
    good: Example::sql(
        "CREATE TABLE main.gold.revenue AS SELECT day, sum(total) AS total FROM main.silver.orders GROUP BY day;\n",
    ),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/lakehouse/medallion"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Write, Kind::StreamQuery, Kind::Definition, Kind::Dataset], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let Some((frame, name)) = find_gold(cx, operation) else { return };
    let Some((what, read)) = find_skipped(cx, frame) else { return };
    let is_here = operation.site.language == Language::Python && !read.is_empty();
    let range = if is_here { read } else { operation.site.name };
    cx.report(range, format!("the gold table {name} is computed straight from {what}"));
}

/// What is computed into gold, and the name it gets there.
fn find_gold<'a>(cx: &Cx<'_>, operation: &'a Operation) -> Option<(&'a Arc<Frame>, String)> {
    let (frame, layer, name) = match &operation.what {
        What::Write(write) => (write.frame.as_ref(), layer_of_source(&write.target, &cx.options.project), find_name(&write.target)),
        What::StreamQuery(query) => (query.frame.as_ref(), layer_of_source(&query.target, &cx.options.project), find_name(&query.target)),
        What::Definition(table) if !defines_dataset(cx, operation) => {
            let name = table.name.as_ref()?;
            (table.query.as_ref(), layer_of_name(name, &cx.options.project), name.display())
        }
        What::Dataset(dataset) if dataset.kind != DatasetKind::Sink => {
            let name = dataset.name.as_ref().map(|name| name.display()).unwrap_or_default();
            (dataset.frame.as_ref(), layer_of_dataset(dataset, &cx.options.project), name)
        }
        _ => return None,
    };
    (layer == Some(Layer::Gold)).then_some((frame?, format!("`{name}`")))
}

fn find_name(target: &Source) -> String {
    match target {
        Source::Table(name) => name.display(),
        _ => String::new(),
    }
}

/// The bronze table or raw files that the frame reads, and where it reads them.
fn find_skipped(cx: &Cx<'_>, frame: &Arc<Frame>) -> Option<(String, TextRange)> {
    let mut found = None;
    frame.walk(&mut |upstream| {
        if let (None, Step::Read { source, .. }) = (&found, &upstream.step) {
            found = describe_raw(cx, source, upstream).map(|what| (what, upstream.range));
        }
        found.is_none()
    });
    found
}

fn describe_raw(cx: &Cx<'_>, source: &Source, frame: &Frame) -> Option<String> {
    match source {
        Source::Table(name) if layer_of_name(name, &cx.options.project) == Some(Layer::Bronze) => {
            Some(format!("the bronze table `{}`", name.display()))
        }
        Source::Path { path, .. } if reads_raw_files(cx, frame) => Some(format!("the raw files in `{}`", path.display())),
        _ => None,
    }
}

/// Whether a path is read in a format that data comes in, not as a table.
fn reads_raw_files(cx: &Cx<'_>, frame: &Frame) -> bool {
    let raw = ["json", "csv", "text", "avro", "xml", "binaryfile", "cloudfiles"];
    cx.file.model.of_kind(Kind::Read).any(|other| match &other.what {
        What::Read(read) if read.frame.id == frame.id => {
            read.format.value().is_some_and(|format| raw.contains(&format.to_lowercase().as_str()))
        }
        _ => false,
    })
}
