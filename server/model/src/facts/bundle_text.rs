//! What fields of the bundle configuration mean, in a sentence or two, from `bundle_texts.tsv`; and the dynamic values that
//! jobs know, from `dynamic_values.tsv`. Knows names, not how they are shown.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::table::rows;

/// What a field of a type means, where somebody wrote it down.
pub fn find_field_text(owner: &str, field: &str) -> Option<&'static str> {
    type Texts = FxHashMap<(&'static str, &'static str), &'static str>;
    static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
        let row = |row: super::table::Row| (row.cell(0).split(','), row.cell(1), row.cell(2));
        let each = |(owners, field, text)| {
            let owners: std::str::Split<'static, char> = owners;
            owners.map(move |owner| ((owner, field), text))
        };
        rows(include_str!("bundle_texts.tsv")).map(row).flat_map(each).collect()
    });
    TEXTS.get(&(owner, field)).copied()
}

/// A dynamic value: what may stand between `{{` and `}}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DynamicValue {
    /// Its path; `*` stands for a name that people gave.
    pub path: &'static str,
    /// What it is.
    pub text: &'static str,
}

/// All dynamic values, as the table has them.
/// <https://docs.databricks.com/aws/en/jobs/dynamic-value-references>
pub fn dynamic_values() -> &'static [DynamicValue] {
    static VALUES: LazyLock<Vec<DynamicValue>> = LazyLock::new(|| {
        rows(include_str!("dynamic_values.tsv"))
            .map(|row| DynamicValue { path: row.cell(0), text: row.cell(1) })
            .collect()
    });
    &VALUES
}

#[cfg(test)]
mod tests {
    use super::super::bundle::schema;
    use super::*;

    #[test]
    fn every_text_is_of_a_field_that_exists() {
        let mut count = 0;
        for row in rows(include_str!("bundle_texts.tsv")) {
            let (field, text) = (row.cell(1), row.cell(2));
            for owner in row.cell(0).split(',') {
                let id = schema().find_type(owner).unwrap_or_else(|| panic!("there is no type {owner}"));
                assert!(schema().object(id).find(field).is_some(), "{owner} has no field {field}");
                assert_eq!(find_field_text(owner, field), Some(text), "{owner}.{field} has two texts");
                count += 1;
            }
            assert!(text.ends_with('.') && text.starts_with(char::is_uppercase), "{field}: {text}");
        }
        assert!(count >= 250, "{count} texts");
    }
}
