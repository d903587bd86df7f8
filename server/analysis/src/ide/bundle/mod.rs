//! What an editor asks about the files of a bundle: names and where they lead, outline, folding. Knows no protocol; all
//! places are byte ranges of files.

mod fold;
mod link;
mod outline;
mod rename;
mod symbol;

use std::sync::Arc;

use brickline_model::bundle::{Bundle, FileId, Origin};
use brickline_syntax::TextRange;

use crate::analysis::Analysis;

pub use fold::{Fold, find_folds};
pub use link::{Link, find_links};
pub use outline::{Outline, OutlineKind, find_outline};
pub use rename::{find_renamable, rename};
pub use symbol::{find_definitions, find_references};

/// A place in a file of the project; a file as a whole has an empty range at its start.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file, by its path relative to the project.
    pub file: Arc<str>,
    /// Where in it.
    pub range: TextRange,
}

/// The bundles that a file is part of, each with the file's number in it.
fn find_homes<'a>(analysis: &'a Analysis, path: &str) -> Vec<(&'a Bundle, FileId)> {
    let find = |bundle: &'a Arc<Bundle>| {
        let (id, _) = bundle.find_file(path)?;
        Some((&**bundle, id))
    };
    analysis.index().bundles().iter().filter_map(find).collect()
}

fn locate(bundle: &Bundle, origin: Origin) -> Location {
    Location { file: bundle.path(origin), range: origin.range }
}
