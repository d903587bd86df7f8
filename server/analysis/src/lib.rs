//! The analysis API: rules in, diagnostics and fixes out. Knows no LSP, no disk, no printing.
