//! What stands in the code itself: values nobody takes, SQL text, expressions, named text, library use, imports.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use super::Key;
use crate::expr::Expr;
use crate::frame::Frame;
use crate::text::TextValue;
use crate::tri::Tri;
use crate::value::Value;

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

/// Something of a library of the platform is used.
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
