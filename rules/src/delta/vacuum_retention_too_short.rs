//! Files of a Delta table are removed before a week has passed.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::Bundle;
use brickline_model::operation::{ConfigSet, Kind, Maintenance, MaintenanceKind, Operation, What};

use crate::shared::chain::replace_quoted;
use crate::shared::conf::find_confs;
use crate::shared::findings::{Finding, replace_scalar, report_views};
use crate::shared::path;

/// The rule.
pub static RULE: Rule = Rule {
    name: "vacuum-retention-too-short",
    group: Group::Delta,
    on: &[Domain::Python, Domain::Sql, Domain::Bundle],
    summary: "VACUUM keeps removed files for less than seven days",
    why: "Queries that began before a change still read the files it removed, and long jobs write files that they have not \
          committed yet. Deleting these within seven days makes both fail, can lose rows, and ends time travel. Keep at least \
          seven days; the table property `delta.deletedFileRetentionDuration` says how long.",
    bad: Example::sql("VACUUM main.silver.orders RETAIN 0 HOURS;\n"),
    good: Example::sql("VACUUM main.silver.orders;\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/tables/operations/vacuum"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Maintenance, Kind::ConfigSet], check), Check::Bundle(check_bundle)],
};

const WEEK_HOURS: f64 = 168.0;
const SWITCHED_OFF: &str = "the check that keeps VACUUM from removing files too early is switched off";
/// Units of time in hours.
const UNITS: &[(&str, f64)] =
    &[("second", 1.0 / 3600.0), ("minute", 1.0 / 60.0), ("hour", 1.0), ("day", 24.0), ("week", WEEK_HOURS)];
const SAFETY_CHECK: &str = "spark.databricks.delta.retentionDurationCheck.enabled";
const RETENTION: &[&str] = &[
    "delta.deletedFileRetentionDuration",
    "spark.databricks.delta.properties.defaults.deletedFileRetentionDuration",
];

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    match &operation.what {
        What::Maintenance(maintenance) => check_vacuum(cx, operation, maintenance),
        What::ConfigSet(config) => check_config(cx, config),
        _ => {}
    }
}

fn check_vacuum(cx: &mut Cx<'_>, operation: &Operation, maintenance: &Maintenance) {
    let MaintenanceKind::Vacuum { retain_hours, retain_range, dry_run: false } = &maintenance.kind else { return };
    let Some(hours) = retain_hours.value().filter(|hours| **hours < WEEK_HOURS) else { return };
    let table = path::describe(&maintenance.target).unwrap_or("this table".to_string());
    let range = retain_range.unwrap_or(operation.site.name);
    let is_number = cx.text(range).parse::<f64>().is_ok();
    let fix = is_number.then(|| Fix::unsafe_("keep seven days", vec![Edit::replace(range, "168")]));
    cx.report(range, format!("removed files of {table} are kept for {hours} hours only, less than 168")).fix(fix);
}

fn describe_hours(hours: f64) -> String {
    format!("removed files are kept for {hours} hours only, less than 168")
}

fn check_config(cx: &mut Cx<'_>, config: &ConfigSet) {
    let Some(key) = config.key.constant() else { return };
    if key.eq_ignore_ascii_case(SAFETY_CHECK) && config.value.as_flag() == Some(false) {
        cx.report(config.key_range, SWITCHED_OFF);
    }
    if !RETENTION.iter().any(|name| key.eq_ignore_ascii_case(name)) {
        return;
    }
    let Some(hours) = config.value.as_text().and_then(|text| parse_hours(&text)).filter(|hours| *hours < WEEK_HOURS) else {
        return;
    };
    let fix = replace_quoted(cx, config.value_range, "interval 7 days").map(|edit| Fix::unsafe_("keep seven days", vec![edit]));
    cx.report(config.value_range, describe_hours(hours)).fix(fix);
}

fn check_bundle(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        for conf in find_confs(view) {
            let Some(text) = &conf.text else { continue };
            if conf.key.eq_ignore_ascii_case(SAFETY_CHECK) && text.trim().eq_ignore_ascii_case("false") {
                found.push(Finding::new(conf.value.origin, SWITCHED_OFF));
            }
            let hours = parse_hours(text).filter(|hours| *hours < WEEK_HOURS);
            if let Some(hours) = hours.filter(|_| RETENTION.iter().any(|name| conf.key.eq_ignore_ascii_case(name))) {
                let fix = replace_scalar(&conf.value, "keep seven days", "interval 7 days").filter(|_| conf.is_literal());
                found.push(Finding::new(conf.value.origin, describe_hours(hours)).fix(fix));
            }
        }
    });
}

/// The hours of `interval 1 day`, `168 hours`, `7 days 12 hours`.
fn parse_hours(text: &str) -> Option<f64> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().filter(|word| *word != "interval").collect();
    let pairs = words.chunks_exact(2);
    if words.is_empty() || !pairs.remainder().is_empty() {
        return None;
    }
    pairs
        .map(|pair| {
            let amount: f64 = pair[0].parse().ok()?;
            let unit = pair[1].trim_end_matches('s');
            UNITS.iter().find(|(name, _)| *name == unit).map(|(_, hours)| amount * hours)
        })
        .sum()
}
