//! Pipelines, functions and models: datasets, flows, UDFs, and what is done with models and features.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use super::{Expectation, Key, Options};
use crate::frame::{Frame, Given, Setting};
use crate::name::ObjectName;
use crate::text::TextValue;
use crate::tri::Tri;

/// What kind of pipeline dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DatasetKind {
    /// A table whose kind the query decides: streaming table or materialized view.
    Table,
    /// A streaming table.
    StreamingTable,
    /// A materialized view.
    MaterializedView,
    /// A temporary view.
    View,
    /// A sink.
    Sink,
}

/// A pipeline dataset.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// What kind.
    pub kind: DatasetKind,
    /// Its name, when known.
    pub name: Option<ObjectName>,
    /// What it is made from, when a function or query says it.
    pub frame: Option<Arc<Frame>>,
    /// Expectations on it.
    pub expectations: Vec<Expectation>,
    /// Whether all expectations are known.
    pub expectations_known: bool,
    /// Table properties.
    pub properties: Options,
    /// Partition columns.
    pub partition_by: Setting<Vec<Key>>,
    /// The argument or clause that says them.
    pub partition_range: Option<TextRange>,
    /// Clustering columns.
    pub cluster_by: Setting<Vec<Key>>,
    /// Whether a comment is given.
    pub comment: Tri,
    /// Whether it is temporary or private.
    pub private: bool,
    /// The function's `def` line.
    pub head: Option<TextRange>,
    /// Whether every path of the function returns something.
    pub returns: Tri,
}

/// A pipeline flow.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Which.
    pub kind: FlowKind,
    /// Into which dataset.
    pub target: Option<ObjectName>,
    /// From what.
    pub source: Option<Arc<Frame>>,
    /// Keys of a CDC flow are given.
    pub keys: Tri,
    /// A sequence column is given.
    pub sequence: Tri,
    /// The SCD type, when given.
    pub scd_type: Setting<Given>,
}

/// Kinds of flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlowKind {
    /// `append_flow`, `INSERT INTO` flows.
    Append,
    /// Auto CDC.
    AutoCdc,
    /// Auto CDC from snapshots.
    AutoCdcFromSnapshot,
}

/// How a UDF takes its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UdfKind {
    /// One row at a time.
    Row,
    /// Pandas or Arrow batches.
    Vectorized,
    /// A user-defined table function.
    Table,
    /// An aggregate.
    Aggregate,
    /// Not known.
    Unknown,
}

/// A UDF.
#[derive(Clone, Debug)]
pub struct Udf {
    /// Its kind.
    pub kind: UdfKind,
    /// The function's name, or the name it is registered by.
    pub name: Option<SmolStr>,
    /// Whether a return type is given.
    pub return_type: Tri,
    /// Whether Arrow is switched on (`useArrow=True`).
    pub arrow: Tri,
    /// Whether it is registered for SQL.
    pub registered: bool,
    /// Whether what is registered is a UDF already.
    pub wraps_udf: bool,
    /// The function's text: its whole `def` or `lambda`.
    pub function: Option<TextRange>,
}

/// What is done with a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ModelVerb {
    /// `log_model`.
    Log,
    /// `register_model`, `registered_model_name=`.
    Register,
    /// Loaded or served by URI.
    Load,
    /// Moved to a stage: `transition_model_version_stage`.
    TransitionStage,
    /// Asked for by stage: `get_latest_versions`.
    LatestVersions,
    /// A feature table or vector index.
    Feature,
}

/// Something is done with a model or feature table.
#[derive(Clone, Debug)]
pub struct Model {
    /// What is done.
    pub verb: ModelVerb,
    /// The model's name or URI.
    pub name: Option<Arc<TextValue>>,
    /// Where that stands.
    pub name_range: Option<TextRange>,
    /// Whether a signature or input example is given.
    pub signature: Tri,
    /// The path of the function called: `mlflow.sklearn.log_model`.
    pub api: SmolStr,
}
