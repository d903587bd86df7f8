//! Text to tokens: never fails, loses no byte, and knows Spark's literals, comments, hints, holes and templates.
//! Knows no grammar; which words are keywords it asks the keyword table.

use super::kind::{Kind, find_keyword};
use super::quoted;
use crate::embed::{FILLER, HOLE, HOLE_REST};
use crate::range::TextRange;

/// A token: its kind and where it stands. Tokens follow each other without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it starts.
    pub start: u32,
    /// Where it ends, exclusive.
    pub end: u32,
}

impl Token {
    /// The bytes it covers.
    pub fn range(self) -> TextRange {
        TextRange::new(self.start, self.end)
    }
}

/// The tokens of the text, trivia included, in order; together they cover every byte.
pub fn lex(text: &str) -> Vec<Token> {
    Lexer::new(text).collect()
}

pub(super) struct Lexer<'t> {
    bytes: &'t [u8],
    text: &'t str,
    at: usize,
    in_hint: bool,
    statement_start: bool,
    unclosed: quoted::Unclosed,
}

impl<'t> Lexer<'t> {
    pub fn new(text: &'t str) -> Self {
        let unclosed = quoted::Unclosed::default();
        Self { bytes: text.as_bytes(), text, at: 0, in_hint: false, statement_start: true, unclosed }
    }

    /// The next token that is no white space.
    pub fn next_visible(&mut self) -> Option<Token> {
        self.skip(is_space);
        self.next()
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    #[inline]
    fn next(&mut self) -> Option<Token> {
        let start = self.at;
        let first = *self.bytes.get(start)?;
        let kind = self.scan(first);
        debug_assert!(self.at > start, "the lexer moves on with every token");
        if !kind.is_trivia() {
            self.statement_start = kind == Kind::Semicolon;
        }
        Some(Token { kind, start: start as u32, end: self.at as u32 })
    }
}

impl Lexer<'_> {
    #[inline]
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    #[inline]
    fn scan(&mut self, first: u8) -> Kind {
        match first {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C => self.space(),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word_or_prefixed(first),
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_ascii_digit() && !self.after_name() => self.number(),
            b'\'' | b'"' => self.string(first),
            b'`' => self.quoted_name(),
            FILLER => self.filler(),
            HOLE | HOLE_REST => self.glued(Kind::Hole),
            b'-' if self.peek(1) == b'-' => self.line_comment(),
            b'/' if self.peek(1) == b'*' => self.slash_star(),
            b'*' if self.in_hint && self.peek(1) == b'/' => {
                self.in_hint = false;
                self.take(2, Kind::HintEnd)
            }
            b'$' => self.dollar(),
            b'{' => self.brace(),
            b'%' if self.is_magic() => self.magic(),
            0x80.. => self.unicode(),
            _ => self.symbol(first),
        }
    }

    /// Steps over the bytes that are such.
    #[inline]
    fn skip(&mut self, is_such: impl Fn(u8) -> bool) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|byte| !is_such(*byte)).unwrap_or(rest.len());
    }

    #[inline]
    fn take(&mut self, length: usize, kind: Kind) -> Kind {
        self.at += length;
        kind
    }

    #[inline]
    fn space(&mut self) -> Kind {
        self.skip(is_space);
        Kind::Whitespace
    }

    /// Fillers between tokens are trivia; a word that starts with one is still a word.
    fn filler(&mut self) -> Kind {
        let start = self.at;
        while self.peek(0) == FILLER {
            self.at += 1;
        }
        if is_word_byte(self.peek(0)) && self.after_word(start) {
            return self.word();
        }
        Kind::Filler
    }

    fn after_word(&self, start: usize) -> bool {
        start > 0 && is_word_byte(self.bytes[start - 1])
    }

    /// A dot right after a name or a bracket is a member access, even before a digit.
    fn after_name(&self) -> bool {
        self.at > 0
            && (is_word_byte(self.bytes[self.at - 1]) || matches!(self.bytes[self.at - 1], b'`' | b']' | b')' | b'}'))
    }

    fn word_or_prefixed(&mut self, first: u8) -> Kind {
        if matches!(first, b'r' | b'R') && matches!(self.peek(1), b'\'' | b'"') {
            let quote = self.peek(1);
            self.at += 1;
            return quoted::raw(self.bytes, &mut self.at, quote, &mut self.unclosed);
        }
        self.word()
    }

    #[inline]
    fn word(&mut self) -> Kind {
        let start = self.at;
        let mut plain = true;
        loop {
            self.skip(is_word_byte);
            match self.peek(0) {
                FILLER => {
                    plain = false;
                    self.at += 1;
                }
                0x80.. if self.letter() => plain = false,
                HOLE | HOLE_REST => return self.glued(Kind::HoleWord),
                b'$' | b'{' if self.template_length().is_some() => return self.glued(Kind::HoleWord),
                b':' if self.peek(1) == b'/' && self.peek(2) == b'/' && self.is_scheme(start) => return self.uri(),
                _ => break,
            }
        }
        let word = &self.bytes[start..self.at];
        let keyword = if plain {
            find_keyword(word)
        } else {
            find_keyword(&word.iter().copied().filter(|b| *b != FILLER).collect::<Vec<_>>())
        };
        keyword.unwrap_or(Kind::Word)
    }

    /// Words, holes and templates that touch each other are one name.
    fn glued(&mut self, mut kind: Kind) -> Kind {
        let start = self.at;
        loop {
            match self.peek(0) {
                HOLE | HOLE_REST => self.at += 1,
                FILLER => self.at += 1,
                b if is_word_byte(b) => {
                    kind = Kind::HoleWord;
                    self.at += 1;
                }
                0x80.. if self.letter() => kind = Kind::HoleWord,
                b'{' if matches!(self.peek(1), b'%' | b'#') => return kind,
                b'$' | b'{' => match self.template_length() {
                    Some(length) => {
                        if self.at > start {
                            kind = Kind::HoleWord;
                        }
                        self.at += length;
                    }
                    None => return kind,
                },
                _ => return kind,
            }
        }
    }

    fn is_scheme(&self, start: usize) -> bool {
        self.bytes[start..self.at].iter().all(u8::is_ascii_alphabetic)
    }

    fn uri(&mut self) -> Kind {
        self.at += 3;
        while is_word_byte(self.peek(0))
            || matches!(self.peek(0), b'/' | b'-' | b'.' | b'?' | b'=' | b'&' | b'#' | b'%')
            || (self.peek(0) >= 0x80 && self.letter())
        {
            if self.peek(0) < 0x80 {
                self.at += 1;
            }
        }
        Kind::Word
    }

    /// Steps over one letter above ASCII, if one stands here.
    fn letter(&mut self) -> bool {
        match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            Some(c) if c.is_alphanumeric() => {
                self.at += c.len_utf8();
                true
            }
            _ => false,
        }
    }

    fn unicode(&mut self) -> Kind {
        let c = self.text[self.at..].chars().next().unwrap_or('\u{fffd}');
        if c.is_alphanumeric() {
            return self.word();
        }
        self.at += c.len_utf8();
        if c.is_whitespace() || c == '\u{feff}' { Kind::Whitespace } else { Kind::Unknown }
    }

    /// Spark's numbers; digits that run on into letters are a name (`1a`), as Spark has it.
    fn number(&mut self) -> Kind {
        let start = self.at;
        self.digits();
        let mut kind = Kind::Integer;
        if self.peek(0) == b'.' && !self.is_fraction() && self.at == start {
            return self.take(1, Kind::Dot);
        }
        if self.peek(0) == b'.' && self.is_fraction() {
            self.at += 1;
            self.digits();
            kind = Kind::Decimal;
        }
        let sign = usize::from(matches!(self.peek(1), b'+' | b'-'));
        if matches!(self.peek(0), b'e' | b'E') && self.peek(1 + sign).is_ascii_digit() {
            self.at += 1 + sign;
            self.digits();
            kind = Kind::Exponent;
        }
        let suffix = self.suffix(kind);
        if suffix > 0 {
            self.at += suffix;
            kind = Kind::TypedNumber;
        }
        if is_word_byte(self.peek(0)) || self.peek(0) >= 0x80 || matches!(self.peek(0), HOLE | FILLER) {
            self.at = start;
            if self.peek(0) == b'.' {
                return self.take(1, Kind::Dot);
            }
            return self.word();
        }
        kind
    }

    fn digits(&mut self) {
        self.skip(|byte| byte.is_ascii_digit());
    }

    /// Whether the dot here belongs to a number: what follows must not make it a name (`1.a`).
    fn is_fraction(&self) -> bool {
        let mut i = self.at + 1;
        let byte = |i: usize| self.bytes.get(i).copied().unwrap_or(0);
        while byte(i).is_ascii_digit() {
            i += 1;
        }
        if matches!(byte(i), b'e' | b'E') {
            let sign = usize::from(matches!(byte(i + 1), b'+' | b'-'));
            if byte(i + 1 + sign).is_ascii_digit() {
                i += 1 + sign;
                while byte(i).is_ascii_digit() {
                    i += 1;
                }
            }
        }
        match byte(i) {
            b'b' | b'B' if matches!(byte(i + 1), b'd' | b'D') => i += 2,
            b'd' | b'D' | b'f' | b'F' => i += 1,
            _ => {}
        }
        !is_word_byte(byte(i))
    }

    fn suffix(&self, kind: Kind) -> usize {
        let length = match self.peek(0) {
            b'l' | b'L' | b's' | b'S' | b'y' | b'Y' if kind == Kind::Integer => 1,
            b'd' | b'D' | b'f' | b'F' => 1,
            b'b' | b'B' if matches!(self.peek(1), b'd' | b'D') => 2,
            _ => return 0,
        };
        if is_word_byte(self.peek(length)) { 0 } else { length }
    }

    fn string(&mut self, quote: u8) -> Kind {
        quoted::string(self.bytes, &mut self.at, quote, &mut self.unclosed)
    }

    fn quoted_name(&mut self) -> Kind {
        let kind = quoted::name(self.bytes, &mut self.at, &mut self.unclosed);
        if kind == Kind::QuotedName && matches!(self.peek(0), HOLE | b'$') && self.template_length().is_some() {
            return self.glued(Kind::HoleWord);
        }
        kind
    }

    fn line_comment(&mut self) -> Kind {
        while self.at < self.bytes.len() {
            match memchr::memchr3(b'\n', b'\r', b'\\', &self.bytes[self.at..]) {
                None => self.at = self.bytes.len(),
                Some(n) => {
                    self.at += n;
                    if self.peek(0) == b'\\' {
                        self.at += if self.peek(1) == b'\n' { 2 } else { 1 };
                        continue;
                    }
                    break;
                }
            }
        }
        Kind::LineComment
    }

    fn slash_star(&mut self) -> Kind {
        if self.peek(2) == b'+' {
            self.in_hint = true;
            return self.take(3, Kind::HintStart);
        }
        quoted::block_comment(self.bytes, &mut self.at)
    }

    fn dollar(&mut self) -> Kind {
        if let Some(kind) = quoted::dollar_string(self.bytes, &mut self.at) {
            return kind;
        }
        match self.template_length() {
            Some(_) => self.glued(Kind::Template),
            None => self.take(1, Kind::Unknown),
        }
    }

    /// `{% if x %}` and `{# comment #}` stand between tokens; other templates stand for something.
    fn brace(&mut self) -> Kind {
        match self.template_length() {
            Some(length) if matches!(self.peek(1), b'%' | b'#') => self.take(length, Kind::TemplateTag),
            Some(_) => self.glued(Kind::Template),
            None => self.take(1, Kind::Unknown),
        }
    }

    fn template_length(&self) -> Option<usize> {
        quoted::template_length(&self.bytes[self.at..])
    }

    /// `%name` at the start of a line, where a statement could start.
    fn is_magic(&self) -> bool {
        let own_line =
            self.bytes[..self.at].iter().rev().find(|b| !matches!(b, b' ' | b'\t')).is_none_or(|b| *b == b'\n');
        self.statement_start && self.peek(1).is_ascii_alphabetic() && own_line
    }

    /// `%sql` alone is a magic line of its own, what follows on its line is SQL; any other magic takes its line.
    fn magic(&mut self) -> Kind {
        if self.bytes[self.at + 1..].get(..3).is_some_and(|w| w.eq_ignore_ascii_case(b"sql"))
            && !is_word_byte(self.peek(4))
        {
            return self.take(4, Kind::Magic);
        }
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        Kind::Magic
    }

    #[inline]
    fn symbol(&mut self, first: u8) -> Kind {
        let (length, kind) = super::symbol::find(first, self.peek(1), self.peek(2));
        self.take(length, kind)
    }
}

#[inline]
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C)
}

/// Which bytes words are made of.
static WORD_BYTES: [bool; 256] = word_bytes();

const fn word_bytes() -> [bool; 256] {
    let mut bytes = [false; 256];
    let mut byte = 0;
    while byte < bytes.len() {
        bytes[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    bytes
}

#[inline]
fn is_word_byte(byte: u8) -> bool {
    WORD_BYTES[byte as usize]
}
