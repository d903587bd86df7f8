//! Libraries: what a path stands for, and what calling it does. Everything of Spark is handed on; of other libraries only
//! what reads, writes or sends is known.

use std::sync::Arc;

use brickline_syntax::python::ast::Ident;
use smol_str::SmolStr;

use super::args::{Args, Signature};
use super::escape::escape;
use super::state::Evaluator;
use super::{api, builtin, call, decorator, external, member, spark, usage};
use crate::facts::{pyspark, semantics};
use crate::operation::Site;
use crate::text::dotted;
use crate::value::{Origin, Value};

/// Packages whose objects are never Spark's, however alike their methods are.
const FOREIGN: &[&str] = &[
    "boto3",
    "botocore",
    "bs4",
    "dask",
    "dbldatagen",
    "django",
    "duckdb",
    "flask",
    "geopandas",
    "ibis",
    "matplotlib",
    "modin",
    "narwhals",
    "numpy",
    "pandas",
    "plotly",
    "polars",
    "psycopg2",
    "pyarrow",
    "requests",
    "seaborn",
    "sklearn",
    "snowflake",
    "sqlalchemy",
    "sqlframe",
    "torch",
];

fn is_foreign(path: &str) -> bool {
    let root = path.split('.').next().unwrap_or(path);
    FOREIGN.binary_search(&root).is_ok() || path.starts_with("pyspark.pandas")
}

/// The value of `path.name`.
pub(super) fn get(ev: &mut Evaluator<'_>, path: &SmolStr, name: &Ident, site: &Site) -> Value {
    let full = dotted(path, &name.text);
    if ev.imports.modules.contains_key(&full) {
        return super::graft::module(ev, &full);
    }
    if let Some(class) = pyspark::class_at(path)
        && !is_foreign(path)
        && let Some(value) = spark::get_static(ev, class.name, name, site)
    {
        return value;
    }
    api::record(ev, &full, false, site);
    match full.as_str() {
        "sys.argv" => external::read(ev, Origin::CommandLine, None, None, site),
        _ => Value::Library(full),
    }
}

/// Calls a function or class of a module.
pub(super) fn call_member(ev: &mut Evaluator<'_>, module: &str, name: &str, args: &Args, site: &Site) -> Value {
    match spark_module(module) {
        Some(class) => spark::functions::call(ev, class, name, module, args, site),
        None => call(ev, &dotted(module, name), args, site),
    }
}

/// Calls what a path stands for.
pub(super) fn call(ev: &mut Evaluator<'_>, path: &SmolStr, args: &Args, site: &Site) -> Value {
    let (module, name) = path.rsplit_once('.').unwrap_or(("", path));
    if module == "builtins" {
        return builtin::call(ev, name, args, site);
    }
    if let Some(class) = spark_module(module) {
        return spark::functions::call(ev, class, name, module, args, site);
    }
    if let Some(class) = pyspark::class_at(module).filter(|_| !is_foreign(module)) {
        let name = Ident { text: SmolStr::new(name), range: site.name };
        return spark::call(ev, &Value::Library(SmolStr::new(module)), class.name, &name, args, site);
    }
    api::record(ev, path, true, site);
    if let Some(found) = semantics::find(module, name) {
        let signature = Signature { semantics: found, method: None, args };
        return spark::platform::invoke(ev, &signature, site);
    }
    if let Some(value) = api::call(ev, path, args, site) {
        return value;
    }
    if module == "pyspark.sql.types"
        && let Some(kind) = spark::schema::kind_of(name)
    {
        return spark::schema::construct(ev, kind, args, site);
    }
    if let Some(class) = pyspark::class_at(path).filter(|_| !is_foreign(path)) {
        hand_over(ev, args, site);
        return spark::construct(ev, class.name, path, args, site);
    }
    if path == "dataclasses.dataclass" || path == "functools.wraps" {
        return decorator::waiting(path, args, site);
    }
    let is_class = name.starts_with(|first: char| first.is_ascii_uppercase());
    call::call_unknown(ev, args, site);
    if is_foreign(path) || is_class { Value::instance(path.clone()) } else { Value::Unknown }
}

/// The module of the table of facts that a path stands for, if it is one whose functions are known.
fn spark_module(module: &str) -> Option<&'static str> {
    Some(match module {
        "pyspark.sql.functions" | "pyspark.sql.connect.functions" | "pyspark.sql.functions.builtin" => {
            "pyspark.sql.functions"
        }
        "dlt" | "pyspark.pipelines" | "databricks.pipelines" => "dlt",
        _ => return None,
    })
}

/// A method of an object of a library's class.
pub(super) fn call_instance(
    ev: &mut Evaluator<'_>,
    path: &Arc<SmolStr>,
    name: &Ident,
    args: &Args,
    site: &Site,
) -> Value {
    let full = dotted(path, &name.text);
    if !is_foreign(path)
        && let Some(class) = pyspark::class_at(path)
    {
        return spark::call(ev, &Value::Instance(Arc::clone(path)), class.name, name, args, site);
    }
    api::record(ev, &full, true, site);
    if let Some(value) = api::call(ev, &full, args, site) {
        return value;
    }
    hand_over(ev, args, site);
    // A builder of another library gives itself back; what else a method gives is not known, unless the library has no
    // way to Spark.
    let chains = semantics::evidence(&name.text).is_some();
    if chains || (is_foreign(path) && !path.starts_with("dbldatagen")) {
        Value::Instance(Arc::clone(path))
    } else {
        Value::Unknown
    }
}

/// An attribute of an object of a library's class.
pub(super) fn get_of_instance(ev: &mut Evaluator<'_>, path: &Arc<SmolStr>, name: &Ident, site: &Site) -> Value {
    if !is_foreign(path)
        && let Some(class) = pyspark::class_at(path)
    {
        let object = Value::Instance(Arc::clone(path));
        return spark::get_member(ev, &object, class.name, name, site);
    }
    let full = dotted(path, &name.text);
    api::record(ev, &full, false, site);
    if is_foreign(path) {
        Value::Instance(Arc::clone(path))
    } else {
        member::bound(&Value::Instance(Arc::clone(path)), &name.text)
    }
}

/// Hands arguments to code that is not followed.
pub(super) fn hand_over(ev: &mut Evaluator<'_>, args: &Args, site: &Site) {
    for value in args.values() {
        usage::use_passed(ev, value, site.whole);
        escape(ev, value);
    }
}
