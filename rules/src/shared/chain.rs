//! Edits of method chains that keep the chain's layout. Knows text before a dot, not what a method does.

use brickline_analysis::{Cx, Edit};
use brickline_syntax::TextRange;

/// Inserts a link such as `.option("a", "b")` before the dot at `at`, on a line of its own where that dot starts its line.
pub fn insert_link(cx: &Cx<'_>, at: u32, link: &str) -> Edit {
    let before = cx.text(TextRange::new(0, at));
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let (above, indent) = before.split_at(line_start);
    if above.is_empty() || !indent.trim().is_empty() {
        return Edit::insert(at, link);
    }
    let line_end = if above.ends_with("\r\n") { "\r\n" } else { "\n" };
    let continued = if above.trim_end().ends_with('\\') { " \\" } else { "" };
    Edit::insert(at, format!("{link}{continued}{line_end}{indent}"))
}

/// Replaces what a quoted literal holds, quotes kept; nothing where `range` is no plain quoted literal.
pub fn replace_quoted(cx: &Cx<'_>, range: TextRange, text: &str) -> Option<Edit> {
    let quote = cx.text(range).chars().next().filter(|&c| c == '"' || c == '\'')?;
    let inside = cx.text(range).strip_prefix(quote)?.strip_suffix(quote)?;
    let is_plain = !inside.contains(quote) && !inside.contains('\\') && !inside.contains('\n');
    is_plain.then(|| Edit::replace(TextRange::new(range.start() + 1, range.end() - 1), text))
}

/// The range with the quotes around it, where a column is named by a literal.
pub fn with_quotes(cx: &Cx<'_>, range: TextRange) -> TextRange {
    let wider = TextRange::new(range.start().saturating_sub(1), range.end() + 1);
    let text = cx.text(wider);
    let is_quoted =
        ['"', '\''].iter().any(|quote| text.len() > 2 && text.starts_with(*quote) && text.ends_with(*quote));
    if is_quoted { wider } else { range }
}

/// Puts parentheses around an operand's text where an operator beside it would otherwise bind tighter.
pub fn parenthesize(text: &str) -> String {
    let depth_zero_operator = has_open_operator(text);
    if depth_zero_operator { format!("({text})") } else { text.to_string() }
}

/// Whether white space or an operator stands in the text outside all brackets and quotes.
fn has_open_operator(text: &str) -> bool {
    let mut depth = 0_i32;
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (Some(open), _) => quote = if c == open { None } else { Some(open) },
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            (None, _) if depth == 0 && (c.is_whitespace() || "+-*/%<>=!&|^~".contains(c)) => return true,
            (None, _) => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operands_with_operators_get_parentheses() {
        assert_eq!(parenthesize("F.col(\"a b\")"), "F.col(\"a b\")");
        assert_eq!(parenthesize("a + b"), "(a + b)");
        assert_eq!(parenthesize("-a"), "(-a)");
    }
}
