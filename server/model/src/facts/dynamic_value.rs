//! Dynamic value references of jobs, `{{job.id}}` and the like: which names there are, and which are out of date.
//! Knows no job.

use super::table::{Line, lines};

const TEXT: &str = include_str!("dynamic_names.txt");

/// A name of earlier days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Legacy {
    /// What to write instead.
    pub replacement: &'static str,
    /// Whether that has the same value.
    pub is_same: bool,
}

/// What is known of a name, given in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// It exists.
    Yes,
    /// The platform has names that begin so, and this is none of them; with those that could stand in place of the wrong part.
    No {
        /// The number of the wrong part.
        part: usize,
        /// What that part may be.
        choices: Vec<&'static str>,
    },
    /// It begins like nothing that the platform knows, and is left as it is.
    Foreign,
}

/// Looks a name up: `["job", "parameters", "day"]`.
pub fn look_up(parts: &[&str]) -> Known {
    let mut rows: Vec<Vec<&'static str>> = rows("references").map(|row| row.split('.').collect()).collect();
    for (at, part) in parts.iter().enumerate() {
        if rows.iter().any(|row| row.get(at) == Some(&"**")) {
            return Known::Yes;
        }
        let fits = |row: &Vec<&str>| row.get(at).is_some_and(|own| own == part || *own == "*");
        if !rows.iter().any(fits) {
            return match at {
                0 => Known::Foreign,
                part => Known::No { part, choices: choices(&rows, part) },
            };
        }
        rows.retain(fits);
        if at > 0 && parts[at - 1] == "start_time" && !rows_of("times").contains(part) {
            return Known::No { part: at, choices: rows_of("times") };
        }
    }
    match rows.iter().any(|row| row.len() == parts.len()) {
        true => Known::Yes,
        false => Known::No { part: parts.len(), choices: choices(&rows, parts.len()) },
    }
}

/// What has become of a name of earlier days.
pub fn find_legacy(name: &str) -> Option<Legacy> {
    rows("legacy").find_map(|row| {
        let mut cells = row.split('\t');
        (cells.next() == Some(name))
            .then(|| Legacy { replacement: cells.next().unwrap_or_default(), is_same: cells.next().is_some() })
    })
}

fn choices(rows: &[Vec<&'static str>], at: usize) -> Vec<&'static str> {
    let mut choices: Vec<&str> =
        rows.iter().filter_map(|row| row.get(at).copied()).filter(|own| !own.starts_with('*')).collect();
    choices.dedup();
    choices
}

fn rows_of(section: &'static str) -> Vec<&'static str> {
    rows(section).collect()
}

fn rows(section: &'static str) -> impl Iterator<Item = &'static str> {
    let mut current = "";
    lines(TEXT).filter_map(move |line| match line {
        Line::Section(name, _) => {
            current = name;
            None
        }
        Line::Row(row) => (current == section).then(|| row.text()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_up_part_by_part() {
        for known in
            ["job.id", "job.start_time.iso_date", "job.trigger.table_update.a.b.c.version", "tasks.load.values.n"]
        {
            assert_eq!(look_up(&known.split('.').collect::<Vec<_>>()), Known::Yes, "{known}");
        }
        assert!(matches!(look_up(&["job", "naem"]), Known::No { part: 1, choices } if choices.contains(&"name")));
        assert!(matches!(look_up(&["job", "start_time", "date"]), Known::No { part: 2, .. }));
        assert!(matches!(look_up(&["job"]), Known::No { part: 1, .. }));
        assert_eq!(look_up(&["secrets", "a"]), Known::Foreign);
        assert!(find_legacy("run_id").is_some_and(|legacy| legacy.is_same) && find_legacy("job").is_none());
    }

    #[test]
    fn what_the_editor_offers_exists() {
        for value in super::super::bundle_text::dynamic_values().iter().filter(|value| value.path != "input") {
            let path = value.path.replace('*', "name") + if value.path.ends_with('.') { "name" } else { "" };
            assert_eq!(look_up(&path.split('.').collect::<Vec<_>>()), Known::Yes, "{path}");
        }
    }
}
