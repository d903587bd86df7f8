//! Recursive descent over tokens into a flat tree, following the grammar of Spark's SqlBaseParser rule by rule,
//! and beyond it what Databricks adds. Keeps no state between statements; resolves no name.

mod alter;
mod alter_column;
mod call;
mod clause;
mod core;
mod create;
mod dml;
mod expr;
mod forms;
mod function;
mod grant;
mod group;
mod heads;
mod interval;
mod maintenance;
mod merge;
mod names;
mod pipe;
mod pipeline;
mod policy;
mod primary;
mod query;
mod relation;
mod relation_parts;
mod script;
mod select;
mod show;
mod soft;
mod statement;
mod table;
mod table_clauses;
mod types;
mod utility;

use std::cell::Cell;
use std::sync::Arc;

use self::core::{Parsed, Parser};
use super::node::NodeKind;
use super::split::split;
use super::tokens::Tokens;
use super::tree::{Preorder, Script};

/// Parses a text of any number of statements. Never fails: what fits no grammar is in error nodes.
pub fn parse(text: impl Into<Arc<str>>) -> Script {
    build(text.into(), |parser| {
        for (number, range) in split(parser.kinds).enumerate() {
            parser.enter(range.start, range.end);
            let first = parser.nodes.len();
            parser.statement_to_end(number as u32);
            parser.settle(first);
        }
    })
}

/// Parses one expression: a `filter` string, a merge condition, an expectation.
pub fn parse_expression(text: impl Into<Arc<str>>) -> Script {
    parse_whole(text.into(), |p| p.select_item())
}

/// Parses select items, as `selectExpr` takes them.
pub fn parse_select_items(text: impl Into<Arc<str>>) -> Script {
    parse_whole(text.into(), |p| p.select_items())
}

/// Parses one data type.
pub fn parse_type(text: impl Into<Arc<str>>) -> Script {
    parse_whole(text.into(), |p| p.data_type())
}

/// Parses a schema string: `a INT, b STRING NOT NULL`.
pub fn parse_schema(text: impl Into<Arc<str>>) -> Script {
    parse_whole(text.into(), |p| p.comma_list(|p| p.column_type()))
}

fn parse_whole(text: Arc<str>, production: impl Fn(&mut Parser<'_>) -> Parsed) -> Script {
    build(text, |parser| {
        let end = parser.kinds.len();
        parser.enter(0, end);
        let mark = parser.mark();
        let parsed = production(parser);
        if parsed.is_err() || parser.pos < end {
            if parsed.is_ok() {
                let _: Parsed = parser.fail("the end");
            }
            parser.note_error();
            let rest = parser.mark();
            parser.pos = end;
            parser.finish(rest, NodeKind::Error);
        }
        parser.finish(mark, NodeKind::Fragment);
        parser.report(0);
        parser.settle(mark.nodes);
    })
}

thread_local! {
    /// Most texts are short: an expression, a call's argument. Their parsers share the memory that none of them keeps.
    static PREORDER: Cell<Preorder> = const { Cell::new(Preorder::new()) };
}

fn build(text: Arc<str>, parse: impl FnOnce(&mut Parser<'_>)) -> Script {
    let tokens = Tokens::new(&text);
    let mut parser = Parser::new(&text, &tokens, PREORDER.take());
    parse(&mut parser);
    let Parser { mut nodes, errors, preorder, .. } = parser;
    if preorder.is_small() {
        PREORDER.set(preorder);
    }
    nodes[0].next = nodes.len() as u32;
    Script { text, tokens, nodes, errors }
}
