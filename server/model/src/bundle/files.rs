//! The files that a bundle may speak of: which exist, what the YAML among them says, which are notebooks.
//! Whoever loads a bundle fills it; knows no disk.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::glob;

/// Paths are relative to the project, with `/`.
#[derive(Clone, Debug, Default)]
pub struct Files {
    paths: Arc<BTreeSet<Arc<str>>>,
    texts: FxHashMap<Arc<str>, Arc<str>>,
    notebooks: FxHashMap<Arc<str>, bool>,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A file.
    File,
    /// A folder with at least one file in it.
    Folder,
    /// Nothing.
    Nothing,
    /// It lies outside the project or behind a link to a folder, where nothing is known.
    Outside,
}

impl Files {
    /// The files that exist; ignored and binary ones count.
    pub fn new(paths: Arc<BTreeSet<Arc<str>>>) -> Self {
        Self { paths, ..Self::default() }
    }

    /// Gives the text of a YAML or JSON file.
    pub fn set_text(&mut self, path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) {
        self.texts.insert(path.into(), text.into());
    }

    /// Says whether a `.py`, `.sql`, `.r` or `.scala` file is a notebook: whether its first line says so.
    pub fn set_notebook(&mut self, path: impl Into<Arc<str>>, is_notebook: bool) {
        self.notebooks.insert(path.into(), is_notebook);
    }

    /// The text of a YAML or JSON file.
    pub fn text(&self, path: &str) -> Option<&Arc<str>> {
        self.texts.get(path)
    }

    /// Whether the file is a notebook, where that is known.
    pub fn is_notebook(&self, path: &str) -> Option<bool> {
        if path.ends_with(".ipynb") { Some(true) } else { self.notebooks.get(path).copied() }
    }

    /// What stands at a normalised path; `""` is the project.
    pub fn find(&self, path: &str) -> Found {
        if path.starts_with("..") {
            Found::Outside
        } else if self.paths.contains(path) {
            Found::File
        } else if path.is_empty() || self.below(path).next().is_some() {
            Found::Folder
        } else if self.is_behind_link(path) {
            Found::Outside
        } else {
            Found::Nothing
        }
    }

    /// Whether a part of the path is a link to a folder: those are listed like files and not followed.
    pub fn is_behind_link(&self, path: &str) -> bool {
        path.match_indices('/').any(|(end, _)| self.paths.contains(&path[..end]))
    }

    /// All files below a folder, sorted.
    pub fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a Arc<str>> + use<'a> {
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let from: Arc<str> = start.as_str().into();
        self.paths.range(from..).take_while(move |path| path.starts_with(&start))
    }

    /// The files that match a pattern below a folder, sorted; `*` and `?` stay within one part of a path, as in the CLI.
    pub fn glob(&self, folder: &str, pattern: &str) -> Vec<Arc<str>> {
        let Some(pattern) = join(folder, pattern) else { return Vec::new() };
        let fixed = pattern.find(['*', '?', '[', '\\']).map_or(pattern.as_str(), |at| &pattern[..at]);
        let base = fixed.rfind('/').map_or("", |at| &fixed[..at]);
        self.below(base).filter(|path| glob::is_match(&pattern, path)).cloned().collect()
    }

    /// The folders that hold a bundle's root file, sorted.
    pub fn bundle_roots(&self) -> Vec<Arc<str>> {
        let folders: BTreeSet<&str> =
            self.paths.iter().filter(|path| ROOT_NAMES.contains(&name(path))).map(|path| folder(path)).collect();
        folders.into_iter().map(Arc::from).collect()
    }
}

/// The names that a root file may have.
pub const ROOT_NAMES: [&str; 4] = ["databricks.yml", "databricks.yaml", "bundle.yml", "bundle.yaml"];

/// The folder of a path, `""` at the top.
pub fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..at])
}

/// The last part of a path.
pub fn name(path: &str) -> &str {
    path.rfind('/').map_or(path, |at| &path[at + 1..])
}

/// A relative path seen from a folder, without `.` and `..`; one that leaves the project starts with `..`.
/// `None` for an absolute path.
pub fn join(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The way from a folder to a path, as a relative path; both are normalised.
pub fn relative(folder: &str, path: &str) -> String {
    let parts = |text: &str| text.split('/').filter(|part| !part.is_empty()).map(String::from).collect::<Vec<_>>();
    let (from, to) = (parts(folder), parts(path));
    let shared = from.iter().zip(&to).take_while(|(left, right)| left == right).count();
    let up = vec!["..".to_string(); from.len() - shared];
    let way: Vec<String> = up.into_iter().chain(to[shared..].iter().cloned()).collect();
    if shared == from.len() { format!("./{}", way.join("/")) } else { way.join("/") }
}
