//! What reaches the main loop: notifications and requests in the order the client sent them, and what workers bring back.

use std::path::PathBuf;

use serde_json::Value;
use tokio::sync::oneshot;
use tower_lsp_server::jsonrpc;
use tower_lsp_server::ls_types::*;

use super::client::Client;
use super::indexing::Indexed;

/// Where the answer to a request goes. Dropped unanswered, it becomes an internal error; closed, nobody waits any more.
pub type Reply<T> = oneshot::Sender<jsonrpc::Result<T>>;

/// One thing for the main loop to do.
pub enum Event {
    /// The client has said what it can do, where it works and what it wants.
    Initialize { client: Client, folders: Vec<PathBuf>, options: Value },
    /// The session may begin.
    Initialized,
    /// A document was opened.
    Open(DidOpenTextDocumentParams),
    /// A document was changed.
    Change(DidChangeTextDocumentParams),
    /// A document was saved.
    Save(DidSaveTextDocumentParams),
    /// A document was closed.
    Close(DidCloseTextDocumentParams),
    /// A notebook was opened.
    OpenNotebook(DidOpenNotebookDocumentParams),
    /// A notebook was changed.
    ChangeNotebook(DidChangeNotebookDocumentParams),
    /// A notebook was closed.
    CloseNotebook(DidCloseNotebookDocumentParams),
    /// Folders came and went.
    Folders(DidChangeWorkspaceFoldersParams),
    /// The client's settings changed; they come along, or are to be asked for.
    Settings(Value),
    /// Files changed on disk.
    Files(DidChangeWatchedFilesParams),
    /// A project was indexed.
    Indexed(Box<Indexed>),
    /// A worker found what documents hold, as of a revision.
    Checked { revision: u64, lists: Vec<(Uri, i32, Vec<Diagnostic>)> },
    /// Which findings does a document have?
    Diagnostics(DocumentDiagnosticParams, Reply<DocumentDiagnosticReportResult>),
    /// What can be done about the findings in a range?
    Actions(CodeActionParams, Reply<Option<CodeActionResponse>>),
    /// What is there to say about a place?
    Hover(HoverParams, Reply<Option<Hover>>),
    /// What can be written at a place?
    Completion(CompletionParams, Reply<Option<CompletionResponse>>),
    /// Where is what stands at a place defined?
    Definition(GotoDefinitionParams, Reply<Option<GotoDefinitionResponse>>),
    /// Which places say the name that stands at a place?
    References(ReferenceParams, Reply<Option<Vec<Location>>>),
    /// Can the name at a place be changed?
    PrepareRename(TextDocumentPositionParams, Reply<Option<PrepareRenameResponse>>),
    /// Which edits give it another name?
    Rename(RenameParams, Reply<Option<WorkspaceEdit>>),
    /// Which files does a document name?
    Links(DocumentLinkParams, Reply<Option<Vec<DocumentLink>>>),
    /// What is in a document?
    Outline(DocumentSymbolParams, Reply<Option<DocumentSymbolResponse>>),
    /// What can be folded in a document?
    Folds(FoldingRangeParams, Reply<Option<Vec<FoldingRange>>>),
    /// What does the server think a document holds?
    Text(TextDocumentIdentifier, Reply<Option<String>>),
}
