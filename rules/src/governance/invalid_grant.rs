//! Privileges that do not exist, or not on that kind of object.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::Bundle;
use brickline_model::facts::privilege::{find, nearest};
use brickline_model::name::{ObjectName, Securable};
use brickline_model::operation::{Grant, GrantVerb, Kind, Operation, What};
use brickline_syntax::TextRange;

use crate::shared::findings::{Finding, replace_scalar, report_views};
use crate::shared::grants::{find_grants, kinds_of, kinds_of_section};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-grant",
    group: Group::Governance,
    on: &[Domain::Sql, Domain::Python, Domain::Bundle],
    summary: "A privilege does not exist, or does not apply to that kind of object",
    why: "Unity Catalog refuses a privilege that it does not know or that the kind of object does not have, a `*` in place of a \
          name, and `DENY`. What is granted on a schema or catalog holds for all that it has now and later.",
    bad: Example::sql("GRANT READ VOLUME ON TABLE main.sales.orders TO `analysts`;\n"),
    good: Example::sql("GRANT SELECT ON TABLE main.sales.orders TO `analysts`;\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/data-governance/unity-catalog/access-control/privileges-reference",
        "https://docs.databricks.com/aws/en/sql/language-manual/security-grant",
    ],
    options: &[],
    checks: &[Check::Operation(&[Kind::Grant], check), Check::Bundle(check_bundle)],
};

/// Catalogs that keep the privileges of the legacy metastore.
const LEGACY: &[&str] = &["hive_metastore", "spark_catalog"];

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Grant(grant) = &operation.what else { return };
    let is_legacy = grant.object.as_ref().is_some_and(|name| LEGACY.iter().any(|legacy| name.starts_with(legacy)));
    if is_legacy {
        return;
    }
    if grant.verb == GrantVerb::Deny && is_in_unity_catalog(operation, grant) {
        cx.report(operation.site.name, "Unity Catalog has no DENY: leave the privilege out, or revoke it");
    }
    if let Some(object) = &grant.object {
        check_wildcard(cx, grant, object);
    }
    for privilege in &grant.privileges {
        let Some((message, near)) = judge(&privilege.name, kinds_of(grant.securable)) else { continue };
        let can_change = !privilege.range.is_empty() && cx.text(privilege.range).eq_ignore_ascii_case(&privilege.name);
        let fix = near.filter(|_| can_change).map(|near| {
            Fix::unsafe_(format!("change to {near}"), vec![Edit::replace(privilege.range, near)])
        });
        cx.report(privilege.range, message).fix(fix);
    }
}

fn check_bundle(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        for grant in find_grants(view) {
            for privilege in &grant.privileges {
                let Some(name) = view.resolve(privilege) else { continue };
                let written = name.to_uppercase().replace('_', " ");
                let Some((message, near)) = judge(&written, kinds_of_section(&grant.section)) else { continue };
                let near = near.map(|near| near.replace(' ', "_"));
                let fix = near.and_then(|near| replace_scalar(privilege, format!("change to {near}"), &near));
                found.push(Finding::new(privilege.origin, message).fix(fix));
            }
        }
    });
}

/// What is wrong with a privilege on one of these kinds of object, and which was meant.
fn judge(name: &str, kinds: &[&str]) -> Option<(String, Option<&'static str>)> {
    let is_plain = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || " _".contains(letter));
    if !is_plain || name == "ALL" {
        return None;
    }
    let Some(privilege) = find(name) else {
        let near = nearest(name)?;
        let advice = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        return Some((format!("there is no privilege {name}{advice}"), near));
    };
    let first = kinds.first()?;
    let applies = kinds.iter().any(|kind| privilege.applies_to(kind) != Some(false));
    (!applies).then(|| (format!("{name} does not apply to a {}", first.to_lowercase()), None))
}

/// `ON TABLE main.sales.*`.
fn check_wildcard(cx: &mut Cx<'_>, grant: &Grant, object: &ObjectName) {
    let star = TextRange::new(object.range.end(), object.range.end() + 2);
    if !object.exact || cx.text(star) != ".*" {
        return;
    }
    let start = grant.privileges.last().map_or(object.range.start(), |privilege| privilege.range.end());
    let before = cx.text(TextRange::new(start, object.range.start())).to_uppercase();
    let word = before.rfind("TABLE").map(|at| TextRange::new(start + at as u32, start + at as u32 + 5));
    let fix = word.filter(|_| object.parts.len() == 2).map(|word| {
        Fix::unsafe_("grant on the schema", vec![Edit::replace(word, "SCHEMA"), Edit::delete(star)])
    });
    cx.report(object.range.cover(star), "a grant takes no `*`: grant on the schema").fix(fix);
}

/// Whether the object is surely one of Unity Catalog.
fn is_in_unity_catalog(operation: &Operation, grant: &Grant) -> bool {
    let parts = grant.object.as_ref().and_then(|name| name.constant()).unwrap_or_default();
    let is_complete = match grant.securable {
        Securable::Schema => parts.len() == 2,
        Securable::Table | Securable::View | Securable::Function | Securable::Volume => parts.len() == 3,
        Securable::ExternalLocation | Securable::Credential | Securable::Connection => true,
        Securable::Catalog => parts.len() == 1,
        _ => false,
    };
    let session = operation.context.session.catalog.value();
    is_complete || session.is_some_and(|catalog| !LEGACY.contains(&catalog.to_lowercase().as_str()))
}
