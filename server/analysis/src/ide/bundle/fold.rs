//! What can be folded in a bundle file: mappings, lists, texts and comments of several lines. Lines are for the shell to
//! count.

use brickline_syntax::TextRange;
use brickline_syntax::comment::Comment;
use brickline_syntax::yaml::{Child, Node, Value};

use crate::analysis::Analysis;

use super::find_homes;

/// A range that can be folded, from the line of its start to the line of its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fold {
    /// From the key, or the first character of an item, to the last character.
    pub range: TextRange,
    /// Whether it is a comment.
    pub is_comment: bool,
}

/// What can be folded, in order; `None` if the file belongs to no bundle. What stands on one line is left out.
pub fn find_folds(analysis: &Analysis, path: &str) -> Option<Vec<Fold>> {
    let (bundle, id) = find_homes(analysis, path).into_iter().next()?;
    let file = bundle.file(id);
    let mut folds = Vec::new();
    walk(&file.document.root, &mut folds);
    folds.extend(find_comments(&file.text, &file.document.comments));
    folds.retain(|fold| file.text[fold.range].trim_end().contains('\n'));
    folds.sort_by_key(|fold| (fold.range.start(), std::cmp::Reverse(fold.range.end())));
    Some(folds)
}

fn walk(node: &Node, folds: &mut Vec<Fold>) {
    let mut add = |from: u32, child: &Child| {
        if child.alias.is_none() {
            folds.push(Fold { range: TextRange::new(from, child.node.range.end().max(from)), is_comment: false });
            walk(&child.node, folds);
        }
    };
    match &node.value {
        Value::Sequence(items) => items.iter().for_each(|item| add(item.range().start(), item)),
        Value::Mapping(mapping) => {
            mapping.written.iter().for_each(|entry| add(entry.key_range.start(), &entry.value));
        }
        Value::Scalar(_) | Value::Invalid => {}
    }
}

/// Comments on lines of their own, one below the other.
fn find_comments(text: &str, comments: &[Comment]) -> Vec<Fold> {
    let mut folds: Vec<Fold> = Vec::new();
    for comment in comments.iter().filter(|comment| comment.own_line) {
        match folds.last_mut() {
            Some(last) if is_next_line(&text[TextRange::new(last.range.end(), comment.range.start())]) => {
                last.range = last.range.cover(comment.range);
            }
            _ => folds.push(Fold { range: comment.range, is_comment: true }),
        }
    }
    folds
}

fn is_next_line(between: &str) -> bool {
    between.trim().is_empty() && between.matches('\n').count() == 1
}
