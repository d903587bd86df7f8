//! Data types that do not exist, and types that need a length.

use super::super::super::kind::Kind;
use super::super::super::tree::Node;
use super::super::super::view::Type;
use super::super::words::quote;
use super::Found;

/// Every type of Spark and Databricks.
const TYPES: &[&str] = &[
    "BIGINT",
    "BINARY",
    "BOOLEAN",
    "BYTE",
    "CHAR",
    "CHARACTER",
    "DATE",
    "DEC",
    "DECIMAL",
    "DOUBLE",
    "FLOAT",
    "GEOGRAPHY",
    "GEOMETRY",
    "INT",
    "INTEGER",
    "INTERVAL",
    "LONG",
    "NUMERIC",
    "REAL",
    "SHORT",
    "SMALLINT",
    "STRING",
    "TIME",
    "TIMESTAMP",
    "TIMESTAMP_LTZ",
    "TIMESTAMP_NTZ",
    "TINYINT",
    "VARCHAR",
    "VARIANT",
    "ARRAY",
    "MAP",
    "STRUCT",
];

/// Types that exist, but that nobody means by a slip.
const RARE: &[&str] = &["VOID", "OBJECT", "NULL", "TABLE", "FILE", "VECTOR", "MEASURE"];

/// What others call a type, and what it is here.
const ELSEWHERE: &[(&str, &str)] = &[
    ("TEXT", "STRING"),
    ("NTEXT", "STRING"),
    ("NVARCHAR", "STRING"),
    ("VARCHAR2", "STRING"),
    ("NVARCHAR2", "STRING"),
    ("NCHAR", "STRING"),
    ("CLOB", "STRING"),
    ("UUID", "STRING"),
    ("UNIQUEIDENTIFIER", "STRING"),
    ("STR", "STRING"),
    ("DATETIME", "TIMESTAMP"),
    ("DATETIME2", "TIMESTAMP"),
    ("TIMESTAMPTZ", "TIMESTAMP"),
    ("NUMBER", "DECIMAL"),
    ("MONEY", "DECIMAL(19, 4)"),
    ("BIT", "BOOLEAN"),
    ("BOOL", "BOOLEAN"),
    ("BLOB", "BINARY"),
    ("BYTES", "BINARY"),
    ("BYTEA", "BINARY"),
    ("VARBINARY", "BINARY"),
    ("INT2", "SMALLINT"),
    ("INT4", "INT"),
    ("INT8", "BIGINT"),
    ("INT16", "SMALLINT"),
    ("INT32", "INT"),
    ("INT64", "BIGINT"),
    ("FLOAT4", "FLOAT"),
    ("FLOAT8", "DOUBLE"),
    ("FLOAT64", "DOUBLE"),
    ("MEDIUMINT", "INT"),
    ("SERIAL", "BIGINT GENERATED ALWAYS AS IDENTITY"),
    ("JSON", "VARIANT"),
    ("JSONB", "VARIANT"),
    ("SUPER", "VARIANT"),
    ("LIST", "ARRAY<...>"),
    ("DICT", "MAP<..., ...>"),
];

pub(super) fn check(node: Node<'_>, found: &mut Found) {
    let Some(data_type) = Type::cast(node) else { return };
    let Some(token) = node.first_token() else { return };
    let name = data_type.name().to_ascii_uppercase();
    let is_sized = data_type.numbers().next().is_some();
    if matches!(name.as_str(), "CHAR" | "CHARACTER" | "VARCHAR") && !is_sized {
        found.say(token.range(), format!("{name} needs a length, such as {name}(10); STRING needs none"));
    } else if matches!(name.as_str(), "ARRAY" | "MAP" | "STRUCT") && node.all_tokens().count() == 1 {
        let inner = if name == "MAP" {
            "STRING, INT"
        } else if name == "ARRAY" {
            "STRING"
        } else {
            "name: STRING"
        };
        found.say(token.range(), format!("{name} needs the types in it, such as {name}<{inner}>"));
    } else if is_unknown(&name) && (token.kind() == Kind::Word || token.kind().is_keyword()) {
        let meant =
            ELSEWHERE.iter().find(|(other, _)| *other == name).map(|(_, here)| *here).or_else(|| nearest(&name));
        let advice = meant.map(|meant| format!("; did you mean {meant}?")).unwrap_or_default();
        found.say(token.range(), format!("there is no data type {}{advice}", quote(data_type.name())));
    }
}

fn is_unknown(name: &str) -> bool {
    !TYPES.contains(&name)
        && !RARE.contains(&name)
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn nearest(name: &str) -> Option<&'static str> {
    let near = TYPES.iter().map(|known| (strsim::damerau_levenshtein(name, known), *known));
    near.filter(|(distance, known)| *distance <= (known.len() / 3).max(1)).min().map(|(_, known)| known)
}
