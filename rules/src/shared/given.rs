//! What a bundle gives a field: nothing, something that only a workspace can tell, or a text. Knows no rule.

use brickline_model::bundle::{Value, View};
use smol_str::SmolStr;

/// What a field is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// Nothing is written.
    Absent,
    /// A reference that leads out of the bundle, or something that is no single value.
    Unknown,
    /// This text.
    Text(SmolStr),
}

impl Given {
    /// Whether it is surely this text.
    pub fn is(&self, text: &str) -> bool {
        matches!(self, Self::Text(given) if given == text)
    }
}

/// What a mapping gives one of its fields in a view.
pub fn given(view: &View, owner: &Value, key: &str) -> Given {
    match owner.get(key).filter(|value| !value.is_null()) {
        None => Given::Absent,
        Some(value) => view.resolve(value).map_or(Given::Unknown, Given::Text),
    }
}

/// Whether a field is written at all.
pub fn is_given(owner: &Value, key: &str) -> bool {
    owner.get(key).is_some_and(|value| !value.is_null())
}
