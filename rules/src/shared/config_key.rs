//! What the tables of facts know of config keys, table properties and Auto Loader options. Knows no rule.

use brickline_model::facts::config::{
    ValueType, key, nearest, nearest_option, nearest_table_property, option, table_property,
};
use brickline_model::operation::ConfigScope;

const DEFAULTS: &str = "spark.databricks.delta.properties.defaults.";
const AUTO_LOADER: &str = "cloudFiles";

/// What the tables know of a key.
pub struct Known {
    /// What it takes, when it exists.
    pub takes: Option<ValueType>,
    /// The key that was probably meant, when it does not.
    pub meant: Option<String>,
    /// What it is.
    pub what: &'static str,
    /// Whether a key that is not in the table surely does not exist.
    pub closed: bool,
}

/// What the tables know of a key that is set there; nothing where they have no such keys.
pub fn look_up(name: &str, scope: ConfigScope) -> Option<Known> {
    let lower = name.to_lowercase();
    match scope {
        ConfigScope::Session | ConfigScope::Builder | ConfigScope::Cluster => {
            if let Some(property) = name.strip_prefix(DEFAULTS) {
                let known = look_up_property(&format!("delta.{property}"));
                let meant = known.meant.map(|meant| meant.replacen("delta.", DEFAULTS, 1));
                return Some(Known { meant, ..known });
            }
            lower.starts_with("spark.").then(|| {
                let takes = key(name).map(|key| key.value_type());
                Known { takes, meant: find_meant(name, takes, nearest), what: "config key", closed: false }
            })
        }
        ConfigScope::TableProperty => lower.starts_with("delta.").then(|| look_up_property(name)),
        ConfigScope::ReadOption | ConfigScope::WriteOption if lower.starts_with("delta.") => {
            Some(look_up_property(name))
        }
        ConfigScope::ReadOption | ConfigScope::WriteOption => lower.starts_with("cloudfiles.").then(|| {
            let takes = option(AUTO_LOADER, name);
            let meant = find_meant(name, takes, |name| nearest_option(AUTO_LOADER, name));
            Known { takes, meant, what: "option of Auto Loader", closed: false }
        }),
    }
}

fn look_up_property(name: &str) -> Known {
    let takes = table_property(name).map(|property| property.value_type());
    let meant = find_meant(name, takes, nearest_table_property);
    Known { takes, meant, what: "table property", closed: true }
}

/// The name that is meant by one that does not exist: to find it takes a look at every name there is.
fn find_meant(
    name: &str,
    takes: Option<ValueType>,
    nearest: impl FnOnce(&str) -> Option<&'static str>,
) -> Option<String> {
    if takes.is_some() { None } else { nearest(name).map(str::to_string) }
}
