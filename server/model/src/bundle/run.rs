//! What a bundle runs: which task runs which file, on what and with which parameters; which files make up a pipeline.
//! For those who look at the files themselves; judges nothing.

use std::sync::Arc;

use smol_str::SmolStr;

use super::Bundle;
use super::files::{Found, folder, join};
use super::job::{Compute, Job, Task};
use super::path::{PathKind, PathUse, find_pipeline_paths};
use super::value::Value;
use super::view::View;

/// A file run by a task in one target.
#[derive(Clone, Debug)]
pub struct TaskRun {
    /// The target.
    pub target: SmolStr,
    /// The job's key.
    pub job: SmolStr,
    /// The task's key, if known.
    pub task: Option<SmolStr>,
    /// The file that is run, relative to the project; it exists.
    pub file: Arc<str>,
    /// Where the path is written.
    pub used: PathUse,
    /// What it runs on.
    pub compute: Compute,
    /// Job parameters, and the task's base parameters over them; a value is `None` where it is not known.
    pub parameters: Vec<(SmolStr, Option<SmolStr>)>,
    /// Whether these are all parameters; some may be behind a reference.
    pub parameters_complete: bool,
}

/// A pipeline in one target.
#[derive(Clone, Debug)]
pub struct PipelineRun {
    /// The target.
    pub target: SmolStr,
    /// The pipeline's key.
    pub pipeline: SmolStr,
    /// The files that make it up, relative to the project, sorted; they exist.
    pub files: Vec<Arc<str>>,
    /// The catalog that its tables go to, if known.
    pub catalog: Option<SmolStr>,
    /// The schema that its tables go to, if known.
    pub schema: Option<SmolStr>,
    /// The pipeline itself: `configuration`, `serverless`, `channel`, ...
    pub value: Arc<Value>,
}

/// Every file that a task runs, in every target.
pub fn find_task_runs(bundle: &Bundle) -> Vec<TaskRun> {
    let mut runs = Vec::new();
    for view in &bundle.views {
        for Job { resource: job, tasks, .. } in view.jobs() {
            for task in tasks {
                let sources = ["notebook_path", "python_file", "path"];
                for used in task.paths.iter().filter(|used| sources.contains(&used.field)).cloned() {
                    let Some(file) = find_source(bundle, &used.path) else { continue };
                    let (parameters, parameters_complete) = find_parameters(view, &job.value, task);
                    let compute = view.compute(&job.value, &task.value);
                    let (target, job, task) = (view.name().into(), job.key.clone(), task.key.clone());
                    runs.push(TaskRun { target, job, task, file, used, compute, parameters, parameters_complete });
                }
            }
        }
    }
    runs
}

/// Every pipeline, in every target.
pub fn find_pipeline_runs(bundle: &Bundle) -> Vec<PipelineRun> {
    let mut runs = Vec::new();
    for view in &bundle.views {
        for pipeline in view.resources("pipelines") {
            let found = find_pipeline_paths(&bundle.sources(), view, &pipeline);
            let mut files: Vec<Arc<str>> = found.iter().flat_map(|used| find_sources(bundle, used)).collect();
            files.sort();
            files.dedup();
            runs.push(PipelineRun {
                target: view.name().into(),
                pipeline: pipeline.key.clone(),
                files,
                catalog: view.text(&pipeline.value, "catalog"),
                schema: view.text(&pipeline.value, "schema").or_else(|| view.text(&pipeline.value, "target")),
                value: pipeline.value,
            });
        }
    }
    runs
}

fn find_source(bundle: &Bundle, path: &str) -> Option<Arc<str>> {
    (bundle.project.find(path) == Found::File).then(|| path.into())
}

fn find_sources(bundle: &Bundle, used: &PathUse) -> Vec<Arc<str>> {
    match used.kind {
        PathKind::Pattern => match used.path.strip_suffix("/**") {
            Some(folder) => bundle.project.below(folder).cloned().collect(),
            None => bundle.project.glob("", &used.path),
        },
        PathKind::Notebook | PathKind::File => find_source(bundle, &used.path).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn find_parameters(view: &View, job: &Value, task: &Task) -> (Vec<(SmolStr, Option<SmolStr>)>, bool) {
    let mut parameters: Vec<(SmolStr, Option<SmolStr>)> = Vec::new();
    let keys = view.keys(job, "parameters", "name");
    for item in view.list(job, "parameters") {
        parameters.extend(view.text(&item, "name").map(|name| (name, view.text(&item, "default"))));
    }
    let base = view.field(&task.value, "notebook_task").and_then(|notebook| view.field(&notebook, "base_parameters"));
    let complete = keys.complete && base.as_ref().is_none_or(|base| base.as_scalar().is_none());
    for entry in base.iter().flat_map(|base| base.entries()) {
        let value = view.resolve(&entry.value);
        match parameters.iter_mut().find(|(name, _)| *name == entry.key) {
            Some((_, found)) => *found = value,
            None => parameters.push((entry.key.clone(), value)),
        }
    }
    (parameters, complete)
}

/// The folders whose files go to the workspace with the bundle: the sync paths, or the bundle's own folder.
pub fn find_sync_roots(bundle: &Bundle) -> Vec<String> {
    let paths = bundle.base.at(&["sync", "paths"]).map_or(&[][..], |paths| paths.items());
    let roots: Vec<String> = paths
        .iter()
        .filter_map(|path| join(&bundle.folder, path.as_str()?))
        .filter(|path| !path.starts_with(".."))
        .collect();
    if roots.is_empty() { vec![bundle.folder.to_string()] } else { roots }
}

/// The deepest folder above everything that a target syncs: what lies outside of it stays behind. It begins with `..` where it
/// lies above the project. `None` if it is not known.
pub fn find_sync_root(bundle: &Bundle, view: &View) -> Option<String> {
    let Some(paths) = view.at(&["sync", "paths"]).filter(|paths| !paths.is_null()) else {
        return Some(bundle.folder.to_string());
    };
    let mut roots = Vec::new();
    for item in paths.items() {
        roots.push(join(folder(&bundle.path(item.origin)), &view.resolve(item)?)?);
    }
    roots.into_iter().reduce(|left, right| common_folder(&left, &right))
}

fn common_folder(left: &str, right: &str) -> String {
    let count_up = |path: &str| path.split('/').take_while(|part| *part == "..").count();
    let (up, other) = (count_up(left), count_up(right));
    // Of folders that lie differently far up, the higher one's way up is all that is known of both.
    if up != other {
        return vec![".."; up.max(other)].join("/");
    }
    let shared = left.split('/').zip(right.split('/')).take_while(|(left, right)| left == right);
    shared.map(|(part, _)| part).collect::<Vec<_>>().join("/")
}
