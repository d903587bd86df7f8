//! The main loop: takes events one by one and owns everything that changes. Knows the order of things; what takes time is
//! done by workers, on views of a snapshot.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender};

use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;
use tower_lsp_server::ls_types::*;

use super::answer::{Waiting, answer, answer_bundle, answer_known, answer_pull, answer_waiting, publish, push};
use super::client::Client;
use super::document::{Documents, Role};
use super::event::Event;
use super::outbox::Message;
use super::view::View;
use super::workspace::{Home, Workspace};
use super::{answer, convert, indexing, notebook, settings};

/// Everything that changes in a session.
pub struct State {
    /// Where events go.
    pub events: Sender<Event>,
    /// Where messages to the client go.
    pub outbox: UnboundedSender<Message>,
    /// What the client can do.
    pub client: Client,
    /// What is open.
    pub documents: Documents,
    /// The projects.
    pub workspace: Workspace,
    /// Open files whose text the analysis does not have yet.
    pub dirty: HashSet<String>,
    /// Whether findings may differ from those pushed last.
    pub unpushed: bool,
    /// What was pushed last, by document.
    pub pushed: HashMap<String, (i32, String)>,
    /// Counts what changed; workers stop when it is no longer theirs.
    pub revision: Arc<AtomicU64>,
    /// Requests that wait until the project is known.
    pub waiting: Vec<Waiting>,
}

/// Runs as long as the session.
pub fn run(inbox: &Receiver<Event>, events: Sender<Event>, outbox: UnboundedSender<Message>) {
    let mut state = State {
        events,
        outbox,
        client: Client::new(&ClientCapabilities::default()),
        documents: Documents::default(),
        workspace: Workspace::default(),
        dirty: HashSet::new(),
        unpushed: false,
        pushed: HashMap::new(),
        revision: Arc::default(),
        waiting: Vec::new(),
    };
    while let Ok(event) = inbox.recv() {
        // Findings are pushed once nothing more is waiting: of ten edits that came together only the last counts.
        let turn = || {
            let waiting = std::iter::once(event).chain(inbox.try_iter());
            waiting.for_each(|event| handle(&mut state, event));
            push(&mut state);
        };
        // A panic, a bug of ours, costs this event and not the session.
        if catch_unwind(AssertUnwindSafe(turn)).is_err() {
            tracing::error!("an event was lost to an internal error");
        }
    }
}

fn handle(state: &mut State, event: Event) {
    match event {
        Event::Initialize { client, folders, options } => {
            state.client = client;
            state.workspace.folders = folders;
            take_settings(state, &options);
        }
        Event::Initialized => begin(state),
        Event::Open(params) => {
            let uri = params.text_document.uri.as_str().to_owned();
            let home = find_home(state, &params.text_document.uri, &params.text_document.language_id);
            state.documents.open(params.text_document, Role::File(home));
            enter(state, &uri);
        }
        Event::Change(params) => {
            answer_waiting(state, true);
            let uri = params.text_document.uri.as_str();
            let Some(document) = state.documents.texts.get_mut(uri) else { return };
            let changes = params.content_changes.into_iter().map(convert::change).collect();
            document.apply(params.text_document.version, changes, state.client.encoding);
            state.dirty.extend(state.documents.file_of(uri));
            touch(state);
        }
        Event::Save(params) => {
            if let Some(path) = convert::path(&params.text_document.uri).filter(|path| is_settings(path)) {
                files_changed(state, vec![(path, false)]);
            }
        }
        Event::Close(params) => {
            let uri = params.text_document.uri;
            let home = state.documents.home(uri.as_str()).cloned();
            state.documents.texts.remove(uri.as_str());
            leave(state, uri, home);
        }
        Event::OpenNotebook(params) => {
            let uri = params.notebook_document.uri.clone();
            let home = find_home(state, &uri, "jupyter");
            notebook::open(&mut state.documents, params, home);
            enter(state, uri.as_str());
        }
        Event::ChangeNotebook(params) => {
            answer_waiting(state, true);
            state.dirty.insert(params.notebook_document.uri.as_str().to_owned());
            notebook::change(&mut state.documents, params, state.client.encoding);
            touch(state);
        }
        Event::CloseNotebook(params) => {
            let uri = params.notebook_document.uri;
            let home = state.documents.home(uri.as_str()).cloned();
            for cell in params.cell_text_documents {
                retract(state, cell.uri);
            }
            notebook::close(&mut state.documents, uri.as_str());
            leave(state, uri, home);
        }
        Event::Folders(params) => {
            let folders = |folders: &[WorkspaceFolder]| -> Vec<PathBuf> {
                folders.iter().filter_map(|folder| convert::path(&folder.uri)).collect()
            };
            let removed = folders(&params.event.removed);
            state.workspace.folders.retain(|folder| !removed.contains(folder));
            state.workspace.folders.extend(folders(&params.event.added));
            restart(state);
        }
        Event::Settings(value) => {
            if value.is_null() && state.client.configuration {
                say(state, Message::AskSettings);
            } else if take_settings(state, &value) {
                reload(state);
            }
        }
        Event::Files(params) => {
            let path = |change: FileEvent| Some((convert::path(&change.uri)?, change.typ != FileChangeType::CHANGED));
            files_changed(state, params.changes.into_iter().filter_map(path).collect());
        }
        Event::Indexed(indexed) => {
            say_problems(state, indexed.problems.clone());
            state.workspace.take(*indexed);
            project_changed(state);
        }
        Event::Checked { revision, lists } => {
            if state.revision.load(Ordering::Relaxed) == revision {
                publish(state, lists);
            }
        }
        Event::Diagnostics(params, reply) => answer_pull(state, params, reply),
        Event::Actions(params, reply) => answer(state, params.text_document.uri, reply, move |view, uri| {
            Ok(view.actions(uri, params.range, &params.context))
        }),
        Event::Hover(params, reply) => {
            let place = params.text_document_position_params;
            answer_known(state, place.text_document.uri, reply, move |view, uri| Ok(view.hover(uri, place.position)));
        }
        Event::Completion(params, reply) => {
            let place = params.text_document_position;
            let work = move |view: &View, uri: &Uri| Ok(view.completion(uri, place.position));
            answer_bundle(state, place.text_document.uri, reply, work);
        }
        Event::Definition(params, reply) => {
            let place = params.text_document_position_params;
            let work = move |view: &View, uri: &Uri| Ok(view.definition(uri, place.position));
            answer_bundle(state, place.text_document.uri, reply, work);
        }
        Event::References(params, reply) => {
            let (place, context) = (params.text_document_position, params.context);
            let work = move |view: &View, uri: &Uri| Ok(view.references(uri, place.position, &context));
            answer_bundle(state, place.text_document.uri, reply, work);
        }
        Event::PrepareRename(place, reply) => {
            let work = move |view: &View, uri: &Uri| view.prepare_rename(uri, place.position);
            answer_bundle(state, place.text_document.uri, reply, work);
        }
        Event::Rename(params, reply) => {
            let place = params.text_document_position;
            let open = answer::open_documents(state);
            let work = move |view: &View, uri: &Uri| view.rename(uri, place.position, &params.new_name, &open);
            answer_bundle(state, place.text_document.uri, reply, work);
        }
        Event::Links(params, reply) => {
            answer_bundle(state, params.text_document.uri, reply, |view, _| Ok(view.links()));
        }
        Event::Outline(params, reply) => {
            answer_bundle(state, params.text_document.uri, reply, |view, _| Ok(view.outline()));
        }
        Event::Folds(params, reply) => {
            answer_bundle(state, params.text_document.uri, reply, |view, _| Ok(view.folds()));
        }
        Event::Text(document, reply) => {
            let text = state.documents.texts.get(document.uri.as_str());
            drop(reply.send(Ok(text.map(|document| document.text.shared().to_string()))));
        }
    }
}

/// Says something to the client.
pub fn say(state: &State, message: Message) {
    // The sender at the other end is gone only when the session is over.
    drop(state.outbox.send(message));
}

fn say_problems(state: &State, problems: Vec<String>) {
    for problem in problems {
        say(state, Message::Problem(problem));
    }
}

/// Notes that something changed: what workers have at hand is of yesterday.
fn touch(state: &mut State) {
    state.revision.fetch_add(1, Ordering::Relaxed);
    state.unpushed = true;
}

fn begin(state: &mut State) {
    if state.client.configuration {
        say(state, Message::AskSettings);
    }
    if state.client.watches {
        say(state, Message::Watch);
    }
    for folder in state.workspace.folders.clone() {
        let home = state.workspace.home(Some(&folder.join("_")), "");
        start_index(state, &home);
    }
}

/// Makes the project of a file and has it indexed, if it is new.
fn start_index(state: &mut State, home: &Home) {
    let mut problems = Vec::new();
    let root = state.workspace.enter(home, &mut problems);
    say_problems(state, problems);
    let Some(root) = root else { return };
    let (events, given) = (state.events.clone(), state.workspace.given.clone());
    let index = move || {
        for indexed in indexing::index(&root, &given) {
            drop(events.send(Event::Indexed(Box::new(indexed))));
        }
    };
    if let Err(error) = indexing::spawn(index) {
        tracing::error!("the project cannot be indexed: {error}");
    }
}

/// What the analysis calls a document; one that lies nowhere gets a name that tells its language.
fn find_home(state: &State, uri: &Uri, language: &str) -> Home {
    let path = convert::path(uri);
    let last = uri.as_str().rsplit(['/', ':', '\\']).next().unwrap_or_default();
    let extension = match language {
        "python" => ".py",
        "sql" | "databricks-sql" => ".sql",
        "yaml" => ".yml",
        "jupyter" => ".ipynb",
        _ => "",
    };
    let name = if last.ends_with(extension) { last.to_owned() } else { format!("{last}{extension}") };
    state.workspace.home(path.as_deref(), &name)
}

fn enter(state: &mut State, uri: &str) {
    if let Some(home) = state.documents.home(uri).cloned() {
        start_index(state, &home);
    }
    state.dirty.insert(uri.to_owned());
    touch(state);
}

fn leave(state: &mut State, uri: Uri, home: Option<Home>) {
    state.dirty.remove(uri.as_str());
    if let Some(home) = home {
        state.workspace.close(&home);
        touch(state);
    }
    retract(state, uri);
}

/// Takes back what was pushed for a document that is closed.
fn retract(state: &mut State, uri: Uri) {
    if state.pushed.remove(uri.as_str()).is_some_and(|(_, list)| list != convert::result_id(&[])) {
        say(state, Message::Findings(uri, Vec::new(), None));
    }
}

/// Takes the client's settings; true when they are other than before.
fn take_settings(state: &mut State, value: &Value) -> bool {
    match settings::parse(value, brickline_rules::ALL) {
        Ok(Some(given)) if given != state.workspace.given => {
            state.workspace.given = given;
            true
        }
        Ok(_) => false,
        Err(problem) => {
            say(state, Message::Problem(problem));
            false
        }
    }
}

fn reload(state: &mut State) {
    let mut problems = Vec::new();
    state.workspace.reload(&mut problems);
    say_problems(state, problems);
    project_changed(state);
}

/// Reads all projects again: folders came or went, or the borders between projects moved.
fn restart(state: &mut State) {
    state.workspace.clear();
    for uri in state.documents.files() {
        let Some((named, _)) = state.documents.identity(&uri) else { continue };
        let language = state.documents.texts.get(&uri).map_or("jupyter", |document| document.language.as_str());
        let home = find_home(state, named, language);
        state.documents.set_home(&uri, home);
        enter(state, &uri);
    }
    for folder in state.workspace.folders.clone() {
        let home = state.workspace.home(Some(&folder.join("_")), "");
        start_index(state, &home);
    }
    project_changed(state);
}

/// Files changed on disk: each with whether it came or went.
fn files_changed(state: &mut State, changes: Vec<(PathBuf, bool)>) {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if changes.iter().any(|(path, moved)| *moved && (is_settings(path) || crate::project::is_border(&name(path)))) {
        return restart(state);
    }
    let is_open = |path: &Path| {
        let open = state.documents.files().into_iter();
        open.filter_map(|uri| convert::path(state.documents.identity(&uri)?.0)).any(|open| open == path)
    };
    let closed: Vec<_> = changes.iter().filter(|(path, _)| !is_open(path)).map(|(path, _)| path.clone()).collect();
    for path in closed.iter().filter(|path| !is_settings(path)) {
        state.workspace.reread(path);
    }
    if changes.iter().any(|(path, _)| is_settings(path)) {
        return reload(state);
    }
    if !closed.is_empty() {
        project_changed(state);
    }
}

fn is_settings(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == crate::project::SETTINGS_FILE || name == "pyproject.toml")
}

/// Findings may differ although no open text changed.
fn project_changed(state: &mut State) {
    touch(state);
    if state.client.pulls && state.client.refreshes {
        say(state, Message::Refresh);
    }
    answer_waiting(state, false);
}
