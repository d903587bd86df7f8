//! The types of the bundle configuration from the output of `databricks bundle schema`: what a user with a newer CLI brings.
//! Reads what `scripts/facts/bundle.py` reads, and fills in from our own table what the output leaves out.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};
use smol_str::SmolStr;

use super::bundle::{Enum, EnumId, Field, Kind, Schema, Stage, Type, TypeId, schema};

/// Nesting of definitions and kinds beyond this is none that the CLI writes.
const MAX_DEPTH: usize = 32;

/// Reads the output of `databricks bundle schema`. The error is for people and follows the file's name.
pub fn read_schema(text: &str) -> Result<Schema, String> {
    let json: Value = serde_json::from_str(text).map_err(|error| format!("is no JSON: {error}"))?;
    let foreign = || "is not the output of `databricks bundle schema`".to_owned();
    let tree = json.get("$defs").and_then(Value::as_object).ok_or_else(foreign)?;
    let mut definitions: Vec<(&str, &Map<String, Value>)> = Vec::new();
    collect(tree, MAX_DEPTH, &mut definitions);
    let root = json.as_object().filter(|root| root.contains_key("properties")).ok_or_else(foreign)?;
    definitions.push(("root", root));
    definitions.sort_by_key(|(name, _)| *name);
    definitions.dedup_by_key(|(name, _)| *name);
    let is_object = |shape: &Map<String, Value>| shape.contains_key("properties");
    let objects: Vec<_> = definitions.iter().filter(|(_, shape)| is_object(shape)).collect();
    let mut reader = Reader { types: FxHashMap::default(), enums: FxHashMap::default(), sets: Vec::new() };
    reader.types.extend(objects.iter().enumerate().map(|(at, (name, _))| (*name, TypeId(at))));
    for (name, shape) in definitions.iter().filter(|(_, shape)| !is_object(shape)) {
        if let Some(values) = shape.get("enum").and_then(Value::as_array) {
            let mut values: Vec<SmolStr> = values.iter().filter_map(Value::as_str).map(SmolStr::from).collect();
            values.sort_unstable();
            reader.add_enum(name, values);
        }
    }
    let types: Vec<Type> = objects.iter().map(|(name, shape)| reader.read_type(name, shape)).collect();
    let root = types.iter().position(|found| found.name == "root").ok_or_else(foreign)?;
    match types[root].find("resources").map(|field| &field.kind) {
        Some(Kind::Object(_)) => Ok(Schema::new(types, reader.sets, root)),
        _ => Err(foreign()),
    }
}

/// The definitions of the nested `$defs` by their short names, each without the alternative that it is written as `${...}`.
fn collect<'a>(tree: &'a Map<String, Value>, depth: usize, found: &mut Vec<(&'a str, &'a Map<String, Value>)>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    for (name, value) in tree {
        let Some(value) = value.as_object() else { continue };
        let is_definition =
            ["type", "oneOf", "anyOf", "enum", "properties"].iter().any(|mark| value.contains_key(*mark));
        if is_definition {
            found.push((short_name(name), real_shape(value)));
        } else {
            collect(value, depth, found);
        }
    }
}

fn real_shape(definition: &Map<String, Value>) -> &Map<String, Value> {
    let choices = ["oneOf", "anyOf"].iter().find_map(|key| definition.get(*key)?.as_array());
    let is_reference = |choice: &Map<String, Value>| {
        let pattern = choice.get("pattern").and_then(Value::as_str).unwrap_or_default();
        pattern.replace('\\', "").contains("${")
    };
    let mut shapes = choices.into_iter().flatten().filter_map(Value::as_object);
    shapes.find(|choice| !is_reference(choice)).unwrap_or(definition)
}

/// `github.com/databricks/databricks-sdk-go/service/jobs.Task` is `jobs.Task`.
fn short_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

struct Reader<'a> {
    types: FxHashMap<&'a str, TypeId>,
    enums: FxHashMap<SmolStr, EnumId>,
    sets: Vec<Enum>,
}

impl Reader<'_> {
    fn add_enum(&mut self, name: &str, values: Vec<SmolStr>) -> EnumId {
        let id = EnumId(self.sets.len());
        self.sets.push(Enum { name: name.into(), values });
        self.enums.insert(name.into(), id);
        id
    }

    fn read_type(&mut self, name: &str, shape: &Map<String, Value>) -> Type {
        let ours = schema().find_type(name).map(|id| schema().object(id));
        let required: Vec<&str> =
            shape.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let mut fields: Vec<Field> = Vec::new();
        for (field, property) in shape.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let known = ours.and_then(|ours| ours.find(field));
            fields.push(Field {
                name: field.as_str().into(),
                kind: self.read_kind(property, known),
                required: required.contains(&field.as_str()),
                deprecated: property.get("deprecated").and_then(Value::as_bool).unwrap_or_default(),
                output_only: false,
                stage: read_stage(property),
            });
        }
        // The schema leaves out what the service fills in, and the CLI accepts it.
        for output in ours.iter().flat_map(|ours| &ours.fields).filter(|field| field.output_only) {
            if fields.iter().all(|field| field.name != output.name) {
                fields.push(Field { name: output.name.clone(), kind: Kind::Any, ..output.clone() });
            }
        }
        fields.sort_by(|left, right| left.name.cmp(&right.name));
        Type::new(name, fields)
    }

    fn read_kind(&mut self, property: &Value, known: Option<&Field>) -> Kind {
        let path = property.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix("#/$defs/"));
        let kind = match path {
            Some(path) => self.resolve(path, MAX_DEPTH),
            None => self.resolve(property.get("type").and_then(Value::as_str).unwrap_or_default(), 1),
        };
        // Some closed sets are plain text in the schema.
        match (&kind, known.map(|known| &known.kind)) {
            (Kind::String | Kind::Any, Some(Kind::Enum(id))) => {
                let set = schema().enumeration(*id);
                let id = self.enums.get(&set.name).copied();
                Kind::Enum(id.unwrap_or_else(|| self.add_enum(&set.name, set.values.clone())))
            }
            _ => kind,
        }
    }

    fn resolve(&self, path: &str, depth: usize) -> Kind {
        let Some(depth) = depth.checked_sub(1) else { return Kind::Any };
        if let Some(item) = path.strip_prefix("slice/") {
            return Kind::List(Box::new(self.resolve(item, depth)));
        }
        if let Some(value) = path.strip_prefix("map/") {
            return Kind::Map(Box::new(self.resolve(value, depth)));
        }
        match short_name(path) {
            "string" => Kind::String,
            "bool" | "boolean" => Kind::Bool,
            "int" | "int64" | "integer" => Kind::Int,
            "float64" | "number" => Kind::Float,
            name => match (self.types.get(name), self.enums.get(name)) {
                (Some(id), _) => Kind::Object(*id),
                (None, Some(id)) => Kind::Enum(*id),
                (None, None) if name.ends_with(".Duration") || name.ends_with(".Time") => Kind::String,
                (None, None) => Kind::Any,
            },
        }
    }
}

fn read_stage(property: &Value) -> Stage {
    let text = |key: &str| property.get(key).and_then(Value::as_str).unwrap_or_default();
    let description = text("description");
    match text("x-databricks-launch-stage") {
        "PRIVATE_PREVIEW" => Stage::PrivatePreview,
        _ if description.starts_with("[Private Preview]") => Stage::PrivatePreview,
        _ if description.starts_with("[Public Preview]") => Stage::PublicPreview,
        _ if description.starts_with("[Beta]") => Stage::Beta,
        _ => Stage::General,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFERENCE: &str = r#"{"type": "string", "pattern": "\\$\\{(var)\\}"}"#;

    fn sample(resources: &str) -> String {
        let job = r#"{"type": "object", "required": ["key"], "properties": {
            "key": {"$ref": "@/$defs/string"}, "old": {"$ref": "@/$defs/int", "deprecated": true},
            "shade": {"$ref": "@/$defs/example.org/sdk/jobs.Shade", "description": "[Beta] How dark."},
            "labels": {"$ref": "@/$defs/slice/string"}}}"#
            .replace('@', "#");
        format!(
            r##"{{"properties": {{"resources": {{"$ref": "{resources}"}}, "targets": {{"$ref": "#/$defs/map/example.org/cli/config.Target"}}}},
            "$defs": {{"string": {{"type": "string"}}, "example.org": {{
              "sdk": {{"jobs.Job": {{"oneOf": [{job}, {REFERENCE}]}}, "jobs.Shade": {{"oneOf": [{{"type": "string", "enum": ["DARK", "BRIGHT"]}}, {REFERENCE}]}}}},
              "cli": {{
                "config.Resources": {{"type": "object", "properties": {{"jobs": {{"$ref": "#/$defs/map/example.org/sdk/jobs.Job"}}}}}},
                "config.Target": {{"type": "object", "properties": {{"mode": {{"$ref": "#/$defs/string"}}}}}},
                "resources.Volume": {{"type": "object", "properties": {{"name": {{"$ref": "#/$defs/string"}}}}}}}}}}}}}}"##
        )
    }

    #[test]
    fn the_output_of_the_cli_is_read() {
        let schema = read_schema(&sample("#/$defs/example.org/cli/config.Resources")).expect("a schema");
        let job = schema.object(schema.find_type("jobs.Job").expect("jobs"));
        let field = |name: &str| job.find(name).expect("a field");
        assert!(field("key").required && field("old").deprecated && field("old").kind == Kind::Int);
        assert_eq!(field("labels").kind, Kind::List(Box::new(Kind::String)));
        let Kind::Enum(id) = field("shade").kind else { panic!("a closed set") };
        assert_eq!(
            (schema.enumeration(id).values.join(" "), field("shade").stage),
            ("BRIGHT DARK".into(), Stage::Beta)
        );
        let target = schema.object(schema.find_type("config.Target").expect("targets"));
        let Kind::Enum(id) = target.find("mode").expect("a mode").kind else { panic!("a closed set of ours") };
        assert!(schema.enumeration(id).values.contains(&"production".into()));
        let volume = schema.object(schema.find_type("resources.Volume").expect("volumes"));
        assert!(volume.find("volume_path").expect("an output").output_only);
    }

    #[test]
    fn what_is_no_schema_is_refused() {
        for text in ["", "{", "[]", "{}", r#"{"$defs": {}}"#, &sample("#/$defs/string")] {
            let error = read_schema(text).expect_err("no schema");
            assert!(error.starts_with("is no"), "{error}");
        }
    }
}
