//! Findings in open documents: pulled by clients that can, pushed to those that cannot, never both.

use std::path::Path;

use brickline_tests::lsp::{Client, codes};
use serde_json::{Value, json};

const URI: &str = "file:///nowhere/stream.py";

/// A stream with one finding on its second line, behind a character that each encoding counts differently.
const STREAM: &str = "df = spark.readStream.table('a.b.c')\n\
    x = '😀'; q = df.writeStream.option('checkpointLocation', '/Volumes/a/b/c').trigger(once=True).toTable('a.b.d')\n";

fn start(capabilities: Value) -> Client {
    Client::start(Path::new("/nowhere"), capabilities).0
}

#[test]
fn a_client_that_pulls_is_not_pushed_to() {
    let mut client = start(json!({ "textDocument": { "diagnostic": {} } }));
    client.open(URI, "python", STREAM);
    let found = client.pull(URI);
    assert_eq!(codes(&found), ["deprecated-trigger-once"]);
    assert_eq!(found[0]["severity"], 2);
    assert_eq!(found[0]["source"], "brickline");
    assert!(found[0]["codeDescription"]["href"].as_str().unwrap().starts_with("https://"));
    client.replace(URI, 2, "x = 1\n");
    assert!(client.pull(URI).is_empty());
    assert_eq!(client.received("textDocument/publishDiagnostics"), 0);
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn a_client_that_does_not_pull_is_pushed_to_with_versions() {
    let mut client = start(json!({}));
    client.open(URI, "python", STREAM);
    assert_eq!(codes(&client.pushed(URI, 1)), ["deprecated-trigger-once"]);
    client.replace(URI, 2, "x = 1\n");
    assert!(client.pushed(URI, 2).is_empty());
    client.replace(URI, 3, STREAM);
    assert_eq!(client.pushed(URI, 3).len(), 1);
    // A closed document has no findings.
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
    let cleared = client.wait("the findings taken back", |message| {
        message["method"] == "textDocument/publishDiagnostics" && message["params"]["version"].is_null()
    });
    assert_eq!(cleared["params"]["diagnostics"], json!([]));
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn of_many_edits_the_last_is_pushed() {
    let mut client = start(json!({}));
    client.open(URI, "python", "x = 1\n");
    for version in 2..200 {
        client.replace(URI, version, if version % 2 == 0 { "x = 1\n" } else { STREAM });
    }
    client.replace(URI, 200, STREAM);
    assert_eq!(client.pushed(URI, 200).len(), 1);
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn columns_are_counted_as_agreed() {
    let line = STREAM.lines().nth(1).unwrap();
    let bytes = line.find("once=True").unwrap();
    for (encoding, column) in [("utf-8", bytes), ("utf-16", bytes - 2), ("utf-32", bytes - 3)] {
        let mut client = start(json!({
            "general": { "positionEncodings": [encoding] },
            "textDocument": { "diagnostic": {} },
        }));
        client.open(URI, "python", STREAM);
        let found = client.pull(URI);
        let range = json!({
            "start": { "line": 1, "character": column },
            "end": { "line": 1, "character": column + "once=True".len() },
        });
        assert_eq!(found[0]["range"], range, "{encoding}");
        assert_eq!(client.shut_down(), 0);
    }
}

#[test]
fn findings_that_the_client_has_are_not_sent_again() {
    let mut client = start(json!({ "textDocument": { "diagnostic": {} } }));
    client.open(URI, "python", STREAM);
    let mut pull = |known: &Value| {
        let params = json!({ "textDocument": { "uri": URI }, "previousResultId": known });
        client.request("textDocument/diagnostic", params)["result"].clone()
    };
    let first = pull(&Value::Null);
    assert_eq!(first["kind"], "full");
    let second = pull(&first["resultId"]);
    assert_eq!((&second["kind"], &second["resultId"]), (&json!("unchanged"), &first["resultId"]));
    assert_eq!(pull(&json!("other"))["kind"], "full");
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn documents_that_lie_nowhere_are_read_by_their_language() {
    let mut client = start(json!({ "textDocument": { "diagnostic": {} } }));
    client.open("untitled:Untitled-1", "sql", "DELETE FROM main.silver.events;\n");
    assert_eq!(codes(&client.pull("untitled:Untitled-1")), ["unfiltered-delete"]);
    client.open("untitled:Untitled-2", "python", STREAM);
    assert_eq!(client.pull("untitled:Untitled-2").len(), 1);
    client.open("untitled:Untitled-3", "plaintext", STREAM);
    assert!(client.pull("untitled:Untitled-3").is_empty());
    assert!(client.pull("file:///not/open.py").is_empty());
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn a_pull_sees_every_edit_before_it() {
    let mut client = start(json!({ "textDocument": { "diagnostic": {} } }));
    client.open(URI, "python", "");
    let mut random = 7_u32;
    let mut asked = Vec::new();
    let mut lines: Vec<bool> = Vec::new();
    for version in 2..400 {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let speaks = random >> 31 == 1;
        let line =
            if speaks { "spark.sql('DELETE FROM a.b.c')\n" } else { "spark.sql('DELETE FROM a.b.c WHERE d = 1')\n" };
        let start = json!({ "line": lines.len(), "character": 0 });
        let change = json!({ "range": { "start": start, "end": start }, "text": line });
        let document = json!({ "uri": URI, "version": version });
        client.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }));
        lines.push(speaks);
        if version % 10 == 0 {
            let id = client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": URI } }));
            asked.push((id, lines.clone()));
        }
    }
    for (id, lines) in asked {
        let answer = client.answer(id);
        let found: Vec<usize> = answer["result"]["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|found| found["code"] == "unfiltered-delete")
            .map(|found| found["range"]["start"]["line"].as_u64().unwrap() as usize)
            .collect();
        let expected: Vec<usize> = (0..lines.len()).filter(|line| lines[*line]).collect();
        assert_eq!(found, expected);
    }
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn code_that_nests_deeply_is_survived() {
    let mut client = start(json!({ "textDocument": { "diagnostic": {} } }));
    let deep = |open: &str, close: &str| format!("x = {}1{}\n", open.repeat(10_000), close.repeat(10_000));
    let texts = [deep("(", ")"), deep("[", ""), deep("f(", ")"), "1 + ".repeat(10_000) + "1\n", "(\"\n".repeat(10_000)];
    for (version, text) in (2..).zip(&texts) {
        client.open(URI, "python", STREAM);
        client.replace(URI, version, &format!("{STREAM}{text}"));
        client.pull(URI);
        client.open("file:///nowhere/deep.sql", "sql", &format!("DELETE FROM a.b.c;\nSELECT {text}"));
        client.pull("file:///nowhere/deep.sql");
        client.open("file:///nowhere/databricks.yml", "yaml", &text.replace(['(', 'f'], "["));
        client.pull("file:///nowhere/databricks.yml");
    }
    client.open(URI, "python", STREAM);
    assert_eq!(codes(&client.pull(URI)), ["deprecated-trigger-once"]);
    assert_eq!(client.shut_down(), 0);
}
