//! Which language a piece of text is written in, where an operation of one language holds text of another.

use brickline_analysis::Cx;
use brickline_model::operation::{Language, Operation};
use brickline_syntax::TextRange;

/// Whether a place of an operation is SQL: the operation is, or the place lies in SQL text that Python holds.
pub fn is_sql(cx: &Cx<'_>, operation: &Operation, place: TextRange) -> bool {
    matches!(operation.site.language, Language::Sql(_))
        || cx.file.model.sql.iter().any(|source| source.range.contains_range(place))
}

/// The text of an expression as Python has it: a column named by its text with the quotes around it.
pub fn python_text<'a>(cx: &'a Cx<'_>, place: TextRange) -> &'a str {
    let around = TextRange::new(place.start().saturating_sub(1), place.end() + 1);
    let quoted = cx.text(around);
    let is_quoted =
        ['"', '\''].iter().any(|quote| quoted.len() > 2 && quoted.starts_with(*quote) && quoted.ends_with(*quote));
    if is_quoted { quoted } else { cx.text(place) }
}
