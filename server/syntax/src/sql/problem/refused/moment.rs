//! Whether the text of a DATE, TIMESTAMP or TIME literal can be one. In doubt it can.

/// Words that stand for a moment: `DATE 'today'`.
const WORDS: &[&str] = &["epoch", "now", "today", "yesterday", "tomorrow"];

/// Whether `DATE '<text>'` is a date.
pub(super) fn is_date(text: &str) -> bool {
    let text = text.trim();
    starts_with_word(text) || split_date(text).is_some()
}

/// Whether `TIMESTAMP '<text>'` is a moment. Names of time zones are not looked at.
pub(super) fn is_timestamp(text: &str) -> bool {
    let text = text.trim();
    if starts_with_word(text) {
        return true;
    }
    let clock = text.strip_prefix('T').unwrap_or(text);
    if let Some((hour, _)) = clock.split_once(':')
        && is_digits(hour, 1..=2)
    {
        return is_clock(clock);
    }
    match split_date(text) {
        Some("") => true,
        Some(rest) => is_clock(rest),
        None => false,
    }
}

/// Whether `TIME '<text>'` is a time of day.
pub(super) fn is_time(text: &str) -> bool {
    let text = text.trim();
    let upper = text.strip_prefix('T').unwrap_or(text).to_ascii_uppercase();
    let half = upper.strip_suffix("AM").or_else(|| upper.strip_suffix("PM"));
    let clock = half.map_or(upper.as_str(), str::trim_end);
    let mut parts = clock.split(':');
    let (Some(hour), Some(minute)) = (parts.next(), parts.next()) else { return false };
    let second = parts.next().unwrap_or("0");
    let (second, fraction) = second.split_once('.').unwrap_or((second, ""));
    let hours = if half.is_some() { 1..=12 } else { 0..=23 };
    parts.next().is_none()
        && is_number(hour, 2, hours)
        && is_number(minute, 2, 0..=59)
        && is_number(second, 2, 0..=59)
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

fn starts_with_word(text: &str) -> bool {
    let word: String = text.chars().take_while(char::is_ascii_alphabetic).collect();
    WORDS.contains(&word.to_ascii_lowercase().as_str())
}

/// `[+-]yyyy[-m[-d[(' '|T)rest]]]`: what follows the day; none if it is no date.
fn split_date(text: &str) -> Option<&str> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (year, rest) = take_digits(unsigned, 4..=7)?;
    let Some(rest) = rest.strip_prefix('-') else { return rest.is_empty().then_some("") };
    let (month, rest) = take_digits(rest, 1..=2)?;
    let month: u32 = month.parse().ok().filter(|month| (1..=12).contains(month))?;
    let Some(rest) = rest.strip_prefix('-') else { return rest.is_empty().then_some("") };
    let (day, rest) = take_digits(rest, 1..=2)?;
    let year: i64 = year.parse().ok()?;
    day.parse().ok().filter(|day| (1..=days_in(year, month)).contains(day))?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix([' ', 'T']) }
}

fn days_in(year: i64, month: u32) -> u32 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `h[:m[:s[.f]]][zone]`.
fn is_clock(text: &str) -> bool {
    let mut rest = text;
    for (number, most) in [23, 59, 59].into_iter().enumerate() {
        let Some((digits, behind)) = take_digits(rest, 1..=2) else { return false };
        if digits.parse::<u32>().is_ok_and(|value| value > most) {
            return false;
        }
        rest = behind;
        match rest.strip_prefix(':') {
            Some(behind) if number < 2 => rest = behind,
            _ => break,
        }
    }
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    let zone = rest.trim();
    let starts = zone.starts_with(|c: char| c.is_ascii_alphabetic() || c == '+' || c == '-');
    zone.is_empty() || starts && zone.chars().all(|c| c.is_ascii_alphanumeric() || "+-:/_ ".contains(c))
}

fn take_digits(text: &str, width: std::ops::RangeInclusive<usize>) -> Option<(&str, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    width.contains(&length).then(|| text.split_at(length))
}

fn is_digits(text: &str, width: std::ops::RangeInclusive<usize>) -> bool {
    width.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_number(text: &str, width: usize, range: std::ops::RangeInclusive<u32>) -> bool {
    is_digits(text, 1..=width) && text.parse().is_ok_and(|value| range.contains(&value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for text in
            ["2024-02-29", "2024", "2024-1", " 2024-1-5 ", "-0001-01-01", "2024-01-05 any", "Today", "12024-01-05T"]
        {
            assert!(is_date(text), "{text}");
        }
        for text in ["2023-02-29", "mar 11 2016", "015", "2024-13-01", "2024-01-05x", "1999 01 08", ""] {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn moments() {
        for text in [
            "2024-01-05",
            "2024-01-05 10:11",
            "2024-01-05T10:11:12.123456Z",
            "2024-01-05 1:2:3 Europe/Berlin",
            "10:11:12",
            "now",
        ] {
            assert!(is_timestamp(text), "{text}");
        }
        for text in ["2016-33-11 20:54:00.000", "4294967297", "2024-01-05 24:00:00", "2024-01-05 10:11:12<zone>"] {
            assert!(!is_timestamp(text), "{text}");
        }
    }

    #[test]
    fn times_of_day() {
        for text in ["00:00", "23:59:59.999999", "12:00:00 AM", "1:2:3"] {
            assert!(is_time(text), "{text}");
        }
        for text in ["24:00:00", "00:60:00", "00:00:00 AM", "13:00:00 PM", "12-13.14"] {
            assert!(!is_time(text), "{text}");
        }
    }
}
