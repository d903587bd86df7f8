//! Settings: which rules run, how severe they are, their options. Knows the settings' meaning, not where files lie.

use std::collections::BTreeMap;

/// The options of one rule, defaults filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleOptions {
    /// By name.
    pub values: BTreeMap<String, toml::Value>,
}
