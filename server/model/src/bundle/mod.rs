//! Bundles: loading, merging, resolving. Knows paths and texts it is handed, no disk.

/// A bundle with all its files.
#[derive(Clone, Debug, Default)]
pub struct Bundle {}
