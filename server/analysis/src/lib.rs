//! The analysis API: rules in, diagnostics and fixes out. Knows no LSP, no disk, no printing.

pub mod config;
pub mod cx;
pub mod diagnostic;
pub mod fix;
pub mod index;
pub mod rule;

pub use cx::{Cx, Unit};
pub use diagnostic::{Diagnostic, Severity};
pub use fix::{Edit, Fix, Safety};
pub use rule::{Check, Domain, Example, FixKind, Group, OptionDefault, OptionSpec, Rule, Scope};
