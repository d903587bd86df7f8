//! Reading whole projects from disk while the session goes on. Runs on a thread of its own and knows nothing of what is open.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use brickline_analysis::{Config, Host, Interest, Settings};

use super::workspace::load_config;
use crate::cli::STACK_BYTES;
use crate::project::read::{Wanted, has_bundle, read_all};
use crate::project::walk::{Walked, walk};

/// A project that was read and modelled.
pub struct Indexed {
    /// Its folder.
    pub root: PathBuf,
    /// Everything in it.
    pub host: Host,
    /// What is wrong in its settings.
    pub problems: Vec<String>,
}

/// Does something on threads of its own: what the user waits for must not stand behind a whole project.
pub fn spawn(work: impl FnOnce() + Send + 'static) -> Result<(), rayon::ThreadPoolBuildError> {
    let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK_BYTES).build()?;
    pool.spawn(work);
    Ok(())
}

/// Reads the project at `root` and those inside it.
pub fn index(root: &Path, given: &Settings) -> Vec<Indexed> {
    let notes = Mutex::new(Vec::new());
    let projects = walk(root, &notes).into_iter().map(|project| index_project(project, given)).collect();
    for note in notes.into_inner().unwrap_or_default() {
        tracing::warn!("{note}");
    }
    projects
}

fn index_project(project: Walked, given: &Settings) -> Indexed {
    let mut problems = Vec::new();
    let root = project.root;
    let config = load_or_default(&root, given, &mut problems);
    let has_bundle = has_bundle(&project.files);
    let mut files = project.files.clone();
    // What a bundle includes may change at any time.
    let wanted = Wanted { yaml: has_bundle, json: has_bundle };
    files.retain(|file| wanted.has(file) && !config.is_excluded(file));
    let mut host = Host::new(brickline_rules::ALL, config);
    for (file, text) in read_all(&root, &files) {
        match text {
            Ok(text) => {
                host.set_source(&file, text);
                host.set_interest(&file, Interest::Indexed);
            }
            Err(note) => tracing::warn!("{file}: {note}"),
        }
    }
    let existing = if has_bundle { project.existing } else { project.files };
    host.set_listing(existing);
    host.snapshot().index();
    Indexed { root, host, problems }
}

/// The settings in force in a project; the client's alone when those on disk are wrong.
pub fn load_or_default(root: &Path, given: &Settings, problems: &mut Vec<String>) -> Config {
    load_config(root, given).unwrap_or_else(|problem| {
        problems.push(problem);
        Config::new(brickline_rules::ALL, given.clone(), "")
    })
}
