//! Schemas: `StructType` and `StructField` as they are put together, DDL text, lists of names. Knows no reader.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use super::super::args::Args;
use super::super::builder::{Builder, BuilderKind};
use super::super::expression::elements;
use super::super::heap::Cell;
use super::super::state::Evaluator;
use super::column;
use crate::column_type::parse_columns;
use crate::frame::{Column, Setting};
use crate::operation::{Arg, Key, Site, What};
use crate::scope::ColumnList;
use crate::value::{Reference, Value};

/// The builder that a class of `pyspark.sql.types` is here, if it is one that has columns.
pub(in crate::python) fn kind_of(class: &str) -> Option<BuilderKind> {
    match class {
        "StructType" => Some(BuilderKind::Schema),
        "StructField" => Some(BuilderKind::Field),
        _ => None,
    }
}

/// `StructType(fields)`, `StructField(name, type)`.
pub(in crate::python) fn construct(ev: &mut Evaluator<'_>, kind: BuilderKind, args: &Args, site: &Site) -> Value {
    let mut builder = Builder::new(kind, site.clone());
    let columns = match kind {
        BuilderKind::Field => field(args).map(|column| vec![column]),
        _ => match args.at(0, "fields") {
            Setting::Absent => Some(Vec::new()),
            Setting::Unknown => None,
            Setting::Set(arg) if arg.value == Value::None => Some(Vec::new()),
            Setting::Set(arg) => fields(ev, &arg.value),
        },
    };
    match columns {
        Some(columns) => {
            if kind == BuilderKind::Schema {
                record_list(ev, &columns, site);
            }
            builder.columns = columns;
        }
        None => builder.escape(),
    }
    Value::Builder(ev.heap.alloc(Cell::Builder(Box::new(builder))))
}

/// Records that these columns are listed here.
pub(in crate::python) fn record_list(ev: &mut Evaluator<'_>, columns: &[Column], site: &Site) {
    if columns.len() > 1 {
        let keys = columns.iter().map(|column| Key { name: column.name.clone(), range: column.range });
        let list = ColumnList { columns: keys.collect(), range: site.whole, rows: Vec::new() };
        ev.record(site, What::ColumnList(Box::new(list)));
    }
}

/// A method of a schema: `add` makes it longer and gives it back, others leave it as it is.
pub(in crate::python) fn invoke(ev: &mut Evaluator<'_>, receiver: Reference, name: &str, args: &Args) -> Value {
    if name != "add" {
        return Value::Unknown;
    }
    let added = match given(args, 0, "field").map(|arg| &arg.value) {
        Some(Value::Builder(field)) => known_columns(ev, *field).map(<[Column]>::to_vec),
        _ => field(args).map(|column| vec![column]),
    };
    if let Some(builder) = ev.heap.builder_mut(receiver) {
        match added {
            Some(added) => builder.columns.extend(added),
            None => builder.escape(),
        }
    }
    Value::Builder(receiver)
}

/// A column by name and type, as `StructField` and `add` take it.
fn field(args: &Args) -> Option<Column> {
    let name = given(args, 0, "name").or_else(|| given(args, 0, "field"))?;
    let data_type = given(args, 1, "dataType").or_else(|| given(args, 1, "data_type"));
    let data_type = data_type.and_then(|arg| column::type_name(&arg.value));
    Some(Column { name: name.value.as_text()?, data_type, range: name.value_range })
}

fn given<'a>(args: &'a Args, index: usize, name: &str) -> Option<&'a Arg> {
    match args.at(index, name) {
        Setting::Set(arg) => Some(arg),
        Setting::Unknown | Setting::Absent => None,
    }
}

fn fields(ev: &Evaluator<'_>, value: &Value) -> Option<Vec<Column>> {
    let (items, open) = elements(ev, value)?;
    if open {
        return None;
    }
    let mut columns = Vec::with_capacity(items.len());
    for item in items {
        let Value::Builder(field) = item.value else { return None };
        columns.extend_from_slice(known_columns(ev, field)?);
    }
    Some(columns)
}

fn known_columns<'e>(ev: &'e Evaluator<'_>, reference: Reference) -> Option<&'e [Column]> {
    let builder = ev.heap.builder(reference)?;
    let has_columns = matches!(builder.kind, BuilderKind::Schema | BuilderKind::Field) && builder.is_known();
    has_columns.then_some(builder.columns.as_slice())
}

/// The columns of a schema, however it is given.
pub(in crate::python) fn columns_of(ev: &Evaluator<'_>, value: &Value, range: TextRange) -> Option<Arc<[Column]>> {
    if let Value::Builder(reference) = value {
        return known_columns(ev, *reference).map(Arc::from);
    }
    if let Some((items, false)) = elements(ev, value) {
        let columns = items.iter().map(|item| {
            let range = crate::python::names::within(item.range, range);
            item.value.as_text().map(|name| Column { name, data_type: None, range })
        });
        return columns.collect();
    }
    let text: SmolStr = value.as_text()?;
    parse_columns(&text, range).map(Arc::from)
}
