//! The tokens of a text as the parser and the tree hold them: those that the grammar knows apart from those it does not.
//! Knows no grammar.

use super::kind::Kind;
use super::lexer::{Lexer, Token};
use crate::range::TextRange;

/// How many bytes a token and the white space after it have in dense SQL, for a guess at the number of tokens.
const BYTES_PER_TOKEN: usize = 4;

/// The tokens of one text. White space is not kept: it is what stands between all others.
#[derive(Clone, Debug)]
pub(super) struct Tokens {
    /// What the significant tokens are.
    pub kinds: Vec<Kind>,
    /// Where they stand.
    pub ranges: Vec<TextRange>,
    /// Comments, fillers, template tags and magic lines.
    pub trivia: Vec<Token>,
}

impl Tokens {
    pub fn new(text: &str) -> Self {
        let expected = text.len() / BYTES_PER_TOKEN + 4;
        let mut tokens =
            Self { kinds: Vec::with_capacity(expected), ranges: Vec::with_capacity(expected), trivia: Vec::new() };
        let mut lexer = Lexer::new(text);
        while let Some(token) = lexer.next_visible() {
            if !token.kind.is_trivia() {
                tokens.kinds.push(token.kind);
                tokens.ranges.push(token.range());
            } else if token.kind != Kind::Whitespace {
                tokens.trivia.push(token);
            }
        }
        tokens
    }
}
