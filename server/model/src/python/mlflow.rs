//! Models: logged, registered, loaded, moved between stages. What each call does is the table's word.

use std::sync::Arc;

use smol_str::SmolStr;

use super::args::Args;
use super::expression::to_text;
use super::state::Evaluator;
use super::{call, names};
use crate::facts::library::LibraryCall;
use crate::facts::semantics::{ArgRole, Meaning};
use crate::frame::Setting;
use crate::operation::{Arg, Model, ModelVerb, Site, What};
use crate::tri::Tri;
use crate::value::Value;

/// The argument for the first parameter with a role.
pub(super) fn role<'x>(found: &LibraryCall, args: &'x Args, role: ArgRole) -> Setting<&'x Arg> {
    for (index, arg) in args.positional().enumerate() {
        if found.positional(index).and_then(|name| found.role(name)) == Some(role) {
            return Setting::Set(arg);
        }
    }
    let named = args.given.iter().chain(args.spread.iter().map(|spread| &spread.arg));
    for arg in named {
        if arg.name.as_deref().and_then(|name| found.role(name)) == Some(role) {
            return Setting::Set(arg);
        }
    }
    if args.open_named || args.open_positional { Setting::Unknown } else { Setting::Absent }
}

/// What a call does with a model; `None` where it does nothing of the kind.
pub(super) fn verb(meaning: Meaning) -> Option<ModelVerb> {
    Some(match meaning {
        Meaning::LogModel => ModelVerb::Log,
        Meaning::RegisterModel => ModelVerb::Register,
        Meaning::LoadModel => ModelVerb::Load,
        Meaning::TransitionStage => ModelVerb::TransitionStage,
        Meaning::LatestVersions => ModelVerb::LatestVersions,
        _ => return None,
    })
}

/// Records what a call does with a model.
pub(super) fn record(
    ev: &mut Evaluator<'_>,
    path: &SmolStr,
    found: &LibraryCall,
    verb: ModelVerb,
    args: &Args,
    site: &Site,
) -> Value {
    let by = if verb == ModelVerb::Load { ArgRole::ModelUri } else { ArgRole::Model };
    let name = role(found, args, by).value().map(|arg| (arg.value.clone(), arg.value_range));
    let signature = match role(found, args, ArgRole::Signature) {
        Setting::Set(arg) => Tri::from(arg.value != Value::None),
        Setting::Absent => Tri::No,
        Setting::Unknown => Tri::Unknown,
    };
    let (text, range) = match &name {
        Some((value, range)) if *value != Value::None => {
            let text = to_text(value);
            let range = names::text_range(&text, *range);
            (Some(text), Some(range))
        }
        _ => (None, None),
    };
    let model = Model { verb, name: text.as_ref().map(Arc::clone), name_range: range, signature, api: path.clone() };
    ev.record(site, What::Model(Box::new(model)));
    if verb == ModelVerb::Log && text.is_some() {
        let model = Model { verb: ModelVerb::Register, name: text, name_range: range, signature, api: path.clone() };
        ev.record(site, What::Model(Box::new(model)));
    }
    call::call_unknown(ev, args, site)
}
