//! What an editor asks about the files of a bundle: names and where they lead, outline, folding. Knows no protocol; all
//! places are byte ranges of files.

mod anchor;
mod complete;
mod fold;
mod hover;
mod link;
mod outline;
mod probe;
mod rename;
mod symbol;
mod task_value;

use std::sync::Arc;

use brickline_model::bundle::{Bundle, FileId, Origin};
use brickline_model::facts::bundle::{Kind, Schema};
use brickline_syntax::TextRange;
use brickline_syntax::source::FileKind;

use crate::analysis::Analysis;

pub use complete::{Completion, CompletionKind, Completions, find_completions};
pub use fold::{Fold, find_folds};
pub use hover::{Hover, Row, find_hover};
pub use link::{Link, find_links};
pub use outline::{Outline, OutlineKind, find_outline};
pub use rename::{Renaming, find_renamable, rename};
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
    if analysis.file(path).is_none_or(|file| file.unit.kind != FileKind::Yaml) {
        return Vec::new();
    }
    let find = |bundle: &'a Arc<Bundle>| {
        let (id, _) = bundle.find_file(path)?;
        Some((&**bundle, id))
    };
    analysis.index().bundles().iter().filter_map(find).collect()
}

fn locate(bundle: &Bundle, origin: Origin) -> Location {
    Location { file: bundle.path(origin), range: origin.range }
}

/// What may stand somewhere, in a word or two.
fn kind_name(schema: &Schema, kind: &Kind) -> String {
    match kind {
        Kind::String => "text".to_owned(),
        Kind::Bool => "true or false".to_owned(),
        Kind::Int => "whole number".to_owned(),
        Kind::Float => "number".to_owned(),
        Kind::Any => "any value".to_owned(),
        Kind::Map(_) => "mapping".to_owned(),
        Kind::Enum(_) => "one of a set".to_owned(),
        Kind::List(item) => format!(
            "list of {}",
            match &**item {
                Kind::Object(id) => spell(&schema.object(*id).name),
                Kind::String => "texts".to_owned(),
                Kind::Enum(_) => "values of a set".to_owned(),
                _ => "values".to_owned(),
            }
        ),
        Kind::Object(id) => spell(&schema.object(*id).name),
    }
}

/// The last part of a type's name.
fn spell(name: &str) -> String {
    name.rsplit('.').next().unwrap_or(name).to_owned()
}
