//! The tables of the `system` catalog and their columns, from the platform documentation, and what is often written instead.
//! The platform has tables in preview and adds columns as it goes, so a name that is not here is not wrong for that alone.
//! Knows names only; what a query does with them is the model's business.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::near;
use super::table::{self, Row};

const TEXT: &str = include_str!("system_tables.tsv");
const SLIPS: &str = include_str!("system_slips.tsv");

/// How far a name may be from a known one to be taken for it.
const REACH: usize = 2;
/// The longest column of which one slip, not two, makes it another.
const SHORT: usize = 8;

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

    /// The column, or the field of one, that `name`, which is none, was probably meant to be.
    pub fn nearest_column(self, name: &str) -> Option<&'static str> {
        let reach = if name.len() > SHORT { REACH } else { 1 };
        let slip = format!("{}:{}", self.name(), name.to_lowercase());
        slips().get(slip.as_str()).copied().or_else(|| near::nearest(name, self.columns(), reach))
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
    if let Some(meant) = slips().get(name.to_lowercase().as_str()) {
        return Some(meant);
    }
    let flat = |text: &str| text.to_lowercase().replace(['.', '_'], "");
    let wanted = flat(name);
    let known = || table().keys().copied().filter(|known| !known.ends_with('.'));
    let mut same: Vec<_> = known().filter(|known| flat(known) == wanted).collect();
    same.sort_unstable();
    same.first().copied().or_else(|| near::nearest(name, known(), REACH))
}

fn table() -> &'static FxHashMap<&'static str, Row> {
    static TABLE: OnceLock<FxHashMap<&'static str, Row>> = OnceLock::new();
    TABLE.get_or_init(|| table::rows(TEXT).map(|row| (row.cell(0), row)).collect())
}

fn slips() -> &'static FxHashMap<&'static str, &'static str> {
    static TABLE: OnceLock<FxHashMap<&'static str, &'static str>> = OnceLock::new();
    TABLE.get_or_init(|| table::rows(SLIPS).map(|row| (row.cell(0), row.cell(1))).collect())
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
        assert_eq!(history.nearest_column("Warehouse_ID"), Some("compute.warehouse_id"));
        assert_eq!(history.nearest_column("carbon_grams"), None);
        assert_eq!(find("system.lakeflow.pipelines").unwrap().has_column("anything"), None);
        assert!(find("system.information_schema.tables").is_some());
        assert!(find("system.query_history").is_none());
        assert_eq!(nearest("system.query_history"), Some("system.query.history"));
        assert_eq!(nearest("system.billing.usages"), Some("system.billing.usage"));
        assert_eq!(nearest("system.access.audit_logs"), Some("system.access.audit"));
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

    #[test]
    fn slips_are_of_tables_that_exist_and_lead_to_what_exists() {
        let rows: Vec<_> = table::rows(SLIPS).collect();
        assert!(rows.windows(2).all(|pair| pair[0].cell(0) < pair[1].cell(0)));
        for row in rows {
            let Some((name, column)) = row.cell(0).split_once(':') else {
                assert!(find(row.cell(0)).is_none() && find(row.cell(1)).is_some(), "{}", row.cell(0));
                continue;
            };
            let meant = row.cell(1).split('.').next().unwrap();
            let known = find(name).unwrap();
            assert_eq!(
                (known.has_column(column), known.has_column(meant)),
                (Some(false), Some(true)),
                "{}",
                row.cell(0)
            );
        }
    }
}
