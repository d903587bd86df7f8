//! Walking a project: its files, `.gitignore` honoured, and the borders of projects inside it. Knows names, reads no contents.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::list::{list, list_ignored};
use super::outside::find_outside;
use super::read::{has_bundle, is_override_file};
use super::{is_border, relative};

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
    let listed = list(root, notes);
    let mut borders: Vec<&str> = listed.files.iter().filter_map(|file| border_of(file)).collect();
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
    for file in &listed.files {
        let (number, skip) = find_innermost(file, &borders);
        projects[number].files.push(Arc::from(&file[skip..]));
    }
    if projects.iter().any(|project| has_bundle(&project.files)) {
        for project in &mut projects {
            project.existing.clone_from(&project.files);
        }
        for file in list_ignored(root, &listed, notes) {
            let (number, skip) = find_innermost(&file, &borders);
            projects[number].existing.push(Arc::from(&file[skip..]));
        }
    }
    projects.par_iter_mut().for_each(|project| {
        // They are ignored, and still count for the CLI.
        let overrides: Vec<_> = project.existing.iter().filter(|file| is_override_file(file)).cloned().collect();
        project.files.extend(overrides);
        let outside =
            find_outside(&project.root, &project.files, |folder| list_within(folder, root, &listed.files, notes));
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
        return list(folder, notes).files;
    };
    let first = known.partition_point(|file| *file < prefix);
    known[first..].iter().map_while(|file| file.strip_prefix(&prefix)).map(str::to_owned).collect()
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
