//! What code does, whichever language says it: the operations that rules look at.
//! An operation owns its ranges and values and borrows no tree; it is recorded once per place in the source.

mod action;
mod code;
mod data;
mod pipeline;
mod reference;
mod table;

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use crate::frame::Frame;
use crate::name::{ObjectName, Securable};
use crate::scope::{ColumnList, CommonTable, HintUse, Scope};
use crate::session::Session;
use crate::text::TextValue;
use crate::value::{Origin, Value};

pub use action::{Action, ActionKind, Call, Change, Job, Merge, MergeAction, MergeClause, MergeWhen, Use, UseKind};
pub use code::{
    ApiUse, BuilderKind, ColumnMisuse, Discard, Discarded, Expression, Import, MisuseKind, NamedHow, NamedText, Place,
    SqlText, Unfinished,
};
pub use data::{
    Format, Key, Mode, OptionEntry, Options, Read, Source, StreamQuery, Transform, Trigger, TriggerKind, Write,
    WriteVia,
};
pub use pipeline::{Dataset, DatasetKind, Flow, FlowKind, Model, ModelVerb, Udf, UdfKind};
pub use reference::{NameMeaning, NameUse, PathRole, PathUse};
pub use table::{
    ConfigScope, ConfigSet, Definition, DefinitionVerb, Expectation, Grant, GrantVerb, Maintenance, MaintenanceKind,
};

/// One thing the code does.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Where it stands.
    pub site: Site,
    /// What surrounds it, shared with its neighbours.
    pub context: Arc<Context>,
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
    pub args: Arc<[Arg]>,
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

impl Context {
    /// Whether it is what `other` is with `session` in place of its own; sessions are told apart by where they lie.
    pub(crate) fn is_same(&self, other: &Self, session: &Arc<Session>) -> bool {
        let Self {
            cell,
            function,
            in_loop,
            in_dataset,
            in_foreach_batch,
            in_worker,
            displayed,
            branches,
            session: own,
        } = self;
        Arc::ptr_eq(own, session)
            && (*cell, *function, *in_dataset) == (other.cell, other.function, other.in_dataset)
            && (*in_foreach_batch, *in_worker, *displayed) == (other.in_foreach_batch, other.in_worker, other.displayed)
            && *branches == other.branches
            && *in_loop == other.in_loop
    }
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
    /// The names that may stand for another thing in every turn, sorted.
    pub names: Arc<[SmolStr]>,
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
    /// A function of the project is called, and Spark jobs run in it, or a loop makes frames by it.
    Call(Box<Call>),
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
        name: Box<ObjectName>,
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
    Discard(Box<Discard>),
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
    /// Something of a library of the platform is used, called or not.
    ApiUse(ApiUse),
    /// A module or names of one are imported.
    Import(Box<Import>),
    /// A value is read from outside: widget, secret, task value, environment.
    ExternalRead {
        /// From where.
        origin: Origin,
        /// Its name there.
        name: Option<Arc<TextValue>>,
        /// The default that is given with it.
        default: Option<Box<Value>>,
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
        value: Box<Value>,
        /// By which function.
        sink: SmolStr,
    },
    /// A frame or table is cached or its cache dropped.
    Cache {
        /// The frame, when it is one.
        frame: Option<Arc<Frame>>,
        /// The table, for `CACHE TABLE`.
        table: Option<Box<ObjectName>>,
        /// Whether it is `unpersist`, `UNCACHE`.
        drop: bool,
    },
    /// `USE CATALOG`, `USE SCHEMA` and their Python forms.
    Use {
        /// Catalog or schema.
        securable: Securable,
        /// The name.
        name: Box<ObjectName>,
    },
    /// A common table expression is defined.
    CommonTable(Box<CommonTable>),
    /// Columns are listed for rows.
    ColumnList(Box<ColumnList>),
    /// A SELECT carries a hint. In Python a hint is a [`Step::Hint`].
    Hint(Box<HintUse>),
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
    Call,
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
            Self::Call(_) => Kind::Call,
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

#[cfg(test)]
mod tests {
    use super::Operation;

    #[test]
    fn operations_are_compact() {
        assert!(size_of::<Operation>() <= 128, "a file has thousands of them: box what is large");
    }
}
