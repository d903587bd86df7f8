//! A Databricks Runtime that is out of support, not made for production, or none.

use brickline_analysis::{
    Check, Cx, Domain, Example, Fix, FixKind, Group, OptionDefault, OptionSpec, Rule, Scope, Severity,
};
use brickline_model::bundle::Bundle;
use brickline_model::operation::{Kind, NamedHow, Operation, What};
use brickline_model::facts::runtime::{AS_OF, EndOfSupport, Runtime, find, newest_lts};

use crate::shared::chain::replace_quoted;
use crate::shared::findings::{Finding, replace_scalar, report_views};
use crate::shared::target::is_production;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unsupported-runtime",
    group: Group::Bundle,
    on: &[Domain::Bundle, Domain::Python],
    summary: "A runtime version past its end of support, not LTS in production, or unknown",
    why: "A runtime gets no fixes, not even for security, once its support has ended, and clusters on it cannot be counted on \
          to start. Releases without long-term support (LTS) end long before the others. Use the newest LTS release.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  clusters:\n    shared:\n      spark_version: 10.4.x-scala2.12\n      num_workers: 2\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  clusters:\n    shared:\n      spark_version: 17.3.x-scala2.13\n      num_workers: 2\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/release-notes/runtime/"],
    options: &[OptionSpec {
        name: "today",
        summary: "The day to judge by, such as `2027-06-30`; without it, the day on which brickline's list of runtimes was made.",
        default: OptionDefault::Text(""),
    }],
    checks: &[Check::Bundle(check), Check::Operation(&[Kind::NamedText], check_code)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    let today = find_today(cx);
    report_views(cx, bundle, |view, found| {
        for cluster in view.all_clusters() {
            let version = cluster.value.get("spark_version").and_then(|value| Some((value, view.resolve(value)?)));
            let Some((value, text)) = version else { continue };
            let Some((message, new)) = judge(&text, is_production(view), &today) else { continue };
            let new = new.filter(|_| value.as_str() == Some(text.as_str()));
            let fix = new.and_then(|new| replace_scalar(value, format!("change to `{new}`"), &new));
            found.push(Finding::new(value.origin, message).fix(fix));
        }
    });
}

/// Clusters that code describes, for an operator or a client.
fn check_code(cx: &mut Cx<'_>, operation: &Operation) {
    let What::NamedText(named) = &operation.what else { return };
    let is_cluster = named.name == "spark_version" && matches!(named.how, NamedHow::DictKey | NamedHow::Keyword);
    let Some(text) = named.text.constant().filter(|text| is_cluster && text.contains(".x-")) else { return };
    let Some((message, new)) = judge(&text, false, &find_today(cx)) else { return };
    let fix = new.and_then(|new| Some(Fix::unsafe_(format!("change to `{new}`"), vec![replace_quoted(cx, named.range, &new)?])));
    cx.report(named.range, message).fix(fix);
}

fn find_today(cx: &Cx<'_>) -> String {
    let today = cx.options.text("today");
    if today.is_empty() { AS_OF.to_string() } else { today.to_string() }
}

/// What is wrong with a version, and the one to take instead.
fn judge(text: &str, in_production: bool, today: &str) -> Option<(String, Option<String>)> {
    // `auto:latest-lts` and versions of custom images name no release.
    if !text.starts_with(|c: char| c.is_ascii_digit()) || text.contains("{{") {
        return None;
    }
    let message = match find(text) {
        None if is_newer(text) => return None,
        None => format!("there is no runtime `{text}`"),
        Some(runtime) if runtime.has_ended(today) => describe_end(runtime),
        Some(runtime) if !runtime.is_lts() && in_production => {
            format!("runtime {} has no long-term support, and production needs it", runtime.version())
        }
        Some(_) => return None,
    };
    let new = newest_lts(today).and_then(|newest| replace_release(text, newest));
    let advice = new.as_ref().map(|new| format!("; use `{new}`")).unwrap_or_default();
    Some((message + &advice, new))
}

fn describe_end(runtime: Runtime) -> String {
    let version = runtime.version();
    match runtime.end_of_support() {
        EndOfSupport::On(day) => format!("support for runtime {version} ended on {day}"),
        _ => format!("support for runtime {version} has ended"),
    }
}

/// Whether a version is above all that the table has, and may have come since.
fn is_newer(version: &str) -> bool {
    let major = |text: &str| text.split('.').next().and_then(|major| major.parse::<u32>().ok());
    let known = (1..).take_while(|number| *number < 1000).filter(|number| find(&number.to_string()).is_some()).max();
    major(version) > known
}

/// The version with another release and that release's Scala.
fn replace_release(version: &str, newest: Runtime) -> Option<String> {
    let (_, rest) = version.split_once(".x-")?;
    let (kind, _) = rest.split_once("scala2.")?;
    Some(format!("{}.x-{kind}scala{}", newest.version(), newest.scala()?))
}
