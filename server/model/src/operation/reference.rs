//! Names and paths that code uses, each with what it is used for.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use super::Key;
use crate::name::{ObjectName, Role, Securable};
use crate::text::TextValue;

/// A name is used.
#[derive(Clone, Debug)]
pub struct NameUse {
    /// The name.
    pub name: ObjectName,
    /// What kind of thing it names.
    pub securable: Securable,
    /// What is done with it.
    pub role: Role,
    /// What it stands for here.
    pub meaning: NameMeaning,
    /// Columns the query is known to take from it, with their places.
    pub columns: Vec<Key>,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameMeaning {
    /// Something that lasts: a table, view, volume or function of the metastore.
    Persistent,
    /// A temporary view of this session.
    TemporaryView,
    /// A CTE.
    Cte,
    /// A dataset of the pipeline (`LIVE.x`, or a name the pipeline defines).
    Dataset,
    /// A session variable, or a parameter.
    Variable,
    /// Cannot be told: a temporary view of an unknown name, or an unresolved `%run`, is in scope.
    Unknown,
}

/// A path is used.
#[derive(Clone, Debug)]
pub struct PathUse {
    /// The path.
    pub path: Arc<TextValue>,
    /// The literal it is written as, quotes included where it is one; else the argument.
    pub range: TextRange,
    /// For what.
    pub role: PathRole,
    /// The format it is read or written in, when known.
    pub format: Option<SmolStr>,
}

/// What a path is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PathRole {
    /// Spark reads it.
    Read,
    /// Auto Loader, COPY INTO or read_files ingests from it.
    Ingest,
    /// Spark writes it.
    Write,
    /// A checkpoint.
    Checkpoint,
    /// An Auto Loader schema location.
    SchemaLocation,
    /// `LOCATION` of a table or schema.
    Location,
    /// `open`, pandas, `shutil`, `os` and the like.
    LocalFile,
    /// `dbutils.fs`.
    FileSystem,
    /// `dbutils.fs.rm`.
    Deleted,
    /// A library, init script or jar.
    Library,
    /// `URL` of an external location.
    ExternalLocation,
    /// Something else.
    Other,
}
