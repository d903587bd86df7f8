//! Loading: the root file, what it includes, and the targets.
//! Knows names and order of files; how values combine is in `merge` and `view`.

use std::sync::Arc;

use brickline_syntax::{TextRange, yaml};

use super::files::{Files, ROOT_NAMES, join, name};
use super::merge::{merge, with_entry};
use super::reference::has_reference;
use super::value::{Entry, FileId, Origin, Value};
use super::view::{Target, View};
use super::{Bundle, File, Include};

impl Default for Value {
    fn default() -> Self {
        Self::empty_map(Origin { file: FileId(0), range: TextRange::at(0) })
    }
}

/// Loads the bundle whose root file lies in `folder`; `None` if none does, or its text is not at hand.
pub fn load(project: &Arc<Files>, folder: &str) -> Option<Bundle> {
    let roots: Vec<String> = ROOT_NAMES.iter().filter_map(|name| join(folder, name)).collect();
    let mut roots = roots.iter().filter_map(|path| Some((path, project.text(path)?)));
    let (path, text) = roots.next()?;
    let other_roots = roots.map(|(path, _)| Arc::from(path.as_str())).collect();
    let root = parse_file(FileId(0), path, text);
    let includes = read_includes(project, folder, &root);
    let mut files = vec![root];
    for path in includes.iter().flat_map(|include| &include.paths) {
        let is_config = [".yml", ".yaml", ".json"].iter().any(|extension| path.ends_with(extension));
        let is_new = files.iter().all(|file| file.path != *path);
        if let Some(text) = project.text(path).filter(|_| is_config && is_new) {
            files.push(parse_file(FileId(files.len() as u32), path, text));
        }
    }
    let mut conflicts = Vec::new();
    let mut base = Arc::clone(&files[0].value);
    for file in &files[1..] {
        base = merge(&base, &file.value, &mut conflicts);
    }
    let base = rename_environments(&base);
    let targets = base.get("targets").map_or(&[][..], |targets| targets.entries());
    let target = |entry: &Entry| Target { name: entry.key.clone(), key: entry.origin, value: Arc::clone(&entry.value) };
    let mut views: Vec<View> =
        targets.iter().map(|entry| View::new(&base, Some(target(entry)), &mut conflicts)).collect();
    if views.is_empty() {
        views.push(View::new(&base, None, &mut conflicts));
    }
    conflicts.sort_by_key(|conflict| (conflict.over, conflict.under));
    conflicts.dedup();
    let (folder, project) = (Arc::from(folder), Arc::clone(project));
    Some(Bundle { folder, files, includes, other_roots, base, views, conflicts, project })
}

fn parse_file(id: FileId, path: &str, text: &Arc<str>) -> File {
    let document = yaml::parse(text);
    let value = Arc::new(Value::from_node(id, &document.root));
    File { path: path.into(), text: Arc::clone(text), document, value }
}

/// Only the root file includes, by relative patterns without references.
fn read_includes(project: &Files, folder: &str, root: &File) -> Vec<Include> {
    let listed = root.value.get("include").map_or(&[][..], |list| list.items());
    let read = |item: &Arc<Value>| {
        let pattern = item.as_str()?.to_string();
        let is_usable = !pattern.starts_with('/') && !has_reference(&pattern);
        let mut paths = if is_usable { project.glob(folder, &pattern) } else { Vec::new() };
        paths.retain(|path| {
            **path != *root.path && !(super::folder(path) == folder && ROOT_NAMES.contains(&name(path)))
        });
        Some(Include { origin: item.origin, pattern, paths })
    };
    listed.iter().filter_map(read).collect()
}

/// `environments` is the old name of `targets`.
fn rename_environments(base: &Arc<Value>) -> Arc<Value> {
    match (base.get("targets"), base.find("environments")) {
        (None, Some(entry)) => Arc::new(with_entry(base, Entry { key: "targets".into(), ..entry.clone() })),
        _ => Arc::clone(base),
    }
}
