//! Filters that hide a column: which column, behind what, and whether files could be skipped without it.
//! Knows expressions; what the project declares of a table is handed in.

use brickline_model::expr::{ColumnRef, Expr, ExprKind, LikeKind, Literal};
use brickline_model::facts::function::{Trait, is};
use brickline_model::frame::Column;
use brickline_syntax::TextRange;

use super::words::split_words;

/// A column that a filter hides.
pub struct Hidden<'a> {
    /// The column.
    pub column: &'a ColumnRef,
    /// Where the column is given: the function's argument, or the cast's operand.
    pub given: TextRange,
    /// Behind what: `year`, `cast`, `LIKE`.
    pub behind: &'a str,
    /// What hides it, for the finding.
    pub range: TextRange,
    /// How it is hidden.
    pub how: How,
}

/// How a column is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The year of a date is taken.
    Year,
    /// Another part of a date is taken.
    DatePart,
    /// A date is cut to a unit.
    Truncation,
    /// A timestamp is turned into its day, by function or cast.
    ToDate,
    /// Another cast.
    Cast,
    /// A piece of a text is taken.
    Prefix,
    /// A pattern begins with a wildcard.
    Wildcard,
    /// Another pattern.
    Pattern,
    /// Another function.
    Other,
}

/// The column that an operand of a comparison hides.
pub fn find_hidden(operand: &Expr) -> Option<Hidden<'_>> {
    match &operand.kind {
        ExprKind::Call(call) => {
            let mut columns = call.args.iter().filter_map(|arg| Some((arg, plain_column(arg)?)));
            let (given, column) = columns.next()?;
            let others_constant = call.args.iter().all(|arg| std::ptr::eq(arg, given) || is_constant(arg));
            let how = match call.name.as_str() {
                name if is(name, Trait::Year) => How::Year,
                name if is(name, Trait::DatePart) => How::DatePart,
                name if is(name, Trait::Truncation) => How::Truncation,
                // With a format it parses text, which no range of the column can replace.
                name if is(name, Trait::ToDate) && call.args.len() == 1 => How::ToDate,
                name if is(name, Trait::Prefix) => How::Prefix,
                _ => How::Other,
            };
            let is_plain_call = others_constant && call.over.is_none() && !call.distinct && call.named.is_empty();
            is_plain_call.then_some(Hidden {
                column,
                given: given.range,
                behind: &call.name,
                range: call.name_range,
                how,
            })
        }
        ExprKind::Cast { operand: inner, to } => {
            let how = if to.as_deref() == Some("date") { How::ToDate } else { How::Cast };
            Some(Hidden { column: plain_column(inner)?, given: inner.range, behind: "cast", range: operand.range, how })
        }
        _ => None,
    }
}

/// The column that a pattern test hides.
pub fn find_pattern(expr: &Expr) -> Option<Hidden<'_>> {
    // What a pattern leaves out is no range to skip by, whatever the pattern.
    let ExprKind::Like { operand, pattern, kind: LikeKind::Like | LikeKind::ILike, negated: false } = &expr.kind else {
        return None;
    };
    let ExprKind::Literal(Literal::Text(text)) = &pattern.kind else { return None };
    let how = if text.starts_with('%') && text.len() > 1 { How::Wildcard } else { How::Pattern };
    Some(Hidden { column: plain_column(operand)?, given: operand.range, behind: "LIKE", range: pattern.range, how })
}

fn plain_column(expr: &Expr) -> Option<&ColumnRef> {
    match &expr.kind {
        ExprKind::Column(column) => Some(column),
        _ => None,
    }
}

/// Whether an expression is the same for all rows.
pub fn is_constant(expr: &Expr) -> bool {
    let mut constant = true;
    expr.walk(&mut |part| {
        constant &= !matches!(
            part.kind,
            ExprKind::Column(_) | ExprKind::Star { .. } | ExprKind::Subquery(_) | ExprKind::Unknown
        );
    });
    constant
}

/// Whether skipping is lost although nobody declared the column a key: for what it holds, going by type or name.
pub fn loses_skipping(hidden: &Hidden<'_>, columns: &[Column]) -> bool {
    let name = &hidden.column.name;
    let data_type =
        columns.iter().find(|column| column.name.eq_ignore_ascii_case(name)).map(|column| &column.data_type);
    let known = data_type.and_then(|data_type| data_type.as_deref());
    let is_date_type = known.map(|data_type| data_type.starts_with("date") || data_type.starts_with("timestamp"));
    match hidden.how {
        // The function itself says that the column is a date.
        How::Year | How::DatePart | How::Truncation => is_date_type.unwrap_or(true),
        How::ToDate | How::Cast => is_date_type.unwrap_or_else(|| has_date_name(name)),
        How::Prefix => has_date_name(name) || has_code_name(name),
        How::Wildcard => true,
        How::Pattern | How::Other => false,
    }
}

fn has_date_name(name: &str) -> bool {
    let words = split_words(name);
    let date_words = ["date", "datetime", "dt", "ts", "timestamp", "time", "day"];
    match words.as_slice() {
        [.., last] if date_words.contains(&last.as_str()) => true,
        [_, .., last] => last == "at",
        _ => false,
    }
}

fn has_code_name(name: &str) -> bool {
    split_words(name).last().is_some_and(|last| ["id", "key", "code"].contains(&last.as_str()))
}
