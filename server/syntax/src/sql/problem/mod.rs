//! What is wrong with a SQL text, in words: errors of grammar, each with the likeliest repair, and what Spark's parser refuses
//! although the grammar fits. One problem for a statement; none where a hole or template stands in it.

mod draft;
mod refused;
mod repair;
mod shorten;
mod words;

use std::sync::Arc;

use super::kind::Kind;
use super::node::NodeKind;
use super::referee;
use super::tree::{Node, Script, SyntaxError};
use super::{parse, parse_expression, parse_select_items};
use crate::range::TextRange;

/// What a SQL text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Statements.
    Script,
    /// One expression.
    Expression,
    /// Select items.
    SelectItems,
}

impl Form {
    fn parse(self, text: impl Into<Arc<str>>) -> Script {
        match self {
            Self::Script => parse(text),
            Self::Expression => parse_expression(text),
            Self::SelectItems => parse_select_items(text),
        }
    }

    fn is_accepted(self, part: Node<'_>) -> bool {
        match self {
            Self::Script => referee::accepts_node(part),
            Self::Expression | Self::SelectItems => referee::accepts_items(part),
        }
    }
}

/// What is wrong with one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The token that is wrong; the last one where something is missing at the end.
    pub range: TextRange,
    /// What is wrong, what was expected, what was likely meant.
    pub message: String,
    /// Another place that explains it.
    pub related: Option<(TextRange, &'static str)>,
}

impl Problem {
    fn new(range: TextRange, message: impl Into<String>) -> Self {
        Self { range, message: message.into(), related: None }
    }

    fn related(mut self, range: TextRange, message: &'static str) -> Self {
        self.related = Some((range, message));
        self
    }
}

/// So many repairs are looked for in one text; a text with more errors is hardly SQL of ours.
const MOST_REPAIRS: usize = 50;

/// Whether nothing is wrong with a parsed text, so that [`find_problems`] finds nothing: for whoever has its tree at hand.
pub fn is_sound(script: &Script) -> bool {
    let in_script = has_variables(script);
    script.errors().is_empty()
        && parts(script).all(|part| part.has_hole() || refused::find_refused(part, in_script).is_none())
}

/// The statements, or what else was parsed.
fn parts(script: &Script) -> impl Iterator<Item = Node<'_>> {
    script.root().children().filter(|node| matches!(node.kind(), NodeKind::Statement | NodeKind::Fragment))
}

/// Whether names may be variables: the text has a script or declares one.
fn has_variables(script: &Script) -> bool {
    script.root().descendants().any(|node| matches!(node.kind(), NodeKind::Block | NodeKind::Declare))
}

/// What is wrong with the text, at most one problem for a statement. An error of grammar that the referee does not see is
/// none: two parsers must agree before anyone is accused.
pub fn find_problems(text: &Arc<str>, form: Form) -> Vec<Problem> {
    let script = form.parse(Arc::clone(text));
    if draft::has_magic(&script) {
        return Vec::new();
    }
    let has_tags = script.trivia().iter().any(|token| token.kind == Kind::TemplateTag);
    let in_script = has_variables(&script);
    let mut errors = script.errors().iter().peekable();
    let mut problems = Vec::new();
    let (mut is_cut, mut repairs) = (false, MOST_REPAIRS);
    for (number, part) in parts(&script).enumerate() {
        let error = errors.next_if(|error| error.statement as usize == number);
        // A `;` inside parentheses cuts a statement in two: the second half is no news.
        let is_rest = is_cut && error.is_some_and(|error| error.range.start() == part.range().start());
        is_cut = error.is_some_and(|error| matches!(error.found, Kind::Semicolon | Kind::End));
        match error {
            Some(error) if is_rest || is_accepted(form, part, error) || draft::is_draft(part) => {}
            Some(error) => {
                problems.push(repair::explain(&script, form, part, error, repairs > 0));
                repairs = repairs.saturating_sub(1);
            }
            None if has_tags || part.has_hole() => {}
            None => problems.extend(refused::find_refused(part, in_script)),
        }
    }
    problems
}

/// Whether the referee accepts the statement. Of a long one it sees what is left without list items far from the error.
fn is_accepted(form: Form, part: Node<'_>, error: &SyntaxError) -> bool {
    if !referee::is_long(part) {
        return form.is_accepted(part);
    }
    let Some(short) = shorten::shorten(form, part, error) else { return true };
    short.root().children().next().is_none_or(|part| form.is_accepted(part))
}

/// How a message calls what stands at the error.
fn describe(script: &Script, error: &SyntaxError) -> Option<String> {
    let text = script.text().get(error.range.to_usize()).filter(|text| !text.is_empty() && *text != ";")?;
    Some(words::quote(text))
}
