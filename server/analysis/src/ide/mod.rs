//! What an editor asks besides findings: pure functions of a snapshot. Knows no protocol.

mod ignore;
