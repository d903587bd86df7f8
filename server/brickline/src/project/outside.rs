//! What a bundle names outside of its own folder: `include` and `sync.paths` may lead up, to files that bundles share.
//! Knows lines of the root file that lead up, no YAML.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{BUNDLE_FILES, absolute};

/// More than this is a whole repository, not what bundles share.
const MOST_FILES: usize = 10_000;

/// The files outside of `root` that its bundle names, relative to `root`: they start with `../`. `list` gives the files below
/// a folder, relative to it.
pub fn find_outside(root: &Path, files: &[Arc<str>], list: impl Fn(&Path) -> Vec<String>) -> Vec<Arc<str>> {
    let is_bundle = |file: &&Arc<str>| BUNDLE_FILES.contains(&&***file);
    let texts = files.iter().filter(is_bundle).filter_map(|file| std::fs::read_to_string(root.join(&**file)).ok());
    let mut found = Vec::new();
    for folder in texts.flat_map(|text| find_folders(root, &text)) {
        let up = lead_up(root, &folder);
        if folder.is_file() {
            found.push(Arc::from(up));
        } else if folder.is_dir() {
            found.extend(list(&folder).into_iter().map(|file| Arc::from(format!("{up}/{file}"))));
        }
    }
    found.sort_unstable();
    found.dedup();
    found.truncate(MOST_FILES);
    found
}

/// The paths that lines of a root file lead up to, up to the first wildcard; those around `root` itself are left out.
fn find_folders(root: &Path, text: &str) -> Vec<PathBuf> {
    let values = text.lines().map(|line| line.trim().trim_start_matches("- ").trim_matches(['"', '\'']));
    let mut folders: Vec<PathBuf> = values
        .filter(|value| value.starts_with("../"))
        .map(|value| match value.find(['*', '?', '[']) {
            Some(wildcard) => value[..wildcard].rfind('/').map_or("..", |slash| &value[..slash]),
            None => value,
        })
        .map(|value| absolute(Path::new(value), root))
        .filter(|folder| !root.starts_with(folder))
        .collect();
    folders.sort();
    folders.dedup();
    folders
}

/// The way from `root` to a path beside it: `../../shared/vars`.
fn lead_up(root: &Path, path: &Path) -> String {
    let common = root.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = root.components().skip(common).map(|_| "..".to_owned());
    let down = path.components().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_lead_up_are_followed_and_wildcards_cut() {
        let text = "include:\n  - ../common/vars/*.yml\n  - '../common/one.yml'\nsync:\n  paths:\n    - ..\n    - ../\n    - .\n";
        let folders = find_folders(Path::new("/r/apps/a"), text);
        assert_eq!(folders, [PathBuf::from("/r/apps/common/one.yml"), PathBuf::from("/r/apps/common/vars")]);
        assert_eq!(lead_up(Path::new("/r/apps/a"), Path::new("/r/apps/common/vars")), "../common/vars");
    }
}
