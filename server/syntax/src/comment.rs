//! Comments and the ignore directives in them, the same for all languages.

use crate::range::TextRange;

/// A comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// From its mark to its end, without the line end.
    pub range: TextRange,
    /// Whether nothing but white space stands before it on its line.
    pub own_line: bool,
}
