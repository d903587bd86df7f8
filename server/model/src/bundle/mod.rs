//! Bundles: loading, merging and resolving `databricks.yml` and what it includes, with a place for every value.
//! Knows paths and texts it is handed, no disk.

mod cluster;
mod deploy;
mod files;
mod glob;
mod job;
mod load;
mod mention;
mod merge;
mod path;
mod presets;
mod reader;
mod reference;
mod run;
mod together;
mod typed;
mod value;
mod view;
mod workspace;

#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use brickline_syntax::yaml;

use crate::facts::bundle::Schema;

pub use cluster::{Cluster, ClusterHome};
pub use deploy::{Resolved, ResolvedData, deploy, deploy_part, resolve_reference, resolve_value};
pub use files::{Files, Found, ROOT_NAMES, folder, join, name, relative};
pub use glob::{is_pattern, is_valid as is_valid_pattern};
pub use job::{Compute, Job, Keys, Resource, TASK_TYPES, Task};
pub use load::{IMPLICIT_TARGET, Options, load, override_path};
pub use mention::Mention;
pub use merge::Conflict;
pub use path::{PathKind, PathUse};
pub use reference::{Reference, find_pure, has_reference, references};
pub use run::{PipelineRun, TaskRun, find_pipeline_runs, find_sync_root, find_sync_roots, find_task_runs};
pub use together::{visit_view, visit_views};
pub use typed::{MergedPlace, Place, each_node, visit};
pub use value::{Data, Entry, FileId, Origin, Value};
pub use view::{Assigned, Referenced, Target, Variable, View};

/// A bundle with all its files.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The folder of its root file, relative to the project; `""` is the project.
    pub folder: Arc<str>,
    /// Its files: the root file first, then what it includes, in the order the CLI merges them.
    pub files: Vec<File>,
    /// The files in which a developer gives variables values of their own, one per target at most. No part of what is checked.
    pub overrides: Vec<File>,
    /// What the root file's `include` lists.
    pub includes: Vec<Include>,
    /// Root file names beside the one that counts: the CLI refuses them.
    pub other_roots: Vec<Arc<str>>,
    /// All files merged, before any target.
    pub base: Arc<Value>,
    /// What each target makes of it; one view without a target where there are none.
    pub views: Vec<View>,
    /// Values that cannot be merged, each once.
    pub conflicts: Vec<Conflict>,
    /// The files of the project.
    pub project: Arc<Files>,
    /// The types of the configuration.
    pub schema: Arc<Schema>,
    /// The paths of each view, those of its jobs left out, once somebody has asked for them.
    paths: OnceLock<Vec<Vec<PathUse>>>,
    /// Whether something could not be read, once somebody has asked.
    broken: OnceLock<bool>,
}

/// A file of a bundle.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path, relative to the project.
    pub path: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
    /// The text as a tree.
    pub document: Arc<yaml::Document>,
    /// What it says.
    pub value: Arc<Value>,
    /// The values that refer to something, once somebody has asked.
    mentions: OnceLock<Arc<[Mention]>>,
}

impl File {
    /// The values that refer to something, or look as if they were meant to.
    pub fn mentions(&self) -> &[Mention] {
        self.mentions.get_or_init(|| mention::find_mentions(&self.document).into())
    }
}

/// An entry of `include`.
#[derive(Clone, Debug)]
pub struct Include {
    /// Where it is written.
    pub origin: Origin,
    /// The pattern.
    pub pattern: String,
    /// The files that it reaches, in this bundle or not readable; sorted.
    pub paths: Vec<Arc<str>>,
}

impl Bundle {
    /// Every path of one of the bundle's views.
    pub fn paths_of(&self, view: &View) -> impl Iterator<Item = &PathUse> {
        let at = self.views.iter().position(|own| std::ptr::eq(own, view));
        let find = |view| path::find_paths(&self.sources(), view);
        let others = self.paths.get_or_init(|| self.views.iter().map(find).collect());
        at.into_iter().flat_map(|at| self.views[at].jobs().flat_map(Job::paths).chain(&others[at]))
    }

    fn sources(&self) -> path::Sources<'_> {
        path::Sources { files: &self.files, overrides: &self.overrides }
    }

    /// A file by its id; the override files come after all others.
    pub fn file(&self, id: FileId) -> &File {
        self.sources().file(id)
    }

    /// A file by its path, override files included.
    pub fn find_file(&self, path: &str) -> Option<(FileId, &File)> {
        let at = self.files.iter().chain(&self.overrides).position(|file| *file.path == *path)?;
        let id = FileId(at as u32);
        Some((id, self.file(id)))
    }

    /// The path of the file that a place lies in.
    pub fn path(&self, origin: Origin) -> Arc<str> {
        Arc::clone(&self.file(origin.file).path)
    }

    /// The text at a place.
    pub fn text(&self, origin: Origin) -> &str {
        &self.file(origin.file).text[origin.range]
    }

    /// The ids of the files that make up the configuration.
    pub fn file_ids(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..self.files.len() as u32).map(FileId)
    }

    /// Whether something could not be read, so that what seems to be absent may only be lost.
    pub fn is_broken(&self) -> bool {
        *self.broken.get_or_init(|| self.find_broken())
    }

    fn find_broken(&self) -> bool {
        let unread = |include: &Include| {
            let is_behind_link =
                || join(&self.folder, &include.pattern).is_some_and(|path| self.project.is_behind_link(&path));
            include.paths.iter().any(|path| !self.files.iter().any(|file| file.path == *path)) || is_behind_link()
        };
        self.files.iter().any(|file| !file.document.errors.is_empty()) || self.includes.iter().any(unread)
    }

    /// Whether Python code may add resources that no file shows.
    pub fn has_python_resources(&self) -> bool {
        let experimental = ["python", "pydabs"].iter().any(|key| self.base.at(&["experimental", key]).is_some());
        experimental || self.base.get("python").is_some()
    }
}
