//! Closed sets of words that calls and statements take: write modes, join types, formats, and the magics of notebooks.
//! Knows the words and what they stand for, not who takes them.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::near;
use super::table;

const WORDS: &str = include_str!("vocabulary.txt");
const MAGICS: &str = include_str!("magics.tsv");

/// A set of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Set {
    /// `mode(...)` of a batch writer; each stands for its canonical name.
    WriteMode,
    /// `outputMode(...)` of a stream writer.
    OutputMode,
    /// `how` of a join; each stands for its canonical name.
    JoinType,
    /// The constants of `StorageLevel`.
    StorageLevel,
    /// The arguments of `trigger(...)`.
    Trigger,
    /// SCD types of Auto CDC.
    ScdType,
    /// Data source formats; each with the kind of thing it reaches: file, table, database, bus, test or meta.
    Format,
    /// File extensions; each with its format.
    Extension,
    /// Hints; each with what it is about: join, partition, range or skew.
    Hint,
    /// Magics of notebooks without the `%`; each with its kind: language, line, cell, both or notebook.
    Magic,
}

/// What a word of a set stands for (the word itself where it stands for nothing else); `None` when the set has no such word.
/// Case does not count, nor do underscores in join types, as in Spark.
pub fn meaning(set: Set, word: &str) -> Option<&'static str> {
    let word = normalize(set, word);
    words(set).get(word.as_str()).map(|(_, meaning)| *meaning)
}

/// Whether a set has this word.
pub fn contains(set: Set, word: &str) -> bool {
    meaning(set, word).is_some()
}

/// The word of a set that `word`, which is none, was probably meant to be: at most two edits away.
pub fn nearest(set: Set, word: &str) -> Option<&'static str> {
    near::nearest(word, words(set).values().map(|(written, _)| *written), 2)
}

fn normalize(set: Set, word: &str) -> String {
    let lower = word.to_lowercase();
    if set == Set::JoinType { lower.replace('_', "") } else { lower }
}

fn section(set: Set) -> &'static str {
    match set {
        Set::WriteMode => "write-mode",
        Set::OutputMode => "output-mode",
        Set::JoinType => "join-type",
        Set::StorageLevel => "storage-level",
        Set::Trigger => "trigger",
        Set::ScdType => "scd-type",
        Set::Format => "format",
        Set::Extension => "extension",
        Set::Hint => "hint",
        Set::Magic => "magic",
    }
}

/// The words of a set in lower case, as written and with what they stand for.
type Words = FxHashMap<String, (&'static str, &'static str)>;

fn words(set: Set) -> &'static Words {
    static SETS: OnceLock<FxHashMap<&'static str, Words>> = OnceLock::new();
    static EMPTY: OnceLock<Words> = OnceLock::new();
    let sets = SETS.get_or_init(|| {
        let mut sets = parse(WORDS);
        let magics = table::rows(MAGICS).map(|row| (row.cell(0).to_lowercase(), (row.cell(0), row.cell(1))));
        sets.insert(section(Set::Magic), magics.collect());
        sets
    });
    sets.get(section(set)).unwrap_or_else(|| EMPTY.get_or_init(Words::default))
}

fn parse(text: &'static str) -> FxHashMap<&'static str, Words> {
    let mut sets: FxHashMap<&'static str, Words> = FxHashMap::default();
    let mut name = "";
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(section) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name = section;
            continue;
        }
        let mut parts = line.split_whitespace();
        if let Some(word) = parts.next() {
            let meaning = parts.next().unwrap_or(word);
            sets.entry(name).or_default().insert(word.to_lowercase(), (word, meaning));
        }
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_words_as_spark_does() {
        assert_eq!(meaning(Set::JoinType, "LEFT_OUTER"), Some("leftouter"));
        assert_eq!(meaning(Set::JoinType, "left"), Some("leftouter"));
        assert!(!contains(Set::JoinType, "lefty"));
        assert_eq!(nearest(Set::JoinType, "iner"), Some("inner"));
        assert_eq!(meaning(Set::WriteMode, "error"), Some("errorifexists"));
        assert_eq!(nearest(Set::WriteMode, "overwite"), Some("overwrite"));
        assert_eq!(meaning(Set::Format, "cloudFiles"), Some("file"));
        assert_eq!(meaning(Set::Extension, "jsonl"), Some("json"));
        assert_eq!(meaning(Set::Magic, "sql"), Some("language"));
        assert!(contains(Set::Magic, "timeit") && !contains(Set::Magic, "sqll"));
    }

    #[test]
    fn every_set_has_words_sorted_and_free_of_duplicates() {
        let all = [Set::WriteMode, Set::OutputMode, Set::JoinType, Set::StorageLevel, Set::Trigger, Set::ScdType];
        for set in all.into_iter().chain([Set::Format, Set::Extension, Set::Hint, Set::Magic]) {
            assert!(!words(set).is_empty(), "{set:?}");
        }
        let mut last = "";
        for line in WORDS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let word = line.split_whitespace().next().unwrap();
            assert!(last < word || word.starts_with('['), "{last} < {word}");
            last = if word.starts_with('[') { "" } else { word };
        }
        let magics: Vec<_> = table::rows(MAGICS).map(|row| row.cell(0)).collect();
        assert!(magics.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
