//! One open file in one snapshot, and what the client may ask about it. Pure: workers answer from views while the main
//! loop goes on; nothing here changes anything.

use std::path::PathBuf;
use std::sync::Arc;

use brickline_analysis::diagnostic::Related;
use brickline_analysis::{Analysis, Diagnostic, Edit, Group, Safety, Scope};
use brickline_syntax::TextRange;
use similar::{ChangeTag, TextDiff};
use tower_lsp_server::ls_types::{self as lsp, *};

use super::client::{Client, fix_all_kind};
use super::convert::{self, CellPlace, Places};

/// An open file as of one moment.
#[derive(Clone)]
pub struct View {
    /// The state of its project.
    pub analysis: Analysis,
    /// Whether the whole project is known; before that, what needs it is not said.
    pub complete: bool,
    /// The project's folder.
    pub root: PathBuf,
    /// The file, as the project calls it.
    pub path: Arc<str>,
    /// The file, as the client calls it.
    pub uri: Uri,
    /// Its version.
    pub version: i32,
    /// Its cells, for a notebook that is synced cell by cell.
    pub cells: Vec<CellPlace>,
    /// What the client can do.
    pub client: Client,
}

impl View {
    /// The findings, as the engine has them.
    pub(super) fn found(&self) -> Vec<Diagnostic> {
        if self.analysis.config().is_excluded(&self.path) {
            return Vec::new();
        }
        let mut found = self.analysis.check(&self.path);
        // A rule about ignore comments cannot know yet what the rules that wait will find.
        found.retain(|found| self.complete || found.rule.scope == Scope::File && found.rule.group != Group::Meta);
        found
    }

    pub(super) fn text(&self) -> &str {
        self.analysis.text(&self.path).map_or("", |text| &**text)
    }

    pub(super) fn places(&self) -> Places<'_> {
        Places::new(&self.uri, self.version, &self.cells, self.text(), self.client.encoding)
    }

    /// The findings by document: one list for a plain file, one per cell for a notebook of cells.
    pub fn diagnostics(&self) -> Vec<(Uri, i32, Vec<lsp::Diagnostic>)> {
        let places = self.places();
        let mut lists: Vec<_> = self.cells.iter().map(|cell| (cell.uri.clone(), cell.version, Vec::new())).collect();
        if lists.is_empty() {
            lists.push((self.uri.clone(), self.version, Vec::new()));
        }
        for found in self.found() {
            let uri = places.uri(found.range.start());
            if let Some((_, _, list)) = lists.iter_mut().find(|(listed, ..)| listed == uri) {
                list.push(places.diagnostic(&found, self.related(&found, &places)));
            }
        }
        lists
    }

    /// The findings in one document.
    pub fn diagnostics_of(&self, uri: &Uri) -> Vec<lsp::Diagnostic> {
        let lists = self.diagnostics().into_iter();
        lists.filter(|(listed, ..)| listed == uri).flat_map(|(.., list)| list).collect()
    }

    fn related(&self, found: &Diagnostic, places: &Places<'_>) -> Option<Vec<DiagnosticRelatedInformation>> {
        let elsewhere = |related: &Related| {
            let uri = convert::uri(&self.root.join(&*related.file))?;
            let text = self.analysis.text(&related.file)?;
            Some(Places::new(&uri, 0, &[], text, self.client.encoding).related(related))
        };
        let related = found.related.iter().filter_map(|related| {
            if related.file == self.path { Some(places.related(related)) } else { elsewhere(related) }
        });
        self.client.related.then(|| related.collect())
    }

    /// What can be done about the findings that touch a range.
    pub fn actions(&self, uri: &Uri, range: lsp::Range, context: &CodeActionContext) -> Option<CodeActionResponse> {
        let places = self.places();
        let range = places.offsets(uri, range)?;
        let wanted = |kind: &CodeActionKind| {
            context.only.as_ref().is_none_or(|only| only.iter().any(|only| includes(only, kind)))
        };
        let mut actions = Vec::new();
        if wanted(&CodeActionKind::QUICKFIX) {
            let touched: Vec<_> =
                self.found().into_iter().filter(|found| found.range.intersect(range).is_some()).collect();
            actions.extend(touched.iter().filter_map(|found| self.fix_action(found, &places)));
            actions.extend(touched.iter().filter_map(|found| self.ignore_action(found, &places)));
        }
        if wanted(&fix_all_kind()) {
            actions.extend(self.fix_all_action(&places));
        }
        Some(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect())
    }

    fn fix_action(&self, found: &Diagnostic, places: &Places<'_>) -> Option<CodeAction> {
        let fix = found.fix.as_ref()?;
        Some(CodeAction {
            title: fix.title.clone(),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![places.diagnostic(found, self.related(found, places))]),
            edit: Some(places.edit(&fix.edits, self.client.versioned_edits)),
            is_preferred: Some(fix.safety == Safety::Safe),
            ..CodeAction::default()
        })
    }

    fn ignore_action(&self, found: &Diagnostic, places: &Places<'_>) -> Option<CodeAction> {
        if found.rule.group == Group::Meta {
            return None;
        }
        let edit = self.analysis.ignore_edit(found)?;
        Some(CodeAction {
            title: format!("Ignore {} here", found.rule.name),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![places.diagnostic(found, self.related(found, places))]),
            edit: Some(places.edit(&[edit], self.client.versioned_edits)),
            ..CodeAction::default()
        })
    }

    fn fix_all_action(&self, places: &Places<'_>) -> Option<CodeAction> {
        // Fixing again and again reads the text as one file, which a notebook of cells is not.
        let edits = match self.cells.is_empty() {
            true => find_edits(self.text(), &self.analysis.fix_text(&self.path, Safety::Safe)?.text),
            false => merge_safe_fixes(self.found()),
        };
        let action = CodeAction {
            title: "Apply all safe fixes of brickline".to_owned(),
            kind: Some(fix_all_kind()),
            edit: Some(places.edit(&edits, self.client.versioned_edits)),
            ..CodeAction::default()
        };
        (!edits.is_empty()).then_some(action)
    }
}

/// Whether a kind that the client asks for includes another: `source.fixAll` includes `source.fixAll.brickline`.
fn includes(asked: &CodeActionKind, kind: &CodeActionKind) -> bool {
    let rest = kind.as_str().strip_prefix(asked.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || asked.as_str().is_empty())
}

/// Edits that lead from one text to another, line by line.
fn find_edits(from: &str, to: &str) -> Vec<Edit> {
    let diff = TextDiff::from_lines(from, to);
    let (mut edits, mut open, mut at): (Vec<Edit>, Option<Edit>, u32) = (Vec::new(), None, 0);
    for change in diff.iter_all_changes() {
        let after = at + if change.tag() == ChangeTag::Insert { 0 } else { change.value().len() as u32 };
        if change.tag() == ChangeTag::Equal {
            edits.extend(open.take());
        } else {
            let edit = open.get_or_insert_with(|| Edit::insert(at, ""));
            edit.range = TextRange::new(edit.range.start(), after);
            if change.tag() == ChangeTag::Insert {
                edit.text.push_str(change.value());
            }
        }
        at = after;
    }
    edits.extend(open);
    edits
}

/// The edits of all safe fixes that do not get in each other's way.
fn merge_safe_fixes(found: Vec<Diagnostic>) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for fix in found.into_iter().filter_map(|found| found.fix).filter(|fix| fix.safety == Safety::Safe) {
        let meets = |edit: &Edit| edits.iter().any(|other| other.range.intersect(edit.range).is_some());
        if !fix.edits.iter().any(meets) {
            edits.extend(fix.edits);
        }
    }
    edits.sort();
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_lead_from_one_text_to_the_other() {
        let check = |from: &str, to: &str, count: usize| {
            let edits = find_edits(from, to);
            assert_eq!(brickline_analysis::fix::apply_edits(from, &edits), to);
            assert_eq!(edits.len(), count, "{edits:?}");
        };
        check("a\nb\nc\n", "a\nB\nc\n", 1);
        check("a\nb\nc\nd", "A\nb\nD", 2);
        check("", "x\n", 1);
        check("x\r\ny", "", 1);
        check("same", "same", 0);
    }

    #[test]
    fn a_kind_includes_those_below_it() {
        let kind = CodeActionKind::new;
        assert!(includes(&kind("source.fixAll"), &fix_all_kind()));
        assert!(includes(&kind("source"), &fix_all_kind()));
        assert!(includes(&kind(""), &fix_all_kind()));
        assert!(!includes(&kind("source.fix"), &fix_all_kind()));
        assert!(!includes(&kind("quickfix"), &fix_all_kind()));
    }
}
