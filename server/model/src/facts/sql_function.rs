//! The built-in SQL functions: which exist, of which group, with how many arguments.
//! What holds of single functions beyond that is said in [`super::function`].

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::near;
use super::table::{self, Row};

const TEXT: &str = include_str!("sql_functions.tsv");
const FOREIGN: &str = include_str!("foreign_functions.tsv");

/// The longest name of which one slip, not two, makes it another.
const SHORT: usize = 8;

/// A built-in SQL function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SqlFunction(Row);

impl SqlFunction {
    /// Its name, in lower case.
    pub fn name(self) -> &'static str {
        self.0.cell(0)
    }

    /// Whether it is an aggregate: `sum`, `collect_list`, `first`, ...
    pub fn is_aggregate(self) -> bool {
        self.0.cell(1) == "agg_funcs"
    }

    /// Whether it only makes sense over a window: `row_number`, `lag`, ...
    pub fn is_window(self) -> bool {
        self.0.cell(1) == "window_funcs"
    }

    /// Whether it makes rows: `explode`, `stack`, ...
    pub fn is_generator(self) -> bool {
        // It stands among the functions on JSON, and gives a column for each field it is asked for.
        self.0.cell(1) == "generator_funcs" || self.name() == "json_tuple"
    }

    /// Whether it stands in FROM only: `read_files`, `table_changes`, ...
    pub fn is_table_function(self) -> bool {
        self.0.cell(1) == "table_funcs"
    }

    /// The Spark version that brought it, where one did.
    pub fn since(self) -> Option<&'static str> {
        self.0.find(2)
    }

    /// Whether it takes so many arguments; true where that is not known.
    pub fn takes(self, count: usize) -> bool {
        let mut ranges = self.arities().peekable();
        ranges.peek().is_none() || ranges.any(|(least, most)| least <= count && most.is_none_or(|most| count <= most))
    }

    /// The numbers of arguments it takes, as ranges, the last perhaps open; none where they are not known.
    pub fn arities(self) -> impl Iterator<Item = (usize, Option<usize>)> {
        self.0.cell(3).split(',').filter_map(|range| match range.split_once('-') {
            None => range.parse().ok().map(|count| (count, Some(count))),
            Some((least, "")) => least.parse().ok().map(|least| (least, None)),
            Some((least, most)) => Some((least.parse().ok()?, Some(most.parse().ok()?))),
        })
    }

    /// Whether Spark calls it deprecated.
    pub fn is_deprecated(self) -> bool {
        self.0.find(4).is_some()
    }
}

/// The function of this name, in any case.
pub fn find(name: &str) -> Option<SqlFunction> {
    table().get(name.to_lowercase().as_str()).map(|row| SqlFunction(*row))
}

/// The function that `name`, which is none, was probably meant to be.
pub fn nearest(name: &str) -> Option<&'static str> {
    near::nearest(name, table().keys().copied(), if name.len() > SHORT { 2 } else { 1 })
}

/// What a function of another system's SQL is called: `Some(None)` where there is nothing like it here.
pub fn foreign(name: &str) -> Option<Option<&'static str>> {
    static TABLE: OnceLock<FxHashMap<&'static str, Row>> = OnceLock::new();
    let table = TABLE.get_or_init(|| table::rows(FOREIGN).map(|row| (row.cell(0), row)).collect());
    table.get(name.to_lowercase().as_str()).map(|row| row.find(1))
}

fn table() -> &'static FxHashMap<&'static str, Row> {
    static TABLE: OnceLock<FxHashMap<&'static str, Row>> = OnceLock::new();
    TABLE.get_or_init(|| table::rows(TEXT).map(|row| (row.cell(0), row)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_groups() {
        assert!(find("SUM").unwrap().is_aggregate());
        assert!(find("row_number").unwrap().is_window());
        assert!(find("explode").unwrap().is_generator());
        assert!(find("read_files").unwrap().is_table_function());
        assert!(find("ai_query").is_some() && find("st_distance").is_some() && find("h3_isvalid").is_some());
        assert!(find("nvl3").is_none());
        assert_eq!(nearest("coalese"), Some("coalesce"));
        assert_eq!(
            (foreign("GROUP_CONCAT"), foreign("lnnvl"), foreign("sum")),
            (Some(Some("string_agg")), Some(None), None)
        );
    }

    #[test]
    fn knows_numbers_of_arguments() {
        let round = find("round").unwrap();
        assert!(round.takes(1) && round.takes(2) && !round.takes(0) && !round.takes(3));
        assert!(find("concat").unwrap().takes(17));
        assert!(find("dateadd").unwrap().takes(3));
        let make = find("make_timestamp").unwrap();
        assert!(make.takes(2) && !make.takes(5) && make.takes(7));
        assert!(find("read_files").unwrap().takes(9));
    }

    #[test]
    fn table_is_sorted_and_free_of_duplicates() {
        let names: Vec<_> = table::rows(TEXT).map(|row| row.cell(0)).collect();
        assert!(names.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(names.len() > 700);
        let foreign: Vec<_> = table::rows(FOREIGN).map(|row| row.cell(0)).collect();
        assert!(foreign.windows(2).all(|pair| pair[0] < pair[1]) && foreign.iter().all(|name| find(name).is_none()));
        assert!(table::rows(FOREIGN).filter_map(|row| row.find(1)).all(|name| find(name).is_some()));
    }
}
