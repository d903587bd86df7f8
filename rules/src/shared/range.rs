//! The days that a year or a day spans, as texts that Spark compares with dates. Knows the calendar, no expression.

use brickline_model::expr::Literal;

/// The first day of a year or the day itself, and the day behind its end.
pub fn find_bounds(literal: &Literal) -> Option<(String, String)> {
    match literal {
        Literal::Int(year @ 1000..=9998) => Some((format!("{year}-01-01"), format!("{}-01-01", year + 1))),
        Literal::Text(text) | Literal::Temporal(text) => {
            let day = text.trim_start_matches(|c: char| c.is_alphabetic() || c.is_whitespace()).trim_matches('\'');
            Some((day.to_string(), next_day(day)?))
        }
        _ => None,
    }
}

fn next_day(day: &str) -> Option<String> {
    let [year, month, date] = <[&str; 3]>::try_from(day.split('-').collect::<Vec<_>>()).ok()?;
    if (year.len(), month.len(), date.len()) != (4, 2, 2) {
        return None;
    }
    let (year, month, date): (u32, u32, u32) = (year.parse().ok()?, month.parse().ok()?, date.parse().ok()?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    match (date, month) {
        (0, _) => None,
        (date, _) if date < days => Some(format!("{year}-{month:02}-{:02}", date + 1)),
        (date, 12) if date == days => Some(format!("{}-01-01", year + 1)),
        (date, _) if date == days => Some(format!("{year}-{:02}-01", month + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_end_where_the_next_begins() {
        assert_eq!(next_day("2024-02-28").as_deref(), Some("2024-02-29"));
        assert_eq!(next_day("2023-02-28").as_deref(), Some("2023-03-01"));
        assert_eq!(next_day("2023-12-31").as_deref(), Some("2024-01-01"));
        assert_eq!(next_day("2023-13-01"), None);
        assert_eq!(next_day("2023-04-31"), None);
    }
}
