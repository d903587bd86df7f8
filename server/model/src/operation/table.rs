//! Tables and what is decided about them: definitions, maintenance, privileges, settings.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use super::{Format, Key, Options, Source};
use crate::expr::Expr;
use crate::frame::{Column, Frame, Given, Setting};
use crate::name::{ObjectName, Securable};
use crate::text::TextValue;
use crate::tri::Tri;
use crate::value::Value;

/// What a definition does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefinitionVerb {
    /// `CREATE`.
    Create,
    /// `CREATE OR REPLACE`, `CREATE OR REFRESH`, `REPLACE`.
    CreateOrReplace,
    /// `ALTER`.
    Alter,
}

/// A table, view or other object is created, or a table altered.
#[derive(Clone, Debug)]
pub struct Definition {
    /// What it is.
    pub securable: Securable,
    /// Create or alter.
    pub verb: DefinitionVerb,
    /// Its name; `None` for `delta.`/path`` tables, whose path is in `location`.
    pub name: Option<ObjectName>,
    /// Whether it is a temporary view or table.
    pub temporary: bool,
    /// Whether `IF NOT EXISTS` is said.
    pub if_not_exists: bool,
    /// The columns, when they are spelt.
    pub columns: Vec<Column>,
    /// `USING`, `STORED AS`.
    pub format: Format,
    /// The clause that says the format: keyword and name.
    pub format_range: Option<TextRange>,
    /// `PARTITIONED BY`.
    pub partition_by: Setting<Vec<Key>>,
    /// The whole `PARTITIONED BY (...)` clause, or the `partitionedBy` link.
    pub partition_range: Option<TextRange>,
    /// `CLUSTER BY (...)`; an empty list for `AUTO`.
    pub cluster_by: Setting<Vec<Key>>,
    /// The whole `CLUSTER BY ...` clause.
    pub cluster_range: Option<TextRange>,
    /// `OPTIONS`.
    pub options: Options,
    /// `LOCATION`.
    pub location: Option<Given>,
    /// `TBLPROPERTIES`.
    pub properties: Options,
    /// `COMMENT`.
    pub comment: Tri,
    /// Named constraints with EXPECT.
    pub expectations: Vec<Expectation>,
    /// `AS SELECT ...`.
    pub query: Option<Arc<Frame>>,
    /// Whether it is a clone of another table.
    pub clone_of: Option<ObjectName>,
    /// For functions: how many parameters, when known.
    pub parameters: Option<u32>,
}

/// A data quality expectation.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// Its name.
    pub name: Option<SmolStr>,
    /// Its condition.
    pub condition: Option<Expr>,
    /// Where it stands.
    pub range: TextRange,
}

/// Table maintenance.
#[derive(Clone, Debug)]
pub struct Maintenance {
    /// Which.
    pub kind: MaintenanceKind,
    /// On which table.
    pub target: Source,
}

/// Kinds of maintenance.
#[derive(Clone, Debug, PartialEq)]
pub enum MaintenanceKind {
    /// OPTIMIZE.
    Optimize {
        /// `ZORDER BY` columns.
        zorder_by: Vec<Key>,
        /// The whole `ZORDER BY (...)` clause.
        zorder_range: Option<TextRange>,
    },
    /// VACUUM.
    Vacuum {
        /// The retention in hours, when given and known.
        retain_hours: Setting<f64>,
        /// Where the number (or argument) stands.
        retain_range: Option<TextRange>,
        /// Whether it only lists.
        dry_run: bool,
    },
    /// ANALYZE, RESTORE, REORG, FSCK, REFRESH, CONVERT, GENERATE.
    Other(SmolStr),
}

/// A privilege is granted, denied or revoked.
#[derive(Clone, Debug)]
pub struct Grant {
    /// What is done.
    pub verb: GrantVerb,
    /// Privileges in upper case, with their places.
    pub privileges: Vec<Key>,
    /// On what kind of thing.
    pub securable: Securable,
    /// On which; `None` for the metastore and ANY FILE.
    pub object: Option<ObjectName>,
    /// To whom, with their places, quotes taken off.
    pub principals: Vec<Key>,
}

/// What is done with a privilege.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum GrantVerb {
    Grant,
    Revoke,
    Deny,
}

/// A setting is set.
#[derive(Clone, Debug)]
pub struct ConfigSet {
    /// The key as written.
    pub key: Arc<TextValue>,
    /// Where the key's text stands, quotes left out.
    pub key_range: TextRange,
    /// The value.
    pub value: Value,
    /// Where the value stands.
    pub value_range: TextRange,
    /// Where it is set.
    pub scope: ConfigScope,
    /// For options: the format of the reader or writer, when known.
    pub format: Option<SmolStr>,
}

/// Where a setting is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigScope {
    /// `spark.conf.set`, `SET`.
    Session,
    /// `SparkSession.builder.config`.
    Builder,
    /// A cluster's or pipeline's configuration in a bundle, `spark_conf` of a decorator.
    Cluster,
    /// A reader's option.
    ReadOption,
    /// A writer's option.
    WriteOption,
    /// `TBLPROPERTIES`, `table_properties`, `.property(...)`.
    TableProperty,
}
