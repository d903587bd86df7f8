//! Names that are there without being defined: Python's builtins, and what notebooks and pipelines define.
//! Knows names only.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
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
        "display" | "displayHTML" => Value::Library(SmolStr::new(format!("notebook.{name}"))),
        "sql" | "table" | "getArgument" | "udf" if !open => Value::Library(SmolStr::new(format!("notebook.{name}"))),
        _ => match KNOWN.get(name)? {
            Known::Spark(path) if !open || ours() => Value::Library(path.clone()),
            // What a star import is most likely to hide a builtin with is one of Spark's functions of that name.
            Known::Builtin(path) if !(open && pyspark::function(name).is_some()) => Value::Library(path.clone()),
            _ => return None,
        },
    };
    Some(value)
}

/// Whether a text speaks of Spark or is a notebook's; other libraries have a `col` or `explode` of their own.
pub(super) fn is_ours(code: &str) -> bool {
    ["spark", "databricks", "Databricks", "dbutils", "%run"].iter().any(|word| code.contains(word))
}

/// What a name is that is looked up, with its full path.
enum Known {
    Spark(SmolStr),
    Builtin(SmolStr),
}

/// The names below: most of what files call is not defined in them.
static KNOWN: LazyLock<FxHashMap<&str, Known>> = LazyLock::new(|| {
    let path = |module: &str, name: &str| SmolStr::new(format!("{module}.{name}"));
    let functions = SPARK_FUNCTIONS.iter().map(|name| (*name, Known::Spark(path("pyspark.sql.functions", name))));
    let builtins = BUILTINS.iter().map(|name| (*name, Known::Builtin(path("builtins", name))));
    functions.chain(builtins).collect()
});

/// Functions of Spark whose names nothing else has: files that are run or imported by `*` bring them along.
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

/// The functions and classes of Python's `builtins` that programs call.
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
