//! Jobs: their tasks, what the tasks need, and what each runs on.
//! Reads a view; judges nothing.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::path::{PathUse, Sources, find_environment_paths, find_task_paths};
use super::reader::Reader;
use super::value::{Data, Origin, Value};
use super::view::View;

/// A resource of a view: a job, a pipeline, a cluster, ...
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its key in the configuration.
    pub key: SmolStr,
    /// Where the key is written; where several files or targets say something of it, the first place.
    pub origin: Origin,
    /// What it is made of, merged.
    pub value: Arc<Value>,
}

/// A job with its tasks.
#[derive(Clone, Debug)]
pub struct Job {
    /// The job itself.
    pub resource: Resource,
    /// Its tasks; each `for_each_task` is followed by the task inside it.
    pub tasks: Vec<Task>,
    /// The paths that its environments name.
    pub environment_paths: Vec<PathUse>,
    /// Whether all this follows from its own value alone.
    is_fixed: bool,
}

/// A task, or the task inside a `for_each_task`.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its key, if known.
    pub key: Option<SmolStr>,
    /// What it is made of.
    pub value: Arc<Value>,
    /// Whether it stands inside a `for_each_task`.
    pub is_inner: bool,
    /// The paths that it names.
    pub paths: Vec<PathUse>,
}

/// The keys of a list's items.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// The keys that are known.
    pub known: Vec<SmolStr>,
    /// Whether these are all: no item, and no key, is a reference to something unknown.
    pub complete: bool,
}

/// What a task runs on.
#[derive(Clone, Debug)]
pub enum Compute {
    /// A cluster made for the job or the task, with its settings.
    Cluster(Arc<Value>),
    /// An all-purpose cluster.
    Existing,
    /// Serverless compute.
    Serverless,
    /// It is not known.
    Unknown,
}

/// The keys under which a task says what it runs.
pub const TASK_TYPES: [&str; 20] = [
    "ai_runtime_task",
    "alert_task",
    "clean_rooms_notebook_task",
    "condition_task",
    "dashboard_task",
    "dbt_cloud_task",
    "dbt_platform_task",
    "dbt_task",
    "for_each_task",
    "gen_ai_compute_task",
    "notebook_task",
    "pipeline_task",
    "power_bi_task",
    "python_operator_task",
    "python_wheel_task",
    "run_job_task",
    "spark_jar_task",
    "spark_python_task",
    "spark_submit_task",
    "sql_task",
];

impl View {
    /// The resources of a section: `jobs`, `pipelines`, `clusters`, ...
    pub fn resources(&self, section: &str) -> Vec<Resource> {
        let found = self.at(&["resources", section]);
        let resource = |entry: &super::Entry| Resource {
            key: entry.key.clone(),
            origin: entry.origin,
            value: self.follow(&entry.value),
        };
        found.map_or(Vec::new(), |section| section.entries().iter().map(resource).collect())
    }

    /// The jobs.
    pub fn jobs(&self) -> impl Iterator<Item = &Job> {
        self.jobs.iter().map(|job| &**job)
    }

    /// The keys of a list's items: `keys(job, "job_clusters", "job_cluster_key")`.
    pub fn keys(&self, owner: &Value, list: &str, key: &str) -> Keys {
        let Some(list) = self.field(owner, list) else { return Keys { known: Vec::new(), complete: true } };
        let is_list = matches!(list.data, Data::List(_) | Data::Null);
        let keys: Vec<Option<SmolStr>> = list.items().iter().map(|item| self.text(&self.follow(item), key)).collect();
        Keys { complete: is_list && keys.iter().all(Option::is_some), known: keys.into_iter().flatten().collect() }
    }

    /// What a task of a job runs on.
    pub fn compute(&self, job: &Value, task: &Value) -> Compute {
        if let Some(cluster) = self.field(task, "new_cluster") {
            return if cluster.entries().is_empty() { Compute::Unknown } else { Compute::Cluster(cluster) };
        }
        if let Some(wanted) = task.get("job_cluster_key") {
            let Some(wanted) = self.resolve(wanted) else { return Compute::Unknown };
            let clusters = self.list(job, "job_clusters");
            let found = clusters.iter().find(|item| self.text(item, "job_cluster_key").as_ref() == Some(&wanted));
            let cluster = found.and_then(|item| self.field(item, "new_cluster"));
            return cluster.filter(|cluster| !cluster.entries().is_empty()).map_or(Compute::Unknown, Compute::Cluster);
        }
        if task.get("existing_cluster_id").is_some() {
            return Compute::Existing;
        }
        let takes_compute = ["notebook_task", "spark_python_task", "python_wheel_task", "dbt_task"];
        let is_serverless = takes_compute.iter().any(|kind| task.get(kind).is_some());
        if is_serverless { Compute::Serverless } else { Compute::Unknown }
    }
}

impl Job {
    /// Every path that it names.
    pub fn paths(&self) -> impl Iterator<Item = &PathUse> {
        self.tasks.iter().flat_map(|task| &task.paths).chain(&self.environment_paths)
    }

    fn new(sources: &Sources<'_>, view: &View, resource: Resource) -> Self {
        let reader = Reader::new(view);
        let mut tasks = Vec::new();
        let mut add = |value: Arc<Value>, is_inner| {
            let paths = find_task_paths(sources, &reader, &resource, &value);
            tasks.push(Task { key: reader.text(&value, "task_key"), value, is_inner, paths });
        };
        for value in reader.list(&resource.value, "tasks") {
            let inner = reader.field(&value, "for_each_task").and_then(|each| reader.field(&each, "task"));
            add(value, false);
            inner.into_iter().for_each(|inner| add(inner, true));
        }
        let environment_paths = find_environment_paths(sources, &reader, &resource);
        Self { tasks, environment_paths, is_fixed: reader.is_fixed(), resource }
    }
}

/// Jobs that are the same wherever their values stand, by these: most are in most targets, and outlast most edits.
#[derive(Default)]
pub(super) struct FixedJobs(FxHashMap<*const Value, Arc<Job>>);

impl FixedJobs {
    /// The fixed jobs of these views.
    pub fn new(views: &[View]) -> Self {
        let mut fixed = Self::default();
        views.iter().flat_map(|view| &view.jobs).for_each(|job| fixed.add(job));
        fixed
    }

    /// Whether the value is that of a fixed job.
    pub fn contains(&self, value: &Arc<Value>) -> bool {
        self.0.contains_key(&Arc::as_ptr(value))
    }

    /// The jobs of a view.
    pub fn find_jobs(&mut self, sources: &Sources<'_>, view: &View) -> Vec<Arc<Job>> {
        let find = |resource: Resource| {
            let known = self.0.get(&Arc::as_ptr(&resource.value)).map(Arc::clone);
            let is_same = |job: &Arc<Job>| job.resource.key == resource.key && job.resource.origin == resource.origin;
            known.filter(is_same).unwrap_or_else(|| {
                let job = Arc::new(Job::new(sources, view, resource));
                self.add(&job);
                job
            })
        };
        view.resources("jobs").into_iter().map(find).collect()
    }

    fn add(&mut self, job: &Arc<Job>) {
        if job.is_fixed {
            self.0.insert(Arc::as_ptr(&job.resource.value), Arc::clone(job));
        }
    }
}
