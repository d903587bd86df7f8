//! What the tests share: case pages, projects in memory, the real binary. Knows the public API only, never the insides of a crate.

pub mod annotation;
pub mod binary;
pub mod lsp;
pub mod page;
pub mod position;
pub mod project;

use std::path::PathBuf;

/// The folder of the tests.
pub fn tests_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the whole project.
pub fn root_dir() -> PathBuf {
    tests_dir().parent().expect("the tests stand in the project").to_path_buf()
}
