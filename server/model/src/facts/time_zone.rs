//! The ids of time zones that schedules take. Knows no offset.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

const TEXT: &str = include_str!("time_zones.txt");

/// Whether schedules take this id: one of the table, or an offset such as `GMT+2` or `UTC-03:30`.
pub fn is_time_zone(id: &str) -> bool {
    let is_offset = ["GMT", "UTC", "UT"]
        .iter()
        .any(|base| id.strip_prefix(base).is_some_and(|rest| rest.starts_with(['+', '-']) && rest.len() > 1));
    is_offset || ids().contains(id)
}

/// All ids of the table.
pub fn time_zones() -> impl Iterator<Item = &'static str> {
    ids().iter().map(String::as_str)
}

fn ids() -> &'static FxHashSet<String> {
    static IDS: OnceLock<FxHashSet<String>> = OnceLock::new();
    IDS.get_or_init(|| {
        let lines = TEXT.lines().filter(|line| !line.starts_with('#'));
        lines
            .flat_map(|line| {
                let mut words = line.split(' ');
                let region = words.next().unwrap_or_default();
                words.map(move |place| match region {
                    "-" => place.to_string(),
                    region => format!("{region}/{place}"),
                })
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_regions_short_ids_and_offsets() {
        for id in ["UTC", "Europe/Berlin", "America/Argentina/Salta", "PST", "GMT+2", "Etc/UTC"] {
            assert!(is_time_zone(id), "{id}");
        }
        for id in ["", "Europe", "Europe/berlin", "Berlin", "UTCC"] {
            assert!(!is_time_zone(id), "{id}");
        }
    }
}
