//! A reader, writer or other builder in the making: what its calls have set so far. Knows no syntax.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use crate::expr::Expr;
use crate::frame::{Column, DeltaTable, Frame, Given, Setting};
use crate::name::ObjectName;
use crate::operation::{self, Context, Format, Key, MergeClause, Mode, OptionEntry, Options, Site, Source, Trigger};
use crate::tri::Tri;
use crate::value::OperationId;

/// Kinds of builder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BuilderKind {
    Reader,
    StreamReader,
    Writer,
    WriterV2,
    StreamWriter,
    Merge,
    MergeInto,
    Table,
    Optimize,
    Session,
    /// `DatabricksSession.builder`.
    ConnectSession,
    /// `StructType`.
    Schema,
    /// `StructField`.
    Field,
}

impl BuilderKind {
    /// The class in the table of facts.
    pub fn class(self) -> &'static str {
        match self {
            Self::Reader => "DataFrameReader",
            Self::StreamReader => "DataStreamReader",
            Self::Writer => "DataFrameWriter",
            Self::WriterV2 => "DataFrameWriterV2",
            Self::StreamWriter => "DataStreamWriter",
            Self::Merge => "DeltaMergeBuilder",
            Self::MergeInto => "MergeIntoWriter",
            Self::Table => "DeltaTableBuilder",
            Self::Optimize => "DeltaOptimizeBuilder",
            Self::Session => "SparkSession.Builder",
            Self::ConnectSession => "DatabricksSession.Builder",
            Self::Schema => "StructType",
            Self::Field => "StructField",
        }
    }

    /// Which builder the class of that name is.
    pub fn of_class(class: &str) -> Option<Self> {
        Some(match class {
            "DataFrameReader" => Self::Reader,
            "DataStreamReader" => Self::StreamReader,
            "DataFrameWriter" => Self::Writer,
            "DataFrameWriterV2" => Self::WriterV2,
            "DataStreamWriter" => Self::StreamWriter,
            "DeltaMergeBuilder" => Self::Merge,
            "MergeIntoWriter" => Self::MergeInto,
            "DeltaTableBuilder" => Self::Table,
            "DeltaOptimizeBuilder" => Self::Optimize,
            "SparkSession.Builder" => Self::Session,
            "DatabricksSession.Builder" => Self::ConnectSession,
            _ => return None,
        })
    }

    /// Whether a session comes out of it.
    pub fn opens_session(self) -> bool {
        matches!(self, Self::Session | Self::ConnectSession)
    }

    /// What is unfinished when it never reaches its last call, if that matters.
    pub fn unfinished(self) -> Option<operation::BuilderKind> {
        match self {
            Self::Writer | Self::WriterV2 => Some(operation::BuilderKind::Write),
            Self::StreamWriter => Some(operation::BuilderKind::StreamWrite),
            Self::Merge | Self::MergeInto => Some(operation::BuilderKind::Merge),
            Self::Table => Some(operation::BuilderKind::TableBuilder),
            Self::Reader
            | Self::StreamReader
            | Self::Optimize
            | Self::Session
            | Self::ConnectSession
            | Self::Schema
            | Self::Field => None,
        }
    }
}

/// A builder in the making.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Builder {
    pub kind: BuilderKind,
    /// What is written or merged in.
    pub frame: Option<Arc<Frame>>,
    pub format: Format,
    /// The formats that it may have, where it has one of several.
    pub format_choices: Vec<SmolStr>,
    pub format_range: Option<TextRange>,
    pub options: Options,
    pub schema: Tri,
    pub schema_columns: Option<Arc<[Column]>>,
    pub mode: Setting<Mode>,
    pub partition_by: Setting<Vec<Key>>,
    pub partition_site: Option<Site>,
    /// The partitionings that some paths give it, where not all give the same.
    pub partition_choices: Vec<(Site, Vec<Key>)>,
    pub cluster_by: Setting<Vec<Key>>,
    pub output_mode: Setting<Given>,
    pub trigger: Setting<Trigger>,
    pub foreach_batch: Tri,
    pub query_name: Option<SmolStr>,
    /// The table it was opened for: `writeTo`, `mergeInto`, a table builder.
    pub target: Option<ObjectName>,
    /// The Delta table that is merged into or optimized.
    pub table: Option<Arc<DeltaTable>>,
    pub condition: Option<Expr>,
    pub clauses: Vec<MergeClause>,
    pub columns: Vec<Column>,
    pub location: Option<Given>,
    pub replace: bool,
    pub if_not_exists: bool,
    pub comment: bool,
    /// Whether code that is not known may have changed it.
    pub escaped: bool,
    /// Whether a call that ends it was seen.
    pub finished: bool,
    /// Whether it was opened where operations are recorded.
    pub recorded: bool,
    /// What surrounds its last link.
    pub context: Arc<Context>,
    /// Its last link so far.
    pub last: Site,
    /// The operations that recorded its options, to be told the format.
    pub option_operations: Vec<OperationId>,
}

impl Builder {
    pub fn new(kind: BuilderKind, last: Site) -> Self {
        Self {
            kind,
            frame: None,
            format: Setting::Absent,
            format_choices: Vec::new(),
            format_range: None,
            options: Options::default(),
            schema: Tri::No,
            schema_columns: None,
            mode: Setting::Absent,
            partition_by: Setting::Absent,
            partition_site: None,
            partition_choices: Vec::new(),
            cluster_by: Setting::Absent,
            output_mode: Setting::Absent,
            trigger: Setting::Absent,
            foreach_batch: Tri::No,
            query_name: None,
            target: None,
            table: None,
            condition: None,
            clauses: Vec::new(),
            columns: Vec::new(),
            location: None,
            replace: false,
            if_not_exists: false,
            comment: false,
            escaped: false,
            finished: false,
            recorded: false,
            context: Arc::default(),
            last,
            option_operations: Vec::new(),
        }
    }

    /// A builder of which only the kind is known.
    pub fn unknown(kind: BuilderKind, last: Site) -> Self {
        let mut builder = Self::new(kind, last);
        builder.escape();
        builder
    }

    /// Code that is not known had it in hand: whatever was not set may be set now.
    pub fn escape(&mut self) {
        self.escaped = true;
        self.options.open = true;
        self.schema = self.schema.or(Tri::Unknown);
        self.foreach_batch = self.foreach_batch.or(Tri::Unknown);
        self.format.forget();
        self.mode.forget();
        self.partition_by.forget();
        self.cluster_by.forget();
        self.output_mode.forget();
        self.trigger.forget();
    }

    /// Whether all of its clauses are known.
    pub fn is_known(&self) -> bool {
        !self.escaped
    }

    /// What is known when either of two builders is meant.
    pub fn join(&self, other: &Self) -> Self {
        let mut joined = self.clone();
        joined.frame = join_option(&self.frame, &other.frame);
        joined.format = join_setting(&self.format, &other.format);
        joined.format_choices = join_formats(self, other);
        joined.options = join_options(&self.options, &other.options);
        joined.schema = self.schema.join(other.schema);
        joined.mode = join_setting(&self.mode, &other.mode);
        joined.partition_by = join_setting(&self.partition_by, &other.partition_by);
        joined.partition_choices = join_partitions(self, other);
        joined.cluster_by = join_setting(&self.cluster_by, &other.cluster_by);
        joined.output_mode = join_setting(&self.output_mode, &other.output_mode);
        joined.trigger = join_setting(&self.trigger, &other.trigger);
        joined.foreach_batch = self.foreach_batch.join(other.foreach_batch);
        joined.query_name = join_option(&self.query_name, &other.query_name);
        joined.target = join_option(&self.target, &other.target);
        joined.table = join_option(&self.table, &other.table);
        joined.condition = join_option(&self.condition, &other.condition);
        let differs = self.clauses != other.clauses || self.columns != other.columns;
        joined.escaped = self.escaped || other.escaped || differs;
        joined.finished = self.finished || other.finished;
        for id in &other.option_operations {
            if !joined.option_operations.contains(id) {
                joined.option_operations.push(*id);
            }
        }
        joined
    }

    /// The table or path it was opened for.
    pub fn target_source(&self) -> Source {
        self.target.clone().map_or(Source::Unknown, Source::Table)
    }
}

fn join_option<T: PartialEq + Clone>(one: &Option<T>, other: &Option<T>) -> Option<T> {
    if one == other { one.clone() } else { None }
}

/// What is known of a setting when either of two paths was taken.
pub(super) fn join_setting<T: PartialEq + Clone>(one: &Setting<T>, other: &Setting<T>) -> Setting<T> {
    if one == other { one.clone() } else { Setting::Unknown }
}

/// The formats of two builders of which one is meant; none where one of them is not known.
fn join_formats(one: &Builder, other: &Builder) -> Vec<SmolStr> {
    if one.format == other.format {
        return one.format_choices.clone();
    }
    let formats = |builder: &Builder| match &builder.format {
        Setting::Set(format) => vec![format.clone()],
        _ => builder.format_choices.clone(),
    };
    let (mut choices, more) = (formats(one), formats(other));
    if choices.is_empty() || more.is_empty() {
        return Vec::new();
    }
    choices.extend(more);
    choices.sort_unstable();
    choices.dedup();
    choices
}

/// The partitionings of two builders of which one is meant.
fn join_partitions(one: &Builder, other: &Builder) -> Vec<(Site, Vec<Key>)> {
    let choices = |builder: &Builder| match (&builder.partition_by, &builder.partition_site) {
        (Setting::Set(keys), Some(site)) => vec![(site.clone(), keys.clone())],
        _ => builder.partition_choices.clone(),
    };
    let mut joined = choices(one);
    for choice in choices(other) {
        if !joined.contains(&choice) {
            joined.push(choice);
        }
    }
    joined
}

/// What is known of options when either of two paths was taken.
pub(super) fn join_options(one: &Options, other: &Options) -> Options {
    let mut joined = Options { entries: Vec::new(), open: one.open || other.open };
    for entry in &one.entries {
        let twin = other.entries.iter().find(|twin| twin.key == entry.key);
        let mut entry = entry.clone();
        match twin {
            Some(twin) if twin.given.value.is_same(&entry.given.value) => entry.always &= twin.always,
            Some(twin) => {
                entry.always &= twin.always;
                entry.given.value = crate::value::Value::Unknown;
            }
            None => entry.always = false,
        }
        joined.entries.push(entry);
    }
    for entry in &other.entries {
        if !one.entries.iter().any(|twin| twin.key == entry.key) {
            joined.entries.push(OptionEntry { always: false, ..entry.clone() });
        }
    }
    joined
}
