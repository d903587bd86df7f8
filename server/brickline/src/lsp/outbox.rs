//! What the server says on its own: findings it pushes, questions, messages. Keeps them in order; knows the protocol's
//! calls, not why they are made.

use std::sync::mpsc::Sender;

use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp_server::Client;
use tower_lsp_server::ls_types::*;

use super::event::Event;

/// Something to say to the client.
#[derive(Debug)]
pub enum Message {
    /// The findings of a version of a document.
    Findings(Uri, Vec<Diagnostic>, Option<i32>),
    /// Something the user must know.
    Problem(String),
    /// The findings are to be asked for again.
    Refresh,
    /// The settings are to be told.
    AskSettings,
    /// Files on disk are to be watched.
    Watch,
}

/// The files whose changes on disk matter.
const WATCHED: &str = "**/{*.py,*.pyi,*.sql,*.ipynb,*.yml,*.yaml,*.json,brickline.toml,pyproject.toml}";

/// Starts to send what is put into the channel.
pub fn start(client: Client, events: Sender<Event>, runtime: &Handle) -> UnboundedSender<Message> {
    let (sender, messages) = unbounded_channel();
    runtime.spawn(send_all(client, events, messages));
    sender
}

async fn send_all(client: Client, events: Sender<Event>, mut messages: UnboundedReceiver<Message>) {
    while let Some(message) = messages.recv().await {
        match message {
            Message::Findings(uri, found, version) => client.publish_diagnostics(uri, found, version).await,
            Message::Problem(text) => client.show_message(MessageType::ERROR, text).await,
            question => drop(tokio::spawn(ask(client.clone(), events.clone(), question))),
        }
    }
}

/// Questions are waited for apart: a client may take its time.
async fn ask(client: Client, events: Sender<Event>, question: Message) {
    let outcome = match question {
        Message::Refresh => client.workspace_diagnostic_refresh().await,
        Message::Watch => client.register_capability(vec![watch_files()]).await,
        Message::AskSettings => {
            let item = ConfigurationItem { scope_uri: None, section: Some("brickline".to_owned()) };
            client.configuration(vec![item]).await.map(|values| {
                // The loop is gone only when the session is over.
                drop(events.send(Event::Settings(values.into_iter().next().unwrap_or_default())));
            })
        }
        Message::Findings(..) | Message::Problem(_) => Ok(()),
    };
    if let Err(error) = outcome {
        tracing::warn!("the client did not answer as expected: {error}");
    }
}

fn watch_files() -> Registration {
    Registration {
        id: "brickline-files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: Some(serde_json::json!({ "watchers": [{ "globPattern": WATCHED }] })),
    }
}
