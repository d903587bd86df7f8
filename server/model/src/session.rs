//! The state of a Spark session at one place of the code: `USE`, temporary views, confs. Shared by all cells of a notebook.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::frame::{Frame, Setting};
use crate::value::Value;

/// A session's state.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Session {
    /// The current catalog: absent until `USE CATALOG`.
    pub catalog: Setting<SmolStr>,
    /// The current schema: absent until `USE SCHEMA`.
    pub schema: Setting<SmolStr>,
    /// Temporary views, latest last.
    pub views: Vec<TempView>,
    /// Functions registered or created as temporary, by name in lower case.
    pub functions: Vec<SmolStr>,
    /// Session variables, by name in lower case.
    pub variables: Vec<SmolStr>,
    /// Confs that were set, by key.
    pub confs: Vec<(SmolStr, Value)>,
    /// Whether views, functions or confs may exist that are not known: an unresolved `%run`, a view of unknown name.
    pub open: bool,
}

/// A temporary view.
#[derive(Clone, Debug, PartialEq)]
pub struct TempView {
    /// Its name as written, without `global_temp`.
    pub name: SmolStr,
    /// Whether it is a global temporary view.
    pub global: bool,
    /// What it shows, when known.
    pub frame: Option<Arc<Frame>>,
}

impl Session {
    /// What is known of a conf.
    pub fn conf(&self, key: &str) -> Setting<&Value> {
        match self.confs.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case(key)) {
            Some((_, value)) => Setting::Set(value),
            None if self.open => Setting::Unknown,
            None => Setting::Absent,
        }
    }

    /// The temporary view of this name, global ones left out.
    pub fn find_view(&self, name: &str) -> Option<&TempView> {
        self.views.iter().rev().find(|view| !view.global && view.name.eq_ignore_ascii_case(name))
    }

    /// Whether a temporary view of this name exists.
    pub fn has_view(&self, name: &str) -> bool {
        self.find_view(name).is_some()
    }

    /// Adds a temporary view in place of one of the same name.
    pub fn add_view(&mut self, view: TempView) {
        self.views.retain(|old| old.global != view.global || !old.name.eq_ignore_ascii_case(&view.name));
        self.views.push(view);
    }
}
