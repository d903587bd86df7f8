//! Stars that let all columns of a table through, and which table it is. Knows frames and their steps, not what is kept of them.

use std::sync::Arc;

use brickline_analysis::Cx;
use brickline_model::expr::{Expr, ExprKind};
use brickline_model::frame::{Frame, Projection, ProjectionKind, Step};
use brickline_model::operation::{Kind, Source, What};
use brickline_syntax::TextRange;

/// The stars that give the frame its columns, and the tables they come from.
pub fn find_stars<'a>(cx: &Cx<'_>, frame: &'a Arc<Frame>) -> Vec<(TextRange, &'a Source)> {
    let mut found = Vec::new();
    let mut pending = vec![frame];
    while let Some(frame) = pending.pop() {
        match &frame.step {
            Step::Project(projection) if is_select(projection) => {
                let stars = projection.items.iter().filter(|item| !item.range.is_empty()).filter_map(|item| {
                    let source = frame.inputs.iter().find_map(|input| find_open_table(cx, input, star_of(item)?))?;
                    Some((item.range, source))
                });
                found.extend(stars.take(1));
            }
            Step::SetOperation(_) => pending.extend(&frame.inputs),
            step if keeps_columns(step) => pending.extend(frame.inputs.first()),
            _ => {}
        }
    }
    found
}

fn is_select(projection: &Projection) -> bool {
    matches!(projection.kind, ProjectionKind::Select | ProjectionKind::SelectExpr)
}

/// What stands before a star that leaves nothing out, if something does.
fn star_of(item: &Expr) -> Option<Option<&str>> {
    match &item.kind {
        ExprKind::Star { qualifier, except } if except.is_empty() => Some(qualifier.as_deref()),
        _ => None,
    }
}

/// The table whose columns come through, unless a projection on the way names them. A qualifier picks the relation of that
/// name; where there is none it is a struct, whose fields are not the table's columns.
fn find_open_table<'a>(cx: &Cx<'_>, frame: &'a Arc<Frame>, qualifier: Option<&str>) -> Option<&'a Source> {
    let mut pending = vec![(frame, qualifier)];
    while let Some((frame, qualifier)) = pending.pop() {
        match (&frame.step, qualifier) {
            (Step::Read { source, .. }, None) if is_table(cx, frame, source) => return Some(source),
            (Step::Read { source: source @ Source::Table(name), .. }, Some(qualifier)) => {
                let (name, qualifier) = (name.display().to_lowercase(), qualifier.to_lowercase());
                if name == qualifier || name.ends_with(&format!(".{qualifier}")) {
                    return Some(source);
                }
            }
            (Step::Alias(alias), Some(qualifier)) => {
                let is_meant = alias.eq_ignore_ascii_case(qualifier);
                pending.extend(frame.inputs.iter().filter(|_| is_meant).map(|input| (input, None)));
            }
            (Step::Project(projection), None) if projection.items.iter().all(|item| star_of(item).is_none()) => {}
            (Step::Project(_), Some(_)) => {}
            (Step::Project(_) | Step::Join { .. }, _) => {
                pending.extend(frame.inputs.iter().rev().map(|input| (input, qualifier)));
            }
            (step, _) if keeps_columns(step) => {
                pending.extend(frame.inputs.iter().rev().map(|input| (input, qualifier)));
            }
            _ => {}
        }
    }
    None
}

/// Whether it is a table, by name or by the path of its Delta log; other files are ingested as they are.
fn is_table(cx: &Cx<'_>, frame: &Frame, source: &Source) -> bool {
    match source {
        Source::Table(_) => true,
        Source::Path { .. } => cx.file.model.of_kind(Kind::Read).any(|operation| match &operation.what {
            What::Read(read) => {
                read.frame.id == frame.id && read.format.value().is_some_and(|format| format == "delta")
            }
            _ => false,
        }),
        Source::Format | Source::Unknown => false,
    }
}

fn keeps_columns(step: &Step) -> bool {
    matches!(
        step,
        Step::Filter(_)
            | Step::Sort { .. }
            | Step::Limit(_)
            | Step::Sample { .. }
            | Step::Deduplicate { .. }
            | Step::Alias(_)
            | Step::Hint { .. }
            | Step::Watermark { .. }
            | Step::Repartition { .. }
            | Step::Cache
            | Step::Clean
    )
}
