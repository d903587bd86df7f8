//! Which files exist in a project, ignored and binary ones included. Knows names only, no contents.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashSet;

/// The files of a project by their paths relative to its root, with `/`.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    paths: Arc<BTreeSet<Arc<str>>>,
    /// See [`Listing::may_have_module`].
    python_names: OnceLock<Arc<FxHashSet<Box<str>>>>,
}

impl Listing {
    /// A listing of these paths.
    pub fn new(paths: impl IntoIterator<Item = Arc<str>>) -> Self {
        Self { paths: Arc::new(paths.into_iter().collect()), python_names: OnceLock::new() }
    }

    /// The files, to be shared.
    pub fn paths(&self) -> Arc<BTreeSet<Arc<str>>> {
        Arc::clone(&self.paths)
    }

    /// Whether a file of this path exists.
    pub fn has_file(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Whether a module of these names, outermost first, may be here: whether each is that of a Python file, or of a folder around
    /// one. Most imports are of libraries, which this tells apart before anything is looked for.
    pub fn may_have_module<'n>(&self, mut names: impl Iterator<Item = &'n str>) -> bool {
        let known = self.python_names.get_or_init(|| {
            let files = self.paths.iter().filter_map(|path| path.strip_suffix(".py"));
            Arc::new(files.flat_map(|file| file.split('/')).map(Box::from).collect())
        });
        names.all(|name| known.contains(name))
    }

    /// Whether a folder of this path exists and holds a file; the empty path is the root.
    pub fn has_folder(&self, path: &str) -> bool {
        self.under(path).next().is_some()
    }

    /// The files in a folder and the folders in it.
    pub fn under<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a Arc<str>> + use<'a> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{}/", folder.trim_end_matches('/')) };
        let from: (Bound<&str>, Bound<&str>) = (Bound::Included(prefix.as_str()), Bound::Unbounded);
        let range = self.paths.range::<str, _>(from);
        range.take_while(move |path| path.starts_with(prefix.as_str()))
    }

    /// All files, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<str>> {
        self.paths.iter()
    }

    /// Adds or takes away one file; whether that changed anything.
    pub fn set(&mut self, path: &Arc<str>, exists: bool) -> bool {
        if exists == self.paths.contains(path) {
            return false;
        }
        self.python_names.take();
        let paths = Arc::make_mut(&mut self.paths);
        if exists {
            paths.insert(Arc::clone(path));
        } else {
            paths.remove(path);
        }
        true
    }
}

/// The folder of a path; empty at the root.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `relative` seen from `folder`, without `.` and `..`; one that leaves the project starts with `..`. `None` when absolute.
pub fn join_path(folder: &str, relative: &str) -> Option<String> {
    brickline_model::bundle::join(folder, relative)
}
