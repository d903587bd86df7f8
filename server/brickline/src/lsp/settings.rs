//! Settings that come from the client. They say what a settings file says, as JSON, and go before it.

use brickline_analysis::Settings;
use brickline_analysis::selector::RuleList;
use serde_json::Value;

const SECTION: &str = "brickline";

/// Reads what the client gives: `{"settings": {...}}`, alone or under `brickline`, with the keys of `brickline.toml` inside.
/// `Ok(None)` when it gives none.
pub fn parse(value: &Value, rules: RuleList) -> Result<Option<Settings>, String> {
    let value = value.get(SECTION).unwrap_or(value);
    let Some(settings) = value.get("settings").filter(|settings| settings.is_object()) else { return Ok(None) };
    let text = toml::to_string(settings).map_err(|error| format!("the editor's settings: {error}"))?;
    Settings::parse(&text, &[], "the editor's settings", rules).map_err(|errors| {
        let messages: Vec<_> = errors.into_iter().map(|error| error.message).collect();
        format!("the editor's settings: {}", messages.join("; "))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_stand_alone_or_in_their_section() {
        let settings = json!({ "settings": { "target": "dev", "medallion": { "bronze": ["raw"] } } });
        for value in [settings.clone(), json!({ "brickline": settings })] {
            let settings = parse(&value, &[]).unwrap().unwrap();
            assert_eq!(settings.text("target"), Some("dev"));
            assert_eq!(settings.texts("medallion.bronze"), ["raw"]);
        }
        for value in [Value::Null, json!({}), json!([1]), json!({ "settings": null }), json!({ "brickline": {} })] {
            assert_eq!(parse(&value, &[]), Ok(None));
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        let error = parse(&json!({ "settings": { "targett": "dev" } }), &[]).unwrap_err();
        assert_eq!(error, "the editor's settings: there is no setting `targett`; did you mean `target`?");
        assert!(parse(&json!({ "settings": { "target": null } }), &[]).is_err());
    }
}
