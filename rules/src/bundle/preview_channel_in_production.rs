//! A pipeline of production on the preview channel.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::Bundle;

use crate::shared::findings::{Finding, replace_scalar, report_views};
use crate::shared::target::is_production;

/// The rule.
pub static RULE: Rule = Rule {
    name: "preview-channel-in-production",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A pipeline of a production target runs on the preview channel",
    why: "The preview channel gets the next runtime first, to try pipelines with: what breaks there breaks in production. Use \
          `CURRENT`, which is the default, and try `PREVIEW` in another target.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  pipelines:\n    events:\n      name: events\n      channel: PREVIEW\ntargets:\n  prod:\n    mode: production\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  pipelines:\n    events:\n      name: events\n      channel: CURRENT\ntargets:\n  prod:\n    mode: production\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/release-notes/dlt/"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        for pipeline in view.resources("pipelines").iter().filter(|_| is_production(view)) {
            let Some(channel) = pipeline.value.get("channel") else { continue };
            if view.resolve(channel).is_some_and(|text| text.eq_ignore_ascii_case("PREVIEW")) {
                let message = format!("pipeline `{}` runs on the preview channel in production", pipeline.key);
                let is_literal = channel.as_str().is_some_and(|text| text.eq_ignore_ascii_case("PREVIEW"));
                let fix = replace_scalar(channel, "change to `CURRENT`", "CURRENT").filter(|_| is_literal);
                found.push(Finding::new(channel.origin, message).fix(fix));
            }
        }
    });
}
