//! The session's two ends: frames come in, are handled strictly in order, and what answers them goes out. Knows
//! JSON-RPC and the order of messages, not what they mean.

use std::future::poll_fn;
use std::io::{self, BufReader};
use std::sync::mpsc;
use std::task::Poll;
use std::thread;

use futures_util::{SinkExt, StreamExt};
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;
use tower_lsp_server::jsonrpc::{Error, Id, Request, Response};
use tower_lsp_server::{ClientSocket, LanguageServer, LspService};
use tower_service::Service;

use super::frame::{Frame, read_frame, write_frame};

/// How many messages may wait between the reader and the service.
const WAITING: usize = 256;

#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    Response(Response),
    Request(Request),
}

/// What is left of a message that is no request: enough to answer it.
#[derive(Deserialize)]
struct Identified {
    #[serde(default)]
    id: Id,
}

/// Where messages for the client go. The last one dropped ends the writer.
#[derive(Clone)]
struct Outbox(mpsc::Sender<Vec<u8>>);

impl Outbox {
    fn send(&self, message: &impl Serialize) {
        match serde_json::to_vec(message) {
            // The writer is gone only when the client is.
            Ok(body) => drop(self.0.send(body)),
            Err(error) => tracing::error!("a message cannot be written: {error}"),
        }
    }
}

/// Serves one session over stdin and stdout, until `exit` or the end of the input.
///
/// The transport of tower-lsp-server is not used: it ends the session at the first malformed message, knows two headers
/// at most, and lets four requests at a time keep all later messages waiting. Here each message is handed over and its
/// handler run up to its first await before the next message is looked at, which is what keeps edits in order.
pub async fn serve<S: LanguageServer>(mut service: LspService<S>, socket: ClientSocket) {
    let (mut to_client, mut from_client) = socket.split();
    let (outbox, writer) = spawn_writer();
    let mut frames = spawn_reader();
    let requests = outbox.clone();
    let forward = tokio::spawn(async move {
        while let Some(request) = to_client.next().await {
            requests.send(&request);
        }
    });
    let mut calls = JoinSet::new();
    while let Some(frame) = frames.recv().await {
        while calls.try_join_next().is_some() {}
        match parse_message(frame) {
            Ok(Message::Response(response)) => drop(from_client.send(response).await),
            Ok(Message::Request(request)) => {
                let is_exit = request.method() == "exit";
                handle(&mut service, request, &outbox, &mut calls).await;
                if is_exit {
                    break;
                }
            }
            Err(response) => outbox.send(&*response),
        }
    }
    // The writer ends when nobody holds the outbox: what was sent is written, what is still worked on is dropped.
    calls.shutdown().await;
    forward.abort();
    drop(forward.await);
    drop(outbox);
    drop(writer.join());
}

async fn handle<S: LanguageServer>(
    service: &mut LspService<S>,
    request: Request,
    outbox: &Outbox,
    calls: &mut JoinSet<()>,
) {
    if poll_fn(|cx| service.poll_ready(cx)).await.is_err() {
        return;
    }
    let mut call = service.call(request);
    match poll_fn(|cx| Poll::Ready(call.as_mut().poll(cx))).await {
        Poll::Ready(Ok(Some(response))) => outbox.send(&response),
        Poll::Ready(_) => {}
        Poll::Pending => {
            let outbox = outbox.clone();
            calls.spawn(async move {
                if let Ok(Some(response)) = call.await {
                    outbox.send(&response);
                }
            });
        }
    }
}

/// Reads a message, or gives the answer to what is none.
fn parse_message(frame: Frame) -> Result<Message, Box<Response>> {
    let answer = |id, error| Box::new(Response::from_error(id, error));
    let Frame::Body(body) = frame else { return Err(answer(Id::Null, Error::parse_error())) };
    serde_json::from_slice(&body).map_err(|error| {
        tracing::warn!("a message cannot be read: {error}");
        match serde_json::from_slice::<Identified>(&body) {
            Ok(message) => answer(message.id, Error::invalid_request()),
            Err(_) if error.is_data() => answer(Id::Null, Error::invalid_request()),
            Err(_) => answer(Id::Null, Error::parse_error()),
        }
    })
}

fn spawn_reader() -> tokio::sync::mpsc::Receiver<Frame> {
    let (sender, receiver) = tokio::sync::mpsc::channel(WAITING);
    thread::spawn(move || {
        let mut input = BufReader::new(io::stdin());
        while let Ok(Some(frame)) = read_frame(&mut input) {
            if sender.blocking_send(frame).is_err() {
                return;
            }
        }
    });
    receiver
}

fn spawn_writer() -> (Outbox, thread::JoinHandle<()>) {
    let (sender, receiver) = mpsc::channel::<Vec<u8>>();
    let writer = thread::spawn(move || {
        let mut output = io::stdout().lock();
        while let Ok(body) = receiver.recv() {
            if let Err(error) = write_frame(&mut output, &body) {
                tracing::error!("the client cannot be written to: {error}");
                return;
            }
        }
    });
    (Outbox(sender), writer)
}
