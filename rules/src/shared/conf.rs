//! The Spark configuration that a bundle gives its clusters and pipelines. Knows where it stands, not what keys mean.

use std::sync::Arc;

use brickline_analysis::Edit;
use brickline_model::bundle::{Bundle, Origin, Value, View};
use brickline_syntax::TextRange;
use smol_str::SmolStr;

/// A key of a Spark configuration with its value.
pub struct Conf {
    /// The key.
    pub key: SmolStr,
    /// Where the key is written, with its quotes.
    pub origin: Origin,
    /// The value as it is written.
    pub value: Arc<Value>,
    /// The value's text, if it is known.
    pub text: Option<SmolStr>,
}

impl Conf {
    /// Whether the value is written as it is, without a reference.
    pub fn is_literal(&self) -> bool {
        self.text.as_deref() == self.value.as_str()
    }
}

/// Every entry of `spark_conf` of clusters and of `configuration` of pipelines.
pub fn find_confs(view: &View) -> Vec<Conf> {
    let clusters = view.all_clusters();
    let of_clusters = clusters.iter().filter_map(|cluster| view.field(&cluster.value, "spark_conf"));
    let pipelines = view.resources("pipelines");
    let of_pipelines = pipelines.iter().filter_map(|pipeline| view.field(&pipeline.value, "configuration"));
    let mut found = Vec::new();
    for holder in of_clusters.chain(of_pipelines) {
        for entry in holder.entries() {
            let (key, value) = (entry.key.clone(), Arc::clone(&entry.value));
            let text = view.resolve(&value);
            found.push(Conf { key, origin: entry.origin, value, text });
        }
    }
    found
}

/// Replaces the key, inside its quotes.
pub fn replace_key(bundle: &Bundle, conf: &Conf, new: &str) -> Option<Edit> {
    let written = bundle.text(conf.origin);
    let at = written.find(conf.key.as_str())?;
    let start = conf.origin.range.start() as usize + at;
    Some(Edit::replace(TextRange::from_usize(start, start + conf.key.len()), new))
}
