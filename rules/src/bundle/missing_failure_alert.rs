//! A job or pipeline that runs by itself in production and tells nobody when it fails.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Job, Resource, Value, View};

use crate::shared::findings::{Finding, report_views};
use crate::shared::given::{Given, given};
use crate::shared::target::is_production;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-failure-alert",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A scheduled or continuous job or pipeline of production without a notification on failure",
    why: "Nobody watches what runs by itself: a failure shows when somebody misses the data. Name an address or a \
          destination under `on_failure` of `email_notifications` or `webhook_notifications`; a pipeline has `notifications`.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      schedule:\n        quartz_cron_expression: 0 0 4 * * ?\n        timezone_id: UTC\ntargets:\n  prod:\n    mode: production\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      schedule:\n        quartz_cron_expression: 0 0 4 * * ?\n        timezone_id: UTC\n      email_notifications:\n        on_failure: [data-team@shop.example]\ntargets:\n  prod:\n    mode: production\n"),
    severity: Severity::Info,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &[
        "https://docs.databricks.com/aws/en/jobs/notifications",
        "https://docs.databricks.com/aws/en/ldp/monitor-event-logs",
    ],
    options: &[],
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    // What is lost in a broken file may be the notification.
    if bundle.is_broken() {
        return;
    }
    report_views(cx, bundle, |view, found| {
        if !is_production(view) {
            return;
        }
        for job in view.jobs().filter(|job| runs_by_itself(view, &job.resource) && !may_tell(view, job)) {
            let job = &job.resource;
            found.push(Finding::new(job.origin, format!("job `{}` tells nobody when it fails", job.key)));
        }
        for pipeline in view.resources("pipelines").iter().filter(|pipeline| is_silent_pipeline(view, pipeline)) {
            found.push(Finding::new(pipeline.origin, format!("pipeline `{}` tells nobody when it fails", pipeline.key)));
        }
    });
}

fn runs_by_itself(view: &View, job: &Resource) -> bool {
    let starts = ["schedule", "continuous", "trigger"];
    starts.iter().filter_map(|key| view.field(&job.value, key)).any(|start| {
        let is_known = !start.entries().is_empty();
        is_known && matches!(given(view, &start, "pause_status"), Given::Absent | Given::Text(_)) && !given(view, &start, "pause_status").is("PAUSED")
    })
}

/// Whether the job, or a task of it, names somebody to tell, or may do so.
fn may_tell(view: &View, job: &Job) -> bool {
    let tells = |holder: &Value| {
        let lists = ["email_notifications", "webhook_notifications"];
        lists.iter().filter_map(|key| view.field(holder, key)).any(|lists| has_receiver(&lists, "on_failure"))
    };
    tells(&job.resource.value) || job.tasks.iter().any(|task| tells(&task.value))
}

fn is_silent_pipeline(view: &View, pipeline: &Resource) -> bool {
    let is_continuous = given(view, &pipeline.value, "continuous").is("true");
    let notifications = pipeline.value.get("notifications");
    let may_tell = notifications.is_some_and(|list| list.as_scalar().is_some())
        || view.list(&pipeline.value, "notifications").iter().any(|entry| {
            let alerts = entry.get("alerts").filter(|alerts| !alerts.items().is_empty());
            alerts.is_none_or(|alerts| {
                alerts.items().iter().any(|alert| view.resolve(alert).is_none_or(|text| text.contains("failure")))
            })
        });
    is_continuous && !may_tell
}

/// Whether a list under this key has an entry, or is a reference that may have one.
fn has_receiver(lists: &Value, key: &str) -> bool {
    lists.as_scalar().is_some()
        || lists.get(key).is_some_and(|list| list.as_scalar().is_some() || !list.items().is_empty())
}
