//! Medallion layers: which layer a name says it belongs to. Knows names, not what is computed from what.

use brickline_model::name::ObjectName;
use brickline_model::operation::{Dataset, Source};

use super::words::split_words;

/// A layer of the medallion architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// As it came in.
    Bronze,
    /// Cleaned.
    Silver,
    /// For its readers.
    Gold,
}

impl Layer {
    /// The layer's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bronze => "bronze",
            Self::Silver => "silver",
            Self::Gold => "gold",
        }
    }
}

/// The layer that a word names.
fn find_layer(word: &str) -> Option<Layer> {
    [Layer::Bronze, Layer::Silver, Layer::Gold].into_iter().find(|layer| layer.name() == word)
}

/// The layer that a text says, word by word; nothing where it says two.
pub fn layer_of_text(text: &str) -> Option<Layer> {
    let layers: Vec<_> = split_words(text).iter().filter_map(|word| find_layer(word)).collect();
    let first = *layers.first()?;
    layers.iter().all(|layer| *layer == first).then_some(first)
}

/// The layer that a table's name says: its last part decides, then its schema, then its catalog.
pub fn layer_of_name(name: &ObjectName) -> Option<Layer> {
    name.parts.iter().rev().find_map(|part| layer_of_text(&part.text.display()))
}

/// The layer of a table that is read or written.
pub fn layer_of_source(source: &Source) -> Option<Layer> {
    match source {
        Source::Table(name) => layer_of_name(name),
        _ => None,
    }
}

/// The layer of a pipeline dataset: its property `quality`, or its name.
pub fn layer_of_dataset(dataset: &Dataset) -> Option<Layer> {
    let quality = dataset.properties.text("quality").and_then(|quality| layer_of_text(&quality));
    quality.or_else(|| dataset.name.as_ref().and_then(layer_of_name))
}
