//! Options of readers and writers as their calls set them, one by one or from a dict. What is set to `None` is not set.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use super::super::args::Signature;
use super::super::builder::Builder;
use super::super::container::dict_entries;
use super::super::expression::to_text;
use super::super::names;
use super::super::state::{Evaluator, UNRECORDED};
use crate::facts::semantics::{ArgRole, Meaning};
use crate::frame::{Given, Setting};
use crate::operation::{ConfigScope, ConfigSet, NamedHow, NamedText, OptionEntry, PathRole, Site, What};
use crate::value::{Reference, Value};

/// An option in the making: key and value with their places.
pub(in crate::python) struct Pair {
    pub key: Value,
    pub key_range: TextRange,
    pub value: Value,
    pub value_range: TextRange,
    pub always: bool,
}

/// `option(key, value)` and `options(**given)`; also a terminal call's own options.
pub(in crate::python) fn set(
    ev: &mut Evaluator<'_>,
    builder: Reference,
    signature: &Signature<'_>,
    site: &Site,
    scope: ConfigScope,
) {
    let (pairs, open) = pairs(ev, signature);
    if open && let Some(builder) = ev.heap.builder_mut(builder) {
        builder.options.open = true;
    }
    for pair in pairs {
        set_pair(ev, builder, pair, site, scope);
    }
}

/// What a call gives as options; whether it may give others.
fn pairs(ev: &Evaluator<'_>, signature: &Signature<'_>) -> (Vec<Pair>, bool) {
    let args = signature.args;
    if signature.semantics.meaning == Meaning::Option || signature.semantics.meaning == Meaning::TableProperty {
        return match (signature.role(ArgRole::Key), signature.role(ArgRole::Value)) {
            (Setting::Set(key), Setting::Set(value)) => {
                let pair = Pair {
                    key: key.value.clone(),
                    key_range: key.value_range,
                    value: value.value.clone(),
                    value_range: value.value_range,
                    always: true,
                };
                (vec![pair], false)
            }
            (Setting::Absent, _) | (_, Setting::Absent) => (Vec::new(), false),
            _ => (Vec::new(), true),
        };
    }
    let mut pairs = Vec::new();
    let mut open = args.open_named || args.open_positional;
    let named_params = |name: &str| signature.semantics.role(name).is_some_and(|role| role != ArgRole::Options);
    let roleless = |name: &str| {
        let is_parameter = signature.method.is_some_and(|method| method.param(name).is_some());
        !named_params(name)
            && (!is_parameter
                || signature.semantics.meaning == Meaning::LoadAs
                || signature.semantics.meaning == Meaning::SaveAs)
    };
    for arg in args.given.iter() {
        let Some(name) = arg.name.clone() else { continue };
        if roleless(&name) {
            let key_range =
                TextRange::new(arg.range.start(), (arg.range.start() + name.len() as u32).min(arg.range.end()));
            pairs.push(Pair {
                key: Value::text(name),
                key_range,
                value: arg.value.clone(),
                value_range: arg.value_range,
                always: true,
            });
        } else if signature.semantics.role(&name) == Some(ArgRole::Options) {
            open |= add_dict(ev, &arg.value, &mut pairs);
        }
    }
    for spread in &args.spread {
        let Some(name) = spread.arg.name.clone() else { continue };
        if roleless(&name) {
            pairs.push(Pair {
                key: Value::text(name),
                key_range: spread.key_range,
                value: spread.arg.value.clone(),
                value_range: spread.arg.value_range,
                always: spread.always,
            });
        }
    }
    (pairs, open)
}

fn add_dict(ev: &Evaluator<'_>, value: &Value, pairs: &mut Vec<Pair>) -> bool {
    let Some((entries, known)) = dict_entries(ev, value) else { return *value != Value::None };
    let open = !known && entries.iter().all(|entry| entry.always);
    pairs.extend(entries.into_iter().map(|entry| Pair {
        key: entry.key,
        key_range: entry.key_range,
        value: entry.value,
        value_range: entry.value_range,
        always: entry.always,
    }));
    open
}

/// Sets one option on a builder, and records it.
pub(in crate::python) fn set_pair(
    ev: &mut Evaluator<'_>,
    reference: Reference,
    pair: Pair,
    site: &Site,
    scope: ConfigScope,
) {
    if let Value::Either(keys) = &pair.key {
        // One of several options is set; which value goes with which is not known.
        for key in keys.iter() {
            let value = if matches!(pair.value, Value::Either(_)) { Value::Unknown } else { pair.value.clone() };
            let one = Pair { key: key.clone(), value, always: false, ..pair };
            set_pair(ev, reference, one, site, scope);
        }
        return;
    }
    let Some(written) = pair.key.as_text() else {
        if let Some(builder) = ev.heap.builder_mut(reference) {
            builder.options.open = true;
        }
        return;
    };
    let (value, always) = match &pair.value {
        Value::None => return,
        Value::Either(values) if values.contains(&Value::None) => (Value::Unknown, false),
        // No option takes a frame; frames that hold frames as options would nest without end.
        Value::Frame(_) | Value::Grouped(_) | Value::Column(_) => (Value::Unknown, pair.always),
        value => (value.clone(), pair.always),
    };
    let (key_range, value_range) = (ev.spelt(&pair.key, pair.key_range), ev.spelt(&pair.value, pair.value_range));
    let value_range = if value_range.is_empty() { site.whole } else { value_range };
    let key_range = if key_range.is_empty() { value_range } else { key_range };
    let given = Given { value: value.clone(), range: value_range, at: site.name, link: site.link };
    let key = SmolStr::new(written.to_lowercase());
    let operation = record(ev, &written, &pair.key, key_range, &value, value_range, site, scope);
    let entry = OptionEntry { key, written, key_range, given, always };
    let Some(builder) = ev.heap.builder_mut(reference) else { return };
    insert(builder, entry);
    if operation != UNRECORDED {
        builder.option_operations.push(operation);
    }
}

/// The last value of an option wins.
fn insert(builder: &mut Builder, mut entry: OptionEntry) {
    let entries = &mut builder.options.entries;
    if let Some(at) = entries.iter().position(|old| old.key == entry.key) {
        let old = entries.remove(at);
        if !entry.always {
            entry.always = old.always;
            entry.given.value = Value::Unknown;
        }
    }
    entries.push(entry);
}

#[allow(clippy::too_many_arguments)]
fn record(
    ev: &mut Evaluator<'_>,
    written: &SmolStr,
    key: &Value,
    key_range: TextRange,
    value: &Value,
    value_range: TextRange,
    site: &Site,
    scope: ConfigScope,
) -> crate::value::OperationId {
    let key_text = to_text(key);
    let key_range = names::content_range(ev, &key_text, key_range);
    let config = ConfigSet { key: key_text, key_range, value: value.clone(), value_range, scope, format: None };
    let operation = ev.record(site, What::ConfigSet(Box::new(config)));
    if let Value::Text(text) = value {
        let how = if scope == ConfigScope::Session || scope == ConfigScope::Builder {
            NamedHow::Conf
        } else {
            NamedHow::Option
        };
        let range = names::text_range(text, value_range);
        ev.record(site, What::NamedText(NamedText { name: written.clone(), text: Arc::clone(text), range, how }));
        let role = match written.to_lowercase().as_str() {
            "checkpointlocation" => Some(PathRole::Checkpoint),
            "cloudfiles.schemalocation" => Some(PathRole::SchemaLocation),
            "badrecordspath" => Some(PathRole::Other),
            _ => None,
        };
        if let Some(role) = role {
            super::super::api::record_path(ev, text, value_range, role, None, site);
        }
    }
    operation
}

/// Tells the recorded options of a builder what format they are for.
pub(in crate::python) fn tell_format(
    ev: &mut Evaluator<'_>,
    operations: &[crate::value::OperationId],
    format: &Setting<SmolStr>,
) {
    let Setting::Set(format) = format else { return };
    for id in operations {
        if let Some(What::ConfigSet(config)) = ev.operation_mut(*id).map(|op| &mut op.what) {
            config.format = Some(format.clone());
        }
    }
}

/// Records a table property that an argument gives.
pub(in crate::python) fn record_property(
    ev: &mut Evaluator<'_>,
    entry: &super::super::heap::Entry,
    written: &SmolStr,
    site: &Site,
) {
    let scope = ConfigScope::TableProperty;
    record(ev, written, &entry.key, entry.key_range, &entry.value, entry.value_range, site, scope);
}
