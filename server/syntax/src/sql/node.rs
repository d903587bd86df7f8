//! The kinds of nodes in the SQL tree. What each holds is said by its view.
//! Knows no grammar: which kind stands where is the parser's business.

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum NodeKind {
    // The frame.
    /// The root of a text.
    Script,
    /// One statement with its `;`. Its first child says what it is.
    Statement,
    /// The root of an expression, list or type that was parsed on its own.
    Fragment,
    /// Tokens that fit no grammar.
    Error,
    /// Text nested deeper than the parser follows.
    TooDeep,
    /// A statement, or the rest of one, whose grammar is not known; its tables are found all the same.
    Opaque,
    /// A clause whose grammar is not known, in a statement that allows it.
    UnknownClause,
    /// A hole or template that stands for an expression, a clause, a query, an item.
    Hole,

    // Statements.
    /// A query on its own.
    QueryStatement,
    /// INSERT.
    Insert,
    /// `FROM t INSERT .. INSERT ..`.
    MultiInsert,
    /// UPDATE.
    Update,
    /// DELETE.
    Delete,
    /// MERGE.
    Merge,
    /// COPY INTO.
    CopyInto,
    /// LOAD DATA.
    LoadData,
    /// CREATE or REPLACE of a table, streaming table or materialized view.
    CreateTable,
    /// CREATE VIEW.
    CreateView,
    /// CREATE FUNCTION or PROCEDURE.
    CreateFunction,
    /// CREATE FLOW.
    CreateFlow,
    /// CREATE of anything else.
    CreateObject,
    /// ALTER.
    Alter,
    /// DROP or UNDROP.
    Drop,
    /// TRUNCATE TABLE.
    Truncate,
    /// OPTIMIZE.
    Optimize,
    /// VACUUM.
    Vacuum,
    /// RESTORE.
    Restore,
    /// CONVERT TO DELTA.
    Convert,
    /// REORG or GENERATE.
    Reorg,
    /// ANALYZE.
    Analyze,
    /// REPAIR TABLE.
    Repair,
    /// SHOW.
    Show,
    /// DESCRIBE.
    Describe,
    /// EXPLAIN; holds the statement explained.
    Explain,
    /// USE, SET CATALOG.
    Use,
    /// SET of a configuration key.
    Set,
    /// SET of variables.
    SetVariable,
    /// RESET.
    Reset,
    /// CACHE TABLE.
    Cache,
    /// UNCACHE TABLE, CLEAR CACHE.
    Uncache,
    /// REFRESH.
    Refresh,
    /// COMMENT ON.
    CommentOn,
    /// GRANT, REVOKE, DENY.
    Grant,
    /// DECLARE of a variable, cursor or condition.
    Declare,
    /// DECLARE HANDLER.
    Handler,
    /// OPEN, FETCH, CLOSE.
    Cursor,
    /// EXECUTE IMMEDIATE.
    ExecuteImmediate,
    /// CALL.
    CallProcedure,
    /// ADD JAR, LIST FILES.
    Resource,
    /// AUTO CDC INTO, APPLY CHANGES INTO.
    ApplyChanges,
    /// Transactions, locks and what else Hive has.
    NativeCommand,
    /// BEGIN .. END.
    Block,
    /// IF .. END IF.
    If,
    /// CASE .. END CASE.
    CaseStatement,
    /// WHILE, REPEAT, LOOP, FOR.
    Loop,
    /// LEAVE, ITERATE, SIGNAL, RETURN.
    Jump,
    /// The statements in a block, or the text of a function.
    Body,

    // Names.
    /// The name of an object.
    ObjectName,
    /// A name that is no object's: a column, a variable, an alias.
    Name,
    /// Names in parentheses.
    NameList,
    /// `IDENTIFIER(..)`.
    IdentifierClause,
    /// The alias of a relation or select item, with column names.
    Alias,

    // Queries.
    /// A query: WITH, its body, and the clauses that order and limit it.
    Query,
    /// WITH.
    With,
    /// One common table expression.
    CommonTable,
    /// UNION, EXCEPT, INTERSECT of two or more.
    SetOperation,
    /// A query and its `|>` steps.
    PipeQuery,
    /// One `|>` step.
    PipeStep,
    /// A query in parentheses as part of another.
    ParenQuery,
    /// `TABLE t`.
    TableQuery,
    /// `FROM t SELECT ..`.
    FromQuery,
    /// SELECT.
    Select,
    /// A select item with its alias.
    SelectItem,
    /// A hint comment.
    Hint,
    /// One hint in it.
    HintItem,
    /// TRANSFORM, MAP or REDUCE with a script.
    Transform,
    /// VALUES.
    Values,
    /// FROM.
    From,
    /// A relation with its joins.
    FromItem,
    /// A table.
    TableRef,
    /// A query as a relation.
    SubqueryRef,
    /// A relation in parentheses.
    ParenRelation,
    /// A table function.
    TableFunction,
    /// STREAM of a table or table function.
    StreamRef,
    /// `TABLE(t)` as an argument.
    TableArgument,
    /// A join with its right side.
    Join,
    /// ON.
    On,
    /// USING of a join.
    JoinUsing,
    /// VERSION AS OF, TIMESTAMP AS OF, `@v1`.
    TimeTravel,
    /// CHANGES FROM.
    Changes,
    /// TABLESAMPLE.
    Sample,
    /// WATERMARK.
    Watermark,
    /// LATERAL VIEW.
    LateralView,
    /// PIVOT.
    Pivot,
    /// UNPIVOT.
    Unpivot,
    /// One column of UNPIVOT.
    UnpivotItem,
    /// BIN BY.
    BinBy,
    /// WHERE.
    Where,
    /// GROUP BY.
    GroupBy,
    /// ROLLUP, CUBE, GROUPING SETS.
    GroupingSets,
    /// HAVING.
    Having,
    /// QUALIFY.
    Qualify,
    /// WINDOW.
    WindowClause,
    /// One named window.
    NamedWindow,
    /// ORDER BY.
    OrderBy,
    /// SORT BY.
    SortBy,
    /// CLUSTER BY of a query.
    ClusterByQuery,
    /// DISTRIBUTE BY.
    DistributeBy,
    /// One item to sort by.
    SortItem,
    /// LIMIT.
    Limit,
    /// OFFSET.
    Offset,

    // Expressions.
    /// A chain of OR.
    Or,
    /// A chain of AND.
    And,
    /// NOT.
    Not,
    /// A chain of operators of one level.
    Binary,
    /// Signs before an operand.
    Unary,
    /// BETWEEN.
    Between,
    /// IN.
    In,
    /// LIKE, ILIKE, RLIKE.
    Like,
    /// IS NULL and the like.
    Is,
    /// EXISTS.
    Exists,
    /// A query as a value.
    Subquery,
    /// An expression in parentheses.
    Paren,
    /// Several expressions in parentheses.
    Row,
    /// An expression with a name, in STRUCT(..) or a row.
    NamedField,
    /// A column, qualified or not.
    Column,
    /// `*`.
    Star,
    /// A literal.
    Literal,
    /// A literal with its type before it: `DATE '2024-01-01'`.
    TypedLiteral,
    /// INTERVAL.
    Interval,
    /// `:name` or `?`.
    Parameter,
    /// A function call.
    Call,
    /// The name in a call.
    FunctionName,
    /// `name => value`.
    NamedArgument,
    /// The unit in EXTRACT.
    Unit,
    /// WITHIN GROUP.
    WithinGroup,
    /// FILTER.
    Filter,
    /// OVER.
    Over,
    /// A window in parentheses.
    WindowDefinition,
    /// PARTITION BY.
    PartitionBy,
    /// ROWS or RANGE.
    Frame,
    /// One bound of a frame.
    FrameBound,
    /// CASE.
    Case,
    /// WHEN .. THEN.
    When,
    /// ELSE.
    Else,
    /// CAST, TRY_CAST.
    Cast,
    /// `a::INT`, `a?::INT`, one or more.
    CastChain,
    /// An operand with subscripts and fields.
    Access,
    /// `[i]`.
    Subscript,
    /// `.name`.
    Field,
    /// `a:b.c[0]`.
    Path,
    /// What follows the colon.
    PathSteps,
    /// COLLATE.
    Collate,
    /// A lambda.
    Lambda,

    // Types and definitions.
    /// A data type.
    Type,
    /// A field of a STRUCT type.
    StructField,
    /// The elements of a table or view.
    TableElements,
    /// A column with its type and options.
    ColumnDef,
    /// NOT NULL.
    NotNull,
    /// DEFAULT.
    Default,
    /// GENERATED ALWAYS AS (..).
    Generated,
    /// GENERATED .. AS IDENTITY.
    Identity,
    /// MASK.
    ColumnMask,
    /// FIRST, AFTER.
    ColumnPosition,
    /// A constraint.
    Constraint,
    /// EXPECT.
    Expectation,
    /// What follows ON VIOLATION.
    Violation,
    /// The parameters of a function.
    Parameters,
    /// RETURNS.
    Returns,
    /// RETURN.
    Return,
    /// LANGUAGE.
    Language,

    // Clauses.
    /// USING, FILEFORMAT.
    Using,
    /// OPTIONS, `WITH (..)`, FORMAT_OPTIONS, COPY_OPTIONS.
    Options,
    /// TBLPROPERTIES, DBPROPERTIES, SERDEPROPERTIES.
    Properties,
    /// One property.
    Property,
    /// SET TAGS.
    Tags,
    /// COMMENT.
    Comment,
    /// LOCATION.
    Location,
    /// PARTITIONED BY.
    PartitionedBy,
    /// CLUSTER BY of a table.
    ClusterBy,
    /// CLUSTERED BY .. INTO BUCKETS.
    ClusteredBy,
    /// SKEWED BY.
    SkewedBy,
    /// ROW FORMAT.
    RowFormat,
    /// STORED AS, STORED BY.
    StoredAs,
    /// DEFAULT COLLATION.
    DefaultCollation,
    /// WITH ROW FILTER.
    RowFilter,
    /// WITH SCHEMA BINDING and the like.
    SchemaBinding,
    /// WITH SCHEMA EVOLUTION.
    SchemaEvolution,
    /// SCHEDULE, TRIGGER.
    Schedule,
    /// AS query.
    AsQuery,
    /// CLONE.
    CloneOf,
    /// PARTITION (..).
    Partition,
    /// REPLACE WHERE, ON, USING.
    ReplaceWhere,
    /// OVERWRITE DIRECTORY.
    Directory,
    /// `a = b` in SET.
    Assignment,
    /// The target of MERGE with its alias.
    MergeTarget,
    /// The source of MERGE.
    MergeSource,
    /// A WHEN clause of MERGE.
    MergeClause,
    /// The condition in it.
    MergeWhen,
    /// UPDATE in it.
    MergeUpdate,
    /// INSERT in it.
    MergeInsert,
    /// DELETE in it.
    MergeDelete,
    /// What COPY INTO reads.
    CopySource,
    /// FILES, PATTERN, VALIDATE.
    CopyOption,
    /// What ALTER does.
    Action,
    /// One column of ALTER COLUMN.
    AlterColumn,
    /// ZORDER BY.
    ZOrderBy,
    /// RETAIN.
    Retain,
    /// DRY RUN.
    DryRun,
    /// A privilege.
    Privilege,
    /// What a privilege is on.
    Securable,
    /// The key of SET.
    ConfigKey,
    /// The value of SET.
    ConfigValue,
    /// KEYS of a change feed.
    Keys,
    /// SEQUENCE BY.
    SequenceBy,
    /// Another clause of AUTO CDC.
    ChangeOption,
}
