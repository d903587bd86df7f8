//! Single values: closed sets, booleans, names that the job gives, ids of the bundle's own resources.
//! Knows which fields take which names.

use brickline_model::bundle::{Resource, View};
use brickline_model::facts::bundle::Kind;
use smol_str::SmolStr;

use super::super::probe::{Scalars, Step};
use super::{Completion, CompletionKind, Site};

/// Fields whose value is something of another resource: the field, the section, and what of it.
const OF_RESOURCES: [(&str, &str, &str); 11] = [
    ("catalog_name", "catalogs", "name"),
    ("dashboard_id", "dashboards", "id"),
    ("driver_instance_pool_id", "instance_pools", "id"),
    ("endpoint_name", "vector_search_endpoints", "name"),
    ("existing_cluster_id", "clusters", "id"),
    ("experiment_id", "experiments", "id"),
    ("instance_pool_id", "instance_pools", "id"),
    ("job_id", "jobs", "id"),
    ("pipeline_id", "pipelines", "id"),
    ("schema_name", "schemas", "name"),
    ("warehouse_id", "sql_warehouses", "id"),
];

pub(super) fn complete(site: &Site<'_>) -> Vec<Completion> {
    let mut items = match &site.kind {
        Some(Kind::Enum(id)) => {
            let values = &site.bundle.schema.enumeration(*id).values;
            values.iter().map(|value| Completion::new(value.as_str(), CompletionKind::Value)).collect()
        }
        Some(Kind::Bool) => ["true", "false"].map(|value| Completion::new(value, CompletionKind::Value)).into(),
        Some(Kind::String | Kind::Int) => names(site),
        _ => Vec::new(),
    };
    let word = &site.probe.word;
    for item in &mut items {
        if word.needs_space {
            item.insert.insert(0, ' ');
        }
        item.insert.extend(word.quote.filter(|_| !word.is_closed));
    }
    items
}

fn names(site: &Site<'_>) -> Vec<Completion> {
    let Some(field) = site.last_key() else { return Vec::new() };
    if let Some((_, section, part)) = OF_RESOURCES.iter().find(|(name, ..)| *name == field) {
        return resources(site, section, part);
    }
    let Some(job) = site.job() else { return Vec::new() };
    let keys = site.keys();
    let in_tasks = keys.get(3) == Some(&"tasks");
    let (list, key, not) = match field {
        "task_key" if keys.contains(&"depends_on") => ("tasks", "task_key", taken_tasks(site)),
        // In a target: which task it says more of.
        "task_key" if site.target.is_some() && in_tasks => ("tasks", "task_key", Vec::new()),
        "job_cluster_key" if in_tasks || site.target.is_some() => ("job_clusters", "job_cluster_key", Vec::new()),
        "environment_key" if in_tasks || site.target.is_some() => ("environments", "environment_key", Vec::new()),
        _ => return Vec::new(),
    };
    let named = |(name, detail): (SmolStr, String)| Completion::new(name, CompletionKind::Name).detail(detail);
    job_names(site, job, list, key).into_iter().filter(|(name, _)| !not.contains(name)).map(named).collect()
}

/// The keys of a job's list in all targets, with a word about each.
pub(super) fn job_names(site: &Site<'_>, job: &str, list: &str, key: &str) -> Vec<(SmolStr, String)> {
    let mut names: Vec<(SmolStr, String)> = Vec::new();
    for view in &site.bundle.views {
        for item in find_job(view, job).map_or(Vec::new(), |job| view.list(&job.value, list)) {
            let Some(name) = view.text(&item, key).filter(|name| !name.is_empty()) else { continue };
            let about = item.entries().iter().find(|entry| entry.key.ends_with("_task"));
            if names.iter().all(|(known, _)| *known != name) {
                names.push((name, about.map_or(String::new(), |entry| entry.key.to_string())));
            }
        }
    }
    names
}

fn find_job(view: &View, key: &str) -> Option<Resource> {
    view.resources("jobs").into_iter().find(|job| job.key == key)
}

/// The task itself, and those that it depends on already.
fn taken_tasks(site: &Site<'_>) -> Vec<SmolStr> {
    let own = site.path.iter().find_map(|step| match step {
        Step::Item(scalars) => scalars.iter().find(|(key, _)| key == "task_key").map(|(_, value)| value.clone()),
        Step::Key(_) => None,
    });
    let key = |item: &Scalars| item.iter().find(|(key, _)| key == "task_key").map(|(_, value)| value.clone());
    let written = site.probe.beside.iter().filter_map(key);
    own.into_iter().chain(written).collect()
}

fn resources(site: &Site<'_>, section: &str, part: &str) -> Vec<Completion> {
    let resources = site.bundle.base.at(&["resources", section]);
    let item = |entry: &brickline_model::bundle::Entry| {
        let path = format!("${{resources.{section}.{}.{part}}}", entry.key);
        let name = ["name", "display_name", "cluster_name"].iter().find_map(|key| entry.value.get(key)?.as_str());
        Completion::new(path, CompletionKind::Reference).detail(name.unwrap_or_default())
    };
    resources.map_or(Vec::new(), |resources| resources.entries().iter().map(item).collect())
}
