//! Literals whose text or value is none of their type.

use super::super::super::kind::Kind;
use super::super::super::tree::Node;
use super::super::super::view::TypedLiteral;
use super::super::words::quote;
use super::Found;
use super::moment::{is_date, is_time, is_timestamp};
use crate::embed::FILLER;

/// Types that may stand before a string.
const TYPES: &[&str] = &["DATE", "TIMESTAMP", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIME", "X", "INTERVAL"];

/// The most digits that a decimal number has.
const MOST_DIGITS: i64 = 38;

pub(super) fn check_typed(node: Node<'_>, found: &mut Found) {
    let Some(literal) = TypedLiteral::cast(node) else { return };
    let name = plain(literal.type_name()).to_ascii_uppercase();
    if !TYPES.contains(&name.as_str()) {
        let word = node.first_token().map_or(node.range(), |token| token.range());
        let message = format!(
            "{} cannot stand before a string: an alias stands in backquotes, another item after a comma",
            quote(literal.type_name())
        );
        found.say(word, message);
        return;
    }
    let Some(text) = literal.string() else { return };
    let (is_right, shape) = match name.as_str() {
        "DATE" => (is_date(&text), "a date such as '2024-12-31'"),
        "TIME" => (is_time(&text), "a time of day such as '23:59:59'"),
        "X" => (text.bytes().all(|byte| byte.is_ascii_hexdigit()), "made of the digits 0 to 9 and A to F"),
        "INTERVAL" => (true, ""),
        _ => (is_timestamp(&text), "a moment such as '2024-12-31 23:59:59'"),
    };
    if !is_right {
        let string = node.all_tokens().nth(1).map_or(node.range(), |token| token.range());
        found.say(string, format!("{name} {} is not {shape}", quote(&format!("'{text}'"))));
    }
}

pub(super) fn check_number(node: Node<'_>, found: &mut Found) {
    let Some(token) = node.first_token().filter(|token| token.kind().is_number()) else { return };
    let text = plain(token.text()).to_ascii_uppercase();
    let is_negative = node.before() == Some(Kind::Minus);
    let suffixed = |suffix: &str| text.strip_suffix(suffix).filter(|_| token.kind() == Kind::TypedNumber);
    let problem = if let Some(number) = suffixed("BD") {
        has_too_many_digits(number).then(|| too_long(&text))
    } else if let Some((number, kind, least)) = find_whole(&text, token.kind()) {
        let most = if is_negative { least } else { least - 1 };
        (number.parse::<u128>().is_ok_and(|value| value > most) || number.len() > 38)
            .then(|| format!("{} is out of range: a {kind} is at most {}", quote(&text), least - 1))
    } else if let Some(number) = suffixed("F") {
        number
            .parse::<f32>()
            .is_ok_and(f32::is_infinite)
            .then(|| format!("{} is out of range for a FLOAT", quote(&text)))
    } else if let Some(number) = suffixed("D").or((token.kind() == Kind::Exponent).then_some(text.as_str())) {
        number
            .parse::<f64>()
            .is_ok_and(f64::is_infinite)
            .then(|| format!("{} is out of range for a DOUBLE", quote(&text)))
    } else {
        has_too_many_digits(&text).then(|| too_long(&text))
    };
    if let Some(message) = problem {
        found.say(token.range(), message);
    }
}

/// A whole number with its suffix's type, and the magnitude of the least value that it has.
fn find_whole(text: &str, kind: Kind) -> Option<(&str, &'static str, u128)> {
    if kind != Kind::TypedNumber {
        return None;
    }
    let (number, kind, least) = match text.as_bytes().last()? {
        b'Y' => (&text[..text.len() - 1], "TINYINT", 1 << 7),
        b'S' => (&text[..text.len() - 1], "SMALLINT", 1 << 15),
        b'L' => (&text[..text.len() - 1], "BIGINT", 1 << 63),
        _ => return None,
    };
    Some((number, kind, least))
}

fn too_long(text: &str) -> String {
    format!("{} has more digits than the {MOST_DIGITS} of a DECIMAL", quote(text))
}

/// Whether a decimal number needs more digits than there are.
fn has_too_many_digits(number: &str) -> bool {
    let (mantissa, exponent) = number.split_once('E').unwrap_or((number, "0"));
    let Ok(exponent) = exponent.parse::<i64>() else { return false };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let precision = digits.trim_start_matches('0').len() as i64;
    let scale = fraction.len() as i64 - exponent;
    precision.max(scale) > MOST_DIGITS || scale < 0 && precision - scale > MOST_DIGITS
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| *c != FILLER as char).collect()
}
