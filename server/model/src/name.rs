//! Names of tables, views, volumes, schemas and the like, part by part, with what is not known as holes.
//! Knows what a name says; what it resolves to under `USE` is the session's business.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use crate::text::{Piece, TextValue};

/// A name of one or more parts.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectName {
    /// The parts, outermost first; never empty.
    pub parts: Vec<NamePart>,
    /// All of it in the host text. For a name that was put together elsewhere, the argument it was given as.
    pub range: TextRange,
    /// Whether `range` is the very text of the name, so that an edit there changes it.
    pub exact: bool,
}

/// A part of a name.
#[derive(Clone, Debug, PartialEq)]
pub struct NamePart {
    /// Its text, without quotes; with holes where a value is not known.
    pub text: Arc<TextValue>,
    /// Where it stands, quotes included.
    pub range: TextRange,
}

impl NamePart {
    /// The part's text when it is one piece, and known.
    pub fn as_str(&self) -> Option<&str> {
        match self.text.pieces.as_slice() {
            [Piece::Constant(text)] => Some(text),
            _ => None,
        }
    }

    /// The part's text when all of it is known.
    pub fn constant(&self) -> Option<SmolStr> {
        self.text.constant()
    }
}

impl ObjectName {
    /// From the first part to the last, where they are spelt: without the quotes of a literal.
    pub fn spelt_range(&self) -> TextRange {
        match (self.parts.first(), self.parts.last()) {
            (Some(first), Some(last)) => first.range.cover(last.range),
            _ => self.range,
        }
    }

    /// The last part, when known.
    pub fn last(&self) -> Option<SmolStr> {
        self.parts.last().and_then(NamePart::constant)
    }

    /// The parts' texts in lower case, when all are known.
    pub fn constant(&self) -> Option<Vec<SmolStr>> {
        self.parts.iter().map(|part| part.constant().map(|text| SmolStr::new(text.to_lowercase()))).collect()
    }

    /// The name as dotted text, holes as `{}`; for messages.
    pub fn display(&self) -> String {
        self.parts.iter().map(|part| part.text.display()).collect::<Vec<_>>().join(".")
    }

    /// Whether the first part is known and equals `text`, without regard to case.
    pub fn starts_with(&self, text: &str) -> bool {
        self.parts.first().and_then(NamePart::constant).is_some_and(|part| part.eq_ignore_ascii_case(text))
    }
}

/// What kind of thing a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Securable {
    /// A table, or a view where the text does not tell.
    Table,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A streaming table.
    StreamingTable,
    /// A function.
    Function,
    /// A volume.
    Volume,
    /// A registered model.
    Model,
    /// A schema.
    Schema,
    /// A catalog.
    Catalog,
    /// An external location.
    ExternalLocation,
    /// A storage or service credential.
    Credential,
    /// A connection.
    Connection,
    /// A share, recipient, provider or clean room.
    Sharing,
    /// The metastore.
    Metastore,
    /// Any file (`ANY FILE`) or anonymous function of the legacy model.
    AnyFile,
    /// Something else.
    Other,
}

/// What is done with the thing a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Read from.
    Read,
    /// Written to.
    Written,
    /// Created.
    Created,
    /// Altered, described, optimized or otherwise maintained.
    Altered,
    /// Dropped.
    Dropped,
    /// Granted on, or revoked.
    Granted,
}
