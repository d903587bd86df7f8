//! The tables of the `system` catalog and their columns, from the platform documentation.
//! Knows names only; what a query does with them is the model's business.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::near;
use super::table::{self, Row};

const TEXT: &str = include_str!("system_tables.tsv");

/// How far a name may be from a known one to be taken for it.
const REACH: usize = 2;

/// A system table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SystemTable(Row);

impl SystemTable {
    /// Its name in three parts; ends in a dot for a schema of which not all tables are written down.
    pub fn name(self) -> &'static str {
        self.0.cell(0)
    }

    /// Its columns in alphabetical order; none where they are not written down.
    pub fn columns(self) -> impl Iterator<Item = &'static str> {
        self.0.cell(2).split(',').filter(|column| !column.is_empty())
    }

    /// Whether it has this column; `None` where its columns are not written down.
    pub fn has_column(self, name: &str) -> Option<bool> {
        self.0.find(2)?;
        Some(self.columns().any(|column| column.eq_ignore_ascii_case(name)))
    }

    /// The column that `name`, which is none, was probably meant to be.
    pub fn nearest_column(self, name: &str) -> Option<&'static str> {
        near::nearest(name, self.columns(), REACH)
    }
}

/// The system table of this name (`system.billing.usage`, in any case), or the open schema it falls under.
pub fn find(name: &str) -> Option<SystemTable> {
    let name = name.to_lowercase();
    let schema = name.rfind('.').map(|at| &name[..=at]);
    let found = table().get(name.as_str()).or_else(|| table().get(schema?));
    found.map(|row| SystemTable(*row))
}

/// The system table that `name`, which is none, was probably meant to be: within two edits, dots and underscores not told apart.
pub fn nearest(name: &str) -> Option<&'static str> {
    let flat = |text: &str| text.to_lowercase().replace(['.', '_'], "");
    let wanted = flat(name);
    let known = || table().keys().copied().filter(|known| !known.ends_with('.'));
    let mut same: Vec<_> = known().filter(|known| flat(known) == wanted).collect();
    same.sort_unstable();
    same.first().copied().or_else(|| near::nearest(name, known(), REACH))
}

/// Whether tables of this schema (`system.billing`, in lower case) are written down.
pub fn has_schema(schema: &str) -> bool {
    table().keys().any(|known| known.strip_prefix(schema).is_some_and(|rest| rest.starts_with('.') && rest.len() > 1))
}

fn table() -> &'static FxHashMap<&'static str, Row> {
    static TABLE: OnceLock<FxHashMap<&'static str, Row>> = OnceLock::new();
    TABLE.get_or_init(|| table::rows(TEXT).map(|row| (row.cell(0), row)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_tables_and_columns() {
        let history = find("system.query.history").unwrap();
        assert_eq!(history.has_column("Total_Duration_MS"), Some(true));
        assert_eq!(history.has_column("duration"), Some(false));
        assert_eq!(history.nearest_column("executed_bye"), Some("executed_by"));
        assert_eq!(find("system.lakeflow.pipelines").unwrap().has_column("anything"), None);
        assert!(find("system.information_schema.tables").is_some());
        assert!(find("system.query_history").is_none());
        assert_eq!(nearest("system.query_history"), Some("system.query.history"));
        assert_eq!(nearest("system.billing.usages"), Some("system.billing.usage"));
        assert_eq!(nearest("system.something.else"), None);
    }

    #[test]
    fn table_is_sorted_and_free_of_duplicates() {
        let rows: Vec<_> = table::rows(TEXT).collect();
        assert!(rows.windows(2).all(|pair| pair[0].cell(0) < pair[1].cell(0)));
        assert!(rows.len() > 40);
        for row in rows {
            let columns: Vec<_> = SystemTable(row).columns().collect();
            assert!(columns.windows(2).all(|pair| pair[0] < pair[1]), "{}", row.cell(0));
        }
    }
}
