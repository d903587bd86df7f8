//! The outline of a bundle file: its sections, variables, targets, resources by kind, tasks. Sees one file as it is written.

use brickline_syntax::TextRange;
use brickline_syntax::yaml::{Child, Entry, Node};

use crate::analysis::Analysis;

use super::find_homes;

/// An entry of the outline.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// Its name.
    pub name: String,
    /// A few words more; may be empty.
    pub detail: String,
    /// What it is.
    pub kind: OutlineKind,
    /// All of it.
    pub range: TextRange,
    /// Its name.
    pub name_range: TextRange,
    /// What is inside.
    pub children: Vec<Outline>,
}

/// What an entry of the outline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum OutlineKind {
    Section,
    Variable,
    Target,
    Resource,
    Task,
    Artifact,
}

/// The outline of a file; `None` if it belongs to no bundle.
pub fn find_outline(analysis: &Analysis, path: &str) -> Option<Vec<Outline>> {
    let (bundle, file) = find_homes(analysis, path).into_iter().next()?;
    let root = &bundle.file(file).document.root;
    Some(written(root).filter_map(top).collect())
}

fn top(entry: &Entry) -> Option<Outline> {
    let (name, value) = (entry.key.text.as_str(), &*entry.value.node);
    let mut item = outline(entry, OutlineKind::Section);
    match name {
        "bundle" => item.detail = text(value, "name"),
        "variables" => {
            item.children = list(value, OutlineKind::Variable, |variable| shown(variable.as_mapping()?.get("default")?))
        }
        "resources" => item.children = resources(value),
        "artifacts" => item.children = list(value, OutlineKind::Artifact, |artifact| Some(text(artifact, "type"))),
        "targets" | "environments" => {
            item.children = list(value, OutlineKind::Target, |target| Some(text(target, "mode")));
            for (child, target) in item.children.iter_mut().zip(written(value)) {
                let sections = written(&target.value.node).filter(|_| target.value.alias.is_none());
                child.children = sections.filter_map(top).collect();
            }
        }
        _ => {}
    }
    Some(item)
}

fn resources(node: &Node) -> Vec<Outline> {
    let section = |entry: &Entry| {
        let mut section = outline(entry, OutlineKind::Section);
        section.children = list(&entry.value.node, OutlineKind::Resource, |resource| {
            Some(["name", "display_name", "cluster_name"].map(|key| text(resource, key)).concat())
        });
        for (item, resource) in section.children.iter_mut().zip(written(&entry.value.node)) {
            if resource.value.alias.is_none() && entry.key.text == "jobs" {
                item.children = tasks(&resource.value.node);
            }
        }
        section
    };
    written(node).map(section).collect()
}

fn tasks(job: &Node) -> Vec<Outline> {
    let tasks = job.as_mapping().and_then(|job| job.written.iter().find(|entry| entry.key.text == "tasks"));
    let tasks = tasks.filter(|tasks| tasks.value.alias.is_none()).and_then(|tasks| tasks.value.node.as_sequence());
    let task = |item: &Child| {
        let mapping = item.node.as_mapping().filter(|_| item.alias.is_none())?;
        let key = mapping.written.iter().find(|entry| entry.key.text == "task_key")?;
        let kind = mapping.written.iter().find(|entry| entry.key.text.ends_with("_task"));
        Some(Outline {
            name: key.value.node.as_str()?.to_owned(),
            detail: kind.map_or(String::new(), |kind| kind.key.text.to_string()),
            kind: OutlineKind::Task,
            range: item.node.range,
            name_range: key.value.range(),
            children: Vec::new(),
        })
    };
    tasks.unwrap_or_default().iter().filter_map(task).collect()
}

fn list(node: &Node, kind: OutlineKind, detail: impl Fn(&Node) -> Option<String>) -> Vec<Outline> {
    let item = |entry: &Entry| {
        let detail = detail(&entry.value.node).or_else(|| shown(&entry.value)).unwrap_or_default();
        Outline { detail, ..outline(entry, kind) }
    };
    written(node).map(item).collect()
}

fn outline(entry: &Entry, kind: OutlineKind) -> Outline {
    let (name, detail) = (entry.key.text.to_string(), String::new());
    Outline { name, detail, kind, range: entry.range(), name_range: entry.key_range, children: Vec::new() }
}

/// The entries that the file itself writes there, with names.
fn written(node: &Node) -> impl Iterator<Item = &Entry> {
    let entries = node.as_mapping().map_or(&[][..], |mapping| &mapping.written);
    entries.iter().filter(|entry| !entry.is_merge() && !entry.key.text.is_empty())
}

fn text(node: &Node, key: &str) -> String {
    node.as_mapping().and_then(|mapping| mapping.get(key)).and_then(shown).unwrap_or_default()
}

fn shown(child: &Child) -> Option<String> {
    child.node.as_str().map(str::to_owned)
}
