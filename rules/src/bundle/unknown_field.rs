//! A key that the type at its place does not have.

use brickline_analysis::nearest::find_nearest;
use brickline_analysis::{Check, Cx, Domain, Example, Fix, FixKind, Group, Rule, Scope, Severity, Written};
use brickline_model::bundle::Place;
use brickline_model::facts::bundle::Type;
use brickline_syntax::yaml::{Child, Mapping, Value};

use crate::shared::findings::rename;
use crate::shared::home::{Home, find_home, has_elder};
use crate::shared::relocate::{move_down, move_up};

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
    checks: &[Check::Place(check)],
};

fn check(cx: &mut Cx<'_>, written: &Written<'_>, place: &Place<'_>) {
    let (schema, document) = (written.schema, written.document);
    let (Some((mapping, owner)), Some(entry), None) = (place.owner, place.entry, place.kind) else { return };
    // A line that fits nothing may belong anywhere.
    let is_stray = document.errors.iter().any(|error| error.range.contains(entry.key_range.start()));
    if is_stray || holds_anchors(place.value) {
        return;
    }
    let key = entry.key.text.as_str();
    let text = &cx.file.text;
    let (advice, fix) = match find_home(schema, place, owner, key, find_field(key, mapping, owner)) {
        Home::Nowhere => (String::new(), None),
        Home::Here(nearest) => {
            (format!("; did you mean `{nearest}`?"), rename(entry.key.content, Some(nearest)))
        }
        Home::Above(above) => {
            let fix = move_up(text, document, mapping, entry).map(|edits| Fix::unsafe_("move it one level up", edits));
            (format!("; it belongs one level up, in {}", noun(above)), fix)
        }
        Home::Below(below) => {
            // The first of them begins the field, the others follow into it.
            let follows = mapping.get(below).is_none() && has_elder(schema, owner, mapping, key, below);
            let fix = move_down(text, mapping, entry, below)
                .filter(|_| !follows)
                .map(|edits| Fix::unsafe_(format!("move it into `{below}`"), edits));
            (format!("; it belongs one level down, in `{below}`"), fix)
        }
    };
    cx.report(entry.key_range, format!("{} no field `{key}`{advice}", subject(owner))).fix(fix);
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
