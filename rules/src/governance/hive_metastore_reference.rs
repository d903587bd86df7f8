//! Names in the legacy metastore of a workspace.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, MergedPlace, Resource, View, visit_view};
use brickline_model::name::ObjectName;
use brickline_model::operation::{Kind, Operation, What};

use crate::shared::findings::{Finding, mentions, report_views};
use crate::shared::given::is_given;

/// The rule.
pub static RULE: Rule = Rule {
    name: "hive-metastore-reference",
    group: Group::Governance,
    on: &[Domain::Python, Domain::Sql, Domain::Bundle],
    summary: "A name of the legacy Hive metastore is used",
    why: "Tables in `hive_metastore` belong to one workspace and have no Unity Catalog permissions, lineage or audit. Upgrade \
          the table to Unity Catalog and use its name there.",
    bad: Example::sql("SELECT * FROM hive_metastore.sales.orders;\n"),
    good: Example::sql("SELECT * FROM main.sales.orders;\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/data-governance/unity-catalog/hive-metastore",
        "https://docs.databricks.com/aws/en/data-governance/unity-catalog/migrate",
    ],
    options: &[],
    checks: &[Check::Operation(&[Kind::NameUse, Kind::Use], check), Check::Bundle(check_bundle)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    match &operation.what {
        What::NameUse(found) if is_legacy(&found.name) => {
            let message = format!("`{}` lies in the legacy Hive metastore", found.name.display());
            cx.report(found.name.range, message);
        }
        What::Use { name, .. } if is_legacy(name) => {
            cx.report(name.range, "this makes the legacy Hive metastore the current catalog");
        }
        _ => {}
    }
}

/// The section of a bundle that has what is deployed.
const RESOURCES: &str = "resources";
/// The fields that name a catalog.
const CATALOG_FIELDS: &[&str] = &["catalog", "catalog_name"];

fn check_bundle(cx: &mut Cx<'_>, bundle: &Bundle) {
    let may_be_lost = bundle.is_broken();
    let is_named = mentions(bundle, &["hive_metastore"]);
    report_views(cx, bundle, |view, found| {
        let mut see = |place: &MergedPlace<'_>| {
            let [section, .., last] = place.path else { return };
            let Some(text) = view.resolve(place.value).filter(|_| section == RESOURCES) else { return };
            let is_catalog = CATALOG_FIELDS.contains(&last.as_str()) && text == "hive_metastore";
            if is_catalog || is_legacy_name(&text) {
                let message = format!("`{text}` lies in the legacy Hive metastore");
                found.push(Finding::new(place.value.origin, message));
            }
        };
        if is_named {
            visit_view(&bundle.schema, view, &mut see);
        }
        let pipelines = view.resources("pipelines");
        found.extend(pipelines.iter().filter(|_| !may_be_lost).filter_map(|pipeline| judge_pipeline(view, pipeline)));
    });
}

/// `hive_metastore.sales.orders`, and nothing that only has it inside.
fn is_legacy_name(text: &str) -> bool {
    let is_plain = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '`'));
    is_plain && text.starts_with("hive_metastore.")
}

/// A pipeline that says where its tables go in the way of before Unity Catalog.
fn judge_pipeline(view: &View, pipeline: &Resource) -> Option<Finding> {
    let of_unity_catalog = ["catalog", "schema", "ingestion_definition", "gateway_definition"];
    let is_serverless = view.text(&pipeline.value, "serverless").is_none_or(|text| text == "true")
        && is_given(&pipeline.value, "serverless");
    if is_serverless || of_unity_catalog.iter().any(|key| is_given(&pipeline.value, key)) {
        return None;
    }
    let legacy = ["target", "storage"].iter().find_map(|key| pipeline.value.find(key).filter(|entry| !entry.value.is_null()))?;
    let message = format!(
        "with `{}` and no `catalog`, the tables of pipeline `{}` go to the legacy Hive metastore",
        legacy.key, pipeline.key
    );
    Some(Finding::new(legacy.origin, message))
}

fn is_legacy(name: &ObjectName) -> bool {
    name.starts_with("hive_metastore")
}
