//! Rows that are kept by chance: a limit without an order, in what is stored.

use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::{Frame, Step};
use brickline_model::name::Securable;
use brickline_model::operation::{Kind, Operation, What};

/// The rule.
pub static RULE: Rule = Rule {
    name: "limit-without-order",
    group: Group::Performance,
    on: &[Domain::Sql, Domain::Python],
    summary: "A stored result is cut by a limit, without an order",
    why: "Which rows come first is not defined without `ORDER BY`: every run may store others, and whoever reads the table takes \
          them for the data. Sort before the limit, or sample with a seed.",
    bad: Example::sql("CREATE TABLE main.gold.top_orders AS SELECT id, total FROM main.silver.orders LIMIT 100;\n"),
    good: Example::sql(
        "CREATE TABLE main.gold.top_orders AS SELECT id, total FROM main.silver.orders ORDER BY total DESC LIMIT 100;\n",
    ),
    severity: Severity::Info,
    enabled: false,
    fix: FixKind::None,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-qry-select-limit"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Write, Kind::Definition, Kind::Dataset], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let frame = match &operation.what {
        What::Write(write) => write.frame.as_ref(),
        What::Definition(definition) if definition.securable != Securable::Function => definition.query.as_ref(),
        What::Dataset(dataset) => dataset.frame.as_ref(),
        _ => None,
    };
    let Some(frame) = frame else { return };
    let mut found = Vec::new();
    frame.walk(&mut |frame| {
        if is_left_to_chance(frame) {
            found.push(frame.range);
        }
        true
    });
    for range in found.into_iter().filter(|range| !range.is_empty()) {
        cx.report(range, "which rows this limit keeps is left to chance: nothing sorts them");
    }
}

/// A limit of some rows, over many that nothing sorts.
fn is_left_to_chance(frame: &Arc<Frame>) -> bool {
    let Step::Limit(limit) = &frame.step else { return false };
    *limit != Some(0)
        && frame.inputs.iter().all(|input| {
            let is_sorted = input.has_upstream(&|step| matches!(step.step, Step::Sort { within_partitions: false, .. }));
            is_sorted.is_no() && !input.is_small().is_yes()
        })
}
