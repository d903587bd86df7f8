//! Dynamic values: what may stand in `{{...}}` in a job.

use brickline_model::facts::bundle_text::dynamic_values;
use brickline_syntax::TextRange;
use smol_str::SmolStr;

use super::value::job_names;
use super::{Completion, CompletionKind, Completions, Site};

/// What a dynamic value can be completed to, if the cursor stands in one.
pub(super) fn complete(site: &Site<'_>, text: &str, offset: usize) -> Option<Completions> {
    let job = site.job()?;
    let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let open = line + text[line..offset].rfind("{{")? + 2;
    let start = open + text[open..offset].len() - text[open..offset].trim_start().len();
    if text[start..offset].contains(|c: char| !is_path(c)) {
        return None;
    }
    let after = &text[offset..];
    let rest = after.find(|c: char| !is_path(c)).unwrap_or(after.len());
    let is_closed = after[rest..].trim_start_matches(' ').starts_with("}}");
    let mut items = candidates(site, job);
    for item in &mut items {
        if !item.insert.ends_with('.') && !is_closed {
            item.insert.push_str("}}");
        }
    }
    let (range, column) = (TextRange::from_usize(start, offset + rest), start - line);
    Some(Completions { range, column, indent: column, items, complete: true })
}

fn is_path(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '`')
}

fn candidates(site: &Site<'_>, job: &str) -> Vec<Completion> {
    let in_loop = site.keys().contains(&"for_each_task");
    let own = site.path.iter().find_map(|step| match step {
        super::Step::Item(scalars) => scalars.iter().find(|(key, _)| key == "task_key").map(|(_, key)| key.clone()),
        super::Step::Key(_) => None,
    });
    let tasks = job_names(site, job, "tasks", "task_key").into_iter().map(|(name, _)| name);
    let tasks: Vec<SmolStr> = tasks.filter(|name| Some(name) != own.as_ref()).collect();
    let parameters: Vec<SmolStr> =
        job_names(site, job, "parameters", "name").into_iter().map(|(name, _)| name).collect();
    let mut items = Vec::new();
    for value in dynamic_values() {
        let item =
            |path: String| Completion { text: Some(value.text), ..Completion::new(path, CompletionKind::Reference) };
        let names = match value.path.split_once('*') {
            None if value.path == "input" && !in_loop => continue,
            None => {
                items.push(item(value.path.to_owned()));
                continue;
            }
            Some(("tasks.", _)) => &tasks,
            Some(_) => &parameters,
        };
        items.extend(names.iter().map(|name| item(value.path.replacen('*', &escape(name), 1))));
    }
    // What this job says itself comes before what every job knows.
    items.sort_by_key(|item| !item.label.starts_with("job.parameters."));
    items
}

/// Names with other characters than letters, digits and `_` stand in backticks.
fn escape(name: &str) -> String {
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_plain { name.to_owned() } else { format!("`{name}`") }
}
