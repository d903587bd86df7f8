//! Auto Loader with neither a schema nor a place to keep the one it infers.

use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::{Frame, Setting};
use brickline_model::operation::{Kind, Operation, Read, What};

use crate::shared::{chain, path};

/// The rule.
pub static RULE: Rule = Rule {
    name: "auto-loader-without-schema",
    group: Group::Streaming,
    on: &[Domain::Python],
    summary: "Auto Loader reads without a schema and without `cloudFiles.schemaLocation`",
    why: "Auto Loader infers a schema only where it can keep it: without `cloudFiles.schemaLocation` the stream does not \
          start. Give it a folder (the query's checkpoint will do), or give the reader a schema.",
    bad: Example::py(
        "def read(spark):\n    return spark.readStream.format(\"cloudFiles\").option(\"cloudFiles.format\", \"json\").load(\"/Volumes/main/raw/orders\")\n",
    ),
    good: Example::py(
        "def read(spark):\n    return (\n        spark.readStream.format(\"cloudFiles\")\n        .option(\"cloudFiles.format\", \"json\")\n        .option(\"cloudFiles.schemaLocation\", \"/Volumes/main/raw/schemas/orders\")\n        .load(\"/Volumes/main/raw/orders\")\n    )\n",
    ),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/ingestion/cloud-object-storage/auto-loader/schema"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Read], check)],
};

const OPTION: &str = "cloudFiles.schemaLocation";

/// File formats whose schema is fixed.
const FIXED: &[&str] = &["text", "binaryfile"];

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Read(read) = &operation.what else { return };
    let is_auto_loader = read.format.value().is_some_and(|format| format.eq_ignore_ascii_case("cloudFiles"));
    if !is_auto_loader || operation.context.in_dataset || !read.schema.is_no() || read.streaming.is_no() {
        return;
    }
    if !read.options.get(OPTION).is_absent() || may_have_fixed_schema(read) {
        return;
    }
    let fix = find_schema_place(cx, read).and_then(|place| {
        let link = format!(".option(\"{OPTION}\", {place})");
        Some(Fix::unsafe_("add a schema location", vec![chain::insert_link(cx, read.insert_at?, &link)]))
    });
    cx.report(operation.site.name, format!("this Auto Loader stream has neither a schema nor {OPTION}")).fix(fix);
}

fn may_have_fixed_schema(read: &Read) -> bool {
    match read.options.get("cloudFiles.format") {
        Setting::Absent => false,
        Setting::Unknown => true,
        Setting::Set(given) => {
            let mut formats = given.value.texts().map(|format| format.constant()).peekable();
            formats.peek().is_none()
                || formats.any(|format| format.is_none_or(|format| FIXED.contains(&format.to_lowercase().as_str())))
        }
    }
}

/// A place for the schema, as Python text: the checkpoint of the query that this read feeds, or a folder beside its target.
fn find_schema_place(cx: &Cx<'_>, read: &Read) -> Option<String> {
    cx.file.model.of_kind(Kind::StreamQuery).find_map(|operation| {
        let What::StreamQuery(query) = &operation.what else { return None };
        if !is_made_from(query.frame.as_ref()?, &read.frame) {
            return None;
        }
        let checkpoint = query.options.text("checkpointLocation").map(|place| place.to_string());
        let place =
            checkpoint.or_else(|| path::volume_path(&query.target, &operation.context.session, "checkpoints"))?;
        Some(format!("\"{place}\""))
    })
}

fn is_made_from(frame: &Arc<Frame>, source: &Arc<Frame>) -> bool {
    let mut found = false;
    frame.walk(&mut |upstream| {
        found |= upstream.id == source.id;
        !found
    });
    found
}
