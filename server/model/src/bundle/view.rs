//! One target's view of a bundle: everything merged, variables assigned, references resolved where that needs no workspace.
//! Knows how values combine, not what jobs and pipelines are.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::cluster::Cluster;
use super::job::{FixedJobs, Job};
use super::load::IMPLICIT_TARGET;
use super::merge::{Conflict, change_at, keep_last, merge, merge_items, with_entry};
use super::path::Sources;
use super::reference::{Reference, find_pure, has_reference, references};
use super::value::{Data, Entry, Origin, Value};
use super::{presets, workspace};

/// How often the CLI resolves references before it gives up.
const MAX_ROUNDS: usize = 11;

/// How many references one text may lead to; more is taken as not known.
const MAX_REFERENCES: usize = 10_000;

/// A bundle as one target sees it.
#[derive(Clone, Debug)]
pub struct View {
    /// The target; none in a bundle without targets.
    pub target: Option<Target>,
    /// The merged configuration, without targets.
    pub root: Arc<Value>,
    /// The variables, by name.
    pub variables: FxHashMap<SmolStr, Variable>,
    /// The clusters, once somebody has asked for them.
    pub(super) clusters: OnceLock<Vec<Cluster>>,
    /// The jobs.
    pub(super) jobs: Vec<Arc<Job>>,
}

/// A target.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its name.
    pub name: SmolStr,
    /// Where its name is written.
    pub key: Origin,
    /// What is written under it, all files merged.
    pub value: Arc<Value>,
}

/// A variable in a view.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Where the root declares it.
    pub declared: Origin,
    /// What is known of its value.
    pub assigned: Assigned,
}

/// What is known of a variable's value.
#[derive(Clone, Debug)]
pub enum Assigned {
    /// A default, or the target's value.
    Value(Arc<Value>),
    /// Looked up in the workspace.
    Lookup,
    /// Whatever the command line or the environment gives it, as the settings say.
    Outside,
    /// Nothing: it must come from the command line, the environment or an override file.
    Nothing,
}

/// What a reference reads.
#[derive(Clone, Debug)]
pub enum Referenced {
    /// A value that is written somewhere.
    Value(Arc<Value>),
    /// Text that the CLI makes: the target's name, a path of the workspace. It may hold references.
    Text(SmolStr),
}

/// What gives variables values from outside of the configuration.
pub(super) struct Outside<'a> {
    /// What the target's override file says.
    pub given: Option<&'a Arc<Value>>,
    /// The variables that the command line or the environment gives their values.
    pub variables: &'a [String],
}

impl View {
    /// The base alone, or the base with a target over it.
    pub(super) fn new(
        base: &Arc<Value>,
        target: Option<Target>,
        outside: &Outside<'_>,
        fixed: &mut FixedJobs,
        sources: &Sources<'_>,
        conflicts: &mut Vec<Conflict>,
    ) -> Self {
        let root = match &target {
            Some(target) => apply_target(base, &target.value, conflicts),
            None => Arc::clone(base),
        };
        let overrides = target.as_ref().and_then(|target| target.value.get("variables"));
        let variables = assign_variables(root.get("variables"), overrides, outside);
        let mut view = Self { target, root, variables, clusters: OnceLock::new(), jobs: Vec::new() };
        view.root = view.merge_lists(fixed);
        view.jobs = fixed.find_jobs(sources, &view);
        view
    }

    /// The target's name; `default` where there are no targets.
    pub fn name(&self) -> &str {
        self.target.as_ref().map_or(IMPLICIT_TARGET, |target| target.name.as_str())
    }

    /// The value at a path of keys, references to complex variables followed on the way.
    pub fn at(&self, path: &[&str]) -> Option<Arc<Value>> {
        path.iter().try_fold(Arc::clone(&self.root), |value, key| self.field(&value, key))
    }

    /// The value of a key; if it is one whole reference to a variable, the variable's value.
    pub fn field(&self, value: &Value, key: &str) -> Option<Arc<Value>> {
        value.get(key).map(|value| self.follow(value))
    }

    /// The items of a list, each followed like [`View::field`].
    pub fn list(&self, value: &Value, key: &str) -> Vec<Arc<Value>> {
        self.field(value, key).map_or(Vec::new(), |list| list.items().iter().map(|item| self.follow(item)).collect())
    }

    /// The text of a key's scalar with references resolved; `None` if it is absent or not known.
    pub fn text(&self, value: &Value, key: &str) -> Option<SmolStr> {
        self.resolve(value.get(key)?)
    }

    /// A value, or what its one whole reference to a variable stands for, where that is known.
    pub fn follow(&self, value: &Arc<Value>) -> Arc<Value> {
        let mut value = Arc::clone(value);
        for _ in 0..MAX_ROUNDS {
            let Some(next) = value.as_str().and_then(find_pure).and_then(|reference| self.find_assigned(&reference))
            else {
                break;
            };
            value = next;
        }
        value
    }

    /// The text of a scalar with references resolved; `None` if any of them is not known here.
    pub fn resolve(&self, value: &Value) -> Option<SmolStr> {
        self.resolve_text(&value.as_scalar()?.text, MAX_ROUNDS, &mut { MAX_REFERENCES })
    }

    fn resolve_text(&self, text: &SmolStr, rounds: usize, left: &mut usize) -> Option<SmolStr> {
        if !has_reference(text) {
            return Some(text.clone());
        }
        let rounds = rounds.checked_sub(1)?;
        let mut resolved = String::new();
        let mut from = 0;
        for reference in references(text) {
            resolved.push_str(&text[from..reference.start]);
            *left = left.checked_sub(1)?;
            resolved.push_str(&self.resolve_reference(&reference, rounds, left)?);
            from = reference.end;
        }
        resolved.push_str(&text[from..]);
        Some(resolved.into())
    }

    fn resolve_reference(&self, reference: &Reference, rounds: usize, left: &mut usize) -> Option<SmolStr> {
        match self.find_referenced(reference)? {
            Referenced::Value(value) => self.resolve_text(&value.as_scalar()?.text, rounds, left),
            Referenced::Text(text) => self.resolve_text(&text, rounds, left),
        }
    }

    /// What a reference reads, without following it further; `None` where only the workspace or a deployment knows.
    pub fn find_referenced(&self, reference: &Reference<'_>) -> Option<Referenced> {
        if reference.variable().is_some() {
            return self.find_assigned(reference).map(Referenced::Value);
        }
        let parts: Vec<&str> = reference.parts().collect();
        match parts[..] {
            ["bundle", "target" | "environment"] => Some(Referenced::Text(self.name().into())),
            ["bundle", ..] => step(&self.root, &parts).map(Referenced::Value),
            ["workspace", field] if workspace::is_path(field) => workspace::find_path(self, field),
            ["workspace", ..] => step(&self.root, &parts).map(Referenced::Value),
            ["resources", "volumes", key, "volume_path"] => workspace::find_volume_path(self, key),
            ["resources", _, _, field, ..] if !presets::may_change(self, field) => {
                step(&self.root, &parts).map(Referenced::Value)
            }
            _ => None,
        }
    }

    /// The value that a reference to a variable reads, without following it further.
    fn find_assigned(&self, reference: &Reference) -> Option<Arc<Value>> {
        let Assigned::Value(value) = &self.variables.get(reference.variable()?)?.assigned else { return None };
        let mut parts = reference.parts().skip(2);
        if reference.path.starts_with("variables") {
            parts.next().filter(|part| matches!(*part, "value" | "default"))?;
        }
        step(value, &parts.collect::<Vec<_>>())
    }

    /// Merges list items of one key, as the CLI does once references are resolved.
    fn merge_lists(&self, fixed: &FixedJobs) -> Arc<Value> {
        let keyed = |key: &'static str| {
            move |item: &Value| match item.get(key) {
                Some(value) => self.resolve(value),
                None => Some(SmolStr::default()),
            }
        };
        let label = |item: &Value| match item.get("label") {
            Some(value) => self.resolve(value).map(|label| label.to_lowercase().into()),
            None => Some("default".into()),
        };
        // Of an app's resources the later one stands alone; one name twice is no merge.
        let last = |list: &Arc<Value>| keep_last(list, &keyed("name"));
        let principal = |list: &Arc<Value>| merge_items(list, &keyed("principal")).map(|list| drop_repeated(&list));
        let merge_job = |job: &Arc<Value>| {
            let lists = [("tasks", "task_key"), ("job_clusters", "job_cluster_key"), ("parameters", "name")];
            let mut merged = None;
            for (list, key) in lists {
                let before = merged.as_ref().unwrap_or(job);
                merged = change_at(before, &[list], &|list| merge_items(list, &keyed(key))).or(merged);
            }
            merged
        };
        let lists: [(&[&str], &Change<'_>); 4] = [
            // What is known of a fixed job is known of its merged value.
            (&["resources", "jobs", "*"], &|job| (!fixed.contains(job)).then(|| merge_job(job)).flatten()),
            (&["resources", "pipelines", "*", "clusters"], &|list| merge_items(list, &label)),
            (&["resources", "apps", "*", "resources"], &last),
            (&["resources", "*", "*", "grants"], &principal),
        ];
        let mut root = Arc::clone(&self.root);
        for (path, change) in lists {
            if let Some(changed) = change_at(&root, path, change) {
                root = changed;
            }
        }
        root
    }
}

/// Makes another value of one; `None` where nothing changes.
type Change<'a> = dyn Fn(&Arc<Value>) -> Option<Arc<Value>> + 'a;

/// The value at the end of a path of keys and indices.
fn step(value: &Arc<Value>, path: &[&str]) -> Option<Arc<Value>> {
    path.iter().try_fold(Arc::clone(value), |value, part| match part.parse::<usize>() {
        Ok(index) => value.items().get(index).cloned(),
        Err(_) => value.get(part).cloned(),
    })
}

/// The parts of a target that merge into the part of the same name.
const MERGED: [&str; 7] = ["bundle", "workspace", "artifacts", "resources", "sync", "permissions", "presets"];

fn apply_target(base: &Arc<Value>, target: &Arc<Value>, conflicts: &mut Vec<Conflict>) -> Arc<Value> {
    let mut over = Value::empty_map(target.origin);
    let mut root = Arc::clone(base);
    for entry in target.entries() {
        match entry.key.as_str() {
            key if MERGED.contains(&key) => over = with_entry(&over, entry.clone()),
            "run_as" => root = Arc::new(with_entry(&root, entry.clone())),
            key @ ("mode" | "cluster_id" | "compute_id" | "git") => {
                let bundle = over.get("bundle").map_or_else(|| Value::empty_map(target.origin), |b| Value::clone(b));
                let key = if key == "compute_id" { "cluster_id" } else { key };
                let value = Arc::new(with_entry(&bundle, Entry { key: key.into(), ..entry.clone() }));
                over = with_entry(&over, Entry { key: "bundle".into(), origin: entry.origin, value });
            }
            _ => {}
        }
    }
    merge(&root, &Arc::new(over), conflicts)
}

fn assign_variables(
    declared: Option<&Arc<Value>>,
    overrides: Option<&Arc<Value>>,
    outside: &Outside<'_>,
) -> FxHashMap<SmolStr, Variable> {
    let mut variables = FxHashMap::default();
    for entry in declared.map_or(&[][..], |declared| declared.entries()) {
        let assigned = find_assignment(&entry.value, false);
        variables.insert(entry.key.clone(), Variable { declared: entry.origin, assigned });
    }
    for entry in overrides.map_or(&[][..], |overrides| overrides.entries()) {
        if let Some(variable) = variables.get_mut(&entry.key) {
            variable.assign(find_assignment(&entry.value, true));
        }
    }
    for entry in outside.given.map_or(&[][..], |given| given.entries()) {
        // A lookup goes before the file.
        if let Some(variable) = variables.get_mut(&entry.key).filter(|v| !matches!(v.assigned, Assigned::Lookup)) {
            variable.assign(Assigned::Value(Arc::clone(&entry.value)));
        }
    }
    for name in outside.variables {
        if let Some(variable) = variables.get_mut(name.as_str()) {
            variable.assigned = Assigned::Outside;
        }
    }
    variables
}

impl Variable {
    /// Gives it another value, which remembers where the one before stands.
    fn assign(&mut self, assigned: Assigned) {
        self.assigned = match (assigned, &self.assigned) {
            (Assigned::Nothing, _) => return,
            (Assigned::Value(new), Assigned::Value(old)) => {
                let others = new.others.iter().chain([&old.origin]).chain(&old.others).copied().collect();
                Assigned::Value(Arc::new(Value { data: new.data.clone(), origin: new.origin, others }))
            }
            (assigned, _) => assigned,
        };
    }
}

/// What a declaration, or a target's entry, gives a variable. A target may write the value itself.
fn find_assignment(value: &Arc<Value>, in_target: bool) -> Assigned {
    if in_target && !is_definition(value.entries().iter().map(|entry| entry.key.as_str())) {
        return if value.is_null() { Assigned::Nothing } else { Assigned::Value(Arc::clone(value)) };
    }
    match (value.get("lookup"), value.get("default")) {
        (Some(lookup), _) if !lookup.is_null() => Assigned::Lookup,
        (_, Some(default)) if !default.is_null() => Assigned::Value(Arc::clone(default)),
        _ => Assigned::Nothing,
    }
}

/// Whether a target's entry is written in full: its keys are exactly one of the sets that the CLI takes for a definition.
pub fn is_definition<'a>(keys: impl Iterator<Item = &'a str>) -> bool {
    let mut keys: Vec<&str> = keys.collect();
    keys.sort_unstable();
    matches!(
        keys[..],
        ["default"]
            | ["lookup"]
            | ["default", "type"]
            | ["default", "description"]
            | ["description", "lookup"]
            | ["default", "description", "type"]
    )
}

/// A list of grants with each privilege of a principal once.
fn drop_repeated(grants: &Arc<Value>) -> Arc<Value> {
    let once = |list: &Arc<Value>| {
        let mut kept: Vec<Arc<Value>> = Vec::new();
        for item in list.items() {
            if item.as_str().is_none_or(|text| kept.iter().all(|other| other.as_str() != Some(text))) {
                kept.push(Arc::clone(item));
            }
        }
        (kept.len() < list.items().len())
            .then(|| Arc::new(Value { data: Data::List(kept), origin: list.origin, others: list.others.clone() }))
    };
    let items = grants
        .items()
        .iter()
        .map(|grant| change_at(grant, &["privileges"], &once).unwrap_or_else(|| Arc::clone(grant)));
    Arc::new(Value { data: Data::List(items.collect()), origin: grants.origin, others: grants.others.clone() })
}
