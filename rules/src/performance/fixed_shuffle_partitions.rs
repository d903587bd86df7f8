//! A number of shuffle partitions that does not follow the data.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::Bundle;
use brickline_model::operation::{ConfigScope, Kind, Operation, What};
use brickline_model::value::Value;

use crate::shared::chain::replace_quoted;
use crate::shared::conf::find_confs;
use crate::shared::findings::{Finding, replace_scalar, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "fixed-shuffle-partitions",
    group: Group::Performance,
    on: &[Domain::Python, Domain::Sql, Domain::Bundle],
    summary: "`spark.sql.shuffle.partitions` is set to a number",
    why: "A number that fits today's data is too small for next year's and too large for a test: tasks spill, or thousands of \
          them do nothing. `auto` lets the engine choose for each query. A stream keeps the number it began with.",
    bad: Example::py("spark.conf.set(\"spark.sql.shuffle.partitions\", \"64\")\n"),
    good: Example::py("spark.conf.set(\"spark.sql.shuffle.partitions\", \"auto\")\n"),
    severity: Severity::Info,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/optimizations/aqe"],
    options: &[],
    checks: &[Check::Operation(&[Kind::ConfigSet], check), Check::Bundle(check_bundle)],
};

const KEY: &str = "spark.sql.shuffle.partitions";

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::ConfigSet(config) = &operation.what else { return };
    let is_session = matches!(config.scope, ConfigScope::Session | ConfigScope::Builder | ConfigScope::Cluster);
    // A test on one machine is right to want few.
    if !is_session || cx.is_test() || config.key.constant().as_deref() != Some(KEY) {
        return;
    }
    let number = match &config.value {
        Value::Int(number) => number.to_string(),
        value => value.as_text().map(|text| text.trim().to_string()).unwrap_or_default(),
    };
    if !is_number(&number) {
        return;
    }
    let is_bare = cx.text(config.value_range) == number;
    let written = if operation.site.language == brickline_model::operation::Language::Python { "\"auto\"" } else { "auto" };
    let bare = is_bare.then(|| Edit::replace(config.value_range, written));
    let fix = replace_quoted(cx, config.value_range, "auto").or(bare).map(|edit| Fix::unsafe_("let the engine choose", vec![edit]));
    cx.report(config.value_range, message(&number)).fix(fix);
}

fn check_bundle(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        for conf in find_confs(view).iter().filter(|conf| conf.key == KEY) {
            let Some(number) = conf.text.as_deref().filter(|text| is_number(text)) else { continue };
            let fix = replace_scalar(&conf.value, "let the engine choose", "auto").filter(|_| conf.is_literal());
            found.push(Finding::new(conf.value.origin, message(number)).fix(fix));
        }
    });
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn message(number: &str) -> String {
    format!("every shuffle has {number} partitions, however much data there is")
}
