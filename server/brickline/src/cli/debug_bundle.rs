//! `brickline debug bundle`: what a target of a bundle would deploy, as YAML with the places its values come from.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use brickline_model::bundle::{Bundle, FileId, Origin, Resolved, ResolvedData, View, deploy};
use brickline_syntax::TextRange;
use brickline_syntax::yaml::{Scalar, ScalarKind, Style};

use super::session::load_models;
use super::{Failure, find_working_folder};
use crate::project::{absolute, display};

/// Prints the bundle that a folder, or a file in it, belongs to, as one target sees it.
pub fn show(path: &Path, target: Option<&str>) -> Result<ExitCode, Failure> {
    let working = find_working_folder()?;
    let session = load_models(path, &working)?;
    let asked = absolute(path, &working);
    let mut bundles: Vec<(usize, Arc<Bundle>, String)> = Vec::new();
    for project in &session.projects {
        for bundle in project.analysis.index().bundles() {
            let folder = project.path(&bundle.folder);
            // The bundle around the path, or all those below it.
            if asked.starts_with(&folder) || folder.starts_with(&asked) {
                let nearness = folder.as_os_str().len();
                bundles.push((nearness, Arc::clone(bundle), display(&folder, &working)));
            }
        }
    }
    bundles.sort_by_key(|(nearness, ..)| *nearness);
    let around = bundles.iter().rposition(|(nearness, ..)| *nearness <= asked.as_os_str().len());
    let bundle = match (around, &bundles[..]) {
        (Some(at), _) => &bundles[at].1,
        (None, [(_, bundle, _)]) => bundle,
        (None, []) => return Err(format!("{}: there is no bundle here", path.display()).into()),
        (None, several) => {
            let folders: Vec<&str> = several.iter().map(|(.., folder)| folder.as_str()).collect();
            return Err(format!("{}: name one of the bundles here: {}", path.display(), folders.join(", ")).into());
        }
    };
    let view = find_view(bundle, target)?;
    let mut printer = Printer { bundle, lines: bundle.files.iter().chain(&bundle.overrides).map(|_| None).collect() };
    let mut text = String::new();
    printer.map(&deploy(view), 0, &mut text);
    anstream::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The view of a target; without a name the default one, as the CLI chooses it.
fn find_view<'a>(bundle: &'a Bundle, target: Option<&str>) -> Result<&'a View, Failure> {
    let names = || bundle.views.iter().map(View::name).collect::<Vec<_>>().join(", ");
    if let Some(name) = target {
        let found = bundle.views.iter().find(|view| view.name() == name);
        return found.ok_or_else(|| format!("there is no target `{name}`; the bundle has: {}", names()).into());
    }
    let is_default = |view: &&View| {
        let default = view.target.as_ref().and_then(|target| target.value.get("default"));
        default.and_then(|value| view.resolve(value)).as_deref() == Some("true")
    };
    let chosen = match &bundle.views[..] {
        [only] => Some(only),
        views => views.iter().find(is_default),
    };
    chosen.ok_or_else(|| format!("no target is the default one: name one with --target: {}", names()).into())
}

struct Printer<'a> {
    bundle: &'a Bundle,
    /// Where the lines of each file start, once somebody asked.
    lines: Vec<Option<Vec<u32>>>,
}

impl Printer<'_> {
    fn map(&mut self, value: &Resolved, indent: usize, out: &mut String) {
        let ResolvedData::Map(entries) = &value.data else { return };
        for (at, (key, value)) in entries.iter().enumerate() {
            // The first key of a list's item stands behind its dash.
            if at > 0 || !out.ends_with("- ") {
                out.extend(std::iter::repeat_n(' ', indent));
            }
            out.push_str(&quote(key, ScalarKind::String));
            out.push(':');
            self.child(value, indent, out);
        }
    }

    /// What stands behind a colon.
    fn child(&mut self, value: &Resolved, indent: usize, out: &mut String) {
        match &value.data {
            ResolvedData::Map(entries) if !entries.is_empty() => {
                out.push('\n');
                self.map(value, indent + 2, out);
            }
            ResolvedData::List(items) if !items.is_empty() => {
                out.push('\n');
                self.list(items, indent + 2, out);
            }
            _ => {
                out.push(' ');
                self.leaf(value, out);
            }
        }
    }

    fn list(&mut self, items: &[Resolved], indent: usize, out: &mut String) {
        for item in items {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str("- ");
            match &item.data {
                ResolvedData::Map(entries) if !entries.is_empty() => self.map(item, indent + 2, out),
                ResolvedData::List(inner) if !inner.is_empty() => {
                    out.truncate(out.len() - 1);
                    out.push('\n');
                    self.list(inner, indent + 2, out);
                }
                _ => self.leaf(item, out),
            }
        }
    }

    fn leaf(&mut self, value: &Resolved, out: &mut String) {
        match &value.data {
            ResolvedData::Scalar(text, kind) => out.push_str(&quote(text, *kind)),
            ResolvedData::Null => out.push_str("null"),
            ResolvedData::Map(_) => out.push_str("{}"),
            ResolvedData::List(_) => out.push_str("[]"),
        }
        let mut notes: Vec<String> = value.origin.iter().map(|origin| self.place(*origin)).collect();
        notes.extend(value.replaced.iter().map(|origin| format!("over {}", self.place(*origin))));
        notes.extend(value.sources.iter().map(|origin| format!("from {}", self.place(*origin))));
        if !notes.is_empty() {
            out.push_str(" # ");
            out.push_str(&notes.join(", "));
        }
        out.push('\n');
    }

    /// `resources/jobs.yml:12`, relative to the bundle.
    fn place(&mut self, origin: Origin) -> String {
        let FileId(at) = origin.file;
        let file = self.bundle.file(origin.file);
        let starts = self.lines[at as usize].get_or_insert_with(|| {
            let ends = file.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(ends.map(|(end, _)| end as u32 + 1)).collect()
        });
        let line = starts.partition_point(|start| *start <= origin.range.start());
        let path = file.path.strip_prefix(&*self.bundle.folder).unwrap_or(&file.path).trim_start_matches('/');
        format!("{path}:{line}")
    }
}

/// A scalar as YAML that reads back as the same.
fn quote(text: &str, kind: ScalarKind) -> String {
    if kind != ScalarKind::String {
        return text.to_owned();
    }
    let content = TextRange::at(0);
    let plain = Scalar { text: text.into(), style: Style::Plain, content, forced: None };
    let first = text.chars().next();
    let is_plain = plain.kind() == ScalarKind::String
        && first
            .is_some_and(|first| first.is_alphanumeric() || matches!(first, '_' | '/' | '.' | '$' | '(' | '<' | '+'))
        && text != "<<"
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.chars().any(char::is_control);
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}
