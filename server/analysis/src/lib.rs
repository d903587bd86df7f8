//! The analysis API: rules in, diagnostics and fixes out. Knows no LSP, no disk, no printing.

mod analysis;
mod bundle;
pub mod check;
pub mod config;
pub mod contain;
pub mod cx;
pub mod diagnostic;
mod dialect;
pub mod docs;
pub mod file;
pub mod fix;
pub mod glob;
pub mod host;
pub mod ide;
mod import;
pub mod index;
pub mod input;
mod link;
pub mod listing;
pub mod nearest;
pub mod prefilter;
pub mod rule;
pub mod selector;
mod source;
mod statement;
pub mod suppress;
pub mod timing;

pub use analysis::{Analysis, Fixed};
pub use check::Notice;
pub use config::{Config, Settings};
pub use cx::{Cx, Unit};
pub use diagnostic::{Diagnostic, Severity};
pub use file::{AnalysedFile, Interest};
pub use fix::{Edit, Fix, Safety};
pub use host::{Host, Outdated};
pub use rule::{Check, Domain, Example, FixKind, Group, OptionDefault, OptionSpec, Rule, Scope, Written};
