//! What calls of PySpark, Delta, pipelines and dbutils do, in words that the evaluator understands.
//! Knows no values and no rules; signatures are in [`super::pyspark`], the table itself in `semantics.txt`.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

pub use super::meaning::{Category, Meaning};
pub use super::role::ArgRole;

const TEXT: &str = include_str!("semantics.txt");

/// What a member does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Semantics {
    /// The class or module it belongs to, as in [`super::pyspark`]; also `dbutils.fs` and its kin, and `notebook` for what notebooks define.
    pub class: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What kind of thing it does.
    pub category: Category,
    /// What it does.
    pub meaning: Meaning,
    /// Whether only Spark has this name, so that a call of it says what its receiver is.
    pub evidence: bool,
    roles: Vec<(&'static str, ArgRole)>,
}

impl Semantics {
    /// The role of the parameter of this name.
    pub fn role(&self, param: &str) -> Option<ArgRole> {
        self.roles.iter().find(|(name, _)| *name == param).map(|(_, role)| *role)
    }

    /// The parameter that has this role, the first where there are several.
    pub fn param(&self, role: ArgRole) -> Option<&'static str> {
        self.roles.iter().find(|(_, given)| *given == role).map(|(name, _)| *name)
    }

    /// All parameters that have a role.
    pub fn roles(&self) -> &[(&'static str, ArgRole)] {
        &self.roles
    }
}

/// What the member of a class or module does: `find("DataFrame", "withColumn")`.
pub fn find(class: &str, name: &str) -> Option<&'static Semantics> {
    tables().members.get(class)?.get(name).copied()
}

/// The class of which a call of `name` on something unknown is evidence.
pub fn evidence(name: &str) -> Option<&'static Semantics> {
    tables().evidence.get(name).copied()
}

struct Tables {
    members: FxHashMap<&'static str, FxHashMap<&'static str, &'static Semantics>>,
    evidence: FxHashMap<&'static str, &'static Semantics>,
}

fn tables() -> &'static Tables {
    static ROWS: OnceLock<Vec<Semantics>> = OnceLock::new();
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut tables = Tables { members: FxHashMap::default(), evidence: FxHashMap::default() };
        for row in ROWS.get_or_init(|| parse(TEXT)) {
            tables.members.entry(row.class).or_default().insert(row.name, row);
            if row.evidence {
                tables.evidence.insert(row.name, row);
            }
        }
        tables
    })
}

fn parse(text: &'static str) -> Vec<Semantics> {
    let mut class = "";
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(name) => class = name,
            None => found.extend(parse_row(class, line)),
        }
    }
    found
}

fn parse_row(class: &'static str, line: &'static str) -> Option<Semantics> {
    let mut words = line.split_whitespace();
    let name = words.next()?;
    let category = parse_word(words.next()?)?;
    let meaning = parse_word(words.next()?)?;
    let mut row = Semantics { class, name, category, meaning, evidence: false, roles: Vec::new() };
    for word in words {
        match word.split_once('=') {
            Some((param, role)) => row.roles.push((param, parse_word(role)?)),
            None => row.evidence = true,
        }
    }
    Some(row)
}

pub(super) fn parse_word<T: Deserialize<'static>>(word: &'static str) -> Option<T> {
    let words: StrDeserializer<'static, Error> = word.into_deserializer();
    T::deserialize(words).ok()
}

#[cfg(test)]
mod tests {
    use super::super::pyspark;
    use super::*;

    #[test]
    fn says_what_a_call_does() {
        let filter = find("DataFrame", "where").unwrap();
        assert_eq!((filter.category, filter.meaning, filter.evidence), (Category::Transform, Meaning::Filter, false));
        assert_eq!(filter.role("condition"), Some(ArgRole::Predicate));
        let save = find("DataFrameWriter", "saveAsTable").unwrap();
        assert_eq!(
            (save.category, save.meaning, save.param(ArgRole::Table)),
            (Category::Finish, Meaning::SaveAsTable, Some("name"))
        );
        assert_eq!(find("dbutils.widgets", "get").unwrap().meaning, Meaning::GetWidget);
        assert!(find("DataFrame", "with_column").is_none());
    }

    #[test]
    fn evidence_belongs_to_one_class() {
        assert_eq!(evidence("writeStream").unwrap().class, "DataFrame");
        for common in ["count", "filter", "join", "first", "collect", "select", "groupBy", "drop_duplicates"] {
            assert!(evidence(common).is_none(), "{common}");
        }
        for row in parse(TEXT).iter().filter(|row| row.evidence) {
            for other in pyspark::methods_named(row.name).map(|method| method.class) {
                let relative = matches!(other, "SQLContext" | "HiveContext");
                assert!(other == row.class || relative, "{} is no evidence of {}: {other} has it", row.name, row.class);
            }
        }
    }

    #[test]
    fn every_row_is_understood_sorted_and_known_to_the_interface() {
        let rows = parse(TEXT);
        let lines = TEXT.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '[']));
        assert_eq!(rows.len(), lines.count(), "a word of the table is not known");
        for pair in rows.windows(2) {
            assert!(
                (pair[0].class, pair[0].name) < (pair[1].class, pair[1].name),
                "{}.{}",
                pair[1].class,
                pair[1].name
            );
        }
        for row in &rows {
            let method = pyspark::method(row.class, row.name);
            let method = method.unwrap_or_else(|| panic!("{}.{}", row.class, row.name));
            for (param, _) in row.roles() {
                assert!(method.param(param).is_some(), "{}.{}({param})", row.class, row.name);
            }
        }
    }
}
