//! The way to a place through the aliases of what holds it: under a key such as `x-cluster`, only the places that use its
//! anchor say what may be written there. Knows the tree of one file.

use std::collections::VecDeque;

use brickline_model::facts::bundle::{Kind, Schema};
use brickline_syntax::TextRange;
use brickline_syntax::yaml::{self, Child, Document, Node};
use rustc_hash::FxHashMap;

use super::complete::find_kind;
use super::probe::{Step, scalars};

/// The way from the top of a file down to a place.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    /// Its steps.
    pub path: Vec<Step>,
    /// The anchors of the values on the way, each with how many steps lead to it.
    pub anchors: Vec<(usize, TextRange)>,
}

impl Way {
    /// Notes that the way comes to a value.
    pub fn enter(&mut self, node: &Node) {
        self.anchors.extend(node.anchor.map(|anchor| (self.path.len(), anchor)));
    }

    /// Goes back to where so many steps lead.
    pub fn go_back(&mut self, length: usize) {
        self.path.truncate(length);
        self.anchors.retain(|(depth, _)| *depth <= length);
    }
}

/// The steps to a place, through an alias where they do not say otherwise what may stand there.
pub(super) fn find_typed(schema: &Schema, document: &Document, way: &Way) -> Vec<Step> {
    let is_typed = |path: &[Step]| !matches!(find_kind(schema, path).1, None | Some(Kind::Any));
    if way.anchors.is_empty() || is_typed(&way.path) {
        return way.path.clone();
    }
    let mut walk = Walk { anchors: FxHashMap::default(), way: Way::default(), uses: Vec::new() };
    walk.anchors.extend(document.aliases.iter().map(|alias| (alias.range, alias.anchor)));
    walk.node(&document.root);
    // An alias may stand in what is used by an alias itself. Each is followed once.
    let mut pending = VecDeque::from([way.clone()]);
    while let Some(way) = pending.pop_front() {
        if is_typed(&way.path) {
            return way.path;
        }
        for &(depth, anchor) in way.anchors.iter().rev() {
            let (used, left): (Vec<_>, Vec<_>) = walk.uses.into_iter().partition(|(used, _)| *used == anchor);
            walk.uses = left;
            for (_, mut through) in used {
                let start = through.path.len();
                through.path.extend_from_slice(&way.path[depth..]);
                let inner = way.anchors.iter().filter(|(inner, _)| *inner > depth);
                through.anchors.extend(inner.map(|(inner, anchor)| (start + inner - depth, *anchor)));
                pending.push_back(through);
            }
        }
    }
    way.path.clone()
}

/// Looks for aliases.
struct Walk {
    /// What each alias stands for.
    anchors: FxHashMap<TextRange, TextRange>,
    way: Way,
    /// The anchor that is used, and the way to the value that it is, or is merged into.
    uses: Vec<(TextRange, Way)>,
}

impl Walk {
    fn node(&mut self, node: &Node) {
        self.way.enter(node);
        match &node.value {
            yaml::Value::Scalar(_) | yaml::Value::Invalid => {}
            yaml::Value::Sequence(items) => {
                for item in items {
                    let step = Step::Item(item.node.as_mapping().map_or(Vec::new(), scalars));
                    self.child(step, item);
                }
            }
            yaml::Value::Mapping(mapping) => {
                for entry in &mapping.written {
                    if entry.is_merge() {
                        let listed = entry.value.node.as_sequence().filter(|_| entry.value.alias.is_none());
                        std::iter::once(&entry.value).chain(listed.unwrap_or_default()).for_each(|used| self.add(used));
                    } else {
                        self.child(Step::Key(entry.key.text.clone()), &entry.value);
                    }
                }
            }
        }
    }

    fn child(&mut self, step: Step, child: &Child) {
        let length = self.way.path.len();
        self.way.path.push(step);
        match child.alias {
            Some(_) => self.add(child),
            None => self.node(&child.node),
        }
        self.way.go_back(length);
    }

    fn add(&mut self, used: &Child) {
        if let Some(anchor) = used.alias.and_then(|alias| self.anchors.get(&alias)) {
            self.uses.push((*anchor, self.way.clone()));
        }
    }
}
