//! A dataset that others build on, and nothing checks its rows.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::Step;
use brickline_model::name::Role;
use brickline_model::operation::{Dataset, DatasetKind, Kind, Language, NameMeaning, Operation, Source, What};
use smol_str::SmolStr;

use crate::shared::layer::{Layer, layer_of_dataset};

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-expectation",
    group: Group::Pipelines,
    on: &[Domain::Python, Domain::Sql],
    summary: "a silver or gold dataset of a pipeline has no expectation",
    why: "Nothing tells when bad rows get in: they reach reports before anyone sees them. State what holds of every row with \
          `@dp.expect...` or `CONSTRAINT ... EXPECT`; the pipeline counts, drops or stops at violations.",
    bad: Example::py(
        "from pyspark import pipelines as dp\n\n\n@dp.table(name=\"silver_orders\")\ndef orders():\n    return spark.readStream.table(\"bronze_orders\")\n",
    ),
    good: Example::py(
        "from pyspark import pipelines as dp\n\n\n@dp.table(name=\"silver_orders\")\n@dp.expect_or_drop(\"has an id\", \"id IS NOT NULL\")\ndef orders():\n    return spark.readStream.table(\"bronze_orders\")\n",
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
    let Some(name) = dataset.name.as_ref().and_then(|name| name.last()) else { return };
    let layer = layer_of_dataset(dataset, &cx.options.project).filter(|layer| *layer != Layer::Bronze);
    if is_ingestion(cx, dataset) {
        return;
    }
    let why = match layer {
        Some(layer) => format!("the {} dataset `{name}`", layer.name()),
        None if is_read_by_others(cx, &name) => format!("the dataset `{name}`, which others read,"),
        None => return,
    };
    let fix = find_edit(cx, operation, dataset);
    cx.report(operation.site.name, format!("{why} has no expectation")).fix(fix);
}

/// Whether the dataset takes its rows from outside the pipeline only: files, a message bus, a table of others.
fn is_ingestion(cx: &Cx<'_>, dataset: &Dataset) -> bool {
    let Some(frame) = &dataset.frame else { return true };
    let mut known = true;
    let mut reads_dataset = false;
    frame.walk(&mut |upstream| {
        match &upstream.step {
            Step::Read { source: Source::Table(name), .. } => reads_dataset |= is_dataset(cx, name.last()),
            Step::Opaque | Step::Parameter => known = false,
            _ => {}
        }
        true
    });
    !reads_dataset || !known
}

/// Whether a name names a dataset of this pipeline. Datasets of another file of the project are taken for ones of this
/// pipeline: a pipeline's files are known to its bundle only.
fn is_dataset(cx: &Cx<'_>, name: Option<SmolStr>) -> bool {
    let Some(name) = name else { return false };
    cx.index.models().flat_map(|(_, model)| &model.operations).any(|other| match &other.what {
        What::Dataset(dataset) => dataset.name.as_ref().and_then(|other| other.last()).as_ref() == Some(&name),
        _ => false,
    })
}

fn is_read_by_others(cx: &Cx<'_>, name: &SmolStr) -> bool {
    cx.index.models().flat_map(|(_, model)| &model.operations).any(|other| match &other.what {
        What::NameUse(found) => {
            found.role == Role::Read
                && found.meaning == NameMeaning::Dataset
                && found.name.last().as_ref() == Some(name)
        }
        _ => false,
    })
}

/// A decorator to be filled in, on a line of its own above the function.
fn find_edit(cx: &Cx<'_>, operation: &Operation, dataset: &Dataset) -> Option<Fix> {
    if operation.site.language != Language::Python {
        return None;
    }
    let module = cx.text(operation.site.receiver?);
    let head = dataset.head?;
    let decorator = format!("@{module}.expect_or_drop(\"<what holds>\", \"<condition>\")\n");
    Some(Fix::display("add an expectation", vec![Edit::insert(head.start(), decorator)]))
}
