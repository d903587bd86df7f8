//! What a file gives to others, and what it is handed by them. Holds values without ranges, so that an edit that changes no
//! export touches no other file; knows no path and no project.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::python::Packed;
use crate::session::Session;

/// What a file gives to others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exports {
    /// Its names and all that they reach.
    pub(crate) packed: Packed,
    /// The session it leaves behind, for files that `%run` it.
    pub(crate) session: Session,
}

impl Exports {
    /// Whether functions are among them, which other files may call.
    pub fn has_functions(&self) -> bool {
        self.packed.has_functions()
    }
}

/// What a file is handed: the exports of the files it names, under the names it uses for them.
/// What is not in here is not known, or not part of the project.
#[derive(Clone, Debug, Default)]
pub struct Imports {
    /// By module path as it is written: `pkg.utils`, `.utils`, `..`; `from pkg import utils` asks for `pkg` and `pkg.utils`.
    pub modules: FxHashMap<SmolStr, Arc<Exports>>,
    /// By the path behind `%run` or given to `dbutils.notebook.run`, as it is written, quotes taken off.
    pub notebooks: FxHashMap<SmolStr, Arc<Exports>>,
    /// Calls that other files make of this file's functions.
    pub calls: Arc<[ForeignCall]>,
    /// Whether no other file names this one, so that nobody asks for its exports.
    pub private: bool,
    /// What the file gives to others, where that is known already: then it is not found out again.
    pub exports: Option<Arc<Exports>>,
}

impl Imports {
    /// Whether a file that is handed these would be modelled just as with `other`.
    pub fn is_same(&self, other: &Self) -> bool {
        let same = |one: &FxHashMap<_, Arc<Exports>>, other: &FxHashMap<_, Arc<Exports>>| {
            let is_same = |(name, exports)| {
                other.get(name).is_some_and(|other: &Arc<Exports>| Arc::ptr_eq(exports, other) || exports == other)
            };
            one.len() == other.len() && one.iter().all(is_same)
        };
        same(&self.modules, &other.modules)
            && same(&self.notebooks, &other.notebooks)
            && self.calls == other.calls
            && self.private == other.private
    }
}

/// A call that one file makes of a function of another.
#[derive(Clone, Debug, PartialEq)]
pub struct ForeignCall {
    /// Where the function stands in its file; first, because calls are compared, and most differ in it.
    pub(crate) function: brickline_syntax::TextRange,
    /// The path of the file whose function is called.
    pub file: Arc<str>,
    /// The parameters that are given a text which the caller's file spells.
    pub(crate) spelt: Arc<[SmolStr]>,
    /// What is known of the function's place there and of the arguments.
    pub(crate) arguments: Arc<Packed>,
}
