//! The command line as programs and people use it: exit codes, formats, paths, fixes on disk. These are interfaces.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use brickline_tests::binary::binary;
use serde_json::Value;

/// A finding that needs no model: an ignore comment that names no rule.
const FINDING: &str = "# brickline: ignore[no-such-rule]\nprint(\"spark\")\n";

struct Output {
    code: i32,
    out: String,
    err: String,
}

fn run_with(folder: &Path, stdin: &str, args: &[&str]) -> Output {
    let mut child = Command::new(binary())
        .args(args)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Output {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn run(folder: &Path, args: &[&str]) -> Output {
    run_with(folder, "", args)
}

fn json(folder: &Path, args: &[&str]) -> Vec<Value> {
    let args: Vec<_> = ["lint", "--output-format", "json"].iter().chain(args).copied().collect();
    let output = run(folder, &args);
    serde_json::from_str(&output.out).unwrap_or_else(|error| panic!("{error}: {}{}", output.out, output.err))
}

fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn paths(found: &[Value]) -> Vec<&str> {
    found.iter().map(|finding| finding["path"].as_str().unwrap()).collect()
}

#[test]
fn exit_codes_tell_clean_findings_and_wrong_use_apart() {
    let folder = project(&[("brickline.toml", ""), ("clean.py", "x = 1\n"), ("dirty.py", FINDING)]);
    let code = |args: &[&str]| run(folder.path(), args).code;
    assert_eq!(code(&["lint", "clean.py"]), 0);
    assert_eq!(code(&["lint"]), 1);
    assert_eq!(code(&["lint", "--fail-on", "error"]), 0);
    assert_eq!(code(&["lint", "--fail-on", "never"]), 0);
    assert_eq!(code(&["lint", "nowhere.py"]), 2);
    assert_eq!(code(&["lint", "--select", "no-such-rule"]), 2);
    assert_eq!(code(&["lint", "--config", "selct=[]"]), 2);
    assert_eq!(code(&["lint", "--no-such-option"]), 2);
    assert_eq!(code(&["rule", "no-such-rule"]), 2);
    assert_eq!(code(&["rule", "unused-ignore"]), 0);
}

#[test]
fn json_has_every_field_and_counts_characters_from_one() {
    let text = "x = 'ü😀'  # brickline: ignore[no-such-rule]\nprint(\"spark\")\n";
    let folder = project(&[("brickline.toml", ""), ("src/dirty.py", text)]);
    let found = json(folder.path(), &[]);
    let expected = serde_json::json!({
        "path": "src/dirty.py", "cell": null, "line": 1, "column": 31, "end_line": 1, "end_column": 43,
        "rule": "unused-ignore", "group": "meta", "severity": "warning",
        "message": "there is no rule `no-such-rule`",
        "url": "https://github.com/brickline/brickline/blob/main/docs/configuration.md",
        "fix": {"title": "remove the comment", "safety": "safe", "edits": [
            {"cell": null, "line": 1, "column": 9, "end_line": 1, "end_column": 44, "text": ""}]},
        "related": [],
    });
    assert_eq!(found, [expected]);
    // Paths are relative to where the user stands.
    let inside = json(&folder.path().join("src"), &[]);
    assert_eq!(paths(&inside), ["dirty.py"]);
}

#[test]
fn notebooks_are_reported_by_cell() {
    let cell = |kind: &str, source: &str| serde_json::json!({"cell_type": kind, "metadata": {}, "source": [source]});
    let notebook = serde_json::json!({
        "nbformat": 4, "nbformat_minor": 5, "metadata": {},
        "cells": [cell("markdown", "# Title"), cell("code", "x = 1\ny = 2  # brickline: ignore[no-such-rule]\nprint('spark')")],
    });
    let folder = project(&[("brickline.toml", ""), ("nb.ipynb", &notebook.to_string())]);
    let found = json(folder.path(), &[]);
    assert_eq!((&found[0]["cell"], &found[0]["line"]), (&Value::from(1), &Value::from(2)));
    assert_eq!(found[0]["fix"]["edits"][0]["cell"], 1);
    let concise = run(folder.path(), &["lint", "--output-format", "concise"]);
    assert!(concise.out.starts_with("nb.ipynb:cell 2:2:"), "{}", concise.out);
    assert_eq!(run(folder.path(), &["lint", "--fix"]).code, 0);
    let fixed = std::fs::read_to_string(folder.path().join("nb.ipynb")).unwrap();
    assert!(fixed.contains("y = 2\\n") && !fixed.contains("brickline"), "{fixed}");
}

#[test]
fn output_is_plain_when_piped() {
    let folder = project(&[("brickline.toml", ""), ("dirty.py", FINDING)]);
    for format in ["full", "concise", "github", "sarif", "json"] {
        let output = run(folder.path(), &["lint", "--output-format", format]);
        assert!(!output.out.contains('\u{1b}'), "{format} has colours");
        assert!(output.out.contains("unused-ignore"), "{format}: {}", output.out);
    }
    let full = run(folder.path(), &["lint"]).out;
    assert!(full.contains("^^^^^^^^^^^^") && full.contains("= help: remove the comment"), "{full}");
}

#[test]
fn selection_of_the_command_line_holds_over_files() {
    let folder = project(&[("brickline.toml", "ignore = [\"unused-ignore\"]\n"), ("dirty.py", FINDING)]);
    let code = |args: &[&str]| run(folder.path(), args).code;
    assert_eq!(code(&["lint"]), 0);
    assert_eq!(code(&["lint", "--select", "meta"]), 1);
    assert_eq!(code(&["lint", "--select", "ALL", "--ignore", "meta/unused-ignore"]), 0);
    assert_eq!(code(&["lint", "--config", "ignore=[]"]), 1);
    let found = json(folder.path(), &["--config", "ignore=[]", "--config", "rules.unused-ignore=error"]);
    assert_eq!(found[0]["severity"], "error");
}

#[test]
fn settings_come_from_pyproject_and_from_files_they_extend() {
    let folder = project(&[
        ("shared.toml", "ignore = [\"unused-ignore\"]\n"),
        ("app/pyproject.toml", "[tool.brickline]\nextend = \"../shared.toml\"\n"),
        ("app/dirty.py", FINDING),
        ("plain/pyproject.toml", "[project]\nname = \"x\"\n"),
        ("plain/dirty.py", FINDING),
    ]);
    assert_eq!(run(&folder.path().join("app"), &["lint"]).code, 0);
    assert_eq!(run(&folder.path().join("plain"), &["lint"]).code, 1);
    let shown = run(&folder.path().join("app"), &["config"]).out;
    assert!(shown.contains("ignore = [\"unused-ignore\"]  # ../shared.toml"), "{shown}");
    std::fs::write(folder.path().join("shared.toml"), "extend = \"shared.toml\"\n").unwrap();
    let circle = run(&folder.path().join("app"), &["lint"]);
    assert_eq!((circle.code, circle.err.contains("circle")), (2, true));
}

#[test]
fn ignored_and_excluded_files_are_not_read_unless_named() {
    let folder = project(&[
        ("brickline.toml", "exclude = [\"old\"]\n"),
        (".gitignore", "build/\n"),
        ("build/a.py", FINDING),
        ("old/b.py", FINDING),
        ("node_modules/c.py", FINDING),
        ("src/d.py", FINDING),
    ]);
    assert_eq!(paths(&json(folder.path(), &[])), ["src/d.py"]);
    assert_eq!(paths(&json(folder.path(), &["build/a.py", "old/b.py"])), ["build/a.py", "old/b.py"]);
}

#[test]
fn a_nested_bundle_is_a_project_of_its_own_with_the_settings_around_it() {
    let folder = project(&[
        ("brickline.toml", "[per-file-ignores]\n\"apps/b/src/*\" = [\"unused-ignore\"]\n"),
        ("apps/a/databricks.yml", "bundle:\n  name: a\n"),
        ("apps/a/src/x.py", FINDING),
        ("apps/b/databricks.yml", "bundle:\n  name: b\n"),
        ("apps/b/src/x.py", FINDING),
        ("top.py", FINDING),
    ]);
    assert_eq!(paths(&json(folder.path(), &["--select", "meta"])), ["apps/a/src/x.py", "top.py"]);
    assert_eq!(paths(&json(&folder.path().join("apps/a"), &["--select", "meta"])), ["src/x.py"]);
}

#[test]
fn stdin_stands_for_a_file() {
    let folder = project(&[("brickline.toml", ""), ("a.py", "x = 1\n")]);
    let output =
        run_with(folder.path(), FINDING, &["lint", "-", "--stdin-filename", "a.py", "--output-format", "concise"]);
    assert_eq!((output.code, output.out.starts_with("a.py:1:")), (1, true), "{}", output.out);
    let fixed = run_with(folder.path(), FINDING, &["lint", "--fix", "-", "--stdin-filename", "a.py"]);
    assert_eq!((fixed.code, fixed.out.as_str()), (0, "print(\"spark\")\n"));
    assert_eq!(std::fs::read_to_string(folder.path().join("a.py")).unwrap(), "x = 1\n");
    assert_eq!(run_with(folder.path(), "", &["lint", "--stdin-filename", "a.py"]).code, 2);
}

#[test]
fn diff_shows_and_fix_writes() {
    let folder = project(&[("brickline.toml", ""), ("a.py", FINDING)]);
    let path = folder.path().join("a.py");
    let diff = run(folder.path(), &["lint", "--diff"]);
    assert_eq!(diff.code, 1);
    assert!(diff.out.contains("-# brickline: ignore[no-such-rule]\n"), "{}", diff.out);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), FINDING);
    let fix = run(folder.path(), &["lint", "--fix"]);
    assert_eq!((fix.code, fix.err.contains("fixed 1 finding")), (0, true), "{}", fix.err);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "print(\"spark\")\n");
    assert_eq!(run(folder.path(), &["lint", "--diff"]).code, 0);
}

#[cfg(unix)]
#[test]
fn fixing_keeps_permissions_and_links_and_leaves_read_only_files_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = project(&[("brickline.toml", ""), ("real/a.py", FINDING), ("b.py", FINDING)]);
    let (real, link, locked) =
        (folder.path().join("real/a.py"), folder.path().join("a.py"), folder.path().join("b.py"));
    std::os::unix::fs::symlink(&real, &link).unwrap();
    std::fs::set_permissions(&real, PermissionsExt::from_mode(0o755)).unwrap();
    std::fs::set_permissions(&locked, PermissionsExt::from_mode(0o444)).unwrap();
    let output = run(folder.path(), &["lint", "--fix", "a.py", "b.py"]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("b.py: not fixed: it is read-only"), "{}", output.err);
    assert_eq!(std::fs::read_to_string(&locked).unwrap(), FINDING);
    assert_eq!(std::fs::read_to_string(&real).unwrap(), "print(\"spark\")\n");
    assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o755);
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_told_and_only_fatal_when_named() {
    let folder = project(&[("brickline.toml", ""), ("good.py", FINDING)]);
    std::fs::write(folder.path().join("latin.py"), b"x = '\xe9' # spark\n").unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
    let walked = run(folder.path(), &["lint"]);
    assert_eq!((walked.code, walked.err.contains("latin.py: is not UTF-8")), (1, true), "{}", walked.err);
    assert_eq!(run(folder.path(), &["lint", "latin.py"]).code, 2);
    let large = std::fs::File::create(folder.path().join("large.py")).unwrap();
    large.set_len(17 << 20).unwrap();
    assert!(run(folder.path(), &["lint"]).err.contains("large.py: is larger than 16 MB"));
}

#[test]
fn broken_notebooks_and_broken_code_end_no_run() {
    let folder = project(&[
        ("brickline.toml", ""),
        ("broken.ipynb", "{\"cells\": [ spark"),
        ("broken.py", "def spark(:\n  ((((\n"),
        ("deep.py", &format!("spark = {}1{}", "(".repeat(10_000), ")".repeat(10_000))),
        ("dirty.py", FINDING),
        ("empty.py", ""),
    ]);
    let output = run(folder.path(), &["lint", "--output-format", "concise", "--select", "meta"]);
    assert_eq!((output.code, output.out.lines().count()), (1, 1), "{}{}", output.out, output.err);
    assert!(output.err.contains("broken.ipynb"), "{}", output.err);
}

#[test]
fn the_list_of_rules_is_one_array() {
    let folder = project(&[]);
    let output = run(folder.path(), &["rules", "--output-format", "json"]);
    let rules: Vec<Value> = serde_json::from_str(&output.out).unwrap();
    assert_eq!(rules.len(), brickline_rules::ALL.len());
    let keys: Vec<&String> = rules[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["name", "group", "on", "severity", "enabled", "fix", "summary", "url"]);
}

#[test]
fn statistics_count_instead_of_showing() {
    let folder = project(&[("brickline.toml", ""), ("a.py", FINDING), ("b.py", FINDING)]);
    let output = run(folder.path(), &["lint", "--statistics"]);
    assert_eq!(output.out.trim(), "2  meta/unused-ignore  (2 fixable)");
}

#[test]
fn bundles_see_what_they_include_from_outside_and_share_its_findings() {
    let bundle = |name: &str| {
        format!(
            "bundle:\n  name: {name}\ninclude:\n  - ../common/*.yml\nresources:\n  jobs:\n    job:\n      name: ${{var.shared}}\n"
        )
    };
    let folder = project(&[
        ("brickline.toml", ""),
        ("common/vars.yml", "variables:\n  shared:\n    default: x\n    colour: blue\n"),
        ("a/databricks.yml", &bundle("a")),
        ("b/databricks.yml", &bundle("b")),
    ]);
    let select = ["--select", "undefined-reference,unknown-field"];
    let found = json(folder.path(), &select);
    assert_eq!(paths(&found), ["common/vars.yml"], "{found:?}");
    assert_eq!(paths(&json(&folder.path().join("a"), &select)), [""; 0]);
}
