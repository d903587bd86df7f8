//! Names that are there without being defined: Python's builtins, and what notebooks and pipelines define.
//! Knows names only.

use smol_str::SmolStr;

use crate::facts::pyspark;
use crate::value::Value;

/// What a name stands for that nothing in the file defines. With `open` a star import or an unresolved `%run` may define it:
/// then only what such files hardly ever define anew is believed, and Spark's functions only in code that is `ours`.
pub(super) fn find_global(name: &str, open: bool, ours: impl FnOnce() -> bool) -> Option<Value> {
    let value = match name {
        "spark" => Value::Session,
        "dbutils" | "sc" | "sqlContext" | "sqlCtx" => Value::Library(SmolStr::new(name)),
        // Snippets leave the import out; nothing else goes by these names.
        "mlflow" | "dlt" => Value::Library(SmolStr::new(name)),
        "F" => Value::Library(SmolStr::new_static("pyspark.sql.functions")),
        _ if SPARK_FUNCTIONS.binary_search(&name).is_ok() && (!open || ours()) => {
            Value::Library(SmolStr::new(format!("pyspark.sql.functions.{name}")))
        }
        "display" | "displayHTML" => Value::Library(SmolStr::new(format!("notebook.{name}"))),
        "sql" | "table" | "getArgument" | "udf" if !open => Value::Library(SmolStr::new(format!("notebook.{name}"))),
        // What a star import is most likely to hide a builtin with is one of Spark's functions of that name.
        _ if is_builtin(name) && !(open && pyspark::function(name).is_some()) => {
            Value::Library(SmolStr::new(format!("builtins.{name}")))
        }
        _ => return None,
    };
    Some(value)
}

/// Whether a text speaks of Spark or is a notebook's; other libraries have a `col` or `explode` of their own.
pub(super) fn is_ours(code: &str) -> bool {
    ["spark", "databricks", "Databricks", "dbutils", "%run"].iter().any(|word| code.contains(word))
}

fn is_builtin(name: &str) -> bool {
    BUILTINS.binary_search(&name).is_ok()
}

/// Functions of Spark whose names nothing else has, sorted: files that are run or imported by `*` bring them along.
const SPARK_FUNCTIONS: &[&str] = &[
    "approx_count_distinct",
    "array_distinct",
    "col",
    "collect_list",
    "collect_set",
    "concat_ws",
    "countDistinct",
    "current_timestamp",
    "date_trunc",
    "dense_rank",
    "explode",
    "from_json",
    "from_unixtime",
    "input_file_name",
    "lit",
    "monotonically_increasing_id",
    "regexp_extract",
    "regexp_replace",
    "row_number",
    "to_date",
    "to_json",
    "to_timestamp",
    "unix_timestamp",
];

/// The functions and classes of Python's `builtins` that programs call, sorted.
const BUILTINS: &[&str] = &[
    "abs",
    "all",
    "any",
    "bool",
    "bytes",
    "callable",
    "classmethod",
    "dict",
    "enumerate",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "hasattr",
    "hash",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "list",
    "map",
    "max",
    "min",
    "next",
    "object",
    "open",
    "print",
    "property",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
];
