//! A walk over what a file says, with the type that the schema gives each value.
//! Sees each file as it is written: what a target overrides, and what is merged, does not matter here.

use std::sync::Arc;

use brickline_syntax::yaml::{self, Child, Entry, Mapping};
use smol_str::SmolStr;

use crate::facts::bundle::{Field, Kind, Schema, Type};

use super::Bundle;
use super::value::{FileId, Origin, Value};
use super::view::is_definition;

/// A value in a file with its type.
#[derive(Debug)]
pub struct Place<'a> {
    /// The keys from the top of the file down to this value; items of a list add none.
    pub path: &'a [SmolStr],
    /// The mapping that holds it and its type, unless it is an item of a list or stands under a free key.
    pub owner: Option<(&'a Mapping, &'a Type)>,
    /// The key that it stands under; none for an item of a list and for the top.
    pub entry: Option<&'a Entry>,
    /// The value.
    pub value: &'a Child,
    /// The field that it is.
    pub field: Option<&'a Field>,
    /// What may stand here; none if the type has no such field.
    pub kind: Option<&'a Kind>,
}

/// Calls `see` for every value of a document, outer ones first. What stands under an unknown key is not visited.
pub fn visit(bundle: &Bundle, file: FileId, see: &mut dyn FnMut(&Place)) {
    let places = Places::Known(bundle.field_places(file).iter());
    walk(&bundle.schema, file, &bundle.file(file).document, places, see);
}

/// Where a walk over a document finds its keys' fields in their types, one after the other; many rules walk, and finding
/// is what takes longest.
pub(super) fn find_field_places(schema: &Schema, file: FileId, document: &yaml::Document) -> Vec<Option<u16>> {
    let mut found = Vec::new();
    walk(schema, file, document, Places::Search(&mut found), &mut |_| {});
    found
}

fn walk(schema: &Schema, file: FileId, document: &yaml::Document, places: Places, see: &mut dyn FnMut(&Place)) {
    let top = Child { node: document.root.clone(), alias: None };
    let mut walk = Walk { schema, file, see, places, path: Vec::new() };
    let root = schema.root();
    walk.value(None, None, &top, None, Some(&root));
}

/// Where fields stand in their types: looked for and noted, or as an earlier walk has noted them.
enum Places<'a> {
    Search(&'a mut Vec<Option<u16>>),
    Known(std::slice::Iter<'a, Option<u16>>),
}

impl Places<'_> {
    fn next<'t>(&mut self, object: &'t Type, key: &str) -> Option<&'t Field> {
        let place = match self {
            Self::Known(places) => places.next().copied().flatten(),
            Self::Search(found) => {
                let place = object.find_place(key).and_then(|place| u16::try_from(place).ok());
                found.push(place);
                place
            }
        };
        place.and_then(|place| object.fields.get(usize::from(place)))
    }
}

/// A merged value with its type.
#[derive(Debug)]
pub struct MergedPlace<'a> {
    /// The keys from the top down to this value; items of a list add none.
    pub path: &'a [SmolStr],
    /// Where its key is written; of an item, where the list's key is.
    pub key: Origin,
    /// The value, references to variables followed.
    pub value: &'a Arc<Value>,
    /// What may stand here.
    pub kind: &'a Kind,
    /// Whether it is an item of a list.
    pub is_item: bool,
}

/// Calls `see` for every value of a document with the keys that lead to it. An anchor's are seen once, where it stands.
pub fn each_node(document: &yaml::Document, see: &mut dyn FnMut(&[SmolStr], &yaml::Node)) {
    walk_nodes(&document.root, &mut Vec::new(), see);
}

fn walk_nodes(node: &yaml::Node, path: &mut Vec<SmolStr>, see: &mut dyn FnMut(&[SmolStr], &yaml::Node)) {
    see(path, node);
    match &node.value {
        yaml::Value::Scalar(_) | yaml::Value::Invalid => {}
        yaml::Value::Sequence(items) => {
            for item in items.iter().filter(|item| item.alias.is_none()) {
                walk_nodes(&item.node, path, see);
            }
        }
        yaml::Value::Mapping(mapping) => {
            for entry in mapping.written.iter().filter(|entry| entry.value.alias.is_none()) {
                path.push(entry.key.text.clone());
                walk_nodes(&entry.value.node, path, see);
                path.pop();
            }
        }
    }
}

struct Walk<'a> {
    schema: &'a Schema,
    file: FileId,
    see: &'a mut dyn FnMut(&Place),
    places: Places<'a>,
    path: Vec<SmolStr>,
}

impl Walk<'_> {
    fn value(
        &mut self,
        owner: Option<(&Mapping, &Type)>,
        entry: Option<&Entry>,
        value: &Child,
        field: Option<&Field>,
        kind: Option<&Kind>,
    ) {
        (self.see)(&Place { path: &self.path, owner, entry, value, field, kind });
        let Some(kind) = kind else { return };
        match (&value.node.value, kind) {
            (yaml::Value::Sequence(items), Kind::List(item_kind)) => {
                for item in items {
                    self.value(None, None, item, None, Some(item_kind));
                }
            }
            (yaml::Value::Mapping(mapping), Kind::Map(value_kind)) => {
                mapping.each_entry(|entry| {
                    // A target may give a variable its value directly, and that may be a mapping of any shape.
                    let shorthand =
                        self.is_target_variables() && !is_definition(&Value::from_node(self.file, &entry.value.node));
                    let kind = if shorthand { &Kind::Any } else { &**value_kind };
                    self.entry(None, entry, None, Some(kind));
                });
            }
            (yaml::Value::Mapping(mapping), Kind::Object(id)) => {
                let schema = self.schema;
                let object = schema.object(*id);
                mapping.each_entry(|entry| {
                    let field = self.places.next(object, &entry.key.text);
                    self.entry(Some((mapping, object)), entry, field, field.map(|field| &field.kind));
                });
            }
            _ => {}
        }
    }

    fn entry(&mut self, owner: Option<(&Mapping, &Type)>, entry: &Entry, field: Option<&Field>, kind: Option<&Kind>) {
        self.path.push(entry.key.text.clone());
        self.value(owner, Some(entry), &entry.value, field, kind);
        self.path.pop();
    }

    fn is_target_variables(&self) -> bool {
        matches!(self.path.as_slice(), [top, _, last] if (top == "targets" || top == "environments") && last == "variables")
    }
}
