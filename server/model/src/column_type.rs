//! Which type a column of a frame has, as far as the steps that made the frame tell, and columns written as text.
//! Knows no table's columns: whoever asks says what is known of tables.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use crate::expr::{Expr, ExprKind};
use crate::frame::{Column, Frame, Projection, ProjectionKind, Step};
use crate::name::ObjectName;
use crate::operation::Source;

/// How many frames are asked: where two are joined, both are.
const FRAMES: u32 = 512;

/// What is known of the type of a table's column: table and column to type.
pub type TableTypes<'a> = dyn Fn(&ObjectName, &str) -> Option<SmolStr> + 'a;

/// The type of a frame's column in lower case, when it is known.
pub fn find_column_type(frame: &Arc<Frame>, column: &str, tables: &TableTypes<'_>) -> Option<SmolStr> {
    find(frame, column, tables, &mut FRAMES.clone())
}

fn find(frame: &Arc<Frame>, column: &str, tables: &TableTypes<'_>, left: &mut u32) -> Option<SmolStr> {
    *left = left.checked_sub(1)?;
    let declared = frame.columns.iter().flat_map(|columns| columns.iter()).find(|known| is_named(&known.name, column));
    if let Some(data_type) = declared.and_then(|column| column.data_type.clone()) {
        return Some(data_type);
    }
    let mut onwards = |name: &str| find(frame.inputs.first()?, name, tables, left);
    match &frame.step {
        Step::Read { source, options } => {
            let hinted = options.text("cloudfiles.schemahints").and_then(|hints| {
                let columns = parse_columns(&hints, TextRange::default())?;
                columns.into_iter().find(|hint| is_named(&hint.name, column))?.data_type
            });
            hinted
                .or_else(|| match source {
                    Source::Table(name) => tables(name, column),
                    _ => None,
                })
                .or_else(|| onwards(column))
        }
        Step::Project(projection) => match find_item(projection, column)? {
            Item::Kept => onwards(column),
            Item::Computed(item) => match &strip_alias(item).kind {
                ExprKind::Column(source) => onwards(&source.name),
                ExprKind::Cast { to, .. } => to.clone(),
                _ => None,
            },
        },
        Step::Aggregate { keys, .. } => {
            let key = keys.iter().find(|key| key.output_name().is_some_and(|name| is_named(&name, column)))?;
            onwards(&strip_alias(key).as_column()?.name)
        }
        Step::Either => {
            let mut types = frame.inputs.iter().map(|input| find(input, column, tables, left));
            let first = types.next()??;
            types.all(|other| other.as_ref() == Some(&first)).then_some(first)
        }
        Step::Join { .. } => frame.inputs.iter().find_map(|input| find(input, column, tables, left)),
        Step::Rows | Step::Parameter { .. } | Step::Pivot | Step::PythonRows | Step::Opaque => None,
        _ => onwards(column),
    }
}

enum Item<'a> {
    /// The column goes through as it is.
    Kept,
    /// It is made by this expression.
    Computed(&'a Expr),
}

/// What a projection does with the column that it gives under a name; nothing where it gives none.
fn find_item<'a>(projection: &'a Projection, column: &str) -> Option<Item<'a>> {
    let mut items = projection.items.iter().rev();
    let item = items.find(|item| item.output_name().is_some_and(|name| is_named(&name, column)));
    let has_star = || projection.items.iter().any(|item| matches!(item.kind, ExprKind::Star { .. }));
    match (projection.kind, item) {
        (ProjectionKind::Drop, Some(_)) => None,
        (_, Some(item)) => Some(Item::Computed(item)),
        (ProjectionKind::Select | ProjectionKind::SelectExpr, None) => has_star().then_some(Item::Kept),
        (_, None) => projection.known.then_some(Item::Kept),
    }
}

fn strip_alias(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Alias { operand, .. } => operand,
        _ => expr,
    }
}

fn is_named(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// The columns of a list such as `id BIGINT, tags ARRAY<STRING>` or `id: bigint`; nothing where it is no such list.
pub fn parse_columns(text: &str, range: TextRange) -> Option<Vec<Column>> {
    split_list(text)?.into_iter().map(|part| parse_column(part, range)).collect()
}

fn parse_column(text: &str, range: TextRange) -> Option<Column> {
    let text = text.trim();
    let (name, rest) = match text.strip_prefix('`') {
        Some(quoted) => quoted.split_once('`')?,
        None => text.split_at(text.find(|c: char| c.is_whitespace() || c == ':').unwrap_or(text.len())),
    };
    let is_plain = !name.is_empty() && !name.contains(['<', '(', '\'', '"', '{', '}']);
    let rest = rest.trim_start().trim_start_matches(':').trim_start();
    let end = type_length(rest);
    let data_type = (end > 0).then(|| SmolStr::new(rest[..end].to_lowercase()));
    is_plain.then(|| Column { name: SmolStr::new(name), data_type, range })
}

/// How long the type is that a text starts with: up to the first space outside brackets.
fn type_length(text: &str) -> usize {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '<' | '(' => depth += 1,
            '>' | ')' => depth = depth.saturating_sub(1),
            c if c.is_whitespace() && depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

/// The parts between commas outside brackets and quotes; nothing where those do not close.
fn split_list(text: &str) -> Option<Vec<&str>> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0i32);
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '<' | '(') => depth += 1,
            (None, '>' | ')') => depth -= 1,
            (None, ',') if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    (depth == 0 && quote.is_none()).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<Vec<(String, Option<String>)>> {
        let columns = parse_columns(text, TextRange::default())?;
        Some(columns.into_iter().map(|c| (c.name.to_string(), c.data_type.map(String::from))).collect())
    }

    #[test]
    fn columns_as_text() {
        let some = |text: &str| Some(text.to_string());
        assert_eq!(
            parsed("id BIGINT NOT NULL, `a b` DECIMAL(10, 2) COMMENT 'x, y', tags map<string, int>"),
            Some(vec![
                ("id".into(), some("bigint")),
                ("a b".into(), some("decimal(10, 2)")),
                ("tags".into(), some("map<string, int>"))
            ])
        );
        assert_eq!(
            parsed("id: long, v: string"),
            Some(vec![("id".into(), some("long")), ("v".into(), some("string"))])
        );
        assert_eq!(parsed("id"), Some(vec![("id".into(), None)]));
        assert_eq!(parsed("struct<id: int>"), None);
        assert_eq!(parsed("{\"type\": \"struct\"}"), None);
        assert_eq!(parsed(""), None);
        assert_eq!(parsed("id int, tags array<"), None);
    }
}
