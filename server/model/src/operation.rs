//! What code does, whichever language says it: the operations that rules look at.
//! An operation owns its ranges and values and borrows no tree; it is recorded once per place in the source.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use crate::expr::Expr;
use crate::frame::{Column, Frame, Given, Setting, Step};
use crate::name::{ObjectName, Role, Securable};
use crate::scope::{ColumnList, CommonTable, HintUse, Scope};
use crate::session::Session;
use crate::text::TextValue;
use crate::tri::Tri;
use crate::value::{Origin, Value};

/// One thing the code does.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Where it stands.
    pub site: Site,
    /// What surrounds it.
    pub context: Context,
    /// What it is.
    pub what: What,
}

/// Where an operation stands, with what fixes need.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Site {
    /// What a finding points at: the method's name, the statement's leading words, the clause.
    pub name: TextRange,
    /// All of the call, receiver included; the whole statement in SQL.
    pub whole: TextRange,
    /// From the dot before the name to the closing parenthesis; equals `whole` where there is no dot.
    pub link: TextRange,
    /// The receiver's text, before the dot.
    pub receiver: Option<TextRange>,
    /// The argument list with its parentheses.
    pub parens: Option<TextRange>,
    /// The arguments in order, `**options` left out.
    pub args: Vec<Arg>,
    /// The language it is written in, and for SQL the statement it belongs to.
    pub language: Language,
}

/// An argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    /// Its name, when given by name.
    pub name: Option<SmolStr>,
    /// All of it, name included.
    pub range: TextRange,
    /// Its value's text.
    pub value_range: TextRange,
    /// Its value.
    pub value: Value,
}

/// The language an operation is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Language {
    /// Python.
    #[default]
    Python,
    /// SQL: the number of the text it stands in, in [`crate::file::FileModel::sql`].
    Sql(u32),
    /// A bundle's YAML.
    Bundle,
}

/// What surrounds an operation.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Context {
    /// The cell it stands in.
    pub cell: u32,
    /// The innermost function it stands in: the range of the whole `def`.
    pub function: Option<TextRange>,
    /// The innermost loop around it, if it stands in one (in the same function).
    pub in_loop: Option<Loop>,
    /// Whether it stands in a pipeline dataset function.
    pub in_dataset: bool,
    /// Whether it stands in a function given to `foreachBatch`.
    pub in_foreach_batch: bool,
    /// Whether it stands in code that runs on workers: a UDF, `mapInPandas`, `rdd.map`, ...
    pub in_worker: bool,
    /// Whether it is the last expression of a notebook cell, which is displayed.
    pub displayed: bool,
    /// The branches it stands in, outermost first: equal numbers with different arms exclude each other.
    pub branches: Vec<(u32, u32)>,
    /// The session as it is at this place.
    pub session: Arc<Session>,
}

/// A loop around an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Loop {
    /// The `for`, `while` or comprehension.
    pub range: TextRange,
    /// How many turns it takes, when the things it walks are written down.
    pub turns: Option<u64>,
    /// Whether it walks over a listing that is small by nature: SHOW, DESCRIBE, the catalog, columns.
    pub over_listing: bool,
    /// Whether it is a comprehension.
    pub comprehension: bool,
}

/// The kinds of operation. Boxed where large, so that the list of a file stays compact.
#[derive(Clone, Debug)]
pub enum What {
    /// Data is read.
    Read(Box<Read>),
    /// Data is written, in batch.
    Write(Box<Write>),
    /// A stream is started.
    StreamQuery(Box<StreamQuery>),
    /// A frame is made from others; one operation per step (`filter`, `join`, ...), the frame it makes inside.
    Transform(Transform),
    /// A Spark job is run for its result: `count`, `collect`, `show`, ...
    Action(Box<Action>),
    /// A merge: `DeltaTable.merge` or `MERGE INTO`.
    Merge(Box<Merge>),
    /// Rows are deleted or updated.
    Change(Box<Change>),
    /// A table, view, streaming table or materialized view is created or its definition altered.
    Definition(Box<Definition>),
    /// Something is dropped.
    Drop {
        /// What it is.
        securable: Securable,
        /// Its name.
        name: ObjectName,
        /// Whether `IF EXISTS` is said.
        if_exists: bool,
    },
    /// A table is maintained: OPTIMIZE, VACUUM, ANALYZE, RESTORE, ...
    Maintenance(Box<Maintenance>),
    /// Privileges are granted, denied or revoked.
    Grant(Box<Grant>),
    /// A setting is set: session conf, cluster conf, option, table property.
    ConfigSet(Box<ConfigSet>),
    /// A name of a table, view, volume, function or schema is used. Recorded for every such name, beside the operation that uses it.
    NameUse(Box<NameUse>),
    /// A path is used. Recorded for every path that reaches a reading or writing call, beside that operation.
    PathUse(Box<PathUse>),
    /// A pipeline dataset is defined.
    Dataset(Box<Dataset>),
    /// A pipeline flow writes into a dataset: `append_flow`, `create_auto_cdc_flow`, `CREATE FLOW`, `APPLY CHANGES INTO`.
    Flow(Box<Flow>),
    /// A Python UDF is made or registered.
    Udf(Box<Udf>),
    /// A model is logged, registered, loaded or moved between stages.
    Model(Box<Model>),
    /// An expression statement whose value nobody takes.
    Discard(Discard),
    /// A builder that never reached the call that makes it do something.
    Unfinished(Unfinished),
    /// `trigger(...)` on a stream writer.
    Trigger(Trigger),
    /// SQL text is given to the session, whole: `spark.sql(...)`.
    SqlText(SqlText),
    /// An expression over columns stands here: a filter, a join condition, a select item, a computed column, a constraint.
    /// Every outermost expression is recorded once, for the rules that look at expressions wherever they stand.
    Expression(Expression),
    /// A Column is used where Python wants a truth value, or with the wrong precedence.
    ColumnMisuse(ColumnMisuse),
    /// Text is given a name: an option, a conf, a keyword, a variable, a dict key.
    NamedText(NamedText),
    /// Something of a library is used, called or not.
    ApiUse(ApiUse),
    /// A module or names of one are imported.
    Import(Import),
    /// A value is read from outside: widget, secret, task value, environment.
    ExternalRead {
        /// From where.
        origin: Origin,
        /// Its name there.
        name: Option<Arc<TextValue>>,
        /// The default that is given with it.
        default: Option<Value>,
    },
    /// A widget is defined.
    WidgetDefinition {
        /// Its name.
        name: Arc<TextValue>,
        /// Its default.
        default: Option<Value>,
    },
    /// Another notebook is run: `%run`, `dbutils.notebook.run`.
    NotebookRun {
        /// Its path as written.
        path: Arc<TextValue>,
        /// Where the path stands.
        path_range: TextRange,
        /// Whether it is `%run`, which shares the session and names.
        inline: bool,
    },
    /// `dbutils.notebook.exit`.
    NotebookExit,
    /// A value is sent out: print, display, logging, a file. Recorded when the value carries something from outside.
    Exposure {
        /// What is exposed.
        value: Value,
        /// By which function.
        sink: SmolStr,
    },
    /// A frame or table is cached or its cache dropped.
    Cache {
        /// The frame, when it is one.
        frame: Option<Arc<Frame>>,
        /// The table, for `CACHE TABLE`.
        table: Option<ObjectName>,
        /// Whether it is `unpersist`, `UNCACHE`.
        drop: bool,
    },
    /// `USE CATALOG`, `USE SCHEMA` and their Python forms.
    Use {
        /// Catalog or schema.
        securable: Securable,
        /// The name.
        name: ObjectName,
    },
    /// A common table expression is defined.
    CommonTable(CommonTable),
    /// Columns are listed for rows.
    ColumnList(ColumnList),
    /// A SELECT carries a hint. In Python a hint is a [`Step::Hint`].
    Hint(HintUse),
    /// A SELECT with its names.
    Scope(Box<Scope>),
}

/// The kinds of [`What`], by which rules say what they want to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Kind {
    Read,
    Write,
    StreamQuery,
    Transform,
    Action,
    Merge,
    Change,
    Definition,
    Drop,
    Maintenance,
    Grant,
    ConfigSet,
    NameUse,
    PathUse,
    Dataset,
    Flow,
    Udf,
    Model,
    Discard,
    Unfinished,
    Trigger,
    SqlText,
    Expression,
    ColumnMisuse,
    NamedText,
    ApiUse,
    Import,
    ExternalRead,
    WidgetDefinition,
    NotebookRun,
    NotebookExit,
    Exposure,
    Cache,
    Use,
    CommonTable,
    ColumnList,
    Hint,
    Scope,
}

impl What {
    /// Which kind it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Read(_) => Kind::Read,
            Self::Write(_) => Kind::Write,
            Self::StreamQuery(_) => Kind::StreamQuery,
            Self::Transform(_) => Kind::Transform,
            Self::Action(_) => Kind::Action,
            Self::Merge(_) => Kind::Merge,
            Self::Change(_) => Kind::Change,
            Self::Definition(_) => Kind::Definition,
            Self::Drop { .. } => Kind::Drop,
            Self::Maintenance(_) => Kind::Maintenance,
            Self::Grant(_) => Kind::Grant,
            Self::ConfigSet(_) => Kind::ConfigSet,
            Self::NameUse(_) => Kind::NameUse,
            Self::PathUse(_) => Kind::PathUse,
            Self::Dataset(_) => Kind::Dataset,
            Self::Flow(_) => Kind::Flow,
            Self::Udf(_) => Kind::Udf,
            Self::Model(_) => Kind::Model,
            Self::Discard(_) => Kind::Discard,
            Self::Unfinished(_) => Kind::Unfinished,
            Self::Trigger(_) => Kind::Trigger,
            Self::SqlText(_) => Kind::SqlText,
            Self::Expression(_) => Kind::Expression,
            Self::ColumnMisuse(_) => Kind::ColumnMisuse,
            Self::NamedText(_) => Kind::NamedText,
            Self::ApiUse(_) => Kind::ApiUse,
            Self::Import(_) => Kind::Import,
            Self::ExternalRead { .. } => Kind::ExternalRead,
            Self::WidgetDefinition { .. } => Kind::WidgetDefinition,
            Self::NotebookRun { .. } => Kind::NotebookRun,
            Self::NotebookExit => Kind::NotebookExit,
            Self::Exposure { .. } => Kind::Exposure,
            Self::Cache { .. } => Kind::Cache,
            Self::Use { .. } => Kind::Use,
            Self::CommonTable(_) => Kind::CommonTable,
            Self::ColumnList(_) => Kind::ColumnList,
            Self::Hint(_) => Kind::Hint,
            Self::Scope(_) => Kind::Scope,
        }
    }
}

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

/// A Spark job run for its result.
#[derive(Clone, Debug)]
pub struct Action {
    /// Which.
    pub kind: ActionKind,
    /// On what, when known.
    pub frame: Option<Arc<Frame>>,
    /// How the result is used.
    pub uses: Vec<Use>,
    /// Whether all uses are seen: not returned, stored on an object, captured, or given to code not known.
    pub uses_known: bool,
}

/// Kinds of action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActionKind {
    /// `count()`.
    Count,
    /// `collect()`.
    Collect,
    /// `toPandas()`.
    ToPandas,
    /// `rdd.collect()`.
    RddCollect,
    /// `toLocalIterator()`.
    LocalIterator,
    /// `first()`, `head()`, `take(n)`, `tail(n)`.
    Take,
    /// `isEmpty()`.
    IsEmpty,
    /// `rdd.isEmpty()`.
    RddIsEmpty,
    /// `show()`.
    Show,
    /// `display()`.
    Display,
    /// `foreach`, `foreachPartition`.
    Foreach,
    /// `toArrow`, `summary().show()` and the rest.
    Other,
}

/// How an action's result is used.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// How.
    pub kind: UseKind,
    /// The expression in which it is used: the comparison, the `not`, the condition.
    pub range: TextRange,
}

/// Ways to use an action's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UseKind {
    /// A comparison that asks only whether it is empty; true when it asks for emptiness (`== 0`).
    Emptiness(bool),
    /// Its truth value: non-empty.
    Truth,
    /// `len(rows)` of collected rows in a comparison that asks only for emptiness; true when it asks for emptiness.
    LengthEmptiness(bool),
    /// Indexed: `collect()[0]`.
    Index,
    /// Walked by a `for` loop.
    Iterated,
    /// All of it put into a list, set or tuple.
    Gathered,
    /// Anything else.
    Other,
}

/// A merge.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The table merged into.
    pub target: Source,
    /// What is merged in.
    pub source: Option<Arc<Frame>>,
    /// The condition.
    pub condition: Option<Expr>,
    /// The WHEN clauses in order.
    pub clauses: Vec<MergeClause>,
    /// Whether all clauses are known.
    pub known: bool,
}

/// A WHEN clause.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeClause {
    /// When it applies.
    pub when: MergeWhen,
    /// What it does.
    pub action: MergeAction,
    /// Its condition.
    pub condition: Option<Expr>,
    /// Assignments: column and value, the value's text range with it.
    pub assignments: Vec<(SmolStr, Expr)>,
    /// Where it stands: the words it starts with, the method's name.
    pub range: TextRange,
}

/// When a WHEN clause applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum MergeWhen {
    Matched,
    NotMatched,
    NotMatchedBySource,
}

/// What a WHEN clause does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum MergeAction {
    Update,
    UpdateAll,
    Delete,
    Insert,
    InsertAll,
}

/// DELETE or UPDATE.
#[derive(Clone, Debug)]
pub struct Change {
    /// Whether rows are deleted, not updated.
    pub delete: bool,
    /// Of which table.
    pub target: Source,
    /// Which rows; absent means all.
    pub condition: Setting<Expr>,
    /// Assignments of an UPDATE.
    pub assignments: Vec<(SmolStr, Expr)>,
}

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

/// An expression statement whose value nobody takes.
#[derive(Clone, Debug)]
pub struct Discard {
    /// What is discarded.
    pub value: Discarded,
    /// The whole statement.
    pub statement: TextRange,
    /// The plain name at the chain's root, if it is one.
    pub root_name: Option<SmolStr>,
}

/// What is discarded.
#[derive(Clone, Debug)]
pub enum Discarded {
    /// A lazy transformation.
    Frame(Arc<Frame>),
    /// A method that is named but not called: class and method.
    Method(SmolStr, SmolStr),
    /// The result of an action.
    Action,
}

/// A builder that never did anything.
#[derive(Clone, Debug)]
pub struct Unfinished {
    /// What was being built.
    pub kind: BuilderKind,
    /// Where its chain ends: an edit that finishes it goes here.
    pub end: u32,
}

/// Kinds of builder that need a last call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BuilderKind {
    /// `df.write`, `df.writeTo`.
    Write,
    /// `df.writeStream`.
    StreamWrite,
    /// `DeltaTable.merge`, `df.mergeInto`.
    Merge,
    /// `DeltaTable.create...`.
    TableBuilder,
}

/// SQL text given to the session.
#[derive(Clone, Debug)]
pub struct SqlText {
    /// Its number in [`crate::file::FileModel::sql`].
    pub sql: u32,
    /// How many statements it holds.
    pub statements: u32,
    /// The values interpolated into it.
    pub holes: Vec<Value>,
}

/// Where an outermost expression stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A filter: `filter`, `where`, `WHERE`, `HAVING`, `QUALIFY`, `replaceWhere`.
    Filter,
    /// A join or merge condition.
    Join,
    /// A select list or computed column.
    Projection,
    /// Grouping keys, aggregates.
    Aggregate,
    /// Sort keys.
    Sort,
    /// An assignment of UPDATE or MERGE.
    Assignment,
    /// A CHECK, EXPECT or expectation.
    Constraint,
    /// Elsewhere.
    Other,
}

/// An outermost expression.
#[derive(Clone, Debug)]
pub struct Expression {
    /// The expression.
    pub expr: Arc<Expr>,
    /// Where it stands.
    pub place: Place,
    /// The frame it is evaluated on, when known.
    pub frame: Option<Arc<Frame>>,
}

/// A Column used as a truth value, or with the wrong precedence.
#[derive(Clone, Debug)]
pub struct ColumnMisuse {
    /// How.
    pub kind: MisuseKind,
    /// The operator or keyword, or the whole test.
    pub range: TextRange,
    /// The operands.
    pub operands: Vec<TextRange>,
}

/// Ways to misuse a Column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum MisuseKind {
    And,
    Or,
    Not,
    In,
    Condition,
    ChainedComparison,
    /// `a == 1 & b == 2`.
    Precedence,
}

/// Text under a name.
#[derive(Clone, Debug)]
pub struct NamedText {
    /// The name as written: option key, keyword, variable, dict key.
    pub name: SmolStr,
    /// The text.
    pub text: Arc<TextValue>,
    /// The literal, quotes included.
    pub range: TextRange,
    /// How the name is given.
    pub how: NamedHow,
}

/// How text gets its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum NamedHow {
    Option,
    Conf,
    Keyword,
    Variable,
    DictKey,
    Parameter,
}

/// Something of a library is used.
#[derive(Clone, Debug)]
pub struct ApiUse {
    /// Its full path: `pyspark.sql.functions.input_file_name`, `pyspark.sql.DataFrame.rdd`, `dbutils.fs.mount`.
    pub path: SmolStr,
    /// Whether it is called.
    pub called: bool,
    /// Whether the library is known to have it.
    pub exists: Tri,
}

/// An import.
#[derive(Clone, Debug)]
pub struct Import {
    /// The module's full path.
    pub module: SmolStr,
    /// The names taken from it; `None` for the module itself, `*` for a star.
    pub names: Option<Vec<Key>>,
    /// Whether an `except ImportError` guards it.
    pub guarded: bool,
    /// Whether it is a file of this project.
    pub local: bool,
}
