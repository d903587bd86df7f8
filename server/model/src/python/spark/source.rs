//! Tables and paths that calls name: what a text names, and the record of its use.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use super::super::expression::to_text;
use super::super::state::Evaluator;
use super::super::{api, names};
use crate::frame::{Frame, Setting};
use crate::name::{ObjectName, Role, Securable};
use crate::operation::{Arg, Key, NameMeaning, NameUse, PathRole, Site, Source, What};
use crate::value::Value;

/// Formats that may stand before a path in a name.
const PATH_FORMATS: &[&str] =
    &["delta", "parquet", "csv", "json", "text", "orc", "avro", "xml", "binaryfile", "iceberg", "hudi"];

/// The table that an argument names, its use recorded; a path where the name is `delta.`/path``.
pub(in crate::python) fn table(ev: &mut Evaluator<'_>, given: Setting<&Arg>, role: Role, site: &Site) -> Source {
    let Setting::Set(arg) = given else { return Source::Unknown };
    if let Some((format, path)) = path_in_name(&arg.value) {
        let text = Arc::new(crate::text::TextValue {
            literal: to_text(&arg.value).literal,
            head: to_text(&arg.value).head,
            ..path
        });
        let path_role = if role == Role::Read { PathRole::Read } else { PathRole::Write };
        api::record_path(ev, &text, arg.value_range, path_role, Some(format), site);
        return Source::Path { path: text, range: arg.value_range };
    }
    let Some(name) = names::name_of_value(ev, &arg.value, arg.value_range) else { return Source::Unknown };
    match &arg.value {
        // The table is one of several, and each of them is named.
        Value::Either(_) => {
            for text in arg.value.texts() {
                if let Some(name) = names::object_name(ev, text, arg.value_range) {
                    use_name(ev, &name, Securable::Table, role, site);
                }
            }
        }
        _ => use_name(ev, &name, Securable::Table, role, site),
    }
    Source::Table(name)
}

/// The format and path in a name like `delta.`/path``.
fn path_in_name(value: &Value) -> Option<(SmolStr, crate::text::TextValue)> {
    let Value::Text(text) = value else { return None };
    let crate::text::Piece::Constant(first) = text.pieces.first()? else { return None };
    let (format, rest) = first.split_once(".`")?;
    if !PATH_FORMATS.contains(&format.to_lowercase().as_str()) {
        return None;
    }
    let mut pieces = text.pieces.clone();
    pieces[0] = crate::text::Piece::Constant(SmolStr::new(rest));
    if let Some(crate::text::Piece::Constant(last)) = pieces.last_mut() {
        *last = SmolStr::new(last.trim_end_matches('`'));
    }
    Some((SmolStr::new(format.to_lowercase()), crate::text::TextValue { pieces, literal: None, head: None }))
}

/// Records the use of a name of a table or view.
pub(in crate::python) fn use_name(
    ev: &mut Evaluator<'_>,
    name: &ObjectName,
    securable: Securable,
    role: Role,
    site: &Site,
) {
    let meaning = meaning(ev, name, securable);
    record_name(ev, name, securable, role, meaning, site);
}

/// Records the use of a name whose meaning is known.
pub(in crate::python) fn record_name(
    ev: &mut Evaluator<'_>,
    name: &ObjectName,
    securable: Securable,
    role: Role,
    meaning: NameMeaning,
    site: &Site,
) {
    let columns: Vec<Key> = Vec::new();
    ev.record(site, What::NameUse(Box::new(NameUse { name: name.clone(), securable, role, meaning, columns })));
}

/// What a name stands for at this place.
fn meaning(ev: &Evaluator<'_>, name: &ObjectName, securable: Securable) -> NameMeaning {
    let session = ev.heap.session();
    let last = name.last();
    match (name.parts.len(), &last) {
        _ if !matches!(securable, Securable::Table | Securable::View) => NameMeaning::Persistent,
        (2, _) if name.starts_with("global_temp") => NameMeaning::TemporaryView,
        (2, _) if name.starts_with("live") => NameMeaning::Dataset,
        (1, Some(last)) if session.has_view(last) => NameMeaning::TemporaryView,
        (_, Some(last)) if ev.datasets.contains(&SmolStr::new(last.to_lowercase())) && is_dataset_name(ev, name) => {
            NameMeaning::Dataset
        }
        (1, _) if session.open || ev.pipeline => NameMeaning::Unknown,
        (1, None) => NameMeaning::Unknown,
        _ => NameMeaning::Persistent,
    }
}

/// Whether a name whose last part is a dataset's means that dataset: it does where it is the whole name.
fn is_dataset_name(ev: &Evaluator<'_>, name: &ObjectName) -> bool {
    name.parts.len() == 1 || ev.datasets.contains(&SmolStr::new(name.display().to_lowercase()))
}

/// The path that an argument gives, its use recorded.
pub(in crate::python) fn path(
    ev: &mut Evaluator<'_>,
    given: Setting<&Arg>,
    role: PathRole,
    format: Option<SmolStr>,
    site: &Site,
) -> Option<Source> {
    match given {
        Setting::Absent => None,
        Setting::Unknown => Some(Source::Unknown),
        Setting::Set(arg) => Some(path_of_value(ev, &arg.value, arg.value_range, role, format, site)),
    }
}

/// The path that a value gives, its use recorded; several paths count by the first.
pub(in crate::python) fn path_of_value(
    ev: &mut Evaluator<'_>,
    value: &Value,
    range: TextRange,
    role: PathRole,
    format: Option<SmolStr>,
    site: &Site,
) -> Source {
    match value {
        Value::None => Source::Unknown,
        Value::List(_) | Value::Tuple(_) => {
            let items = super::super::expression::elements(ev, value).map(|(items, _)| items).unwrap_or_default();
            let mut first = Source::Unknown;
            for (index, item) in items.iter().enumerate() {
                let range = crate::python::names::within(item.range, range);
                let source = path_of_value(ev, &item.value, range, role, format.clone(), site);
                if index == 0 {
                    first = source;
                }
            }
            first
        }
        value => {
            for text in value.texts() {
                api::record_path(ev, text, range, role, format.clone(), site);
            }
            Source::Path { path: to_text(value), range }
        }
    }
}

/// Records that a temporary view is created.
pub(in crate::python) fn define_view(
    ev: &mut Evaluator<'_>,
    given: Setting<&Arg>,
    global: bool,
    frame: &Arc<Frame>,
    site: &Site,
) {
    let Setting::Set(arg) = given else { return };
    let Some(mut name) = names::name_of_value(ev, &arg.value, arg.value_range) else { return };
    if global {
        let text = Arc::new(crate::text::TextValue::of("global_temp", None));
        name.parts.insert(0, crate::name::NamePart { text, range: name.range });
    }
    let _ = frame;
    record_name(ev, &name, Securable::View, Role::Created, NameMeaning::TemporaryView, site);
}
