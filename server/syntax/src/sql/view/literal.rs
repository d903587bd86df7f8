//! Literals and their values.

use super::*;
use crate::embed::{FILLER, HOLE, HOLE_REST};

views! {
    /// A literal; strings that follow each other are one.
    Literal;
    /// A literal with its type before it.
    TypedLiteral;
}

/// What a literal says.
#[derive(Clone, Debug, PartialEq)]
pub enum LiteralValue {
    /// A string, unescaped.
    Text(String),
    /// A whole number without suffix.
    Integer(i128),
    /// Any other number, as written.
    Number(String),
    /// TRUE or FALSE.
    Boolean(bool),
    /// NULL.
    Null,
    /// A string with a hole in it, a parameter, or a number too big.
    Unknown,
}

impl<'s> Literal<'s> {
    /// Its value.
    pub fn value(&self) -> LiteralValue {
        let Some(first) = self.0.first_token() else { return LiteralValue::Unknown };
        match first.kind() {
            Kind::NULL => LiteralValue::Null,
            Kind::TRUE => LiteralValue::Boolean(true),
            Kind::FALSE => LiteralValue::Boolean(false),
            Kind::Integer => clean(first.text()).parse().map_or(LiteralValue::Unknown, LiteralValue::Integer),
            kind if kind.is_number() => LiteralValue::Number(clean(first.text())),
            _ => self.string().map_or(LiteralValue::Unknown, LiteralValue::Text),
        }
    }

    /// The text of a string; none if it is no string or has a hole.
    pub fn string(&self) -> Option<String> {
        let mut text = String::new();
        for token in self.0.all_tokens() {
            text.push_str(&string_text(token)?);
        }
        Some(text)
    }

    /// The strings it is put together from, as they are written; none if it is no string in quotes.
    pub fn strings(&self) -> Option<Vec<(&'s str, TextRange)>> {
        let strings = self.0.all_tokens().map(|t| t.kind().is_string().then(|| (t.text(), t.range())));
        strings.collect::<Option<Vec<_>>>().filter(|strings| !strings.is_empty())
    }

    /// Whether it is a string.
    pub fn is_string(&self) -> bool {
        self.0.first_token().is_some_and(|t| t.kind().is_string() || t.kind() == Kind::DollarString)
    }
}

impl<'s> TypedLiteral<'s> {
    /// The type before it: `DATE`, `TIMESTAMP`, `X`.
    pub fn type_name(&self) -> &'s str {
        self.0.first_token().map_or("", |t| t.text())
    }

    /// The text in quotes.
    pub fn string(&self) -> Option<String> {
        self.0.all_tokens().nth(1).and_then(string_text)
    }
}

fn clean(text: &str) -> String {
    text.chars().filter(|c| *c != FILLER as char).collect()
}

/// The text of a string token without quotes and escapes; none if it has a hole.
pub(crate) fn string_text(token: TokenRef<'_>) -> Option<String> {
    let text = token.text();
    if text.bytes().any(|b| b == HOLE || b == HOLE_REST) {
        return None;
    }
    let text = clean(text);
    match token.kind() {
        Kind::DollarString => Some(text.strip_prefix("$$")?.strip_suffix("$$")?.to_owned()),
        Kind::String | Kind::DoubleString => {
            let is_raw = text.starts_with(['r', 'R']);
            let quoted = if is_raw { &text[1..] } else { &text[..] };
            let quote = quoted.chars().next()?;
            let inner = quoted.strip_prefix(quote)?.strip_suffix(quote)?;
            Some(if is_raw { inner.to_owned() } else { unescape(inner, quote) })
        }
        _ => None,
    }
}

/// Spark's escapes: `\n`, `\u0041`, `\101`; a backslash before `%` or `_` stays for LIKE.
fn unescape(text: &str, quote: char) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c == quote && rest.starts_with(quote) {
            rest = &rest[quote.len_utf8()..];
        }
        if c != '\\' {
            plain.push(c);
            continue;
        }
        if let Some((c, length)) = coded(rest) {
            plain.push(c);
            rest = &rest[length..];
            continue;
        }
        let Some(escaped) = rest.chars().next() else { break };
        rest = &rest[escaped.len_utf8()..];
        match escaped {
            '0' => plain.push('\0'),
            'b' => plain.push('\u{8}'),
            'n' => plain.push('\n'),
            'r' => plain.push('\r'),
            't' => plain.push('\t'),
            'Z' => plain.push('\u{1a}'),
            '%' | '_' => plain.extend(['\\', escaped]),
            other => plain.push(other),
        }
    }
    plain
}

/// The character that `u0041`, `U00000041` or `101` stands for, and how long its code is.
fn coded(text: &str) -> Option<(char, usize)> {
    let (digits, radix, skip) = match text.as_bytes().first()? {
        b'u' => (4, 16, 1),
        b'U' => (8, 16, 1),
        b'0' | b'1' => (3, 8, 0),
        _ => return None,
    };
    let code = text.get(skip..skip + digits)?;
    let is_code = code.chars().all(|c| c.is_digit(radix));
    char::from_u32(u32::from_str_radix(code, radix).ok().filter(|_| is_code)?).map(|c| (c, skip + digits))
}
