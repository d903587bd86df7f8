//! What the client can do, and what the server offers it in turn.

use brickline_syntax::text::Encoding;
use tower_lsp_server::ls_types::*;

/// What the client said at `initialize`, reduced to what the server asks about.
#[derive(Clone, Debug)]
pub struct Client {
    /// What columns count.
    pub encoding: Encoding,
    /// Whether it asks for diagnostics; otherwise they are pushed.
    pub pulls: bool,
    /// Whether it can be told to ask again.
    pub refreshes: bool,
    /// Whether diagnostics may name other places.
    pub related: bool,
    /// Whether edits may name the version they were made for.
    pub versioned_edits: bool,
    /// Whether it answers questions about settings.
    pub configuration: bool,
    /// Whether it watches files on request.
    pub watches: bool,
    /// Whether it syncs notebooks cell by cell.
    pub notebooks: bool,
    /// Whether it shows outlines as trees.
    pub trees: bool,
    /// Whether it can ask if a name may be changed.
    pub prepares_rename: bool,
    /// Whether it fills in the places of a snippet.
    pub snippets: bool,
    /// Whether it can leave the indentation of what it inserts alone when told to.
    pub inserts_as_is: bool,
    /// Whether it shows a detail behind a candidate's label.
    pub label_details: bool,
    /// Whether it strikes out what is deprecated.
    pub tags: bool,
    /// Whether it shows Markdown on hover.
    pub markdown: bool,
    /// How many folding ranges it wants at most.
    pub folds: usize,
}

impl Client {
    /// Reads the client's capabilities.
    pub fn new(capabilities: &ClientCapabilities) -> Self {
        let document = capabilities.text_document.as_ref();
        let workspace = capabilities.workspace.as_ref();
        let published = document.and_then(|document| document.publish_diagnostics.as_ref());
        let pulled = document.and_then(|document| document.diagnostic.as_ref());
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let refresh = workspace.and_then(|workspace| workspace.diagnostics.as_ref());
        let outline = document.and_then(|document| document.document_symbol.as_ref());
        let rename = document.and_then(|document| document.rename.as_ref());
        let completion = document.and_then(|document| document.completion.as_ref());
        let item = completion.and_then(|completion| completion.completion_item.as_ref());
        let hover = document.and_then(|document| document.hover.as_ref());
        let folding = document.and_then(|document| document.folding_range.as_ref());
        Self {
            encoding: choose_encoding(capabilities),
            pulls: pulled.is_some(),
            refreshes: refresh.and_then(|refresh| refresh.refresh_support).unwrap_or(false),
            related: published.and_then(|published| published.related_information).unwrap_or(false),
            versioned_edits: edits.and_then(|edits| edits.document_changes).unwrap_or(false),
            configuration: workspace.and_then(|workspace| workspace.configuration).unwrap_or(false),
            watches: watched.and_then(|watched| watched.dynamic_registration).unwrap_or(false),
            notebooks: capabilities.notebook_document.is_some(),
            trees: outline.and_then(|outline| outline.hierarchical_document_symbol_support).unwrap_or(false),
            prepares_rename: rename.and_then(|rename| rename.prepare_support).unwrap_or(false),
            snippets: item.and_then(|item| item.snippet_support).unwrap_or(false),
            inserts_as_is: item
                .and_then(|item| item.insert_text_mode_support.as_ref())
                .is_some_and(|support| support.value_set.contains(&InsertTextMode::AS_IS)),
            label_details: item.and_then(|item| item.label_details_support).unwrap_or(false),
            tags: item
                .and_then(|item| item.tag_support.as_ref())
                .is_some_and(|support| support.value_set.contains(&CompletionItemTag::DEPRECATED)),
            // A client that says nothing is of a time when there was nothing but Markdown.
            markdown: hover
                .and_then(|hover| hover.content_format.as_ref())
                .is_none_or(|formats| formats.contains(&MarkupKind::Markdown)),
            folds: folding.and_then(|folding| folding.range_limit).map_or(usize::MAX, |limit| limit as usize),
        }
    }

    /// What the server offers to this client.
    pub fn offer(&self) -> ServerCapabilities {
        ServerCapabilities {
            position_encoding: Some(match self.encoding {
                Encoding::Utf8 => PositionEncodingKind::UTF8,
                Encoding::Utf16 => PositionEncodingKind::UTF16,
                Encoding::Utf32 => PositionEncodingKind::UTF32,
            }),
            text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::Supported(true)),
                ..Default::default()
            })),
            notebook_document_sync: self.notebooks.then(offer_notebooks),
            diagnostic_provider: self.pulls.then(|| {
                DiagnosticServerCapabilities::Options(DiagnosticOptions {
                    identifier: Some("brickline".to_owned()),
                    inter_file_dependencies: true,
                    workspace_diagnostics: false,
                    ..Default::default()
                })
            }),
            code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, fix_all_kind()]),
                ..Default::default()
            })),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some([".", "{", "/", " "].map(str::to_owned).into()),
                resolve_provider: Some(false),
                ..CompletionOptions::default()
            }),
            definition_provider: Some(OneOf::Left(true)),
            references_provider: Some(OneOf::Left(true)),
            rename_provider: Some(match self.prepares_rename {
                true => OneOf::Right(RenameOptions {
                    prepare_provider: Some(true),
                    work_done_progress_options: WorkDoneProgressOptions::default(),
                }),
                false => OneOf::Left(true),
            }),
            document_link_provider: Some(DocumentLinkOptions {
                resolve_provider: Some(false),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            }),
            document_symbol_provider: Some(OneOf::Left(true)),
            folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
            workspace: Some(WorkspaceServerCapabilities {
                workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(OneOf::Left(true)),
                }),
                file_operations: None,
            }),
            ..Default::default()
        }
    }
}

/// The kind of the action that applies all safe fixes of a file.
pub fn fix_all_kind() -> CodeActionKind {
    CodeActionKind::new("source.fixAll.brickline")
}

/// The first encoding the client names that the server speaks, which is all that LSP defines.
fn choose_encoding(capabilities: &ClientCapabilities) -> Encoding {
    let offered = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_deref());
    let mut known = offered.unwrap_or_default().iter().filter_map(|kind| match kind.as_str() {
        "utf-8" => Some(Encoding::Utf8),
        "utf-16" => Some(Encoding::Utf16),
        "utf-32" => Some(Encoding::Utf32),
        _ => None,
    });
    known.next().unwrap_or(Encoding::Utf16)
}

fn offer_notebooks() -> OneOf<NotebookDocumentSyncOptions, NotebookDocumentSyncRegistrationOptions> {
    let cell = |language: &str| NotebookCellSelector { language: language.to_owned() };
    OneOf::Left(NotebookDocumentSyncOptions {
        notebook_selector: vec![NotebookSelector::ByNotebook {
            notebook: Notebook::String("jupyter-notebook".to_owned()),
            cells: Some(vec![cell("python"), cell("sql")]),
        }],
        save: Some(false),
    })
}
