//! The Python front end: others' parsers inside, owned nodes outside.

pub mod ast;
pub(crate) mod cells;
#[cfg(test)]
pub(crate) mod dump;
mod format;
mod grammar;
pub(crate) mod lower;
pub mod operator;
pub(crate) mod parse;
mod scan;
pub(crate) mod shift;
mod strict;
pub mod strings;
pub mod template;

pub use lower::MAX_DEPTH;
pub(crate) use scan::line_end;
