//! Selectors: how users name rules, by name, group, `group/name`, `pedantic` or `ALL`. Knows what they mean, not where they stand.

use rustc_hash::FxHashSet;

use crate::nearest::suggest;
use crate::rule::{Group, Rule};

/// The rules a program was built with, by group and name.
pub type RuleList = &'static [&'static Rule];

/// A set of rules, by name.
pub type RuleSet = FxHashSet<&'static str>;

/// What a selector stands for.
#[derive(Clone, Copy, Debug)]
pub enum Selector {
    /// One rule.
    Rule(&'static Rule),
    /// A group: its default-on rules; of `style`, which has none, all.
    Group(Group),
    /// Every rule that is off by default.
    Pedantic,
    /// Every rule.
    All,
}

/// Reads a selector; the error says what is wrong and what was probably meant.
pub fn parse_selector(text: &str, rules: RuleList) -> Result<Selector, String> {
    let text = text.trim();
    match text {
        "ALL" | "all" => return Ok(Selector::All),
        "pedantic" => return Ok(Selector::Pedantic),
        _ => {}
    }
    if let Some(group) = find_group(text) {
        return Ok(Selector::Group(group));
    }
    let (group, name) = text.split_once('/').map_or((None, text), |(group, name)| (Some(group), name));
    match (find_rule(name, rules), group) {
        (Some(rule), None) => Ok(Selector::Rule(rule)),
        (Some(rule), Some(group)) if group == rule.group.name() => Ok(Selector::Rule(rule)),
        (Some(rule), Some(_)) => {
            Err(format!("there is no rule `{text}`; `{name}` is in group `{}`", rule.group.name()))
        }
        (None, _) => {
            let names = rules.iter().map(|rule| rule.name).chain(Group::ALL.iter().map(|group| group.name()));
            Err(format!("there is no rule or group `{text}`{}", suggest(name, names.chain(["pedantic", "ALL"]))))
        }
    }
}

/// The rule of this name.
pub fn find_rule(name: &str, rules: RuleList) -> Option<&'static Rule> {
    rules.iter().copied().find(|rule| rule.name == name)
}

/// The group of this name.
pub fn find_group(name: &str) -> Option<Group> {
    Group::ALL.iter().copied().find(|group| group.name() == name)
}

impl Selector {
    /// Whether the selector selects `rule` when it is to run.
    pub fn selects(self, rule: &Rule) -> bool {
        match self {
            Self::Rule(one) => one.name == rule.name,
            Self::Group(group) => rule.group == group && (rule.enabled || group == Group::Style),
            Self::Pedantic => !rule.enabled,
            Self::All => true,
        }
    }

    /// Whether the selector covers `rule` when it is to be ignored: a group then means all of it.
    pub fn covers(self, rule: &Rule) -> bool {
        match self {
            Self::Group(group) => rule.group == group,
            _ => self.selects(rule),
        }
    }
}
