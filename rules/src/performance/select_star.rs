//! `SELECT *` whose result stays: the table changes whenever its source does.

use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::Frame;
use brickline_model::operation::{DatasetKind, Kind, Operation, What, WriteVia};

use crate::shared::layer::{Layer, layer_of_dataset, layer_of_name, layer_of_source, layer_of_text};
use crate::shared::path::describe;
use crate::shared::pipeline::{defines_dataset, is_ingestion};
use crate::shared::star::find_stars;

/// The rule.
pub static RULE: Rule = Rule {
    name: "select-star",
    group: Group::Performance,
    on: &[Domain::Python, Domain::Sql],
    summary: "A table or view keeps all columns of another, whatever they will be",
    why: "A new column upstream appears downstream unasked, a dropped one breaks it, and columns that nobody reads are stored \
          and scanned. Name the columns; ingestion into bronze may take all of them.",
    bad: Example::sql("CREATE TABLE main.gold.orders AS SELECT * FROM main.silver.orders;\n"),
    good: Example::sql("CREATE TABLE main.gold.orders AS SELECT id, total FROM main.silver.orders;\n"),
    severity: Severity::Info,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-qry-select"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Write, Kind::StreamQuery, Kind::Definition, Kind::Dataset], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let Some((frame, layer)) = find_persisted(cx, operation) else { return };
    if layer == Some(Layer::Bronze) || is_bronze_file(cx) {
        return;
    }
    for (star, source) in find_stars(cx, frame) {
        if let Some(what) = describe(source) {
            cx.report(star, format!("all columns of {what} are kept, whatever they will be"));
        }
    }
}

/// What is kept, and the layer it is kept in.
fn find_persisted<'a>(cx: &Cx<'_>, operation: &'a Operation) -> Option<(&'a Arc<Frame>, Option<Layer>)> {
    match &operation.what {
        What::Definition(table) if !table.temporary && !defines_dataset(cx, operation) => {
            Some((table.query.as_ref()?, table.name.as_ref().and_then(|name| layer_of_name(name, &cx.options.project))))
        }
        What::Dataset(dataset) if !dataset.private && dataset.kind != DatasetKind::Sink => {
            let layer = layer_of_dataset(dataset, &cx.options.project);
            // What takes rows in from outside, and is not said to be more, is bronze.
            let is_bronze = layer.is_none() && is_ingestion(cx, dataset, false);
            Some((dataset.frame.as_ref()?, if is_bronze { Some(Layer::Bronze) } else { layer }))
        }
        What::Write(write) if write.via != WriteVia::Other => {
            Some((write.frame.as_ref()?, layer_of_source(&write.target, &cx.options.project)))
        }
        What::StreamQuery(query) => Some((query.frame.as_ref()?, layer_of_source(&query.target, &cx.options.project))),
        _ => None,
    }
}

/// Whether the file stands in a folder of the bronze layer.
fn is_bronze_file(cx: &Cx<'_>) -> bool {
    let folders = cx.file.path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').any(|folder| layer_of_text(folder) == Some(Layer::Bronze))
}
