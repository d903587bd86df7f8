//! What calls of other libraries and of Python itself do, where rules care: mlflow, pandas, files, logging.
//! Knows paths and parameters; how a path was resolved is the evaluator's business.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::meaning::Meaning;
use super::role::ArgRole;
use super::semantics::parse_word;
use crate::text::joined;

const TEXT: &str = include_str!("libraries.txt");

/// What a function or class of a library does when it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryCall {
    /// Its full path; a `*` stands for one part of it.
    pub path: &'static str,
    /// What it does.
    pub meaning: Meaning,
    positional: usize,
    params: Vec<(&'static str, Option<ArgRole>)>,
}

impl LibraryCall {
    /// The parameter that takes the positional argument at `index`; `None` where that is not written down.
    pub fn positional(&self, index: usize) -> Option<&'static str> {
        self.params[..self.positional].get(index).map(|(name, _)| *name)
    }

    /// The role of the parameter of this name.
    pub fn role(&self, param: &str) -> Option<ArgRole> {
        self.params.iter().find(|(name, _)| *name == param).and_then(|(_, role)| *role)
    }
}

/// What the function or class at this full path does: `mlflow.sklearn.log_model`, `builtins.open`, `pandas.read_csv`.
pub fn find(path: &str) -> Option<&'static LibraryCall> {
    let known = |path: &str| table().get(path);
    known(path).or_else(|| {
        let (root, rest) = path.split_once('.')?;
        let (_, name) = rest.split_once('.')?;
        known(&joined(&[root, ".*.", name]))
    })
}

/// The names of the functions and classes of a library that do something: a text without them does not use it.
pub fn names(library: &str) -> BTreeSet<&'static str> {
    let paths = lines().filter_map(|line| line.split_whitespace().next()?.strip_prefix(library)?.strip_prefix('.'));
    let is_class = |name: &&str| name.starts_with(char::is_uppercase);
    paths.flat_map(|path| path.rsplit('.').next().into_iter().chain(path.split('.').filter(is_class))).collect()
}

fn table() -> &'static FxHashMap<&'static str, LibraryCall> {
    static TABLE: OnceLock<FxHashMap<&'static str, LibraryCall>> = OnceLock::new();
    TABLE.get_or_init(|| lines().filter_map(parse_row).map(|row| (row.path, row)).collect())
}

fn lines() -> impl Iterator<Item = &'static str> {
    TEXT.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn parse_row(line: &'static str) -> Option<LibraryCall> {
    let mut words = line.split_whitespace();
    let path = words.next()?;
    let meaning = parse_word(words.next()?)?;
    let mut positional = None;
    let mut params = Vec::new();
    for word in words {
        match word.split_once('=') {
            _ if word == "*" => positional = Some(params.len()),
            Some((name, role)) => params.push((name, Some(parse_word(role)?))),
            None => params.push((word, None)),
        }
    }
    let positional = positional.unwrap_or(params.len());
    Some(LibraryCall { path, meaning, positional, params })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_calls_by_path() {
        let open = find("builtins.open").unwrap();
        assert_eq!(
            (open.meaning, open.positional(0), open.role("file")),
            (Meaning::OpenFile, Some("file"), Some(ArgRole::Path))
        );
        let log = find("mlflow.sklearn.log_model").unwrap();
        assert_eq!((log.meaning, log.positional(0)), (Meaning::LogModel, None));
        assert_eq!(log.role("registered_model_name"), Some(ArgRole::Model));
        assert_eq!(find("mlflow.pyfunc.load_model").unwrap().positional(0), Some("model_uri"));
        assert!(find("mlflow.sklearn.autolog").is_none() && find("open").is_none());
    }

    #[test]
    fn a_library_is_known_by_its_functions_and_classes() {
        let names = names("mlflow");
        assert!(names.contains("MlflowClient") && names.contains("log_model") && names.contains("start_run"));
        assert!(!names.contains("*") && !names.contains("pyfunc") && !names.contains("read_csv"));
    }

    #[test]
    fn table_is_understood_sorted_and_free_of_duplicates() {
        assert_eq!(table().len(), lines().count(), "a word of the table is not known, or a path stands twice");
        let paths: Vec<_> = lines().filter_map(|line| line.split_whitespace().next()).collect();
        assert!(paths.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
