//! A stateful step on a stream that has no watermark: what it remembers grows for ever.

use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::{Frame, Step};
use brickline_model::operation::{Kind, Language, Operation, What};
use brickline_syntax::TextRange;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unbounded-state",
    group: Group::Streaming,
    on: &[Domain::Python, Domain::Sql],
    summary: "A stream is deduplicated, aggregated or joined without a watermark",
    why: "Spark keeps the keys, groups or rows of a stateful step until a watermark tells it that they are over. Without one \
          the state grows until the query fails. Set a watermark before the step, and deduplicate with the event time among \
          the keys or within the watermark.",
    bad: Example::py(
        "def clean(spark):\n    return spark.readStream.table(\"main.bronze.events\").dropDuplicates([\"event_id\"])\n",
    ),
    good: Example::py(
        "def clean(spark):\n    events = spark.readStream.table(\"main.bronze.events\").withWatermark(\"event_time\", \"1 hour\")\n    return events.dropDuplicatesWithinWatermark([\"event_id\"])\n",
    ),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/structured-streaming/watermarks",
        "https://docs.databricks.com/aws/en/structured-streaming/stateful-streaming",
    ],
    options: &[],
    checks: &[Check::Operation(&[Kind::Transform], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Transform(transform) = &operation.what else { return };
    let frame = &transform.frame;
    if operation.context.in_foreach_batch || !frame.inputs.iter().all(|input| input.streaming.is_yes()) {
        return;
    }
    let what = match &frame.step {
        Step::Deduplicate { .. } => "deduplicating",
        // One global row is all the state there is without keys.
        Step::Aggregate { keys, known, .. } if !(keys.is_empty() && *known) => "aggregating",
        Step::Join { .. } if frame.inputs.len() == 2 => "joining",
        _ => return,
    };
    let lacks_watermark = |input: &Arc<Frame>| input.has_upstream(&|step| is_watermark(step)).is_no();
    if frame.inputs.iter().any(lacks_watermark) {
        let late = find_late_watermark(cx, frame);
        let message = match late {
            Some(_) => format!("the watermark comes after {what} this stream, so the state grows without bound"),
            None => format!("{what} a stream without a watermark keeps its state for ever"),
        };
        let found = cx.report(operation.site.name, message);
        if let Some(late) = late.filter(|range| !range.is_empty()) {
            found.related(late, "the watermark");
        }
        return;
    }
    check_keys(cx, operation, frame);
}

/// Deduplication by keys without the event time keeps every key, watermark or not.
fn check_keys(cx: &mut Cx<'_>, operation: &Operation, frame: &Arc<Frame>) {
    let Step::Deduplicate { subset: Some(subset), known: true, within_watermark: false } = &frame.step else { return };
    let Some(Step::Watermark { column: Some(column) }) = frame.watermark().map(|watermark| &watermark.step) else {
        return;
    };
    if subset.iter().any(|key| key.eq_ignore_ascii_case(column)) {
        return;
    }
    let fix = (operation.site.language == Language::Python).then(|| {
        let edit = Edit::replace(operation.site.name, "dropDuplicatesWithinWatermark");
        Fix::unsafe_("deduplicate within the watermark", vec![edit])
    });
    let message = format!("the keys leave out the watermark's column `{column}`, so every key is kept for ever");
    cx.report(operation.site.name, message).fix(fix);
}

fn is_watermark(frame: &Frame) -> bool {
    matches!(frame.step, Step::Watermark { .. })
}

/// A watermark that is set on what this frame becomes, too late to bound its state.
fn find_late_watermark(cx: &Cx<'_>, frame: &Arc<Frame>) -> Option<TextRange> {
    cx.file.model.of_kind(Kind::Transform).find_map(|operation| {
        let What::Transform(later) = &operation.what else { return None };
        if !is_watermark(&later.frame) {
            return None;
        }
        let after = later.frame.has_upstream(&|upstream| upstream.id == frame.id).is_yes();
        after.then_some(operation.site.name)
    })
}
