//! Reading files: which ones, how large, in which encoding. Knows bytes and extensions, no syntax.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::BUNDLE_FILES;

/// The largest file that is read.
const MOST_BYTES: u64 = 16 << 20;
/// The largest notebook that is read: most of it is output.
const MOST_NOTEBOOK_BYTES: u64 = 128 << 20;

/// A file that was read, or why it was not.
pub type Outcome = (Arc<str>, Result<Arc<str>, String>);

/// Whether a file can be ours, going by its name. YAML counts only where there is a bundle.
pub fn is_wanted(path: &str, has_bundle: bool) -> bool {
    match extension(path) {
        "py" | "pyi" | "sql" | "ipynb" => true,
        "yml" | "yaml" | "json" => has_bundle,
        _ => false,
    }
}

/// Whether a bundle's root file is among the files of a project.
pub fn has_bundle(files: &[Arc<str>]) -> bool {
    files.iter().any(|file| BUNDLE_FILES.contains(&&**file))
}

fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// Reads files in parallel, in their order.
pub fn read_all(root: &Path, files: &[Arc<str>]) -> Vec<Outcome> {
    files.par_iter().map(|file| (Arc::clone(file), read(&root.join(&**file)).map(Arc::from))).collect()
}

/// Reads a file; the error says in a few words why it cannot be.
pub fn read(path: &Path) -> Result<String, String> {
    let most =
        if path.extension().is_some_and(|extension| extension == "ipynb") { MOST_NOTEBOOK_BYTES } else { MOST_BYTES };
    let metadata = std::fs::metadata(path).map_err(|error| describe(&error))?;
    if !metadata.is_file() {
        return Err("is not a file".to_owned());
    }
    if metadata.len() > most {
        return Err(format!("is larger than {} MB and was not read", most >> 20));
    }
    let bytes = std::fs::read(path).map_err(|error| describe(&error))?;
    String::from_utf8(bytes).map_err(|_| "is not UTF-8 and was not read".to_owned())
}

fn describe(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "does not exist".to_owned(),
        std::io::ErrorKind::PermissionDenied => "cannot be read: permission denied".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}
