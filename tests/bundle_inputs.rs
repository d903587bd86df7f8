//! Bundles that nobody wrote for us: input that is broken, hostile or huge ends in a message, in bounded time and memory;
//! what `debug bundle` and `bundle-schema` say. All through the real binary.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use brickline_tests::binary::binary;
use expect_test::expect;
use serde_json::Value;

/// What any of these may take in a build without optimisation, on a machine that does other things as well.
const MOST_TIME: Duration = Duration::from_secs(120);

/// Kilobytes of address space, stacks of threads included.
const MOST_MEMORY: &str = "3000000";

const JOB: &str =
    "resources: {jobs: {nightly: {tasks: [{task_key: load, notebook_task: {notebook_path: /Shared/load}}]}}}\n";

struct Output {
    code: Option<i32>,
    out: String,
    err: String,
}

fn run(folder: &Path, args: &[&str]) -> Output {
    let (program, start) = (binary(), Instant::now());
    let limited = format!("ulimit -v {MOST_MEMORY} && exec \"$0\" \"$@\"");
    let output = Command::new("sh").args(["-c", &limited]).arg(program).args(args).current_dir(folder).output();
    let output = output.expect("a shell");
    assert!(start.elapsed() < MOST_TIME, "{args:?} took {:?}", start.elapsed());
    Output {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// The findings of bundle rules, one per line: place, severity, rule, message.
fn lint(folder: &Path) -> String {
    let output = run(folder, &["lint", "--select", "bundle", "--output-format", "json", "--fail-on", "never"]);
    assert_eq!(output.code, Some(0), "{}", output.err);
    let items: Vec<Value> = serde_json::from_str(&output.out).expect("JSON");
    let mut lines = String::new();
    for item in items {
        let text = |key: &str| item[key].as_str().unwrap_or_default().to_owned();
        let place = format!("{}:{}:{}", text("path"), item["line"], item["column"]);
        writeln!(lines, "{place} {} {}: {}", text("severity"), text("rule"), text("message")).expect("text");
    }
    lines + &output.err
}

fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        write(folder.path(), path, text.as_bytes());
    }
    folder
}

fn write(folder: &Path, path: &str, bytes: &[u8]) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, bytes).expect("a file");
}

#[test]
fn includes_in_a_circle_end() {
    let folder = project(&[
        ("databricks.yml", "bundle: {name: shop}\ninclude: [a.yml, databricks.yml, a.yml]\n"),
        ("a.yml", "include: [databricks.yml, b.yml]\n"),
        ("b.yml", "include: [a.yml]\n"),
    ]);
    expect![[r#"
        a.yml:1:1 warning include-problem: only the root file may include: this has no effect
    "#]]
    .assert_eq(&lint(folder.path()));
}

#[test]
fn anchors_in_a_circle_end() {
    let folder = project(&[(
        "databricks.yml",
        "bundle: {name: shop}\nvariables:\n  a: &a\n    default: {b: *a}\n  c: &c {default: &d [*c, *d]}\n",
    )]);
    expect![[r#"
        databricks.yml:4:18 error yaml-syntax-error: this alias stands inside its own anchor
        databricks.yml:5:23 error yaml-syntax-error: this alias stands inside its own anchor
        databricks.yml:5:27 error yaml-syntax-error: this alias stands inside its own anchor
    "#]]
    .assert_eq(&lint(folder.path()));
}

#[test]
fn an_alias_bomb_is_defused() {
    let mut text =
        String::from("bundle: {name: shop}\nvariables:\n  v0: &v0 {default: [x, x, x, x, x, x, x, x, x, x]}\n");
    for at in 1..30 {
        let aliases = vec![format!("*v{}", at - 1); 10].join(", ");
        writeln!(text, "  v{at}: &v{at} {{default: [{aliases}]}}").expect("text");
    }
    let folder = project(&[("databricks.yml", &text)]);
    let found = lint(folder.path());
    assert!(found.contains("this alias makes the document too large"), "{found}");
    assert_eq!(run(folder.path(), &["debug", "bundle"]).code, Some(0));
}

#[test]
fn a_bomb_of_variables_is_defused() {
    let mut text = String::from(
        "bundle: {name: shop}\nvariables:\n  v0: {type: complex, default: [x, x, x, x, x, x, x, x, x, x]}\n",
    );
    for at in 1..30 {
        let items = vec![format!("\"${{var.v{}}}\"", at - 1); 10].join(", ");
        writeln!(text, "  v{at}: {{type: complex, default: [{items}]}}").expect("text");
    }
    text.push_str(
        "  t: {type: complex, default: {task_key: t, for_each_task: {inputs: \"[]\", task: \"${var.t}\"}}}\n",
    );
    text.push_str("resources: {jobs: {other: {tasks: [\"${var.t}\"]}, nightly: {tasks: \"${var.v29}\", job_clusters: \"${var.v28}\", tags: \"${var.v27}\"}}}\n");
    let folder = project(&[("databricks.yml", &text)]);
    lint(folder.path());
    assert_eq!(run(folder.path(), &["debug", "bundle"]).code, Some(0));
}

#[test]
fn files_of_a_hundred_thousand_lines_are_read() {
    let mut jobs = String::from("resources:\n  jobs:\n");
    for job in 0..12_500 {
        let lines = [
            "tasks:",
            "  - task_key: load",
            "    max_retries: 1",
            "    notebook_task:",
            "      notebook_path: /Shared/load",
        ];
        writeln!(jobs, "    job_{job}:\n      name: job {job}\n      # no more than one").expect("text");
        lines.iter().for_each(|line| writeln!(jobs, "      {line}").expect("text"));
    }
    jobs.push_str("    last: {nonsense: 1, tasks: [{task_key: load, notebook_task: {notebook_path: /Shared/load}}]}\n");
    assert!(jobs.lines().count() > 100_000);
    let folder = project(&[("databricks.yml", "bundle: {name: shop}\ninclude: [jobs.yml]\n"), ("jobs.yml", &jobs)]);
    let found = lint_correctness(folder.path());
    assert_eq!(found.lines().count(), 1, "{}", &found[..found.len().min(2000)]);
    assert!(found.contains("jobs.yml:100003:12") && found.contains("unknown-field"), "{found}");
}

/// The findings of rules that judge right and wrong.
fn lint_correctness(folder: &Path) -> String {
    let rules = "yaml-syntax-error,duplicate-key,duplicate-item-key,unknown-field,type-mismatch,missing-required-field,\
                 undefined-reference,invalid-dependency,task-type";
    let output = run(folder, &["lint", "--select", rules, "--output-format", "concise", "--fail-on", "never"]);
    assert_eq!(output.code, Some(0), "{}", output.err);
    output.out
}

#[test]
fn a_hundred_thousand_lines_that_are_broken_are_read() {
    // Every line of some of these is a finding, and showing them all takes longest.
    let (lines, fewer) = (100_000, 20_000);
    for (name, text) in [
        ("one key", "name: x\n".repeat(fewer)),
        ("open brackets", "a: [1, 2\n".repeat(fewer)),
        ("open quotes", "a: \"x\n".repeat(fewer)),
        ("tabs", "\ta: 1\n".repeat(lines)),
        ("no keys", "nothing but text\n".repeat(lines)),
        ("deep", (0..3_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect()),
        ("brackets in brackets", "[".repeat(lines)),
        ("stray indents", "a:\n    b: 1\n  c: 2\n".repeat(fewer)),
        ("references", format!("variables: {{a: {{default: \"{}\"}}}}\n", "${var.a}".repeat(lines))),
    ] {
        let folder = project(&[("databricks.yml", "bundle: {name: shop}\ninclude: [a.yml]\n"), ("a.yml", &text)]);
        let output = run(folder.path(), &["lint", "--select", "bundle", "--output-format", "concise"]);
        assert_eq!(output.code, Some(1), "{name}: {}", output.err);
        assert!(output.out.contains("a.yml:"), "{name}: {}", output.out);
        assert_eq!(run(folder.path(), &["debug", "bundle"]).code, Some(0), "{name}");
    }
}

#[test]
fn tabs_and_duplicate_keys_are_told_where_they_stand() {
    let folder = project(&[(
        "databricks.yml",
        "bundle:\n  name: shop\nvariables:\n\ta: {default: 1}\n  b: {default: 1}\n  b: {default: 2}\n",
    )]);
    expect![[r#"
        databricks.yml:4:1 error yaml-syntax-error: a tab cannot indent YAML: use spaces
        databricks.yml:6:3 error duplicate-key: `b` is given again: the CLI keeps only the last one
    "#]]
    .assert_eq(&lint_without_advice(folder.path()));
}

fn lint_without_advice(folder: &Path) -> String {
    lint(folder).lines().filter(|line| !line.contains(" info ")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn files_that_are_not_text_are_named_and_nothing_is_missed_for_them() {
    let folder = project(&[(
        "databricks.yml",
        "bundle: {name: shop}\ninclude: [resources/*.yml]\nresources: {jobs: {nightly: {name: \"${var.title}\", tasks: [{task_key: save, \
         depends_on: [{task_key: load}], notebook_task: {notebook_path: /Shared/save}}]}}}\n",
    )]);
    write(folder.path(), "resources/latin.yml", b"variables: {title: {default: caf\xe9}}\n");
    write(folder.path(), "resources/zero.yml", &[0; 64]);
    let found = lint(folder.path());
    assert!(found.contains("resources/latin.yml: is not UTF-8 and was not read"), "{found}");
    assert!(!found.contains("undefined-reference") && !found.contains("invalid-dependency"), "{found}");
}

#[cfg(unix)]
#[test]
fn files_that_cannot_be_read_are_named() {
    let folder =
        project(&[("databricks.yml", "bundle: {name: shop}\ninclude: [resources/*.yml]\n"), ("resources/a.yml", JOB)]);
    std::fs::create_dir(folder.path().join("resources/folder.yml")).expect("a folder");
    std::os::unix::fs::symlink("nowhere.yml", folder.path().join("resources/gone.yml")).expect("a link");
    std::os::unix::fs::symlink("self.yml", folder.path().join("resources/self.yml")).expect("a link");
    let pipe = Command::new("mkfifo").arg(folder.path().join("resources/pipe.yml")).status().expect("mkfifo");
    assert!(pipe.success());
    let found = lint(folder.path());
    for reason in [
        "resources/gone.yml: does not exist",
        "resources/self.yml: cannot be read",
        "resources/pipe.yml: is not a file",
    ] {
        assert!(found.contains(reason), "{reason}: {found}");
    }
    let locked = folder.path().join("resources/a.yml");
    std::fs::set_permissions(&locked, std::os::unix::fs::PermissionsExt::from_mode(0o000)).expect("permissions");
    // Whoever may read everything reads this, too.
    if std::fs::read(&locked).is_err() {
        let found = lint(folder.path());
        assert!(found.contains("resources/a.yml: cannot be read: permission denied"), "{found}");
    }
}

#[cfg(unix)]
#[test]
fn links_out_of_the_tree_are_read_as_files_and_not_followed_as_folders() {
    let outside = project(&[
        ("jobs/a.yml", "resources: {jobs: {nightly: {nonsense: 1, description: \"${var.x}\"}}}\n"),
        ("src/load.py", "# Databricks notebook source\n"),
    ]);
    let folder = project(&[(
        "databricks.yml",
        "bundle: {name: shop}\ninclude: [one.yml, more/*.yml, more/a.yml]\nresources: {jobs: {other: {description: \"${var.y}\", tasks: \
         [{task_key: load, notebook_task: {notebook_path: code/load.py}}]}}}\n",
    )]);
    let link = |from: &str, to: &str| {
        std::os::unix::fs::symlink(outside.path().join(from), folder.path().join(to)).expect("a link");
    };
    link("jobs/a.yml", "one.yml");
    link("jobs", "more");
    link("src", "code");
    std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).expect("a link");
    let found = lint_without_advice(folder.path());
    assert!(found.contains("one.yml:1:30 error unknown-field"), "{found}");
    // What lies behind a link to a folder is not known, and so is not missing.
    assert!(!found.contains("databricks.yml:"), "{found}");
}

#[test]
fn root_files_of_any_shape_end_no_run() {
    for text in [
        "",
        "\u{feff}",
        "- a\n",
        "text",
        "null",
        "---\n",
        "bundle:\r\n  name: shop\r\n",
        "{}",
        "a: 1\n---\nb: 2\n",
        "\0\0\0",
    ] {
        let folder =
            project(&[("databricks.yml", text), (".databricks/bundle/default/variable-overrides.json", "{\"a\":")]);
        lint(folder.path());
        assert_eq!(run(folder.path(), &["debug", "bundle"]).code, Some(0), "{text:?}");
    }
    let folder = project(&[]);
    write(folder.path(), "databricks.yml", b"bundle: {name: caf\xe9}\n");
    let output = run(folder.path(), &["lint", "databricks.yml"]);
    assert_eq!((output.code, output.err.contains("is not UTF-8")), (Some(2), true), "{}", output.err);
}

#[test]
fn debug_bundle_shows_values_with_their_places() {
    let folder = project(&[
        (
            "databricks.yml",
            "bundle:\n  name: shop\ninclude: [resources/*.yml]\nvariables:\n  catalog: {default: dev}\n  tags: {type: complex, default: {a: \"1\"}}\n\
             targets:\n  dev:\n    default: true\n  prod:\n    mode: production\n    workspace: {root_path: /Shared/shop}\n    variables: \
             {catalog: main}\n    resources:\n      jobs:\n        nightly:\n          max_concurrent_runs: 2\n          tags: {b: \": x\"}\n",
        ),
        (
            "resources/jobs.yml",
            "resources:\n  jobs:\n    nightly:\n      name: load ${var.catalog}\n      max_concurrent_runs: 1\n      tasks:\n        - task_key: b\n          \
             notebook_task: {notebook_path: ../b.py}\n        - task_key: a\n          notebook_task:\n            notebook_path: ../a.py\n            \
             base_parameters: ${var.tags}\n      parameters: []\n",
        ),
    ]);
    let output = run(folder.path(), &["debug", "bundle", "resources", "--target", "prod"]);
    expect![[r#"
        bundle:
          name: shop # databricks.yml:2
          mode: production # databricks.yml:11
          target: prod
        variables:
          catalog:
            value: main # databricks.yml:13, over databricks.yml:5
          tags:
            value:
              a: "1" # databricks.yml:6
        resources:
          jobs:
            nightly:
              name: load main # resources/jobs.yml:4, from databricks.yml:13
              max_concurrent_runs: 2 # databricks.yml:17, over resources/jobs.yml:5
              tasks:
                - task_key: a # resources/jobs.yml:9
                  notebook_task:
                    notebook_path: ../a.py # resources/jobs.yml:11
                    base_parameters:
                      a: "1" # databricks.yml:6
                - task_key: b # resources/jobs.yml:7
                  notebook_task:
                    notebook_path: ../b.py # resources/jobs.yml:8
              parameters: [] # resources/jobs.yml:13
              tags:
                b: ": x" # databricks.yml:18
        workspace:
          root_path: /Workspace/Shared/shop # databricks.yml:12
          artifact_path: /Workspace/Shared/shop/artifacts
          file_path: /Workspace/Shared/shop/files
          resource_path: /Workspace/Shared/shop/resources
          state_path: /Workspace/Shared/shop/state
    "#]]
    .assert_eq(&output.out);
    let error = |args: &[&str]| {
        let output = run(folder.path(), args);
        assert_eq!(output.code, Some(2));
        output.err
    };
    expect!["brickline: there is no target `test`; the bundle has: dev, prod\n"]
        .assert_eq(&error(&["debug", "bundle", "--target", "test"]));
    let empty = project(&[("brickline.toml", "")]);
    let output = run(empty.path(), &["debug", "bundle"]);
    assert_eq!(output.err, "brickline: .: there is no bundle here\n");
    let two = project(&[("a/databricks.yml", ""), ("b/databricks.yml", "targets: {x: {}, y: {}}\n")]);
    let output = run(two.path(), &["debug", "bundle"]);
    assert_eq!(output.err, "brickline: .: name one of the bundles here: a, b\n");
    let output = run(two.path(), &["debug", "bundle", "b"]);
    assert_eq!(output.err, "brickline: no target is the default one: name one with --target: x, y\n");
}

/// What the CLI of a later day might print: a field and a type of resource that we do not know.
const SCHEMA: &str = r##"{"properties": {"bundle": {"$ref": "#/$defs/cli/config.Bundle"}, "resources": {"$ref": "#/$defs/cli/config.Resources"}},
"$defs": {"string": {"type": "string"}, "bool": {"type": "boolean"}, "cli": {
  "config.Bundle": {"type": "object", "required": ["name"], "properties": {"name": {"$ref": "#/$defs/string"}}},
  "config.Resources": {"type": "object", "properties": {"rockets": {"$ref": "#/$defs/map/cli/resources.Rocket"}}},
  "resources.Rocket": {"oneOf": [{"type": "object", "required": ["fuel"], "properties": {
    "fuel": {"$ref": "#/$defs/cli/rockets.Fuel"}, "reusable": {"$ref": "#/$defs/bool"}}}, {"type": "string", "pattern": "\\$\\{(var)\\}"}]},
  "rockets.Fuel": {"oneOf": [{"type": "string", "enum": ["HYDROGEN", "METHANE"]}, {"type": "string", "pattern": "\\$\\{(var)\\}"}]}}}}"##;

#[test]
fn a_schema_of_the_users_own_takes_the_place_of_ours() {
    let root = "bundle: {name: shop}\nresources:\n  rockets:\n    one: {fuel: METHANE, reusable: true}\n    two: {fuel: STEAM, wings: 2}\n    three: {reusable: maybe}\n  jobs: {}\n";
    let folder = project(&[
        ("shop/databricks.yml", root),
        ("shop/brickline.toml", "extend = \"../common/base.toml\"\n"),
        ("common/base.toml", "bundle-schema = \"cli.json\"\n"),
        ("common/cli.json", SCHEMA),
    ]);
    expect![[r#"
        databricks.yml:5:17 error invalid-enum-value: `fuel` has no value `STEAM`: it is one of HYDROGEN, METHANE
        databricks.yml:5:24 error unknown-field: a rocket has no field `wings`
        databricks.yml:6:5 error missing-required-field: `three` lacks `fuel`
        databricks.yml:6:23 error type-mismatch: `reusable` must be `true` or `false`, not text
        databricks.yml:7:3 error unknown-field: `resources` has no field `jobs`
    "#]]
    .assert_eq(&lint(&folder.path().join("shop")));
    let given = ["lint", "--config", "bundle-schema=common/cli.json", "--fail-on", "never", "shop"];
    assert!(run(folder.path(), &given).out.contains("a rocket has no field `wings`"));
}

#[test]
fn a_schema_that_is_none_is_told_with_its_place() {
    let folder =
        project(&[("databricks.yml", "bundle: {name: shop}\n"), ("brickline.toml", "bundle-schema = \"cli.json\"\n")]);
    let error = || {
        let output = run(folder.path(), &["lint"]);
        assert_eq!(output.code, Some(2));
        output.err
    };
    expect!["brickline: brickline.toml: `bundle-schema`: cli.json: does not exist\n"].assert_eq(&error());
    write(folder.path(), "cli.json", b"{\n");
    expect!["brickline: brickline.toml: `bundle-schema`: cli.json: is no JSON: EOF while parsing an object at line 2 column 0\n"].assert_eq(&error());
    write(folder.path(), "cli.json", b"{\"type\": \"object\"}\n");
    expect!["brickline: brickline.toml: `bundle-schema`: cli.json: is not the output of `databricks bundle schema`\n"]
        .assert_eq(&error());
}
