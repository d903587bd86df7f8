//! Values of a bundle that name files: notebooks, sources, wheels, includes. Knows which files they lead to; whether they
//! should is for rules to say.

use std::sync::Arc;

use brickline_model::bundle::{Bundle, FileId, Found, Origin, PathKind, PathUse, is_pattern};
use brickline_syntax::TextRange;

use crate::analysis::Analysis;

use super::find_homes;

/// A text that names files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The text, without quotes.
    pub range: TextRange,
    /// The files, by their paths in the project; they exist. More than one where targets differ, or for a pattern.
    pub files: Vec<Arc<str>>,
}

/// The texts of a file that name files, by place.
pub fn find_links(analysis: &Analysis, path: &str) -> Vec<Link> {
    let homes = find_homes(analysis, path);
    let mut links: Vec<Link> = homes.into_iter().flat_map(|(bundle, file)| find_in_bundle(bundle, file)).collect();
    links.sort_by_key(|link| link.range);
    links.dedup();
    links
}

pub(super) fn find_in_bundle(bundle: &Bundle, file: FileId) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let text = &bundle.file(file).text;
    let mut add = |range: TextRange, files: Vec<Arc<str>>| {
        let range = strip_quotes(text, range);
        match links.iter_mut().find(|link| link.range == range) {
            Some(link) => link.files.extend(files),
            None => links.push(Link { range, files }),
        }
    };
    for include in bundle.includes.iter().filter(|include| include.origin.file == file) {
        add(include.origin.range, include.paths.clone());
    }
    for used in bundle.views.iter().flat_map(|view| bundle.paths_of(view)) {
        if used.origin.file != file {
            continue;
        }
        add(used.origin.range, find_targets(bundle, used));
    }
    for link in &mut links {
        link.files.sort();
        link.files.dedup();
    }
    links.retain(|link| !link.files.is_empty());
    links
}

/// Every place of a bundle that names one of these files, or a pattern that one of them matches.
pub(super) fn find_uses(bundle: &Bundle, files: &[Arc<str>]) -> impl Iterator<Item = Origin> {
    let is_one = |path: &Arc<str>| files.contains(path);
    let includes = bundle.includes.iter().filter(move |include| include.paths.iter().any(is_one));
    let paths = bundle.views.iter().flat_map(|view| bundle.paths_of(view));
    let paths = paths.filter(move |used| find_targets(bundle, used).iter().any(is_one));
    let origins = includes.map(|include| include.origin).chain(paths.map(|used| used.origin));
    origins.map(|origin| Origin { range: strip_quotes(&bundle.file(origin.file).text, origin.range), ..origin })
}

/// The files that a path leads to.
fn find_targets(bundle: &Bundle, used: &PathUse) -> Vec<Arc<str>> {
    let candidates = [Some(&used.path), used.fallback.as_ref()];
    let found = candidates.into_iter().flatten().map(|path| find_files(bundle, path, used.kind));
    found.into_iter().find(|files| !files.is_empty()).unwrap_or_default()
}

fn find_files(bundle: &Bundle, path: &str, kind: PathKind) -> Vec<Arc<str>> {
    let is_pattern = matches!(kind, PathKind::Pattern | PathKind::Library) && is_pattern(path);
    match path.strip_suffix("/**") {
        Some(folder) if is_pattern => bundle.project.below(folder).cloned().collect(),
        _ if is_pattern => bundle.project.glob("", path),
        _ if bundle.project.find(path) == Found::File => vec![path.into()],
        _ => Vec::new(),
    }
}

/// The range without the quotes around it.
pub(super) fn strip_quotes(text: &str, range: TextRange) -> TextRange {
    let inside = &text[range];
    let quoted =
        inside.len() >= 2 && ['"', '\''].iter().any(|quote| inside.starts_with(*quote) && inside.ends_with(*quote));
    if quoted { TextRange::new(range.start() + 1, range.end() - 1) } else { range }
}
