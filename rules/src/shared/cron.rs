//! Quartz cron expressions, as schedules take them: what is wrong with one. Knows no rule.
//! <https://docs.databricks.com/aws/en/jobs/scheduled>

use std::ops::RangeInclusive;

/// A field of an expression.
struct Field {
    name: &'static str,
    values: RangeInclusive<u32>,
    /// Names for values, the first for the least one.
    names: &'static [&'static str],
    /// The greatest step.
    step: u32,
}

const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const DAY_OF_MONTH: usize = 3;
const DAY_OF_WEEK: usize = 5;

const FIELDS: [Field; 7] = [
    Field { name: "seconds", values: 0..=59, names: &[], step: 59 },
    Field { name: "minutes", values: 0..=59, names: &[], step: 59 },
    Field { name: "hours", values: 0..=23, names: &[], step: 23 },
    Field { name: "day of the month", values: 1..=31, names: &[], step: 31 },
    Field { name: "month", values: 1..=12, names: &MONTHS, step: 12 },
    Field { name: "day of the week", values: 1..=7, names: &DAYS, step: 7 },
    Field { name: "year", values: 1970..=2099, names: &[], step: 129 },
];

/// What is wrong with an expression, in words.
pub fn find_problem(expression: &str) -> Option<String> {
    let upper = expression.to_uppercase();
    let parts: Vec<&str> = upper.split_whitespace().collect();
    match parts.len() {
        6 | 7 => {}
        5 => return Some("5 fields are those of Unix: Quartz has the seconds before them".into()),
        1 => return Some(format!("`{expression}` is one field, where Quartz has six or seven")),
        count => return Some(format!("{count} fields, where Quartz has six or seven")),
    }
    for (at, part) in parts.iter().enumerate() {
        if *part == "?" && !matches!(at, DAY_OF_MONTH | DAY_OF_WEEK) {
            return Some(format!("`?` stands for a day, not for the {}", FIELDS[at].name));
        }
        if let Some(wrong) = part.split(',').find(|item| !is_item(item, at)) {
            return Some(format!("`{wrong}` is no value for the {}", FIELDS[at].name));
        }
    }
    match (parts[DAY_OF_MONTH], parts[DAY_OF_WEEK]) {
        ("?", "?") => Some("both days are `?`: exactly one of them must be".into()),
        (month, week) if month != "?" && week != "?" => {
            Some("neither the day of the month nor the day of the week is `?`: exactly one of them must be".into())
        }
        _ => None,
    }
}

fn is_item(item: &str, at: usize) -> bool {
    let field = &FIELDS[at];
    if matches!(item, "*" | "?") || is_special(item, at) {
        return true;
    }
    let (range, step) = match item.split_once('/') {
        Some((range, step)) => (range, Some(step)),
        None => (item, None),
    };
    let is_step = step.is_none_or(|step| step.parse::<u32>().is_ok_and(|step| step <= field.step));
    let is_range = match range.split_once('-') {
        Some((from, to)) => is_value(from, field) && is_value(to, field),
        None => is_value(range, field) || (step.is_some() && matches!(range, "*" | "")),
    };
    is_step && is_range
}

/// `L`, `LW`, `L-3`, `15W` of a month; `L`, `6L`, `FRI#2` of a week.
fn is_special(item: &str, at: usize) -> bool {
    let field = &FIELDS[at];
    let number = |text: &str, most: u32| text.parse::<u32>().is_ok_and(|number| number <= most);
    match at {
        DAY_OF_MONTH => {
            let day = item.strip_suffix('W').is_some_and(|day| day == "L" || is_value(day, field));
            day || item == "L" || item.strip_prefix("L-").is_some_and(|days| number(days.trim_end_matches('W'), 30))
        }
        DAY_OF_WEEK => {
            let last = item.strip_suffix('L').is_some_and(|day| day.is_empty() || is_value(day, field));
            last || item.split_once('#').is_some_and(|(day, nth)| is_value(day, field) && number(nth, 5) && nth != "0")
        }
        _ => false,
    }
}

fn is_value(text: &str, field: &Field) -> bool {
    field.names.contains(&text) || text.parse().is_ok_and(|number| field.values.contains(&number))
}

#[cfg(test)]
mod tests {
    use super::find_problem;

    #[test]
    fn what_quartz_reads_has_no_problem() {
        let good = [
            "0 0 4 * * ?",
            "0 0/15 8-18 ? * MON-FRI",
            "0 15 10 L-2 * ? 2027",
            "0 0 12 LW * ?",
            "0 0 12 15W jan,jul ?",
            "0 0 12 ? * 6L",
            "0 0 12 ? * fri#2 2027-2030",
            "*/10 /5 22-2 1/5 * ? *",
            "  0 0  0 ? * 1,7 ",
        ];
        for text in good {
            assert_eq!(find_problem(text), None, "{text}");
        }
    }

    #[test]
    fn what_quartz_refuses_has_one() {
        let bad = [
            "",
            "0 4 * * *",
            "0 0 4 * * *",
            "0 0 4 ? * ?",
            "0 0 24 * * ?",
            "0 60 4 * * ?",
            "0 0 4 * 13 ?",
            "0 0 4 ? * 0",
            "0 0 4 ? * 8",
            "0 0 4 32 * ?",
            "? 0 4 * * ?",
            "0 0 4 * * ? 1969",
            "0 0/60 4 * * ?",
            "0 0 4 ? * MO",
            "@daily",
            "0 0 4 1 * MON",
            "0 0 4 ? * FRI#6",
            "0 0 4,x * * ?",
            "0 0 4 * * ? * *",
        ];
        for text in bad {
            assert!(find_problem(text).is_some(), "{text}");
        }
    }
}
