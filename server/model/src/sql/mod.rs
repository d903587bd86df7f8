//! SQL to the operations, frames and expressions that Python lowers to. Knows the text it is handed and the session it runs in,
//! nothing of the Python around it but the values of its holes.

mod admin;
mod call;
mod change;
mod columns;
mod common;
mod expr;
mod lowerer;
mod merge;
mod name;
mod options;
mod query;
mod relation;
mod rows;
mod scope;
mod script;
mod statement;
mod table;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use brickline_syntax::embed::Embed;
use brickline_syntax::sql;
use smol_str::SmolStr;

use crate::expr::Expr;
use crate::frame::{Frame, FrameIds};
use crate::operation::{Context, Operation};
use crate::session::Session;
use crate::value::Value;

use lowerer::Lowerer;

/// What parsed SQL text is lowered in. All ranges that come out are host ranges (`embed.host(...)`).
#[derive(Debug)]
pub struct SqlInput<'a> {
    /// The text.
    pub embed: &'a Embed,
    /// Its number in [`crate::file::FileModel::sql`], for `Language::Sql`.
    pub sql: u32,
    /// The values of the holes, one for each of `embed.holes`; empty where nothing is known of them.
    pub holes: &'a [Value],
    /// Values given by name (`args={"x": 1}`, `df=frame`), for `:x` and `{df}`; names in lower case.
    pub parameters: &'a [(SmolStr, Value)],
    /// What surrounds the text; its `session` is the state the text starts in.
    pub context: &'a Arc<Context>,
    /// The frame that unqualified columns of an expression belong to.
    pub base: Option<&'a Arc<Frame>>,
    /// Gives new frames their identity.
    pub frames: &'a mut FrameIds,
    /// Whether the text is source of a pipeline, where one-part names may be datasets.
    pub pipeline: bool,
}

/// What a script does.
#[derive(Debug, Default)]
pub struct Script {
    /// The operations of all statements, in order, each with the session as it was at its place.
    pub operations: Vec<Operation>,
    /// The result of the last statement, when it is a query (or SHOW, DESCRIBE: few rows).
    pub frame: Option<Arc<Frame>>,
    /// The session afterwards.
    pub session: Arc<Session>,
    /// How many statements there are, empty ones left out; a `BEGIN ... END` is one.
    pub statements: u32,
}

/// Lowers statements: a cell, a file, the text of `spark.sql`.
pub fn lower_script(tree: &sql::Script, input: SqlInput<'_>) -> Script {
    let mut lowerer = Lowerer::new(input);
    lowerer.pipeline |= statement::defines_datasets(tree);
    let mut script = Script::default();
    for statement in tree.statements() {
        script.statements += 1;
        lowerer.is_cut = statement.is_cut();
        script.frame = statement::lower(&mut lowerer, statement.view());
    }
    script.operations = lowerer.operations;
    script.session = lowerer.session;
    script
}

/// Lowers one expression: `filter("...")`, `expr("...")`, a merge condition, an expectation, `replaceWhere`, a CHECK.
/// Gives the expression alone; the caller records it.
pub fn lower_expression(tree: &sql::Script, input: SqlInput<'_>) -> Expr {
    let whole = input.embed.host(brickline_syntax::TextRange::from_usize(0, input.embed.text.len()));
    let mut lowerer = Lowerer::new(input);
    match tree.items().next() {
        Some(item) => expr::lower_item(&mut lowerer, item),
        None => Expr::unknown(whole),
    }
}

/// Lowers select items: `selectExpr("a", "b AS c")`, one text at a time; a text may hold several.
pub fn lower_select_items(tree: &sql::Script, input: SqlInput<'_>) -> Vec<Expr> {
    let mut lowerer = Lowerer::new(input);
    tree.items().map(|item| expr::lower_item(&mut lowerer, item)).collect()
}
