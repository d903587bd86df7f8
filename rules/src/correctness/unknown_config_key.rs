//! Config keys, table properties and Auto Loader options that do not exist, and values they do not take.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::Bundle;
use brickline_model::facts::config::{ValueKind, ValueType};
use brickline_model::operation::{ConfigScope, ConfigSet, Kind, Operation, What};
use brickline_model::value::Value;

use crate::shared::conf::{find_confs, replace_key};
use crate::shared::config_key::{Known, look_up};
use crate::shared::findings::{Finding, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-config-key",
    group: Group::Correctness,
    on: &[Domain::Python, Domain::Sql, Domain::Bundle],
    summary: "A config key, table property or Auto Loader option does not exist",
    why: "Classic compute takes any key and says nothing: a misspelt one changes nothing at all. Serverless compute refuses it, \
          and a table property that begins with `delta.` and does not exist makes the statement fail. Use the key that exists, \
          and a value of its type.",
    bad: Example::py("spark.conf.set(\"spark.sql.shuffle.partition\", \"64\")\n"),
    good: Example::py("spark.conf.set(\"spark.sql.shuffle.partitions\", \"64\")\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &[
        "https://spark.apache.org/docs/latest/configuration.html",
        "https://docs.databricks.com/aws/en/tables/table-properties",
        "https://docs.databricks.com/aws/en/spark/api-options",
    ],
    options: &[],
    checks: &[Check::Operation(&[Kind::ConfigSet], check), Check::Bundle(check_bundle)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::ConfigSet(config) = &operation.what else { return };
    let Some(name) = config.key.constant() else { return };
    let Some(known) = look_up(&name, config.scope) else { return };
    match known.takes {
        None if known.meant.is_none() && !known.closed => {}
        None => report_unknown(cx, config, &name, &known),
        Some(takes) => check_value(cx, config, &name, takes),
    }
}

fn report_unknown(cx: &mut Cx<'_>, config: &ConfigSet, name: &str, known: &Known) {
    let is_written_here = cx.text(config.key_range) == name;
    let fix = known.meant.as_ref().filter(|_| is_written_here).map(|meant| {
        Fix::unsafe_(format!("write {meant}"), vec![Edit::replace(config.key_range, meant.as_str())])
    });
    cx.report(config.key_range, describe_unknown(name, known)).fix(fix);
}

fn describe_unknown(name: &str, known: &Known) -> String {
    let hint = known.meant.as_ref().map(|meant| format!(": `{meant}` is meant")).unwrap_or_default();
    format!("there is no {} `{name}`{hint}", known.what)
}

fn check_bundle(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        for conf in find_confs(view) {
            let Some(known) = look_up(&conf.key, ConfigScope::Cluster) else { continue };
            let Some(takes) = known.takes else {
                if known.meant.is_some() || known.closed {
                    let edit = known.meant.as_ref().and_then(|meant| replace_key(bundle, &conf, meant));
                    let fix = edit.map(|edit| Fix::unsafe_("change to the key that exists", vec![edit]));
                    found.push(Finding::new(conf.origin, describe_unknown(&conf.key, &known)).fix(fix));
                }
                continue;
            };
            // A secret gives its value when the cluster starts.
            let text = conf.text.as_deref().filter(|text| !text.contains("{{"));
            if takes.kind == ValueKind::Reserved {
                found.push(Finding::new(conf.origin, describe_reserved(&conf.key)));
            } else if let Some(wrong) = text.and_then(|text| describe_wrong(&conf.key, takes, text)) {
                found.push(Finding::new(conf.value.origin, wrong));
            }
        }
    });
}

fn check_value(cx: &mut Cx<'_>, config: &ConfigSet, name: &str, takes: ValueType) {
    let Some(value) = as_spark_text(&config.value) else { return };
    if takes.kind == ValueKind::Reserved && !takes.accepts(&value) {
        cx.report(config.key_range, describe_reserved(name));
    } else if let Some(wrong) = describe_wrong(name, takes, &value) {
        cx.report(config.value_range, wrong);
    }
}

fn describe_reserved(name: &str) -> String {
    format!("`{name}` is reserved and cannot be set")
}

/// What is wrong with a value, when something is.
fn describe_wrong(name: &str, takes: ValueType, value: &str) -> Option<String> {
    if takes.accepts(value) {
        return None;
    }
    let wanted = match takes.kind {
        ValueKind::Bool => "true or false".to_string(),
        ValueKind::Int => "a whole number".to_string(),
        ValueKind::Double => "a number".to_string(),
        ValueKind::Bytes => "a size such as 128MB".to_string(),
        ValueKind::Time => "a duration such as 120s".to_string(),
        ValueKind::Interval => "an interval such as `interval 7 days`".to_string(),
        ValueKind::Enum => format!("one of {}", takes.values().collect::<Vec<_>>().join(", ")),
        ValueKind::Reserved | ValueKind::Text | ValueKind::Unknown => return None,
    };
    Some(format!("`{name}` takes {wanted}, not `{value}`"))
}

/// A value as Spark gets it; nothing where it is not known.
fn as_spark_text(value: &Value) -> Option<String> {
    match value {
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Int(number) => Some(number.to_string()),
        _ => value.as_text().map(|text| text.to_string()),
    }
}
