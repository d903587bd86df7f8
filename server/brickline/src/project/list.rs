//! Listing a folder: all files below it, those apart that are ignored. Knows names and ignore files, no projects.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rayon::Scope;

use super::ignored::Ignores;

/// The bundle's local state: no code, but whether a file of overrides stands in it matters.
const BUNDLE_STATE: &str = ".databricks";

/// Folders that hold no code of the project: never walked.
const SKIPPED: &[&str] = &[
    ".git",
    ".bundle",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".tox",
    ".venv",
    "__pycache__",
    "node_modules",
    "site-packages",
];

/// What lies below a folder, by paths relative to it, with `/`, sorted.
#[derive(Default)]
pub struct Listed {
    /// The files that are not ignored.
    pub files: Vec<String>,
    /// What is ignored, where it begins: files, and folders, which end in `/`.
    ignored: Vec<String>,
}

/// What lies below `root`. `notes` takes what could not be read.
pub fn list(root: &Path, notes: &Mutex<Vec<String>>) -> Listed {
    let lister = Lister::new(root, notes);
    let ignores = Ignores::around(&lister.real);
    rayon::scope(|scope| lister.list(scope, String::new(), Some(ignores)));
    lister.finish()
}

/// The files below `root` that a listing of it left out.
pub fn list_ignored(root: &Path, listed: &Listed, notes: &Mutex<Vec<String>>) -> Vec<String> {
    let lister = Lister::new(root, notes);
    let (folders, mut files): (Vec<String>, Vec<String>) =
        listed.ignored.iter().cloned().partition(|path| path.ends_with('/'));
    rayon::scope(|scope| folders.into_iter().for_each(|folder| lister.list(scope, folder, None)));
    files.append(&mut lister.finish().files);
    files.sort_unstable();
    files
}

struct Lister<'a> {
    root: &'a Path,
    /// The root without links: ignore files around it are found, and matched, by this.
    real: PathBuf,
    notes: &'a Mutex<Vec<String>>,
    found: Mutex<Listed>,
}

impl<'a> Lister<'a> {
    fn new(root: &'a Path, notes: &'a Mutex<Vec<String>>) -> Self {
        let real = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
        Self { root, real, notes, found: Mutex::default() }
    }

    fn finish(self) -> Listed {
        let mut found = self.found.into_inner().unwrap_or_default();
        found.files.sort_unstable();
        found
    }

    /// Lists a folder: its path is empty for the root, or ends in `/`. Without `ignores`, nothing is ignored.
    fn list<'s>(&'s self, scope: &Scope<'s>, folder: String, ignores: Option<Arc<Ignores>>) {
        let entries = self.read(&folder);
        let has = |name: &str| entries.iter().any(|(entry, _)| entry == name);
        let ignores = ignores.map(|ignores| ignores.within(&self.real.join(&folder), has));
        let mut own = Listed::default();
        for (name, is_folder) in &entries {
            let path = format!("{folder}{name}{}", if *is_folder { "/" } else { "" });
            let is_ignored = |ignores: &Arc<Ignores>| {
                name == BUNDLE_STATE || ignores.has(&self.real.join(path.trim_end_matches('/')), *is_folder)
            };
            match () {
                () if SKIPPED.contains(&name.as_str()) => {}
                () if ignores.as_ref().is_some_and(is_ignored) => own.ignored.push(path),
                () if *is_folder => {
                    let ignores = ignores.clone();
                    scope.spawn(move |scope| self.list(scope, path, ignores));
                }
                () => own.files.push(path),
            }
        }
        if let Ok(mut found) = self.found.lock() {
            found.files.append(&mut own.files);
            found.ignored.append(&mut own.ignored);
        }
    }

    /// The names in a folder, those that are text, and whether each is that of a folder itself.
    fn read(&self, folder: &str) -> Vec<(String, bool)> {
        let path = self.root.join(folder);
        let note = |error: std::io::Error| {
            if let Ok(mut notes) = self.notes.lock() {
                // Without the slash that a folder's path ends in.
                let path: PathBuf = path.components().collect();
                notes.push(format!("{}: {error}", path.display()));
            }
        };
        let entries = match std::fs::read_dir(&path) {
            Ok(entries) => entries.filter_map(|entry| entry.map_err(note).ok()),
            Err(error) => {
                note(error);
                return Vec::new();
            }
        };
        let entries = entries.filter_map(|entry| {
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            Some((entry.file_name().into_string().ok()?, is_folder))
        });
        entries.collect()
    }
}

#[cfg(test)]
mod tests {
    use ignore::WalkBuilder;

    use super::*;

    /// What ripgrep's walk gives.
    fn walk(root: &Path, honour_ignores: bool) -> Vec<String> {
        let walker = WalkBuilder::new(root)
            .standard_filters(honour_ignores)
            .hidden(false)
            .require_git(false)
            .filter_entry(move |entry| {
                let is = |name: &str| entry.file_name() == name;
                let is_skipped = SKIPPED.iter().any(|name| is(name)) || (honour_ignores && is(BUNDLE_STATE));
                entry.depth() == 0 || !is_skipped
            })
            .build();
        let files = walker.map(Result::unwrap).filter(|entry| !entry.file_type().unwrap().is_dir());
        let mut files: Vec<String> = files.map(|entry| super::super::relative(entry.path(), root).unwrap()).collect();
        files.sort_unstable();
        files
    }

    #[test]
    fn the_listing_is_that_of_ripgrep() {
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().join("project");
        let files = [
            ("../.gitignore", "*.log\nproject/secret.py\n"),
            ("../.ignore", "*.tmp\n!kept.log\n"),
            (".gitignore", "/build\n*.csv\n!kept.csv\ndata/**/raw\ndocs/\n# no rule\n[\n"),
            (".git/info/exclude", "local.*\n!local.md\n"),
            (".git/HEAD", ""),
            ("a/.gitignore", "!*.csv\n*.log\nlocal.md\n"),
            ("a/.ignore", "hidden/\n!x.log\n"),
            ("a/x.log", ""),
            ("a/x.csv", ""),
            ("a/b/.gitignore", "*\n!*.py\n"),
            ("a/b/one.py", ""),
            ("a/b/two.txt", ""),
            ("a/b/hidden/three.py", ""),
            ("a/local.md", ""),
            ("a/kept.log", ""),
            ("build/out.py", ""),
            ("a/build/out.py", ""),
            ("build/.databricks/bundle/dev/x.json", ""),
            (".databricks/bundle/dev/variable-overrides.json", ""),
            ("data/1/2/raw/x.py", ""),
            ("data/1/2/raw.py", ""),
            ("docs", ""),
            ("a/docs/page.md", ""),
            ("secret.py", ""),
            ("kept.csv", ""),
            ("lost.csv", ""),
            ("local.py", ""),
            ("x.tmp", ""),
            ("node_modules/x.py", ""),
            ("a/.venv/x.py", ""),
            ("worktree/.git", "gitdir: ../.git\n"),
            (".hidden/x.py", ""),
        ];
        for (path, text) in files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let notes = Mutex::default();
        let listed = list(&root, &notes);
        assert_eq!(listed.files, walk(&root, true));
        let mut all = list_ignored(&root, &listed, &notes);
        all.extend(listed.files);
        all.sort_unstable();
        assert_eq!(all, walk(&root, false));
        assert!(all.len() > 20 && notes.into_inner().unwrap().is_empty());
    }
}
