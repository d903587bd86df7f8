//! Beginning and end of a session, what is negotiated, and what is no message at all.

use std::path::Path;

use brickline_tests::lsp::Client;
use serde_json::{Value, json};

fn start(capabilities: Value) -> (Client, Value) {
    Client::start(Path::new("/nowhere"), capabilities)
}

#[test]
fn the_first_encoding_both_speak_is_used() {
    let choose = |encodings: Value| {
        let (client, offer) = start(json!({ "general": { "positionEncodings": encodings } }));
        assert_eq!(client.shut_down(), 0);
        offer["positionEncoding"].as_str().unwrap().to_owned()
    };
    assert_eq!(choose(json!(["utf-8", "utf-16"])), "utf-8");
    assert_eq!(choose(json!(["utf-32"])), "utf-32");
    assert_eq!(choose(json!(["utf-7", "utf-16", "utf-8"])), "utf-16");
    assert_eq!(choose(json!(["utf-7"])), "utf-16");
    assert_eq!(choose(Value::Null), "utf-16");
}

#[test]
fn diagnostics_are_offered_only_to_those_who_pull() {
    let (client, offer) = start(json!({ "textDocument": { "diagnostic": {} } }));
    assert_eq!(offer["diagnosticProvider"]["interFileDependencies"], true);
    assert_eq!(client.shut_down(), 0);
    let (client, offer) = start(json!({}));
    assert!(offer["diagnosticProvider"].is_null());
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn the_exit_code_tells_whether_the_client_said_goodbye() {
    assert_eq!(start(json!({})).0.shut_down(), 0);
    assert_eq!(start(json!({})).0.exit(), 1);
    assert_eq!(start(json!({})).0.hang_up(), 1);
    assert_eq!(Client::spawn().exit(), 1);
    assert_eq!(Client::spawn().hang_up(), 1);
}

#[test]
fn nothing_is_answered_before_initialize_and_after_shutdown() {
    let mut client = Client::spawn();
    let early = client.request("textDocument/hover", json!({}));
    assert_eq!(early["error"]["code"], -32002);
    let offer = client.request("initialize", json!({ "capabilities": {} }));
    assert_eq!(offer["result"]["serverInfo"]["name"], "brickline");
    assert!(client.request("shutdown", Value::Null).get("error").is_none());
    let late = client.request("brickline/text", json!({ "uri": "file:///a.py" }));
    assert_eq!(late["error"]["code"], -32600);
    assert_eq!(client.exit(), 0);
}

#[test]
fn what_is_no_message_is_answered_and_the_session_goes_on() {
    let (mut client, _) = start(json!({}));
    client.open("file:///a.py", "python", "x = 1\n");
    let mut error_of = |bytes: &[u8]| {
        client.send_raw(bytes);
        let error = client.wait("an error", |message| !message["error"].is_null() && message["method"].is_null());
        assert_eq!(client.text("file:///a.py"), "x = 1\n", "after {}", String::from_utf8_lossy(bytes));
        error["error"]["code"].as_i64().unwrap()
    };
    assert_eq!(error_of(b"Content-Length: 9\r\n\r\n{\"method\""), -32700);
    assert_eq!(error_of(b"Content-Length: 2\r\n\r\n\xff\xfe"), -32700);
    assert_eq!(error_of(b"Content-Length: lots\r\n\r\n"), -32700);
    assert_eq!(error_of(b"Content-Length: 0\r\n\r\n"), -32700);
    assert_eq!(error_of(b"Content-Length: 2\r\n\r\n[]"), -32600);
    assert_eq!(error_of(b"Content-Length: 4\r\n\r\nnull"), -32600);
    assert_eq!(error_of(b"content-length: 8\r\nContent-Type: a/b\r\nX: 1\r\n\r\n{\"id\":1}"), -32600);
    assert_eq!(error_of(b"no header\r\n\r\nmoreContent-Length: 1\r\n\r\n{"), -32700);
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn unknown_methods_and_wrong_parameters_are_answered() {
    let (mut client, _) = start(json!({ "textDocument": { "diagnostic": {} } }));
    assert_eq!(client.request("textDocument/dance", json!({}))["error"]["code"], -32601);
    assert_eq!(client.request("textDocument/hover", json!({ "uri": 3 }))["error"]["code"], -32602);
    assert_eq!(client.request("textDocument/hover", Value::Null)["error"]["code"], -32602);
    client.notify("textDocument/didDance", json!({}));
    client.notify("$/dance", json!({}));
    client.notify("textDocument/didChange", json!({ "textDocument": 7 }));
    client.notify("textDocument/didOpen", json!({}));
    client.send(json!({ "id": 99, "result": null }));
    client.send(json!({ "id": "none", "error": { "code": 1, "message": "x" } }));
    assert_eq!(client.text("file:///unknown.py"), Value::Null);
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn positions_outside_the_text_mean_the_nearest_place() {
    let uri = "file:///a.py";
    let (mut client, _) = start(json!({}));
    let mut edit = |start: (u32, u32), end: (u32, u32), new: &str| {
        client.open(uri, "python", "a😀\r\nb\n");
        let range = json!({
            "start": { "line": start.0, "character": start.1 },
            "end": { "line": end.0, "character": end.1 },
        });
        let changes = json!([{ "range": range, "text": new }]);
        client.notify(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": changes }),
        );
        client.text(uri).as_str().unwrap().to_owned()
    };
    assert_eq!(edit((9, 9), (9, 9), "c"), "a😀\r\nb\nc");
    assert_eq!(edit((0, 99), (0, 99), "c"), "a😀c\r\nb\n");
    assert_eq!(edit((0, 2), (0, 2), "c"), "ac😀\r\nb\n");
    assert_eq!(edit((1, 1), (0, 1), "c"), "ac\n");
    assert_eq!(edit((u32::MAX, u32::MAX), (0, 0), ""), "");
    client.notify(
        "textDocument/didChange",
        json!({ "textDocument": { "uri": "file:///b.py", "version": 2 }, "contentChanges": [{ "text": "x" }] }),
    );
    assert_eq!(client.text("file:///b.py"), Value::Null);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(client.text(uri), Value::Null);
    assert_eq!(client.shut_down(), 0);
}
