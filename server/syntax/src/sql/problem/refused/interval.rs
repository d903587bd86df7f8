//! INTERVAL literals that are none: units that do not go together, text that is no number, fields out of range.

use super::super::super::kind::Kind;
use super::super::super::tree::{Node, TokenRef};
use super::super::super::view::string_text;
use super::super::words::quote;
use super::Found;
use crate::range::TextRange;

/// One `value unit` or `value unit TO unit` of the literal.
struct Part<'s> {
    value: TokenRef<'s>,
    /// The text of a string value, all its pieces together; none for a number.
    text: Option<String>,
    is_negative: bool,
    unit: Option<Kind>,
    to: Option<Kind>,
    range: TextRange,
}

pub(super) fn check(node: Node<'_>, found: &mut Found) {
    let Some(parts) = split(node) else { return };
    if let [Part { text: Some(text), unit: None, value, .. }] = parts.as_slice() {
        check_text(node, text, *value, found);
        return;
    }
    let units = parts.iter().filter_map(|part| part.unit);
    if units.clone().any(is_of_months) && units.clone().any(|unit| !is_of_months(unit)) {
        found.say(node.range(), MIXED);
        return;
    }
    for part in &parts {
        check_part(part, parts.len(), found);
    }
}

const MIXED: &str = "an interval has either years and months or days, hours, minutes and seconds, not both";

fn split(node: Node<'_>) -> Option<Vec<Part<'_>>> {
    let mut tokens = node.all_tokens().skip(1).peekable();
    let mut parts = Vec::new();
    while let Some(mut token) = tokens.next() {
        let is_negative = token.kind() == Kind::Minus;
        if matches!(token.kind(), Kind::Minus | Kind::Plus) {
            token = tokens.next()?;
        }
        let mut text = None;
        if token.kind().is_string() {
            let mut whole = string_text(token)?;
            while let Some(more) = tokens.next_if(|next| next.kind().is_string()) {
                whole.push_str(&string_text(more)?);
            }
            text = Some(whole);
        } else if !token.kind().is_number() {
            return None;
        }
        let unit = tokens.next_if(|next| next.kind().is_keyword() && next.kind() != Kind::TO);
        let to = match tokens.next_if(|next| next.kind() == Kind::TO) {
            Some(_) => Some(tokens.next()?),
            None => None,
        };
        let end = to.or(unit).unwrap_or(token).range();
        parts.push(Part {
            value: token,
            text,
            is_negative,
            unit: unit.map(|unit| singular(unit.kind())),
            to: to.map(|to| singular(to.kind())),
            range: token.range().cover(end),
        });
    }
    Some(parts)
}

fn singular(unit: Kind) -> Kind {
    match unit {
        Kind::YEARS => Kind::YEAR,
        Kind::MONTHS => Kind::MONTH,
        Kind::WEEKS => Kind::WEEK,
        Kind::DAYS => Kind::DAY,
        Kind::HOURS => Kind::HOUR,
        Kind::MINUTES => Kind::MINUTE,
        Kind::SECONDS => Kind::SECOND,
        Kind::NANOSECONDS => Kind::NANOSECOND,
        other => other,
    }
}

fn is_of_months(unit: Kind) -> bool {
    matches!(unit, Kind::YEAR | Kind::QUARTER | Kind::MONTH)
}

fn check_part(part: &Part<'_>, parts: usize, found: &mut Found) {
    let Some(unit) = part.unit else { return };
    if unit == Kind::NANOSECOND {
        found.say(part.range, "an interval has no nanoseconds: MICROSECOND is the smallest unit");
        return;
    }
    let amount = part.text.as_deref().unwrap_or_else(|| part.value.text());
    if part.to.is_none() && unit != Kind::SECOND && is_number(amount) && amount.contains('.') {
        found.say(part.value.range(), format!("only seconds have fractions: {} takes a whole number", unit.shown()));
        return;
    }
    match (part.to, &part.text) {
        (Some(_), _) if parts > 1 => {
            found.say(part.range, "an interval with `unit TO unit` has no other parts");
        }
        (Some(to), None) => {
            let message = format!("the value before {} TO {} stands in quotes", unit.shown(), to.shown());
            found.say(part.value.range(), message);
        }
        (Some(to), Some(text)) => check_fields(part, unit, to, text, found),
        (None, Some(text)) if !is_number(text) => {
            let message = format!("{} is no number of {}S", quote(&format!("'{text}'")), unit.shown());
            found.say(part.value.range(), message);
        }
        _ => {}
    }
}

fn is_number(text: &str) -> bool {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text).trim_start();
    let has_digit = digits.bytes().any(|byte| byte.is_ascii_digit());
    has_digit && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && digits.matches('.').count() <= 1
}

/// The most months of an interval.
const MOST_MONTHS: i64 = i32::MAX as i64;

const UNITS: &[Kind] = &[Kind::DAY, Kind::HOUR, Kind::MINUTE, Kind::SECOND];

/// The most days of an interval, and the most of the units below where they lead.
const MOST: [u64; 4] = [106_751_991, 2_562_047_788, 153_722_867_280, 9_223_372_036_854];

fn check_fields(part: &Part<'_>, unit: Kind, to: Kind, text: &str, found: &mut Found) {
    let shown = format!("{} TO {}", unit.shown(), to.shown());
    let at = part.value.range();
    let place = |unit: Kind| UNITS.iter().position(|other| *other == unit);
    let shape = match (unit, to) {
        (Kind::YEAR, Kind::MONTH) => {
            if !is_year_month(text, part.is_negative) {
                found.say(
                    at,
                    format!("{} is no {shown}: it reads 'years-months', months up to 11", quote(&format!("'{text}'"))),
                );
            }
            return;
        }
        (Kind::DAY, Kind::HOUR) => "days hours",
        (Kind::DAY, Kind::MINUTE) => "days hours:minutes",
        (Kind::DAY, Kind::SECOND) => "days hours:minutes:seconds",
        (Kind::HOUR, Kind::MINUTE) => "hours:minutes",
        (Kind::HOUR, Kind::SECOND) => "hours:minutes:seconds",
        (Kind::MINUTE, Kind::SECOND) => "minutes:seconds",
        _ => {
            found.say(part.range, format!("there is no interval {shown}"));
            return;
        }
    };
    let (Some(first), Some(last)) = (place(unit), place(to)) else { return };
    if !has_fields(text, first, last) {
        found.say(
            at,
            format!("{} is no {shown}: it reads '{shape}', each within its range", quote(&format!("'{text}'"))),
        );
    }
}

fn is_year_month(text: &str, is_negative: bool) -> bool {
    let text = text.trim();
    let is_negative = is_negative || text.starts_with('-');
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let Some((years, months)) = text.split_once('-') else { return false };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (Ok(years), Ok(months)) = (years.parse::<i64>(), months.parse::<i64>()) else { return false };
    let is_plain = text.split('-').all(is_digits);
    // The least is one further from zero than the most; a sign before the quotes can make it the least.
    is_plain
        && months <= 11
        && years.checked_mul(12).is_some_and(|all| all + months <= MOST_MONTHS + i64::from(is_negative))
}

/// Whether the text has just these fields of days, hours, minutes and seconds.
fn has_fields(text: &str, first: usize, last: usize) -> bool {
    let text = text.trim();
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut fields = Vec::new();
    let mut rest = text;
    for place in first..=last {
        let (field, behind) = match place {
            _ if place == last => (rest, ""),
            0 => {
                let Some((field, behind)) = rest.split_once(|c: char| c.is_ascii_whitespace()) else { return false };
                (field, behind.trim_start())
            }
            _ => {
                let Some(pair) = rest.split_once(':') else { return false };
                pair
            }
        };
        fields.push((place, field));
        rest = behind;
    }
    fields.into_iter().all(|(place, field)| {
        let whole = if place == 3 { field.split_once('.').map_or(field, |(whole, _)| whole) } else { field };
        let fraction = field.get(whole.len() + 1..).unwrap_or_default();
        let most = match place {
            _ if place == first => MOST[place],
            1 => 23,
            _ => 59,
        };
        let is_whole = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
        is_whole
            && fraction.bytes().all(|byte| byte.is_ascii_digit())
            && whole.parse().is_ok_and(|value: u64| value <= most)
    })
}

/// `SET TIME ZONE INTERVAL ..`: how far from UTC the literal is, and what Spark takes.
pub(super) fn check_zone(literal: Node<'_>) -> Option<&'static str> {
    const HOURS: u64 = 18;
    let parts = split(literal)?;
    let [part] = parts.as_slice() else {
        let fine = parts.iter().any(|part| matches!(part.unit, Some(Kind::MILLISECOND | Kind::MILLISECONDS)));
        return fine.then_some("a time zone is given to the second");
    };
    let amount = part.text.clone().unwrap_or_else(|| part.value.text().to_owned());
    let amount = amount.trim().trim_start_matches(['+', '-']);
    let leading: u64 = amount.split([':', ' ']).next()?.parse().ok()?;
    let is_far = match part.unit? {
        Kind::WEEK | Kind::DAY => leading > 0,
        Kind::HOUR => leading > HOURS,
        _ => false,
    };
    is_far.then_some("a time zone is at most 18 hours from UTC")
}

/// `INTERVAL '1 day 2 hours'`.
fn check_text(node: Node<'_>, text: &str, value: TokenRef<'_>, found: &mut Found) {
    match read_units(text) {
        None => {
            let message = format!("{} is no interval: it reads '1 day 12 hours'", quote(&format!("'{text}'")));
            found.say(value.range(), message);
        }
        Some(units) if units.iter().any(|unit| *unit) && units.iter().any(|unit| !unit) => {
            found.say(node.range(), MIXED)
        }
        Some(_) => {}
    }
}

/// For every `number unit` of the text whether its unit is one of months; none if the text does not read like that.
fn read_units(text: &str) -> Option<Vec<bool>> {
    let lower = text.trim().to_ascii_lowercase();
    let mut rest = match lower.strip_prefix("interval") {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_whitespace()) => rest.trim_start(),
        Some(_) => return None,
        None => lower.as_str(),
    };
    let mut units = Vec::new();
    while !rest.is_empty() {
        rest = rest.strip_prefix(['+', '-']).unwrap_or(rest).trim_start();
        let length = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let (number, behind) = rest.split_at(length);
        if !is_number(number) {
            return None;
        }
        let gap = behind.len();
        let behind = behind.trim_start();
        let length = behind.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (unit, rest_behind) = behind.split_at(length);
        let unit = unit.strip_suffix('s').unwrap_or(unit);
        if gap == behind.len() || number.contains('.') && unit != "second" {
            return None;
        }
        let behind = rest_behind;
        units.push(match unit {
            "year" | "month" => true,
            "week" | "day" | "hour" | "minute" | "second" | "millisecond" | "microsecond" => false,
            _ => return None,
        });
        rest = behind.trim_start();
    }
    (!units.is_empty()).then_some(units)
}
