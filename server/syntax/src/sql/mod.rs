//! Databricks SQL: tokens, statements, a lossless tree, and typed views on it.
//! Knows no host language: ranges are those of the text given, holes and fillers come from [`crate::embed`].

pub mod kind;
pub mod lexer;
pub mod name;
mod node;
mod parser;
pub mod problem;
mod quoted;
pub mod referee;
mod split;
mod symbol;
mod tokens;
mod tree;
pub mod view;

pub use kind::Kind;
pub use lexer::{Token, lex};
pub use name::{NamePart, ObjectKind, ObjectName, Role};
pub use parser::{parse, parse_expression, parse_schema, parse_select_items, parse_type};
pub use tree::{Script, SyntaxError};
