//! What parameters take, in the words of [`super::semantics`] and [`super::library`].
//! Only words: which parameter has which stands in the data files.

use serde::Deserialize;

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
    /// The message of a print or log.
    Message,
    /// A write mode.
    Mode,
    /// The name of a registered model.
    Model,
    /// The address of a model: `models:/...`, `runs:/...`.
    ModelUri,
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
    /// The signature of a model, or an example of its input.
    Signature,
    /// SQL statements as text.
    Sql,
    /// Values for the parameters of a SQL text.
    SqlArguments,
    /// A stage of the workspace model registry.
    Stage,
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
