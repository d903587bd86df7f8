//! The likeliest repair of a statement that does not fit the grammar. Each is tried: only what makes the statement parse is said.
//! Knows tokens and the parser, no production.

mod excess;
mod missing;
mod order;
mod slip;

use super::super::kind::Kind;
use super::super::node::NodeKind;
use super::super::tree::{Node, Script, SyntaxError, TokenRef};
use super::{Form, Problem, describe};
use crate::range::TextRange;

/// Repairs of longer statements are not looked for.
const MOST_TOKENS: usize = 3_000;

/// The statement with the error, and all that is asked of it.
struct Broken<'s> {
    script: &'s Script,
    form: Form,
    error: &'s SyntaxError,
    tokens: Vec<TokenRef<'s>>,
    /// The token that does not fit; the number of tokens at the end.
    at: usize,
    range: TextRange,
}

/// The ways to a repair, the surest first.
const WAYS: &[fn(&Broken<'_>) -> Option<Problem>] = &[
    missing::find_missing_end,
    missing::find_missing_head,
    slip::find_slip,
    slip::find_misspelt,
    order::find_disorder,
    missing::find_missing_by,
    missing::find_single_missing,
    missing::find_missing_operand,
    excess::find_excess,
    missing::find_missing,
    order::find_swapped,
];

/// The problem behind an error of grammar; its repair is looked for only if asked to.
pub(super) fn explain(script: &Script, form: Form, part: Node<'_>, error: &SyntaxError, repair: bool) -> Problem {
    let tokens: Vec<_> = part.all_tokens().filter(|token| token.kind() != Kind::Semicolon).collect();
    let at = tokens.iter().position(|token| token.range().start() >= error.range.start());
    let at = if error.found == Kind::End { tokens.len() } else { at.unwrap_or(tokens.len()) };
    let broken = Broken { script, form, error, at, range: part.range(), tokens };
    let ways = if repair && broken.tokens.len() <= MOST_TOKENS { WAYS } else { &[] };
    slip::find_unclosed(&broken)
        .or_else(|| ways.iter().find_map(|way| way(&broken)))
        .unwrap_or_else(|| broken.plain(""))
}

impl<'s> Broken<'s> {
    fn token(&self, back: usize) -> Option<TokenRef<'s>> {
        self.at.checked_sub(back).and_then(|at| self.tokens.get(at)).copied()
    }

    /// What stands there and what was expected, with a hint behind.
    fn plain(&self, hint: &str) -> Problem {
        let whole = if self.form == Form::Script { "statement" } else { "expression" };
        let message = match (describe(self.script, self.error), self.error.expected) {
            (Some(found), "the end of the statement" | "the end") => {
                format!("{found} stands where the {whole} should end{hint}")
            }
            (Some(found), expected) => format!("{found} stands where {expected} is expected{hint}"),
            (None, "an expression") if self.form != Form::Script => format!("an operand is missing at the end{hint}"),
            (None, expected) => format!("the {whole} ends where {expected} is expected{hint}"),
        };
        // Nothing stands at the end; the last token is what can be seen.
        let last = self.tokens.last().filter(|_| self.error.range.is_empty()).map(TokenRef::range);
        Problem::new(last.unwrap_or(self.error.range), message)
    }

    /// Whether the statement fits the grammar with `new` in place of the range.
    fn fits_with(&self, range: TextRange, new: &str) -> bool {
        self.parse_with(range, new).is_some()
    }

    /// Whether it fits, and without clauses that nobody knows, which fit anywhere.
    fn fits_knowingly_with(&self, range: TextRange, new: &str) -> bool {
        let is_unknown = |node: Node<'_>| matches!(node.kind(), NodeKind::Opaque | NodeKind::UnknownClause);
        self.parse_with(range, new).is_some_and(|script| !script.root().descendants().any(is_unknown))
    }

    /// The statement with `new` in place of the range, if it fits the grammar.
    fn parse_with(&self, range: TextRange, new: &str) -> Option<Script> {
        let whole = self.script.text();
        let (start, end) = (self.range.start(), self.range.end().max(range.end()));
        let before = whole.get(TextRange::new(start, range.start()).to_usize()).unwrap_or_default();
        let after = whole.get(TextRange::new(range.end(), end).to_usize()).unwrap_or_default();
        let script = self.form.parse(format!("{before}{new}{after}"));
        let is_one = script.statements().count() <= 1 + usize::from(new.contains(';'));
        (script.errors().is_empty() && is_one).then_some(script)
    }

    /// Whether nothing but space stands before the token on its line.
    fn is_first_on_line(&self, token: TokenRef<'_>) -> bool {
        let before = self.script.text().get(..token.range().start() as usize).unwrap_or_default();
        before.trim_end_matches([' ', '\t']).ends_with('\n')
    }

    fn fits_without(&self, token: TokenRef<'_>) -> bool {
        self.fits_with(token.range(), " ")
    }

    fn fits_with_after(&self, token: TokenRef<'_>, new: &str) -> bool {
        self.fits_with(TextRange::at(token.range().end()), &format!(" {new} "))
    }

    fn fits_with_before(&self, token: Option<TokenRef<'_>>, new: &str) -> bool {
        match token {
            Some(token) => self.fits_with(TextRange::at(token.range().start()), &format!(" {new} ")),
            None => {
                let end = self.tokens.last().map_or(self.range.end(), |token| token.range().end());
                self.fits_with(TextRange::at(end), &format!(" {new} "))
            }
        }
    }
}

/// Whether the word is the kind of an object, or of several.
fn is_object(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::CATALOG
            | Kind::CATALOGS
            | Kind::DATABASE
            | Kind::DATABASES
            | Kind::FUNCTION
            | Kind::FUNCTIONS
            | Kind::SCHEMA
            | Kind::SCHEMAS
            | Kind::TABLE
            | Kind::TABLES
            | Kind::VIEW
            | Kind::VIEWS
            | Kind::VOLUME
            | Kind::VOLUMES
    )
}

/// The innermost parenthesis that is still open at the error.
fn find_open(broken: &Broken<'_>) -> Option<TextRange> {
    let mut open = Vec::new();
    for token in &broken.tokens[..broken.at] {
        match token.kind() {
            Kind::LeftParen => open.push(token.range()),
            Kind::RightParen => {
                open.pop();
            }
            _ => {}
        }
    }
    open.pop()
}
