//! Targets of which the CLI cannot choose one.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Origin, View};

use crate::shared::findings::{Finding, report};

/// The rule.
pub static RULE: Rule = Rule {
    name: "target-selection",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "Several default targets, none among several, or `environments` beside `targets`",
    why: "Without `--target` the CLI takes the one default target, or the only target there is. With two defaults \
          it stops; with none, every command must name its target.",
    bad: Example::bundle("bundle:\n  name: shop\ntargets:\n  dev:\n    default: true\n  prod:\n    default: true\n"),
    good: Example::bundle("bundle:\n  name: shop\ntargets:\n  dev:\n    default: true\n  prod:\n    mode: production\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/settings"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_old_section(cx, bundle);
    let defaults: Vec<(&View, Origin)> = bundle
        .views
        .iter()
        .filter_map(|view| {
            let entry = view.target.as_ref()?.value.find("default")?;
            (view.resolve(&entry.value)? == "true").then_some((view, entry.origin))
        })
        .collect();
    match defaults[..] {
        [(first, origin), ref others @ ..] => {
            for (view, place) in others {
                let message = format!("target `{}` is a default as well as `{}`", view.name(), first.name());
                report(cx, bundle, Finding::new(*place, message).related(origin, "the other default"));
            }
        }
        [] => {
            let Some(targets) = bundle.base.find("targets").filter(|_| bundle.views.len() > 1) else { return };
            let message = "none of the targets is the default: every command must name one";
            report(cx, bundle, Finding::new(targets.origin, message).severity(Severity::Info));
        }
    }
}

fn report_old_section(cx: &mut Cx<'_>, bundle: &Bundle) {
    let find = |key: &str| bundle.files.iter().find_map(|file| file.value.find(key)).map(|entry| entry.origin);
    if let (Some(old), Some(new)) = (find("environments"), find("targets")) {
        let message = "`environments` beside `targets`: the CLI takes only one of them";
        report(cx, bundle, Finding::new(old, message).related(new, "the other one"));
    }
}
