//! Scalars: their cooked text, their style, and the type that the Databricks CLI's YAML reader gives them.
//! Knows nothing of the tree around them.

use smol_str::SmolStr;

use crate::range::TextRange;

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// `'...'`
    Single,
    /// `"..."`
    Double,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// The type of a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarKind {
    /// Nothing, `null` or `~`.
    Null,
    /// `true` or `false`; `yes` and `on` are strings.
    Bool,
    /// A whole number of base 2, 8, 10 or 16.
    Int,
    /// A number with a point or an exponent, `.inf`, `.nan`.
    Float,
    /// A date, or a date with a time.
    Timestamp,
    /// All else, and all that is quoted.
    String,
}

/// Text, a number, a boolean or nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    /// The value: escapes, folding and indentation are gone.
    pub text: SmolStr,
    /// How it is written.
    pub style: Style,
    /// The text without quotes or block header, as it stands in the file.
    pub content: TextRange,
    /// A standard tag (`!!str`), which decides the type.
    pub forced: Option<ScalarKind>,
}

impl Scalar {
    /// Its type.
    pub fn kind(&self) -> ScalarKind {
        match (self.forced, self.style) {
            (Some(kind), _) => kind,
            (None, Style::Plain) => resolve(&self.text),
            (None, _) => ScalarKind::String,
        }
    }

    /// Whether it is written without quotes.
    pub fn is_plain(&self) -> bool {
        self.style == Style::Plain
    }

    /// Where bytes `start..end` of the value stand in the file, if value and file agree byte by byte.
    pub fn host_range(&self, start: usize, end: usize) -> Option<TextRange> {
        let verbatim = self.content.len() as usize == self.text.len() && !self.text.contains(['\n', '\r']);
        (verbatim && start <= end && end <= self.text.len())
            .then(|| TextRange::from_usize(start, end).shift(self.content.start()))
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        (self.kind() == ScalarKind::Bool).then(|| self.text.eq_ignore_ascii_case("true"))
    }

    /// The whole number, if it is one.
    pub fn as_int(&self) -> Option<i64> {
        if self.kind() != ScalarKind::Int {
            return None;
        }
        parse_int(&self.text)
    }
}

fn resolve(text: &str) -> ScalarKind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return ScalarKind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => return ScalarKind::Bool,
        ".nan" | ".NaN" | ".NAN" => return ScalarKind::Float,
        _ => {}
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    match unsigned.as_bytes().first() {
        Some(b'0'..=b'9' | b'.') => {}
        _ => return ScalarKind::String,
    }
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return ScalarKind::Float;
    }
    if is_timestamp(text) {
        return ScalarKind::Timestamp;
    }
    if parse_int(text).is_some() {
        return ScalarKind::Int;
    }
    if is_float(unsigned) { ScalarKind::Float } else { ScalarKind::String }
}

fn parse_int(text: &str) -> Option<i64> {
    let plain = text.replace('_', "");
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    u64::from_str_radix(digits, radix).ok().map(|value| sign * i64::try_from(value).unwrap_or(i64::MAX))
}

fn is_float(unsigned: &str) -> bool {
    let plain = unsigned.replace('_', "");
    let (mantissa, exponent) = match plain.find(['e', 'E']) {
        Some(at) => (&plain[..at], Some(&plain[at + 1..])),
        None => (plain.as_str(), None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_fits = exponent.is_none_or(|text| {
        let text = text.strip_prefix(['+', '-']).unwrap_or(text);
        !text.is_empty() && digits(text)
    });
    digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty()) && exponent_fits
}

/// `2024-1-31`, and the same with a time after `T`, `t` or a space.
fn is_timestamp(text: &str) -> bool {
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let number = |text: &str, most: u32| {
        (1..=2).contains(&text.len()) && text.parse::<u32>().is_ok_and(|value| (1..=most).contains(&value))
    };
    let is_date =
        year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) && number(month, 12) && number(day, 31);
    let is_time = |time: &str| {
        time.len() >= 5 && time.contains(':') && time.bytes().all(|b| b.is_ascii_digit() || b":.Z+- ".contains(&b))
    };
    is_date && time.is_none_or(is_time)
}
