//! Presets: what `presets` and `mode: development` change in resources before they are deployed.
//! Knows which field of which resource they touch.
//! <https://docs.databricks.com/aws/en/dev-tools/bundles/deployment-modes>

use brickline_syntax::yaml::ScalarKind;
use smol_str::{SmolStr, ToSmolStr, format_smolstr};

use super::deploy::{Resolved, ResolvedData};
use super::value::Origin;
use super::view::View;

/// Whose name gets the prefix as it is, and in which field the name stands.
const NAMED: [(&str, &str); 8] = [
    ("alerts", "display_name"),
    ("clusters", "cluster_name"),
    ("dashboards", "display_name"),
    ("genie_spaces", "title"),
    ("jobs", "name"),
    ("models", "name"),
    ("pipelines", "name"),
    ("sql_warehouses", "name"),
];

/// Whose name takes letters, digits and `_` only, and gets a prefix made of these.
const PLAIN: [&str; 3] = ["model_serving_endpoints", "registered_models", "schemas"];

/// Who has tags, and where.
const TAGGED: [(&str, &str); 3] = [("clusters", "custom_tags"), ("jobs", "tags"), ("pipelines", "tags")];

/// What in a job may be paused.
const TRIGGERS: [&str; 3] = ["continuous", "schedule", "trigger"];

const DEVELOPMENT_RUNS: &str = "4";
const USER: &str = "${workspace.current_user.short_name}";

/// Whether presets of this view may give the field of a resource another value than the one that is written.
pub(super) fn may_change(view: &View, field: &str) -> bool {
    const FIELDS: [&str; 11] = [
        "cluster_name",
        "continuous",
        "custom_tags",
        "development",
        "display_name",
        "max_concurrent_runs",
        "name",
        "schedule",
        "tags",
        "title",
        "trigger",
    ];
    FIELDS.contains(&field) && (view.root.get("presets").is_some() || view.root.at(&["bundle", "mode"]).is_some())
}

/// Something that presets say, and where.
type Said = Option<(SmolStr, Option<Origin>)>;

struct Presets {
    prefix: Said,
    tags: Vec<(SmolStr, SmolStr, Option<Origin>)>,
    development: Said,
    pause: Said,
    runs: Said,
}

/// Applies presets and mode to the resources.
pub(super) fn apply(root: &mut Resolved) {
    let presets = find(root);
    name_resources(&presets, root);
    for (section, field) in TAGGED {
        for resource in root.resources(section) {
            tag(&presets, field, resource);
        }
    }
    for job in root.resources("jobs") {
        fill(job, "max_concurrent_runs", &presets.runs, ScalarKind::Int);
        for trigger in TRIGGERS {
            if let Some(trigger) = job.get_mut(trigger).filter(|trigger| !matches!(trigger.data, ResolvedData::Null)) {
                fill(trigger, "pause_status", &presets.pause, ScalarKind::String);
            }
        }
    }
    let is_on = presets.development.as_ref().is_some_and(|(text, _)| text == "true");
    let paused = presets.pause.clone().filter(|(text, _)| text == "PAUSED").map(|(_, origin)| ("false".into(), origin));
    for pipeline in root.resources("pipelines") {
        if is_on {
            replace(pipeline, "development", &presets.development);
        }
        if pipeline.get("continuous").is_some() {
            replace(pipeline, "continuous", &paused);
        }
    }
}

/// What `presets` says; in development, what it leaves open is given by the mode.
fn find(root: &Resolved) -> Presets {
    let written = root.get("presets");
    let said = |field: &str| -> Said {
        let value = written?.get(field)?;
        Some((value.as_str()?.into(), value.origin)).filter(|(text, _): &(SmolStr, _)| !text.is_empty())
    };
    let mode = root.get("bundle").and_then(|bundle| bundle.get("mode"));
    let mode = mode.filter(|mode| mode.as_str() == Some("development")).map(|mode| mode.origin);
    let given = |field: &str, value: &str| said(field).or_else(|| Some((value.into(), mode?)));
    let mut tags = Vec::new();
    if let Some(ResolvedData::Map(entries)) = written.and_then(|written| written.get("tags")).map(|tags| &tags.data) {
        tags.extend(entries.iter().filter_map(|(key, tag)| Some((key.clone(), tag.as_str()?.into(), tag.origin))));
    }
    if let Some(origin) = mode.filter(|_| tags.iter().all(|(key, ..)| key != "dev")) {
        tags.push(("dev".into(), USER.into(), origin));
    }
    tags.sort();
    Presets {
        prefix: given("name_prefix", &format!("[dev {USER}] ")),
        tags,
        development: given("pipelines_development", "true"),
        pause: given("trigger_pause_status", "PAUSED"),
        runs: given("jobs_max_concurrent_runs", DEVELOPMENT_RUNS),
    }
}

fn name_resources(presets: &Presets, root: &mut Resolved) {
    let Some((prefix, origin)) = &presets.prefix else { return };
    let plain = plain_prefix(prefix);
    let keeps_schemas = root.get("experimental").and_then(|found| found.get("skip_name_prefix_for_schema"));
    let keeps_schemas = keeps_schemas.and_then(Resolved::as_str) == Some("true");
    for (section, field) in NAMED {
        for resource in root.resources(section) {
            rename(resource, field, *origin, |name| format_smolstr!("{prefix}{name}"));
        }
    }
    for section in PLAIN.into_iter().filter(|section| !(keeps_schemas && *section == "schemas")) {
        for resource in root.resources(section) {
            rename(resource, "name", *origin, |name| format_smolstr!("{plain}{name}"));
        }
    }
    for experiment in root.resources("experiments") {
        rename(experiment, "name", *origin, |path| match path.rsplit_once('/') {
            Some((folder, name)) => format_smolstr!("{folder}/{prefix}{name}"),
            None => format_smolstr!("{prefix}{path}"),
        });
    }
}

fn rename(resource: &mut Resolved, field: &str, preset: Option<Origin>, change: impl Fn(&str) -> SmolStr) {
    if matches!(resource.data, ResolvedData::Null) {
        return;
    }
    match resource.get_mut(field) {
        Some(name) => {
            let Some(text) = name.as_str().map(change) else { return };
            name.data = ResolvedData::Scalar(text, ScalarKind::String);
            name.sources.extend(preset);
        }
        None => {
            let made = Resolved { origin: preset, ..Resolved::text(&change(""), ScalarKind::String) };
            resource.set(field, made);
        }
    }
}

/// `[dev ada] ` as a part of a plain name: `dev_ada_`. A reference in it stays.
fn plain_prefix(prefix: &str) -> String {
    let trimmed = prefix.replace('[', "");
    let trimmed = trimmed.trim_matches(' ');
    let name = trimmed.replace(USER, "\u{0}").to_lowercase();
    let mut plain = String::new();
    for letter in name.chars() {
        match letter {
            '\u{0}' => plain.push_str(USER),
            letter if letter.is_alphanumeric() => plain.push(letter),
            _ if !plain.ends_with('_') => plain.push('_'),
            _ => {}
        }
    }
    let plain = plain.trim_matches('_');
    format!("{plain}{}", if trimmed.ends_with(']') { "_" } else { "" })
}

fn tag(presets: &Presets, field: &str, resource: &mut Resolved) {
    if presets.tags.is_empty() || matches!(resource.data, ResolvedData::Null) {
        return;
    }
    let tags = resource.child(field);
    for (key, text, origin) in &presets.tags {
        if tags.get(key).and_then(Resolved::as_str).is_none_or(str::is_empty) {
            tags.set(key, Resolved { origin: *origin, ..Resolved::text(text, ScalarKind::String) });
        }
    }
}

/// Sets a field that is not there.
fn fill(owner: &mut Resolved, field: &str, said: &Said, kind: ScalarKind) {
    if owner.get(field).and_then(Resolved::as_str).is_none_or(|text| text.is_empty() || text == "0") {
        set(owner, field, said, kind);
    }
}

/// Sets a boolean field whatever it says.
fn replace(owner: &mut Resolved, field: &str, said: &Said) {
    let is_other = said.as_ref().is_some_and(|(text, _)| owner.get(field).and_then(Resolved::as_str) != Some(text));
    if is_other {
        set(owner, field, said, ScalarKind::Bool);
    }
}

fn set(owner: &mut Resolved, field: &str, said: &Said, kind: ScalarKind) {
    let Some((text, origin)) = said else { return };
    if matches!(owner.data, ResolvedData::Null) {
        return;
    }
    let mut replaced = Vec::new();
    if let Some(before) = owner.get(field) {
        replaced.extend(before.origin.into_iter().chain(before.replaced.iter().copied()));
    }
    let data = ResolvedData::Scalar(text.to_smolstr(), kind);
    owner.set(field, Resolved { data, origin: *origin, replaced, sources: Vec::new() });
}
