//! Data that comes and goes: sources, options, reads, writes, streams, and the steps between them.
//! Knows formats and options by name only.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use super::Site;
use crate::frame::{Frame, Given, Setting, Step};
use crate::name::ObjectName;
use crate::text::TextValue;
use crate::tri::Tri;

/// Where data comes from or goes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A table, view or dataset by name.
    Table(ObjectName),
    /// Files or a Delta table by path.
    Path {
        /// The path.
        path: Arc<TextValue>,
        /// Where it is written.
        range: TextRange,
    },
    /// A message bus, a database, an API: named by the format alone.
    Format,
    /// Not known.
    Unknown,
}

impl Source {
    /// The table, when it is one by name.
    pub fn table(&self) -> Option<&ObjectName> {
        match self {
            Self::Table(name) => Some(name),
            _ => None,
        }
    }
}

/// A format: `delta`, `parquet`, `cloudFiles`, ... in lower case.
pub type Format = Setting<SmolStr>;

/// Options by their names in lower case, as Spark reads them; what is set to `None` is not set.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Options {
    /// The options that are set, or set on some paths only ([`Value::Unknown`] inside [`Setting::Unknown`]).
    pub entries: Vec<OptionEntry>,
    /// Whether others may be set that are not known (`**options` of something not known).
    pub open: bool,
}

/// An option.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionEntry {
    /// Its name in lower case.
    pub key: SmolStr,
    /// Its name as written.
    pub written: SmolStr,
    /// Where the name is written.
    pub key_range: TextRange,
    /// Its value with the place it was given at.
    pub given: Given,
    /// Whether it is set on every path.
    pub always: bool,
}

impl Options {
    /// What is known of an option; the name in any case.
    pub fn get(&self, key: &str) -> Setting<&Given> {
        match self.entries.iter().rev().find(|entry| entry.key.eq_ignore_ascii_case(key)) {
            Some(entry) if entry.always => Setting::Set(&entry.given),
            Some(_) => Setting::Unknown,
            None if self.open => Setting::Unknown,
            None => Setting::Absent,
        }
    }

    /// The option's value as text, when it is known.
    pub fn text(&self, key: &str) -> Option<SmolStr> {
        self.get(key).value().and_then(|given| given.value.as_text())
    }

    /// The option's value as a flag, when it is known.
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.get(key).value().and_then(|given| given.value.as_flag())
    }
}

/// A read.
#[derive(Clone, Debug)]
pub struct Read {
    /// From where.
    pub source: Source,
    /// In which format; `delta` where a table is named.
    pub format: Format,
    /// The reader's options.
    pub options: Options,
    /// Whether a schema is given.
    pub schema: Tri,
    /// Whether it is streaming.
    pub streaming: Tri,
    /// Where an option can be inserted: right before the terminal call's dot. `None` in SQL and for terminal calls without a reader.
    pub insert_at: Option<u32>,
    /// What it gives.
    pub frame: Arc<Frame>,
}

/// How a write treats what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Rows are added.
    Append,
    /// What is there is replaced.
    Overwrite,
    /// It fails if something is there.
    ErrorIfExists,
    /// Nothing happens if something is there.
    Ignore,
    /// Rows of a partition or condition are replaced.
    Replace,
}

/// A batch write.
#[derive(Clone, Debug)]
pub struct Write {
    /// What is written, when known.
    pub frame: Option<Arc<Frame>>,
    /// To where.
    pub target: Source,
    /// In which format.
    pub format: Format,
    /// The formats that it may be, where it is one of several.
    pub format_choices: Vec<SmolStr>,
    /// Where the format is said: the `format` call's argument, or the `parquet`-like terminal's name.
    pub format_range: Option<TextRange>,
    /// How it treats what is there.
    pub mode: Setting<Mode>,
    /// The writer's options.
    pub options: Options,
    /// The partition columns.
    pub partition_by: Setting<Vec<Key>>,
    /// The `partitionBy` call.
    pub partition_site: Option<Site>,
    /// The `partitionBy` calls that are made on some paths, with their columns, where the paths differ.
    pub partition_choices: Vec<(Site, Vec<Key>)>,
    /// The clustering columns.
    pub cluster_by: Setting<Vec<Key>>,
    /// By which call or statement.
    pub via: WriteVia,
}

/// By which call or statement data is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteVia {
    /// `save(path)`, and `parquet(path)` and its kin.
    Save,
    /// `saveAsTable`.
    SaveAsTable,
    /// `insertInto`.
    InsertInto,
    /// `writeTo(...)` with `create`, `append`, ...
    WriteTo,
    /// `INSERT INTO`, `INSERT OVERWRITE`.
    Insert {
        /// Whether columns are listed or matched by name.
        by_name: bool,
        /// Whether a static partition is named.
        partition: bool,
    },
    /// `CREATE TABLE ... AS`.
    CreateAs,
    /// `INSERT OVERWRITE DIRECTORY`.
    Directory,
    /// `COPY INTO`.
    CopyInto,
    /// Pandas' and other writers to files.
    Other,
}

/// A partition, clustering or ordering column.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Its name as written.
    pub name: SmolStr,
    /// Where it is written.
    pub range: TextRange,
}

/// A stream that is started.
#[derive(Clone, Debug)]
pub struct StreamQuery {
    /// The stream, when known.
    pub frame: Option<Arc<Frame>>,
    /// To where.
    pub target: Source,
    /// In which format; `foreachBatch` is [`StreamQuery::foreach_batch`].
    pub format: Format,
    /// The formats that it may be, where it is one of several.
    pub format_choices: Vec<SmolStr>,
    /// Where the format is said.
    pub format_range: Option<TextRange>,
    /// `outputMode`.
    pub output_mode: Setting<Given>,
    /// The writer's options.
    pub options: Options,
    /// The trigger.
    pub trigger: Setting<Trigger>,
    /// The partition columns.
    pub partition_by: Setting<Vec<Key>>,
    /// The `partitionBy` call.
    pub partition_site: Option<Site>,
    /// The `partitionBy` calls that are made on some paths, with their columns, where the paths differ.
    pub partition_choices: Vec<(Site, Vec<Key>)>,
    /// Whether `foreachBatch` or `foreach` takes the rows.
    pub foreach_batch: Tri,
    /// `queryName`, when known.
    pub name: Option<SmolStr>,
    /// Whether the query is awaited, returned or kept.
    pub awaited: Tri,
    /// Where an option can be inserted: right before the terminal call's dot.
    pub insert_at: u32,
}

/// `trigger(...)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    /// Which trigger.
    pub kind: TriggerKind,
    /// The argument with its name.
    pub range: TextRange,
}

/// Kinds of trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriggerKind {
    /// `once=True`.
    Once,
    /// `availableNow=True`.
    AvailableNow,
    /// `processingTime=...`.
    ProcessingTime,
    /// `continuous=...`.
    Continuous,
    /// `realTime=...`.
    RealTime,
    /// Not known.
    Unknown,
}

/// A step that makes a frame from others.
#[derive(Clone, Debug)]
pub struct Transform {
    /// The frame it makes; the step and the inputs are in it.
    pub frame: Arc<Frame>,
    /// Whether the loop around it carries its result into the next turn's input.
    pub carried: bool,
}

impl Transform {
    /// The step.
    pub fn step(&self) -> &Step {
        &self.frame.step
    }
}
