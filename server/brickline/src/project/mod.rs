//! Projects on disk: where one begins, which settings hold in it, which files it has. Both shells load projects through this;
//! it knows no rule and no output.

mod outside;
pub mod read;
pub mod settings;
pub mod walk;

use std::path::{Path, PathBuf};

/// The names a bundle's root file can have.
pub const BUNDLE_FILES: &[&str] = &["databricks.yml", "databricks.yaml", "bundle.yml", "bundle.yaml"];

/// The name of the settings file.
pub const SETTINGS_FILE: &str = "brickline.toml";

/// Where a project begins.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Root {
    /// The folder.
    pub folder: PathBuf,
    /// Whether something says that it is a project; else it is only the folder of a file.
    pub marked: bool,
}

/// The root of the project that an absolute path belongs to: its nearest ancestor, itself included, with settings, a bundle's
/// root file or `.git`. Without one, the folder itself.
pub fn find_root(path: &Path) -> Root {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    let marked = folder.ancestors().find(|ancestor| is_root(ancestor));
    Root { folder: marked.unwrap_or(folder).to_path_buf(), marked: marked.is_some() }
}

fn is_root(folder: &Path) -> bool {
    let has = |name: &&str| folder.join(name).is_file();
    has(&SETTINGS_FILE)
        || BUNDLE_FILES.iter().any(has)
        || folder.join(".git").exists()
        || settings::has_table(&folder.join("pyproject.toml"))
}

/// Whether a file of this name makes its folder a project of its own, also inside another project.
pub fn is_border(name: &str) -> bool {
    name == SETTINGS_FILE || BUNDLE_FILES.contains(&name)
}

/// An absolute path without `.` and `..`, and without following links, so that what users see is what they wrote.
pub fn absolute(path: &Path, working: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in working.join(path).components() {
        match part {
            std::path::Component::ParentDir => {
                clean.pop();
            }
            std::path::Component::CurDir => {}
            part => clean.push(part),
        }
    }
    clean
}

/// A path below `folder`, relative to it, with `/`. `None` when it is not below, or not UTF-8.
pub fn relative(path: &Path, folder: &Path) -> Option<String> {
    let parts = path.strip_prefix(folder).ok()?.components().map(|part| part.as_os_str().to_str());
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}

/// How to write a path for people: relative to the working directory, with `/`, going up where it must.
pub fn display(path: &Path, working: &Path) -> String {
    let (mut up, mut base) = (String::new(), working);
    loop {
        if let Ok(rest) = path.strip_prefix(base) {
            let parts: Vec<_> = rest.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            let shown = format!("{up}{}", parts.join("/"));
            return if shown.is_empty() { ".".to_owned() } else { shown };
        }
        match base.parent() {
            Some(parent) if parent.parent().is_some() => {
                up.push_str("../");
                base = parent;
            }
            _ => return path.to_string_lossy().replace('\\', "/"),
        }
    }
}
