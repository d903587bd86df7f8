//! A walk over what a view holds, and over all views of a bundle at once: what several targets share is seen once.
//! Knows which values are the same one, not what they mean.

use std::sync::Arc;

use brickline_syntax::yaml::MAX_DEPTH;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::facts::bundle::{Kind, Schema};

use super::Bundle;
use super::typed::MergedPlace;
use super::value::{Origin, Value};
use super::view::View;

/// A value, and the views that have it at one place.
type Part = (Arc<Value>, Vec<usize>);

/// Where a value stands: its key, and whether it is an item of the list there.
type Place = (Origin, bool);

/// Calls `see` for every value with a type, outer ones first, with all the views that share it.
pub fn visit_views(bundle: &Bundle, see: &mut dyn FnMut(&[usize], &MergedPlace)) {
    let mut walk = Walk { schema: &bundle.schema, views: &bundle.views, see, path: Vec::new(), depth: 0 };
    let mut roots = Vec::new();
    for (at, view) in bundle.views.iter().enumerate() {
        add(&mut roots, &view.root, &[at]);
    }
    let Some(place) = roots.first().map(|(root, _)| (root.origin, false)) else { return };
    let root = bundle.schema.root();
    walk.parts(&root, place, &roots);
}

/// Calls `see` for every value of a view that has a type, outer ones first.
pub fn visit_view(schema: &Schema, view: &View, see: &mut dyn FnMut(&MergedPlace)) {
    let mut see = |_: &[usize], place: &MergedPlace| see(place);
    let views = std::slice::from_ref(view);
    let mut walk = Walk { schema, views, see: &mut see, path: Vec::new(), depth: 0 };
    walk.one(&schema.root(), (view.root.origin, false), &view.root, &[0]);
}

/// Adds views to the part that has this very value.
fn add(parts: &mut Vec<Part>, value: &Arc<Value>, views: &[usize]) {
    match parts.iter_mut().find(|(known, _)| Arc::ptr_eq(known, value)) {
        Some((_, known)) => known.extend(views),
        None => parts.push((Arc::clone(value), views.to_vec())),
    }
}

struct Walk<'a> {
    /// Kinds are borrowed from here, not from the walk.
    schema: &'a Schema,
    views: &'a [View],
    see: &'a mut dyn FnMut(&[usize], &MergedPlace),
    path: Vec<SmolStr>,
    depth: usize,
}

impl<'a> Walk<'a> {
    /// What stands at one place in different views.
    fn parts(&mut self, kind: &Kind, place: Place, parts: &[Part]) {
        if let [(value, views)] = parts {
            return self.one(kind, place, value, views);
        }
        if self.depth > MAX_DEPTH {
            return;
        }
        for (value, views) in parts {
            self.show(kind, place, value, views);
        }
        self.depth += 1;
        if let Kind::List(item_kind) = kind {
            let mut known: FxHashMap<*const Value, usize> = FxHashMap::default();
            let mut items: Vec<Part> = Vec::new();
            for (item, views) in
                parts.iter().flat_map(|(list, views)| list.items().iter().map(move |item| (item, views)))
            {
                let at = *known.entry(Arc::as_ptr(item)).or_insert(items.len());
                match items.get_mut(at) {
                    Some((_, known)) => known.extend(views),
                    None => items.push((Arc::clone(item), views.clone())),
                }
            }
            for (item, views) in &items {
                self.followed(item_kind, (place.0, true), item, views);
            }
        } else {
            self.entries(kind, parts);
        }
        self.depth -= 1;
    }

    /// The children of different mappings, by key.
    fn entries(&mut self, kind: &Kind, parts: &[Part]) {
        let mut places: FxHashMap<&SmolStr, usize> = FxHashMap::default();
        let mut children: Vec<(&SmolStr, Origin, Vec<Part>)> = Vec::new();
        for (map, views) in parts {
            for entry in map.entries() {
                let at = *places.entry(&entry.key).or_insert(children.len());
                if at == children.len() {
                    children.push((&entry.key, entry.origin, Vec::new()));
                }
                add(&mut children[at].2, &entry.value, views);
            }
        }
        for (key, origin, parts) in children {
            let Some(kind) = self.find_kind(kind, key) else { continue };
            self.path.push(key.clone());
            // A reference may lead somewhere else in each view.
            if parts.iter().any(|(value, _)| is_reference(value)) {
                for (value, views) in &parts {
                    self.followed(kind, (origin, false), value, views);
                }
            } else {
                self.parts(kind, (origin, false), &parts);
            }
            self.path.pop();
        }
    }

    /// A value that these views share; where it is a reference, what they read through it.
    fn followed(&mut self, kind: &Kind, place: Place, value: &Arc<Value>, views: &[usize]) {
        if !is_reference(value) {
            return self.one(kind, place, value, views);
        }
        let mut parts = Vec::new();
        for &at in views {
            add(&mut parts, &self.views[at].follow(value), &[at]);
        }
        for (value, views) in &parts {
            self.one(kind, place, value, views);
        }
    }

    /// A value that these views share, and all below it.
    fn one(&mut self, kind: &Kind, place: Place, value: &Arc<Value>, views: &[usize]) {
        if self.depth > MAX_DEPTH {
            return;
        }
        self.show(kind, place, value, views);
        self.depth += 1;
        if let Kind::List(item_kind) = kind {
            for item in value.items() {
                self.followed(item_kind, (place.0, true), item, views);
            }
        } else {
            for entry in value.entries() {
                let Some(kind) = self.find_kind(kind, &entry.key) else { continue };
                self.path.push(entry.key.clone());
                self.followed(kind, (entry.origin, false), &entry.value, views);
                self.path.pop();
            }
        }
        self.depth -= 1;
    }

    fn show(&mut self, kind: &Kind, (key, is_item): Place, value: &Arc<Value>, views: &[usize]) {
        (self.see)(views, &MergedPlace { path: &self.path, key, value, kind, is_item });
    }

    /// What may stand under a key; nothing under those that are no part of what is deployed.
    fn find_kind<'k>(&self, kind: &'k Kind, key: &str) -> Option<&'k Kind>
    where
        'a: 'k,
    {
        if self.path.is_empty() && matches!(key, "targets" | "environments" | "variables") {
            return None;
        }
        match kind {
            Kind::Map(value_kind) => Some(value_kind),
            kind => {
                let schema: &'a Schema = self.schema;
                schema.find_child(kind, key)
            }
        }
    }
}

fn is_reference(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with("${"))
}
