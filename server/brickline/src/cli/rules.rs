//! `brickline rule` and `brickline rules`: what the rules say of themselves.

use std::io::Write;
use std::process::ExitCode;

use brickline_analysis::docs::rule_page;
use brickline_analysis::nearest::suggest;
use brickline_analysis::selector::find_rule;
use brickline_analysis::{Group, Rule};
use serde::Serialize;

use super::Failure;
use super::args::ListFormat;

/// Explains one rule.
pub fn explain(name: &str) -> Result<ExitCode, Failure> {
    let rules = brickline_rules::ALL;
    let Some(rule) = find_rule(name.rsplit('/').next().unwrap_or(name), rules) else {
        let near = suggest(name, rules.iter().map(|rule| rule.name));
        return Err(format!("there is no rule `{name}`{near} (`brickline rules` lists them)").into());
    };
    write!(anstream::stdout().lock(), "{}", rule_page(rule))?;
    Ok(ExitCode::SUCCESS)
}

#[derive(Serialize)]
struct Item {
    name: &'static str,
    group: &'static str,
    on: Vec<&'static str>,
    severity: &'static str,
    enabled: bool,
    fix: &'static str,
    summary: &'static str,
    url: Option<&'static str>,
}

/// Lists all rules.
pub fn list(format: ListFormat) -> Result<ExitCode, Failure> {
    let mut out = anstream::stdout().lock();
    match format {
        ListFormat::Json => {
            let items: Vec<Item> = brickline_rules::ALL.iter().map(|rule| item(rule)).collect();
            serde_json::to_writer_pretty(&mut out, &items).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
        ListFormat::Text => {
            for group in Group::ALL {
                let own: Vec<_> = brickline_rules::ALL.iter().filter(|rule| rule.group == *group).collect();
                if own.is_empty() {
                    continue;
                }
                writeln!(out, "{}", group.name())?;
                for rule in own {
                    let off = if rule.enabled { "" } else { " (off by default)" };
                    let (name, severity) = (rule.name, rule.severity.name());
                    writeln!(out, "  {name:<38} {severity:<8} {}{off}", rule.summary)?;
                }
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn item(rule: &'static Rule) -> Item {
    Item {
        name: rule.name,
        group: rule.group.name(),
        on: rule.on.iter().map(|domain| domain.name()).collect(),
        severity: rule.severity.name(),
        enabled: rule.enabled,
        fix: rule.fix.name(),
        summary: rule.summary,
        url: rule.links.first().copied(),
    }
}
