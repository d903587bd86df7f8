//! A `${...}` that refers to nothing.

use brickline_analysis::nearest::find_nearest;
use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Assigned, Bundle, Mention, Origin, Reference, references};
use brickline_model::facts::bundle::{Schema, Kind, Type};
use brickline_syntax::TextRange;

use crate::shared::findings::{Finding, rename, report};

/// The rule.
pub static RULE: Rule = Rule {
    name: "undefined-reference",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A `${...}` that refers to a variable, field or resource which does not exist",
    why: "The CLI stops at the first such reference and does not say where it stands; references to resources fail only while \
          deploying. Declare the variable or resource, or correct the name.",
    bad: Example::bundle(
        "bundle:\n  name: shop\nvariables:\n  catalog:\n    default: dev\nworkspace:\n  root_path: /Shared/${var.catalgo}\n",
    ),
    good: Example::bundle(
        "bundle:\n  name: shop\nvariables:\n  catalog:\n    default: dev\nworkspace:\n  root_path: /Shared/${var.catalog}\n",
    ),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/variables"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

/// A part of a reference that names nothing.
struct Missing {
    /// Which part of the path, from 0.
    part: usize,
    message: String,
    nearest: Option<String>,
}

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    let names = Names::new(bundle);
    report_lookup_chains(cx, bundle);
    for id in bundle.file_ids() {
        let file = bundle.file(id);
        let mut found = Vec::new();
        // A script's text is for its shell, which has `${...}` of its own.
        for Mention { scalar, .. } in file.mentions().iter().filter(|mention| !mention.in_script) {
            for reference in references(&file.text[scalar.content]) {
                let Some(missing) = find_missing(&names, &reference) else { continue };
                let place = |start: usize, end: usize| TextRange::from_usize(start, end).shift(scalar.content.start());
                let origin = Origin { file: id, range: place(reference.start, reference.end) };
                let suggestion = missing.nearest.as_ref().map(|nearest| format!("; did you mean `{nearest}`?"));
                let message = missing.message + &suggestion.unwrap_or_default();
                let (start, end) = part_range(&reference, missing.part);
                found.push(Finding::new(origin, message).fix(rename(place(start, end), missing.nearest.as_deref())));
            }
        }
        for finding in found {
            report(cx, bundle, finding);
        }
    }
}

/// A lookup by a variable that is looked up itself: the CLI looks all of them up at once.
fn report_lookup_chains(cx: &mut Cx<'_>, bundle: &Bundle) {
    let declared = bundle.base.get("variables").map_or(&[][..], |variables| variables.entries());
    let is_looked_up = |name: &str| {
        let variables = bundle.views.iter().filter_map(|view| view.variables.get(name));
        let mut variables = variables.map(|variable| matches!(variable.assigned, Assigned::Lookup)).peekable();
        variables.peek().is_some() && variables.all(|is_lookup| is_lookup)
    };
    for value in declared.iter().filter_map(|entry| entry.value.get("lookup")).flat_map(|lookup| lookup.entries()) {
        let Some(scalar) = value.value.as_scalar() else { continue };
        let origin = value.value.origin;
        for reference in references(&bundle.file(origin.file).text[scalar.content]) {
            let Some(name) = reference.variable().filter(|name| is_looked_up(name)) else { continue };
            let range = TextRange::from_usize(reference.start, reference.end).shift(scalar.content.start());
            let message = format!("`{name}` is looked up itself, and not known to another lookup");
            report(cx, bundle, Finding::new(Origin { file: origin.file, range }, message));
        }
    }
}

/// Where a part of the path stands in the text.
fn part_range(reference: &Reference<'_>, part: usize) -> (usize, usize) {
    let base = reference.path.as_ptr() as usize;
    let text = reference.parts().nth(part).unwrap_or(reference.path);
    let start = reference.start + "${".len() + (text.as_ptr() as usize - base);
    (start, start + text.len())
}

fn find_missing(names: &Names, reference: &Reference<'_>) -> Option<Missing> {
    let parts: Vec<&str> = reference.parts().collect();
    let schema = &names.bundle.schema;
    match parts[..] {
        ["var" | "variables", name, ..] => names.find_missing_variable(name),
        ["bundle", "git", field, ..] => missing_field(schema, "config.Git", GIT_FIELDS, field, 2, "bundle.git"),
        ["bundle", field, ..] => missing_field(schema, "config.Bundle", BUNDLE_FIELDS, field, 1, "bundle"),
        ["workspace", "current_user", field, ..] => missing_field(schema, "", USER_FIELDS, field, 2, "workspace.current_user"),
        ["workspace", field, ..] => missing_field(schema, "config.Workspace", &["current_user"], field, 1, "workspace"),
        ["resources", section, ref rest @ ..] => names.find_missing_resource(section, rest),
        _ => None,
    }
}

/// What the CLI fills in beside the fields that a user may write.
const BUNDLE_FIELDS: &[&str] = &["environment", "mode", "target", "terraform"];
const GIT_FIELDS: &[&str] = &["actual_branch", "bundle_root_path", "commit", "inferred"];
const USER_FIELDS: &[&str] = &[
    "active", "displayName", "domain_friendly_name", "emails", "entitlements", "externalId", "groups", "id", "name",
    "roles", "schemas", "short_name", "userName",
];
/// What every deployed resource has, beside the fields of its type.
const OUTPUT_FIELDS: &[&str] = &["catalog_type", "creator_name", "full_name", "grants", "id", "modified_status", "name", "path", "permissions", "uid", "url"];

fn missing_field(schema: &Schema, of: &str, more: &[&str], field: &str, part: usize, owner: &str) -> Option<Missing> {
    let fields = schema.find_type(of).map_or(&[][..], |id| &schema.object(id).fields);
    let known: Vec<&str> = fields.iter().map(|field| field.name.as_str()).chain(more.iter().copied()).collect();
    if known.contains(&field) {
        return None;
    }
    let nearest = find_nearest(field, known).map(String::from);
    Some(Missing { part, message: format!("`{owner}` has no field `{field}`"), nearest })
}

struct Names<'a> {
    bundle: &'a Bundle,
    variables: Vec<&'a str>,
    is_broken: bool,
}

impl<'a> Names<'a> {
    fn new(bundle: &'a Bundle) -> Self {
        let declared = bundle.base.get("variables").map_or(&[][..], |variables| variables.entries());
        let variables = declared.iter().map(|entry| entry.key.as_str()).collect();
        Self { bundle, variables, is_broken: bundle.is_broken() }
    }

    fn find_missing_variable(&self, name: &str) -> Option<Missing> {
        if self.variables.contains(&name) {
            return None;
        }
        let nearest = find_nearest(name, self.variables.iter().copied()).map(String::from);
        // In a broken bundle the declaration may be in the part that is lost.
        if self.is_broken && nearest.is_none() {
            return None;
        }
        Some(Missing { part: 1, message: format!("no variable `{name}` is declared"), nearest })
    }

    fn find_missing_resource(&self, section: &str, rest: &[&str]) -> Option<Missing> {
        let schema = &self.bundle.schema;
        let sections = schema.object(schema.find_type("config.Resources")?);
        let Some(kind) = sections.find(section).map(|field| &field.kind) else {
            let nearest = find_nearest(section, sections.fields.iter().map(|field| field.name.as_str()));
            let message = format!("there is no resource type `{section}`");
            return Some(Missing { part: 1, message, nearest: nearest.map(String::from) });
        };
        let (key, field) = (rest.first()?, rest.get(1));
        let keys: Vec<&str> = self.resource_keys(section);
        if !keys.contains(key) {
            if self.is_broken || self.bundle.has_python_resources() {
                return None;
            }
            let message = format!("no resource `{key}` is declared in `resources.{section}`");
            let nearest = find_nearest(key, keys.iter().copied()).map(String::from);
            return Some(Missing { part: 2, message, nearest });
        }
        let Kind::Map(item) = kind else { return None };
        let Kind::Object(id) = **item else { return None };
        let nearest = find_output(schema.object(id), field?)?;
        let message = format!("`resources.{section}.{key}` has no field `{}`", field?);
        Some(Missing { part: 3, message, nearest: Some(nearest) })
    }

    /// The keys in the base and in all targets: what only one target has may be meant for it alone.
    fn resource_keys(&self, section: &str) -> Vec<&'a str> {
        let path = ["resources", section];
        let roots = std::iter::once(&self.bundle.base).chain(self.bundle.views.iter().map(|view| &view.root));
        roots.filter_map(|root| root.at(&path)).flat_map(|found| found.entries()).map(|entry| entry.key.as_str()).collect()
    }
}

/// The field that was meant, where `field` is neither an input nor an output but one of these is two letters off.
fn find_output(of: &Type, field: &str) -> Option<String> {
    let known: Vec<&str> = of.fields.iter().map(|field| field.name.as_str()).chain(OUTPUT_FIELDS.iter().copied()).collect();
    if known.contains(&field) {
        return None;
    }
    find_nearest(field, known).filter(|nearest| strsim::damerau_levenshtein(field, nearest) <= 2).map(String::from)
}
