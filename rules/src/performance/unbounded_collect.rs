//! All rows of a frame are brought to the driver.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::Step;
use brickline_model::operation::{Action, ActionKind, Kind, Operation, UseKind, What};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unbounded-collect",
    group: Group::Performance,
    on: &[Domain::Python],
    summary: "All rows of a frame are brought to the driver",
    why: "The driver holds every row at once: with enough data it runs out of memory, and until then one machine does what \
          the cluster could. Aggregate or `limit` first, or write the result to a table.",
    bad: Example::py("rows = spark.table(\"main.sales.orders\").collect()\n"),
    good: Example::py("rows = spark.table(\"main.sales.orders\").limit(100).collect()\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/pyspark/reference/classes/dataframe/collect",
        "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.collect.html",
    ],
    options: &[],
    checks: &[Check::Operation(&[Kind::Action], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Action(action) = &operation.what else { return };
    let Some(frame) = &action.frame else { return };
    // A limit bounds the rows however large it is.
    let is_bounded = !frame.is_small().is_no() || frame.has_upstream(&|step| matches!(step.step, Step::Limit(_))).is_yes();
    if !brings_all_rows(action) || is_bounded || asks_for_emptiness(action) || cx.is_test() {
        return;
    }
    cx.report(operation.site.name, "this brings all rows to the driver: nothing before it limits them");
}

fn brings_all_rows(action: &Action) -> bool {
    match action.kind {
        ActionKind::Collect | ActionKind::ToPandas | ActionKind::RddCollect => true,
        // Rows that come one by one fit, until they are all kept.
        ActionKind::LocalIterator => action.uses.iter().any(|found| found.kind == UseKind::Gathered),
        _ => false,
    }
}

/// Rows that are only counted to see whether there are any belong to `count-for-emptiness`.
fn asks_for_emptiness(action: &Action) -> bool {
    let counts = |kind: UseKind| matches!(kind, UseKind::LengthEmptiness(_));
    action.uses_known && !action.uses.is_empty() && action.uses.iter().all(|found| counts(found.kind))
}
