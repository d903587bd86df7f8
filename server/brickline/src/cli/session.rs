//! One run over paths: which projects they lie in, which of their files are asked for, everything read and analysed.
//! Knows disk and analysis, no output.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use brickline_analysis::{Analysis, Config, Host, Interest, Settings};

use crate::project::read::{Outcome, has_bundle, is_wanted, read_all};
use crate::project::walk::{Walked, list_existing, walk};
use crate::project::{Root, absolute, display, find_root, relative, settings};

/// A project that was loaded.
pub struct Loaded {
    /// Its root.
    pub root: PathBuf,
    /// Its state.
    pub analysis: Analysis,
}

impl Loaded {
    /// A file's path on disk.
    pub fn path(&self, file: &str) -> PathBuf {
        absolute(Path::new(file), &self.root)
    }

    /// A file's path as people read it.
    pub fn display(&self, file: &str, working: &Path) -> String {
        display(&self.path(file), working)
    }
}

/// What is to be loaded.
#[derive(Clone)]
pub struct Request<'a> {
    /// Where the user stands.
    pub working: &'a Path,
    /// The paths asked for, as written.
    pub paths: &'a [PathBuf],
    /// A text that stands for the file on disk.
    pub stdin: Option<(PathBuf, String)>,
    /// The settings of the command line.
    pub settings: &'a Settings,
    /// Whether to count time.
    pub timed: bool,
}

/// What loading gave.
#[derive(Default)]
pub struct Session {
    /// The projects, by path.
    pub projects: Vec<Loaded>,
    /// What people should know: files that could not be read.
    pub notes: Vec<String>,
    /// Whether a path that the user named could not be read.
    pub failed: bool,
    /// How long walking took, in seconds.
    pub walk_seconds: f64,
    /// How long reading took, in seconds.
    pub read_seconds: f64,
}

/// Loads and analyses everything a request needs.
pub fn load(request: &Request<'_>) -> Result<Session, String> {
    let mut session = Session::default();
    let mut wanted: BTreeMap<Root, Vec<PathBuf>> = BTreeMap::new();
    for path in request.paths {
        let path = absolute(path, request.working);
        match std::fs::metadata(&path) {
            Ok(_) => wanted.entry(find_root(&path)).or_default().push(path),
            Err(_) => session.refuse(format!("{}: no such file or folder", display(&path, request.working))),
        }
    }
    if let Some((path, _)) = &request.stdin {
        wanted.entry(find_root(path)).or_default().push(path.clone());
    }
    for (root, paths) in wanted {
        load_root(request, &root, &paths, &mut session)?;
    }
    Ok(session)
}

impl Session {
    /// A file that cannot be read fails the run only when it was asked for by name.
    fn note_or_refuse(&mut self, note: String, is_named: bool) {
        self.notes.push(note);
        self.failed |= is_named;
    }

    fn refuse(&mut self, note: String) {
        self.notes.push(note);
        self.failed = true;
    }
}

fn load_root(request: &Request<'_>, root: &Root, paths: &[PathBuf], session: &mut Session) -> Result<(), String> {
    let start = Instant::now();
    let notes = Mutex::new(Vec::new());
    // A file in a folder that nothing marks as a project stands alone: the folder may be anything, a home for one.
    let alone = !root.marked && paths.iter().all(|path| !path.is_dir());
    let walked =
        if alone { vec![Walked { root: root.folder.clone(), files: Vec::new() }] } else { walk(&root.folder, &notes) };
    session.notes.append(&mut notes.into_inner().unwrap_or_default());
    session.walk_seconds += start.elapsed().as_secs_f64();
    let roots: Vec<PathBuf> = walked.iter().map(|project| project.root.clone()).collect();
    for project in walked {
        let is_own = |path: &&PathBuf| innermost(path, &roots) == Some(&project.root) || project.root.starts_with(path);
        let own: Vec<&Path> = paths.iter().filter(is_own).map(PathBuf::as_path).collect();
        if !own.is_empty() {
            load_project(request, project, &own, session)?;
        }
    }
    Ok(())
}

fn innermost<'a>(path: &Path, roots: &'a [PathBuf]) -> Option<&'a PathBuf> {
    roots.iter().filter(|root| path.starts_with(root)).max_by_key(|root| root.as_os_str().len())
}

fn load_project(request: &Request<'_>, project: Walked, paths: &[&Path], session: &mut Session) -> Result<(), String> {
    let root = &project.root;
    let config = settings::load(root, request.working, request.settings, brickline_rules::ALL)?;
    let has_bundle = has_bundle(&project.files);
    let named: Vec<Arc<str>> =
        paths.iter().filter(|path| !path.is_dir()).filter_map(|path| Some(Arc::from(relative(path, root)?))).collect();
    let mut files: Vec<Arc<str>> = project
        .files
        .iter()
        .filter(|file| is_wanted(file, has_bundle) && !config.is_excluded(file))
        .cloned()
        .chain(named.iter().filter(|file| is_wanted(file, true)).cloned())
        .collect();
    files.sort_unstable();
    files.dedup();
    let stdin = request.stdin.as_ref().and_then(|(path, text)| Some((relative(path, root)?, text)));
    files.retain(|file| stdin.as_ref().is_none_or(|(path, _)| **file != **path));

    let start = Instant::now();
    let outcomes = read_all(root, &files);
    session.read_seconds += start.elapsed().as_secs_f64();

    let mut host = make_host(config, request.timed);
    let notes = Mutex::new(Vec::new());
    let outside = project.files.iter().filter(|file| file.starts_with("../")).cloned();
    let existing = if has_bundle {
        list_existing(root, &notes).into_iter().chain(outside).collect()
    } else {
        project.files.clone()
    };
    host.set_listing(existing);
    add_files(&mut host, request, root, outcomes, &named, session);
    if let Some((path, text)) = stdin {
        host.set_source(&path, text.as_str());
    }
    for file in &files {
        host.set_interest(file, find_interest(root, file, paths, &named));
    }
    let analysis = host.snapshot();
    for (file, error) in analysis.files().filter_map(|file| Some((file, file.error.as_ref()?))) {
        let path = display(&absolute(Path::new(&*file.unit.path), root), request.working);
        session.note_or_refuse(format!("{path}: is no notebook: {error}"), named.contains(&file.unit.path));
    }
    session.projects.push(Loaded { root: project.root, analysis });
    Ok(())
}

fn make_host(config: Config, timed: bool) -> Host {
    let mut host = Host::new(brickline_rules::ALL, config);
    if timed {
        host.set_clock(now);
    }
    host
}

/// Nanoseconds since the first call.
fn now() -> u64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

fn add_files(
    host: &mut Host,
    request: &Request<'_>,
    root: &Path,
    outcomes: Vec<Outcome>,
    named: &[Arc<str>],
    session: &mut Session,
) {
    for (file, outcome) in outcomes {
        match outcome {
            Ok(text) => host.set_source(&file, text),
            Err(reason) => {
                let note = format!("{}: {reason}", display(&absolute(Path::new(&*file), root), request.working));
                session.note_or_refuse(note, named.contains(&file));
            }
        }
    }
}

fn find_interest(root: &Path, file: &Arc<str>, paths: &[&Path], named: &[Arc<str>]) -> Interest {
    let path = absolute(Path::new(&**file), root);
    // What lies outside is here for its bundle's sake: code there belongs to the project around it.
    let is_own = !file.starts_with("../") || extension_is_config(file);
    match () {
        () if named.contains(file) => Interest::Named,
        () if is_own && paths.iter().any(|asked| path.starts_with(asked)) => Interest::Found,
        () => Interest::Indexed,
    }
}

fn extension_is_config(file: &str) -> bool {
    [".yml", ".yaml", ".json"].iter().any(|extension| file.ends_with(extension))
}
