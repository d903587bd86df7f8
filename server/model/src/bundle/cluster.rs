//! Clusters: every one that a view defines, wherever it is defined.
//! Reads a view; judges nothing.

use std::sync::Arc;

use super::job::{Job, Resource};
use super::value::{Entry, Origin, Value};
use super::view::View;

/// A cluster of a view.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// Its settings.
    pub value: Arc<Value>,
    /// The key that it stands under; of a pipeline's cluster, its first line.
    pub origin: Origin,
    /// What it is for.
    pub home: ClusterHome,
    /// The job or pipeline that it belongs to; for one of its own, itself.
    pub owner: Resource,
}

/// What a cluster is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClusterHome {
    /// A resource of its own, that people share.
    AllPurpose,
    /// The tasks of a job.
    Job,
    /// A pipeline.
    Pipeline,
}

impl View {
    /// Every cluster that the view defines: of its own, for jobs, for tasks and for pipelines.
    pub fn all_clusters(&self) -> &[Cluster] {
        self.clusters.get_or_init(|| self.collect_clusters())
    }

    fn collect_clusters(&self) -> Vec<Cluster> {
        let mut clusters = Vec::new();
        for owner in self.resources("clusters") {
            let (value, origin) = (Arc::clone(&owner.value), owner.origin);
            clusters.push(Cluster { value, origin, home: ClusterHome::AllPurpose, owner });
        }
        for Job { resource: job, tasks, .. } in self.jobs() {
            let tasks = tasks.iter().map(|task| Arc::clone(&task.value));
            for holder in self.list(&job.value, "job_clusters").into_iter().chain(tasks) {
                let Some(Entry { origin, value, .. }) = holder.find("new_cluster") else { continue };
                let value = self.follow(value);
                clusters.push(Cluster { value, origin: *origin, home: ClusterHome::Job, owner: job.clone() });
            }
        }
        for pipeline in self.resources("pipelines") {
            for value in self.list(&pipeline.value, "clusters") {
                let origin = value.head();
                clusters.push(Cluster { value, origin, home: ClusterHome::Pipeline, owner: pipeline.clone() });
            }
        }
        // What is not a mapping is a reference to something unknown, or nothing.
        clusters.retain(|cluster| !cluster.value.entries().is_empty());
        clusters
    }
}
