//! Text to trees: Python, notebooks, SQL and YAML, with byte ranges in the host text.
//! Pure: knows no rule, no project, no disk.

pub mod comment;
pub mod embed;
pub mod ipynb;
pub mod live;
pub mod notebook;
mod outline;
pub mod python;
#[cfg(test)]
mod random;
pub mod range;
pub mod source;
pub mod sql;
pub mod text;
pub mod yaml;

pub use range::TextRange;
