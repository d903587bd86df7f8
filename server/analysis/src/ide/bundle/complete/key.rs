//! Keys: the fields of a type that are not there yet, the keys that a target may say more of.
//! Knows how a value is begun below its key.

use brickline_model::bundle::Value;
use brickline_model::facts::bundle::{Field, Kind, Stage, Type};
use brickline_model::facts::bundle_text::find_field_text;
use smol_str::SmolStr;

use super::super::kind_name;
use super::{Completion, CompletionKind, Site};

pub(super) fn complete(site: &Site<'_>) -> Vec<Completion> {
    match &site.kind {
        Some(Kind::Object(id)) => fields(site, site.bundle.schema.object(*id), ""),
        // A list that is still to be begun: its first item comes with its dash.
        Some(Kind::List(item)) => match &**item {
            Kind::Object(id) if site.probe.siblings.is_empty() => fields(site, site.bundle.schema.object(*id), "- "),
            _ => Vec::new(),
        },
        Some(Kind::Map(value)) => names(site).iter().map(|name| named(site, name, value)).collect(),
        _ => Vec::new(),
    }
}

/// The fields that can be added: what must be there first, what is out of date last.
fn fields(site: &Site<'_>, object: &Type, dash: &str) -> Vec<Completion> {
    let can_be_added = |field: &&Field| {
        let is_hidden = field.output_only || field.stage == Stage::PrivatePreview;
        !is_hidden && !site.probe.siblings.contains(&field.name)
    };
    let mut fields: Vec<&Field> = object.fields.iter().filter(can_be_added).collect();
    fields.sort_by_key(|field| (field.deprecated, !field.required, field.stage != Stage::General, &field.name));
    let item = |field: &&Field| {
        let mut detail = kind_name(&site.bundle.schema, &field.kind);
        for (word, holds) in [
            ("required", field.required),
            ("deprecated", field.deprecated),
            ("public preview", field.stage == Stage::PublicPreview),
            ("beta", field.stage == Stage::Beta),
        ] {
            if holds {
                detail.push_str(", ");
                detail.push_str(word);
            }
        }
        Completion {
            text: find_field_text(&object.name, &field.name),
            deprecated: field.deprecated,
            ..begin(site, &field.name, &field.kind, dash).detail(detail)
        }
    };
    fields.iter().map(item).collect()
}

/// A key with its colon and the beginning of its value.
fn begin(site: &Site<'_>, name: &str, kind: &Kind, dash: &str) -> Completion {
    let mut item = Completion::new(name, CompletionKind::Key);
    let word = &site.probe.word;
    if let Some(quote) = word.quote {
        if !word.is_closed {
            item.insert.push(quote);
        }
        if !word.has_colon {
            item.insert.push_str(": ");
        }
        return item;
    }
    item.insert.insert_str(0, dash);
    if word.has_colon {
        return item;
    }
    if word.in_flow {
        item.insert.push_str(": ");
        return item;
    }
    let indent = " ".repeat(dash.len() + 2);
    item.insert.push_str(&match kind {
        Kind::Object(id) => format!(":\n{indent}{}", first_field(site.bundle.schema.object(*id))),
        Kind::Map(_) => format!(":\n{indent}"),
        Kind::List(of) => match &**of {
            Kind::Object(id) => format!(":\n{indent}- {}", first_field(site.bundle.schema.object(*id))),
            _ => format!(":\n{indent}- "),
        },
        _ => ": ".to_owned(),
    });
    item.stop = Some(item.insert.len());
    item
}

/// The one field that must be given, if its value fits on its line.
fn first_field(object: &Type) -> String {
    let mut required = object.fields.iter().filter(|field| field.required && !field.deprecated);
    let only = required.next().filter(|_| required.next().is_none());
    let simple = only.filter(|field| !matches!(field.kind, Kind::Object(_) | Kind::List(_) | Kind::Map(_)));
    simple.map_or(String::new(), |field| format!("{}: ", field.name))
}

/// A key that people gave, to say more of what it stands for.
fn named(site: &Site<'_>, (name, detail): &(SmolStr, String), kind: &Kind) -> Completion {
    let is_complex = || {
        let declared = site.bundle.base.at(&["variables", name]);
        declared.is_some_and(|declared| declared.get("type").is_some())
    };
    // A target writes the value of a simple variable behind its name.
    let is_simple = site.last_key() == Some("variables") && !is_complex();
    begin(site, name, if is_simple { &Kind::String } else { kind }, "").detail(detail.clone())
}

/// The keys that stand outside of the target and not in it yet.
fn names(site: &Site<'_>) -> Vec<(SmolStr, String)> {
    let keys = site.keys();
    let source = match (site.target, &keys[..]) {
        (Some(_), ["resources", section]) => site.bundle.base.at(&["resources", section]),
        (Some(_), ["variables"]) => site.bundle.base.get("variables"),
        (Some(_), ["artifacts"]) => site.bundle.base.get("artifacts"),
        _ => None,
    };
    let entries = source.map_or(&[][..], |source| source.entries());
    let is_new = |name: &&SmolStr| !site.probe.siblings.contains(name);
    let described = |entry: &brickline_model::bundle::Entry| (entry.key.clone(), describe(&entry.value));
    entries.iter().filter(|entry| is_new(&&entry.key)).map(described).collect()
}

fn describe(value: &Value) -> String {
    let known = ["name", "display_name", "description"].iter().find_map(|key| value.get(key)?.as_str());
    known.unwrap_or_default().to_owned()
}
