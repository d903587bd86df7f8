//! What the client is told about open documents: answers to its requests, and findings it did not ask for. Takes views of
//! the state and has workers do the rest; changes nothing but what was told.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tower_lsp_server::jsonrpc;
use tower_lsp_server::ls_types::*;

use super::convert;
use super::event::{Event, Reply};
use super::main_loop::{State, say};
use super::outbox::Message;
use super::view::View;

/// One open file as of now. Texts that changed reach the analysis here, once, however many edits there were.
fn view(state: &mut State, uri: &str) -> Option<View> {
    for uri in std::mem::take(&mut state.dirty) {
        if let (Some(home), Some(content)) = (state.documents.home(&uri), state.documents.content(&uri)) {
            state.workspace.set_open(home, content);
        }
    }
    let file = state.documents.file_of(uri).unwrap_or_else(|| uri.to_owned());
    let home = state.documents.home(&file)?.clone();
    let (analysis, complete) = state.workspace.snapshot(&home)?;
    let (uri, version) = state.documents.identity(&file)?;
    let notebook = state.documents.notebooks.get(&file);
    let analysed = analysis.file(&home.path);
    let cells =
        notebook.zip(analysed).map(|(notebook, file)| notebook.places(&state.documents, file)).unwrap_or_default();
    let (uri, client) = (uri.clone(), state.client.clone());
    Some(View { complete, root: home.root, path: home.path, uri, version, cells, client, analysis })
}

/// Has a worker do something, and then take apart what is outdated. A panic there, a bug of ours, costs this answer and no
/// more.
fn spawn(state: &mut State, work: impl FnOnce() + Send + 'static) {
    let outdated = state.workspace.take_outdated();
    rayon::spawn(move || {
        if catch_unwind(AssertUnwindSafe(work)).is_err() {
            tracing::error!("an answer was lost to an internal error");
        }
        drop(outdated);
    });
}

/// Has a worker answer a request about a document; `null` when it is not open. Nobody waits for what was cancelled.
pub fn answer<T: Send + 'static>(
    state: &mut State,
    uri: Uri,
    reply: Reply<Option<T>>,
    work: impl FnOnce(&View, &Uri) -> jsonrpc::Result<Option<T>> + Send + 'static,
) {
    let Some(view) = view(state, uri.as_str()) else { return drop(reply.send(Ok(None))) };
    spawn(state, move || {
        if !reply.is_closed() {
            drop(reply.send(work(&view, &uri)));
        }
    });
}

/// A request that waits until the project is known; told whether it must be answered `now` in any case.
pub type Waiting = Box<dyn FnOnce(&mut State, bool) + Send>;

/// Answers a request about a file of a bundle; `null`, without looking, about anything but YAML and JSON.
pub fn answer_bundle<T: Send + 'static>(
    state: &mut State,
    uri: Uri,
    reply: Reply<Option<T>>,
    work: impl FnOnce(&View, &Uri) -> jsonrpc::Result<Option<T>> + Send + 'static,
) {
    match state.documents.home(uri.as_str()) {
        Some(home) if is_config(&home.path) => answer_known(state, uri, reply, work),
        _ => drop(reply.send(Ok(None))),
    }
}

/// Whether a file may be one of a bundle.
fn is_config(path: &str) -> bool {
    [".yml", ".yaml", ".json"].iter().any(|extension| path.ends_with(extension))
}

/// Answers like [`answer`]; about the YAML of a bundle only once the project is known, because clients do not ask twice.
pub fn answer_known<T: Send + 'static>(
    state: &mut State,
    uri: Uri,
    reply: Reply<Option<T>>,
    work: impl FnOnce(&View, &Uri) -> jsonrpc::Result<Option<T>> + Send + 'static,
) {
    answer_or_wait(state, uri, reply, work, false);
}

fn answer_or_wait<T: Send + 'static>(
    state: &mut State,
    uri: Uri,
    reply: Reply<Option<T>>,
    work: impl FnOnce(&View, &Uri) -> jsonrpc::Result<Option<T>> + Send + 'static,
    now: bool,
) {
    let home = state.documents.home(uri.as_str()).filter(|home| is_config(&home.path));
    if !now && home.is_some_and(|home| !state.workspace.is_complete(home)) {
        state.waiting.push(Box::new(move |state, now| answer_or_wait(state, uri, reply, work, now)));
    } else {
        answer(state, uri, reply, work);
    }
}

/// What is open, by path on disk: what the client calls it, and its version.
pub fn open_documents(state: &State) -> Vec<(PathBuf, Uri, i32)> {
    let identity = |uri: &String| {
        let home = state.documents.home(uri)?;
        let (uri, version) = state.documents.identity(uri)?;
        Some((home.root.join(&*home.path), uri.clone(), version))
    };
    state.documents.files().iter().filter_map(identity).collect()
}

/// Answers a pull; one by a client that could not be told to pull again waits until the project is known.
pub fn answer_pull(state: &mut State, params: DocumentDiagnosticParams, reply: Reply<DocumentDiagnosticReportResult>) {
    pull_or_wait(state, params, reply, false);
}

fn pull_or_wait(
    state: &mut State,
    params: DocumentDiagnosticParams,
    reply: Reply<DocumentDiagnosticReportResult>,
    now: bool,
) {
    let file = state.documents.file_of(params.text_document.uri.as_str());
    let home = file.as_ref().and_then(|file| state.documents.home(file));
    let is_known = home.is_none_or(|home| state.workspace.is_complete(home));
    if now || state.client.refreshes || is_known {
        pull(state, params, reply);
    } else {
        state.waiting.push(Box::new(move |state, now| pull_or_wait(state, params, reply, now)));
    }
}

/// Answers what waits, as far as it need not wait any longer; or `now`, with what is known by now: an answer must not speak
/// of later edits.
pub fn answer_waiting(state: &mut State, now: bool) {
    for waiting in std::mem::take(&mut state.waiting) {
        waiting(state, now);
    }
}

fn pull(state: &mut State, params: DocumentDiagnosticParams, reply: Reply<DocumentDiagnosticReportResult>) {
    let uri = params.text_document.uri;
    let Some(view) = view(state, uri.as_str()) else { return drop(reply.send(Ok(convert::report(Vec::new(), None)))) };
    spawn(state, move || {
        if !reply.is_closed() {
            let items = view.diagnostics_of(&uri);
            drop(reply.send(Ok::<_, jsonrpc::Error>(convert::report(items, params.previous_result_id.as_deref()))));
        }
    });
}

/// Has a worker find what is to be pushed, for a client that does not pull.
pub fn push(state: &mut State) {
    if state.client.pulls || !std::mem::take(&mut state.unpushed) {
        return;
    }
    // The file that was edited comes first: its user is looking at it.
    let mut files: Vec<String> = state.documents.files();
    files.sort_by_key(|uri| !state.dirty.contains(uri));
    let views: Vec<View> = files.iter().filter_map(|uri| view(state, uri)).collect();
    let (events, current) = (state.events.clone(), Arc::clone(&state.revision));
    let revision = current.load(Ordering::Relaxed);
    spawn(state, move || {
        for view in views {
            if current.load(Ordering::Relaxed) != revision {
                return;
            }
            drop(events.send(Event::Checked { revision, lists: view.diagnostics() }));
        }
    });
}

/// Pushes findings, unless the client has the same for the same version.
pub fn publish(state: &mut State, lists: Vec<(Uri, i32, Vec<Diagnostic>)>) {
    for (uri, version, list) in lists {
        let new = (version, convert::result_id(&list));
        if state.pushed.get(uri.as_str()) != Some(&new) {
            state.pushed.insert(uri.as_str().to_owned(), new);
            say(state, Message::Findings(uri, list, Some(version)));
        }
    }
}
