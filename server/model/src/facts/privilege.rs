//! Privileges of Unity Catalog and the securables on which each can be granted.
//! Knows names only; who is granted what is the model's business.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::near;
use super::table::{self, Row};

const TEXT: &str = include_str!("privileges.tsv");

/// A privilege.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Privilege(Row);

impl Privilege {
    /// Its name as SQL writes it: `USE SCHEMA`.
    pub fn name(self) -> &'static str {
        self.0.cell(0)
    }

    /// Whether only the legacy metastore has it.
    pub fn is_legacy(self) -> bool {
        self.0.cell(2) == "hive"
    }

    /// Whether it can be granted on a kind of securable, named as in SQL: `TABLE`, `EXTERNAL LOCATION`.
    /// `None` for legacy privileges, of which that is not written down.
    pub fn applies_to(self, securable: &str) -> Option<bool> {
        self.0.find(1)?;
        Some(self.securables().any(|known| known.eq_ignore_ascii_case(securable)))
    }

    /// The securables on which it can be granted, in alphabetical order.
    pub fn securables(self) -> impl Iterator<Item = &'static str> {
        self.0.cell(1).split(',').filter(|securable| !securable.is_empty())
    }
}

/// The privilege of this name in any case; `USE_SCHEMA` of bundles is `USE SCHEMA`.
pub fn find(name: &str) -> Option<Privilege> {
    look_up(name).filter(|row| find_meant(*row).is_none()).map(Privilege)
}

/// The privilege that `name`, which is none, was probably meant to be: `Some(None)` where it is one of another system with none
/// of its own here, `None` where it may be newer than the table.
pub fn nearest(name: &str) -> Option<Option<&'static str>> {
    let elsewhere = look_up(name).and_then(find_meant);
    elsewhere.or_else(|| {
        let known = table().iter().filter(|(_, row)| find_meant(**row).is_none()).map(|(name, _)| *name);
        near::nearest(&name.replace('_', " "), known, 2).map(Some)
    })
}

/// The privilege for what another system has; `Some(None)` where there is none for it.
fn find_meant(row: Row) -> Option<Option<&'static str>> {
    let meant = row.cell(2).strip_prefix("elsewhere")?.trim();
    Some(Some(meant).filter(|meant| !meant.is_empty()))
}

fn look_up(name: &str) -> Option<Row> {
    let name = name.to_uppercase();
    table().get(name.as_str()).or_else(|| table().get(name.replace('_', " ").as_str())).copied()
}

fn table() -> &'static FxHashMap<&'static str, Row> {
    static TABLE: OnceLock<FxHashMap<&'static str, Row>> = OnceLock::new();
    TABLE.get_or_init(|| table::rows(TEXT).map(|row| (row.cell(0), row)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_where_a_privilege_applies() {
        let select = find("select").unwrap();
        assert_eq!((select.applies_to("TABLE"), select.applies_to("VOLUME")), (Some(true), Some(false)));
        assert_eq!(find("USE_SCHEMA").unwrap().name(), "USE SCHEMA");
        assert!(find("USAGE").unwrap().is_legacy());
        assert!(find("READ").is_none());
        assert_eq!((nearest("SELCT"), nearest("insert")), (Some(Some("SELECT")), Some(Some("MODIFY"))));
        assert_eq!((nearest("READ"), nearest("MANAGE ALERTS")), (Some(None), None));
    }

    #[test]
    fn table_is_sorted_and_free_of_duplicates() {
        let rows: Vec<_> = table::rows(TEXT).collect();
        assert!(rows.windows(2).all(|pair| pair[0].cell(0) < pair[1].cell(0)));
        for row in rows {
            let securables: Vec<_> = Privilege(row).securables().collect();
            assert!(securables.windows(2).all(|pair| pair[0] < pair[1]), "{}", row.cell(0));
        }
    }
}
