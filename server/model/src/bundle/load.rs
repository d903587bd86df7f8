//! Loading: the root file, what it includes, the local override files, and the targets.
//! Knows names and order of files; how values combine is in `merge` and `view`.

use std::sync::{Arc, OnceLock};

use brickline_syntax::{TextRange, yaml};
use smol_str::SmolStr;

use crate::facts::bundle::{Schema, schema};

use super::files::{Files, ROOT_NAMES, join, name};
use super::job::FixedJobs;
use super::merge::{merge, with_entry};
use super::path::Sources;
use super::reference::has_reference;
use super::value::{Entry, FileId, Origin, Value};
use super::view::{Outside, Target, View};
use super::{Bundle, File, Include};

impl Default for Value {
    fn default() -> Self {
        Self::empty_map(Origin { file: FileId(0), range: TextRange::at(0) })
    }
}

/// What a bundle is loaded with beside its files.
#[derive(Clone, Debug)]
pub struct Options {
    /// The types of the configuration.
    pub schema: Arc<Schema>,
    /// The variables that the command line or the environment gives their values.
    pub external_variables: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { schema: Arc::clone(schema()), external_variables: Vec::new() }
    }
}

/// Loads the bundle whose root file lies in `folder`; `None` if none does, or its text is not at hand.
/// Files that are as they were `before` are not parsed again.
pub fn load(project: &Arc<Files>, folder: &str, options: &Options, before: Option<&Bundle>) -> Option<Bundle> {
    let roots: Vec<String> = ROOT_NAMES.iter().filter_map(|name| join(folder, name)).collect();
    let mut roots = roots.iter().filter_map(|path| Some((path, project.text(path)?)));
    let (path, text) = roots.next()?;
    let other_roots = roots.map(|(path, _)| Arc::from(path.as_str())).collect();
    let root = parse_file(FileId(0), path, text, before);
    let includes = read_includes(project, folder, &root);
    let mut files = vec![root];
    for path in includes.iter().flat_map(|include| &include.paths) {
        let is_config = [".yml", ".yaml", ".json"].iter().any(|extension| path.ends_with(extension));
        let is_new = files.iter().all(|file| file.path != *path);
        if let Some(text) = project.text(path).filter(|_| is_config && is_new) {
            files.push(parse_file(FileId(files.len() as u32), path, text, before));
        }
    }
    let mut conflicts = Vec::new();
    let mut base = Arc::clone(&files[0].value);
    for file in &files[1..] {
        base = merge(&base, &file.value, &mut conflicts);
    }
    let base = rename_compute(&rename_environments(&base));
    let mut targets: Vec<Option<Target>> = base
        .get("targets")
        .map_or(&[][..], |targets| targets.entries())
        .iter()
        .map(|entry| Some(target(entry)))
        .collect();
    if targets.is_empty() {
        targets.push(None);
    }
    let mut overrides: Vec<File> = Vec::new();
    let mut views = Vec::new();
    let mut fixed = before.map_or_else(FixedJobs::default, |before| FixedJobs::new(&before.views));
    for target in targets {
        let name = target.as_ref().map_or(IMPLICIT_TARGET, |target| target.name.as_str());
        let path = join(folder, &override_path(name));
        let given = path.and_then(|path| {
            let id = FileId((files.len() + overrides.len()) as u32);
            Some(parse_file(id, &path, project.text(&path)?, before))
        });
        let given_value = given.as_ref().map(|file| Arc::clone(&file.value));
        overrides.extend(given);
        let outside = Outside { given: given_value.as_ref(), variables: &options.external_variables };
        let sources = Sources { files: &files, overrides: &overrides };
        views.push(View::new(&base, target, &outside, &mut fixed, &sources, &mut conflicts));
    }
    conflicts.sort_by_key(|conflict| (conflict.over, conflict.under));
    conflicts.dedup();
    let (folder, project, schema) = (Arc::from(folder), Arc::clone(project), Arc::clone(&options.schema));
    Some(Bundle {
        folder,
        files,
        overrides,
        includes,
        other_roots,
        base,
        views,
        conflicts,
        project,
        schema,
        paths: OnceLock::new(),
        broken: OnceLock::new(),
    })
}

/// The name of the one target of a bundle that has none.
pub const IMPLICIT_TARGET: &str = "default";

/// The file in which a developer gives the variables of a target values of their own, relative to the bundle.
/// <https://docs.databricks.com/aws/en/dev-tools/bundles/variables>
pub fn override_path(target: &str) -> String {
    format!(".databricks/bundle/{target}/variable-overrides.json")
}

fn target(entry: &Entry) -> Target {
    Target { name: entry.key.clone(), key: entry.origin, value: Arc::clone(&entry.value) }
}

fn parse_file(id: FileId, path: &str, text: &Arc<str>, before: Option<&Bundle>) -> File {
    let same = before.and_then(|before| before.find_file(path)).filter(|(_, file)| file.text == *text);
    match same {
        Some((known, file)) if known == id => file.clone(),
        same => {
            let document = same.map_or_else(|| Arc::new(yaml::parse(text)), |(_, file)| Arc::clone(&file.document));
            let value = Arc::new(Value::from_node(id, &document.root));
            File { path: path.into(), text: Arc::clone(text), document, value, mentions: OnceLock::new() }
        }
    }
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

/// `bundle.compute_id` is the old name of `bundle.cluster_id`.
fn rename_compute(base: &Arc<Value>) -> Arc<Value> {
    let Some(bundle) = base.find("bundle") else { return Arc::clone(base) };
    match (bundle.value.get("cluster_id"), bundle.value.find("compute_id")) {
        (None, Some(entry)) => {
            let renamed = with_entry(&bundle.value, Entry { key: SmolStr::new("cluster_id"), ..entry.clone() });
            Arc::new(with_entry(base, Entry { value: Arc::new(renamed), ..bundle.clone() }))
        }
        _ => Arc::clone(base),
    }
}
