//! Rules and settings as Markdown: what `brickline rule`, hovers and the documentation show. Made from the rules themselves,
//! so that nothing is said twice; knows no file.

use std::fmt::Write;

use crate::config::default_value;
use crate::config::spec::{SETTINGS, SettingKind, SettingSpec};
use crate::rule::{Domain, Example, FixKind, Group, Rule};
use crate::selector::RuleList;

/// The page of one rule.
pub fn rule_page(rule: &Rule) -> String {
    let mut page = format!("# {}\n\n{}\n\n", rule.name, sentence(rule.summary));
    let _ = writeln!(page, "{}\n", facts(rule).join(" · "));
    let _ = writeln!(page, "## Why\n\n{}\n", rule.why.trim());
    write_example(&mut page, "Bad", &rule.bad);
    write_example(&mut page, "Good", &rule.good);
    if !rule.options.is_empty() {
        page.push_str("## Options\n\n");
        for option in rule.options {
            let default = default_value(option.default);
            let _ = writeln!(page, "- `{}` (default `{default}`): {}", option.name, sentence(option.summary));
        }
        let _ = writeln!(page, "\n```toml\n[rules]\n{} = {}\n```\n", rule.name, example_options(rule));
    }
    page.push_str("## See also\n\n");
    for link in rule.links {
        let _ = writeln!(page, "- <{link}>");
    }
    page
}

/// What the catalogue says of a rule, in short parts.
fn facts(rule: &Rule) -> Vec<String> {
    let on: Vec<_> = rule.on.iter().map(|domain| domain_name(*domain)).collect();
    let fix = match rule.fix {
        FixKind::None => "no fix",
        FixKind::Safe => "safe fix",
        FixKind::Unsafe => "unsafe fix",
        FixKind::Display => "fix shown only",
    };
    vec![
        format!("Group **{}**", rule.group.name()),
        format!("**{}**", rule.severity.name()),
        if rule.enabled { "on by default" } else { "off by default" }.to_owned(),
        on.join(", "),
        fix.to_owned(),
    ]
}

fn domain_name(domain: Domain) -> &'static str {
    match domain {
        Domain::Python => "Python",
        Domain::Sql => "SQL",
        Domain::Bundle => "bundles",
        Domain::Ci => "CI",
    }
}

fn write_example(page: &mut String, title: &str, example: &Example) {
    let language = match example.file.rsplit('.').next() {
        Some("py") => "python",
        Some("sql") => "sql",
        Some("yml" | "yaml") => "yaml",
        _ => "text",
    };
    let _ = writeln!(page, "## {title}\n\n```{language}\n{}\n```\n", example.code.trim_matches('\n'));
}

fn example_options(rule: &Rule) -> String {
    let options = rule.options.iter().map(|option| format!("{} = {}", option.name, default_value(option.default)));
    format!("{{ level = \"{}\", {} }}", rule.severity.name(), options.collect::<Vec<_>>().join(", "))
}

fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// The page that lists all rules, by group.
pub fn rules_page(rules: RuleList) -> String {
    let mut page = String::from("# Rules\n\n");
    let _ = writeln!(page, "{} rules. Generated from the rules themselves; do not edit.\n", rules.len());
    for group in Group::ALL {
        let own: Vec<_> = rules.iter().filter(|rule| rule.group == *group).collect();
        if own.is_empty() {
            continue;
        }
        let _ = writeln!(
            page,
            "## {}\n\n| Rule | Severity | Default | Fix | |\n| --- | --- | --- | --- | --- |",
            group.name()
        );
        for rule in own {
            let name = rule.name;
            let on = if rule.enabled { "on" } else { "off" };
            let summary = rule.summary.replace('|', "\\|");
            let (severity, fix) = (rule.severity.name(), rule.fix.name());
            let _ = writeln!(page, "| [{name}](rules/{name}.md) | {severity} | {on} | {fix} | {summary} |");
        }
        page.push('\n');
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

/// The page of the settings.
pub fn settings_page() -> String {
    let mut page = String::from(
        "# Configuration\n\n\
         Settings stand in `brickline.toml`, or under `[tool.brickline]` in `pyproject.toml`. The nearest such file in the \
         project's folder or above it holds. Patterns of paths are relative to the settings file's folder. `brickline config` \
         shows the settings in force, and where each comes from; `--config KEY=VALUE` sets one for a single run.\n\n\
         Generated from the settings themselves; do not edit. A JSON Schema is in \
         [settings.schema.json](settings.schema.json).\n\n",
    );
    for setting in SETTINGS {
        let _ = writeln!(page, "## `{}`\n\n{}\n", setting.name, setting.summary);
        let default = if setting.default.is_empty() { "none".to_owned() } else { format!("`{}`", setting.default) };
        let _ = writeln!(page, "Type: {}. Default: {default}.\n", kind_name(setting));
        let _ = writeln!(page, "```toml\n{}\n```\n", setting.example);
    }
    page.push_str(
        "## Ignore comments\n\n\
         `# brickline: ignore[rule] reason` (`--` in SQL) hides the findings of a rule, or of several separated by commas, \
         on its own line, or on the next one when it stands alone. A comment inside a SQL string counts, and so does a \
         Python comment on the first or last line of the statement that holds the string. \
         `# brickline: ignore-file[rule]` at the top of a file holds for all of it. Comments that hide nothing are \
         reported by `unused-ignore`.\n",
    );
    page
}

fn kind_name(setting: &SettingSpec) -> String {
    match setting.kind {
        SettingKind::Text => "text".to_owned(),
        SettingKind::Texts => "list of texts".to_owned(),
        SettingKind::Selectors => "list of rules, groups, `pedantic` or `ALL`".to_owned(),
        SettingKind::Globs => "list of patterns of paths".to_owned(),
        SettingKind::ChoiceByGlob(choices) => {
            let choices: Vec<_> = choices.iter().map(|choice| format!("`\"{choice}\"`")).collect();
            format!("{}, or a table from patterns of paths to these", choices.join(" or "))
        }
        SettingKind::SelectorsByGlob => "table from patterns of paths to lists of rules".to_owned(),
        SettingKind::Rules => "table from rules to levels (`\"error\"`, `\"warning\"`, `\"info\"`) or to tables with \
                               `level` and the rule's options"
            .to_owned(),
    }
}
