//! What holds of single SQL functions, for rules that look at expressions: `function.txt` as a table.
//! Which functions exist at all is another table's business.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

/// What holds of a function. The words are explained in `function.txt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Trait {
    DatePart,
    Year,
    Truncation,
    ToDate,
    Prefix,
    Fine,
    Bare,
    OrderSensitive,
    Numbers,
    GathersList,
    GathersSet,
    Unique,
    Size,
    Drops,
    Seeks,
    Fallback,
    /// Deprecated; this field of `_metadata` says the same.
    File(&'static str),
}

/// What holds of the function of this name (SQL's, in lower case).
pub fn traits(name: &str) -> &'static [Trait] {
    static TABLE: OnceLock<FxHashMap<&'static str, Vec<Trait>>> = OnceLock::new();
    let table = TABLE.get_or_init(|| include_str!("function.txt").lines().filter_map(parse_line).collect());
    table.get(name).map(Vec::as_slice).unwrap_or_default()
}

/// Whether `of` holds of the function of this name.
pub fn is(name: &str, of: Trait) -> bool {
    traits(name).contains(&of)
}

/// The field of `_metadata` that replaces the function, where it is deprecated for one.
pub fn file_field(name: &str) -> Option<&'static str> {
    traits(name).iter().find_map(|found| match found {
        Trait::File(field) => Some(*field),
        _ => None,
    })
}

fn parse_line(line: &'static str) -> Option<(&'static str, Vec<Trait>)> {
    let mut words = line.split('#').next()?.split_whitespace();
    let name = words.next()?;
    Some((name, words.filter_map(parse_trait).collect()))
}

fn parse_trait(word: &'static str) -> Option<Trait> {
    match word {
        "date-part" => Some(Trait::DatePart),
        "year" => Some(Trait::Year),
        "truncation" => Some(Trait::Truncation),
        "to-date" => Some(Trait::ToDate),
        "prefix" => Some(Trait::Prefix),
        "fine" => Some(Trait::Fine),
        "bare" => Some(Trait::Bare),
        "order-sensitive" => Some(Trait::OrderSensitive),
        "numbers" => Some(Trait::Numbers),
        "gathers-list" => Some(Trait::GathersList),
        "gathers-set" => Some(Trait::GathersSet),
        "unique" => Some(Trait::Unique),
        "size" => Some(Trait::Size),
        "drops" => Some(Trait::Drops),
        "seeks" => Some(Trait::Seeks),
        "fallback" => Some(Trait::Fallback),
        _ => word.strip_prefix("file=").map(Trait::File),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_table_is_known() {
        for line in include_str!("function.txt").lines().filter(|line| !line.starts_with('#')) {
            let (name, traits) = parse_line(line).expect("a name");
            assert_eq!(traits.len(), line.split_whitespace().count() - 1, "{name}");
        }
        assert_eq!(file_field("input_file_name"), Some("file_path"));
        assert!(is("minute", Trait::Fine) && is("minute", Trait::DatePart));
    }
}
