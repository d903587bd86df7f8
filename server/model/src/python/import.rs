//! Imports: modules of the project become their exports, everything else a path in a library. Knows no files.

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::{ImportFrom, ImportName};
use smol_str::SmolStr;

use super::expression::bind_name;
use super::state::Evaluator;
use super::{graft, site};
use crate::facts::pyspark;
use crate::operation::{Import, Key, What};
use crate::text::joined;
use crate::value::Value;

/// `import a.b as c`.
pub(super) fn exec_import(ev: &mut Evaluator<'_>, range: TextRange, names: &[ImportName]) {
    for import in names {
        let path = &import.path.text;
        let local = ev.imports.modules.contains_key(path);
        record(ev, range, import.path.range, path.clone(), None, local);
        note_pipeline(ev, path);
        match &import.alias {
            Some(alias) => {
                let value = module(ev, path).unwrap_or_else(|| Value::Library(path.clone()));
                bind_name(ev, &alias.text, value);
            }
            None => {
                let root = SmolStr::new(path.split('.').next().unwrap_or(path));
                let value = match module(ev, path) {
                    Some(module) if root == *path => module,
                    // A package's modules are found by their whole path.
                    _ => Value::Library(root.clone()),
                };
                bind_name(ev, &root, value);
            }
        }
    }
}

/// `from a.b import c as d`.
pub(super) fn exec_from(ev: &mut Evaluator<'_>, range: TextRange, from: &ImportFrom) {
    let path = joined(&[&".".repeat(from.level as usize), &from.module.text]);
    let local = ev.imports.modules.contains_key(&path);
    let keys = match &from.names {
        Some(names) => {
            names.iter().map(|name| Key { name: name.path.text.clone(), range: ev.at(name.path.range) }).collect()
        }
        None => vec![Key { name: SmolStr::new_static("*"), range: ev.at(range) }],
    };
    record(ev, range, from.module.range, path.clone(), Some(keys), local);
    note_pipeline(ev, &path);
    match &from.names {
        Some(names) => {
            for name in names {
                let value = imported(ev, &path, &name.path.text, from.level > 0);
                if let Value::Library(path) = &value {
                    note_pipeline(ev, &path.clone());
                }
                bind_name(ev, &name.alias.as_ref().unwrap_or(&name.path).text, value);
            }
        }
        None => import_all(ev, &path),
    }
}

fn record(
    ev: &mut Evaluator<'_>,
    range: TextRange,
    module_range: TextRange,
    module: SmolStr,
    names: Option<Vec<Key>>,
    local: bool,
) {
    let mut site = site::of_range(ev, range);
    site.name = ev.at(if module_range.is_empty() { range } else { module_range });
    let guarded = ev.guarded;
    ev.record(&site, What::Import(Box::new(Import { module, names, guarded, local })));
}

/// Importing a pipeline's interface says that the file is source of a pipeline.
fn note_pipeline(ev: &mut Evaluator<'_>, path: &str) {
    ev.pipeline |= matches!(path, "dlt" | "pyspark.pipelines");
}

/// A module of the project, by the path it is imported by.
fn module(ev: &mut Evaluator<'_>, path: &SmolStr) -> Option<Value> {
    ev.imports.modules.contains_key(path).then(|| graft::module(ev, path))
}

/// What a name imported from a module is.
fn imported(ev: &mut Evaluator<'_>, path: &SmolStr, name: &SmolStr, relative: bool) -> Value {
    let joiner = if path.ends_with('.') { "" } else { "." };
    let inner = joined(&[path, joiner, name]);
    if let Some(value) = module(ev, path).and_then(|module| graft::find_name(ev, &module, name)) {
        return value;
    }
    if let Some(module) = module(ev, &inner) {
        return module;
    }
    if relative || ev.imports.modules.contains_key(path) { Value::Unknown } else { Value::Library(inner) }
}

/// `from a import *`.
fn import_all(ev: &mut Evaluator<'_>, path: &SmolStr) {
    if let Some(module) = module(ev, path) {
        for (name, value) in graft::all_names(ev, &module) {
            bind_name(ev, &name, value);
        }
        return;
    }
    match pyspark::class(path) {
        Some(class) => {
            for (name, path) in class.exported() {
                bind_name(ev, name, Value::Library(path.clone()));
            }
        }
        // What it defines is there without being defined in notebooks.
        None if path == "databricks.sdk.runtime" => {}
        None => {
            let scope = ev.scope;
            ev.heap.open_scope(scope);
        }
    }
}
