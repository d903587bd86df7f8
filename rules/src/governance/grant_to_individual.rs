//! Privileges that go to one person.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::Bundle;
use brickline_model::operation::{GrantVerb, Kind, Operation, What};

use crate::shared::findings::{Finding, report_views};
use crate::shared::grants::{find_grants, find_permitted_users};

/// The rule.
pub static RULE: Rule = Rule {
    name: "grant-to-individual",
    group: Group::Governance,
    on: &[Domain::Sql, Domain::Python, Domain::Bundle],
    summary: "A privilege is granted to a person, not to a group",
    why: "People change teams and leave; grants to them stay behind and nobody sees why they exist. Grant to a group, or to a \
          service principal for jobs, and manage who belongs to it.",
    bad: Example::sql("GRANT SELECT ON TABLE main.sales.orders TO `ada@example.com`;\n"),
    good: Example::sql("GRANT SELECT ON TABLE main.sales.orders TO `sales-analysts`;\n"),
    severity: Severity::Info,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/data-governance/unity-catalog/best-practices"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Grant], check), Check::Bundle(check_bundle)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Grant(grant) = &operation.what else { return };
    if grant.verb != GrantVerb::Grant {
        return;
    }
    for principal in grant.principals.iter().filter(|principal| is_person(&principal.name)) {
        cx.report(principal.range, describe(&principal.name));
    }
}

fn check_bundle(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        let granted = find_grants(view).into_iter().filter_map(|grant| grant.principal);
        for principal in granted.chain(find_permitted_users(view)) {
            let Some(name) = view.resolve(&principal).filter(|name| is_person(name)) else { continue };
            found.push(Finding::new(principal.origin, describe(&name)));
        }
    });
}

fn describe(name: &str) -> String {
    format!("this is granted to the person `{name}`: grant it to a group")
}

/// Whether a principal is an e-mail address; groups and service principals have none.
fn is_person(name: &str) -> bool {
    let Some((user, domain)) = name.split_once('@') else { return false };
    let is_plain = |text: &str| !text.is_empty() && !text.contains(['{', '$', ' ', '@']);
    is_plain(user) && is_plain(domain) && domain.contains('.')
}
