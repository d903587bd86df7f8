//! Finding and reading settings files. Knows where they lie and how one extends another, not what a setting means.

use std::path::{Path, PathBuf};

use brickline_analysis::selector::RuleList;
use brickline_analysis::{Config, Settings};

use super::{SETTINGS_FILE, display, relative};

const PYPROJECT: &str = "pyproject.toml";
const PYPROJECT_TABLE: &[&str] = &["tool", "brickline"];

/// Whether a `pyproject.toml` has settings for us.
pub fn has_table(pyproject: &Path) -> bool {
    std::fs::read_to_string(pyproject).is_ok_and(|text| text.contains("[tool.brickline"))
}

/// The settings file that holds in a folder: the nearest in it or above, up to the root of the repository.
pub fn find_file(folder: &Path) -> Option<PathBuf> {
    for ancestor in folder.ancestors() {
        let own = ancestor.join(SETTINGS_FILE);
        if own.is_file() {
            return Some(own);
        }
        let pyproject = ancestor.join(PYPROJECT);
        if has_table(&pyproject) {
            return Some(pyproject);
        }
        if ancestor.join(".git").exists() {
            return None;
        }
    }
    None
}

/// The settings in force in a project, those of the command line (or the editor) over those of its files.
/// The error is for people: file, line, what is wrong.
pub fn load(root: &Path, working: &Path, over: &Settings, rules: RuleList) -> Result<Config, String> {
    let Some(file) = find_file(root) else { return Ok(Config::new(rules, over.clone(), "")) };
    let settings = over.clone().over(read(&file, working, rules)?);
    let folder = file.parent().unwrap_or(root);
    let prefix = match relative(root, folder) {
        Some(prefix) if !prefix.is_empty() => format!("{prefix}/"),
        _ => String::new(),
    };
    Ok(Config::new(rules, settings, &prefix))
}

/// Reads a settings file and those it extends.
fn read(file: &Path, working: &Path, rules: RuleList) -> Result<Settings, String> {
    const MOST: usize = 16;
    let mut settings = Settings::default();
    let mut next = Some(file.to_path_buf());
    let mut seen = Vec::new();
    while let Some(file) = next {
        let shown = display(&file, working);
        if seen.contains(&file) || seen.len() >= MOST {
            return Err(format!("{shown}: settings files extend each other in a circle"));
        }
        let base = read_one(&file, &shown, rules)?;
        next = base.text("extend").map(|extended| super::absolute(Path::new(extended), file.parent().unwrap_or(&file)));
        settings = settings.over(base);
        seen.push(file);
    }
    Ok(settings)
}

fn read_one(file: &Path, shown: &str, rules: RuleList) -> Result<Settings, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{shown}: {error}"))?;
    let table = if file.file_name().is_some_and(|name| name == PYPROJECT) { PYPROJECT_TABLE } else { &[] };
    match Settings::parse(&text, table, shown, rules) {
        Ok(settings) => Ok(settings.unwrap_or_default()),
        Err(errors) => {
            let lines = errors.iter().map(|error| {
                let before = &text[..text.floor_char_boundary(error.range.start.min(text.len()))];
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
                format!("{shown}:{line}:{column}: {}", error.message.trim_end())
            });
            Err(lines.collect::<Vec<_>>().join("\n"))
        }
    }
}
