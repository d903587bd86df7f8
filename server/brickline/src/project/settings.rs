//! Finding and reading settings files. Knows where they lie and how one extends another, not what a setting means.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use brickline_analysis::selector::RuleList;
use brickline_analysis::{Config, Settings};
use brickline_model::facts::bundle::Schema;
use brickline_model::facts::bundle_schema::read_schema;

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
    let mut over = over.clone();
    lead_to_schema(&mut over, working);
    let Some(file) = find_file(root) else { return with_schema(Config::new(rules, over, ""), working) };
    let settings = over.over(read(&file, working, rules)?);
    let folder = file.parent().unwrap_or(root);
    let prefix = match relative(root, folder) {
        Some(prefix) if !prefix.is_empty() => format!("{prefix}/"),
        _ => String::new(),
    };
    with_schema(Config::new(rules, settings, &prefix), working)
}

const BUNDLE_SCHEMA: &str = "bundle-schema";

/// Makes the path to the user's types of the bundle configuration absolute: it is relative to the file that names it.
fn lead_to_schema(settings: &mut Settings, folder: &Path) {
    if let Some(entry) = settings.entries.get_mut(BUNDLE_SCHEMA)
        && let Some(path) = entry.value.as_str()
    {
        entry.value = super::absolute(Path::new(path), folder).to_string_lossy().into_owned().into();
    }
}

/// The settings with the user's own types of the bundle configuration, if they name any.
fn with_schema(mut config: Config, working: &Path) -> Result<Config, String> {
    if let Some(entry) = config.settings.entries.get(BUNDLE_SCHEMA)
        && let Some(path) = entry.value.as_str()
    {
        let shown = display(Path::new(path), working);
        let schema = read_schema_file(Path::new(path));
        let schema = schema.map_err(|reason| format!("{}: `{BUNDLE_SCHEMA}`: {shown}: {reason}", entry.origin))?;
        config.set_bundle_schema(schema);
    }
    Ok(config)
}

/// Reads a schema, or takes what was read before of a file that has not changed since: every project asks.
fn read_schema_file(path: &Path) -> Result<Arc<Schema>, String> {
    type Stamp = (PathBuf, Option<SystemTime>, u64);
    static LAST: Mutex<Option<(Stamp, Arc<Schema>)>> = Mutex::new(None);
    let metadata = std::fs::metadata(path).ok();
    let size = metadata.as_ref().map_or(0, std::fs::Metadata::len);
    let stamp = (path.to_path_buf(), metadata.and_then(|metadata| metadata.modified().ok()), size);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, schema)) = last.as_ref().filter(|(known, _)| *known == stamp) {
        return Ok(Arc::clone(schema));
    }
    let schema = Arc::new(read_schema(&super::read::read(path)?)?);
    *last = Some((stamp, Arc::clone(&schema)));
    Ok(schema)
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
        let mut base = read_one(&file, &shown, rules)?;
        lead_to_schema(&mut base, file.parent().unwrap_or(&file));
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
