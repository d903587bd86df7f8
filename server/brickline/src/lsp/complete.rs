//! Candidates as the client takes them: snippets where it knows them, indentation as it expects it.

use brickline_analysis::ide::bundle::{Completion, CompletionKind, Completions, find_completions};
use tower_lsp_server::ls_types::*;

use super::client::Client;
use super::view::View;

impl View {
    /// What can be written at a place.
    pub fn completion(&self, uri: &Uri, position: Position) -> Option<CompletionResponse> {
        let found = find_completions(&self.analysis, &self.path, self.offset(uri, position)?)?;
        let range = self.places().range(found.range);
        let items = found.items.iter().enumerate();
        let items = items.map(|(number, candidate)| item(&self.client, &found, range, number, candidate)).collect();
        Some(CompletionResponse::List(CompletionList { is_incomplete: !found.complete, items }))
    }
}

fn item(client: &Client, all: &Completions, range: Range, number: usize, candidate: &Completion) -> CompletionItem {
    let is_snippet = client.snippets && candidate.stop.is_some();
    let new_text = insert_text(client, all, candidate, is_snippet);
    let has_lines = new_text.contains('\n');
    let documentation = candidate.text.map(|text| {
        Documentation::MarkupContent(MarkupContent { kind: MarkupKind::PlainText, value: text.to_owned() })
    });
    let detail = Some(candidate.detail.clone()).filter(|detail| !detail.is_empty());
    let label_details = detail.clone().filter(|_| client.label_details);
    CompletionItem {
        label: candidate.label.clone(),
        kind: Some(kind(candidate.kind)),
        detail: detail.filter(|_| !client.label_details),
        label_details: label_details
            .map(|description| CompletionItemLabelDetails { detail: None, description: Some(description) }),
        documentation,
        sort_text: Some(format!("{number:04}")),
        tags: (client.tags && candidate.deprecated).then(|| vec![CompletionItemTag::DEPRECATED]),
        insert_text_format: is_snippet.then_some(InsertTextFormat::SNIPPET),
        insert_text_mode: (has_lines && client.inserts_as_is).then_some(InsertTextMode::AS_IS),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text })),
        ..CompletionItem::default()
    }
}

/// The text to insert. A client that leaves it as it is gets whole lines; one that expands snippets indents them as far as
/// the line that they start on.
fn insert_text(client: &Client, all: &Completions, candidate: &Completion, is_snippet: bool) -> String {
    let indent = match is_snippet && !client.inserts_as_is {
        true => all.column.saturating_sub(all.indent),
        false => all.column,
    };
    let line_end = format!("\n{}", " ".repeat(indent));
    let lines = |text: &str| text.replace('\n', &line_end);
    let Some(stop) = candidate.stop.filter(|_| is_snippet) else { return lines(&candidate.insert) };
    let escape = |text: &str| text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}");
    let (before, after) = candidate.insert.split_at(stop);
    format!("{}$0{}", lines(&escape(before)), lines(&escape(after)))
}

fn kind(kind: CompletionKind) -> CompletionItemKind {
    match kind {
        CompletionKind::Key => CompletionItemKind::FIELD,
        CompletionKind::Value => CompletionItemKind::ENUM_MEMBER,
        CompletionKind::Name => CompletionItemKind::VALUE,
        CompletionKind::Variable => CompletionItemKind::VARIABLE,
        CompletionKind::Reference => CompletionItemKind::REFERENCE,
        CompletionKind::File => CompletionItemKind::FILE,
        CompletionKind::Folder => CompletionItemKind::FOLDER,
    }
}
