//! What the whole project knows: which file defines, reads and writes what, and which files exist.

/// The index of a project.
#[derive(Clone, Debug, Default)]
pub struct ProjectIndex {}
