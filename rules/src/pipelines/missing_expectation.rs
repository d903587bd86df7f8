//! A dataset that others build on, and nothing checks its rows.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::operation::{Dataset, DatasetKind, Kind, Language, Operation, What};

use crate::shared::layer::{Layer, layer_of_dataset};
use crate::shared::pipeline::{is_ingestion, is_read_by_others};

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-expectation",
    group: Group::Pipelines,
    on: &[Domain::Python, Domain::Sql],
    summary: "A silver or gold dataset of a pipeline has no expectation",
    why: "Nothing tells when bad rows get in: they reach reports before anyone sees them. State what holds of every row with \
          `@dp.expect...` or `CONSTRAINT ... EXPECT`; the pipeline counts, drops or stops at violations.",
    bad: Example::py(
        "from pyspark import pipelines as dp\n\n\n@dp.table\ndef bronze_orders():\n    return spark.readStream.table(\"main.landing.orders\")\n\n\n@dp.table(name=\"silver_orders\")\ndef orders():\n    return spark.readStream.table(\"bronze_orders\")\n",
    ),
    good: Example::py(
        "from pyspark import pipelines as dp\n\n\n@dp.table\ndef bronze_orders():\n    return spark.readStream.table(\"main.landing.orders\")\n\n\n@dp.table(name=\"silver_orders\")\n@dp.expect_or_drop(\"has an id\", \"id IS NOT NULL\")\ndef orders():\n    return spark.readStream.table(\"bronze_orders\")\n",
    ),
    severity: Severity::Info,
    enabled: true,
    fix: FixKind::Display,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/ldp/expectations"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Dataset], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Dataset(dataset) = &operation.what else { return };
    let is_view = matches!(dataset.kind, DatasetKind::View | DatasetKind::Sink) || dataset.private;
    if is_view || !dataset.expectations_known || !dataset.expectations.is_empty() {
        return;
    }
    let Some(name) = &dataset.name else { return };
    let layer = layer_of_dataset(dataset, &cx.options.project).filter(|layer| *layer != Layer::Bronze);
    if is_ingestion(cx, dataset, layer.is_some()) {
        return;
    }
    let why = match layer {
        Some(layer) => format!("the {} dataset `{}`", layer.name(), name.display()),
        None if is_read_by_others(cx, name) => format!("the dataset `{}`, which others read,", name.display()),
        None => return,
    };
    let fix = find_edit(cx, operation, dataset);
    cx.report(operation.site.name, format!("{why} has no expectation")).fix(fix);
}

/// A decorator to be filled in, on a line of its own above the function.
fn find_edit(cx: &Cx<'_>, operation: &Operation, dataset: &Dataset) -> Option<Fix> {
    if operation.site.language != Language::Python {
        return None;
    }
    let module = cx.text(operation.site.receiver?);
    let head = dataset.head?;
    let before = &cx.file.text[..head.start() as usize];
    let indent = &before[before.rfind('\n').map_or(0, |newline| newline + 1)..];
    let decorator = format!("@{module}.expect_or_drop(\"<what holds>\", \"<condition>\")\n{indent}");
    Some(Fix::display("add an expectation", vec![Edit::insert(head.start(), decorator)]))
}
