//! The state of a Spark session at one place of the code: `USE`, temporary views, confs. Shared by all cells of a notebook.

use smol_str::SmolStr;

use crate::frame::Setting;
use crate::value::Value;

/// A session's state.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Session {
    /// The current catalog: absent until `USE CATALOG`.
    pub catalog: Setting<SmolStr>,
    /// The current schema: absent until `USE SCHEMA`.
    pub schema: Setting<SmolStr>,
    /// Temporary views by name in lower case.
    pub views: Vec<SmolStr>,
    /// Functions registered or created as temporary, by name in lower case.
    pub functions: Vec<SmolStr>,
    /// Session variables, by name in lower case.
    pub variables: Vec<SmolStr>,
    /// Confs that were set, by key.
    pub confs: Vec<(SmolStr, Value)>,
    /// Whether views, functions or confs may exist that are not known: an unresolved `%run`, a view of unknown name.
    pub open: bool,
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

    /// Whether a temporary view of this name exists.
    pub fn has_view(&self, name: &str) -> bool {
        self.views.iter().any(|view| view.eq_ignore_ascii_case(name))
    }
}
