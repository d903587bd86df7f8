//! What is known of a setting: that it is absent, that it has a value and where that was given, or neither.

use brickline_syntax::TextRange;

use crate::value::Value;

/// A value of a reader's or writer's setting that may be known, absent, or neither.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Setting<T> {
    /// Not set on any path.
    #[default]
    Absent,
    /// Set on every path, to this.
    Set(T),
    /// Set on some paths, or to something not known.
    Unknown,
}

impl<T> Setting<T> {
    /// Whether it is known not to be set.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// What was not set may be set now.
    pub fn forget(&mut self) {
        if self.is_absent() {
            *self = Self::Unknown;
        }
    }

    /// The value, when it is known to be set to one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            _ => None,
        }
    }
}

/// A value beside the place it was given at.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The value.
    pub value: Value,
    /// Where it is written: the argument.
    pub range: TextRange,
    /// The call that gave it: its name.
    pub at: TextRange,
    /// From the dot before the call's name to its closing parenthesis; removing it takes the call out of its chain.
    pub link: TextRange,
}
