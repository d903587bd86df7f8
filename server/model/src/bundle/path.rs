//! Paths: every value of a view that names a file or folder of the project, resolved as the CLI does.
//! Knows which fields hold paths; whether something stands there is for others to say.
//! <https://docs.databricks.com/aws/en/dev-tools/bundles/settings>

use std::sync::Arc;

use smol_str::SmolStr;

use super::File;
use super::files::{folder, join};
use super::job::Resource;
use super::reader::Reader;
use super::value::{FileId, Origin, Value};
use super::view::View;

/// What must stand at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathKind {
    /// A notebook.
    Notebook,
    /// A file that is not a notebook.
    File,
    /// A file of any kind.
    AnyFile,
    /// A folder.
    Folder,
    /// A wheel or jar, which may be built first.
    Library,
    /// Source files by a pattern, `**` included.
    Pattern,
}

/// A value that names a file or folder.
#[derive(Clone, Debug)]
pub struct PathUse {
    /// Where the value is written.
    pub origin: Origin,
    /// The field that holds it.
    pub field: &'static str,
    /// The path as written, references resolved.
    pub text: SmolStr,
    /// Where it leads, relative to the project; starts with `..` outside of it.
    pub path: String,
    /// Where it would lead from the file that declares the resource, if that is another file.
    pub fallback: Option<String>,
    /// What must stand there.
    pub kind: PathKind,
}

/// The files of a bundle, and the override files after them.
#[derive(Clone, Copy)]
pub(super) struct Sources<'a> {
    pub files: &'a [File],
    pub overrides: &'a [File],
}

impl<'a> Sources<'a> {
    pub fn file(&self, id: FileId) -> &'a File {
        let at = id.0 as usize;
        self.files.get(at).unwrap_or_else(|| &self.overrides[at - self.files.len()])
    }
}

/// A path that stands in a resource: its place below the resource, and what must be there. `*` is every item of a list.
type Field = (&'static [&'static str], PathKind);

const TASK_PATHS: &[Field] = &[
    (&["notebook_task", "notebook_path"], PathKind::Notebook),
    (&["spark_python_task", "python_file"], PathKind::File),
    (&["sql_task", "file", "path"], PathKind::File),
    (&["alert_task", "workspace_path"], PathKind::AnyFile),
    (&["dbt_task", "project_directory"], PathKind::Folder),
    (&["libraries", "*", "requirements"], PathKind::AnyFile),
    (&["libraries", "*", "whl"], PathKind::Library),
    (&["libraries", "*", "jar"], PathKind::Library),
];

const PIPELINE_PATHS: &[Field] = &[
    (&["libraries", "*", "notebook", "path"], PathKind::Notebook),
    (&["libraries", "*", "file", "path"], PathKind::File),
    (&["libraries", "*", "glob", "include"], PathKind::Pattern),
    (&["root_path"], PathKind::Folder),
];

const RESOURCE_PATHS: &[(&str, Field)] = &[
    ("alerts", (&["file_path"], PathKind::AnyFile)),
    ("apps", (&["source_code_path"], PathKind::Folder)),
    ("dashboards", (&["file_path"], PathKind::AnyFile)),
    ("genie_spaces", (&["file_path"], PathKind::AnyFile)),
];

/// The paths of a view, those of its jobs left out.
pub(super) fn find_paths(sources: &Sources<'_>, view: &View) -> Vec<PathUse> {
    let (reader, mut found) = (Reader::new(view), Vec::new());
    for pipeline in view.resources("pipelines") {
        found.extend(find_pipeline_paths(sources, view, &pipeline));
        if let Some(environment) = view.field(&pipeline.value, "environment") {
            collect_dependencies(sources, &reader, &environment, pipeline.origin, &mut found);
        }
    }
    for (section, field) in RESOURCE_PATHS {
        for resource in view.resources(section) {
            collect(sources, &reader, &resource.value, resource.origin, *field, &mut found);
        }
    }
    if let Some(artifacts) = view.at(&["artifacts"]) {
        for artifact in artifacts.entries() {
            collect(sources, &reader, &artifact.value, artifact.origin, (&["path"], PathKind::Folder), &mut found);
        }
    }
    found
}

/// The paths of one task. With a Git source, paths are those of the other repository.
pub(super) fn find_task_paths(
    sources: &Sources<'_>,
    reader: &Reader<'_>,
    job: &Resource,
    task: &Arc<Value>,
) -> Vec<PathUse> {
    let mut found = Vec::new();
    for field in TASK_PATHS.iter().filter(|_| job.value.get("git_source").is_none()) {
        collect(sources, reader, task, job.origin, *field, &mut found);
    }
    found
}

/// The paths of a job's environments.
pub(super) fn find_environment_paths(sources: &Sources<'_>, reader: &Reader<'_>, job: &Resource) -> Vec<PathUse> {
    let mut found = Vec::new();
    let environments = reader.list(&job.value, "environments");
    for environment in environments.iter().filter(|_| job.value.get("git_source").is_none()) {
        if let Some(spec) = reader.field(environment, "spec") {
            collect_dependencies(sources, reader, &spec, job.origin, &mut found);
        }
    }
    found
}

/// The paths of one pipeline.
pub(super) fn find_pipeline_paths(sources: &Sources<'_>, view: &View, pipeline: &Resource) -> Vec<PathUse> {
    let (reader, mut found) = (Reader::new(view), Vec::new());
    for field in PIPELINE_PATHS {
        collect(sources, &reader, &pipeline.value, pipeline.origin, *field, &mut found);
    }
    found
}

fn collect(
    sources: &Sources<'_>,
    reader: &Reader<'_>,
    value: &Arc<Value>,
    owner: Origin,
    (path, kind): Field,
    found: &mut Vec<PathUse>,
) {
    let Some((last, parents)) = path.split_last() else { return };
    if path.first().is_some_and(|first| value.get(first).is_none()) {
        return;
    }
    let mut holders = vec![Arc::clone(value)];
    for part in parents {
        holders = holders
            .iter()
            .flat_map(|holder| match *part {
                "*" => holder.items().iter().map(|item| reader.follow(item)).collect(),
                key => reader.field(holder, key).into_iter().collect::<Vec<_>>(),
            })
            .collect();
    }
    for holder in holders {
        let is_git = holder.get("source").and_then(|source| source.as_str()) == Some("GIT");
        if let Some(value) = holder.get(last).filter(|_| !is_git) {
            let text = reader.resolve(value);
            found.extend(text.and_then(|text| path_use(sources, value.origin, owner, last, &text, kind)));
        }
    }
}

/// Dependencies of an environment: a requirement, a wheel, `-r file` or `-e folder`.
fn collect_dependencies(
    sources: &Sources<'_>,
    reader: &Reader<'_>,
    spec: &Value,
    owner: Origin,
    found: &mut Vec<PathUse>,
) {
    for item in reader.list(spec, "dependencies") {
        let Some(text) = reader.resolve(&item) else { continue };
        let (path, kind) = match (text.strip_prefix("-r "), text.strip_prefix("-e ")) {
            (Some(file), _) => (file.trim(), PathKind::AnyFile),
            (_, Some(folder)) => (folder.trim(), PathKind::Folder),
            _ if text.starts_with('.') => (text.as_str(), PathKind::Library),
            _ => continue,
        };
        found.extend(path_use(sources, item.origin, owner, "dependencies", path, kind));
    }
}

fn path_use(
    sources: &Sources<'_>,
    origin: Origin,
    owner: Origin,
    field: &'static str,
    text: &str,
    kind: PathKind,
) -> Option<PathUse> {
    if text.is_empty() || text.starts_with(['/', '~']) || text.contains(':') || text.contains('\\') {
        return None;
    }
    let path_from = |file: Origin| join(folder(&sources.file(file.file).path), text);
    let path = path_from(origin)?;
    let fallback = path_from(owner).filter(|other| *other != path);
    // A pattern in a notebook's or file's place stands for all that match.
    let kind = match kind {
        PathKind::Notebook | PathKind::File if super::is_pattern(text) => PathKind::Pattern,
        kind => kind,
    };
    Some(PathUse { origin, field, text: text.into(), path, fallback, kind })
}
