//! The words in which [`super::semantics`] says what calls do: categories, meanings and roles of arguments.
//! Only words: which call has which stands in `semantics.txt`.

use serde::Deserialize;

/// The kinds of thing a member does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// Gives something new and does nothing else: useless when the result is thrown away.
    Transform,
    /// Runs a job and gives its result to the driver.
    Action,
    /// Gives a builder.
    Open,
    /// Changes a builder and gives it back.
    Step,
    /// Ends a builder's chain: reads, writes, starts, runs.
    Finish,
    /// Does something at once, other than running a job for a result.
    Effect,
    /// Gives something that is known without a job.
    Value,
}

/// What a member does. The words are explained by the methods that carry them in `semantics.txt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Meaning {
    AddColumn,
    AddColumns,
    Aggregate,
    AggregateOpaque,
    Alias,
    AlterTable,
    AnalyzeTable,
    AppendFlow,
    AppendTable,
    ApplyFunction,
    AsArgument,
    AutoCdc,
    AutoCdcFromSnapshot,
    AwaitStream,
    BroadcastHint,
    BroadcastVariable,
    BucketBy,
    BucketSort,
    Cache,
    CacheTable,
    CallNamed,
    Cast,
    Catalog,
    ChangeField,
    Checkpoint,
    CheckpointDir,
    Clean,
    ClearCache,
    CloneTable,
    ClusterBy,
    Coalesce,
    Cogroup,
    Collect,
    ColumnReference,
    Columns,
    Comment,
    Conf,
    Context,
    ConvertToDelta,
    CopyFile,
    Count,
    CreateSchema,
    CreateSink,
    CreateStreamingTable,
    CreateTable,
    CreateTableBuilder,
    CredentialPassthrough,
    CrossJoin,
    DefineMaterializedView,
    DefineTable,
    DefineView,
    DefineWidget,
    DeleteRows,
    DeltaFrame,
    DeltaTableByName,
    DeltaTableByPath,
    DescribeTable,
    Display,
    Distinct,
    DropColumns,
    DropDuplicates,
    DropDuplicatesWithinWatermark,
    DropSchema,
    DropTable,
    DropTempView,
    DropView,
    EventHook,
    Except,
    ExecuteMerge,
    ExecuteTableBuilder,
    ExitNotebook,
    Expect,
    ExpectAll,
    Explain,
    Expr,
    Field,
    Filter,
    First,
    Foreach,
    ForeachBatch,
    Format,
    GenerateManifest,
    GetConf,
    GetSecret,
    GetSession,
    GetTaskValue,
    GetWidget,
    GlobalTempView,
    Group,
    Head,
    Hint,
    InsertInto,
    Inspect,
    InstallLibrary,
    Intersect,
    IsEmpty,
    IsStreaming,
    Item,
    Join,
    LegacyContext,
    Limit,
    Listing,
    Literal,
    Load,
    LoadAs,
    LocalIterator,
    Location,
    MakeContext,
    MakeFolder,
    MakeRdd,
    Merge,
    MergeInto,
    Mode,
    Mount,
    MoveFile,
    Na,
    NameColumn,
    NotebookContext,
    Observe,
    Offset,
    Opaque,
    Operator,
    Optimize,
    OptimizeBuilder,
    OptimizeZorder,
    Option,
    Options,
    Otherwise,
    OutputMode,
    Over,
    OverwritePartitions,
    OverwriteTable,
    PandasOnSpark,
    PartitionBy,
    Pivot,
    PrintSchema,
    QueryName,
    RandomSplit,
    Rdd,
    RddAction,
    RddCollect,
    RddFrame,
    RddIsEmpty,
    RddWrite,
    Read,
    ReadDataset,
    ReadDatasetStream,
    ReadFile,
    ReadStream,
    ReadTable,
    Refresh,
    RegisterJavaUdf,
    RegisterUdf,
    RegisterUdtf,
    RemovePath,
    RemoveWidget,
    RenameAll,
    RenameColumn,
    RenameColumns,
    RepairTable,
    Repartition,
    ReplaceTable,
    ReplaceTableBuilder,
    RestartPython,
    RestoreTable,
    RowUdf,
    Rows,
    RunNotebook,
    Sample,
    Save,
    SaveAs,
    SaveAsTable,
    Schema,
    SchemaEvolution,
    Select,
    SelectExpr,
    Session,
    SessionBuilder,
    SessionConfig,
    SessionMaster,
    SessionSetting,
    SetConf,
    SetTaskValue,
    Show,
    ShowHtml,
    Sort,
    SortOrder,
    SortWithinPartitions,
    SourceName,
    Sql,
    Start,
    Stat,
    Statistic,
    StopSession,
    StopStream,
    StreamActive,
    Streams,
    Subquery,
    TableFunctions,
    TableName,
    TableProperty,
    Tail,
    Take,
    TempView,
    ToArrow,
    ToPandas,
    ToTable,
    Trigger,
    TruncateTable,
    UdfRegistry,
    Udtf,
    UncacheTable,
    Union,
    UnionByName,
    Unpersist,
    Unpivot,
    UnsetConf,
    UpdateRows,
    UseCatalog,
    UseSchema,
    Vacuum,
    VectorisedUdf,
    Watermark,
    When,
    WhenMatched,
    WhenMatchedDelete,
    WhenMatchedUpdate,
    WhenMatchedUpdateAll,
    WhenNotMatched,
    WhenNotMatchedBySource,
    WhenNotMatchedBySourceDelete,
    WhenNotMatchedBySourceUpdate,
    WhenNotMatchedInsert,
    WhenNotMatchedInsertAll,
    WindowFrame,
    WindowOrder,
    WindowPartition,
    WithColumn,
    WithColumns,
    WithMetadata,
    WorkerRows,
    Write,
    WriteFile,
    WriteStream,
    WriteTo,
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArgRole {
    /// An alias for a frame or table.
    Alias,
    /// A dict of columns and what they become: Columns, or SQL expressions as text where the class takes text.
    Assignments,
    /// A function called on the driver with each micro-batch and its number.
    Batch,
    /// The name of a catalog.
    Catalog,
    /// A clustering column.
    ClusterColumn,
    /// A column: a Column, or text that names one.
    Column,
    /// One or several column names, or a list of them.
    Columns,
    /// A number of rows or partitions.
    Count,
    /// The name of a pipeline dataset.
    Dataset,
    /// A function called on the driver at once, with what it is called on.
    Driver,
    /// A dict of expectation names and SQL conditions.
    Expectations,
    /// A SQL expression as text.
    Expr,
    /// The name of a struct field.
    Field,
    /// A table or query of another database.
    ForeignTable,
    /// A data source format.
    Format,
    /// Another DataFrame.
    Frame,
    /// The name of a SQL function.
    Function,
    /// Another grouped frame.
    Grouped,
    /// The name of a hint.
    Hint,
    /// A number of hours.
    Hours,
    /// A join type.
    How,
    /// An interval as text.
    Interval,
    /// What a join joins on: names, a list of names, or a condition.
    JoinOn,
    /// The key of an option, setting, property or secret.
    Key,
    /// The address of a cluster manager.
    Master,
    /// A write mode.
    Mode,
    /// A name for something else.
    Name,
    /// The name of a column that is made.
    NewColumn,
    /// The path of a notebook.
    Notebook,
    /// An observation.
    Observation,
    /// The name of a column that is there.
    OldColumn,
    /// A dict of options, or options as keywords.
    Options,
    /// An output mode.
    OutputMode,
    /// Whether what is there is replaced.
    Overwrite,
    /// A partition column.
    PartitionColumn,
    /// A path.
    Path,
    /// A condition: a Column, or a SQL condition as text.
    Predicate,
    /// A dict of old and new column names.
    Renames,
    /// Rows written down in the code.
    Rows,
    /// An SCD type.
    ScdType,
    /// A schema: a type, or DDL as text.
    Schema,
    /// The name of a schema.
    SchemaName,
    /// A secret scope.
    Scope,
    /// A number of seconds.
    Seconds,
    /// The seed of a random choice.
    Seed,
    /// Select items as SQL text.
    Select,
    /// SQL statements as text.
    Sql,
    /// Values for the parameters of a SQL text.
    SqlArguments,
    /// A storage level.
    StorageLevel,
    /// The name of a table or view.
    Table,
    /// A table's name, or a format and path in backticks.
    TableOrPath,
    /// The key of a task.
    Task,
    /// Text that is written.
    Text,
    /// A flag that chooses a trigger.
    Trigger,
    /// A data type: a type, or DDL as text.
    Type,
    /// A URL.
    Url,
    /// A value that is computed or set.
    Value,
    /// The name of a temporary view.
    View,
    /// The weights of a split.
    Weights,
    /// The name of a widget.
    Widget,
    /// A window.
    Window,
    /// A function or class that runs on workers.
    Worker,
}
