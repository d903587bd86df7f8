//! The command line and the server say of every case page what the analysis says: same places, same words.

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{available_parallelism, scope};

use brickline_analysis::Rule;
use brickline_tests::binary::binary;
use brickline_tests::lsp::Client;
use brickline_tests::page::{Case, Page, read_pages};
use brickline_tests::project::{Project, source_of};
use brickline_tests::tests_dir;
use serde_json::{Value, json};

/// A finding as a shell shows it: path, start and end as line and column from 0, message.
type Shown = (String, [u64; 4], String);

#[test]
fn the_command_line_says_what_the_analysis_says() {
    compare("the command line", |folder, case| {
        let paths = case.files.iter().map(|fence| fence.path.as_str()).filter(|path| !path.ends_with(".toml"));
        let output = Command::new(binary())
            .args(["lint", "--output-format", "json"])
            .args(paths)
            .current_dir(folder)
            .output()
            .expect("the binary runs");
        let found: Vec<Value> = serde_json::from_slice(&output.stdout).expect("the output is JSON");
        let number = |finding: &Value, name: &str| finding[name].as_u64().unwrap_or_default() - 1;
        let shown = found.iter().map(|finding| {
            let place = ["line", "column", "end_line", "end_column"].map(|name| number(finding, name));
            (text(&finding["path"]), place, text(&finding["message"]))
        });
        shown.collect()
    });
}

#[test]
fn the_server_says_what_the_analysis_says() {
    compare("the server", |folder, case| {
        let (mut client, _) = Client::start(folder, json!({ "textDocument": { "diagnostic": {} } }));
        let mut shown = Vec::new();
        for fence in &case.files {
            let language = match fence.language.as_str() {
                "py" => "python",
                "sql" => "sql",
                "yaml" => "yaml",
                _ => continue,
            };
            let uri = format!("file://{}", folder.join(&fence.path).display());
            client.open(&uri, language, &source_of(fence));
            shown.extend(client.pull(&uri).iter().map(|found| {
                let (start, end) = (&found["range"]["start"], &found["range"]["end"]);
                let place = [&start["line"], &start["character"], &end["line"], &end["character"]];
                (fence.path.clone(), place.map(|number| number.as_u64().unwrap_or_default()), text(&found["message"]))
            }));
        }
        client.shut_down();
        shown
    });
}

/// Runs every case through a shell and through the analysis, several at a time; notebooks, whose cells count their own lines,
/// are left to others.
fn compare(shell: &str, show: impl Fn(&Path, &Case) -> Vec<Shown> + Sync) {
    let pages = read_pages(&tests_dir().join("cases")).expect("the case pages are readable");
    let find_rule = |page: &Page| brickline_rules::ALL.iter().find(|rule| rule.name == page.name);
    let cases: Vec<_> = pages.iter().filter_map(|page| Some((page, *find_rule(page)?))).collect();
    let cases: Vec<_> = cases.iter().flat_map(|(page, rule)| page.cases.iter().map(|case| (*rule, case))).collect();
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = available_parallelism().map_or(1, |count| count.get() * 2);
    scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((rule, case)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(difference) = find_difference(rule, case, &show) {
                        wrong.lock().expect("no thread panics").push(format!("{shell} on {difference}"));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("no thread panics");
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

fn find_difference(rule: &'static Rule, case: &Case, show: impl Fn(&Path, &Case) -> Vec<Shown>) -> Option<String> {
    if case.files.iter().any(|fence| fence.language == "ipynb") {
        return None;
    }
    let folder = write_project(rule, case);
    let mut shown = show(&folder.path().canonicalize().expect("the folder exists"), case);
    let mut expected = find_expected(rule, case);
    shown.sort();
    expected.sort();
    (shown != expected).then(|| format!("{}: {}\n  {shown:?}\n  the analysis: {expected:?}", rule.name, case.heading))
}

fn write_project(rule: &Rule, case: &Case) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let own = case.files.iter().find(|fence| fence.path == "brickline.toml").map(source_of).unwrap_or_default();
    let settings = format!("select = [\"{}\"]\nsql = \"databricks\"\n{own}", rule.name);
    for (path, text) in case.files.iter().map(|fence| (fence.path.as_str(), source_of(fence))) {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("the folder is writable");
        std::fs::write(path, text).expect("the file is writable");
    }
    std::fs::write(folder.path().join("brickline.toml"), settings).expect("the settings are writable");
    folder
}

fn find_expected(rule: &'static Rule, case: &Case) -> Vec<Shown> {
    let project = Project::of(rule, case);
    let mut expected = Vec::new();
    for fence in &case.files {
        let source = project.text(&fence.path);
        expected.extend(project.findings(&fence.path).iter().map(|found| {
            let range = found.range.to_usize();
            let ((line, column), (end_line, end_column)) =
                (position(&source, range.start), position(&source, range.end));
            (fence.path.clone(), [line, column, end_line, end_column], found.message.clone())
        }));
    }
    expected
}

/// Line and column from 0, in characters.
fn position(text: &str, offset: usize) -> (u64, u64) {
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() as u64, before[line_start..].chars().count() as u64)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}
