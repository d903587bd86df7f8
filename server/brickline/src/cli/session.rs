//! One run over paths: which projects they lie in, which of their files are asked for, everything read, analysed and checked.
//! Knows disk and analysis, no output.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use brickline_analysis::{Analysis, Config, Diagnostic, Host, Interest, Settings};
use rayon::prelude::*;

use crate::project::read::{Wanted, read_all};
use crate::project::walk::{Walked, walk};
use crate::project::{Root, absolute, display, find_root, relative, settings};

/// A project that was loaded and checked.
pub struct Loaded {
    /// Its root.
    pub root: PathBuf,
    /// Its state; where only findings are wanted, what is needed to show them.
    pub analysis: Analysis,
    /// What was found in it.
    pub findings: Vec<Diagnostic>,
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

/// What a session is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To look at models: nothing is checked.
    Models,
    /// To show findings: what else is known of a project goes as soon as it is checked, and the next one takes its place in memory.
    Findings,
    /// To fix what was found.
    Fixes,
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
    /// What for.
    pub purpose: Purpose,
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

/// Loads, analyses and checks everything a request needs.
pub fn load(request: &Request<'_>) -> Result<Session, String> {
    let mut session = Session::default();
    let start = Instant::now();
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
    let projects = wanted.iter().flat_map(|(root, paths)| find_projects(root, paths, &mut session));
    let mut projects: Vec<_> = projects.enumerate().collect();
    session.walk_seconds = start.elapsed().as_secs_f64();
    // The largest first and each on its own, lest one of them is left over at the end and keeps one core alone busy.
    projects.sort_by_key(|(_, (project, _))| std::cmp::Reverse(project.files.len()));
    let projects = projects.into_par_iter().with_max_len(1);
    let mut loaded: Vec<_> =
        projects.map(|(number, (project, paths))| (number, load_project(request, project, &paths))).collect();
    loaded.sort_by_key(|(number, _)| *number);
    for (_, project) in loaded {
        let project = project?;
        session.notes.extend(project.notes);
        session.failed |= project.failed;
        session.read_seconds += project.read_seconds;
        session.projects.extend(project.loaded);
    }
    Ok(session)
}

/// Loads the models of a file or folder; what cannot be read is an error.
pub fn load_models(path: &Path, working: &Path) -> Result<Session, String> {
    let paths = [path.to_path_buf()];
    let settings = Settings::default();
    let request =
        Request { working, paths: &paths, stdin: None, settings: &settings, purpose: Purpose::Models, timed: false };
    let session = load(&request)?;
    if session.failed { Err(session.notes.join("\n")) } else { Ok(session) }
}

impl Session {
    fn refuse(&mut self, note: String) {
        self.notes.push(note);
        self.failed = true;
    }
}

/// The projects at and below a root that hold something asked for, each with the paths that ask for it.
fn find_projects(root: &Root, paths: &[PathBuf], session: &mut Session) -> Vec<(Walked, Vec<PathBuf>)> {
    let notes = Mutex::new(Vec::new());
    // A file in a folder that nothing marks as a project stands alone: the folder may be anything, a home for one.
    let alone = !root.marked && paths.iter().all(|path| !path.is_dir());
    let walked = if alone {
        vec![Walked { root: root.folder.clone(), ..Walked::default() }]
    } else {
        walk(&root.folder, &notes)
    };
    session.notes.append(&mut notes.into_inner().unwrap_or_default());
    let roots: Vec<PathBuf> = walked.iter().map(|project| project.root.clone()).collect();
    let with_paths = walked.into_iter().map(|project| {
        let is_own = |path: &&PathBuf| project.root.starts_with(path) || innermost(path, &roots) == Some(&project.root);
        let own = paths.iter().filter(is_own).cloned().collect();
        (project, own)
    });
    with_paths.filter(|(_, own): &(Walked, Vec<PathBuf>)| !own.is_empty()).collect()
}

fn innermost<'a>(path: &Path, roots: &'a [PathBuf]) -> Option<&'a PathBuf> {
    roots.iter().filter(|root| path.starts_with(root)).max_by_key(|root| root.as_os_str().len())
}

/// One project's part of a session.
#[derive(Default)]
struct Part {
    loaded: Option<Loaded>,
    notes: Vec<String>,
    failed: bool,
    read_seconds: f64,
}

impl Part {
    /// A file that cannot be read fails the run only when it was asked for by name.
    fn note(&mut self, note: String, is_named: bool) {
        self.notes.push(note);
        self.failed |= is_named;
    }
}

fn load_project(request: &Request<'_>, project: Walked, paths: &[PathBuf]) -> Result<Part, String> {
    let root = &project.root;
    let config = settings::load(root, request.working, request.settings, brickline_rules::ALL)?;
    let wanted = Wanted::find(root, &project.files);
    let named: Vec<Arc<str>> =
        paths.iter().filter(|path| !path.is_dir()).filter_map(|path| Some(Arc::from(relative(path, root)?))).collect();
    let is_wanted = |file: &&Arc<str>| wanted.has(file) && !config.is_excluded(file);
    let by_name = named.iter().filter(|file| Wanted { yaml: true, json: true }.has(file));
    let mut files: Vec<Arc<str>> = project.files.iter().filter(is_wanted).chain(by_name).cloned().collect();
    files.sort_unstable();
    files.dedup();
    let stdin = request.stdin.as_ref().and_then(|(path, text)| Some((relative(path, root)?, text)));
    files.retain(|file| stdin.as_ref().is_none_or(|(path, _)| **file != **path));

    let mut part = Part::default();
    let start = Instant::now();
    let outcomes = read_all(root, &files);
    part.read_seconds = start.elapsed().as_secs_f64();

    let mut host = make_host(config, request.timed);
    host.set_listing(if wanted.yaml { project.existing } else { project.files });
    let shown = |file: &str| display(&absolute(Path::new(file), root), request.working);
    for (file, outcome) in outcomes {
        match outcome {
            Ok(text) => host.set_source(&file, text),
            Err(reason) => part.note(format!("{}: {reason}", shown(&file)), named.contains(&file)),
        }
    }
    if let Some((path, text)) = stdin {
        host.set_source(&path, text.as_str());
    }
    for file in &files {
        host.set_interest(file, find_interest(root, file, paths, &named));
    }
    let analysis = host.snapshot();
    for (file, error) in analysis.files().filter_map(|file| Some((file, file.error.as_ref()?))) {
        let note = format!("{}: is no notebook: {error}", shown(&file.unit.path));
        part.note(note, named.contains(&file.unit.path));
    }
    // While other projects are still being read: nobody is to wait for the slowest twice.
    let findings = if request.purpose == Purpose::Models { Vec::new() } else { analysis.check_all() };
    drop(host);
    let analysis = if request.purpose == Purpose::Findings { analysis.reduce_to(&findings) } else { analysis };
    part.loaded = Some(Loaded { root: project.root, analysis, findings });
    Ok(part)
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

fn find_interest(root: &Path, file: &Arc<str>, paths: &[PathBuf], named: &[Arc<str>]) -> Interest {
    let is_outside = file.starts_with("../");
    let path = if is_outside { absolute(Path::new(&**file), root) } else { root.join(&**file) };
    // What lies outside is here for its bundle's sake: code there belongs to the project around it.
    let is_own = !is_outside || extension_is_config(file);
    match () {
        () if named.contains(file) => Interest::Named,
        () if is_own && paths.iter().any(|asked| path.starts_with(asked)) => Interest::Found,
        () => Interest::Indexed,
    }
}

fn extension_is_config(file: &str) -> bool {
    [".yml", ".yaml", ".json"].iter().any(|extension| file.ends_with(extension))
}
