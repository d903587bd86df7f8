//! A project in memory, seen through the analysis API as the shells see it. Knows no disk and no rule.

use std::sync::Arc;

use brickline_analysis::config::Settings;
use brickline_analysis::fix::apply_edits;
use brickline_analysis::{Analysis, Config, Diagnostic, FixKind, Host, Rule, Safety};

use crate::annotation::{Annotation, parse_annotated};
use crate::page::{Case, Fence};

/// A project with its findings at hand.
pub struct Project {
    analysis: Analysis,
}

impl Project {
    /// The project of a case page's case, with this one rule selected.
    pub fn of(rule: &'static Rule, case: &Case) -> Self {
        let files = case.files.iter().map(|fence| (fence.path.as_str(), source_of(fence)));
        Self::new(&[rule], files)
    }

    /// A project of these files (`.ipynb` as JSON), with these rules selected. `brickline.toml` holds the settings.
    pub fn new<'a>(select: &[&Rule], files: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let files: Vec<_> = files.into_iter().collect();
        let all = brickline_rules::ALL;
        let written = files.iter().find(|(path, _)| *path == "brickline.toml");
        let mut settings = match written {
            Some((path, text)) => {
                Settings::parse(text, &[], path, all).expect("the settings are sound").unwrap_or_default()
            }
            None => Settings::default(),
        };
        let names: Vec<String> = select.iter().map(|rule| rule.name.to_string()).collect();
        settings.set_selectors("select", &names, all).expect("the rules exist");
        let mut host = Host::new(all, Config::new(all, settings, ""));
        for (path, text) in files {
            host.set_source(path, Arc::<str>::from(text));
        }
        Self { analysis: host.snapshot() }
    }

    /// The analysis itself.
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// The host text of a file: for `.ipynb` its cells, joined.
    pub fn text(&self, path: &str) -> String {
        self.analysis.text(path).map(ToString::to_string).unwrap_or_default()
    }

    /// The findings in a file.
    pub fn findings(&self, path: &str) -> Vec<Diagnostic> {
        let found = self.analysis.check(path);
        let notices = self.analysis.notices();
        assert!(notices.is_empty(), "something went wrong inside: {notices:?}");
        found
    }

    /// The findings in a file as annotations: another severity than the rule's stands before the message as `[info]`,
    /// related places of the same file stand behind `related:`, those of others behind the file's name.
    pub fn annotations(&self, path: &str) -> Vec<Annotation> {
        let mut annotations = Vec::new();
        for found in self.findings(path) {
            let level = if found.severity == found.rule.severity {
                String::new()
            } else {
                format!("[{}] ", found.severity.name())
            };
            let elsewhere = found.related.iter().filter(|related| *related.file != *path);
            let files: String =
                elsewhere.map(|related| format!(" (related: {}: {})", related.file, related.message)).collect();
            annotations.push(Annotation { range: found.range, message: format!("{level}{}{files}", found.message) });
            let here = found.related.iter().filter(|related| *related.file == *path);
            annotations.extend(
                here.map(|related| Annotation {
                    range: related.range,
                    message: format!("related: {}", related.message),
                }),
            );
        }
        annotations
    }

    /// The file's text after all fixes of the rule, unsafe ones included; suggestions are applied once.
    pub fn fixed_text(&self, path: &str, rule: &Rule) -> String {
        if rule.fix == FixKind::Display {
            let found = self.findings(path);
            let mut edits: Vec<_> =
                found.iter().filter_map(|found| found.fix.as_ref()).flat_map(|fix| fix.edits.clone()).collect();
            edits.sort();
            return apply_edits(&self.text(path), &edits);
        }
        self.analysis.fix_text(path, Safety::Unsafe).map(|fixed| fixed.text.to_string()).unwrap_or_default()
    }
}

/// What lies on disk for a fence: its text without carets; for a notebook the JSON whose cells `# %%` lines part.
pub fn source_of(fence: &Fence) -> String {
    let (text, _) = parse_annotated(&fence.body);
    if fence.language == "ipynb" { notebook_of(&text) } else { text }
}

fn notebook_of(text: &str) -> String {
    let cells: Vec<_> = split_cells(text)
        .iter()
        .map(|cell| {
            let lines: Vec<&str> = cell.split_inclusive('\n').collect();
            serde_json::json!({
                "cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": lines,
            })
        })
        .collect();
    let notebook = serde_json::json!({ "cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5 });
    format!("{}\n", serde_json::to_string_pretty(&notebook).expect("a notebook is JSON"))
}

/// The cells of a notebook fence: `# %%` lines stand between them.
fn split_cells(text: &str) -> Vec<&str> {
    text.split("# %%\n").map(|cell| cell.strip_suffix('\n').unwrap_or(cell)).collect()
}
