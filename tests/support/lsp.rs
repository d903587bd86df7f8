//! A client of the language server: starts the real binary and speaks JSON-RPC with it. Knows the protocol, nothing of
//! the server's insides.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::binary::binary;

/// How long a test waits for one message before it fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A session with the server.
pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// Messages that came while another was waited for.
    stash: Vec<Value>,
    next_id: i64,
    /// What the client answers to `workspace/configuration`.
    pub settings: Value,
    /// The methods of the requests the server sent, in order.
    pub asked: Vec<String>,
}

impl Client {
    /// Starts a server that has not been told anything yet.
    pub fn spawn() -> Self {
        let mut command = Command::new(binary());
        command.arg("server").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the server starts");
        let mut output = BufReader::new(child.stdout.take().expect("the server has an output"));
        let (sender, messages) = channel();
        thread::spawn(move || {
            while let Some(message) = read_message(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let input = child.stdin.take();
        Self { child, input, messages, stash: Vec::new(), next_id: 0, settings: Value::Null, asked: Vec::new() }
    }

    /// Starts a session in `root` and gives what the server offers. `capabilities` is added to those of a plain client.
    pub fn start(root: &Path, capabilities: Value) -> (Self, Value) {
        Self::start_with(root, capabilities, Value::Null)
    }

    /// The same with `initializationOptions`.
    pub fn start_with(root: &Path, capabilities: Value, options: Value) -> (Self, Value) {
        let mut client = Self::spawn();
        let params = json!({
            "processId": std::process::id(),
            "rootUri": uri(root),
            "workspaceFolders": [{ "uri": uri(root), "name": "root" }],
            "capabilities": capabilities,
            "initializationOptions": options,
        });
        let offer = client.request("initialize", params);
        assert!(offer["error"].is_null(), "{offer}");
        client.notify("initialized", json!({}));
        (client, offer["result"]["capabilities"].clone())
    }

    /// Sends bytes as they are.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the input is open");
        input.write_all(bytes).and_then(|()| input.flush()).expect("the server reads");
    }

    /// Sends a message.
    pub fn send(&mut self, mut message: Value) {
        message["jsonrpc"] = "2.0".into();
        let body = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(json!({ "method": method, "params": params }));
    }

    /// Sends a request without waiting; the answer is fetched by the number given.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        self.send(json!({ "id": self.next_id, "method": method, "params": params }));
        self.next_id
    }

    /// The answer to a request: a message with `result` or `error`.
    pub fn answer(&mut self, id: i64) -> Value {
        self.wait(&format!("the answer to request {id}"), |message| message["id"] == id && message["method"].is_null())
    }

    /// Sends a request and waits for its answer.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// Opens a document in its first version.
    pub fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces all of a document.
    pub fn replace(&mut self, uri: &str, version: i32, text: &str) {
        let document = json!({ "uri": uri, "version": version });
        self.notify(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": [{ "text": text }] }),
        );
    }

    /// What the server holds of a document.
    pub fn text(&mut self, uri: &str) -> Value {
        self.request("brickline/text", json!({ "uri": uri }))["result"].clone()
    }

    /// The findings of a document, asked for.
    pub fn pull(&mut self, uri: &str) -> Vec<Value> {
        let report = self.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }));
        let items = report["result"]["items"].as_array();
        items.unwrap_or_else(|| panic!("no full report: {report}")).clone()
    }

    /// The next findings that the server pushes for this version of a document.
    pub fn pushed(&mut self, uri: &str, version: i32) -> Vec<Value> {
        let message = self.wait(&format!("findings of version {version}"), |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        });
        message["params"]["diagnostics"].as_array().expect("a list of findings").clone()
    }

    /// The first message that fits, among those that came and those that will.
    pub fn wait(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.stash.iter().position(&fits) {
            return self.stash.remove(at);
        }
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let message = self.messages.recv_timeout(left).unwrap_or_else(|error| panic!("{what}: {error}"));
            self.answer_server(&message);
            if fits(&message) {
                return message;
            }
            self.stash.push(message);
        }
    }

    /// The messages of a method that have come so far, once the server has nothing more to do.
    pub fn received(&mut self, method: &str) -> usize {
        self.text("file:///nothing");
        self.stash.iter().filter(|message| message["method"] == method).count()
    }

    fn answer_server(&mut self, message: &Value) {
        let (Some(method), false) = (message["method"].as_str(), message["id"].is_null()) else { return };
        self.asked.push(method.to_owned());
        let items = message["params"]["items"].as_array().map_or(0, Vec::len);
        let result = if method == "workspace/configuration" { json!(vec![&self.settings; items]) } else { Value::Null };
        self.send(json!({ "id": message["id"], "result": result }));
    }

    /// Ends the session as the protocol asks and gives the server's exit code.
    pub fn shut_down(mut self) -> i32 {
        let answer = self.request("shutdown", Value::Null);
        assert!(answer.get("error").is_none(), "{answer}");
        self.exit()
    }

    /// Sends `exit` and gives the server's exit code.
    pub fn exit(mut self) -> i32 {
        self.send(json!({ "method": "exit" }));
        self.exit_code()
    }

    /// Closes the server's input and gives its exit code.
    pub fn hang_up(mut self) -> i32 {
        self.input = None;
        self.exit_code()
    }

    fn exit_code(&mut self) -> i32 {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().expect("the server can be asked") {
                return status.code().expect("the server was not killed");
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("the server does not end");
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // A test that failed leaves its server behind.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The URI of a path.
pub fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn read_message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim() {
            "" => break,
            header => length = header.strip_prefix("Content-Length: ")?.parse().ok()?,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// The rules of findings, in order.
pub fn codes(found: &[Value]) -> Vec<String> {
    found.iter().map(|found| found["code"].as_str().expect("a rule").to_owned()).collect()
}

/// A text after edits of the protocol, columns in ASCII lines or UTF-8.
pub fn apply(text: &str, edits: &Value) -> String {
    let offset = |position: &Value| {
        let line = position["line"].as_u64().expect("a line") as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        start + position["character"].as_u64().expect("a column") as usize
    };
    let edits = edits.as_array().expect("a list of edits").iter();
    let mut edits: Vec<_> = edits
        .map(|edit| (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]), edit["newText"].as_str()))
        .collect();
    edits.sort();
    let mut result = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        result.replace_range(start..end, new.expect("a text"));
    }
    result
}
