//! Where quoted things end: strings, quoted names, `$$` bodies, block comments, templates.
//! Knows bytes only; the lexer decides when to ask.

use super::kind::Kind;

/// Which quotes were found to have no end, so that no text is searched for them twice.
#[derive(Default)]
pub(super) struct Unclosed {
    single: bool,
    double: bool,
    back: bool,
}

impl Unclosed {
    fn of(&mut self, quote: u8) -> &mut bool {
        match quote {
            b'\'' => &mut self.single,
            b'"' => &mut self.double,
            _ => &mut self.back,
        }
    }
}

/// A string that starts at its quote; a backslash escapes, a doubled quote stands for itself.
pub(super) fn string(bytes: &[u8], at: &mut usize, quote: u8, unclosed: &mut Unclosed) -> Kind {
    let start = *at;
    if !*unclosed.of(quote) {
        let mut i = start + 1;
        while let Some(n) = memchr::memchr2(quote, b'\\', &bytes[i.min(bytes.len())..]) {
            i += n;
            if bytes[i] == b'\\' || bytes.get(i + 1) == Some(&quote) {
                i += 2;
                continue;
            }
            *at = i + 1;
            return if quote == b'"' { Kind::DoubleString } else { Kind::String };
        }
    }
    to_line_end(bytes, at, quote, unclosed)
}

/// A raw string that starts at its quote: nothing escapes.
pub(super) fn raw(bytes: &[u8], at: &mut usize, quote: u8, unclosed: &mut Unclosed) -> Kind {
    match memchr::memchr(quote, &bytes[*at + 1..]) {
        Some(n) => {
            *at += n + 2;
            Kind::String
        }
        None => to_line_end(bytes, at, quote, unclosed),
    }
}

/// A name in backquotes; a doubled backquote stands for itself.
pub(super) fn name(bytes: &[u8], at: &mut usize, unclosed: &mut Unclosed) -> Kind {
    if !*unclosed.of(b'`') {
        let mut i = *at + 1;
        while let Some(n) = memchr::memchr(b'`', &bytes[i.min(bytes.len())..]) {
            i += n;
            if bytes.get(i + 1) == Some(&b'`') {
                i += 2;
                continue;
            }
            *at = i + 1;
            return Kind::QuotedName;
        }
    }
    to_line_end(bytes, at, b'`', unclosed)
}

/// A quote without end takes its line, so that the statements after it survive.
fn to_line_end(bytes: &[u8], at: &mut usize, quote: u8, unclosed: &mut Unclosed) -> Kind {
    *unclosed.of(quote) = true;
    let rest = &bytes[*at..];
    *at += memchr::memchr(b'\n', rest).unwrap_or(rest.len()).max(1);
    Kind::Unclosed
}

/// A comment in `/* */`, others nested in it; without end it takes the rest of the text.
pub(super) fn block_comment(bytes: &[u8], at: &mut usize) -> Kind {
    let mut depth = 1_u32;
    let mut i = *at + 2;
    while let Some(n) = memchr::memchr2(b'*', b'/', &bytes[i.min(bytes.len())..]) {
        i += n;
        match (bytes[i], bytes.get(i + 1)) {
            (b'*', Some(b'/')) => {
                depth -= 1;
                i += 2;
                if depth == 0 {
                    *at = i;
                    return Kind::BlockComment;
                }
            }
            (b'/', Some(b'*')) => {
                depth += 1;
                i += 2;
            }
            _ => i += 1,
        }
    }
    *at = bytes.len();
    Kind::Unclosed
}

/// `$$ .. $$`, if one starts here.
pub(super) fn dollar_string(bytes: &[u8], at: &mut usize) -> Option<Kind> {
    let rest = &bytes[*at..];
    if rest.get(1) != Some(&b'$') {
        return None;
    }
    let end = memchr::memmem::find(&rest[2..], b"$$");
    *at += end.map_or(rest.len(), |n| n + 4);
    Some(if end.is_some() { Kind::DollarString } else { Kind::Unclosed })
}

/// How long the template is that starts here: `${x}`, `$x`, `{{x}}`, `{% x %}`, `{x}`.
pub(super) fn template_length(rest: &[u8]) -> Option<usize> {
    match (rest.first()?, rest.get(1)?) {
        (b'$', b'{') => closed(&rest[2..], b"}").map(|n| n + 2),
        (b'$', b'a'..=b'z' | b'A'..=b'Z' | b'_') => {
            Some(1 + rest[1..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count())
        }
        (b'{', b'{') => closed(&rest[2..], b"}}").map(|n| n + 2),
        (b'{', b'%') => closed(&rest[2..], b"%}").map(|n| n + 2),
        (b'{', b'#') => memchr::memmem::find(&rest[..rest.len().min(LONGEST_COMMENT)], b"#}").map(|n| n + 2),
        (b'{', _) => closed(&rest[1..], b"}").map(|n| n + 1),
        _ => None,
    }
}

/// Templates are short: the end is looked for within this many bytes only.
const LONGEST_TEMPLATE: usize = 200;

/// Jinja comments may be longer.
const LONGEST_COMMENT: usize = 4000;

fn closed(rest: &[u8], mark: &[u8]) -> Option<usize> {
    let near = &rest[..rest.len().min(LONGEST_TEMPLATE)];
    memchr::memmem::find(near, mark).map(|n| n + mark.len())
}
