//! A value outside the closed set of its field.

use brickline_analysis::nearest::find_nearest;
use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity, Written};
use brickline_model::bundle::{Place, has_reference};
use brickline_model::facts::bundle::{Enum, Kind, Schema};

use crate::shared::findings::rename;

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-enum-value",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A value that its field does not know",
    why: "The CLI only warns about most of these, and the service refuses them while deploying. Use one of the \
          values that the field has.",
    bad: Example::bundle("bundle:\n  name: shop\ntargets:\n  prod:\n    mode: prod\n"),
    good: Example::bundle("bundle:\n  name: shop\ntargets:\n  prod:\n    mode: production\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/reference"],
    options: &[],
    checks: &[Check::Place(check)],
};

/// The most values that a message lists.
const LISTED: usize = 6;

fn check(cx: &mut Cx<'_>, file: &Written<'_>, place: &Place<'_>) {
    let Some((values, written)) = find_invalid(file.schema, place) else { return };
    let (Some(name), Some(scalar)) = (place.path.last(), place.value.node.as_scalar()) else { return };
    let nearest = find_value(written, values);
    let advice = match nearest {
        Some(nearest) => format!("; did you mean `{nearest}`?"),
        None if values.values.len() <= LISTED => format!(": it is one of {}", values.values.join(", ")),
        None => String::new(),
    };
    let fix = rename(scalar.content, nearest.filter(|_| place.value.alias.is_none()));
    cx.report(place.value.range(), format!("`{name}` has no value `{written}`{advice}")).fix(fix);
}

/// The closed set and the text that is not in it.
fn find_invalid<'a>(schema: &'a Schema, place: &Place<'a>) -> Option<(&'a Enum, &'a str)> {
    let Some(Kind::Enum(id)) = place.kind else { return None };
    let values = schema.enumeration(*id);
    let written = place.value.node.as_str()?;
    // A variable's type is variable-type-mismatch's, a privilege invalid-grant's.
    let is_known = values.values.iter().any(|value| value == written)
        || matches!(values.name.as_str(), "variable.VariableType" | "catalog.Privilege");
    (!is_known && !has_reference(written)).then_some((values, written))
}

/// The value that was most likely meant: the same in other letters, the one it is the beginning of, or one spelt nearly so.
fn find_value<'a>(written: &str, values: &'a Enum) -> Option<&'a str> {
    let wanted = written.to_lowercase().replace(['-', ' '], "_");
    let all = || values.values.iter().map(|value| value.as_str());
    let starts: Vec<&str> = all().filter(|value| wanted.len() > 2 && value.to_lowercase().starts_with(&wanted)).collect();
    let same = all().find(|value| value.to_lowercase() == wanted);
    let short = || match starts[..] {
        [only] => Some(only),
        _ => None,
    };
    same.or_else(short).or_else(|| find_nearest(&wanted, all()))
}
