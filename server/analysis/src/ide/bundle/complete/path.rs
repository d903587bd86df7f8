//! Paths: files and folders that exist and fit the field, as seen from the file that is written. Knows which fields hold
//! paths.

use std::collections::BTreeSet;

use brickline_model::bundle::{PathKind, folder, join, name, relative};

use super::{Completion, CompletionKind, Site};

/// More files than these are not offered at once.
const MOST: usize = 500;

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// Something that the model knows as such.
    Kind(PathKind),
    /// A file whose name ends so.
    Ending(&'static [&'static str]),
    /// A file whose name ends so and that is no notebook.
    Source(&'static [&'static str]),
}

const YAML: &[&str] = &[".yml", ".yaml"];

/// The fields that hold paths: type, field, what they take.
const FIELDS: [(&str, &str, Wanted); 19] = [
    ("compute.Library", "jar", Wanted::Ending(&[".jar"])),
    ("compute.Library", "requirements", Wanted::Ending(&[".txt"])),
    ("compute.Library", "whl", Wanted::Ending(&[".whl"])),
    ("config.Artifact", "path", Wanted::Kind(PathKind::Folder)),
    ("config.Sync", "paths", Wanted::Kind(PathKind::Folder)),
    ("jobs.DbtTask", "project_directory", Wanted::Kind(PathKind::Folder)),
    ("jobs.DbtTask", "profiles_directory", Wanted::Kind(PathKind::Folder)),
    ("jobs.NotebookTask", "notebook_path", Wanted::Kind(PathKind::Notebook)),
    ("jobs.SparkPythonTask", "python_file", Wanted::Source(&[".py"])),
    ("jobs.SqlTaskFile", "path", Wanted::Ending(&[".sql"])),
    ("pipelines.FileLibrary", "path", Wanted::Source(&[".py", ".sql"])),
    ("pipelines.NotebookLibrary", "path", Wanted::Kind(PathKind::Notebook)),
    ("pipelines.PathPattern", "include", Wanted::Kind(PathKind::Pattern)),
    ("resources.Alert", "file_path", Wanted::Ending(&[".dbalert.json", ".json"])),
    ("resources.App", "source_code_path", Wanted::Kind(PathKind::Folder)),
    ("resources.Dashboard", "file_path", Wanted::Ending(&[".lvdash.json"])),
    ("resources.GenieSpace", "file_path", Wanted::Ending(&[".json"])),
    ("resources.Pipeline", "root_path", Wanted::Kind(PathKind::Folder)),
    ("root", "include", Wanted::Ending(YAML)),
];

/// The paths that fit, and whether these are all; `None` if the field holds no path.
pub(super) fn complete(site: &Site<'_>, typed: &str) -> Option<(Vec<Completion>, bool)> {
    let (owner, field) = site.owner?;
    let (.., wanted) = FIELDS.iter().find(|(of, known, _)| *of == owner.name && *known == field.name)?;
    if typed.starts_with(['/', '$', '~']) {
        return Some((Vec::new(), true));
    }
    let here = &site.bundle.file(site.file).path;
    let from = folder(here);
    // What is typed of the path so far decides where to look: `../src/b` looks into the folder beside this one.
    let looked = typed.rfind('/').map_or("", |at| &typed[..=at]);
    let base = join(from, looked).filter(|base| !base.starts_with(".."))?;
    let root = if looked.is_empty() { site.bundle.folder.to_string() } else { base };
    let mut paths: BTreeSet<(bool, String)> = BTreeSet::new();
    for path in site.bundle.project.below(&root) {
        if is_hidden(path) || **path == **here {
            continue;
        }
        if fits(site, *wanted, path) {
            paths.insert((false, path.to_string()));
        }
        if matches!(wanted, Wanted::Kind(PathKind::Folder | PathKind::Pattern)) {
            let folders = std::iter::successors(Some(folder(path)), |path| Some(folder(path)));
            let inside = folders.take_while(|folder| folder.len() > root.len() && !folder.is_empty());
            paths.extend(inside.map(|folder| (true, folder.to_owned())));
        }
    }
    let complete = paths.len() <= MOST;
    let word = &site.probe.word;
    let item = |(is_folder, path): &(bool, String)| {
        let mut path = see(from, path, looked.is_empty() && field.name != "include" || looked.starts_with("./"));
        if *is_folder && *wanted == Wanted::Kind(PathKind::Pattern) {
            path.push_str("/**");
        }
        let kind = if *is_folder { CompletionKind::Folder } else { CompletionKind::File };
        let mut item = Completion::new(path, kind);
        if word.needs_space {
            item.insert.insert(0, ' ');
        }
        item.insert.extend(word.quote.filter(|_| !word.is_closed));
        item
    };
    Some((paths.iter().take(MOST).map(item).collect(), complete))
}

fn fits(site: &Site<'_>, wanted: Wanted, path: &str) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
    match wanted {
        Wanted::Ending(endings) => ends(endings) && !is_root(site, path),
        Wanted::Source(endings) => ends(endings) && site.bundle.project.is_notebook(path) != Some(true),
        Wanted::Kind(PathKind::Notebook) => site.bundle.project.is_notebook(path) == Some(true),
        Wanted::Kind(_) => false,
    }
}

fn is_root(site: &Site<'_>, path: &str) -> bool {
    *site.bundle.files[0].path == *path
}

/// Whether a part of the path begins with a dot: `.git`, `.databricks`, `.venv`.
fn is_hidden(path: &str) -> bool {
    path.starts_with('.') || path.contains("/.") || name(path).starts_with('.')
}

/// A path as seen from a folder; with `./` before what lies below it, where that is wanted.
fn see(from: &str, to: &str, dotted: bool) -> String {
    let path = relative(from, to);
    match path.strip_prefix("./") {
        Some("") => ".".to_owned(),
        Some(below) if !dotted => below.to_owned(),
        _ => path,
    }
}
