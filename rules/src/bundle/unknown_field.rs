//! A key that the type at its place does not have.

use brickline_analysis::nearest::find_nearest;
use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, Origin, Place, visit};
use brickline_model::facts::bundle::{Kind, Schema, Type};
use brickline_syntax::yaml::{Child, Mapping, Value};

use crate::shared::findings::{Finding, rename, report};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-field",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A key of a bundle that its type does not have",
    why: "The Databricks CLI warns about a field it does not know and deploys without it: a misspelt \
          `max_concurrent_run` leaves the job with the default, and nobody notices. Use the name that the reference lists, \
          at the level it belongs to.",
    bad: Example::bundle(
        "bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      name: nightly\n      max_concurrent_run: 1\n",
    ),
    good: Example::bundle(
        "bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      name: nightly\n      max_concurrent_runs: 1\n",
    ),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/reference"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    let schema = &bundle.schema;
    for id in bundle.file_ids() {
        let mut found = Vec::new();
        let document = &bundle.file(id).document;
        visit(schema, id, document, &mut |place| {
            let (Some((mapping, owner)), Some(entry), None) = (place.owner, place.entry, place.kind) else { return };
            // A line that fits nothing may belong anywhere.
            let is_stray = document.errors.iter().any(|error| error.range.contains(entry.key_range.start()));
            if is_stray || holds_anchors(place.value) {
                return;
            }
            let key = entry.key.text.as_str();
            let nearest = find_field(key, mapping, owner);
            let message = format!("{} no field `{key}`{}", subject(owner), advise(schema, place, owner, key, nearest));
            let origin = Origin { file: id, range: entry.key_range };
            found.push(Finding::new(origin, message).fix(rename(entry.key.content, nearest)));
        });
        for finding in found {
            report(cx, bundle, finding);
        }
    }
}

/// Whether the key only holds anchors for other places to use: those are free.
fn holds_anchors(value: &Child) -> bool {
    let is_anchor = |child: &Child| child.alias.is_some() || child.node.anchor.is_some();
    if is_anchor(value) {
        return true;
    }
    match &value.node.value {
        Value::Mapping(mapping) => {
            !mapping.written.is_empty() && mapping.written.iter().all(|entry| is_anchor(&entry.value))
        }
        Value::Sequence(items) => !items.is_empty() && items.iter().all(is_anchor),
        _ => false,
    }
}

/// The field that was most likely meant: near in spelling, and not there yet.
fn find_field<'a>(key: &str, mapping: &Mapping, owner: &'a Type) -> Option<&'a str> {
    let free = owner.fields.iter().filter(|field| !field.output_only && !field.deprecated);
    let free: Vec<&str> = free.map(|field| field.name.as_str()).filter(|name| mapping.get(name).is_none()).collect();
    let snake = to_snake_case(key);
    free.iter().copied().find(|name| *name == snake).or_else(|| find_nearest(key, free))
}

fn to_snake_case(key: &str) -> String {
    let mut snake = String::new();
    for letter in key.replace('-', "_").chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn advise(schema: &Schema, place: &Place<'_>, owner: &Type, key: &str, nearest: Option<&str>) -> String {
    if let Some(nearest) = nearest {
        return format!("; did you mean `{nearest}`?");
    }
    if let Some(above) = find_above(schema, place, key) {
        return format!("; it belongs one level up, in {}", noun(above));
    }
    let below: Vec<&str> = owner
        .fields
        .iter()
        .filter(|field| !field.deprecated && has_field(schema, &field.kind, key))
        .map(|field| field.name.as_str())
        .collect();
    match below[..] {
        [only] => format!("; it belongs one level down, in `{only}`"),
        _ => String::new(),
    }
}

/// The type one level above the place's owner, if it has the field.
fn find_above<'a>(schema: &'a Schema, place: &Place<'_>, key: &str) -> Option<&'a Type> {
    let parents = place.path.len().checked_sub(2)?;
    let mut kind = schema.root();
    let mut above = None;
    for part in &place.path[..parents] {
        while let Kind::List(inner) = kind {
            kind = *inner;
        }
        kind = match kind {
            Kind::Map(inner) => *inner,
            Kind::Object(id) => {
                above = Some(id);
                schema.object(id).find(part)?.kind.clone()
            }
            _ => return None,
        };
    }
    while let Kind::List(inner) | Kind::Map(inner) = kind {
        kind = *inner;
    }
    if let Kind::Object(id) = kind {
        above = Some(id);
    }
    above.map(|id| schema.object(id)).filter(|above| above.find(key).is_some() && above.name != "root")
}

fn has_field(schema: &Schema, kind: &Kind, key: &str) -> bool {
    match kind {
        Kind::Object(id) => schema.object(*id).find(key).is_some_and(|field| !field.deprecated),
        _ => false,
    }
}

/// The beginning of a sentence about a type.
fn subject(owner: &Type) -> String {
    let noun = noun(owner);
    let verb = if is_plural(&noun) { "have" } else { "has" };
    format!("{noun} {verb}")
}

fn is_plural(noun: &str) -> bool {
    noun.ends_with('s') && !noun.ends_with("ss")
}

/// A type's name as a reader says it: `jobs.NotebookTask` is a notebook task.
fn noun(owner: &Type) -> String {
    let name = match owner.name.as_str() {
        "root" => return "a bundle".into(),
        "config.Bundle" => return "`bundle`".into(),
        "config.Resources" => return "`resources`".into(),
        name => name.rsplit('.').next().unwrap_or(name),
    };
    let words = to_snake_case(name.strip_suffix("Spec").unwrap_or(name)).replace('_', " ");
    if is_plural(&words) {
        return words;
    }
    let article = if words.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {words}")
}
