//! The replacement fields of `%` and of `.format` in guest text. Knows their syntax, and what they are called; no values.

use memchr::{memchr, memchr2};

use crate::embed::FILLER;

/// A field, or a doubled mark that stands for one.
#[derive(Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) name: Name,
    /// Whether the text is the plain value: no width, no precision, no conversion but `%s` and `%d`.
    pub(crate) plain: bool,
}

/// What a field takes.
#[derive(Debug, PartialEq)]
pub(crate) enum Name {
    /// The argument with this number.
    Number(usize),
    /// The argument with this name.
    Word(String),
    /// None: it is `%%`, `{{` or `}}`.
    Doubled,
}

/// The fields of `%` in `text` from `at` on.
pub(crate) fn percent_fields(text: &[u8], mut at: usize) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut number = 0;
    while let Some(found) = memchr(b'%', &text[at..]) {
        let start = at + found;
        at = start + 1;
        if text.get(at) == Some(&b'%') {
            at += 1;
            fields.push(Field { start, end: at, name: Name::Doubled, plain: false });
        } else if let Some(field) = percent_field(text, start, &mut number) {
            at = field.end;
            fields.push(field);
        }
    }
    fields
}

fn percent_field(text: &[u8], start: usize, number: &mut usize) -> Option<Field> {
    let mut at = start + 1;
    let mut word = None;
    if text.get(at) == Some(&b'(') {
        let end = at + memchr(b')', &text[at..])?;
        word = Some(std::str::from_utf8(&text[at + 1..end]).ok()?.to_owned());
        at = end + 1;
    }
    let mut first = *number;
    let options = at;
    while let Some(byte) = text.get(at).filter(|byte| b"#0- +*.123456789hlL".contains(byte)) {
        first += usize::from(*byte == b'*');
        at += 1;
    }
    let plain = at == options && matches!(text.get(at), Some(b's' | b'd'));
    if !b"diouxXeEfFgGcrsa".contains(text.get(at)?) {
        return None;
    }
    let name = word.map_or(Name::Number(first), Name::Word);
    *number = first + usize::from(name == Name::Number(first));
    Some(Field { start, end: at + 1, name, plain })
}

/// The fields of `.format` in `text` from `at` on.
pub(crate) fn format_fields(text: &[u8], mut at: usize) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut number = 0;
    while let Some(found) = memchr2(b'{', b'}', &text[at..]) {
        let start = at + found;
        at = start + 1;
        if text.get(at) == Some(&text[start]) {
            at += 1;
            fields.push(Field { start, end: at, name: Name::Doubled, plain: false });
        } else if text[start] == b'{' {
            let Some(end) = closing_brace(text, at) else { break };
            fields.push(format_field(&text[at..end], start, end + 1, &mut number));
            at = end + 1;
        }
    }
    fields
}

/// Where the field whose inside starts at `at` closes; fields may hold fields in their format specification.
fn closing_brace(text: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0;
    loop {
        let next = at + memchr2(b'{', b'}', &text[at..])?;
        match (text[next], depth) {
            (b'{', _) => depth += 1,
            (_, 0) => return Some(next),
            _ => depth -= 1,
        }
        at = next + 1;
    }
}

fn format_field(inside: &[u8], start: usize, end: usize, number: &mut usize) -> Field {
    let inside: Vec<u8> = inside.iter().copied().filter(|&byte| byte != FILLER).collect();
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
    let len = inside.iter().take_while(|byte| is_word(byte)).count();
    let plain = len == inside.len();
    let word = String::from_utf8_lossy(&inside[..len]);
    let name = match word.parse() {
        _ if word.is_empty() => {
            *number += 1;
            Name::Number(*number - 1)
        }
        Ok(number) => Name::Number(number),
        Err(_) => Name::Word(word.into_owned()),
    };
    Field { start, end, name, plain }
}
