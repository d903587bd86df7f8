//! A transformation whose result nobody takes: nothing happens.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::Step;
use brickline_model::operation::{Discarded, Kind, Language, Operation, What};

/// The rule.
pub static RULE: Rule = Rule {
    name: "discarded-transformation",
    group: Group::Correctness,
    on: &[Domain::Python],
    summary: "The result of a DataFrame transformation is thrown away",
    why: "DataFrames are immutable: a transformation gives a new frame and leaves the old one as it was. Without a name for \
          the new frame the statement does nothing at all.",
    bad: Example::py("df = spark.table(\"main.sales.orders\")\ndf.filter(\"total > 0\")\ndf.write.saveAsTable(\"main.sales.paid\")\n"),
    good: Example::py("df = spark.table(\"main.sales.orders\")\ndf = df.filter(\"total > 0\")\ndf.write.saveAsTable(\"main.sales.paid\")\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/pyspark/basics"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Discard], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Discard(discard) = &operation.what else { return };
    let Discarded::Frame(frame) = &discard.value else { return };
    if operation.context.displayed || operation.site.language != Language::Python || !is_transformation(&frame.step) {
        return;
    }
    let fix = discard.root_name.as_ref().map(|name| {
        let edit = Edit::insert(discard.statement.start(), format!("{name} = "));
        Fix::unsafe_(format!("assign the result to {name}"), vec![edit])
    });
    let method = cx.text(operation.site.name).to_string();
    cx.report(operation.site.name, format!("the result of {method} is thrown away, and the frame it is called on stays as it is"))
        .fix(fix);
}

/// Whether the step does nothing but give a new frame. Caching marks the frame itself, and reading may be done for its errors.
fn is_transformation(step: &Step) -> bool {
    !matches!(
        step,
        Step::Cache
            | Step::Unpersist
            | Step::Checkpoint
            | Step::Read { .. }
            | Step::Rows
            | Step::Batch
            | Step::Parameter { .. }
            | Step::Either
            | Step::Opaque
    )
}
