//! Privileges that reach further than they should.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Value, View};
use brickline_model::name::Securable;
use brickline_model::operation::{Grant, GrantVerb, Key, Kind, Operation, What};

use crate::shared::findings::{Finding, report_views};
use crate::shared::grants::{find_grants, find_permissions};
use crate::shared::path::show;
use crate::shared::words::has_word;

/// The rule.
pub static RULE: Rule = Rule {
    name: "broad-grant",
    group: Group::Governance,
    on: &[Domain::Sql, Domain::Python, Domain::Bundle],
    summary: "A privilege is granted to everyone, or everything is granted to someone",
    why: "What all users may change, run or create is not governed. `ALL PRIVILEGES` grows with every new privilege and holds \
          for all that is added to a schema or catalog later; `MANAGE` lets its holder grant, give away and drop. Grant what \
          is needed to the group that needs it; `ANY FILE` goes around all of it.",
    bad: Example::sql("GRANT MODIFY ON TABLE main.sales.orders TO `account users`;\n"),
    good: Example::sql("GRANT MODIFY ON TABLE main.sales.orders TO `sales-engineers`;\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/data-governance/unity-catalog/best-practices",
        "https://docs.databricks.com/aws/en/data-governance/unity-catalog/access-control/privileges-reference",
    ],
    options: &[],
    checks: &[Check::Operation(&[Kind::Grant], check), Check::Bundle(check_bundle)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Grant(grant) = &operation.what else { return };
    if grant.verb != GrantVerb::Grant {
        return;
    }
    if grant.securable == Securable::AnyFile {
        cx.report(operation.site.name, "a grant on any file goes around every other permission");
        return;
    }
    for principal in &grant.principals {
        if let Some(privilege) = grant.privileges.iter().find(|privilege| is_too_broad(&privilege.name, &principal.name)) {
            let message = format!("{} on {} is granted to `{}`", privilege.name, describe_object(cx, grant), principal.name);
            cx.report(find_place(grant, privilege), message);
            return;
        }
    }
}

fn check_bundle(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        for grant in find_grants(view) {
            let Some(principal) = grant.principal.and_then(|principal| view.resolve(&principal)) else { continue };
            let is_broad = |value: &&std::sync::Arc<Value>| {
                view.resolve(value).is_some_and(|name| is_too_broad(&name.to_uppercase().replace('_', " "), &principal))
            };
            if let Some(privilege) = grant.privileges.iter().find(is_broad) {
                let name = view.resolve(privilege).unwrap_or_default();
                found.push(Finding::new(privilege.origin, format!("{name} is granted to `{principal}`")));
            }
        }
        for permission in find_permissions(view).into_iter().filter(|found| !(found.of_bundle && is_shared(view))) {
            let Some(level) = permission.entry.get("level") else { continue };
            let group = view.text(&permission.entry, "group_name").filter(|group| is_everyone(group));
            if let Some(group) = group.filter(|_| view.resolve(level).is_some_and(|level| level == "CAN_MANAGE")) {
                found.push(Finding::new(level.origin, format!("CAN_MANAGE is given to `{group}`, which is everyone")));
            }
        }
    });
}

/// Whether the bundle lies where everyone can change it anyway: the CLI then asks for the permission that says so.
fn is_shared(view: &View) -> bool {
    let path = view.at(&["workspace", "root_path"]).and_then(|path| view.resolve(&path)).unwrap_or_default();
    ["/Workspace/Shared", "/Shared"].iter().any(|shared| path.starts_with(shared))
}

fn is_too_broad(privilege: &str, principal: &str) -> bool {
    let is_everything = matches!(privilege, "ALL PRIVILEGES" | "ALL" | "MANAGE");
    if is_everyone(principal) {
        return is_everything || matches!(privilege, "MODIFY" | "EXECUTE") || privilege.starts_with("CREATE");
    }
    // A principal with a hole in it may be anyone, also an owner; so may the id of a service principal.
    let is_id = principal.len() == 36 && principal.split('-').count() == 5;
    let is_known = !principal.is_empty() && !principal.contains(['{', '$', ':']) && !is_id;
    is_everything && is_known && !has_word(principal, &["owner", "owners", "admin", "admins", "administrator", "administrators"])
}

fn is_everyone(principal: &str) -> bool {
    principal.eq_ignore_ascii_case("account users") || principal.eq_ignore_ascii_case("users")
}

fn describe_object(cx: &Cx<'_>, grant: &Grant) -> String {
    grant.object.as_ref().map_or("the metastore".to_string(), |name| format!("`{}`", show(cx, name)))
}

/// The privilege's own place; in languages without one, the grant's object.
fn find_place(grant: &Grant, privilege: &Key) -> brickline_syntax::TextRange {
    let object = grant.object.as_ref().map(|name| name.range);
    if privilege.range.is_empty() { object.unwrap_or(privilege.range) } else { privilege.range }
}
