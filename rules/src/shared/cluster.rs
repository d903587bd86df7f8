//! What clusters of a bundle are like: words for messages, and questions that several rules ask. Knows no rule.

use brickline_model::bundle::{Cluster, ClusterHome, Value, View};

use super::given::{Given, given};

/// A cluster in words: `cluster `small``, `a cluster of job `nightly``.
pub fn describe(cluster: &Cluster) -> String {
    let key = &cluster.owner.key;
    match cluster.home {
        ClusterHome::AllPurpose => format!("cluster `{key}`"),
        ClusterHome::Job => format!("a cluster of job `{key}`"),
        ClusterHome::Pipeline => format!("a cluster of pipeline `{key}`"),
    }
}

/// The number of workers that a cluster is fixed at, if it is and the number is known.
pub fn find_workers(view: &View, cluster: &Value) -> Option<i64> {
    match given(view, cluster, "num_workers") {
        Given::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// Whether a cluster is, or may be, a single machine.
pub fn may_be_single_node(view: &View, cluster: &Value) -> bool {
    let is_marked = !matches!(given(view, cluster, "is_single_node"), Given::Absent)
        && !given(view, cluster, "is_single_node").is("false");
    is_marked || find_workers(view, cluster) == Some(0) || given(view, cluster, "num_workers") == Given::Unknown
}
