//! Databricks Runtime versions: which exist, which are LTS, when their support ends.
//! Knows no clock: whoever asks brings the day.

use std::sync::OnceLock;

use super::table::{self, Row};

const TEXT: &str = include_str!("runtimes.tsv");

/// The day on which the table was held against the documentation.
pub const AS_OF: &str = "2026-11-21";

/// A runtime version.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Runtime(Row);

/// The end of a runtime's support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndOfSupport {
    /// It has ended; the day is not written down.
    Past,
    /// It ends on this day, as `2027-08-19`.
    On(&'static str),
    /// It is not fixed yet.
    Open,
}

impl Runtime {
    /// Its version, `15.4`; a major version alone stands for all its minors.
    pub fn version(self) -> &'static str {
        self.0.cell(0)
    }

    /// Whether it has long-term support.
    pub fn is_lts(self) -> bool {
        self.0.cell(1) == "lts"
    }

    /// Its Spark version, where it is written down.
    pub fn spark(self) -> Option<&'static str> {
        self.0.find(2)
    }

    /// The version of Scala that it has, where its Spark version is written down.
    pub fn scala(self) -> Option<&'static str> {
        let major: u32 = self.spark()?.split('.').next()?.parse().ok()?;
        Some(if major >= 4 { "2.13" } else { "2.12" })
    }

    /// The end of its support.
    pub fn end_of_support(self) -> EndOfSupport {
        match self.0.find(4) {
            Some("past") => EndOfSupport::Past,
            Some(day) => EndOfSupport::On(day),
            None => EndOfSupport::Open,
        }
    }

    /// Whether its support has ended by `today`, a day as `2026-11-21`.
    pub fn has_ended(self, today: &str) -> bool {
        match self.end_of_support() {
            EndOfSupport::Past => true,
            EndOfSupport::On(day) => day < today,
            EndOfSupport::Open => false,
        }
    }
}

/// The runtime that a `spark_version` names: `15.4.x-scala2.12`, `15.4.x-cpu-ml-scala2.12`, `15.4`; from 18 on `18.x-scala2.13`.
pub fn find(spark_version: &str) -> Option<Runtime> {
    let mut parts = spark_version.split(['.', '-']);
    let major = parts.next()?;
    let minor = parts.next().unwrap_or("");
    let is_version = |version: &str| version.split_once('.').unwrap_or((version, "")) == (major, minor);
    let of_major = |version: &str| version == major;
    runtimes()
        .iter()
        .find(|row| is_version(row.cell(0)))
        .or_else(|| runtimes().iter().find(|row| of_major(row.cell(0))))
        .map(|row| Runtime(*row))
}

/// The newest LTS runtime whose support has not ended by `today`.
pub fn newest_lts(today: &str) -> Option<Runtime> {
    supported_lts(today).max_by_key(|runtime| number(runtime.version()))
}

fn supported_lts(today: &str) -> impl Iterator<Item = Runtime> {
    runtimes().iter().map(|row| Runtime(*row)).filter(move |runtime| runtime.is_lts() && !runtime.has_ended(today))
}

fn number(version: &str) -> (u32, u32) {
    let (major, minor) = version.split_once('.').unwrap_or((version, "0"));
    (major.parse().unwrap_or(0), minor.parse().unwrap_or(0))
}

fn runtimes() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(TEXT).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_runtimes_by_what_clusters_are_given() {
        assert_eq!(find("15.4.x-scala2.12").unwrap().version(), "15.4");
        assert_eq!(find("15.4.x-cpu-ml-scala2.12").unwrap().version(), "15.4");
        assert_eq!(find("18.x-scala2.13").unwrap().version(), "18");
        assert_eq!(find("18.2.x-scala2.13").unwrap().version(), "18");
        assert!(find("18.1.x-scala2.13").unwrap().has_ended("2026-11-21"));
        assert!(find("15.9.x-scala2.12").is_none() && find("auto:latest-lts").is_none() && find("").is_none());
    }

    #[test]
    fn knows_when_support_ends() {
        assert!(find("12.2").unwrap().has_ended("2026-11-21"));
        assert!(find("16.1").unwrap().has_ended("2026-11-21"));
        assert!(!find("15.4").unwrap().has_ended("2026-11-21"));
        assert!(find("15.4").unwrap().has_ended("2027-08-20"));
        assert_eq!(newest_lts(AS_OF).unwrap().version(), "18");
        assert_eq!(newest_lts(AS_OF).unwrap().scala(), Some("2.13"));
        assert_eq!(find("19").unwrap().end_of_support(), EndOfSupport::Open);
    }

    #[test]
    fn table_is_sorted_and_free_of_duplicates() {
        assert!(runtimes().windows(2).all(|pair| pair[0].cell(0) < pair[1].cell(0)));
        assert!(runtimes().len() > 20);
    }
}
