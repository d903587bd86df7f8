//! Names in SQL: their parts with holes resolved, what they stand for here, and the record of their use.
//! Knows CTEs, temporary views and pipelines; what a name with missing parts is completed to is the rules' business.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::sql::view::Part;
use brickline_syntax::sql::{self, ObjectKind};
use smol_str::SmolStr;

use super::lowerer::{Lowerer, split_templates};
use crate::name::{NamePart, ObjectName, Role, Securable};
use crate::operation::{Key, NameMeaning, NameUse, PathRole, PathUse, Source, What};
use crate::text::{Piece, TextValue};

/// Formats that may stand before a path: `parquet.`/path``.
const PATH_FORMATS: &[&str] =
    &["delta", "parquet", "csv", "json", "jsonl", "text", "orc", "avro", "xml", "binaryfile", "iceberg", "hudi"];

/// The model's name for an object's name.
pub(super) fn lower(cx: &Lowerer<'_>, name: sql::ObjectName<'_>) -> ObjectName {
    let range = cx.host(name.range());
    let identifier = name.identifier_expression().map(|expr| cx.value(expr));
    let parts = match identifier {
        Some(value) => {
            let text = match value {
                crate::value::Value::Text(text) => (*text).clone(),
                value => TextValue::hole(value),
            };
            split(text).into_iter().map(|text| NamePart { text: Arc::new(text), range }).collect()
        }
        None => name.parts().iter().flat_map(|part| lower_part(cx, part)).collect(),
    };
    ObjectName { parts, range, exact: cx.is_exact(name.range()) }
}

/// A part may hold several when it is a hole whose value has dots.
fn lower_part(cx: &Lowerer<'_>, part: &sql::NamePart) -> Vec<NamePart> {
    let range = cx.host(part.range);
    let start = part.range.start() + u32::from(part.quoted);
    let text = if part.text.contains("${") || part.text.contains("{{") {
        TextValue { pieces: split_templates(&part.text), ..TextValue::default() }
    } else if part.text.starts_with('$') {
        TextValue::hole(Default::default())
    } else {
        cx.text(&part.text, start)
    };
    let texts = if part.hole && !part.quoted { split(text) } else { vec![text] };
    texts.into_iter().map(|text| NamePart { text: Arc::new(text), range }).collect()
}

/// Splits text at its dots, backquotes taken off.
pub(crate) fn split(text: TextValue) -> Vec<TextValue> {
    let mut parts = vec![TextValue::default()];
    for piece in text.pieces {
        let Piece::Constant(constant) = &piece else {
            let last = parts.len() - 1;
            parts[last].pieces.push(piece);
            continue;
        };
        for (number, part) in constant.split('.').enumerate() {
            if number > 0 {
                parts.push(TextValue::default());
            }
            let last = parts.len() - 1;
            parts[last] = parts[last].concat(&TextValue::of(part.trim_matches('`'), None));
        }
    }
    parts
}

/// The kind of thing a name names, for the model.
pub(super) fn securable(kind: ObjectKind) -> Securable {
    match kind {
        ObjectKind::Table => Securable::Table,
        ObjectKind::View | ObjectKind::TemporaryView => Securable::View,
        ObjectKind::MaterializedView => Securable::MaterializedView,
        ObjectKind::StreamingTable => Securable::StreamingTable,
        ObjectKind::Function | ObjectKind::Procedure => Securable::Function,
        ObjectKind::Schema => Securable::Schema,
        ObjectKind::Catalog => Securable::Catalog,
        ObjectKind::Volume => Securable::Volume,
        ObjectKind::Model => Securable::Model,
        ObjectKind::ExternalLocation => Securable::ExternalLocation,
        ObjectKind::Credential => Securable::Credential,
        ObjectKind::Connection => Securable::Connection,
        ObjectKind::Share | ObjectKind::Recipient | ObjectKind::Provider => Securable::Sharing,
        _ => Securable::Other,
    }
}

fn role(role: sql::Role) -> Option<Role> {
    match role {
        sql::Role::Read => Some(Role::Read),
        sql::Role::Written => Some(Role::Written),
        sql::Role::Created => Some(Role::Created),
        sql::Role::Dropped => Some(Role::Dropped),
        sql::Role::Altered => Some(Role::Altered),
        sql::Role::Granted => Some(Role::Granted),
        sql::Role::Named => None,
    }
}

/// The table or path that a name stands for.
pub(super) fn source(cx: &Lowerer<'_>, name: sql::ObjectName<'_>) -> Source {
    let lowered = lower(cx, name);
    match find_path(&name, &lowered) {
        Some(path) => Source::Path { path, range: cx.host(name.range()) },
        None => Source::Table(lowered),
    }
}

/// The path in `delta.`/path``, with its format.
fn find_path(name: &sql::ObjectName<'_>, lowered: &ObjectName) -> Option<Arc<TextValue>> {
    let [format, path] = lowered.parts.as_slice() else { return None };
    let is_format = format.constant().is_some_and(|text| PATH_FORMATS.contains(&text.to_lowercase().as_str()));
    let is_quoted = name.parts().last().is_some_and(|part| part.quoted);
    (is_format && is_quoted).then(|| Arc::clone(&path.text))
}

/// The format a path is named with: `csv` of `csv.`/path``.
pub(super) fn path_format(cx: &Lowerer<'_>, name: sql::ObjectName<'_>) -> Option<SmolStr> {
    lower(cx, name).parts.first().and_then(NamePart::constant).map(|format| SmolStr::new(format.to_lowercase()))
}

/// What a name stands for at this place.
pub(super) fn meaning(cx: &Lowerer<'_>, name: &ObjectName, kind: ObjectKind, role: sql::Role) -> NameMeaning {
    if matches!(kind, ObjectKind::TemporaryView) || name.starts_with("global_temp") {
        return NameMeaning::TemporaryView;
    }
    if name.starts_with("live") && name.parts.len() == 2 {
        return NameMeaning::Dataset;
    }
    let [part] = name.parts.as_slice() else { return NameMeaning::Persistent };
    let Some(text) = part.constant() else { return NameMeaning::Persistent };
    let is_table = matches!(securable(kind), Securable::Table | Securable::View);
    if is_table && cx.ctes.iter().any(|(cte, _)| cte.eq_ignore_ascii_case(&text)) && role == sql::Role::Read {
        return NameMeaning::Cte;
    }
    if is_table && cx.session.has_view(&text) {
        return NameMeaning::TemporaryView;
    }
    if matches!(kind, ObjectKind::Function) && cx.session.functions.iter().any(|name| name.eq_ignore_ascii_case(&text))
    {
        return NameMeaning::TemporaryView;
    }
    let is_dataset = is_table || matches!(kind, ObjectKind::StreamingTable | ObjectKind::MaterializedView);
    match (cx.pipeline && is_dataset, cx.session.open && is_table) {
        (true, _) => NameMeaning::Dataset,
        (_, true) => NameMeaning::Unknown,
        _ => NameMeaning::Persistent,
    }
}

/// Records the use of a name, or of the path it is.
pub(super) fn record(cx: &mut Lowerer<'_>, name: sql::ObjectName<'_>, columns: Vec<Key>) {
    if !matches!(name.object_kind(), kind if securable(kind) != Securable::Other) {
        return;
    }
    let lowered = lower(cx, name);
    if let Some(path) = find_path(&name, &lowered) {
        let range = name.parts().last().map_or(name.range(), |part| part.range);
        let path_role = if name.role() == sql::Role::Read { PathRole::Read } else { PathRole::Write };
        let format = path_format(cx, name);
        record_path(cx, path, range, path_role, format);
        return;
    }
    let Some(role) = role(name.role()) else { return };
    let meaning = meaning(cx, &lowered, name.object_kind(), name.role());
    let securable = securable(name.object_kind());
    cx.record(name.range(), What::NameUse(Box::new(NameUse { name: lowered, securable, role, meaning, columns })));
}

/// Records a table that lives no longer than the session.
pub(super) fn record_temporary(cx: &mut Lowerer<'_>, name: sql::ObjectName<'_>) {
    let Some(role) = role(name.role()) else { return };
    let used = NameUse {
        name: lower(cx, name),
        securable: securable(name.object_kind()),
        role,
        meaning: NameMeaning::TemporaryView,
        columns: Vec::new(),
    };
    cx.record(name.range(), What::NameUse(Box::new(used)));
}

/// Records the names in a part that is not lowered piece by piece.
pub(super) fn record_all(cx: &mut Lowerer<'_>, part: Part<'_>) {
    for name in part.names() {
        record(cx, name, Vec::new());
    }
}

/// Records a path.
pub(super) fn record_path(
    cx: &mut Lowerer<'_>,
    path: Arc<TextValue>,
    at: TextRange,
    role: PathRole,
    format: Option<SmolStr>,
) {
    let range = cx.host(at);
    cx.record(at, What::PathUse(Box::new(PathUse { path, range, role, format })));
}
