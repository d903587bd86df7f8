//! A second opinion from the sqlparser crate: does it accept a statement that our parser does not?
//! It is fed our tokens, with byte offsets in their columns. It never speaks first, and never sees big or deep text.

use sqlparser::ast::Expr as Ast;
use sqlparser::dialect::DatabricksDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan};

use super::kind::Kind;
use super::tree::{Node, TokenRef};
use super::view::{Expr, Statement, string_text};

/// More tokens than this are not shown to the referee: its time grows faster than the text.
const MOST_TOKENS: usize = 2_000;
/// Deeper parentheses than this are not shown to the referee: its tree overflows the stack.
const MOST_DEPTH: usize = 40;
/// More heads that take a statement of their own are not shown either: each level of them costs the referee most of all.
const MOST_HEADS: usize = 4;
const RECURSION: usize = 50;

/// Whether the referee takes the statement for right. What it is not shown, or gives up on, counts as right.
pub fn accepts(statement: Statement<'_>) -> bool {
    accepts_node(statement.node())
}

pub(super) fn accepts_node(statement: Node<'_>) -> bool {
    let Some(tokens) = tokens(statement) else { return true };
    is_right(parser(tokens).parse_statements())
}

/// Whether the statement has more tokens than the referee is shown.
pub(super) fn is_long(statement: Node<'_>) -> bool {
    statement.all_tokens().nth(MOST_TOKENS).is_some()
}

/// Whether the referee takes the text for select items, of which an expression is one.
pub(super) fn accepts_items(items: Node<'_>) -> bool {
    let Some(tokens) = tokens(items) else { return true };
    let mut parser = parser(tokens);
    let items = parser.parse_comma_separated(|parser| parser.parse_select_item());
    is_right(items) && parser.peek_token().token == Token::EOF
}

fn is_right<T>(parsed: Result<T, ParserError>) -> bool {
    matches!(parsed, Ok(_) | Err(ParserError::RecursionLimitExceeded))
}

/// The expression as the referee's tree, for comparing and normalising; none if it does not know it.
pub fn expression(expr: Expr<'_>) -> Option<Ast> {
    let mut parser = parser(tokens(expr.node())?);
    let ast = parser.parse_expr().ok()?;
    matches!(parser.peek_token().token, Token::EOF).then_some(ast)
}

fn parser(tokens: Vec<TokenWithSpan>) -> Parser<'static> {
    Parser::new(&DatabricksDialect {}).with_recursion_limit(RECURSION).with_tokens_with_locations(tokens)
}

/// Our tokens as the referee's; none if there are too many or they nest too deep.
fn tokens(node: Node<'_>) -> Option<Vec<TokenWithSpan>> {
    let (mut tokens, mut depth, mut in_hint) = (Vec::new(), 0_usize, false);
    let (mut heads, mut before) = (0_usize, Kind::End);
    for token in node.all_tokens() {
        match token.kind() {
            Kind::LeftParen | Kind::LeftBracket | Kind::CASE => depth += 1,
            Kind::RightParen | Kind::RightBracket | Kind::END => depth = depth.saturating_sub(1),
            Kind::EXPLAIN | Kind::DESCRIBE | Kind::BEGIN => heads += 1,
            Kind::DESC if before == Kind::DESC => heads += 1,
            Kind::HintStart => in_hint = true,
            _ => {}
        }
        before = token.kind();
        if depth > MOST_DEPTH || heads > MOST_HEADS || tokens.len() >= MOST_TOKENS {
            return None;
        }
        if !in_hint {
            let range = token.range();
            let at = |offset: u32| Location { line: 1, column: u64::from(offset) + 1 };
            tokens.push(TokenWithSpan {
                token: translate(token),
                span: Span { start: at(range.start()), end: at(range.end()) },
            });
        }
        in_hint &= token.kind() != Kind::HintEnd;
    }
    Some(tokens)
}

fn translate(token: TokenRef<'_>) -> Token {
    let text = token.text();
    match token.kind() {
        kind if kind.is_hole() => Token::make_word("hole", Some('`')),
        Kind::QuotedName => Token::make_word(text.trim_matches('`'), Some('`')),
        kind if kind.is_keyword() || kind == Kind::Word => Token::make_word(text, None),
        Kind::String | Kind::DoubleString | Kind::DollarString => {
            Token::SingleQuotedString(string_text(token).unwrap_or_default())
        }
        Kind::TypedNumber => Token::Number(text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).to_owned(), false),
        kind if kind.is_number() => Token::Number(text.to_owned(), false),
        kind => symbol(kind).unwrap_or_else(|| text.chars().next().map_or(Token::EOF, Token::Char)),
    }
}

fn symbol(kind: Kind) -> Option<Token> {
    Some(match kind {
        Kind::Semicolon => Token::SemiColon,
        Kind::LeftParen => Token::LParen,
        Kind::RightParen => Token::RParen,
        Kind::LeftBracket => Token::LBracket,
        Kind::RightBracket => Token::RBracket,
        Kind::Comma => Token::Comma,
        Kind::Dot => Token::Period,
        Kind::Bang => Token::ExclamationMark,
        Kind::Eq => Token::Eq,
        Kind::NullSafeEq => Token::Spaceship,
        Kind::NotEq => Token::Neq,
        Kind::Less => Token::Lt,
        Kind::LessEq => Token::LtEq,
        Kind::Greater => Token::Gt,
        Kind::GreaterEq => Token::GtEq,
        Kind::ShiftLeft => Token::ShiftLeft,
        Kind::Plus => Token::Plus,
        Kind::Minus => Token::Minus,
        Kind::Star => Token::Mul,
        Kind::Slash => Token::Div,
        Kind::Percent => Token::Mod,
        Kind::Tilde => Token::Tilde,
        Kind::Ampersand => Token::Ampersand,
        Kind::Pipe => Token::Pipe,
        Kind::Concat => Token::StringConcat,
        Kind::PipeArrow => Token::VerticalBarRightAngleBracket,
        Kind::Hat => Token::Caret,
        Kind::Colon => Token::Colon,
        Kind::DoubleColon | Kind::TryColon => Token::DoubleColon,
        Kind::At => Token::AtSign,
        Kind::Arrow => Token::Arrow,
        Kind::FatArrow => Token::RArrow,
        Kind::Question => Token::Placeholder("?".to_owned()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn verdict(sql: &str) -> bool {
        let script = parse(sql);
        script.statements().all(|statement| accepts(statement))
    }

    #[test]
    fn the_referee_reads_our_tokens() {
        assert!(verdict("SELECT a, `b c`, 'x' || \"y\", 1.5BD FROM t WHERE a >= 1 AND b <=> c -- d"));
        assert!(verdict("SELECT \u{2}\u{3}\u{3} FROM cat_\u{2}\u{3}.t"));
        assert!(!verdict("SELECT a FORM t WHERE"));
    }

    #[test]
    fn what_the_referee_must_not_see_counts_as_right() {
        assert!(verdict(&format!("SELECT {}", "(".repeat(10_000))));
        assert!(verdict(&format!("SELECT a FORM t WHERE {}", vec!["a"; 100_000].join(" OR "))));
    }

    #[test]
    fn equal_expressions_have_equal_trees() {
        let tree = |text: &str| {
            let script = super::super::parse_expression(text);
            script.expression().and_then(expression)
        };
        assert!(tree("a  = 1 /* b */").is_some());
        assert_eq!(tree("a  = 1 /* b */"), tree("a = 1"));
        assert_ne!(tree("a = 1"), tree("a = 2"));
    }
}
