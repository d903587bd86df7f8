//! Which columns the project declares as partition or clustering keys of the tables a frame reads. Knows definitions and
//! writes of the file and the project, not what a filter does.

use std::sync::Arc;

use brickline_analysis::Cx;
use brickline_analysis::index::table_key;
use brickline_model::frame::{Frame, Setting};
use brickline_model::operation::{Key, Kind, Operation, Source, What};

/// The keys, in lower case, of all tables that the frame reads.
pub fn find_declared_keys(cx: &Cx<'_>, operation: &Operation, frame: &Arc<Frame>) -> Vec<String> {
    let mut keys = Vec::new();
    for (_, source) in frame.sources() {
        let Source::Table(name) = source else { continue };
        let Some(table) = table_key(name, &operation.context.session, &cx.options.project) else { continue };
        let definitions = cx.index.definitions(&table).iter().filter_map(|place| cx.index.operation(place));
        keys.extend(definitions.flat_map(|other| declared_by(cx, other, &table)));
        // What the index knows of a write is the name; the write itself stands beside it.
        let mut writers: Vec<_> = cx.index.writes(&table).iter().map(|place| &place.file).collect();
        writers.dedup();
        let writes = writers
            .iter()
            .filter_map(|file| cx.index.model(file))
            .flat_map(|model| [Kind::Definition, Kind::Write].into_iter().flat_map(|kind| model.of_kind(kind)));
        keys.extend(writes.flat_map(|other| declared_by(cx, other, &table)));
    }
    keys.sort();
    keys.dedup();
    keys
}

fn declared_by(cx: &Cx<'_>, operation: &Operation, table: &str) -> Vec<String> {
    let (name, partition_by, cluster_by) = match &operation.what {
        What::Definition(definition) => (definition.name.as_ref(), &definition.partition_by, &definition.cluster_by),
        What::Write(write) => match &write.target {
            Source::Table(name) => (Some(name), &write.partition_by, &write.cluster_by),
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    let is_it = name.and_then(|name| table_key(name, &operation.context.session, &cx.options.project));
    if is_it.as_deref() != Some(table) {
        return Vec::new();
    }
    let names = |keys: &Setting<Vec<Key>>| -> Vec<String> {
        keys.value().into_iter().flatten().map(|key| key.name.to_lowercase()).collect()
    };
    [names(partition_by), names(cluster_by)].concat()
}
