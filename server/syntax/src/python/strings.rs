//! Python string literals: their parts, prefixes and holes, with host byte ranges.
//! Knows nothing of SQL; `embed.rs` turns literals into guest text.

use super::ast::Expr;
use crate::range::TextRange;

/// String literals that stand side by side, which Python joins into one value.
#[derive(Clone, Debug)]
pub struct StringLiteral {
    /// The literals, in order; never empty.
    pub parts: Vec<StringPart>,
    /// Whether the value is `bytes`.
    pub bytes: bool,
}

/// One literal with its own prefix and quotes.
#[derive(Clone, Debug)]
pub struct StringPart {
    /// Prefix, quotes and content.
    pub range: TextRange,
    /// What stands between the quotes.
    pub content: TextRange,
    /// Whether backslashes are plain text.
    pub raw: bool,
    /// Whether the quotes are tripled.
    pub triple: bool,
    /// The quote character, `'` or `"`.
    pub quote: u8,
    /// Whether it has the prefix `f`, and so `{{` and `}}`.
    pub formatted: bool,
    /// The replacement fields of an f-string, in order.
    pub holes: Vec<StringHole>,
}

/// A replacement field `{value!r:spec}` of an f-string.
#[derive(Clone, Debug)]
pub struct StringHole {
    /// The field with its braces.
    pub range: TextRange,
    /// The expression in it.
    pub value: Expr,
    /// Whether a conversion or a format specification follows, so that the text is not the plain value.
    pub formatted: bool,
}
