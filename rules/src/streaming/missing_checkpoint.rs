//! A stream without `checkpointLocation`: it cannot go on where it stopped.

use brickline_analysis::{Check, Cx, Domain, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::operation::{Kind, Operation, StreamQuery, What};

use crate::shared::{chain, path};

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-checkpoint",
    group: Group::Streaming,
    on: &[Domain::Python],
    summary: "A stream is started without a checkpoint location",
    why: "The checkpoint holds how far a query has read and what it remembers. Without one the query does not start, or it \
          begins anew after every restart: rows are lost or come twice. Give each query a `checkpointLocation` of its own \
          in a Unity Catalog volume.",
    bad: Example::py(
        "events = spark.readStream.table(\"main.bronze.events\")\nevents.writeStream.toTable(\"main.silver.events\")\n",
    ),
    good: Example::py(
        "events = spark.readStream.table(\"main.bronze.events\")\n(\n    events.writeStream\n    .option(\"checkpointLocation\", \"/Volumes/main/silver/checkpoints/events\")\n    .toTable(\"main.silver.events\")\n)\n",
    ),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/structured-streaming/checkpoints"],
    options: &[],
    checks: &[Check::Operation(&[Kind::StreamQuery], check)],
};

const OPTION: &str = "checkpointLocation";
const SESSION_CONF: &str = "spark.sql.streaming.checkpointLocation";

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::StreamQuery(query) = &operation.what else { return };
    let session = &operation.context.session;
    let is_given = !query.options.get(OPTION).is_absent() || !session.conf(SESSION_CONF).is_absent();
    if is_given || operation.context.in_dataset || may_keep_no_state(query) {
        return;
    }
    let target = path::describe(&query.target).map_or("this stream".to_string(), |to| format!("the stream into {to}"));
    let fix = path::volume_path(&query.target, session, "checkpoints").map(|place| {
        let link = format!(".option(\"{OPTION}\", \"{place}\")");
        Fix::unsafe_("add a checkpoint location", vec![chain::insert_link(cx, query.insert_at, &link)])
    });
    cx.report(operation.site.name, format!("{target} has no {OPTION}")).fix(fix);
}

/// Whether the sink may be one for looking at a stream, which makes a temporary checkpoint of its own.
fn may_keep_no_state(query: &StreamQuery) -> bool {
    if query.foreach_batch.is_yes() || query.format.is_absent() {
        return false;
    }
    query.format.value().is_none_or(|format| ["memory", "console"].contains(&format.as_str()))
}
