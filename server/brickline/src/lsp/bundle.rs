//! What the client may ask about the files of a bundle, from a view of one of them: names, links, outline, folding.

use std::path::PathBuf;

use brickline_analysis::ide::bundle::{
    self, Location as Place, Outline, OutlineKind, find_definitions, find_folds, find_links, find_outline,
    find_references, find_renamable,
};
use brickline_syntax::TextRange;
use tower_lsp_server::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp_server::ls_types::*;

use super::convert::{self, Places};
use super::view::View;

impl View {
    pub(super) fn offset(&self, uri: &Uri, position: Position) -> Option<u32> {
        Some(self.places().offsets(uri, Range { start: position, end: position })?.start())
    }

    /// A place of the project as the client names it; `None` if its file lies nowhere.
    fn location(&self, place: &Place) -> Option<Location> {
        if place.file == self.path {
            return Some(Location { uri: self.uri.clone(), range: self.places().range(place.range) });
        }
        let uri = convert::uri(&self.root.join(&*place.file))?;
        // A file whose text nobody read is named as a whole.
        let range = match self.analysis.text(&place.file) {
            Some(text) => Places::new(&uri, 0, &[], text, self.client.encoding).range(place.range),
            None => Range::default(),
        };
        Some(Location { uri, range })
    }

    fn locations(&self, places: &[Place]) -> Option<Vec<Location>> {
        let found: Vec<_> = places.iter().filter_map(|place| self.location(place)).collect();
        (!found.is_empty()).then_some(found)
    }

    /// Where what stands at a place is defined.
    pub fn definition(&self, uri: &Uri, position: Position) -> Option<GotoDefinitionResponse> {
        let found = find_definitions(&self.analysis, &self.path, self.offset(uri, position)?);
        self.locations(&found).map(GotoDefinitionResponse::Array)
    }

    /// Every place that says the name at a place.
    pub fn references(&self, uri: &Uri, position: Position, context: &ReferenceContext) -> Option<Vec<Location>> {
        let offset = self.offset(uri, position)?;
        self.locations(&find_references(&self.analysis, &self.path, offset, context.include_declaration))
    }

    /// The name at a place, if it can be changed.
    pub fn prepare_rename(&self, uri: &Uri, position: Position) -> Result<Option<PrepareRenameResponse>> {
        let Some(offset) = self.offset(uri, position) else { return Ok(None) };
        let found = find_renamable(&self.analysis, &self.path, offset).map_err(refuse)?;
        let answer = |(range, placeholder)| PrepareRenameResponse::RangeWithPlaceholder {
            range: self.places().range(range),
            placeholder,
        };
        Ok(found.map(answer))
    }

    /// The edits that change the name at a place everywhere. `open` says what the client calls files that are open.
    pub fn rename(
        &self,
        uri: &Uri,
        position: Position,
        name: &str,
        open: &[(PathBuf, Uri, i32)],
    ) -> Result<Option<WorkspaceEdit>> {
        let Some(offset) = self.offset(uri, position) else { return Ok(None) };
        let Some(edits) = bundle::rename(&self.analysis, &self.path, offset, name).map_err(refuse)? else {
            return Ok(None);
        };
        let mut documents = Vec::new();
        for (path, edits) in edits {
            let path_on_disk = self.root.join(&*path);
            let known = open.iter().find(|(open, ..)| *open == path_on_disk);
            let uri = known.map(|(_, uri, _)| uri.clone()).or_else(|| convert::uri(&path_on_disk));
            let (Some(uri), Some(text)) = (uri, self.analysis.text(&path)) else { continue };
            let places = Places::new(&uri, 0, &[], text, self.client.encoding);
            let edit = |edit: &brickline_analysis::Edit| TextEdit {
                range: places.range(edit.range),
                new_text: edit.text.clone(),
            };
            let edits: Vec<_> = edits.iter().map(edit).collect();
            documents.push((uri.clone(), known.map(|(.., version)| *version), edits));
        }
        Ok(Some(convert::workspace_edit(documents, self.client.versioned_edits)))
    }

    /// The texts that name one file each.
    pub fn links(&self) -> Option<Vec<DocumentLink>> {
        let places = self.places();
        let link = |link: &bundle::Link| {
            let [file] = &link.files[..] else { return None };
            let target = convert::uri(&self.root.join(&**file))?;
            Some(DocumentLink { range: places.range(link.range), target: Some(target), tooltip: None, data: None })
        };
        Some(find_links(&self.analysis, &self.path).iter().filter_map(link).collect())
    }

    /// What is in the file: a tree where the client shows trees, else a list.
    pub fn outline(&self) -> Option<DocumentSymbolResponse> {
        let outline = find_outline(&self.analysis, &self.path)?;
        let places = self.places();
        if self.client.trees {
            return Some(DocumentSymbolResponse::Nested(outline.iter().map(|item| symbol(item, &places)).collect()));
        }
        let mut list = Vec::new();
        flatten(&outline, None, &places, &self.uri, &mut list);
        Some(DocumentSymbolResponse::Flat(list))
    }

    /// What can be folded.
    pub fn folds(&self) -> Option<Vec<FoldingRange>> {
        let places = self.places();
        let mut folds: Vec<FoldingRange> = Vec::new();
        for fold in find_folds(&self.analysis, &self.path)? {
            // A text ends with its last line end, which stands before the next line.
            let end = self.text()[fold.range].trim_end().len() as u32 + fold.range.start();
            let range = places.range(TextRange::new(fold.range.start(), end));
            let (start_line, end_line) = (range.start.line, range.end.line);
            if start_line < end_line && folds.last().is_none_or(|last| last.start_line != start_line) {
                let kind = fold.is_comment.then_some(FoldingRangeKind::Comment);
                folds.push(FoldingRange { start_line, end_line, kind, ..FoldingRange::default() });
            }
        }
        folds.truncate(self.client.folds);
        Some(folds)
    }
}

/// Why something cannot be done, as an answer: clients show it to people.
fn refuse(reason: String) -> Error {
    Error { code: ErrorCode::ServerError(REQUEST_FAILED), message: reason.into(), data: None }
}

/// The protocol's code for a request that was understood and cannot be done.
const REQUEST_FAILED: i64 = -32803;

fn kind(kind: OutlineKind) -> SymbolKind {
    match kind {
        OutlineKind::Section => SymbolKind::NAMESPACE,
        OutlineKind::Variable => SymbolKind::VARIABLE,
        OutlineKind::Target => SymbolKind::MODULE,
        OutlineKind::Resource => SymbolKind::CLASS,
        OutlineKind::Task => SymbolKind::METHOD,
        OutlineKind::Artifact => SymbolKind::PACKAGE,
    }
}

#[allow(deprecated)]
fn symbol(item: &Outline, places: &Places<'_>) -> DocumentSymbol {
    DocumentSymbol {
        name: item.name.clone(),
        detail: Some(item.detail.clone()).filter(|detail| !detail.is_empty()),
        kind: kind(item.kind),
        tags: None,
        deprecated: None,
        range: places.range(item.range),
        selection_range: places.range(item.name_range),
        children: Some(item.children.iter().map(|child| symbol(child, places)).collect()),
    }
}

#[allow(deprecated)]
fn flatten(
    items: &[Outline],
    container: Option<&str>,
    places: &Places<'_>,
    uri: &Uri,
    list: &mut Vec<SymbolInformation>,
) {
    for item in items {
        list.push(SymbolInformation {
            name: item.name.clone(),
            kind: kind(item.kind),
            tags: None,
            deprecated: None,
            location: Location { uri: uri.clone(), range: places.range(item.range) },
            container_name: container.map(str::to_owned),
        });
        flatten(&item.children, Some(&item.name), places, uri, list);
    }
}
