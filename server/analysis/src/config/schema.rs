//! The JSON Schema of the settings, made from the table of settings and the list of rules. Knows no file.

use serde_json::{Map, Value, json};

use super::spec::{LEVELS, SETTINGS, SettingKind};
use crate::rule::{Group, OptionDefault, Rule};
use crate::selector::RuleList;

/// The JSON Schema of `brickline.toml`.
pub fn settings_schema(rules: RuleList) -> Value {
    let mut properties = Map::new();
    for setting in SETTINGS {
        let mut schema = kind_schema(setting.kind, rules);
        schema["description"] = setting.summary.into();
        match setting.name.split_once('.') {
            None => {
                properties.insert(setting.name.to_owned(), schema);
            }
            Some((section, name)) => {
                let section = properties
                    .entry(section)
                    .or_insert_with(|| json!({"type": "object", "additionalProperties": false, "properties": {}}));
                section["properties"][name] = schema;
            }
        }
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "brickline settings",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
        "definitions": {"selector": {"type": "string", "anyOf": [{"enum": selector_names(rules)}, {"type": "string"}]}},
    })
}

fn selector_names(rules: RuleList) -> Vec<&'static str> {
    let groups = Group::ALL.iter().map(|group| group.name());
    ["ALL", "pedantic"].into_iter().chain(groups).chain(rules.iter().map(|rule| rule.name)).collect()
}

fn kind_schema(kind: SettingKind, rules: RuleList) -> Value {
    let selectors = json!({"type": "array", "items": {"$ref": "#/definitions/selector"}});
    match kind {
        SettingKind::Text => json!({"type": "string"}),
        SettingKind::Texts | SettingKind::Globs => json!({"type": "array", "items": {"type": "string"}}),
        SettingKind::Selectors => selectors,
        SettingKind::ChoiceByGlob(choices) => {
            json!({"oneOf": [{"enum": choices}, {"type": "object", "additionalProperties": {"enum": choices}}]})
        }
        SettingKind::SelectorsByGlob => json!({"type": "object", "additionalProperties": selectors}),
        SettingKind::Rules => {
            let properties: Map<_, _> = rules.iter().map(|rule| (rule.name.to_owned(), rule_schema(rule))).collect();
            json!({"type": "object", "additionalProperties": false, "properties": properties})
        }
    }
}

fn rule_schema(rule: &Rule) -> Value {
    let mut options = Map::new();
    options.insert("level".to_owned(), json!({"enum": LEVELS}));
    for option in rule.options {
        let mut schema = match option.default {
            OptionDefault::Integer(default) => json!({"type": "integer", "default": default}),
            OptionDefault::Bool(default) => json!({"type": "boolean", "default": default}),
            OptionDefault::Text(default) => json!({"type": "string", "default": default}),
            OptionDefault::Texts(default) => json!({"type": "array", "items": {"type": "string"}, "default": default}),
        };
        schema["description"] = option.summary.into();
        options.insert(option.name.to_owned(), schema);
    }
    json!({
        "description": rule.summary,
        "oneOf": [{"enum": LEVELS}, {"type": "object", "additionalProperties": false, "properties": options}],
    })
}
