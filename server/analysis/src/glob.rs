//! Globs over project paths, as settings write them. Knows paths with `/`, no disk.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Compiles patterns: one without `/` names a file or folder anywhere, one with `/` counts from the root,
/// and a folder stands for everything in it. The error names the pattern.
pub fn compile_globs<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let rooted = pattern.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
        let anchored = rooted.contains('/') || pattern.starts_with('/');
        let full = if anchored { rooted.to_owned() } else { format!("**/{rooted}") };
        for glob in [format!("{full}/**"), full] {
            let glob = GlobBuilder::new(&glob).literal_separator(true).build();
            set.add(glob.map_err(|error| format!("`{pattern}` is no pattern: {}", error.kind()))?);
        }
    }
    set.build().map_err(|error| error.to_string())
}
