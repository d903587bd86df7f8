//! What modelling one file gives: its operations, its SQL texts, what it gives to others. Knows no project but through what it was handed.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::embed::Embed;

use crate::exports::{Exports, ForeignCall};
use crate::operation::Operation;

/// The model of one file.
#[derive(Clone, Debug, Default)]
pub struct FileModel {
    /// What the file does, in order of evaluation.
    pub operations: Vec<Operation>,
    /// The SQL texts of the file: cells, strings given to Spark, expression strings.
    pub sql: Vec<SqlSource>,
    /// What it gives to files that import or run it.
    pub exports: Arc<Exports>,
    /// Calls it makes of functions of other files, to be handed to these in [`crate::Imports::calls`].
    pub calls: Vec<ForeignCall>,
}

/// A SQL text of the file.
#[derive(Clone, Debug)]
pub struct SqlSource {
    /// The text and where it stands.
    pub embed: Arc<Embed>,
    /// Whether it is statements or one expression.
    pub kind: SqlKind,
    /// Where it is given: the argument, or the cell.
    pub range: TextRange,
}

/// What a SQL text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SqlKind {
    /// Statements.
    Script,
    /// One expression: `filter("...")`, `expr("...")`.
    Expression,
    /// Select items: `selectExpr("...")`.
    SelectItem,
}
