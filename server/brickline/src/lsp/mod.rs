//! The language server: a session over stdin and stdout. Knows how its parts are wired together.

mod answer;
mod bundle;
mod client;
mod complete;
mod convert;
mod document;
mod event;
mod frame;
mod hover;
mod indexing;
mod main_loop;
mod notebook;
mod outbox;
mod server;
mod settings;
mod transport;
mod view;
mod workspace;

use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

use tower_lsp_server::LspService;

use crate::cli::STACK_BYTES;
use server::Server;

/// Serves one session. Succeeds if the client said `shutdown` before it left.
pub fn run() -> ExitCode {
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false);
    log.with_max_level(tracing::Level::WARN).init();
    match serve() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("brickline: the server cannot start: {error}");
            ExitCode::from(2)
        }
    }
}

/// Gives whether the client said `shutdown`.
fn serve() -> io::Result<bool> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let shut_down = Arc::new(AtomicBool::new(false));
    let (events, inbox) = mpsc::channel();
    let mut client = None;
    let (service, socket) = LspService::build(|given| {
        client = Some(given);
        Server { events: events.clone(), shut_down: Arc::clone(&shut_down) }
    })
    .custom_method("brickline/text", Server::text)
    .finish();
    if let Some(client) = client {
        let outbox = outbox::start(client, events.clone(), runtime.handle());
        // Code may nest deeply, and dropping what was read of it follows.
        let main_loop = thread::Builder::new().stack_size(STACK_BYTES);
        main_loop.spawn(move || main_loop::run(&inbox, events, outbox))?;
    }
    runtime.block_on(transport::serve(service, socket));
    // What still runs in the background has nobody left to tell.
    runtime.shutdown_background();
    Ok(shut_down.load(Ordering::Relaxed))
}
