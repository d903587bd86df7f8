//! `trigger(once=True)`: one batch of unbounded size, replaced by `availableNow=True`.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::operation::{Kind, Operation, TriggerKind, What};

/// The rule.
pub static RULE: Rule = Rule {
    name: "deprecated-trigger-once",
    group: Group::Streaming,
    on: &[Domain::Python],
    summary: "`trigger(once=True)` reads everything that is new in one batch",
    why: "`once=True` puts all new data into a single micro-batch and ignores rate limits such as \
          `maxFilesPerTrigger`. `availableNow=True` reads the same data in several batches and stops as well.",
    bad: Example::py(
        "def copy(spark):\n    events = spark.readStream.table(\"main.bronze.events\")\n    events.writeStream.option(\"checkpointLocation\", \"/Volumes/main/etl/checkpoints/events\") \\\n        .trigger(once=True).toTable(\"main.silver.events\")\n",
    ),
    good: Example::py(
        "def copy(spark):\n    events = spark.readStream.table(\"main.bronze.events\")\n    events.writeStream.option(\"checkpointLocation\", \"/Volumes/main/etl/checkpoints/events\") \\\n        .trigger(availableNow=True).toTable(\"main.silver.events\")\n",
    ),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Safe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/structured-streaming/triggers"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Trigger], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Trigger(trigger) = &operation.what else { return };
    if trigger.kind != TriggerKind::Once {
        return;
    }
    // Settings that are spread come from elsewhere, where others may read them too.
    let is_spelt = cx.text(trigger.range).starts_with("once");
    let edit = Edit::replace(trigger.range, "availableNow=True");
    cx.report(trigger.range, "this trigger reads all new data in one batch, without any rate limit")
        .fix(is_spelt.then(|| Fix::safe("use availableNow", vec![edit])));
}
