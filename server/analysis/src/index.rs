//! What the whole project knows: which file defines, reads and writes what, and which files exist. Made from the models of
//! all files after each was modelled on its own; knows no rule.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use brickline_model::FileModel;
use brickline_model::bundle::{Bundle, PipelineRun, TaskRun, find_pipeline_runs, find_task_runs};
use brickline_model::frame::Setting;
use brickline_model::name::{ObjectName, Role};
use brickline_model::operation::{NameMeaning, Operation, What};
use brickline_model::session::Session;
use brickline_syntax::TextRange;
use rustc_hash::FxHashMap;

use crate::config::ProjectSettings;
use crate::listing::Listing;

/// The index of a project.
#[derive(Clone, Debug, Default)]
pub struct ProjectIndex {
    models: BTreeMap<Arc<str>, Arc<FileModel>>,
    bundles: Vec<Arc<Bundle>>,
    /// Which tasks run which file, once somebody has asked.
    task_runs: OnceLock<Runs<TaskRun>>,
    /// Which pipelines a file is part of, once somebody has asked.
    pipelines: OnceLock<Runs<PipelineRun>>,
    listing: Listing,
    definitions: Places,
    writes: Places,
    checkpoints: Places,
}

/// What runs a file, by the file.
type Runs<T> = FxHashMap<Arc<str>, Vec<Arc<T>>>;

/// Places by name.
type Places = FxHashMap<String, Vec<Place>>;

/// A place in a file of the project, with the operation it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, by its path relative to the project.
    pub file: Arc<str>,
    /// The name, or the text, that the place is about.
    pub range: TextRange,
    /// The operation, by its place in the file's list.
    pub operation: u32,
}

impl ProjectIndex {
    /// Makes the index of these files.
    pub fn new(
        models: BTreeMap<Arc<str>, Arc<FileModel>>,
        bundles: Vec<Arc<Bundle>>,
        listing: Listing,
        settings: &ProjectSettings,
    ) -> Self {
        let mut index = Self { listing, bundles, ..Self::default() };
        for (file, model) in &models {
            for (number, operation) in model.operations.iter().enumerate() {
                index.add(file, number as u32, operation, settings);
            }
        }
        index.models = models;
        index
    }

    fn add(&mut self, file: &Arc<str>, number: u32, operation: &Operation, settings: &ProjectSettings) {
        let place = |range| Place { file: Arc::clone(file), range, operation: number };
        let key = |name: &ObjectName| table_key(name, &operation.context.session, settings);
        match &operation.what {
            What::Definition(definition) if !definition.temporary => {
                if let Some(name) = &definition.name {
                    insert(&mut self.definitions, key(name), place(name.range));
                }
            }
            What::NameUse(used) if used.meaning == NameMeaning::Persistent && used.role == Role::Written => {
                insert(&mut self.writes, key(&used.name), place(used.name.range));
            }
            What::StreamQuery(query) => {
                if let Setting::Set(given) = query.options.get("checkpointlocation")
                    && let Some(path) = given.value.as_text()
                {
                    insert(&mut self.checkpoints, Some(path_key(&path)), place(given.range));
                }
            }
            _ => {}
        }
    }

    /// Where a table, view, function or the like of this name ([`table_key`]) is defined.
    pub fn definitions(&self, key: &str) -> &[Place] {
        places(&self.definitions, key)
    }

    /// Where a table of this name is written.
    pub fn writes(&self, key: &str) -> &[Place] {
        places(&self.writes, key)
    }

    /// Where streams are given this checkpoint ([`path_key`]); the operations are the streams.
    pub fn checkpoint(&self, key: &str) -> &[Place] {
        places(&self.checkpoints, key)
    }

    /// All checkpoints with the places that use them.
    pub fn checkpoints(&self) -> impl Iterator<Item = (&str, &[Place])> {
        self.checkpoints.iter().map(|(key, places)| (key.as_str(), places.as_slice()))
    }

    /// The tasks that run a file, in every target, with what they run on and which parameters they give.
    pub fn task_runs(&self, file: &str) -> &[Arc<TaskRun>] {
        self.task_runs
            .get_or_init(|| find_by_file(&self.bundles, find_task_runs, |run| std::slice::from_ref(&run.file)))
            .get(file)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// The pipelines that a file is part of, in every target.
    pub fn pipelines(&self, file: &str) -> &[Arc<PipelineRun>] {
        self.pipelines
            .get_or_init(|| find_by_file(&self.bundles, find_pipeline_runs, |run| &run.files))
            .get(file)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// The operation of a place.
    pub fn operation(&self, place: &Place) -> Option<&Operation> {
        self.models.get(&place.file)?.operations.get(place.operation as usize)
    }

    /// The model of a file.
    pub fn model(&self, file: &str) -> Option<&Arc<FileModel>> {
        self.models.get(file)
    }

    /// All files that were modelled, by path.
    pub fn models(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<FileModel>)> {
        self.models.iter()
    }

    /// The bundles of the project.
    pub fn bundles(&self) -> &[Arc<Bundle>] {
        &self.bundles
    }

    /// Which files exist, ignored and binary ones included.
    pub fn listing(&self) -> &Listing {
        &self.listing
    }
}

fn find_by_file<T>(bundles: &[Arc<Bundle>], find: fn(&Bundle) -> Vec<T>, files: fn(&T) -> &[Arc<str>]) -> Runs<T> {
    let mut by_file = Runs::default();
    for run in bundles.iter().flat_map(|bundle| find(bundle)).map(Arc::new) {
        for file in files(&run) {
            by_file.entry(Arc::clone(file)).or_insert_with(Vec::new).push(Arc::clone(&run));
        }
    }
    by_file
}

fn insert(places: &mut Places, key: Option<String>, place: Place) {
    if let Some(key) = key {
        places.entry(key).or_default().push(place);
    }
}

fn places<'a>(places: &'a Places, key: &str) -> &'a [Place] {
    places.get(key).map(Vec::as_slice).unwrap_or_default()
}

/// The key of a table's name: its parts in lower case, with the catalog and schema that `USE` or the settings give it.
/// `None` when a part is not known.
pub fn table_key(name: &ObjectName, session: &Session, settings: &ProjectSettings) -> Option<String> {
    let parts = name.constant()?;
    let default = |setting: &Setting<_>, default: &Option<String>| match setting {
        Setting::Set(value) => Some(Some(smol_text(value))),
        Setting::Absent => Some(default.as_deref().map(str::to_lowercase)),
        Setting::Unknown => None,
    };
    let mut key: Vec<String> = Vec::new();
    if parts.len() < 3 {
        key.extend(default(&session.catalog, &settings.default_catalog)?);
    }
    if parts.len() < 2 {
        key.extend(default(&session.schema, &settings.default_schema)?);
    }
    key.extend(parts.iter().map(ToString::to_string));
    Some(key.join("."))
}

fn smol_text(value: &impl AsRef<str>) -> String {
    value.as_ref().to_lowercase()
}

/// The key of a path: without its last slash, and with the one spelling of DBFS and volume paths.
pub fn path_key(path: &str) -> String {
    let path = path.trim_end_matches('/');
    let path = path.strip_prefix("dbfs:").filter(|rest| rest.starts_with('/')).unwrap_or(path);
    path.strip_prefix("/dbfs").filter(|rest| rest.starts_with('/')).unwrap_or(path).to_owned()
}
