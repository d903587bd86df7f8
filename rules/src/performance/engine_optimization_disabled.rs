//! An optimization of the engine that is switched off.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::Bundle;
use brickline_model::operation::{ConfigScope, ConfigSet, Kind, Language, Operation, What};
use brickline_model::value::Value;

use crate::shared::chain::replace_quoted;
use crate::shared::conf::find_confs;
use crate::shared::findings::{Finding, replace_scalar, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "engine-optimization-disabled",
    group: Group::Performance,
    on: &[Domain::Python, Domain::Sql, Domain::Bundle],
    summary: "Adaptive execution, pruning, Photon, the disk cache, Arrow or broadcast joins are switched off",
    why: "These are on because nearly every query is faster with them, and what is switched off for one query is off for all \
          that come after it in the session. Let them be, or give the one query a hint.",
    bad: Example::py("spark.conf.set(\"spark.sql.adaptive.enabled\", \"false\")\n"),
    good: Example::py("spark.conf.set(\"spark.sql.adaptive.enabled\", \"true\")\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/optimizations/aqe",
        "https://docs.databricks.com/aws/en/optimizations/dynamic-file-pruning",
        "https://docs.databricks.com/aws/en/optimizations/disk-cache",
    ],
    options: &[],
    checks: &[Check::Operation(&[Kind::ConfigSet], check), Check::Bundle(check_bundle)],
};

/// Keys that switch something on and off, with what that is.
const SWITCHES: &[(&str, &str)] = &[
    ("spark.sql.adaptive.enabled", "adaptive execution is"),
    ("spark.databricks.optimizer.adaptive.enabled", "adaptive execution is"),
    ("spark.sql.adaptive.skewJoin.enabled", "the handling of skewed joins is"),
    ("spark.sql.adaptive.coalescePartitions.enabled", "the merging of small partitions is"),
    ("spark.sql.optimizer.dynamicPartitionPruning.enabled", "dynamic partition pruning is"),
    ("spark.databricks.optimizer.dynamicFilePruning", "dynamic file pruning is"),
    ("spark.databricks.optimizer.dynamicFilePruning.enabled", "dynamic file pruning is"),
    ("spark.databricks.photon.enabled", "Photon is"),
    ("spark.databricks.io.cache.enabled", "the disk cache is"),
    ("spark.sql.execution.arrow.pyspark.enabled", "Arrow is"),
    ("spark.sql.execution.arrow.enabled", "Arrow is"),
    ("spark.sql.cbo.enabled", "the cost-based optimizer is"),
];

/// The greatest size that is still broadcast; -1 is none.
const THRESHOLDS: &[&str] = &[
    "spark.sql.autoBroadcastJoinThreshold",
    "spark.sql.adaptive.autoBroadcastJoinThreshold",
    "spark.databricks.adaptive.autoBroadcastJoinThreshold",
];

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::ConfigSet(config) = &operation.what else { return };
    if !matches!(config.scope, ConfigScope::Session | ConfigScope::Builder | ConfigScope::Cluster) || cx.is_test() {
        return;
    }
    let (Some(key), Some(value)) = (config.key.constant(), as_text(&config.value)) else { return };
    let Some(message) = judge(&key, &value) else { return };
    let fix = find_edit(cx, operation, config).filter(|_| value != "-1");
    cx.report(config.value_range, message).fix(fix.map(|edit| Fix::unsafe_("leave it on", vec![edit])));
}

fn check_bundle(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        for conf in find_confs(view) {
            let Some(message) = conf.text.as_ref().and_then(|text| judge(&conf.key, text)) else { continue };
            let is_switch = conf.is_literal() && conf.text.as_deref().is_some_and(|text| text.trim() != "-1");
            let fix = replace_scalar(&conf.value, "leave it on", "true").filter(|_| is_switch);
            found.push(Finding::new(conf.value.origin, message).fix(fix));
        }
    });
}

fn judge(key: &str, value: &str) -> Option<String> {
    let value = value.trim();
    if THRESHOLDS.contains(&key) {
        return (value == "-1").then(|| "broadcast joins are switched off".to_string());
    }
    let (_, what) = SWITCHES.iter().find(|(switch, _)| *switch == key)?;
    value.eq_ignore_ascii_case("false").then(|| format!("{what} switched off"))
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Int(number) => Some(number.to_string()),
        value => value.as_text().map(|text| text.trim().to_string()),
    }
}

fn find_edit(cx: &Cx<'_>, operation: &Operation, config: &ConfigSet) -> Option<Edit> {
    let written = cx.text(config.value_range);
    let on = if operation.site.language == Language::Python { "True" } else { "true" };
    let bare = written.eq_ignore_ascii_case("false").then(|| Edit::replace(config.value_range, on));
    replace_quoted(cx, config.value_range, "true").or(bare)
}
