//! What a file gives to others, and what it is handed by them. Holds values without ranges, so that an edit that changes no
//! export touches no other file; knows no path and no project.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// What a file gives to others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exports {}

/// What a file is handed: the exports of the files it names, under the names it uses for them.
/// What is not in here is not known, or not part of the project.
#[derive(Clone, Debug, Default)]
pub struct Imports {
    /// By module path as it is written: `pkg.utils`, `.utils`, `..`; `from pkg import utils` asks for `pkg` and `pkg.utils`.
    pub modules: FxHashMap<SmolStr, Arc<Exports>>,
    /// By the path behind `%run` or given to `dbutils.notebook.run`, as it is written, quotes taken off.
    pub notebooks: FxHashMap<SmolStr, Arc<Exports>>,
}
