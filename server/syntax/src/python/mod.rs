//! The Python front end: tree-sitter inside, owned nodes outside.

pub mod ast;
pub mod strings;
