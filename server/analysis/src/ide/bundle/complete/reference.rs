//! References: what may stand in `${...}`. Works on the text of a line, because a reference may stand in any value.

use std::collections::BTreeMap;

use brickline_model::bundle::{Bundle, Value};
use brickline_model::facts::bundle::Kind;
use brickline_syntax::TextRange;

use super::super::hover::summarise_variable;
use super::{Completion, CompletionKind, Completions};

/// What the CLI fills in, below `bundle` and `workspace`.
const GIVEN: [(&str, &str); 9] = [
    ("bundle.git.branch", "the Git branch"),
    ("bundle.git.commit", "the Git commit"),
    ("bundle.git.origin_url", "the Git repository"),
    ("bundle.name", "the bundle"),
    ("bundle.target", "the target"),
    ("workspace.current_user.domain_friendly_name", "who deploys, fit for a host name"),
    ("workspace.current_user.id", "who deploys"),
    ("workspace.current_user.short_name", "who deploys, without the domain"),
    ("workspace.current_user.userName", "who deploys"),
];

/// What a reference can be completed to, if the cursor stands in one.
pub(super) fn complete(bundle: &Bundle, text: &str, offset: usize) -> Option<Completions> {
    let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let start = line + text[line..offset].rfind("${")? + 2;
    let typed = &text[start..offset];
    if typed.contains(|c: char| !is_path(c)) {
        return None;
    }
    let after = &text[offset..];
    let rest = after.find(|c: char| !is_path(c)).unwrap_or(after.len());
    let is_closed = after[rest..].starts_with('}');
    let range = TextRange::from_usize(start, offset + rest);
    let mut items = candidates(bundle, typed);
    for item in &mut items {
        if !item.insert.ends_with('.') && !is_closed {
            item.insert.push('}');
        }
    }
    let column = start - line;
    (!items.is_empty()).then_some(Completions { range, column, indent: column, items, complete: true })
}

fn is_path(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '[' | ']')
}

fn candidates(bundle: &Bundle, typed: &str) -> Vec<Completion> {
    let parent = typed.rfind('.').map_or("", |at| &typed[..at]);
    let parts: Vec<&str> = parent.split('.').filter(|part| !part.is_empty()).collect();
    match parts[..] {
        [] => {
            let mut items = variables(bundle);
            items.extend(given(""));
            items.extend(workspace());
            items.extend(sections(bundle));
            items
        }
        ["var"] => variables(bundle),
        ["var", name, ref inside @ ..] => members(bundle, name, inside, parent),
        ["bundle", ..] => given("bundle.").collect(),
        ["workspace"] => given("workspace.").chain(workspace()).collect(),
        ["workspace", ..] => given("workspace.").collect(),
        ["resources"] => sections(bundle),
        ["resources", section] => {
            let found = bundle.base.at(&["resources", section]).map_or(&[][..], |found| found.entries());
            let name = |value: &Value| {
                ["name", "display_name"].iter().find_map(|key| value.get(key)?.as_str().map(str::to_owned))
            };
            let item = |entry: &brickline_model::bundle::Entry| {
                let detail = name(&entry.value).unwrap_or_default();
                Completion::new(format!("{parent}.{}.", entry.key), CompletionKind::Reference).detail(detail)
            };
            found.iter().map(item).collect()
        }
        ["resources", section, key] => fields(bundle, section, key, parent),
        _ => Vec::new(),
    }
}

fn variables(bundle: &Bundle) -> Vec<Completion> {
    let declared = bundle.base.get("variables").map_or(&[][..], |variables| variables.entries());
    let item = |entry: &brickline_model::bundle::Entry| {
        let value = summarise_variable(bundle, &entry.key);
        Completion::new(format!("var.{}", entry.key), CompletionKind::Variable).detail(value)
    };
    declared.iter().map(item).collect()
}

/// The keys inside a complex variable.
fn members(bundle: &Bundle, name: &str, inside: &[&str], parent: &str) -> Vec<Completion> {
    let mut found: BTreeMap<String, ()> = BTreeMap::new();
    for view in &bundle.views {
        let Some(brickline_model::bundle::Assigned::Value(value)) =
            view.variables.get(name).map(|found| &found.assigned)
        else {
            continue;
        };
        let value = inside.iter().try_fold(value.clone(), |value, key| view.field(&value, key));
        for entry in value.iter().flat_map(|value| value.entries()) {
            found.insert(format!("{parent}.{}", entry.key), ());
        }
    }
    found.into_keys().map(|path| Completion::new(path, CompletionKind::Reference)).collect()
}

fn given(prefix: &str) -> impl Iterator<Item = Completion> {
    let found = GIVEN.iter().filter(move |(path, _)| path.starts_with(prefix));
    found.map(|(path, detail)| Completion::new(*path, CompletionKind::Reference).detail(*detail))
}

/// The folders of the workspace, which always have a value, and its host.
fn workspace() -> Vec<Completion> {
    let fields = ["artifact_path", "file_path", "host", "resource_path", "root_path", "state_path"];
    fields.map(|field| Completion::new(format!("workspace.{field}"), CompletionKind::Reference)).into()
}

fn sections(bundle: &Bundle) -> Vec<Completion> {
    let sections = bundle.base.get("resources").map_or(&[][..], |resources| resources.entries());
    let item = |entry: &brickline_model::bundle::Entry| {
        Completion::new(format!("resources.{}.", entry.key), CompletionKind::Reference)
    };
    sections.iter().map(item).collect()
}

/// The id that a deployment gives a resource, then its fields.
fn fields(bundle: &Bundle, section: &str, key: &str, parent: &str) -> Vec<Completion> {
    if bundle.base.at(&["resources", section, key]).is_none() {
        return Vec::new();
    }
    let schema = &bundle.schema;
    let root = schema.root();
    let resources = schema.find_child(&root, "resources");
    let Some(Kind::Map(kind)) = resources.and_then(|kind| schema.find_child(kind, section)) else { return Vec::new() };
    let Kind::Object(id) = **kind else { return Vec::new() };
    let names = schema.object(id).fields.iter().filter(|field| !field.deprecated).map(|field| field.name.as_str());
    let names = names.filter(|name| *name != "id");
    let item = |name: &str| Completion::new(format!("{parent}.{name}"), CompletionKind::Reference);
    let known = item("id").detail("known once it is deployed");
    std::iter::once(known).chain(names.map(item)).collect()
}
