//! A walk over what a file says, with the type that the schema gives each value.
//! Sees each file as it is written: what a target overrides, and what is merged, does not matter here.

use std::sync::Arc;

use brickline_syntax::yaml::{self, Child, Entry, Mapping};
use smol_str::SmolStr;

use crate::facts::bundle::{Field, Kind, Schema, Type};

use super::value::{Origin, Value};
use super::view::is_definition;

/// A value in a file with its type.
#[derive(Debug)]
pub struct Place<'a> {
    /// The keys from the top of the file down to this value; items of a list add none.
    pub path: &'a [&'a str],
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
pub fn visit(schema: &Schema, document: &yaml::Document, see: &mut dyn FnMut(&Place)) {
    let top = Child { node: document.root.clone(), alias: None };
    let root = schema.root();
    Walk { schema, see, path: Vec::new() }.value(None, None, &top, None, Some(&root));
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
pub fn each_node<'a>(document: &'a yaml::Document, see: &mut dyn FnMut(&[&'a str], &'a yaml::Node)) {
    walk_nodes(&document.root, &mut Vec::new(), see);
}

fn walk_nodes<'a>(node: &'a yaml::Node, path: &mut Vec<&'a str>, see: &mut dyn FnMut(&[&'a str], &'a yaml::Node)) {
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
                path.push(&entry.key.text);
                walk_nodes(&entry.value.node, path, see);
                path.pop();
            }
        }
    }
}

struct Walk<'a, 's> {
    schema: &'a Schema,
    see: &'s mut dyn FnMut(&Place),
    path: Vec<&'a str>,
}

impl<'a> Walk<'a, '_> {
    fn value(
        &mut self,
        owner: Option<(&'a Mapping, &'a Type)>,
        entry: Option<&'a Entry>,
        value: &'a Child,
        field: Option<&'a Field>,
        kind: Option<&'a Kind>,
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
                    let shorthand = self.is_target_variables() && !is_written_definition(&entry.value.node);
                    let kind = if shorthand { &Kind::Any } else { &**value_kind };
                    self.entry(None, entry, None, Some(kind));
                });
            }
            (yaml::Value::Mapping(mapping), Kind::Object(id)) => {
                let schema = self.schema;
                let object = schema.object(*id);
                mapping.each_entry(|entry| {
                    let field = object.find(&entry.key.text);
                    self.entry(Some((mapping, object)), entry, field, field.map(|field| &field.kind));
                });
            }
            _ => {}
        }
    }

    fn entry(
        &mut self,
        owner: Option<(&'a Mapping, &'a Type)>,
        entry: &'a Entry,
        field: Option<&'a Field>,
        kind: Option<&'a Kind>,
    ) {
        self.path.push(&entry.key.text);
        self.value(owner, Some(entry), &entry.value, field, kind);
        self.path.pop();
    }

    fn is_target_variables(&self) -> bool {
        matches!(self.path[..], ["targets" | "environments", _, "variables"])
    }
}

fn is_written_definition(node: &yaml::Node) -> bool {
    let entries = node.as_mapping().map(Mapping::entries).unwrap_or_default();
    is_definition(entries.iter().map(|entry| entry.key.text.as_str()))
}
