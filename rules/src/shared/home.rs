//! Where a key of a bundle belongs that its type does not have. Knows the types, no rule.

use brickline_model::bundle::Place;
use brickline_model::facts::bundle::{Kind, Schema, Type};
use brickline_syntax::yaml::Mapping;

/// Where a key was most likely meant to stand.
pub enum Home<'a> {
    /// Nobody knows.
    Nowhere,
    /// Here, by this name.
    Here(&'a str),
    /// In the type around this one.
    Above(&'a Type),
    /// Under this field.
    Below(&'a str),
}

/// Where a key belongs that its type does not have; `nearest` is the field that it is spelt like, if there is one.
pub fn find_home<'a>(
    schema: &'a Schema,
    place: &Place<'_>,
    owner: &'a Type,
    key: &str,
    nearest: Option<&'a str>,
) -> Home<'a> {
    if let Some(nearest) = nearest {
        return Home::Here(nearest);
    }
    if let Some(above) = find_above(schema, place, key) {
        return Home::Above(above);
    }
    let below: Vec<&str> = owner
        .fields
        .iter()
        .filter(|field| !field.deprecated && has_field(schema, &field.kind, key))
        .map(|field| field.name.as_str())
        .collect();
    match below[..] {
        [only] => Home::Below(only),
        _ => Home::Nowhere,
    }
}

/// The type one level above the place's owner, if it has the field.
fn find_above<'a>(schema: &'a Schema, place: &Place<'_>, key: &str) -> Option<&'a Type> {
    let parents = place.path.len().checked_sub(2)?;
    let mut kind = schema.root();
    let mut above = None;
    for part in &place.path[..parents] {
        while let Kind::List(inner) = kind {
            kind = *inner;
        }
        kind = match kind {
            Kind::Map(inner) => *inner,
            Kind::Object(id) => {
                above = Some(id);
                schema.object(id).find(part)?.kind.clone()
            }
            _ => return None,
        };
    }
    while let Kind::List(inner) | Kind::Map(inner) = kind {
        kind = *inner;
    }
    if let Kind::Object(id) = kind {
        above = Some(id);
    }
    above.map(|id| schema.object(id)).filter(|above| above.find(key).is_some() && above.name != "root")
}

/// Whether a key that stands before `key` belongs under the same field.
pub fn has_elder(schema: &Schema, owner: &Type, mapping: &Mapping, key: &str, below: &str) -> bool {
    let before = mapping.written.iter().take_while(|entry| entry.key.text != key);
    let Some(field) = owner.find(below) else { return false };
    before
        .into_iter()
        .any(|entry| owner.find(&entry.key.text).is_none() && has_field(schema, &field.kind, &entry.key.text))
}

fn has_field(schema: &Schema, kind: &Kind, key: &str) -> bool {
    match kind {
        Kind::Object(id) => schema.object(*id).find(key).is_some_and(|field| !field.deprecated),
        _ => false,
    }
}
