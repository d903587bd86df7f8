//! The projects that the client works in, each with its host. Knows roots, settings and what lies on disk; what is open
//! comes from the main loop and goes before it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use brickline_analysis::{Analysis, Config, Host, Interest, Outdated, Settings};

use super::document::Content;
use super::indexing::{Indexed, load_or_default};
use crate::project::read::read;
use crate::project::{find_root, relative, settings};

/// What the analysis calls a file: its project's folder and its path in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// The project's folder; empty for what lies nowhere.
    pub root: PathBuf,
    /// The path in it, with `/`.
    pub path: Arc<str>,
}

/// A project.
struct Project {
    host: Host,
    /// Whether all of it is known, or there is no more of it than what is open.
    complete: bool,
    /// Files that changed on disk while it was indexed.
    late: Vec<PathBuf>,
}

/// All projects.
#[derive(Default)]
pub struct Workspace {
    /// The client's folders.
    pub folders: Vec<PathBuf>,
    /// The client's settings.
    pub given: Settings,
    projects: HashMap<PathBuf, Project>,
}

impl Workspace {
    /// What the analysis calls a file of this path; `name` serves for what has no path.
    pub fn home(&self, path: Option<&Path>, name: &str) -> Home {
        let Some(path) = path else { return Home { root: PathBuf::new(), path: name.into() } };
        let found = find_root(path);
        let folder =
            self.folders.iter().filter(|folder| path.starts_with(folder)).max_by_key(|folder| folder.as_os_str().len());
        let root = match folder {
            Some(folder) if !found.marked => folder.clone(),
            _ => found.folder,
        };
        let path = relative(path, &root).unwrap_or_else(|| name.to_owned());
        Home { root, path: path.into() }
    }

    /// Makes sure that the project of a file exists. Gives the folder to index when nothing but what is open is known of it.
    pub fn enter(&mut self, home: &Home, problems: &mut Vec<String>) -> Option<PathBuf> {
        if self.projects.contains_key(&home.root) {
            return None;
        }
        let host = Host::new(brickline_rules::ALL, load_or_default(&home.root, &self.given, problems));
        let indexable = self.is_indexable(&home.root);
        self.projects.insert(home.root.clone(), Project { host, complete: !indexable, late: Vec::new() });
        indexable.then(|| home.root.clone())
    }

    /// A folder that nothing marks as a project, and that the client did not name, may be anything: a home for one.
    fn is_indexable(&self, root: &Path) -> bool {
        !root.as_os_str().is_empty() && (self.folders.iter().any(|folder| folder == root) || find_root(root).marked)
    }

    /// Gives an open file what it holds.
    pub fn set_open(&mut self, home: &Home, content: Content) {
        if let Some(project) = self.projects.get_mut(&home.root) {
            match content {
                Content::Text(text) => project.host.set_source(&home.path, text),
                Content::Cells(notebook) => project.host.set_notebook(&home.path, notebook),
            }
            project.host.set_interest(&home.path, Interest::Open);
        }
    }

    /// Lets a file that is no longer open be again what lies on disk.
    pub fn close(&mut self, home: &Home) {
        if let Some(project) = self.projects.get_mut(&home.root) {
            read_from_disk(&mut project.host, &home.root, &home.path);
        }
    }

    /// The state of a file's project as it is now, and whether all of it is known.
    pub fn snapshot(&mut self, home: &Home) -> Option<(Analysis, bool)> {
        let project = self.projects.get_mut(&home.root)?;
        // Inside the pool its many small steps need not wait, each on its own, for a thread there to wake up.
        let host = &mut project.host;
        Some((rayon::scope(|_| host.snapshot()), project.complete))
    }

    /// What edits made worthless, to be dropped when nobody waits.
    pub fn take_outdated(&mut self) -> Vec<Outdated> {
        self.projects.values_mut().map(|project| project.host.take_outdated()).collect()
    }

    /// Whether all of a file's project is known.
    pub fn is_complete(&self, home: &Home) -> bool {
        self.projects.get(&home.root).is_none_or(|project| project.complete)
    }

    /// Takes a project that was indexed, and puts into it what is open.
    pub fn take(&mut self, indexed: Indexed) {
        let mut host = indexed.host;
        if let Some(before) = self.projects.remove(&indexed.root) {
            for path in before.late.iter().filter_map(|path| relative(path, &indexed.root)) {
                read_from_disk(&mut host, &indexed.root, &path);
            }
            host.adopt_open(before.host);
        }
        self.projects.insert(indexed.root, Project { host, complete: true, late: Vec::new() });
    }

    /// Reads a file again that changed on disk.
    pub fn reread(&mut self, path: &Path) {
        let home = self.home(Some(path), "");
        let Some(project) = self.projects.get_mut(&home.root) else { return };
        if project.complete {
            read_from_disk(&mut project.host, &home.root, &home.path);
        } else {
            project.late.push(path.to_path_buf());
        }
    }

    /// Reads all settings again.
    pub fn reload(&mut self, problems: &mut Vec<String>) {
        for (root, project) in &mut self.projects {
            match load_config(root, &self.given) {
                Ok(config) => project.host.set_config(config),
                Err(problem) => problems.push(problem),
            }
        }
    }

    /// Forgets all projects: their borders may have moved.
    pub fn clear(&mut self) {
        self.projects.clear();
    }
}

/// The settings in force in a project.
pub fn load_config(root: &Path, given: &Settings) -> Result<Config, String> {
    if root.as_os_str().is_empty() {
        return Ok(Config::new(brickline_rules::ALL, given.clone(), ""));
    }
    settings::load(root, root, given, brickline_rules::ALL)
}

fn read_from_disk(host: &mut Host, root: &Path, path: &str) {
    match read(&root.join(path)) {
        Ok(text) => {
            host.set_source(path, text);
            host.set_interest(path, Interest::Indexed);
        }
        Err(_) => host.remove(path),
    }
}
