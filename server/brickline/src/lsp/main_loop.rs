//! The main loop: takes events one by one and owns everything that changes. Knows the order of things; what takes time
//! is done elsewhere, on snapshots.

use std::sync::mpsc::Receiver;

use brickline_syntax::text::Encoding;
use tokio::runtime::Handle;

use super::convert;
use super::document::Documents;
use super::event::Event;

struct State {
    encoding: Encoding,
    documents: Documents,
}

/// Runs until nobody can send events any more.
pub fn run(inbox: Receiver<Event>, _client: tower_lsp_server::Client, _runtime: Handle) {
    let mut state = State { encoding: Encoding::Utf16, documents: Documents::default() };
    while let Ok(event) = inbox.recv() {
        handle(&mut state, event);
    }
}

fn handle(state: &mut State, event: Event) {
    match event {
        Event::Initialize { client, .. } => state.encoding = client.encoding,
        Event::Open(params) => {
            let item = params.text_document;
            state.documents.open(item.uri.as_str(), item.language_id, item.version, item.text);
        }
        Event::Change(params) => {
            let Some(document) = state.documents.find_mut(params.text_document.uri.as_str()) else { return };
            let changes = params.content_changes.into_iter().map(convert::change).collect();
            document.apply(params.text_document.version, changes, state.encoding);
        }
        Event::Close(params) => state.documents.close(params.text_document.uri.as_str()),
        Event::Text(document, reply) => {
            let text = state.documents.find(document.uri.as_str()).map(|document| document.text.shared().to_string());
            drop(reply.send(Ok(text)));
        }
        _ => {}
    }
}
