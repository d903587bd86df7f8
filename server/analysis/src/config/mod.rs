//! Settings: which rules run, how severe they are, their options. Knows the settings' meaning, not where files lie.

pub mod schema;
pub mod settings;
pub mod spec;

use std::collections::BTreeMap;
use std::sync::Arc;

use brickline_model::facts::bundle::Schema;
use globset::GlobSet;
use rustc_hash::FxHashMap;

use crate::diagnostic::Severity;
use crate::glob::compile_globs;
use crate::rule::{OptionDefault, Rule};
use crate::selector::{RuleList, RuleSet, Selector, parse_selector};
pub use settings::{Settings, SettingsError};

/// The options of one rule, defaults filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleOptions {
    /// By name.
    pub values: BTreeMap<String, toml::Value>,
    /// What the settings say of the project, the same for all rules.
    pub project: Arc<ProjectSettings>,
}

/// Settings that belong to no rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProjectSettings {
    /// The catalog that names without one belong to.
    pub default_catalog: Option<String>,
    /// The schema that names of one part belong to.
    pub default_schema: Option<String>,
    /// The bundle target whose values are used.
    pub target: Option<String>,
    /// Name patterns of the bronze layer.
    pub bronze: Vec<String>,
    /// Name patterns of the silver layer.
    pub silver: Vec<String>,
    /// Name patterns of the gold layer.
    pub gold: Vec<String>,
    /// Bundle variables that get their values from outside.
    pub external_variables: Vec<String>,
}

impl RuleOptions {
    /// The options of a rule as they are when no settings speak.
    pub fn defaults(rule: &Rule) -> Self {
        let values = rule.options.iter().map(|spec| (spec.name.to_owned(), default_value(spec.default)));
        Self { values: values.collect(), project: Arc::default() }
    }

    /// An option that is an integer; 0 when the rule declares no such option.
    pub fn integer(&self, name: &str) -> i64 {
        self.values.get(name).and_then(toml::Value::as_integer).unwrap_or_default()
    }

    /// An option that is true or false.
    pub fn flag(&self, name: &str) -> bool {
        self.values.get(name).and_then(toml::Value::as_bool).unwrap_or_default()
    }

    /// An option that is text.
    pub fn text(&self, name: &str) -> &str {
        self.values.get(name).and_then(toml::Value::as_str).unwrap_or_default()
    }

    /// An option that is a list of texts.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        let values = self.values.get(name).and_then(toml::Value::as_array);
        values.into_iter().flatten().filter_map(toml::Value::as_str).collect()
    }
}

/// The value of an option's default.
pub fn default_value(default: OptionDefault) -> toml::Value {
    match default {
        OptionDefault::Integer(integer) => integer.into(),
        OptionDefault::Bool(flag) => flag.into(),
        OptionDefault::Text(text) => text.into(),
        OptionDefault::Texts(texts) => texts.to_vec().into(),
    }
}

/// What `.sql` files are, when the settings say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SqlMode {
    /// Databricks SQL.
    Databricks,
    /// Not ours.
    Off,
}

/// The settings in force for one project.
#[derive(Clone, Debug)]
pub struct Config {
    /// The settings they were made from.
    pub settings: Settings,
    rules: RuleList,
    enabled: RuleSet,
    levels: FxHashMap<&'static str, Severity>,
    /// The options of the rules that have any.
    options: FxHashMap<&'static str, Arc<RuleOptions>>,
    /// Those of all others.
    no_options: Arc<RuleOptions>,
    per_file_ignores: Vec<(GlobSet, RuleSet)>,
    exclude: GlobSet,
    sql: Vec<(GlobSet, SqlMode)>,
    prefix: String,
    bundle_schema: Option<Arc<Schema>>,
}

impl Config {
    /// The settings as they are when nobody says anything.
    pub fn defaults(rules: RuleList) -> Self {
        Self::new(rules, Settings::default(), "")
    }

    /// Puts settings in force. `prefix` leads from the settings file's folder to the project's root: empty, or `a/b/`.
    pub fn new(rules: RuleList, settings: Settings, prefix: &str) -> Self {
        let project = Arc::new(read_project(&settings));
        let with_options = rules.iter().filter(|rule| !rule.options.is_empty());
        let options = with_options.map(|rule| (rule.name, Arc::new(read_options(rule, &settings, &project))));
        Self {
            rules,
            enabled: read_selection(rules, &settings),
            levels: read_levels(rules, &settings),
            options: options.collect(),
            no_options: Arc::new(RuleOptions { project, ..RuleOptions::default() }),
            per_file_ignores: read_per_file_ignores(rules, &settings),
            exclude: compile_globs(settings.texts("exclude")).unwrap_or_default(),
            sql: read_sql(&settings),
            prefix: prefix.to_owned(),
            bundle_schema: None,
            settings,
        }
    }

    /// Puts the user's own types of the bundle configuration in place of ours.
    pub fn set_bundle_schema(&mut self, schema: Arc<Schema>) {
        self.bundle_schema = Some(schema);
    }

    /// The user's own types of the bundle configuration.
    pub fn bundle_schema(&self) -> Option<&Arc<Schema>> {
        self.bundle_schema.as_ref()
    }

    /// All rules, whether they run or not.
    pub fn rules(&self) -> RuleList {
        self.rules
    }

    /// The rules that run.
    pub fn enabled(&self) -> impl Iterator<Item = &'static Rule> + '_ {
        self.rules.iter().copied().filter(|rule| self.is_enabled(rule))
    }

    /// Whether a rule runs.
    pub fn is_enabled(&self, rule: &Rule) -> bool {
        self.enabled.contains(rule.name)
    }

    /// The level the settings give a rule, which then replaces every level it gives itself.
    pub fn level(&self, rule: &Rule) -> Option<Severity> {
        self.levels.get(rule.name).copied()
    }

    /// A rule's options.
    pub fn options(&self, rule: &Rule) -> Arc<RuleOptions> {
        Arc::clone(self.options.get(rule.name).unwrap_or(&self.no_options))
    }

    /// What the settings say of the project.
    pub fn project(&self) -> Arc<ProjectSettings> {
        Arc::new(read_project(&self.settings))
    }

    /// Whether the settings say that a rule does not report in a file.
    pub fn is_ignored_in(&self, rule: &Rule, path: &str) -> bool {
        let mut ignores = self.per_file_ignores.iter();
        ignores.any(|(globs, rules)| rules.contains(rule.name) && globs.is_match(self.relative_to_settings(path)))
    }

    /// Whether a file is not to be read at all.
    pub fn is_excluded(&self, path: &str) -> bool {
        !self.exclude.is_empty() && self.exclude.is_match(self.relative_to_settings(path))
    }

    /// What the settings say a `.sql` file is; of several patterns the longest counts.
    pub fn sql_mode(&self, path: &str) -> Option<SqlMode> {
        let path = self.relative_to_settings(path);
        self.sql.iter().rev().find(|(globs, _)| globs.is_match(&path)).map(|(_, mode)| *mode)
    }

    fn relative_to_settings(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }
}

fn read_project(settings: &Settings) -> ProjectSettings {
    let text = |name| settings.text(name).map(str::to_owned);
    let texts = |name| settings.texts(name).into_iter().map(str::to_owned).collect();
    ProjectSettings {
        default_catalog: text("default-catalog"),
        default_schema: text("default-schema"),
        target: text("target"),
        bronze: texts("medallion.bronze"),
        silver: texts("medallion.silver"),
        gold: texts("medallion.gold"),
        external_variables: texts("bundle.external-variables"),
    }
}

fn read_selection(rules: RuleList, settings: &Settings) -> RuleSet {
    let selectors = |name| parse_selectors(settings.texts(name), rules);
    let selected = settings.entries.contains_key("select").then(|| selectors("select"));
    let (extended, ignored) = (selectors("extend-select"), selectors("ignore"));
    let is_on = |rule: &&Rule| {
        let base = match &selected {
            Some(selected) => selected.iter().any(|selector| selector.selects(rule)),
            None => rule.enabled,
        };
        (base || extended.iter().any(|selector| selector.selects(rule)))
            && !ignored.iter().any(|selector| selector.covers(rule))
    };
    rules.iter().copied().filter(is_on).map(|rule| rule.name).collect()
}

fn parse_selectors(texts: Vec<&str>, rules: RuleList) -> Vec<Selector> {
    texts.into_iter().filter_map(|text| parse_selector(text, rules).ok()).collect()
}

fn read_levels(rules: RuleList, settings: &Settings) -> FxHashMap<&'static str, Severity> {
    // Most projects have no settings, and a run has many projects.
    if settings.entries.is_empty() {
        return FxHashMap::default();
    }
    rules.iter().filter_map(|rule| Some((rule.name, read_level(rule, settings)?))).collect()
}

fn read_level(rule: &Rule, settings: &Settings) -> Option<Severity> {
    match settings.text(&format!("rules.{}", rule.name))? {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        _ => Some(Severity::Info),
    }
}

fn read_options(rule: &Rule, settings: &Settings, project: &Arc<ProjectSettings>) -> RuleOptions {
    let mut options = RuleOptions { project: Arc::clone(project), ..RuleOptions::defaults(rule) };
    for (name, value) in &mut options.values {
        if let Some(entry) = settings.entries.get(&format!("rules.{}.{name}", rule.name)) {
            *value = entry.value.clone();
        }
    }
    options
}

fn read_per_file_ignores(rules: RuleList, settings: &Settings) -> Vec<(GlobSet, RuleSet)> {
    let read = |(glob, value): (&str, &toml::Value)| {
        let texts = value.as_array()?.iter().filter_map(toml::Value::as_str).collect();
        let selectors = parse_selectors(texts, rules);
        let covered = rules.iter().filter(|rule| selectors.iter().any(|selector| selector.covers(rule)));
        Some((compile_globs([glob]).ok()?, covered.map(|rule| rule.name).collect()))
    };
    settings.table("per-file-ignores").filter_map(read).collect()
}

fn read_sql(settings: &Settings) -> Vec<(GlobSet, SqlMode)> {
    let mode = |value: &str| if value == "off" { SqlMode::Off } else { SqlMode::Databricks };
    let mut by_length: Vec<_> = settings.table("sql").collect();
    by_length.sort_by_key(|(glob, _)| glob.len());
    let everywhere = settings.text("sql").map(|value| ("**", mode(value)));
    let by_glob = by_length.into_iter().filter_map(|(glob, value)| Some((glob, mode(value.as_str()?))));
    everywhere.into_iter().chain(by_glob).filter_map(|(glob, mode)| Some((compile_globs([glob]).ok()?, mode))).collect()
}
