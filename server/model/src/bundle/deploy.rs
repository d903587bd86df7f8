//! What a target would deploy: everything merged and resolved, with presets and defaults filled in, each value with its places.
//! Knows how values come about, not how they are shown.

use std::sync::Arc;

use brickline_syntax::yaml::ScalarKind;
use smol_str::SmolStr;

use super::presets;
use super::reference::{Reference, find_pure, has_reference, references};
use super::value::{Data, Origin, Value};
use super::view::{Assigned, Referenced, View};

/// How often the CLI resolves references before it gives up.
const MAX_ROUNDS: usize = 11;

/// How much variables may unfold into: bytes of text, and as many for each value. What is beyond stays a reference.
const MAX_BYTES: usize = 8 << 20;

/// What a value costs beside its text.
const VALUE_BYTES: usize = 32;

/// A value as it would be deployed.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// What it is.
    pub data: ResolvedData,
    /// Where it is written; none for what the CLI fills in by itself.
    pub origin: Option<Origin>,
    /// Where the values stand that it replaced, the last one first.
    pub replaced: Vec<Origin>,
    /// Where the values stand that its references read, and the presets that changed it.
    pub sources: Vec<Origin>,
}

/// What a resolved value is.
#[derive(Clone, Debug)]
pub enum ResolvedData {
    /// Nothing.
    Null,
    /// Text, a number, a boolean. What only the workspace or a deployment knows is still a reference in it.
    Scalar(SmolStr, ScalarKind),
    /// Keys and values.
    Map(Vec<(SmolStr, Resolved)>),
    /// A list.
    List(Vec<Resolved>),
}

/// What the target of a view would deploy: the configuration without `targets` and `include`, variables with their values.
pub fn deploy(view: &View) -> Resolved {
    deploy_with(view, &|resources| Arc::clone(resources))
}

/// The same with one resource only, by its section and key; with none for `None`.
pub fn deploy_part(view: &View, resource: Option<(&str, &str)>) -> Resolved {
    let only = |value: &Arc<Value>, key: &str| {
        let mut value = Value::clone(value);
        if let Data::Map(entries) = &mut value.data {
            entries.retain(|entry| entry.key == key);
        }
        value
    };
    deploy_with(view, &|resources| {
        let Some((section, key)) = resource else { return Arc::new(Value::empty_map(resources.origin)) };
        let mut kept = only(resources, section);
        if let Data::Map(entries) = &mut kept.data {
            entries.iter_mut().for_each(|entry| entry.value = Arc::new(only(&entry.value, key)));
        }
        Arc::new(kept)
    })
}

fn deploy_with(view: &View, choose: &dyn Fn(&Arc<Value>) -> Arc<Value>) -> Resolved {
    let mut resolver = Resolver::new(view);
    let mut sections = Vec::new();
    for entry in view.root.entries() {
        match entry.key.as_str() {
            "environments" | "include" | "targets" => {}
            "variables" => sections.push((entry.key.clone(), resolver.variables(&entry.value))),
            "resources" => sections.push((entry.key.clone(), resolver.value(&choose(&entry.value), MAX_ROUNDS))),
            _ => sections.push((entry.key.clone(), resolver.value(&entry.value, MAX_ROUNDS))),
        }
    }
    let mut root = Resolved { data: ResolvedData::Map(sections), ..Resolved::made(ResolvedData::Null) };
    let bundle = root.child("bundle");
    bundle.set("target", Resolved::text(view.name(), ScalarKind::String));
    resolver.workspace(&mut root);
    presets::apply(&mut root);
    sort_tasks(&mut root);
    root
}

/// What a reference reads in a view, with what is known put in; `None` where that is nothing.
pub fn resolve_reference(view: &View, reference: &Reference<'_>) -> Option<Resolved> {
    Resolver::new(view).reference(reference, MAX_ROUNDS)
}

/// A value with what its references read in a view, as far as that is known.
pub fn resolve_value(view: &View, value: &Arc<Value>) -> Resolved {
    Resolver::new(view).value(value, MAX_ROUNDS)
}

struct Resolver<'a> {
    view: &'a View,
    left: usize,
    /// The references that are being followed: one that leads back to itself is left as it is.
    open: Vec<String>,
}

impl<'a> Resolver<'a> {
    fn new(view: &'a View) -> Self {
        Self { view, left: MAX_BYTES, open: Vec::new() }
    }

    fn value(&mut self, value: &Arc<Value>, rounds: usize) -> Resolved {
        self.left = self.left.saturating_sub(VALUE_BYTES);
        let data = match &value.data {
            Data::Null | Data::Invalid => ResolvedData::Null,
            Data::Scalar(scalar) if !has_reference(&scalar.text) => {
                ResolvedData::Scalar(scalar.text.clone(), scalar.kind())
            }
            Data::Scalar(scalar) => return self.text(value, &scalar.text, rounds),
            Data::Map(entries) => {
                let mut resolved = Vec::new();
                for entry in entries {
                    resolved.push((entry.key.clone(), self.value(&entry.value, rounds)));
                }
                ResolvedData::Map(resolved)
            }
            Data::List(items) => {
                let mut resolved = Vec::new();
                for item in items {
                    resolved.push(self.value(item, rounds));
                }
                ResolvedData::List(resolved)
            }
        };
        Resolved { data, origin: Some(value.origin), replaced: value.others.clone(), sources: Vec::new() }
    }

    /// Text with references: one whole reference takes on any value, else what is known is put in.
    fn text(&mut self, value: &Arc<Value>, text: &SmolStr, rounds: usize) -> Resolved {
        let mut resolved = match find_pure(text) {
            Some(reference) => {
                self.reference(&reference, rounds).unwrap_or_else(|| Resolved::text(text, ScalarKind::String))
            }
            None => self.embed(text, rounds),
        };
        if let Some(origin) = resolved.origin.replace(value.origin) {
            resolved.sources.insert(0, origin);
        }
        resolved.sources.append(&mut resolved.replaced);
        resolved.replaced.clone_from(&value.others);
        resolved
    }

    fn embed(&mut self, text: &str, rounds: usize) -> Resolved {
        let (mut whole, mut from) = (String::new(), 0);
        let mut sources = Vec::new();
        for reference in references(text) {
            whole.push_str(&text[from..reference.start]);
            match self.reference(&reference, rounds) {
                Some(Resolved { data: ResolvedData::Scalar(known, _), origin, sources: own, .. }) => {
                    whole.push_str(&known);
                    sources.extend(origin.into_iter().chain(own));
                }
                _ => whole.push_str(&text[reference.start..reference.end]),
            }
            from = reference.end;
        }
        whole.push_str(&text[from..]);
        self.left = self.left.saturating_sub(whole.len());
        Resolved { sources, ..Resolved::text(&whole, ScalarKind::String) }
    }

    fn reference(&mut self, reference: &Reference<'_>, rounds: usize) -> Option<Resolved> {
        let rounds = rounds.checked_sub(1)?;
        if self.left == 0 || self.open.iter().any(|open| open == reference.path) {
            return None;
        }
        let found = self.view.find_referenced(reference)?;
        self.open.push(reference.path.to_owned());
        let resolved = match found {
            Referenced::Value(value) => self.value(&value, rounds),
            Referenced::Text(text) => self.embed(&text, rounds),
        };
        self.open.pop();
        Some(resolved)
    }

    /// Each declaration with the value that the variable has here.
    fn variables(&mut self, declared: &Arc<Value>) -> Resolved {
        let mut variables = Vec::new();
        for entry in declared.entries() {
            let assigned = self.view.variables.get(&entry.key).map(|variable| &variable.assigned);
            let mut fields = Vec::new();
            if let Some(Assigned::Value(value)) = assigned {
                fields.push(("value".into(), self.value(value, MAX_ROUNDS)));
            } else if let Some(lookup) = entry.value.get("lookup") {
                fields.push(("lookup".into(), self.value(lookup, MAX_ROUNDS)));
            }
            let variable = Resolved { origin: Some(entry.origin), ..Resolved::made(ResolvedData::Map(fields)) };
            variables.push((entry.key.clone(), variable));
        }
        Resolved { origin: Some(declared.origin), ..Resolved::made(ResolvedData::Map(variables)) }
    }

    /// The paths of the workspace, in full.
    fn workspace(&mut self, root: &mut Resolved) {
        for field in ["artifact_path", "file_path", "resource_path", "root_path", "state_path"] {
            let path = format!("${{workspace.{field}}}");
            let Some(mut resolved) = find_pure(&path).and_then(|reference| self.reference(&reference, MAX_ROUNDS))
            else {
                continue;
            };
            let workspace = root.child("workspace");
            if let Some(written) = workspace.get(field) {
                resolved.origin = written.origin;
                resolved.replaced.clone_from(&written.replaced);
            }
            workspace.set(field, resolved);
        }
    }
}

/// The CLI sorts tasks by their keys.
fn sort_tasks(root: &mut Resolved) {
    for job in root.resources("jobs") {
        if let Some(Resolved { data: ResolvedData::List(tasks), .. }) = job.get_mut("tasks") {
            tasks.sort_by_key(|task| task.get("task_key").and_then(Resolved::as_str).map(SmolStr::from));
        }
    }
}

impl Resolved {
    /// A value that nobody wrote.
    pub(super) fn made(data: ResolvedData) -> Self {
        Self { data, origin: None, replaced: Vec::new(), sources: Vec::new() }
    }

    /// Text that nobody wrote.
    pub(super) fn text(text: &str, kind: ScalarKind) -> Self {
        Self::made(ResolvedData::Scalar(text.into(), kind))
    }

    /// The text of a scalar.
    pub fn as_str(&self) -> Option<&str> {
        match &self.data {
            ResolvedData::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.data {
            ResolvedData::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        match &mut self.data {
            ResolvedData::Map(entries) => entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Puts a value under a key, if this is a mapping.
    pub(super) fn set(&mut self, key: &str, value: Self) {
        if let Some(found) = self.get_mut(key) {
            *found = value;
        } else if let ResolvedData::Map(entries) = &mut self.data {
            entries.push((key.into(), value));
        }
    }

    /// The mapping under a key; it is made where there is none.
    pub(super) fn child(&mut self, key: &str) -> &mut Self {
        if !matches!(self.data, ResolvedData::Map(_)) {
            self.data = ResolvedData::Map(Vec::new());
        }
        let ResolvedData::Map(entries) = &mut self.data else { unreachable!("it was just made one") };
        let at = entries.iter().position(|(name, _)| name == key).unwrap_or(entries.len());
        if at == entries.len() {
            entries.push((key.into(), Self::made(ResolvedData::Map(Vec::new()))));
        }
        &mut entries[at].1
    }

    /// The resources of a section.
    pub(super) fn resources(&mut self, section: &str) -> Vec<&mut Self> {
        let section = self.get_mut("resources").and_then(|resources| resources.get_mut(section));
        match section.map(|section| &mut section.data) {
            Some(ResolvedData::Map(entries)) => entries.iter_mut().map(|(_, value)| value).collect(),
            _ => Vec::new(),
        }
    }
}
