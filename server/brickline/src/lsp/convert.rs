//! Between LSP's types and the engine's: the only file that knows lines and columns of the client together with offsets.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use brickline_analysis::{self as engine, Severity};
use brickline_syntax::TextRange;
use brickline_syntax::text::{self, Encoding, LineIndex};
use tower_lsp_server::ls_types::*;

use super::document::Change;

/// The file a URI means, if it means one.
pub fn path(uri: &Uri) -> Option<PathBuf> {
    if uri.scheme().as_str().eq_ignore_ascii_case("file") {
        uri.to_file_path().map(|path| path.into_owned())
    } else {
        None
    }
}

/// A change of a document.
pub fn change(change: TextDocumentContentChangeEvent) -> Change {
    let range = change.range.map(|range| (from_client(range.start), from_client(range.end)));
    Change { range, text: change.text }
}

fn from_client(position: Position) -> text::Position {
    text::Position { line: position.line, column: position.character }
}

fn to_client(position: text::Position) -> Position {
    Position { line: position.line, character: position.column }
}

/// A cell of a notebook that the client syncs cell by cell.
#[derive(Clone, Debug)]
pub struct CellPlace {
    /// The cell's document.
    pub uri: Uri,
    /// Its version.
    pub version: i32,
    /// Its range in the host text.
    pub range: TextRange,
}

/// One text as the client sees it: a document, or a notebook of several.
pub struct Places<'a> {
    uri: &'a Uri,
    version: i32,
    cells: &'a [CellPlace],
    text: &'a str,
    lines: LineIndex,
    encoding: Encoding,
}

impl<'a> Places<'a> {
    /// The places of `text`, which the client knows as `uri`, or as the `cells` of it.
    pub fn new(uri: &'a Uri, version: i32, cells: &'a [CellPlace], text: &'a str, encoding: Encoding) -> Self {
        Self { uri, version, cells, text, lines: LineIndex::new(text), encoding }
    }

    /// The document that holds `offset`.
    pub fn uri(&self, offset: u32) -> &'a Uri {
        self.cell(offset).map_or(self.uri, |cell| &cell.uri)
    }

    /// A range as the client counts, in the document that holds its start.
    pub fn range(&self, range: TextRange) -> Range {
        let (base, end) = match self.cell(range.start()) {
            Some(cell) => (self.lines.line(cell.range.start()), range.end().min(cell.range.end())),
            None => (0, range.end()),
        };
        let position = |offset| {
            let position = self.lines.position(self.text, offset, self.encoding);
            to_client(text::Position { line: position.line - base, ..position })
        };
        Range { start: position(range.start()), end: position(end) }
    }

    /// The offsets of a client's range in one of its documents; `None` when the document is not part of this text.
    pub fn offsets(&self, uri: &Uri, range: Range) -> Option<TextRange> {
        let (base, within) = match self.cells.iter().find(|cell| cell.uri == *uri) {
            Some(cell) => (self.lines.line(cell.range.start()), cell.range),
            None if uri == self.uri => (0, TextRange::from_usize(0, self.text.len())),
            None => return None,
        };
        let offset = |position: Position| {
            let position = Position { line: position.line.saturating_add(base), ..position };
            let offset = self.lines.offset(self.text, from_client(position), self.encoding);
            offset.clamp(within.start(), within.end())
        };
        let (start, end) = (offset(range.start), offset(range.end));
        Some(TextRange::new(start.min(end), end.max(start)))
    }

    fn cell(&self, offset: u32) -> Option<&'a CellPlace> {
        let after = self.cells.partition_point(|cell| cell.range.start() <= offset);
        self.cells.get(after.saturating_sub(1))
    }

    /// A finding as the client shows it.
    pub fn diagnostic(
        &self,
        found: &engine::Diagnostic,
        related: Option<Vec<DiagnosticRelatedInformation>>,
    ) -> Diagnostic {
        let link = found.rule.links.first().and_then(|link| Uri::from_str(link).ok());
        Diagnostic {
            range: self.range(found.range),
            severity: Some(severity(found.severity)),
            code: Some(NumberOrString::String(found.rule.name.to_owned())),
            code_description: link.map(|href| CodeDescription { href }),
            source: Some("brickline".to_owned()),
            message: found.message.clone(),
            related_information: related.filter(|related| !related.is_empty()),
            ..Diagnostic::default()
        }
    }

    /// A place that belongs to a finding, in this text.
    pub fn related(&self, related: &engine::diagnostic::Related) -> DiagnosticRelatedInformation {
        let location = Location { uri: self.uri(related.range.start()).clone(), range: self.range(related.range) };
        DiagnosticRelatedInformation { location, message: related.message.clone() }
    }

    /// Edits of this text as the client makes them; versioned where the client checks versions.
    pub fn edit(&self, edits: &[engine::Edit], versioned: bool) -> WorkspaceEdit {
        let mut documents: Vec<(Uri, Option<i32>, Vec<TextEdit>)> = Vec::new();
        for edit in edits {
            let (uri, version) = match self.cell(edit.range.start()) {
                Some(cell) => (&cell.uri, cell.version),
                None => (self.uri, self.version),
            };
            let edit = TextEdit { range: self.range(edit.range), new_text: edit.text.clone() };
            match documents.iter_mut().find(|(known, ..)| known == uri) {
                Some((.., edits)) => edits.push(edit),
                None => documents.push((uri.clone(), Some(version), vec![edit])),
            }
        }
        workspace_edit(documents, versioned)
    }
}

/// Edits of documents, each with its version if it is open; versioned where the client checks versions.
pub fn workspace_edit(documents: Vec<(Uri, Option<i32>, Vec<TextEdit>)>, versioned: bool) -> WorkspaceEdit {
    if !versioned {
        let changes = documents.into_iter().map(|(uri, _, edits)| (uri, edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..Default::default() };
    }
    let edit = |(uri, version, edits): (Uri, Option<i32>, Vec<TextEdit>)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    };
    let documents = documents.into_iter().map(edit).collect();
    WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(documents)), ..Default::default() }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
    }
}

/// A name for a list of findings: the same list has the same name.
pub fn result_id(items: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    for item in items {
        let Range { start, end } = item.range;
        (start.line, start.character, end.line, end.character, &item.message).hash(&mut hasher);
        if let Some(NumberOrString::String(code)) = &item.code {
            code.hash(&mut hasher);
        }
        (item.severity == Some(DiagnosticSeverity::ERROR), item.severity == Some(DiagnosticSeverity::WARNING))
            .hash(&mut hasher);
        for related in item.related_information.iter().flatten() {
            (related.location.uri.as_str(), related.location.range.start.line, &related.message).hash(&mut hasher);
        }
    }
    format!("{:x}", hasher.finish())
}

/// The URI of a file.
pub fn uri(path: &Path) -> Option<Uri> {
    if path.is_absolute() { Uri::from_file_path(path) } else { None }
}

/// A report of findings, or of nothing new when the client knows them already.
pub fn report(items: Vec<Diagnostic>, known: Option<&str>) -> DocumentDiagnosticReportResult {
    let result_id = result_id(&items);
    let report = if known == Some(result_id.as_str()) {
        let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id };
        RelatedUnchangedDocumentDiagnosticReport { related_documents: None, unchanged_document_diagnostic_report }
            .into()
    } else {
        let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id: Some(result_id), items };
        DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report,
        })
    };
    report.into()
}
