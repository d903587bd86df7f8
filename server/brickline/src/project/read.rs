//! Reading files: which ones, how large, in which encoding. Knows bytes and extensions, no syntax.

use std::path::Path;
use std::sync::Arc;

use brickline_model::bundle::override_path;
use brickline_syntax::yaml;
use rayon::prelude::*;

use super::BUNDLE_FILES;

/// The largest file that is read.
const MOST_BYTES: u64 = 16 << 20;
/// The largest notebook that is read: most of it is output.
const MOST_NOTEBOOK_BYTES: u64 = 128 << 20;

/// A file that was read, or why it was not.
pub type Outcome = (Arc<str>, Result<Arc<str>, String>);

/// Which files of a project are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// YAML counts only where there is a bundle.
    pub yaml: bool,
    /// JSON is mostly data, and can be large.
    pub json: bool,
}

impl Wanted {
    /// What is read of the project at `root`: JSON only where its bundle may include some.
    pub fn find(root: &Path, files: &[Arc<str>]) -> Self {
        let bundle = find_bundle(files);
        let text = bundle.and_then(|file| read(&root.join(&**file)).ok());
        Self { yaml: bundle.is_some(), json: text.is_some_and(|text| may_include_json(&text)) }
    }

    /// Whether a file can be ours, going by its name.
    pub fn has(self, path: &str) -> bool {
        match extension(path) {
            "py" | "pyi" | "sql" | "ipynb" => true,
            "yml" | "yaml" => self.yaml,
            "json" => self.json || (self.yaml && is_override_file(path)),
            _ => false,
        }
    }
}

/// Whether a root file includes anything that is not YAML by its name.
fn may_include_json(text: &str) -> bool {
    let document = yaml::parse(text);
    let listed = document.root.as_mapping().and_then(|root| root.get("include"));
    let included = listed.and_then(|list| list.node.as_sequence());
    let is_yaml = |pattern: &str| pattern.ends_with(".yml") || pattern.ends_with(".yaml");
    included.is_some_and(|patterns| patterns.iter().any(|item| item.node.as_str().is_none_or(|text| !is_yaml(text))))
}

/// Whether a file gives the variables of a bundle's target values of a developer's own.
pub fn is_override_file(file: &str) -> bool {
    let target = file.strip_prefix(".databricks/bundle/").and_then(|rest| rest.split('/').next());
    target.is_some_and(|target| override_path(target) == file)
}

/// Whether a bundle's root file is among the files of a project.
pub fn has_bundle(files: &[Arc<str>]) -> bool {
    find_bundle(files).is_some()
}

fn find_bundle(files: &[Arc<str>]) -> Option<&Arc<str>> {
    files.iter().find(|file| BUNDLE_FILES.contains(&&***file))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_read_where_a_bundle_may_include_it() {
        assert!(may_include_json("include:\n  - resources/*.json\n"));
        assert!(may_include_json("include: [\"resources/*\"]\n"));
        assert!(!may_include_json("# $schema=a.json\ninclude:\n  - resources/*.yml\n  - 'more/**/*.yaml'\n"));
        let wanted = Wanted { yaml: true, json: false };
        assert!(wanted.has(".databricks/bundle/dev/variable-overrides.json") && !wanted.has("target/manifest.json"));
    }
}
