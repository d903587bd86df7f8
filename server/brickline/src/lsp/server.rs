//! The handlers of LSP's messages. Each only posts an event before its first await, so that the main loop sees the
//! messages in the order they came in; none looks at a document.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use tokio::sync::oneshot;
use tower_lsp_server::LanguageServer;
use tower_lsp_server::jsonrpc::{Error, Result};
use tower_lsp_server::ls_types::*;

use super::client::Client;
use super::convert;
use super::event::{Event, Reply};

/// The end of the session that the client talks to.
#[derive(Debug)]
pub struct Server {
    /// Where events go.
    pub events: Sender<Event>,
    /// Set by `shutdown`: an `exit` after it is a success.
    pub shut_down: Arc<AtomicBool>,
}

impl Server {
    fn post(&self, event: Event) {
        if self.events.send(event).is_err() {
            tracing::error!("the main loop has ended");
        }
    }

    async fn ask<T>(&self, event: impl FnOnce(Reply<T>) -> Event) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        self.post(event(reply));
        answer.await.unwrap_or_else(|_| Err(Error::internal_error()))
    }

    /// `brickline/text`: what the server holds of an open document, for tests and bug reports.
    pub async fn text(&self, document: TextDocumentIdentifier) -> Result<Option<String>> {
        self.ask(|reply| Event::Text(document, reply)).await
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let client = Client::new(&params.capabilities);
        let capabilities = client.offer();
        let folders = find_folders(&params);
        let options = params.initialization_options.unwrap_or_default();
        self.post(Event::Initialize { client, folders, options });
        let server_info =
            ServerInfo { name: "brickline".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
        Ok(InitializeResult { capabilities, server_info: Some(server_info), offset_encoding: None })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.post(Event::Initialized);
    }

    async fn shutdown(&self) -> Result<()> {
        self.shut_down.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.post(Event::Open(params));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.post(Event::Change(params));
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.post(Event::Save(params));
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.post(Event::Close(params));
    }

    async fn notebook_did_open(&self, params: DidOpenNotebookDocumentParams) {
        self.post(Event::OpenNotebook(params));
    }

    async fn notebook_did_change(&self, params: DidChangeNotebookDocumentParams) {
        self.post(Event::ChangeNotebook(params));
    }

    async fn notebook_did_close(&self, params: DidCloseNotebookDocumentParams) {
        self.post(Event::CloseNotebook(params));
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        self.post(Event::Folders(params));
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.post(Event::Settings(params.settings));
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.post(Event::Files(params));
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        self.ask(|reply| Event::Diagnostics(params, reply)).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        self.ask(|reply| Event::Actions(params, reply)).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        self.ask(|reply| Event::Hover(params, reply)).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        self.ask(|reply| Event::Completion(params, reply)).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        self.ask(|reply| Event::Definition(params, reply)).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        self.ask(|reply| Event::References(params, reply)).await
    }

    async fn prepare_rename(&self, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        self.ask(|reply| Event::PrepareRename(params, reply)).await
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        self.ask(|reply| Event::Rename(params, reply)).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.ask(|reply| Event::Links(params, reply)).await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        self.ask(|reply| Event::Outline(params, reply)).await
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        self.ask(|reply| Event::Folds(params, reply)).await
    }
}

/// The folders the client works in: its workspace folders, or the single root that older clients give.
#[allow(deprecated)]
fn find_folders(params: &InitializeParams) -> Vec<PathBuf> {
    let folders = params.workspace_folders.iter().flatten().map(|folder| &folder.uri);
    let root = params.root_uri.iter().filter(|_| params.workspace_folders.as_ref().is_none_or(Vec::is_empty));
    folders.chain(root).filter_map(convert::path).collect()
}
