//! Jupyter notebooks, synced cell by cell: findings, fixes and hovers are those of the cell, whatever moves around it.

use std::path::Path;

use brickline_tests::lsp::{Client, apply, codes};
use serde_json::{Value, json};

const NOTEBOOK: &str = "file:///nowhere/a.ipynb";
const READ: &str = "vscode-notebook-cell:/nowhere/a.ipynb#read";
const WRITE: &str = "vscode-notebook-cell:/nowhere/a.ipynb#write";
const QUERY: &str = "vscode-notebook-cell:/nowhere/a.ipynb#query";

const WRITE_TEXT: &str =
    "# 😀\ndf.writeStream.option('checkpointLocation', '/Volumes/a/b/c').trigger(once=True).toTable('a.b.d')";

fn cell(uri: &str) -> Value {
    json!({ "kind": 2, "document": uri })
}

fn text(uri: &str, language: &str, text: &str) -> Value {
    json!({ "uri": uri, "languageId": language, "version": 1, "text": text })
}

fn open(capabilities: Value) -> Client {
    let (mut client, offer) = Client::start(Path::new("/nowhere"), capabilities);
    assert_eq!(offer["notebookDocumentSync"]["notebookSelector"][0]["notebook"], "jupyter-notebook");
    let notebook = json!({
        "uri": NOTEBOOK, "notebookType": "jupyter-notebook", "version": 1,
        "cells": [cell(READ), cell(WRITE), cell(QUERY)],
    });
    client.notify(
        "notebookDocument/didOpen",
        json!({
            "notebookDocument": notebook,
            "cellTextDocuments": [
                text(READ, "python", "df = spark.readStream.table('a.b.c')"),
                text(WRITE, "python", WRITE_TEXT),
                text(QUERY, "sql", "DELETE FROM a.b.c"),
            ],
        }),
    );
    client
}

fn change(client: &mut Client, version: i32, cells: Value) {
    let params = json!({ "notebookDocument": { "uri": NOTEBOOK, "version": version }, "change": { "cells": cells } });
    client.notify("notebookDocument/didChange", params);
}

#[test]
fn cells_have_their_own_findings_and_fixes() {
    let mut client =
        open(json!({ "notebookDocument": { "synchronization": {} }, "textDocument": { "diagnostic": {} } }));
    assert!(client.pull(READ).is_empty());
    let found = client.pull(WRITE);
    assert_eq!(codes(&found), ["deprecated-trigger-once"]);
    assert_eq!(found[0]["range"]["start"]["line"], 1);
    assert_eq!(codes(&client.pull(QUERY)), ["unfiltered-delete"]);
    let params =
        json!({ "textDocument": { "uri": WRITE }, "range": found[0]["range"], "context": { "diagnostics": [] } });
    let actions = client.request("textDocument/codeAction", params);
    let fix = &actions["result"][0];
    assert_eq!(fix["title"], "use availableNow");
    assert_eq!(apply(WRITE_TEXT, &fix["edit"]["changes"][WRITE]), WRITE_TEXT.replace("once", "availableNow"));
    let params = json!({ "textDocument": { "uri": QUERY }, "position": { "line": 0, "character": 1 } });
    let hover = client.request("textDocument/hover", params);
    assert!(hover["result"]["contents"]["value"].as_str().unwrap().starts_with("# unfiltered-delete"));
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn cells_come_go_and_change() {
    let mut client =
        open(json!({ "notebookDocument": { "synchronization": {} }, "textDocument": { "diagnostic": {} } }));
    let changes = json!([{ "range": {
        "start": { "line": 0, "character": 17 }, "end": { "line": 0, "character": 17 } }, "text": " WHERE x = 1" }]);
    change(
        &mut client,
        2,
        json!({ "textContent": [{ "document": { "uri": QUERY, "version": 2 }, "changes": changes }] }),
    );
    assert_eq!(client.text(QUERY), "DELETE FROM a.b.c WHERE x = 1");
    assert!(client.pull(QUERY).is_empty());

    // Without the cell that reads, what the other writes is not known to be a stream of Spark's.
    change(
        &mut client,
        3,
        json!({ "structure": {
        "array": { "start": 0, "deleteCount": 2, "cells": [cell(WRITE)] }, "didClose": [{ "uri": READ }] } }),
    );
    assert_eq!(client.text(READ), Value::Null);
    let moved = text(READ, "python", "df = spark.readStream.table('a.b.c')");
    change(
        &mut client,
        4,
        json!({ "structure": {
        "array": { "start": 0, "deleteCount": 0, "cells": [cell(READ)] }, "didOpen": [moved] } }),
    );
    assert_eq!(codes(&client.pull(WRITE)), ["deprecated-trigger-once"]);
    change(&mut client, 5, json!({ "structure": { "array": { "start": 99, "deleteCount": 99 } } }));
    assert_eq!(codes(&client.pull(WRITE)), ["deprecated-trigger-once"]);
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn findings_are_pushed_to_each_cell_and_taken_back() {
    let mut client = open(json!({ "notebookDocument": { "synchronization": {} } }));
    assert_eq!(codes(&client.pushed(WRITE, 1)), ["deprecated-trigger-once"]);
    assert_eq!(codes(&client.pushed(QUERY, 1)), ["unfiltered-delete"]);
    let cells = json!([{ "uri": READ }, { "uri": WRITE }, { "uri": QUERY }]);
    client.notify(
        "notebookDocument/didClose",
        json!({ "notebookDocument": { "uri": NOTEBOOK }, "cellTextDocuments": cells }),
    );
    for cell in [WRITE, QUERY] {
        client.wait("findings taken back", |message| {
            message["params"]["uri"] == cell && message["params"]["diagnostics"] == json!([])
        });
    }
    assert_eq!(client.text(WRITE), Value::Null);
    assert_eq!(client.shut_down(), 0);
}
