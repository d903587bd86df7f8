//! Column names that are given twice where each may be given once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::expr::{Expr, ExprKind};
use brickline_model::frame::{Frame, ProjectionKind, Step};
use brickline_model::name::Securable;
use brickline_model::operation::{Definition, Kind, Operation, What, WriteVia};
use brickline_syntax::TextRange;

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-column",
    group: Group::Correctness,
    on: &[Domain::Python, Domain::Sql],
    summary: "A column name is given twice",
    why: "Tables, views and column lists cannot have two columns of one name; Spark does not look at case. Creating the table or \
          writing to it fails with COLUMN_ALREADY_EXISTS.",
    bad: Example::sql("CREATE TABLE main.silver.orders (id BIGINT, day DATE, ID STRING);\n"),
    good: Example::sql("CREATE TABLE main.silver.orders (id BIGINT, day DATE, code STRING);\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/error-messages/error-classes"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Definition, Kind::Write, Kind::Dataset, Kind::ColumnList], check)],
};

/// A column's name, and where it is given.
type Named = (String, TextRange);

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let columns = match &operation.what {
        What::Definition(definition) => of_definition(definition),
        What::ColumnList(list) => list.columns.iter().map(|key| (key.name.to_string(), key.range)).collect(),
        What::Dataset(dataset) => dataset.frame.as_ref().map(of_frame).unwrap_or_default(),
        // Rows that go by position may be called anything.
        What::Write(write) if matches!(write.via, WriteVia::Insert { by_name: false, .. } | WriteVia::InsertInto) => return,
        What::Write(write) => write.frame.as_ref().map(of_frame).unwrap_or_default(),
        _ => return,
    };
    report_twins(cx, &columns);
}

fn report_twins(cx: &mut Cx<'_>, columns: &[Named]) {
    let mut seen: HashMap<String, TextRange> = HashMap::with_capacity(columns.len());
    for (name, range) in columns.iter().filter(|(name, _)| !name.contains(['{', '$'])) {
        match seen.entry(name.to_lowercase()) {
            Entry::Occupied(first) if !range.is_empty() => {
                cx.report(*range, format!("there is already a column `{name}`")).related(*first.get(), "here");
            }
            Entry::Occupied(_) => {}
            Entry::Vacant(place) => {
                place.insert(*range);
            }
        }
    }
}

/// The columns that are spelt, or else those of the query; a view's own list renames them.
fn of_definition(definition: &Definition) -> Vec<Named> {
    let spelt: Vec<Named> = definition.columns.iter().map(|column| (column.name.to_string(), column.range)).collect();
    match (&definition.query, definition.securable) {
        (_, Securable::Function) => Vec::new(),
        (Some(query), _) if spelt.is_empty() => of_frame(query),
        _ => spelt,
    }
}

/// The names that a frame's last select list gives; a star's columns are left out.
fn of_frame(frame: &Arc<Frame>) -> Vec<Named> {
    match &frame.step {
        Step::Project(list) if matches!(list.kind, ProjectionKind::Select | ProjectionKind::SelectExpr) => {
            list.items.iter().filter_map(name_of).collect()
        }
        Step::Sort { .. }
        | Step::Limit(_)
        | Step::Filter(_)
        | Step::Deduplicate { .. }
        | Step::Repartition { .. }
        | Step::Cache
        | Step::SetOperation(_) => frame.inputs.first().map(of_frame).unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn name_of(item: &Expr) -> Option<Named> {
    match &item.kind {
        ExprKind::Alias { name, name_range, .. } => Some((name.as_ref()?.to_string(), *name_range)),
        ExprKind::Column(column) => Some((column.name.to_string(), column.name_range)),
        _ => None,
    }
}
