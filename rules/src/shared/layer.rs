//! Medallion layers: which layer a name says it belongs to. Knows names, not what is computed from what.

use brickline_analysis::config::ProjectSettings;
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

/// The layer that a text says, word by word; nothing where it says two.
pub fn layer_of_text(text: &str) -> Option<Layer> {
    let layers: Vec<_> = split_words(text).iter().filter_map(|word| find_layer(word)).collect();
    let first = *layers.first()?;
    layers.iter().all(|layer| *layer == first).then_some(first)
}

fn find_layer(word: &str) -> Option<Layer> {
    [Layer::Bronze, Layer::Silver, Layer::Gold].into_iter().find(|layer| layer.name() == word)
}

/// The layer that a table's name says: the settings' patterns decide, then its last part, its schema, its catalog.
pub fn layer_of_name(name: &ObjectName, settings: &ProjectSettings) -> Option<Layer> {
    let full = name.display().to_lowercase();
    let set = [(Layer::Bronze, &settings.bronze), (Layer::Silver, &settings.silver), (Layer::Gold, &settings.gold)];
    let matched = set.into_iter().find(|(_, patterns)| patterns.iter().any(|pattern| matches_pattern(&full, pattern)));
    let said = || name.parts.iter().rev().find_map(|part| layer_of_text(&part.text.display()));
    matched.map(|(layer, _)| layer).or_else(said)
}

/// Whether a dotted name, or one of its parts, matches a pattern with `*` for any text.
fn matches_pattern(name: &str, pattern: &str) -> bool {
    let pattern = pattern.to_lowercase();
    let candidates = std::iter::once(name).chain(name.split('.'));
    candidates.into_iter().any(|text| matches_wildcard(text, &pattern))
}

fn matches_wildcard(text: &str, pattern: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else { return rest.is_empty() };
    for piece in pieces {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

/// The layer of a table that is read or written.
pub fn layer_of_source(source: &Source, settings: &ProjectSettings) -> Option<Layer> {
    match source {
        Source::Table(name) => layer_of_name(name, settings),
        _ => None,
    }
}

/// The layer of a pipeline dataset: its property `quality`, or its name.
pub fn layer_of_dataset(dataset: &Dataset, settings: &ProjectSettings) -> Option<Layer> {
    let quality = dataset.properties.text("quality").and_then(|quality| layer_of_text(&quality));
    quality.or_else(|| dataset.name.as_ref().and_then(|name| layer_of_name(name, settings)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_words_not_parts_of_words() {
        assert_eq!(layer_of_text("gold_orders"), Some(Layer::Gold));
        assert_eq!(layer_of_text("goldsmiths"), None);
        assert_eq!(layer_of_text("silverware"), None);
        assert_eq!(layer_of_text("bronze_to_gold"), None);
    }

    #[test]
    fn patterns_match_a_whole_name_or_a_part() {
        assert!(matches_pattern("main.raw.orders", "raw") && matches_pattern("main.raw_eu.orders", "raw_*"));
        assert!(matches_pattern("main.raw.orders", "main.raw.*") && !matches_pattern("main.draw.orders", "raw"));
    }
}
