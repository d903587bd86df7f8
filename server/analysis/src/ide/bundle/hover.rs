//! What there is to say about a place of a bundle file: the field and what it means, its value in each target and where that
//! comes from, what a reference reads. How it is shown is for the shell.

use brickline_model::bundle::{
    Assigned, Bundle, FileId, Origin, Reference, Resolved, ResolvedData, View, deploy_part, references,
    resolve_reference, resolve_value,
};
use brickline_model::facts::bundle::{Field, Kind, Stage};
use brickline_model::facts::bundle_text::{dynamic_values, find_field_text};
use brickline_syntax::TextRange;
use brickline_syntax::yaml::{self, Entry, Node};
use smol_str::SmolStr;

use crate::analysis::Analysis;

use super::anchor::{Way, find_typed};
use super::complete::find_kind;
use super::probe::{Step, scalars};
use super::symbol::find_dynamic;
use super::{Location, find_homes, kind_name, locate};

/// What there is to say about a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Hover {
    /// What it is said about.
    pub range: TextRange,
    /// Its name.
    pub title: String,
    /// A few words about it; may be empty.
    pub detail: String,
    /// What it means; may be empty.
    pub text: String,
    /// Its values.
    pub rows: Vec<Row>,
}

/// A value with the targets that have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The targets; none when all have it.
    pub targets: Vec<String>,
    /// The value, if it is known.
    pub value: Option<String>,
    /// What else is to say; may be empty.
    pub note: &'static str,
    /// Where it is written.
    pub at: Option<Location>,
    /// Where the values stand that it goes before.
    pub over: Vec<Location>,
}

/// What there is to say about an offset.
pub fn find_hover(analysis: &Analysis, path: &str, offset: u32) -> Option<Hover> {
    let (bundle, file) = find_homes(analysis, path).into_iter().next()?;
    let text = &*bundle.file(file).text;
    let mut all = references(text);
    if let Some(reference) = all.find(|found| (found.start..=found.end).contains(&(offset as usize))) {
        let is_comment = |range: &TextRange| range.contains(reference.start as u32);
        let mut comments = bundle.file(file).document.comments.iter().map(|comment| comment.range);
        return (!comments.any(|range| is_comment(&range))).then(|| of_reference(bundle, &reference));
    }
    let mut spot = Spot::default();
    find_spot(&bundle.file(file).document.root, offset, &mut spot);
    of_dynamic(bundle, file, &spot, offset).or_else(|| of_field(bundle, file, &spot))
}

/// The values of a variable in a few words: one where all targets agree.
pub(super) fn summarise_variable(bundle: &Bundle, name: &str) -> String {
    let value = |view: &View| match &view.variables.get(name)?.assigned {
        Assigned::Value(value) => Some(show(&resolve_value(view, value))),
        _ => None,
    };
    let rows = group(bundle, |view| Row { value: value(view), ..Row::empty() });
    let row = |row: &Row| {
        let value = row.value.as_deref().unwrap_or("no value");
        if row.targets.is_empty() { value.to_owned() } else { format!("{}: {value}", row.targets.join(", ")) }
    };
    rows.iter().map(row).collect::<Vec<_>>().join("; ")
}

/// Where an offset lies in the tree of a file.
#[derive(Default)]
struct Spot<'a> {
    way: Way,
    /// The entry whose key or single value is there.
    entry: Option<&'a Entry>,
    range: Option<TextRange>,
    /// The single value that is there.
    value: Option<&'a Node>,
}

fn find_spot<'a>(node: &'a Node, offset: u32, spot: &mut Spot<'a>) {
    spot.way.enter(node);
    match &node.value {
        yaml::Value::Scalar(_) => {
            spot.range = Some(node.range);
            spot.value = Some(node);
        }
        yaml::Value::Invalid => {}
        yaml::Value::Sequence(items) => {
            if let Some(item) = items.iter().find(|item| item.range().touches(offset)) {
                spot.way.path.push(Step::Item(item.node.as_mapping().map_or(Vec::new(), scalars)));
                spot.entry = None;
                if item.alias.is_none() {
                    find_spot(&item.node, offset, spot);
                }
            }
        }
        yaml::Value::Mapping(mapping) => {
            let Some(entry) = mapping.written.iter().find(|entry| entry.range().touches(offset) && !entry.is_merge())
            else {
                return;
            };
            spot.way.path.push(Step::Key(entry.key.text.clone()));
            if entry.key_range.touches(offset) {
                spot.entry = Some(entry);
                spot.range = Some(entry.key_range);
            } else if entry.value.range().touches(offset) {
                spot.entry = Some(entry);
                if entry.value.alias.is_none() {
                    find_spot(&entry.value.node, offset, spot);
                }
            }
        }
    }
}

fn of_field(bundle: &Bundle, file: FileId, spot: &Spot<'_>) -> Option<Hover> {
    let range = spot.range?;
    let schema = &bundle.schema;
    let path = find_typed(schema, &bundle.file(file).document, &spot.way);
    let key = path.iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(key),
        Step::Item(_) => None,
    })?;
    let (owner, kind) = find_kind(schema, &path);
    let (detail, text) = match (owner, &kind) {
        (Some((object, field)), Some(_)) => {
            (describe_field(schema, field), find_field_text(&object.name, &field.name).unwrap_or_default().to_owned())
        }
        (None, Some(kind)) => {
            let (parent, _) = find_kind(schema, &path[..path.len() - 1]);
            let own = spot.entry.and_then(|entry| entry.value.node.as_mapping()).and_then(describe_own);
            let of = parent.and_then(|(object, field)| find_field_text(&object.name, &field.name));
            (kind_name(schema, kind), own.unwrap_or_else(|| of.unwrap_or_default().to_owned()))
        }
        _ => return None,
    };
    let rows = match &spot.way.path[..] {
        [.., Step::Key(parent), Step::Key(name)] if parent == "variables" => variable_rows(bundle, name),
        path => value_rows(bundle, file, path, spot),
    };
    Some(Hover { range, title: key.to_string(), detail, text, rows })
}

/// What people wrote about a thing of their own.
fn describe_own(mapping: &yaml::Mapping) -> Option<String> {
    let own = ["description", "comment"].iter().find_map(|key| mapping.get(key)?.node.as_str());
    own.filter(|text| !text.is_empty()).map(str::to_owned)
}

fn describe_field(schema: &brickline_model::facts::bundle::Schema, field: &Field) -> String {
    let mut detail = kind_name(schema, &field.kind);
    for (word, holds) in [
        ("required", field.required),
        ("deprecated", field.deprecated),
        ("filled in by the service", field.output_only),
        ("private preview", field.stage == Stage::PrivatePreview),
        ("public preview", field.stage == Stage::PublicPreview),
        ("beta", field.stage == Stage::Beta),
    ] {
        if holds {
            detail.push_str(", ");
            detail.push_str(word);
        }
    }
    if let Kind::Enum(id) = &field.kind {
        let values: Vec<_> = schema.enumeration(*id).values.iter().map(SmolStr::as_str).collect();
        detail.push_str(&format!(": {}", values.join(", ")));
    }
    detail
}

/// The value of a field in each target, if it is a single one.
fn value_rows(bundle: &Bundle, file: FileId, path: &[Step], spot: &Spot<'_>) -> Vec<Row> {
    let path = match path {
        [Step::Key(top), Step::Key(_), rest @ ..] if top == "targets" || top == "environments" => rest,
        path => path,
    };
    let is_single = spot.value.is_some() || spot.entry.is_some_and(|entry| entry.value.node.as_scalar().is_some());
    if !is_single || path.is_empty() {
        return Vec::new();
    }
    let item = spot.value.map(|value| Origin { file, range: value.range });
    // A bundle may have many resources; this one is all that matters here.
    let resource = match path {
        [Step::Key(top), Step::Key(section), Step::Key(key), ..] if top == "resources" => {
            Some((section.as_str(), key.as_str()))
        }
        _ => None,
    };
    group(bundle, |view| {
        let root = deploy_part(view, resource);
        let Some(found) = find_resolved(&root, path, item) else { return Row::note("not there") };
        let ResolvedData::Scalar(text, _) = &found.data else { return Row::note("not a single value") };
        Row {
            value: Some(text.to_string()),
            at: found.origin.map(|origin| locate(bundle, origin)),
            over: found.replaced.iter().map(|origin| locate(bundle, *origin)).collect(),
            ..Row::empty()
        }
    })
}

/// The value at the end of a path. Items of lists are found by their keys, which stay when lists are merged; a single value
/// in a list by its place.
fn find_resolved<'a>(root: &'a Resolved, path: &[Step], item: Option<Origin>) -> Option<&'a Resolved> {
    path.iter().try_fold(root, |value, step| match (step, &value.data) {
        (Step::Key(key), ResolvedData::Map(entries)) => {
            entries.iter().find(|(known, _)| known == key).map(|(_, value)| value)
        }
        (Step::Item(scalars), ResolvedData::List(items)) => items.iter().find(|found| match scalars.is_empty() {
            true => item.is_some() && found.origin == item,
            false => is_same_item(found, scalars),
        }),
        _ => None,
    })
}

/// The keys that tell items of a list apart.
const ITEM_KEYS: [&str; 7] =
    ["task_key", "job_cluster_key", "environment_key", "name", "label", "principal", "group_name"];

fn is_same_item(found: &Resolved, scalars: &[(SmolStr, SmolStr)]) -> bool {
    let ResolvedData::Map(entries) = &found.data else { return false };
    let text = |key: &str| {
        entries.iter().find(|(known, _)| known == key).and_then(|(_, value)| match &value.data {
            ResolvedData::Scalar(text, _) => Some(text),
            _ => None,
        })
    };
    let key = scalars.iter().find(|(key, _)| ITEM_KEYS.contains(&key.as_str()));
    match key {
        Some((key, wanted)) => text(key) == Some(wanted),
        None => scalars.iter().all(|(key, wanted)| text(key) == Some(wanted)),
    }
}

fn of_reference(bundle: &Bundle, reference: &Reference<'_>) -> Hover {
    let range = TextRange::from_usize(reference.start, reference.end);
    let title = format!("${{{}}}", reference.path);
    let text = reference.variable().and_then(|name| {
        let declared = bundle.base.at(&["variables", name])?;
        declared.get("description")?.as_str().map(str::to_owned)
    });
    let rows = group(bundle, |view| match resolve_reference(view, reference) {
        Some(found) => {
            Row { value: Some(show(&found)), at: found.origin.map(|origin| locate(bundle, origin)), ..Row::empty() }
        }
        None => Row::note(why_unknown(bundle, view, reference)),
    });
    Hover { range, title, detail: String::new(), text: text.unwrap_or_default(), rows }
}

/// Why nobody can say yet what a reference reads.
fn why_unknown(bundle: &Bundle, view: &View, reference: &Reference<'_>) -> &'static str {
    if let Some(name) = reference.variable() {
        return variable_note(view, name);
    }
    let parts: Vec<&str> = reference.parts().collect();
    match parts[..] {
        ["resources", section, key, ..] if bundle.base.at(&["resources", section, key]).is_none() => {
            "no such resource is declared"
        }
        ["resources", ..] | ["artifacts", ..] => "known once it is deployed",
        ["workspace", "current_user", ..] => "known to whoever deploys",
        ["bundle" | "workspace", ..] => "known when it is deployed",
        _ => "not known to the bundle",
    }
}

fn variable_note(view: &View, name: &str) -> &'static str {
    match view.variables.get(name).map(|variable| &variable.assigned) {
        None => "no such variable is declared",
        Some(Assigned::Lookup) => "looked up in the workspace",
        Some(Assigned::Outside) => "given from outside",
        Some(Assigned::Nothing) => "no value: it must be given when deploying",
        Some(Assigned::Value(_)) => "not there in the variable's value",
    }
}

fn variable_rows(bundle: &Bundle, name: &str) -> Vec<Row> {
    group(bundle, |view| match view.variables.get(name).map(|variable| &variable.assigned) {
        Some(Assigned::Value(value)) => {
            let resolved = show(&resolve_value(view, value));
            Row { at: Some(locate(bundle, value.origin)), value: Some(resolved), ..Row::empty() }
        }
        _ => Row::note(variable_note(view, name)),
    })
}

fn of_dynamic(bundle: &Bundle, file: FileId, spot: &Spot<'_>, offset: u32) -> Option<Hover> {
    let content = spot.value?.as_scalar()?.content;
    let raw = &bundle.file(file).text[content];
    let base = content.start();
    let found = find_dynamic(raw)
        .into_iter()
        .map(|(path, at)| (path, TextRange::new(base + at as u32, base + (at + path.len()) as u32)));
    let (path, range) = found.into_iter().find(|(_, range)| range.touches(offset))?;
    let plain = path.replace('`', "");
    let is_meant = |known: &str| match known.split_once('*') {
        Some((before, after)) => plain.strip_prefix(before).is_some_and(|rest| rest.contains(after)),
        None => plain == known,
    };
    let known = dynamic_values().iter().find(|value| is_meant(value.path))?;
    let title = format!("{{{{{path}}}}}");
    Some(Hover { range, title, detail: "known when the job runs".into(), text: known.text.into(), rows: Vec::new() })
}

/// A value as text: a single one, else what kind it is.
fn show(value: &Resolved) -> String {
    match &value.data {
        ResolvedData::Scalar(text, _) => text.to_string(),
        ResolvedData::Null => "nothing".to_owned(),
        ResolvedData::Map(_) => "a mapping".to_owned(),
        ResolvedData::List(_) => "a list".to_owned(),
    }
}

/// One row for each value that targets have, in their order.
fn group(bundle: &Bundle, row: impl Fn(&View) -> Row) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for view in &bundle.views {
        let new = row(view);
        let same = |known: &&mut Row| Row { targets: Vec::new(), ..(**known).clone() } == new;
        match rows.iter_mut().find(same) {
            Some(known) => known.targets.push(view.name().to_owned()),
            None => rows.push(Row { targets: vec![view.name().to_owned()], ..new }),
        }
    }
    if let [only] = &mut rows[..] {
        only.targets.clear();
    }
    rows
}

impl Row {
    fn empty() -> Self {
        Self { targets: Vec::new(), value: None, note: "", at: None, over: Vec::new() }
    }

    fn note(note: &'static str) -> Self {
        Self { note, ..Self::empty() }
    }
}
