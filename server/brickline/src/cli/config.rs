//! `brickline config`: the settings in force, and where each comes from.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use brickline_analysis::Rule;
use brickline_analysis::config::spec::SETTINGS;

use super::args::SettingsArgs;
use super::{Failure, find_working_folder, read_settings};
use crate::project::{absolute, display, find_root, settings};

/// Shows them.
pub fn show(path: &Path, args: &SettingsArgs) -> Result<ExitCode, Failure> {
    let working = find_working_folder()?;
    let path = absolute(path, &working);
    if !path.exists() {
        return Err(format!("{}: no such file or folder", display(&path, &working)).into());
    }
    let root = find_root(&path).folder;
    let over = read_settings(args)?;
    let config = settings::load(&root, &working, &over, brickline_rules::ALL)?;
    let mut out = anstream::stdout().lock();
    writeln!(out, "# project: {}", display(&root, &working))?;
    match settings::find_file(&root) {
        Some(file) => writeln!(out, "# settings: {}", display(&file, &working))?,
        None => writeln!(out, "# settings: no file, only defaults")?,
    }
    for setting in SETTINGS {
        let prefix = format!("{}.", setting.name);
        let own = |name: &str| name == setting.name || name.starts_with(&prefix);
        let mut said = config.settings.entries.iter().filter(|(name, _)| own(name)).peekable();
        if said.peek().is_none() && !setting.default.is_empty() {
            writeln!(out, "{} = {}", setting.name, setting.default)?;
        }
        for (name, entry) in said {
            writeln!(out, "{} = {}  # {}", quote_key(setting.name, name), entry.value, entry.origin)?;
        }
    }
    let (on, off): (Vec<&Rule>, Vec<&Rule>) =
        brickline_rules::ALL.iter().copied().partition(|rule| config.is_enabled(rule));
    writeln!(out, "# {} rules run, {} do not", on.len(), off.len())?;
    for rule in off {
        writeln!(out, "#   not run: {}", rule.name)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The name as TOML wants it: keys with other signs than letters, digits, `-` and `_` in quotes.
fn quote_key(setting: &str, name: &str) -> String {
    let Some(key) = name.strip_prefix(setting).and_then(|rest| rest.strip_prefix('.')) else { return name.to_owned() };
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    let is_option = setting == "rules" && key.split('.').all(plain);
    if is_option || plain(key) { name.to_owned() } else { format!("{setting}.{key:?}") }
}
