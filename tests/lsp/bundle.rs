//! Bundles for clients of different abilities: each gets what it can show, and nothing that it cannot.

use std::fs;
use std::path::Path;

use brickline_tests::lsp::{Client, uri};
use serde_json::{Value, json};

const ROOT: &str = "bundle:\n  name: shop\ninclude:\n  - jobs.yml\nvariables:\n  catalog:\n    default: dev\n";
const JOBS: &str = "resources:\n  jobs:\n    nightly:\n      name: in ${var.catalog}\n      tasks:\n        - \n";

/// A session in a bundle of two files, the second one open.
fn start(root: &Path, document: Value) -> (Client, Value, String) {
    fs::write(root.join("databricks.yml"), ROOT).unwrap();
    fs::write(root.join("jobs.yml"), JOBS).unwrap();
    let (mut client, offer) = Client::start(root, json!({ "textDocument": document }));
    let uri = uri(&root.join("jobs.yml"));
    client.open(&uri, "yaml", JOBS);
    (client, offer, uri)
}

fn ask(client: &mut Client, method: &str, uri: &str, (line, character): (u32, u32)) -> Value {
    let position = json!({ "line": line, "character": character });
    let params = json!({ "textDocument": { "uri": uri }, "position": position, "newName": "lake" });
    client.request(&format!("textDocument/{method}"), params)["result"].clone()
}

/// The candidate of this label at the end of the dash.
fn candidate(client: &mut Client, uri: &str, label: &str) -> Value {
    let answer = ask(client, "completion", uri, (5, 10));
    let items = answer["items"].as_array().unwrap_or_else(|| panic!("{answer}"));
    items.iter().find(|item| item["label"] == label).unwrap_or_else(|| panic!("no {label} in {answer}")).clone()
}

#[test]
fn a_plain_client_gets_plain_answers() {
    let folder = tempfile::tempdir().unwrap();
    let (mut client, offer, uri) = start(folder.path(), json!({ "hover": { "contentFormat": ["plaintext"] } }));
    assert_eq!(offer["renameProvider"], true);
    let item = candidate(&mut client, &uri, "notebook_task");
    assert_eq!(item["textEdit"]["newText"], "notebook_task:\n            notebook_path: ");
    assert!(item["insertTextFormat"].is_null() && item["insertTextMode"].is_null() && item["tags"].is_null(), "{item}");
    assert_eq!(item["detail"], "NotebookTask");
    assert!(item["labelDetails"].is_null());
    let hover = ask(&mut client, "hover", &uri, (3, 22));
    assert_eq!(
        hover["contents"],
        json!({ "kind": "plaintext", "value": "${var.catalog}\n\n- dev (databricks.yml:7)\n" })
    );
    let outline = ask(&mut client, "documentSymbol", &uri, (0, 0));
    assert_eq!(outline[2]["name"], "nightly");
    assert_eq!((&outline[2]["containerName"], &outline[2]["location"]["uri"]), (&json!("jobs"), &json!(uri)));
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn a_client_that_indents_snippets_itself_gets_them_unindented() {
    let folder = tempfile::tempdir().unwrap();
    let completion = json!({ "completionItem": { "snippetSupport": true, "labelDetailsSupport": true } });
    let (mut client, offer, uri) =
        start(folder.path(), json!({ "completion": completion, "rename": { "prepareSupport": true } }));
    assert_eq!(offer["renameProvider"], json!({ "prepareProvider": true }));
    let item = candidate(&mut client, &uri, "notebook_task");
    // Two columns for the dash and two for the level; the client adds the indentation of the line.
    assert_eq!(item["textEdit"]["newText"], "notebook_task:\n    notebook_path: $0");
    assert_eq!((&item["insertTextFormat"], &item["insertTextMode"]), (&json!(2), &Value::Null));
    assert_eq!((&item["labelDetails"]["description"], &item["detail"]), (&json!("NotebookTask"), &Value::Null));
    assert_eq!(item["documentation"], json!({ "kind": "plaintext", "value": "Runs a notebook." }));
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn renaming_names_the_versions_of_open_files_and_speaks_of_closed_ones() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("databricks.yml"), ROOT).unwrap();
    fs::write(folder.path().join("jobs.yml"), JOBS).unwrap();
    let capabilities = json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } });
    let (mut client, _) = Client::start(folder.path(), capabilities);
    let uri = uri(&folder.path().join("jobs.yml"));
    client.open(&uri, "yaml", JOBS);
    client.replace(&uri, 5, JOBS);
    let edit = ask(&mut client, "rename", &uri, (3, 22));
    let mut documents: Vec<Value> = edit["documentChanges"].as_array().unwrap().clone();
    documents.sort_by_key(|document| document["textDocument"]["uri"].as_str().unwrap().to_owned());
    let versions: Vec<&Value> = documents.iter().map(|document| &document["textDocument"]["version"]).collect();
    assert_eq!(versions, [&Value::Null, &json!(5)]);
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn what_was_typed_last_counts() {
    let folder = tempfile::tempdir().unwrap();
    let (mut client, _, uri) = start(folder.path(), json!({}));
    client.replace(
        &uri,
        2,
        &JOBS.replace("- \n", "- task_key: one\n        - depends_on:\n            - task_key: \n"),
    );
    let answer = ask(&mut client, "completion", &uri, (7, 24));
    assert_eq!(answer["items"][0]["label"], "one", "{answer}");
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn files_of_no_bundle_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("brickline.toml"), "").unwrap();
    let uri = uri(&folder.path().join("compose.yml"));
    let (mut client, _) = Client::start(folder.path(), json!({}));
    client.open(&uri, "yaml", "services:\n  web:\n    image: x\n");
    for method in ["completion", "hover", "definition", "prepareRename", "documentSymbol", "foldingRange"] {
        assert_eq!(ask(&mut client, method, &uri, (1, 2)), Value::Null, "{method}");
    }
    assert_eq!(client.shut_down(), 0);
}
