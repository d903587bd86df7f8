//! What an editor asks besides findings: pure functions of a snapshot. Knows no protocol.

pub mod bundle;
mod ignore;
