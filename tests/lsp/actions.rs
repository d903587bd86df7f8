//! Quick fixes, "fix all", "ignore here" and hover: what they offer, and what the text is after they were applied.

use std::path::Path;

use brickline_tests::lsp::{Client, apply, codes};
use serde_json::{Value, json};

const NOTEBOOK: &str = "\
# Databricks notebook source
df = spark.readStream.table('a.b.c')
# COMMAND ----------
options = df.writeStream.option('checkpointLocation', '/Volumes/a/b/c')
options.trigger(once=True).toTable('a.b.d')
options.trigger(once=True).toTable('a.b.e')
# COMMAND ----------
# MAGIC %sql
# MAGIC DELETE FROM main.silver.events;
";

fn start() -> Client {
    let capabilities = json!({
        "general": { "positionEncodings": ["utf-8"] },
        "textDocument": { "diagnostic": {} },
    });
    Client::start(Path::new("/nowhere"), capabilities).0
}

/// The actions for a range of lines, of one kind if one is asked for.
fn actions(client: &mut Client, uri: &str, lines: (u32, u32), only: Value) -> Vec<Value> {
    let range = json!({ "start": { "line": lines.0, "character": 0 }, "end": { "line": lines.1, "character": 999 } });
    let params =
        json!({ "textDocument": { "uri": uri }, "range": range, "context": { "diagnostics": [], "only": only } });
    let answer = client.request("textDocument/codeAction", params);
    answer["result"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
}

fn titled(actions: &[Value], title: &str) -> Value {
    let titles: Vec<_> = actions.iter().map(|action| &action["title"]).collect();
    actions
        .iter()
        .find(|action| action["title"] == title)
        .unwrap_or_else(|| panic!("{title} not in {titles:?}"))
        .clone()
}

#[test]
fn a_quick_fix_takes_its_finding_away() {
    let uri = "file:///nowhere/a.py";
    let mut client = start();
    client.open(uri, "python", NOTEBOOK);
    let before = client.pull(uri).len();
    let offered = actions(&mut client, uri, (4, 4), Value::Null);
    let fix = titled(&offered, "use availableNow");
    assert_eq!(fix["kind"], "quickfix");
    assert_eq!(fix["isPreferred"], true);
    assert_eq!(fix["diagnostics"][0]["code"], "deprecated-trigger-once");
    let fixed = apply(NOTEBOOK, &fix["edit"]["changes"][uri]);
    assert_eq!(fixed, NOTEBOOK.replacen("once=True", "availableNow=True", 1));
    client.replace(uri, 2, &fixed);
    assert_eq!(client.pull(uri).len(), before - 1);
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn all_safe_fixes_are_applied_at_once_when_asked_for() {
    let uri = "file:///nowhere/a.py";
    let mut client = start();
    client.open(uri, "python", NOTEBOOK);
    for only in ["source.fixAll", "source.fixAll.brickline"] {
        let offered = actions(&mut client, uri, (0, 0), json!([only]));
        assert_eq!(offered.len(), 1);
        assert_eq!(offered[0]["kind"], "source.fixAll.brickline");
        let fixed = apply(NOTEBOOK, &offered[0]["edit"]["changes"][uri]);
        assert_eq!(fixed, NOTEBOOK.replace("once=True", "availableNow=True"));
    }
    assert!(actions(&mut client, uri, (0, 9), json!(["refactor"])).is_empty());
    client.replace(uri, 2, "x = 1\n");
    assert!(actions(&mut client, uri, (0, 0), json!(["source.fixAll"])).is_empty());
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn an_ignore_comment_hides_its_finding_wherever_it_stands() {
    let cases = [
        (
            "a.py",
            "python",
            NOTEBOOK,
            4,
            "deprecated-trigger-once",
            ".toTable('a.b.d')  # brickline: ignore[deprecated-trigger-once]\n",
        ),
        (
            "a.py",
            "python",
            NOTEBOOK,
            8,
            "unfiltered-delete",
            "DELETE FROM main.silver.events; -- brickline: ignore[unfiltered-delete]\n",
        ),
        (
            "a.py",
            "python",
            "spark.sql('DELETE FROM a.b.c')",
            0,
            "unfiltered-delete",
            "')  # brickline: ignore[unfiltered-delete]",
        ),
        (
            "a.py",
            "python",
            "spark.sql('''\r\n  DELETE FROM a.b.c\r\n''')\r\n",
            1,
            "unfiltered-delete",
            "a.b.c -- brickline: ignore[unfiltered-delete]\r\n",
        ),
        (
            "a.py",
            "python",
            "spark.sql('DELETE FROM a.b.c')  # why\n",
            0,
            "unfiltered-delete",
            "# why  # brickline: ignore[unfiltered-delete]\n",
        ),
        (
            "a.py",
            "python",
            "spark.sql('DELETE FROM a.b.c')  # brickline: ignore[select-star]\n",
            0,
            "unfiltered-delete",
            "ignore[select-star, unfiltered-delete]\n",
        ),
        (
            "a.sql",
            "sql",
            "-- Databricks notebook source\nDELETE FROM a.b.c;\n",
            1,
            "unfiltered-delete",
            "a.b.c; -- brickline: ignore[unfiltered-delete]\n",
        ),
    ];
    let mut client = start();
    for (name, language, text, line, rule, expected) in cases {
        let uri = format!("file:///nowhere/{name}");
        client.open(&uri, language, text);
        assert!(codes(&client.pull(&uri)).contains(&rule.to_owned()), "{rule} is silent on {text}");
        let action = titled(&actions(&mut client, &uri, (line, line), Value::Null), &format!("Ignore {rule} here"));
        let ignored = apply(text, &action["edit"]["changes"][&uri]);
        assert!(ignored.contains(expected), "{ignored}");
        let before = client.pull(&uri);
        client.replace(&uri, 2, &ignored);
        let after = client.pull(&uri);
        let left = |found: &[Value]| codes(found).into_iter().filter(|code| code == rule).count();
        assert_eq!(left(&after), left(&before) - 1, "{ignored}");
    }
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn edits_name_their_version_where_the_client_wants_it() {
    let uri = "file:///nowhere/a.py";
    let capabilities = json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } });
    let (mut client, _) = Client::start(Path::new("/nowhere"), capabilities);
    client.open(uri, "python", NOTEBOOK);
    client.replace(uri, 7, NOTEBOOK);
    let fix = titled(&actions(&mut client, uri, (4, 4), Value::Null), "use availableNow");
    assert_eq!(fix["edit"]["documentChanges"][0]["textDocument"], json!({ "uri": uri, "version": 7 }));
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn hover_over_a_finding_gives_the_page_of_its_rule() {
    let uri = "file:///nowhere/a.py";
    let mut client = start();
    client.open(uri, "python", NOTEBOOK);
    let mut hover = |line: u32, character: u32| {
        let params = json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } });
        client.request("textDocument/hover", params)["result"].clone()
    };
    let page = hover(4, 18);
    assert_eq!(page["contents"]["kind"], "markdown");
    let text = page["contents"]["value"].as_str().unwrap();
    assert!(text.starts_with("# deprecated-trigger-once\n") && text.contains("https://"), "{text}");
    assert_eq!(page["range"]["start"], json!({ "line": 4, "character": 16 }));
    assert_eq!(hover(0, 0), Value::Null);
    assert_eq!(hover(999, 999), Value::Null);
    assert_eq!(client.shut_down(), 0);
}
