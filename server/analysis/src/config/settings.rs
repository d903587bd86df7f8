//! Reading settings: TOML text to checked values, each with the place it came from. Knows what may stand where, not what
//! it leads to; `mod.rs` makes a [`super::Config`] of it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::spec::{LEVELS, SETTINGS, SettingKind, find_setting, is_section};
use crate::glob::compile_globs;
use crate::nearest::suggest;
use crate::rule::{OptionDefault, OptionSpec, Rule};
use crate::selector::{RuleList, find_rule, parse_selector};

/// What one settings file, or the command line, says. Merged by [`Settings::over`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// By setting; entries of tables stand under `<setting>.<key>`, options of rules under `rules.<rule>.<option>`.
    pub entries: BTreeMap<String, Entry>,
}

/// A value and where it was said.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The value.
    pub value: toml::Value,
    /// The file, or `command line`.
    pub origin: Arc<str>,
}

/// What is wrong in a settings file.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingsError {
    /// Where, in bytes of the file.
    pub range: Range<usize>,
    /// What, and what to do.
    pub message: String,
}

impl Settings {
    /// Reads a settings file. `table` leads to the settings inside it: empty for `brickline.toml`, `["tool", "brickline"]`
    /// for `pyproject.toml`. `Ok(None)` when the file has no such table.
    pub fn parse(
        text: &str,
        table: &[&str],
        origin: &str,
        rules: RuleList,
    ) -> Result<Option<Self>, Vec<SettingsError>> {
        let document = DeTable::parse(text).map_err(|error| {
            vec![SettingsError { range: error.span().unwrap_or(0..0), message: error.message().to_owned() }]
        })?;
        let mut root = document.get_ref();
        for name in table {
            match root.get(*name).map(Spanned::get_ref) {
                Some(DeValue::Table(inner)) => root = inner,
                _ => return Ok(None),
            }
        }
        let mut reader = Reader { rules, origin: Arc::from(origin), found: Self::default(), errors: Vec::new() };
        reader.read_root(root);
        if reader.errors.is_empty() { Ok(Some(reader.found)) } else { Err(reader.errors) }
    }

    /// Reads `KEY=VALUE` of the command line: the value is TOML, or plain text.
    pub fn parse_assignment(assignment: &str, rules: RuleList) -> Result<Self, String> {
        let Some((key, value)) = assignment.split_once('=') else {
            return Err(format!("`{assignment}` is not of the form KEY=VALUE"));
        };
        let (key, value) = (key.trim(), value.trim());
        let as_toml = format!("{key} = {value}");
        let text =
            if DeTable::parse(&as_toml).is_ok() { as_toml } else { format!("{key} = {}", toml::Value::from(value)) };
        match Self::parse(&text, &[], "command line", rules) {
            Ok(settings) => Ok(settings.unwrap_or_default()),
            Err(errors) => Err(errors.into_iter().map(|error| error.message).collect::<Vec<_>>().join("; ")),
        }
    }

    /// Sets a list of selectors, as the command line's options do.
    pub fn set_selectors(&mut self, name: &str, selectors: &[String], rules: RuleList) -> Result<(), String> {
        for selector in selectors {
            parse_selector(selector, rules)?;
        }
        let value = toml::Value::Array(selectors.iter().map(|selector| selector.trim().into()).collect());
        self.entries.insert(name.to_owned(), Entry { value, origin: Arc::from("command line") });
        Ok(())
    }

    /// These settings where they say something, else `base`'s. A table is merged entry by entry, anything else replaced.
    pub fn over(mut self, base: Self) -> Self {
        for (key, entry) in base.entries {
            self.entries.entry(key).or_insert(entry);
        }
        self
    }

    /// The text of a setting.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.entries.get(name)?.value.as_str()
    }

    /// The texts of a setting that is a list; empty when it is not set.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        let values = self.entries.get(name).and_then(|entry| entry.value.as_array());
        values.into_iter().flatten().filter_map(toml::Value::as_str).collect()
    }

    /// The entries of a setting that is a table.
    pub fn table<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, &'a toml::Value)> {
        let entries = self.entries.iter();
        entries.filter_map(move |(key, entry)| Some((key.strip_prefix(name)?.strip_prefix('.')?, &entry.value)))
    }
}

struct Reader {
    rules: RuleList,
    origin: Arc<str>,
    found: Settings,
    errors: Vec<SettingsError>,
}

type Key<'a> = Spanned<std::borrow::Cow<'a, str>>;

impl Reader {
    fn read_root(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if let Some(setting) = find_setting(name) {
                self.read_setting(name, setting.kind, value);
            } else if is_section(name) {
                self.read_section(name, value);
            } else {
                let names = SETTINGS.iter().map(|setting| setting.name.split('.').next().unwrap_or_default());
                self.error(key.span(), format!("there is no setting `{name}`{}", suggest(name, names)));
            }
        }
    }

    fn read_section(&mut self, section: &str, value: &Spanned<DeValue<'_>>) {
        let Some(table) = self.expect_table(section, value) else { return };
        for (key, value) in table {
            let name = format!("{section}.{}", key.get_ref());
            match find_setting(&name) {
                Some(setting) => self.read_setting(&name, setting.kind, value),
                None => {
                    let names = SETTINGS.iter().map(|setting| setting.name);
                    self.error(key.span(), format!("there is no setting `{name}`{}", suggest(&name, names)));
                }
            }
        }
    }

    fn read_setting(&mut self, name: &str, kind: SettingKind, value: &Spanned<DeValue<'_>>) {
        match kind {
            SettingKind::Text => {
                if let Some(text) = self.expect_text(name, value) {
                    self.set(name, text.into());
                }
            }
            SettingKind::Texts => {
                let texts = self.expect_texts(name, value);
                self.set(name, texts_value(&texts));
            }
            SettingKind::Selectors => self.read_selectors(name, value),
            SettingKind::Globs => {
                let texts = self.expect_texts(name, value);
                for (text, span) in &texts {
                    if let Err(message) = compile_globs([text.as_str()]) {
                        self.error(span.clone(), message);
                    }
                }
                self.set(name, texts_value(&texts));
            }
            SettingKind::ChoiceByGlob(choices) => match value.get_ref() {
                DeValue::Table(table) => {
                    for (key, value) in table {
                        self.check_glob(key);
                        self.read_choice(&format!("{name}.{}", key.get_ref()), choices, value);
                    }
                }
                _ => self.read_choice(name, choices, value),
            },
            SettingKind::SelectorsByGlob => {
                let Some(table) = self.expect_table(name, value) else { return };
                for (key, value) in table {
                    self.check_glob(key);
                    self.read_selectors(&format!("{name}.{}", key.get_ref()), value);
                }
            }
            SettingKind::Rules => {
                let Some(table) = self.expect_table(name, value) else { return };
                for (key, value) in table {
                    self.read_rule(key, value);
                }
            }
        }
    }

    fn read_rule(&mut self, key: &Key<'_>, value: &Spanned<DeValue<'_>>) {
        let name = key.get_ref().as_ref();
        let Some(rule) = find_rule(name.rsplit('/').next().unwrap_or(name), self.rules) else {
            let names = self.rules.iter().map(|rule| rule.name);
            let message = format!("there is no rule `{name}`{}", suggest(name, names));
            self.error(key.span(), message);
            return;
        };
        let prefix = format!("rules.{}", rule.name);
        let DeValue::Table(table) = value.get_ref() else {
            self.read_choice(&prefix, LEVELS, value);
            return;
        };
        for (key, value) in table {
            let option = key.get_ref().as_ref();
            if option == "level" {
                self.read_choice(&prefix, LEVELS, value);
            } else if let Some(spec) = rule.options.iter().find(|spec| spec.name == option) {
                self.read_option(&format!("{prefix}.{option}"), spec, value);
            } else {
                self.error(key.span(), unknown_option(rule, option));
            }
        }
    }

    fn read_option(&mut self, name: &str, spec: &OptionSpec, value: &Spanned<DeValue<'_>>) {
        match (spec.default, value.get_ref()) {
            (OptionDefault::Integer(_), DeValue::Integer(integer)) => {
                let digits = integer.as_str().replace('_', "");
                match i64::from_str_radix(&digits, integer.radix()) {
                    Ok(integer) => self.set(name, integer.into()),
                    Err(_) => self.error(value.span(), format!("`{name}` is out of range")),
                }
            }
            (OptionDefault::Bool(_), DeValue::Boolean(flag)) => self.set(name, (*flag).into()),
            (OptionDefault::Text(_), DeValue::String(text)) => self.set(name, text.as_ref().into()),
            (OptionDefault::Texts(_), DeValue::Array(_)) => {
                let texts = self.expect_texts(name, value);
                self.set(name, texts_value(&texts));
            }
            (default, other) => {
                let wanted = match default {
                    OptionDefault::Integer(_) => "an integer",
                    OptionDefault::Bool(_) => "true or false",
                    OptionDefault::Text(_) => "a string",
                    OptionDefault::Texts(_) => "a list of strings",
                };
                self.error(value.span(), format!("`{name}` must be {wanted}, not {}", other.type_str()));
            }
        }
    }

    fn read_selectors(&mut self, name: &str, value: &Spanned<DeValue<'_>>) {
        let texts = self.expect_texts(name, value);
        for (text, span) in &texts {
            if let Err(message) = parse_selector(text, self.rules) {
                self.error(span.clone(), message);
            }
        }
        self.set(name, texts_value(&texts));
    }

    fn read_choice(&mut self, name: &str, choices: &[&'static str], value: &Spanned<DeValue<'_>>) {
        let Some(text) = self.expect_text(name, value) else { return };
        if choices.contains(&text.as_str()) {
            self.set(name, text.into());
        } else {
            let all = choices.iter().map(|choice| format!("`{choice}`")).collect::<Vec<_>>().join(", ");
            let message =
                format!("`{name}` must be one of {all}, not `{text}`{}", suggest(&text, choices.iter().copied()));
            self.error(value.span(), message);
        }
    }

    fn check_glob(&mut self, key: &Key<'_>) {
        if let Err(message) = compile_globs([key.get_ref().as_ref()]) {
            self.error(key.span(), message);
        }
    }

    fn expect_table<'t, 'a>(&mut self, name: &str, value: &'t Spanned<DeValue<'a>>) -> Option<&'t DeTable<'a>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.error(value.span(), format!("`{name}` must be a table, not {}", value.get_ref().type_str()));
        }
        table
    }

    fn expect_text(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.error(value.span(), format!("`{name}` must be a string, not {}", value.get_ref().type_str()));
        }
        text
    }

    fn expect_texts(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Vec<(String, Range<usize>)> {
        let Some(array) = value.get_ref().as_array() else {
            let kind = value.get_ref().type_str();
            self.error(value.span(), format!("`{name}` must be a list of strings, not {kind}"));
            return Vec::new();
        };
        let texts = array.iter().map(|item| Some((self.expect_text(name, item)?, item.span())));
        texts.collect::<Option<Vec<_>>>().unwrap_or_default()
    }

    fn set(&mut self, name: &str, value: toml::Value) {
        self.found.entries.insert(name.to_owned(), Entry { value, origin: Arc::clone(&self.origin) });
    }

    fn error(&mut self, range: Range<usize>, message: String) {
        self.errors.push(SettingsError { range, message });
    }
}

fn unknown_option(rule: &Rule, option: &str) -> String {
    let names = rule.options.iter().map(|spec| spec.name).chain(["level"]);
    format!("rule `{}` has no option `{option}`{}", rule.name, suggest(option, names))
}

fn texts_value(texts: &[(String, Range<usize>)]) -> toml::Value {
    toml::Value::Array(texts.iter().map(|(text, _)| text.as_str().into()).collect())
}
