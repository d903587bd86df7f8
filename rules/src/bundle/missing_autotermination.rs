//! Compute that people share and that does not stop when nobody uses it.

use std::sync::Arc;

use brickline_analysis::{
    Check, Cx, Domain, Example, Fix, FixKind, Group, OptionDefault, OptionSpec, Rule, Scope, Severity,
};
use brickline_model::bundle::{Bundle, Resource, View};

use crate::shared::findings::{Finding, replace_scalar, report_views};
use crate::shared::given::{Given, given, is_given};
use crate::shared::insert::insert_entry;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-autotermination",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "An all-purpose cluster or SQL warehouse that stops late or never",
    why: "An all-purpose cluster without `autotermination_minutes` runs, and costs, until somebody stops it; a SQL warehouse \
          without `auto_stop_mins` idles for two hours. Set a limit that fits a break in the work.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  clusters:\n    shared:\n      spark_version: 16.4.x-scala2.12\n      num_workers: 2\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  clusters:\n    shared:\n      spark_version: 16.4.x-scala2.12\n      num_workers: 2\n      autotermination_minutes: 30\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &[
        "https://docs.databricks.com/aws/en/compute/clusters-manage",
        "https://docs.databricks.com/aws/en/compute/sql-warehouse/create",
    ],
    options: &[OptionSpec {
        name: "max-minutes",
        summary: "The longest that compute may idle, in minutes.",
        default: OptionDefault::Integer(120),
    }],
    checks: &[Check::Bundle(check)],
};

/// The sections with what is in them and the field that stops it.
const KINDS: [(&str, &str, &str); 2] =
    [("clusters", "cluster", "autotermination_minutes"), ("sql_warehouses", "SQL warehouse", "auto_stop_mins")];

/// What fixes set, where the limit allows it.
const USUAL_MINUTES: i64 = 30;

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    let limit = cx.options.integer("max-minutes");
    report_views(cx, bundle, |view, found| {
        for (section, noun, field) in KINDS {
            let resources = view.resources(section);
            found.extend(resources.iter().filter_map(|resource| judge(bundle, view, resource, (noun, field), limit)));
        }
    });
}

fn judge(bundle: &Bundle, view: &View, resource: &Resource, (noun, field): (&str, &str), limit: i64) -> Option<Finding> {
    // A policy may set it, and what is no mapping is not known.
    if is_given(&resource.value, "policy_id") || resource.value.entries().is_empty() {
        return None;
    }
    let key = &resource.key;
    let minutes = USUAL_MINUTES.min(limit);
    let text = match given(view, &resource.value, field) {
        Given::Unknown => return None,
        Given::Absent => {
            let line = format!("{field}: {minutes}");
            let edit = insert_entry(bundle, resource.origin.file, &resource.value, &[&line]);
            let fix = edit.map(|edit| Fix::unsafe_(format!("add `{line}`"), vec![edit]));
            let never = if noun == "cluster" { "it never stops by itself" } else { "it idles for two hours" };
            return Some(Finding::new(resource.origin, format!("{noun} `{key}` has no `{field}`: {never}")).fix(fix));
        }
        Given::Text(text) => text,
    };
    let given: i64 = text.parse().ok()?;
    let message = match given {
        0 => format!("{noun} `{key}` never stops by itself"),
        _ if given > limit => format!("{noun} `{key}` idles for {given} minutes before it stops, more than {limit}"),
        _ => return None,
    };
    let value = Arc::clone(resource.value.get(field)?);
    let fix = replace_scalar(&value, format!("change to {minutes}"), &minutes.to_string());
    Some(Finding::new(value.origin, message).fix(fix.filter(|_| value.as_str() == Some(text.as_str()))))
}
