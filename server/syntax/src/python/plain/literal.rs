//! Numbers, and strings whose fields, if there are any, hold a name and no more. Knows nothing of what stands around them.

use memchr::memchr2;

use super::{MAX_LEVELS, Plain, Reader, is_name, is_word};
use crate::python::ast::{Expr, ExprKind, Ident};
use crate::python::lower::number;
use crate::python::scan::string_end;
use crate::python::strings::{Prefix, StringHole, StringLiteral, StringPart};

impl Reader<'_> {
    /// A number of digits, with or without a fraction.
    pub(super) fn number(&mut self) -> Option<Plain> {
        let start = self.at;
        let digits = |from: usize| self.code[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut end = start + digits(start);
        if self.code.get(end) == Some(&b'.') {
            end += 1 + digits(end + 1);
        }
        self.at = end;
        let is_whole = !matches!(self.code.get(end), Some(byte) if is_word(*byte) || *byte == b'.');
        self.at += self.word().len();
        let value = Expr { kind: number(&self.text[start..end]), range: self.host(start, end) };
        is_whole.then_some(Plain { value, levels: 0 })
    }

    /// String literals side by side.
    pub(super) fn strings(&mut self) -> Option<Plain> {
        let start = self.at;
        let mut literal = StringLiteral { parts: Vec::with_capacity(1), bytes: false };
        let mut is_plain = true;
        loop {
            let word = self.word();
            let Some(prefix) = Prefix::find(word.as_bytes()) else {
                self.at += word.len();
                return None;
            };
            let part = self.string(self.at + word.len(), prefix);
            is_plain &= part.is_some();
            literal.parts.extend(part);
            literal.bytes |= prefix.bytes;
            let end = self.at;
            self.skip_space();
            let word = self.word();
            if !self.is_quote(self.at + word.len()) || Prefix::find(word.as_bytes()).is_none() {
                self.at = end;
                let value = Expr { kind: ExprKind::String(Box::new(literal)), range: self.host(start, end) };
                return is_plain.then_some(Plain { value, levels: MAX_FIELD_LEVELS });
            }
        }
    }

    /// The literal with its prefix at this place and its first quote at `quote`.
    fn string(&mut self, quote: usize, prefix: Prefix) -> Option<StringPart> {
        let start = self.at;
        let (end, is_closed) = string_end(self.code, quote);
        if !is_closed {
            self.give_up();
            return None;
        }
        self.at = end;
        let triple = end - quote >= 6 && self.code[quote..].starts_with(&[self.code[quote]; 3]);
        let width = if triple { 3 } else { 1 };
        let holes = if prefix.formatted { self.fields(quote + width, end - width) } else { Some(Vec::new()) };
        // A quote in a field may have ended the literal too early.
        if holes.is_none() && !has_whole_fields(&self.code[quote..end]) {
            self.give_up();
        }
        Some(StringPart {
            range: self.host(start, end),
            content: self.host(quote + width, end - width),
            raw: prefix.raw,
            triple,
            quote: self.code[quote],
            formatted: prefix.formatted,
            holes: holes?,
        })
    }

    /// The fields between `start` and `end`, if each holds a name and no more.
    fn fields(&self, start: usize, end: usize) -> Option<Vec<StringHole>> {
        let mut fields = Vec::new();
        let mut at = start;
        while let Some(found) = memchr2(b'{', b'}', &self.code[at..end]) {
            let brace = at + found;
            if self.code[brace + 1..end].first() == Some(&self.code[brace]) {
                at = brace + 2;
                continue;
            }
            let before = &self.code[start..brace];
            if self.code[brace] == b'}' || before.ends_with(b"\\") || before.ends_with(b"\\N") {
                return None;
            }
            let field = self.field(brace, end)?;
            at = field.range.end() as usize - self.base as usize;
            fields.push(field);
        }
        Some(fields)
    }

    /// The field with its brace at `start`.
    fn field(&self, start: usize, end: usize) -> Option<StringHole> {
        let spaces = |at: usize| self.code[at..end].iter().take_while(|byte| **byte == b' ').count();
        let mut at = start + 1 + spaces(start + 1);
        let name_start = at;
        let mut value: Option<Expr> = None;
        for level in 0.. {
            let len = self.code[at..end].iter().take_while(|byte| is_word(**byte)).count();
            let name = &self.text[at..at + len];
            if !is_name(name) || level > MAX_FIELD_LEVELS {
                return None;
            }
            let kind = match value.take() {
                None => ExprKind::Name(name.into()),
                Some(object) => {
                    let name = Ident { text: name.into(), range: self.host(at, at + len) };
                    ExprKind::Attribute { object: Box::new(object), name }
                }
            };
            at += len;
            value = Some(Expr { kind, range: self.host(name_start, at) });
            if self.code[at] != b'.' {
                break;
            }
            at += 1;
        }
        at += spaces(at);
        let mut formatted = false;
        if self.code[at] == b'!' && self.code[at + 1].is_ascii_lowercase() {
            (formatted, at) = (true, at + 2);
        }
        if self.code[at] == b':' {
            formatted = true;
            at += self.code[at..end].iter().take_while(|byte| !matches!(byte, b'{' | b'}' | b'\n')).count();
        }
        let is_whole = at < end && self.code[at] == b'}';
        is_whole.then_some(())?;
        Some(StringHole { range: self.host(start, at + 1), value: value?, formatted })
    }
}

/// How many attributes a name in a field has at most, and so how many levels a literal has.
const MAX_FIELD_LEVELS: u32 = 5;
const _: () = assert!(MAX_FIELD_LEVELS < MAX_LEVELS);

/// Whether every field in an f-string that opens also ends.
fn has_whole_fields(literal: &[u8]) -> bool {
    let mut open = 0_u32;
    let mut rest = literal;
    while let [byte, after @ ..] = rest {
        rest = after;
        match byte {
            b'{' | b'}' if open == 0 && after.first() == Some(byte) => rest = &after[1..],
            b'{' => open += 1,
            b'}' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    open == 0
}
