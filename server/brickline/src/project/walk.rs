//! Walking a project: its files, `.gitignore` honoured, and the borders of projects inside it. Knows names, reads no contents.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ignore::{WalkBuilder, WalkState};
use rayon::prelude::*;

use super::outside::find_outside;
use super::read::{has_bundle, is_override_file};
use super::{is_border, relative};

/// The bundle's local state: no code, but whether a file of overrides stands in it matters.
const BUNDLE_STATE: &str = ".databricks";

/// Folders that hold no code of the project: never walked.
const SKIPPED: &[&str] = &[
    ".git",
    BUNDLE_STATE,
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

/// The files of one project.
#[derive(Clone, Debug, Default)]
pub struct Walked {
    /// The project's root.
    pub root: PathBuf,
    /// Files that are not ignored, relative to the root, with `/`; behind them, with `../`, those that its bundle names outside.
    pub files: Vec<Arc<str>>,
    /// Where there is a bundle, all files that exist, ignored ones included: what its paths can name.
    pub existing: Vec<Arc<str>>,
}

/// Walks `root` and gives its project and those inside it, each file with the innermost one. `notes` takes what could not be read.
pub fn walk(root: &Path, notes: &Mutex<Vec<String>>) -> Vec<Walked> {
    let files = list(root, true, notes);
    let mut borders: Vec<&str> = files.iter().filter_map(|file| border_of(file)).collect();
    borders.sort_unstable();
    borders.dedup();
    let mut projects: Vec<Walked> = std::iter::once("")
        .chain(borders.iter().copied())
        .map(|folder| Walked {
            root: if folder.is_empty() { root.to_path_buf() } else { root.join(folder) },
            files: Vec::new(),
            existing: Vec::new(),
        })
        .collect();
    for file in &files {
        let (number, skip) = find_innermost(file, &borders);
        projects[number].files.push(Arc::from(&file[skip..]));
    }
    if projects.iter().any(|project| has_bundle(&project.files)) {
        for file in list(root, false, notes) {
            let (number, skip) = find_innermost(&file, &borders);
            projects[number].existing.push(Arc::from(&file[skip..]));
        }
    }
    projects.par_iter_mut().for_each(|project| {
        // They are ignored, and still count for the CLI.
        let overrides: Vec<_> = project.existing.iter().filter(|file| is_override_file(file)).cloned().collect();
        project.files.extend(overrides);
        let outside = find_outside(&project.root, &project.files, |folder| list_within(folder, root, &files, notes));
        project.existing.extend(outside.iter().cloned());
        project.files.extend(outside);
    });
    projects
}

/// The folder below the root that a file makes a project of its own.
fn border_of(file: &str) -> Option<&str> {
    let (folder, name) = file.rsplit_once('/')?;
    is_border(name).then_some(folder)
}

/// The number of the project that a file belongs to, and how much of its path leads there.
fn find_innermost(file: &str, borders: &[&str]) -> (usize, usize) {
    let mut end = file.len();
    while let Some(slash) = file[..end].rfind('/') {
        if let Ok(number) = borders.binary_search(&&file[..slash]) {
            return (number + 1, slash + 1);
        }
        end = slash;
    }
    (0, 0)
}

/// All files below a folder, relative to it; `known` are those below `root`, sorted.
fn list_within(folder: &Path, root: &Path, known: &[String], notes: &Mutex<Vec<String>>) -> Vec<String> {
    let Some(prefix) = relative(folder, root).map(|inside| format!("{inside}/")) else {
        return list(folder, true, notes);
    };
    let first = known.partition_point(|file| *file < prefix);
    known[first..].iter().map_while(|file| file.strip_prefix(&prefix)).map(str::to_owned).collect()
}

/// All files below a folder, relative to it, sorted.
fn list(root: &Path, honour_ignores: bool, notes: &Mutex<Vec<String>>) -> Vec<String> {
    let found = Mutex::new(Vec::new());
    let walker = WalkBuilder::new(root)
        .standard_filters(honour_ignores)
        .hidden(false)
        .require_git(false)
        .filter_entry(move |entry| {
            let is_skipped = SKIPPED.iter().any(|name| entry.file_name() == *name);
            entry.depth() == 0 || !is_skipped || (!honour_ignores && entry.file_name() == BUNDLE_STATE)
        })
        .build_parallel();
    walker.run(|| {
        Box::new(|entry| {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| !kind.is_dir()) => {
                    if let (Some(path), Ok(mut found)) = (relative(entry.path(), root), found.lock()) {
                        found.push(path);
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    if let Ok(mut notes) = notes.lock() {
                        notes.push(error.to_string());
                    }
                }
            }
            WalkState::Continue
        })
    });
    let mut files = found.into_inner().unwrap_or_default();
    files.sort_unstable();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_belongs_to_the_innermost_project() {
        let borders = ["a", "a/b/c"];
        assert_eq!(find_innermost("x.py", &borders), (0, 0));
        assert_eq!(find_innermost("a/b/x.py", &borders), (1, 2));
        assert_eq!(find_innermost("a/b/c/d/x.py", &borders), (2, 6));
    }
}
