//! What the tree leaves out, looked up in the tokens: operators, parentheses, where a head ends. Knows no nodes.

use ruff_python_ast::token::{Token, TokenKind};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::Reader;

impl<'t> Reader<'t> {
    /// The tokens that start at `offset` or behind it.
    pub(super) fn tokens_from(&self, offset: TextSize) -> &'t [Token] {
        &self.tokens[self.tokens.partition_point(|token| token.start() < offset)..]
    }

    /// The first token that starts at `offset` or behind it and that `test` accepts.
    pub(super) fn find_token(&self, offset: TextSize, test: impl Fn(TokenKind) -> bool) -> Option<&'t Token> {
        self.tokens_from(offset).iter().find(|token| test(token.kind()))
    }

    /// Where the operator stands that follows what ends at `offset`; of two words, such as `not in`, both.
    pub(super) fn operator(&self, offset: TextSize) -> TextRange {
        let is_operator = |kind: TokenKind| kind != TokenKind::Rpar && !kind.is_trivia();
        let mut tokens = self.tokens_from(offset).iter().filter(|token| is_operator(token.kind()));
        let Some(first) = tokens.next() else { return TextRange::empty(offset) };
        match (first.kind(), tokens.next()) {
            (TokenKind::Is, Some(next)) if next.kind() == TokenKind::Not => first.range().cover(next.range()),
            (TokenKind::Not, Some(next)) => first.range().cover(next.range()),
            _ => first.range(),
        }
    }

    /// `range` with the parentheses around it that stand within `limit`.
    pub(super) fn parenthesized(&self, range: TextRange, limit: TextRange) -> TextRange {
        let mut range = range;
        let before = self.tokens.partition_point(|token| token.start() < range.start());
        let mut before = self.tokens[..before].iter().rev().filter(|token| !token.kind().is_trivia());
        let mut after = self.tokens_from(range.end()).iter().filter(|token| !token.kind().is_trivia());
        while let (Some(open), Some(close)) = (before.next(), after.next()) {
            let is_pair = open.kind() == TokenKind::Lpar && close.kind() == TokenKind::Rpar;
            if !is_pair || open.start() < limit.start() || close.end() > limit.end() {
                break;
            }
            range = open.range().cover(close.range());
        }
        range
    }
}
