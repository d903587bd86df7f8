//! Where calls stand: the ranges that findings point at and fixes change. Knows text, no values.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::{Call, Expr, Ident};

use super::args::Args;
use super::state::Evaluator;
use crate::operation::Site;

/// The site of `receiver.name(...)`.
pub(super) fn of_method(ev: &Evaluator<'_>, name: &Ident, call: &Call, whole: &Expr, args: &Args) -> Site {
    if ev.code.foreign {
        return Site { args: Arc::clone(&args.given), ..Site::default() };
    }
    let dot = find_dot(ev.code.text, name.range.start());
    Site {
        name: name.range,
        whole: whole.range,
        link: TextRange::new(dot, whole.range.end().max(dot)),
        receiver: receiver(ev.code.text, whole.range.start(), dot),
        parens: Some(call.parens),
        args: Arc::clone(&args.given),
        ..Site::default()
    }
}

/// The site of `receiver.name`.
pub(super) fn of_attribute(ev: &Evaluator<'_>, name: &Ident, whole: &Expr) -> Site {
    if ev.code.foreign {
        return Site::default();
    }
    let dot = find_dot(ev.code.text, name.range.start());
    Site {
        name: name.range,
        whole: whole.range,
        link: TextRange::new(dot, whole.range.end().max(dot)),
        receiver: receiver(ev.code.text, whole.range.start(), dot),
        ..Site::default()
    }
}

/// The site of `function(...)`.
pub(super) fn of_call(ev: &Evaluator<'_>, call: &Call, whole: &Expr, args: &Args) -> Site {
    if ev.code.foreign {
        return Site { args: Arc::clone(&args.given), ..Site::default() };
    }
    Site {
        name: call.function.range,
        whole: whole.range,
        link: whole.range,
        parens: Some(call.parens),
        args: Arc::clone(&args.given),
        ..Site::default()
    }
}

/// The site of any expression that is no call.
pub(super) fn of_range(ev: &Evaluator<'_>, range: TextRange) -> Site {
    let range = ev.at(range);
    Site { name: range, whole: range, link: range, ..Site::default() }
}

/// The offset of the dot before a name; white space, line ends and comments may stand between.
fn find_dot(text: &str, name: u32) -> u32 {
    if let Some(at) = name.checked_sub(1)
        && text.as_bytes().get(at as usize) == Some(&b'.')
    {
        return at;
    }
    let before = text.get(..name as usize).unwrap_or_default();
    let trimmed = before.trim_end_matches(|c: char| c.is_whitespace() || c == '\\');
    if trimmed.ends_with('.') { (trimmed.len() - 1) as u32 } else { name }
}

fn receiver(text: &str, start: u32, dot: u32) -> Option<TextRange> {
    let before = text.get(start as usize..dot as usize)?;
    if before.bytes().next_back().is_some_and(|last| last.is_ascii_alphanumeric() || matches!(last, b'_' | b')' | b']'))
    {
        return Some(TextRange::new(start, dot));
    }
    let trimmed = before.trim_end_matches(|c: char| c.is_whitespace() || c == '\\');
    Some(TextRange::new(start, start + trimmed.len() as u32))
}
