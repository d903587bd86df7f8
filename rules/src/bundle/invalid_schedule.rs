//! A schedule that cannot be.

use brickline_analysis::nearest::suggest;
use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Entry, Resource, Value, View};
use brickline_model::facts::time_zone::{is_time_zone, time_zones};

use crate::shared::cron::find_problem;
use crate::shared::findings::{Finding, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-schedule",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A cron expression, time zone or interval that does not parse, or two ways to start one job",
    why: "The CLI takes any text for a schedule, and the service refuses the job while deploying. Schedules are Quartz cron: \
          seconds, minutes, hours, day of the month, month, day of the week and maybe the year, with `?` for exactly one of \
          the days; time zones are ids such as `Europe/Berlin`.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      schedule:\n        quartz_cron_expression: 0 4 * * *\n        timezone_id: UTC\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      schedule:\n        quartz_cron_expression: 0 0 4 * * ?\n        timezone_id: UTC\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &[
        "https://docs.databricks.com/aws/en/jobs/scheduled",
        "https://docs.databricks.com/aws/en/ldp/properties",
    ],
    options: &[],
    checks: &[Check::Bundle(check)],
};

/// The fields that start a job by itself.
const STARTS: [&str; 3] = ["schedule", "continuous", "trigger"];
/// The fields that hold a cron expression.
const CRON: [&str; 2] = ["quartz_cron_expression", "quartz_cron_schedule"];
/// The setting that says how often a pipeline's tables are brought up to date.
const INTERVAL: &str = "pipelines.trigger.interval";
const UNITS: [&str; 9] = ["millisecond", "ms", "second", "minute", "hour", "hr", "day", "week", "month"];

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        for section in ["jobs", "alerts", "quality_monitors"] {
            for resource in view.resources(section) {
                found.extend(view.field(&resource.value, "schedule").iter().flat_map(|schedule| judge_cron(view, schedule)));
            }
        }
        for pipeline in view.resources("pipelines") {
            let cron = view.field(&pipeline.value, "trigger").and_then(|trigger| view.field(&trigger, "cron"));
            found.extend(cron.iter().flat_map(|cron| judge_cron(view, cron)));
            let configuration = view.field(&pipeline.value, "configuration");
            found.extend(configuration.and_then(|configuration| judge_interval(view, configuration.get(INTERVAL)?)));
        }
        found.extend(view.resources("jobs").iter().filter_map(|job| find_second_start(view, job)));
    });
}

/// What is wrong with the expression and the time zone of a schedule.
fn judge_cron(view: &View, schedule: &Value) -> Vec<Finding> {
    let known = |key: &str| schedule.get(key).and_then(|value| Some((value.origin, view.resolve(value)?)));
    let cron = CRON.iter().find_map(|key| known(key));
    let cron = cron.and_then(|(origin, text)| Some(Finding::new(origin, find_problem(&text)?)));
    let zone = known("timezone_id").filter(|(_, text)| !is_time_zone(text)).map(|(origin, text)| {
        Finding::new(origin, format!("there is no time zone `{text}`{}", suggest(&text, time_zones())))
    });
    cron.into_iter().chain(zone).collect()
}

fn judge_interval(view: &View, value: &Value) -> Option<Finding> {
    let text = view.resolve(value).filter(|text| !may_be_interval(text))?;
    let message = format!("`{text}` is no interval: it takes a number and a unit, such as `10 minutes`");
    Some(Finding::new(value.origin, message))
}

/// A second way to start the same job.
fn find_second_start(view: &View, job: &Resource) -> Option<Finding> {
    let is_start = |entry: &&Entry| {
        STARTS.contains(&entry.key.as_str()) && !entry.value.is_null() && !view.follow(&entry.value).entries().is_empty()
    };
    let mut starts: Vec<&Entry> = job.value.entries().iter().filter(is_start).collect();
    starts.sort_by_key(|entry| entry.origin);
    let [first, second, ..] = starts[..] else { return None };
    let message = format!("`{}` beside `{}`: a job takes one of them", second.key, first.key);
    Some(Finding::new(second.origin, message).related(first.origin, "the other one"))
}

/// A number with a unit, or several of them.
fn may_be_interval(text: &str) -> bool {
    let lower = text.to_lowercase();
    let digits = lower.trim().bytes().take_while(u8::is_ascii_digit).count();
    let unit = lower.trim()[digits..].trim();
    let word: String = unit.chars().take_while(|c| c.is_alphabetic()).collect();
    let is_unit = UNITS.iter().any(|unit| unit.starts_with(word.trim_end_matches('s')) || *unit == word);
    digits > 0 && !word.is_empty() && is_unit
}
