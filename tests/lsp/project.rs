//! What stands on disk: settings and their reload, other files of the project, and the same findings as the command line's.

use std::fs;
use std::path::Path;
use std::process::Command;

use brickline_tests::binary::binary;
use brickline_tests::lsp::{Client, codes, uri};
use serde_json::{Value, json};

const DELETE: &str = "DELETE FROM main.silver.events;\n";

fn pulling(root: &Path, workspace: Value) -> Client {
    Client::start(root, json!({ "textDocument": { "diagnostic": {} }, "workspace": workspace })).0
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

fn changed(client: &mut Client, path: &Path, kind: u32) {
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri(path), "type": kind }] }));
}

#[test]
fn settings_files_hold_and_are_read_again_when_they_change() {
    let folder = tempfile::tempdir().unwrap();
    let (root, settings) = (folder.path(), folder.path().join("brickline.toml"));
    write(root, "brickline.toml", "ignore = ['unfiltered-delete']\n");
    let document = uri(&root.join("a.sql"));
    let mut client = pulling(root, json!({ "diagnostics": { "refreshSupport": true } }));
    client.open(&document, "sql", DELETE);
    assert!(client.pull(&document).is_empty());

    write(root, "brickline.toml", "[rules]\nunfiltered-delete = 'error'\n");
    changed(&mut client, &settings, 2);
    let found = client.pull(&document);
    assert_eq!((codes(&found), &found[0]["severity"]), (vec!["unfiltered-delete".to_owned()], &json!(1)));
    client.wait("a refresh", |message| message["method"] == "workspace/diagnostic/refresh");

    // Wrong settings are told, and those in force stay.
    write(root, "brickline.toml", "ignored = []\n");
    changed(&mut client, &settings, 2);
    let problem = client.wait("a message", |message| message["method"] == "window/showMessage");
    assert!(
        problem["params"]["message"].as_str().unwrap().contains("brickline.toml:1:1: there is no setting `ignored`")
    );
    assert_eq!(client.pull(&document)[0]["severity"], 1);

    fs::remove_file(&settings).unwrap();
    changed(&mut client, &settings, 3);
    assert_eq!(client.pull(&document)[0]["severity"], 2);
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn the_client_gives_settings_at_the_start_and_later() {
    let folder = tempfile::tempdir().unwrap();
    let document = uri(&folder.path().join("a.sql"));
    let capabilities = json!({ "textDocument": { "diagnostic": {} }, "workspace": { "configuration": true } });
    let options = json!({ "settings": { "ignore": ["unfiltered-delete"] } });
    let (mut client, _) = Client::start_with(folder.path(), capabilities, options);
    client.open(&document, "sql", DELETE);
    assert!(client.pull(&document).is_empty());

    let given = json!({ "brickline": { "settings": { "rules": { "unfiltered-delete": "info" } } } });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": given }));
    assert_eq!(client.pull(&document)[0]["severity"], 3);

    // A client that only says that something changed is asked what.
    client.settings = json!({ "settings": { "rules": { "unfiltered-delete": "error" } } });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    client.wait("the question", |message| message["method"] == "workspace/configuration");
    let severity = (0..1000).map(|_| client.pull(&document)[0]["severity"].clone()).find(|severity| *severity == 1);
    assert_eq!(severity, Some(json!(1)));
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn excluded_files_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "brickline.toml", "exclude = ['legacy']\n");
    let mut client = pulling(folder.path(), json!({}));
    for (path, count) in [("legacy/a.sql", 0), ("new/a.sql", 1)] {
        let document = uri(&folder.path().join(path));
        client.open(&document, "sql", DELETE);
        assert_eq!(client.pull(&document).len(), count, "{path}");
    }
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn files_are_watched_only_by_clients_that_can() {
    let folder = tempfile::tempdir().unwrap();
    for (can, asked) in [(true, 1), (false, 0)] {
        let workspace = json!({ "didChangeWatchedFiles": { "dynamicRegistration": can } });
        let mut client = pulling(folder.path(), workspace);
        if can {
            let question = client.wait("the question", |message| message["method"] == "client/registerCapability");
            assert_eq!(question["params"]["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
        }
        client.text("file:///nothing");
        assert_eq!(client.asked.len(), asked);
        assert_eq!(client.shut_down(), 0);
    }
}

const WRITER: &str = "df = spark.readStream.table('a.b.c')\n\
    df.writeStream.option('checkpointLocation', '/Volumes/a/b/c').toTable('a.b.NAME')\n";

#[test]
fn other_files_of_the_project_count_whether_open_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "brickline.toml", "");
    write(root, "one.py", &WRITER.replace("NAME", "one"));
    let (one, two) = (uri(&root.join("one.py")), uri(&root.join("two.py")));
    let mut client = pulling(root, json!({}));
    client.open(&two, "python", &WRITER.replace("NAME", "two"));
    let found = client.pull(&two);
    assert_eq!(codes(&found), ["shared-checkpoint"]);

    // An edit of the other file counts before it is saved, and is forgotten when it is closed unsaved.
    client.open(&one, "python", "x = 1\n");
    assert!(client.pull(&two).is_empty());
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": one } }));
    assert_eq!(client.pull(&two).len(), 1);

    // So does a change on disk.
    write(root, "one.py", "x = 1\n");
    changed(&mut client, &root.join("one.py"), 2);
    assert!(client.pull(&two).is_empty());
    write(root, "three.py", &WRITER.replace("NAME", "three"));
    changed(&mut client, &root.join("three.py"), 1);
    assert_eq!(client.pull(&two).len(), 1);
    fs::remove_file(root.join("three.py")).unwrap();
    changed(&mut client, &root.join("three.py"), 3);
    assert!(client.pull(&two).is_empty());
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn findings_in_other_open_documents_are_pushed_too() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let (one, two) = (uri(&root.join("one.py")), uri(&root.join("two.py")));
    let (mut client, _) = Client::start(root, json!({}));
    client.open(&one, "python", &WRITER.replace("NAME", "one"));
    client.open(&two, "python", "x = 1\n");
    assert!(client.pushed(&two, 1).is_empty());
    client.replace(&two, 2, &WRITER.replace("NAME", "two"));
    client.wait("the finding in the other document", |message| {
        let params = &message["params"];
        params["uri"] == one && params["version"] == 1 && params["diagnostics"][0]["code"] == "shared-checkpoint"
    });
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn editor_and_command_line_find_the_same() {
    let demo = brickline_tests::root_dir().join("demo");
    let output = Command::new(binary()).args(["lint", "--output-format", "json"]).current_dir(&demo).output().unwrap();
    let listed: Value = serde_json::from_slice(&output.stdout).unwrap();
    let capabilities = json!({ "general": { "positionEncodings": ["utf-32"] }, "textDocument": { "diagnostic": {} } });
    let (mut client, _) = Client::start(&demo, capabilities);
    let mut files: Vec<_> = walk(&demo);
    files.sort();
    let mut total = 0;
    for file in files {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let language = match file.extension().and_then(|extension| extension.to_str()) {
            Some("py") => "python",
            Some("sql") => "sql",
            Some("yml") => "yaml",
            _ => continue,
        };
        let document = uri(&file);
        client.open(&document, language, &text);
        let found = client.pull(&document);
        let in_editor: Vec<_> = found
            .iter()
            .map(|found| {
                let start = &found["range"]["start"];
                let place = (start["line"].as_u64().unwrap() + 1, start["character"].as_u64().unwrap() + 1);
                (place, found["code"].clone(), found["message"].clone())
            })
            .collect();
        let on_line: Vec<_> = findings(&listed)
            .iter()
            .filter(|found| demo.join(found["path"].as_str().unwrap()) == file)
            .map(|found| {
                let place = (found["line"].as_u64().unwrap(), found["column"].as_u64().unwrap());
                (place, found["rule"].clone(), found["message"].clone())
            })
            .collect();
        assert_eq!(in_editor, on_line, "{}", file.display());
        total += in_editor.len();
    }
    assert_eq!(total, findings(&listed).len());
    assert!(total > 0);
    assert_eq!(client.shut_down(), 0);
}

fn findings(listed: &Value) -> &Vec<Value> {
    listed["findings"].as_array().or(listed.as_array()).expect("a list of findings")
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder can be read").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
