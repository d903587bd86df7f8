//! The analysis API: rules in, diagnostics and fixes out. Knows no LSP, no disk, no printing.

pub mod config;
pub mod cx;
pub mod diagnostic;
pub mod fix;
mod glob;
pub mod index;
pub mod listing;
pub mod nearest;
pub mod rule;
pub mod selector;

pub use config::{Config, Settings};
pub use cx::{Cx, Unit};
pub use diagnostic::{Diagnostic, Severity};
pub use fix::{Edit, Fix, Safety};
pub use rule::{Check, Domain, Example, FixKind, Group, OptionDefault, OptionSpec, Rule, Scope};
