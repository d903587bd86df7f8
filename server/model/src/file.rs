//! What modelling one file gives: its operations, its SQL texts, what it gives to others. Knows no project but through what it was handed.

use std::sync::{Arc, OnceLock};

use brickline_syntax::TextRange;
use brickline_syntax::embed::Embed;

use crate::exports::{Exports, ForeignCall};
use crate::operation::{Kind, Operation};

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
    /// What linking cost: statements and expressions of functions that were evaluated to follow calls, and values of other
    /// files that were taken in.
    pub followed: u32,
    /// The places of the operations of each kind.
    pub(crate) by_kind: OnceLock<Vec<Vec<u32>>>,
}

impl FileModel {
    /// The operations of a kind, in order: what rules that compare operations ask for, so as not to look at all of them.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Operation> {
        let by_kind = self.by_kind.get_or_init(|| {
            let mut places: Vec<Vec<u32>> = Vec::new();
            for (place, operation) in self.operations.iter().enumerate() {
                let kind = operation.what.kind() as usize;
                places.resize_with(places.len().max(kind + 1), Vec::new);
                places[kind].push(place as u32);
            }
            places
        });
        by_kind.get(kind as usize).into_iter().flatten().map(|place| &self.operations[*place as usize])
    }
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
    /// Whether nothing is wrong with it by itself; otherwise two parsers must agree that something is.
    pub sound: bool,
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
