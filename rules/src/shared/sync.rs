//! What of a bundle's files reaches the workspace. Knows paths, no rule.

use brickline_model::bundle::{PathKind, PathUse, View, is_pattern};

/// Whether a path leads out of the folder that is synced; `root` is that folder, if it is known.
/// Libraries are uploaded apart from the files, and an artifact is built where it lies.
pub fn is_outside(root: Option<&str>, used: &PathUse) -> bool {
    let is_synced = match used.kind {
        PathKind::Notebook | PathKind::File | PathKind::Pattern => true,
        PathKind::Folder => used.field != "path",
        PathKind::AnyFile | PathKind::Library => false,
    };
    root.is_some_and(|root| is_synced && !is_pattern(&used.path) && !may_lie_below(root, &used.path))
}

/// Whether some artifact is built by a command, which may make any file.
pub fn has_build_command(view: &View) -> bool {
    let artifacts = view.at(&["artifacts"]);
    let mut entries = artifacts.iter().flat_map(|artifacts| artifacts.entries());
    entries.any(|artifact| view.follow(&artifact.value).get("build").is_some_and(|build| !build.is_null()))
}

/// Whether a path surely or possibly lies below a folder; both may begin with `..`, above which no names are known.
fn may_lie_below(folder: &str, path: &str) -> bool {
    let split = |text| {
        let parts = str::split(text, '/').filter(|part| !part.is_empty());
        let up = parts.clone().take_while(|part| *part == "..").count();
        (up, parts.skip(up))
    };
    let ((folder_up, mut folder), (path_up, mut path)) = (split(folder), split(path));
    path_up < folder_up || (path_up == folder_up && folder.all(|part| path.next() == Some(part)))
}

#[cfg(test)]
mod tests {
    use super::may_lie_below;

    #[test]
    fn folders_above_the_project_count() {
        for (folder, path) in [("", "a"), ("a", "a/b"), ("..", "../a"), ("..", "a"), ("../a", "b"), ("a", "a")] {
            assert!(may_lie_below(folder, path), "{folder} {path}");
        }
        for (folder, path) in [("", "../a"), ("a", "ab"), ("a", "b"), ("../a", "../b"), ("..", "../../a")] {
            assert!(!may_lie_below(folder, path), "{folder} {path}");
        }
    }
}
