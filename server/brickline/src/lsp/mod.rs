//! The language server: a session over stdin and stdout. Knows how its parts are wired together.

mod answer;
mod client;
mod convert;
mod document;
mod event;
mod frame;
mod indexing;
mod main_loop;
mod notebook;
mod outbox;
mod server;
mod settings;
mod transport;
mod view;
mod workspace;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

use tower_lsp_server::LspService;

use server::Server;

/// Serves one session. Succeeds if the client said `shutdown` before it left.
pub fn run() -> ExitCode {
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false);
    log.with_max_level(tracing::Level::WARN).init();
    let runtime = match tokio::runtime::Builder::new_current_thread().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("brickline: the server cannot start: {error}");
            return ExitCode::from(2);
        }
    };
    let shut_down = Arc::new(AtomicBool::new(false));
    let (events, inbox) = mpsc::channel();
    let handle = runtime.handle().clone();
    let (service, socket) = LspService::build(|client| {
        let outbox = outbox::start(client, events.clone(), &handle);
        let own = events.clone();
        thread::spawn(move || main_loop::run(&inbox, own, outbox));
        Server { events, shut_down: Arc::clone(&shut_down) }
    })
    .custom_method("brickline/text", Server::text)
    .finish();
    runtime.block_on(transport::serve(service, socket));
    // What still runs in the background has nobody left to tell.
    runtime.shutdown_background();
    if shut_down.load(Ordering::Relaxed) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
