//! Python string literals: their parts, prefixes and fields, with host byte ranges, and the text they stand for.
//! Knows nothing of SQL; `template.rs` turns literals into guest text.

use std::borrow::Cow;

use memchr::memchr3;

use super::ast::Expr;
use crate::range::TextRange;

/// String literals that stand side by side, which Python joins into one value.
#[derive(Clone, Debug)]
pub struct StringLiteral {
    /// The literals, in order; never empty.
    pub parts: Vec<StringPart>,
    /// Whether the value is `bytes`.
    pub bytes: bool,
}

/// One literal with its own prefix and quotes.
#[derive(Clone, Debug)]
pub struct StringPart {
    /// Prefix, quotes and content.
    pub range: TextRange,
    /// What stands between the quotes.
    pub content: TextRange,
    /// Whether backslashes are plain text.
    pub raw: bool,
    /// Whether the quotes are tripled.
    pub triple: bool,
    /// The quote character, `'` or `"`.
    pub quote: u8,
    /// Whether it has the prefix `f`, and so `{{` and `}}`.
    pub formatted: bool,
    /// The replacement fields of an f-string, in order.
    pub holes: Vec<StringHole>,
}

/// A replacement field `{value!r:spec}` of an f-string.
#[derive(Clone, Debug)]
pub struct StringHole {
    /// The field with its braces.
    pub range: TextRange,
    /// The expression in it.
    pub value: Expr,
    /// Whether a conversion or a format specification follows, so that the text is not the plain value.
    pub formatted: bool,
}

/// What the letters before a literal's quote say.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Prefix {
    pub(crate) raw: bool,
    pub(crate) bytes: bool,
    pub(crate) formatted: bool,
}

impl Prefix {
    /// What `letters` say, if they are a prefix.
    pub(crate) fn find(letters: &[u8]) -> Option<Self> {
        let mut prefix = Self::default();
        for letter in letters {
            match letter.to_ascii_lowercase() {
                b'r' => prefix.raw = true,
                b'b' => prefix.bytes = true,
                b'f' | b't' => prefix.formatted = true,
                b'u' => {}
                _ => return None,
            }
        }
        Some(prefix)
    }
}

/// A piece of what a literal stands for.
#[derive(Clone, Debug)]
pub enum Piece<'a> {
    /// Constant text, escapes replaced, and where it is written.
    Text { value: Cow<'a, str>, range: TextRange },
    /// A replacement field.
    Hole(&'a StringHole),
}

impl StringLiteral {
    /// The constant text of the literal; `None` for bytes and if fields are in it.
    /// `code` is the `code` of the file that the literal was parsed from.
    pub fn value<'a>(&'a self, code: &'a str) -> Option<Cow<'a, str>> {
        if self.bytes || self.parts.iter().any(|part| !part.holes.is_empty()) {
            return None;
        }
        let mut value = Cow::Borrowed("");
        for piece in self.pieces(code) {
            if let Piece::Text { value: text, .. } = piece {
                value += text;
            }
        }
        Some(value)
    }

    /// The text of a single literal that stands for just what is written in it.
    pub fn plain<'a>(&self, code: &'a str) -> Option<&'a str> {
        let [part] = self.parts.as_slice() else { return None };
        let text = code.get(part.content.to_usize())?;
        let is_special = |byte: &u8| match byte {
            b'\\' => !part.raw,
            b'{' | b'}' => part.formatted,
            byte => *byte == b'\r',
        };
        (part.holes.is_empty() && !text.as_bytes().iter().any(is_special)).then_some(text)
    }

    /// Constant pieces and fields in order; constant text without a field in it is one piece per part.
    /// `code` is the `code` of the file that the literal was parsed from.
    pub fn pieces<'a>(&'a self, code: &'a str) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        self.parts.iter().for_each(|part| part_pieces(code, part, &mut pieces));
        pieces
    }
}

fn part_pieces<'a>(code: &'a str, part: &'a StringPart, pieces: &mut Vec<Piece<'a>>) {
    let mut value = Cow::Borrowed("");
    let mut start = part.content.start();
    for unit in units(code, part) {
        match unit {
            Unit::Plain(range) => value += plain_text(code.get(range.to_usize()).unwrap_or("")),
            Unit::Char { value: char, .. } => value.to_mut().push(char),
            Unit::Nothing(_) => {}
            Unit::Hole(hole) => {
                push_text(pieces, std::mem::take(&mut value), start, hole.range.start());
                pieces.push(Piece::Hole(hole));
                start = hole.range.end();
            }
        }
    }
    push_text(pieces, value, start, part.content.end());
}

fn push_text<'a>(pieces: &mut Vec<Piece<'a>>, value: Cow<'a, str>, start: u32, end: u32) {
    if !value.is_empty() {
        pieces.push(Piece::Text { value, range: TextRange::new(start, end) });
    }
}

/// Python reads every line end as `\n`.
fn plain_text(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

/// A stretch of a literal's content by what it stands for.
pub(crate) enum Unit<'a> {
    /// Itself.
    Plain(TextRange),
    /// Another character: an escape or a doubled brace.
    Char { range: TextRange, value: char },
    /// Nothing: a backslash that joins two lines.
    Nothing(TextRange),
    /// A replacement field.
    Hole(&'a StringHole),
}

/// The content of a literal in stretches, without gaps.
pub(crate) fn units<'a>(code: &str, part: &'a StringPart) -> Vec<Unit<'a>> {
    let mut units = Vec::new();
    let mut at = part.content.start();
    for hole in &part.holes {
        constant_units(code, part, TextRange::new(at, hole.range.start().max(at)), &mut units);
        units.push(Unit::Hole(hole));
        at = hole.range.end();
    }
    constant_units(code, part, TextRange::new(at, part.content.end().max(at)), &mut units);
    units
}

fn constant_units(code: &str, part: &StringPart, range: TextRange, units: &mut Vec<Unit<'_>>) {
    let text = code.get(range.to_usize()).unwrap_or("");
    let host = |start: usize, end: usize| TextRange::from_usize(start, end).shift(range.start());
    let (mut plain, mut at) = (0, 0);
    while let Some(found) = memchr3(b'\\', b'{', b'}', &text.as_bytes()[at..]) {
        let special = at + found;
        let (len, meaning) = match text.as_bytes()[special] {
            b'\\' if !part.raw => escape(&text[special..]),
            brace @ (b'{' | b'}') if part.formatted && text.as_bytes().get(special + 1) == Some(&brace) => {
                (2, Some(Some(brace as char)))
            }
            _ => (1, None),
        };
        at = special + len;
        let Some(meaning) = meaning else { continue };
        if plain < special {
            units.push(Unit::Plain(host(plain, special)));
        }
        let range = host(special, at);
        units.push(meaning.map_or(Unit::Nothing(range), |value| Unit::Char { range, value }));
        plain = at;
    }
    if plain < text.len() {
        units.push(Unit::Plain(host(plain, text.len())));
    }
}

/// How long the escape at the start of `text` is, and what it means: `None` itself, `Some(None)` nothing.
/// A name (`\N{...}`) and a number that is no character mean the replacement character.
fn escape(text: &str) -> (usize, Option<Option<char>>) {
    let rest = &text[1..];
    let simple = |value: char| (2, Some(Some(value)));
    match rest.as_bytes().first() {
        Some(b'\r') if rest.starts_with("\r\n") => (3, Some(None)),
        Some(b'\n' | b'\r') => (2, Some(None)),
        Some(&byte @ (b'\\' | b'\'' | b'"')) => simple(byte as char),
        Some(b'a') => simple('\x07'),
        Some(b'b') => simple('\x08'),
        Some(b'f') => simple('\x0c'),
        Some(b'n') => simple('\n'),
        Some(b'r') => simple('\r'),
        Some(b't') => simple('\t'),
        Some(b'v') => simple('\x0b'),
        Some(b'x') => number(rest, 1, 2, 16),
        Some(b'u') => number(rest, 1, 4, 16),
        Some(b'U') => number(rest, 1, 8, 16),
        Some(b'0'..=b'7') => {
            let digits = rest.bytes().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
            number(rest, 0, digits, 8)
        }
        Some(b'N') if rest.starts_with("N{") => match rest.find('}') {
            Some(end) => (end + 2, Some(Some(char::REPLACEMENT_CHARACTER))),
            None => (1, None),
        },
        _ => (1, None),
    }
}

fn number(rest: &str, skip: usize, digits: usize, radix: u32) -> (usize, Option<Option<char>>) {
    let Some(code) = rest.get(skip..skip + digits).and_then(|digits| u32::from_str_radix(digits, radix).ok()) else {
        return (1, None);
    };
    (1 + skip + digits, Some(Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))))
}
