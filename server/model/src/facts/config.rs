//! Config keys, table properties and data source options: which exist, what they take, when they can be set.
//! Knows names and types only; whether a value is wise is a rule's business.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::near::nearest as nearest_of;
use super::table::{self, Row};

const KEYS: &str = include_str!("config_keys.tsv");
const PROPERTIES: &str = include_str!("table_properties.tsv");
const OPTIONS: &str = include_str!("data_source_options.tsv");

/// How far a name may be from a known one to be taken for it.
const REACH: usize = 2;

/// A `spark.*` config key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConfigKey(Row);

/// When a config key can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In a running session.
    Runtime,
    /// Only when the session is made: setting it later is refused.
    Static,
    /// Only when the cluster starts: setting it in a session is refused.
    Cluster,
}

/// What has become of a config key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Spark refuses or ignores it since this version.
    Removed(&'static str),
    /// It still works; with the replacement where there is one.
    Deprecated {
        /// Since which version.
        since: &'static str,
        /// What to use instead.
        replacement: Option<&'static str>,
    },
    /// An earlier name of this key.
    Renamed(&'static str),
}

/// What a key, property or option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueType {
    /// The kind of value.
    pub kind: ValueKind,
    values: &'static str,
}

/// Kinds of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// A number.
    Double,
    /// A size such as `128MB`.
    Bytes,
    /// A duration such as `120s`.
    Time,
    /// A calendar interval such as `interval 7 days`.
    Interval,
    /// One of a closed set.
    Enum,
    /// Any text.
    Text,
    /// Nothing: the name is reserved and setting it is refused.
    Reserved,
    /// Not known.
    Unknown,
}

/// A table property.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TableProperty(Row);

impl ConfigKey {
    /// Its name; ends in a dot when any name below it is a key.
    pub fn name(self) -> &'static str {
        self.0.cell(0)
    }

    /// When it can be set, where that is known.
    pub fn scope(self) -> Option<Scope> {
        match self.0.cell(1) {
            "runtime" => Some(Scope::Runtime),
            "static" => Some(Scope::Static),
            "core" => Some(Scope::Cluster),
            _ => None,
        }
    }

    /// What it takes.
    pub fn value_type(self) -> ValueType {
        ValueType::parse(self.0.cell(2), self.0.cell(3))
    }

    /// Its default in open-source Spark, where it is a constant.
    pub fn default_value(self) -> Option<&'static str> {
        self.0.find(4)
    }

    /// The Spark version that brought it.
    pub fn since(self) -> Option<&'static str> {
        self.0.find(5)
    }

    /// What has become of it, unless it is simply there.
    pub fn fate(self) -> Option<Fate> {
        let mut words = self.0.cell(6).split(' ');
        match (words.next()?, words.next()) {
            ("removed", Some(version)) => Some(Fate::Removed(version)),
            ("deprecated", Some(since)) => Some(Fate::Deprecated { since, replacement: words.next() }),
            ("renamed", Some(name)) => Some(Fate::Renamed(name)),
            _ => None,
        }
    }
}

impl TableProperty {
    /// Its name; ends in a dot when any name below it is a property.
    pub fn name(self) -> &'static str {
        self.0.cell(0)
    }

    /// What it takes.
    pub fn value_type(self) -> ValueType {
        ValueType::parse(self.0.cell(1), self.0.cell(2))
    }

    /// Its default in open-source Delta, where it is a constant.
    pub fn default_value(self) -> Option<&'static str> {
        self.0.find(3)
    }
}

impl ValueType {
    fn parse(kind: &str, values: &'static str) -> Self {
        let kind = match kind {
            "bool" => ValueKind::Bool,
            "int" => ValueKind::Int,
            "double" => ValueKind::Double,
            "bytes" => ValueKind::Bytes,
            "time" => ValueKind::Time,
            "interval" => ValueKind::Interval,
            "enum" => ValueKind::Enum,
            "text" => ValueKind::Text,
            "reserved" => ValueKind::Reserved,
            _ => ValueKind::Unknown,
        };
        Self { kind, values }
    }

    /// The values of a closed set, and words that are taken besides the kind of value.
    pub fn values(self) -> impl Iterator<Item = &'static str> {
        self.values.split(',').filter(|value| !value.is_empty())
    }

    /// Whether a value is of this type; true where the type is not known.
    pub fn accepts(self, value: &str) -> bool {
        let value = value.trim();
        if self.values().any(|known| known.eq_ignore_ascii_case(value)) {
            return true;
        }
        match self.kind {
            ValueKind::Bool => value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false"),
            ValueKind::Int => value.parse::<i64>().is_ok(),
            ValueKind::Double => value.parse::<f64>().is_ok(),
            ValueKind::Bytes => is_quantity(value, &["b", "k", "kb", "m", "mb", "g", "gb", "t", "tb", "p", "pb"]),
            ValueKind::Time => is_quantity(value, &["us", "ms", "s", "m", "min", "h", "d"]),
            ValueKind::Interval => value.contains(|letter: char| letter.is_ascii_digit()) && value.contains(' '),
            ValueKind::Enum | ValueKind::Reserved => false,
            ValueKind::Text | ValueKind::Unknown => true,
        }
    }
}

/// A number with one of these units in any case, or with none.
fn is_quantity(value: &str, units: &[&str]) -> bool {
    let number = value.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = &value[number.len()..];
    number.trim_end().parse::<f64>().is_ok() && (unit.is_empty() || units.iter().any(|u| u.eq_ignore_ascii_case(unit)))
}

/// The config key of this name, or the open key it falls under. Names are case-sensitive, as in Spark.
pub fn key(name: &str) -> Option<ConfigKey> {
    find(keys(), name).map(ConfigKey)
}

/// The config key that `name`, which is none, was probably meant to be.
pub fn nearest(name: &str) -> Option<&'static str> {
    nearest_of(name, keys().keys().copied().filter(|known| !known.ends_with('.')), REACH)
}

/// The table property of this name in any case, or the open one it falls under.
pub fn table_property(name: &str) -> Option<TableProperty> {
    let name = name.to_lowercase();
    find(properties(), &name).map(TableProperty)
}

/// The table property that `name`, which is none, was probably meant to be: within two edits, or the only one that ends in the
/// same words (`delta.enableOptimizeWrite` is `delta.autoOptimize.optimizeWrite`).
pub fn nearest_table_property(name: &str) -> Option<&'static str> {
    let known = || properties().values().map(|row| row.cell(0)).filter(|known| !known.ends_with('.'));
    nearest_of(name, known(), REACH).or_else(|| {
        let lower = name.to_lowercase();
        let word = lower.strip_prefix("delta.")?;
        let word = word.strip_prefix("enable").or_else(|| word.strip_suffix(".enabled")).unwrap_or(word);
        let mut ending =
            known().filter(|known| !word.is_empty() && known.to_lowercase().ends_with(&format!(".{word}")));
        ending.next().filter(|_| ending.next().is_none())
    })
}

/// What an option of a format takes, where it is known. Formats and options are read in any case; options of all
/// file formats are found under every one of them.
pub fn option(format: &str, name: &str) -> Option<ValueType> {
    let name = name.to_lowercase();
    let own = options().get(format.to_lowercase().as_str());
    let shared = options().get("*");
    let row = own.into_iter().chain(shared).find_map(|known| find(known, &name))?;
    Some(ValueType::parse(row.cell(2), row.cell(3)))
}

/// The option of a format that `name`, which is none, was probably meant to be.
pub fn nearest_option(format: &str, name: &str) -> Option<&'static str> {
    let own = options().get(format.to_lowercase().as_str());
    let known = own.into_iter().chain(options().get("*")).flat_map(|known| known.values()).map(|row| row.cell(1));
    nearest_of(name, known.filter(|known| !known.ends_with('.')), REACH)
}

type Names<K> = FxHashMap<K, Row>;

/// The row of a name, else that of the longest open name (one that ends in a dot) it starts with.
fn find<K>(names: &Names<K>, name: &str) -> Option<Row>
where
    K: std::borrow::Borrow<str> + Eq + std::hash::Hash,
{
    if let Some(row) = names.get(name) {
        return Some(*row);
    }
    let dots = name.rmatch_indices('.').map(|(at, _)| &name[..=at]);
    dots.filter(|prefix| prefix.len() < name.len()).find_map(|prefix| names.get(prefix).copied())
}

fn keys() -> &'static Names<&'static str> {
    static NAMES: OnceLock<Names<&'static str>> = OnceLock::new();
    NAMES.get_or_init(|| table::rows(KEYS).map(|row| (row.cell(0), row)).collect())
}

fn properties() -> &'static Names<String> {
    static NAMES: OnceLock<Names<String>> = OnceLock::new();
    NAMES.get_or_init(|| table::rows(PROPERTIES).map(|row| (row.cell(0).to_lowercase(), row)).collect())
}

fn options() -> &'static FxHashMap<String, Names<String>> {
    static NAMES: OnceLock<FxHashMap<String, Names<String>>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut formats: FxHashMap<String, Names<String>> = FxHashMap::default();
        for row in table::rows(OPTIONS) {
            formats.entry(row.cell(0).to_lowercase()).or_default().insert(row.cell(1).to_lowercase(), row);
        }
        formats
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_when_a_key_can_be_set() {
        assert_eq!(key("spark.sql.adaptive.enabled").unwrap().scope(), Some(Scope::Runtime));
        assert_eq!(key("spark.sql.warehouse.dir").unwrap().scope(), Some(Scope::Static));
        assert_eq!(key("spark.executor.memory").unwrap().scope(), Some(Scope::Cluster));
        assert!(key("spark.hadoop.fs.azure.account.key").is_some());
        assert!(key("spark.sql.adaptive.enable").is_none());
        assert_eq!(nearest("spark.sql.adaptive.enable"), Some("spark.sql.adaptive.enabled"));
        assert_eq!(nearest("spark.mycompany.setting"), None);
        let arrow = key("spark.sql.execution.arrow.enabled").unwrap();
        let replacement = Some("spark.sql.execution.arrow.pyspark.enabled");
        assert_eq!(arrow.fate(), Some(Fate::Deprecated { since: "3.0", replacement }));
    }

    #[test]
    fn knows_what_a_key_takes() {
        let partitions = key("spark.sql.shuffle.partitions").unwrap().value_type();
        assert!(partitions.accepts("auto") && partitions.accepts("200") && !partitions.accepts("many"));
        let size = key("spark.sql.files.maxPartitionBytes").unwrap().value_type();
        assert!(size.accepts("128MB") && size.accepts("134217728") && !size.accepts("big"));
        let mode = key("spark.sql.sources.partitionOverwriteMode").unwrap().value_type();
        assert!(mode.accepts("dynamic") && !mode.accepts("upsert"));
    }

    #[test]
    fn knows_table_properties() {
        assert_eq!(table_property("delta.appendonly").unwrap().name(), "delta.appendOnly");
        assert!(!table_property("delta.enableChangeDataFeed").unwrap().value_type().accepts("yes"));
        assert!(table_property("delta.deletedFileRetentionDuration").unwrap().value_type().accepts("interval 7 days"));
        assert!(table_property("delta.constraints.positive").is_some());
        assert_eq!(table_property("owner").unwrap().value_type().kind, ValueKind::Reserved);
        assert!(table_property("delta.enableOptimizeWrite").is_none());
        assert_eq!(nearest_table_property("delta.enableOptimizeWrite"), Some("delta.autoOptimize.optimizeWrite"));
        assert_eq!(nearest_table_property("delta.enableChangeDataFed"), Some("delta.enableChangeDataFeed"));
        assert_eq!(nearest_table_property("delta.somethingElse"), None);
    }

    #[test]
    fn knows_options_by_format() {
        assert_eq!(option("cloudFiles", "cloudFiles.inferColumnTypes").unwrap().kind, ValueKind::Bool);
        assert!(option("cloudfiles", "cloudfiles.resourceTag.team").is_some());
        assert!(option("kafka", "kafka.bootstrap.servers").is_some());
        assert!(option("csv", "recursiveFileLookup").is_some());
        assert!(option("jdbc", "partitionColumn").is_some());
        assert!(option("delta", "versionAsOf").is_some());
        assert_eq!(nearest_option("cloudFiles", "cloudFiles.schemaLocaton"), Some("cloudFiles.schemaLocation"));
    }

    #[test]
    fn tables_are_sorted_and_free_of_duplicates() {
        for (text, width) in [(KEYS, 1), (PROPERTIES, 1), (OPTIONS, 2)] {
            let names: Vec<Vec<&str>> =
                table::rows(text).map(|row| (0..width).map(|at| row.cell(at)).collect()).collect();
            for pair in names.windows(2) {
                assert!(pair[0] < pair[1], "{pair:?}");
            }
        }
        assert!(keys().len() > 1_500 && properties().len() > 80);
    }
}
