//! The acceptance suite of bundles: every page of `bundles/`, each section a bundle of its own, through the real binary in one
//! run; and the table that says which facts they cover. `bundles/README.md` tells how a page is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output};

use brickline_syntax::yaml;
use brickline_tests::annotation::parse_annotated;
use brickline_tests::binary::binary;
use brickline_tests::tests_dir;

/// Rules that advise: every other bundle would say what they say. Each runs alone on the page that is about them, where the
/// facts are called as they are.
const ADVICE: &[&str] = &[
    "all-purpose-compute-in-job",
    "fixed-size-cluster",
    "hardcoded-resource-id",
    "missing-access-mode",
    "missing-autotermination",
    "missing-cost-controls",
    "missing-failure-alert",
    "missing-production-mode",
    "missing-run-as",
    "photon-not-enabled",
    "preview-channel-in-production",
    "unsupported-runtime",
    "unused-definition",
];

/// The page about them.
const ADVICE_PAGE: &str = "advice";

/// A section of a page.
struct Bundle {
    page: String,
    line: usize,
    fact: String,
    title: String,
    /// Whether it stands under another heading to show what is still fine.
    is_near_miss: bool,
    files: Vec<(String, String)>,
    expected: Vec<Finding>,
    /// Values by target and path, as `brickline debug bundle` prints them.
    resolved: Vec<(String, String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    line: u64,
    column: u64,
    what: String,
}

impl Bundle {
    fn folder(&self) -> String {
        format!("{}/line-{}", self.page, self.line)
    }

    fn place(&self) -> String {
        format!("bundles/{}.md:{} {}: {}", self.page, self.line, self.fact, self.title)
    }
}

#[test]
fn every_bundle_is_judged_and_resolved_as_its_page_says() {
    let bundles = read_pages();
    let folder = tempfile::tempdir().expect("a folder");
    write_files(folder.path(), &bundles);
    let output = run(folder.path(), &["lint", "--output-format", "json", "--fail-on", "never", "."]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let items: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut found: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    for item in &items {
        let mut parts = item["path"].as_str().expect("a path").splitn(3, '/');
        let key = format!("{}/{}", parts.next().expect("a page"), parts.next().expect("a section"));
        let finding = Finding {
            path: parts.next().unwrap_or_default().to_owned(),
            line: item["line"].as_u64().expect("a line"),
            column: item["column"].as_u64().expect("a column"),
            what: format!("{} {}", item["severity"].as_str().expect("text"), item["rule"].as_str().expect("text")),
        };
        found.entry(key).or_default().push(finding);
    }
    let mut failures = String::new();
    for bundle in &bundles {
        let actual: BTreeSet<Finding> = found.remove(&bundle.folder()).unwrap_or_default().into_iter().collect();
        let expected: BTreeSet<Finding> = bundle.expected.iter().filter(|finding| is_built(finding)).cloned().collect();
        for (sign, finding) in expected
            .difference(&actual)
            .map(|f| ("missed", f))
            .chain(actual.difference(&expected).map(|f| ("not stated", f)))
        {
            let Finding { path, line, column, what } = finding;
            let message = items.iter().find(|item| {
                item["line"] == *line
                    && item["column"] == *column
                    && item["path"] == format!("{}/{path}", bundle.folder())
            });
            let message = message.map(|item| item["message"].to_string()).unwrap_or_default();
            writeln!(failures, "{}\n    {sign}: {path}:{line}:{column} {what} {message}", bundle.place())
                .expect("text");
        }
        failures += &check_resolved(folder.path(), bundle);
    }
    assert!(found.is_empty(), "findings outside of all bundles: {found:?}");
    assert!(failures.is_empty(), "\n{failures}");
}

/// Whether the rule of a finding exists yet; it must be one of the catalogue.
fn is_built(finding: &Finding) -> bool {
    let name = finding.what.split(' ').nth(1).unwrap_or_default();
    let catalogue = include_str!("catalogue.toml");
    assert!(catalogue.contains(&format!("\n[{name}]\n")), "there is no rule {:?}", finding.what);
    brickline_rules::ALL.iter().any(|rule| rule.name == name)
}

/// Compares what `brickline debug bundle` prints for each target with the values stated.
fn check_resolved(folder: &Path, bundle: &Bundle) -> String {
    let mut failures = String::new();
    let targets: BTreeSet<&str> = bundle.resolved.iter().map(|(target, ..)| target.as_str()).collect();
    for target in targets {
        let output = run(&folder.join(bundle.folder()), &["debug", "bundle", "--target", target]);
        let text = String::from_utf8_lossy(&output.stdout);
        let document = yaml::parse(&text);
        if !output.status.success() || !document.errors.is_empty() {
            let said = String::from_utf8_lossy(&output.stderr);
            writeln!(failures, "{}\n    target {target}: {said} {:?}\n{text}", bundle.place(), document.errors)
                .expect("text");
        }
        for (_, path, expected) in bundle.resolved.iter().filter(|(own, ..)| own == target) {
            let actual = find(&document.root, path).unwrap_or("absent");
            if actual != expected {
                writeln!(failures, "{}\n    target {target}: {path} is {actual}, not {expected}", bundle.place())
                    .expect("text");
            }
        }
    }
    failures
}

/// The text at a path such as `resources.jobs.a.tasks[0].task_key`.
fn find<'a>(root: &'a yaml::Node, path: &str) -> Option<&'a str> {
    let mut node = root;
    for part in path.split(['.', '[']) {
        node = match part.strip_suffix(']') {
            Some(index) => &node.as_sequence()?.get(index.parse::<usize>().ok()?)?.node,
            None => &node.as_mapping()?.get(part)?.node,
        };
    }
    node.as_scalar().map(|scalar| scalar.text.as_str())
}

#[test]
fn the_table_of_facts_is_current_and_whole() {
    let bundles = read_pages();
    let text = std::fs::read_to_string(tests_dir().join("bundles/facts.tsv")).expect("the facts");
    let facts: Vec<Vec<&str>> =
        text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
    let known: BTreeSet<&str> = facts.iter().map(|fact| fact[0]).collect();
    let stray: Vec<String> = bundles.iter().filter(|b| !known.contains(b.fact.as_str())).map(Bundle::place).collect();
    assert!(stray.is_empty(), "facts that `facts.tsv` does not list:\n{}", stray.join("\n"));
    let fires = bundles.iter().filter(|bundle| !bundle.is_near_miss).count();
    let mut table = format!(
        "# Facts and bundles\n\nGenerated by `UPDATE_EXPECT=1 cargo test -p brickline_tests --test bundles` from `facts.tsv` and the \
         pages.\n\n{} bundles: {fires} that state findings or values, {} near misses that must stay silent.\n\n\
         | fact | what it is | bundles | near misses | where, or why not |\n|---|---|---|---|---|\n",
        bundles.len(),
        bundles.len() - fires,
    );
    for fact in &facts {
        let [name, meaning, rest @ ..] = &fact[..] else { panic!("a fact is a name and a meaning: {fact:?}") };
        let own: Vec<&Bundle> = bundles.iter().filter(|bundle| bundle.fact == *name).collect();
        let misses = own.iter().filter(|bundle| bundle.is_near_miss).count();
        let pages: BTreeSet<&str> = own.iter().map(|bundle| bundle.page.as_str()).collect();
        let pages = pages.into_iter().map(|page| format!("{page}.md")).collect::<Vec<_>>().join(", ");
        let reason = rest.first().copied().unwrap_or_default();
        assert!(own.is_empty() != reason.is_empty(), "{name}: either bundles or a reason why there is none");
        writeln!(table, "| {name} | {meaning} | {} | {misses} | {pages}{reason} |", own.len() - misses).expect("text");
    }
    assert!(bundles.len() >= 150, "only {} bundles", bundles.len());
    expect_test::expect_file!["bundles/FACTS.md"].assert_eq(&table);
}

fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(binary()).args(args).current_dir(folder).output().expect("brickline runs")
}

fn write_files(folder: &Path, bundles: &[Bundle]) {
    let exists = |name: &&&str| brickline_rules::ALL.iter().any(|rule| rule.name == **name);
    let quoted: Vec<String> = ADVICE.iter().filter(exists).map(|name| format!("\"{name}\"")).collect();
    for bundle in bundles {
        let page = folder.join(&bundle.page);
        let folder_of_settings = if bundle.page == ADVICE_PAGE { folder.join(bundle.folder()) } else { page };
        let settings = match bundle.page == ADVICE_PAGE {
            true => format!("select = [\"{}\"]\n", bundle.fact),
            false => format!("ignore = [{}]\n", quoted.join(", ")),
        };
        std::fs::create_dir_all(&folder_of_settings).expect("a folder");
        std::fs::write(folder_of_settings.join("brickline.toml"), &settings).expect("settings");
        for (path, text) in &bundle.files {
            let path = folder.join(bundle.folder()).join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            let is_settings = path.file_name().is_some_and(|name| name == "brickline.toml");
            let text = if is_settings { format!("{settings}{text}") } else { text.clone() };
            std::fs::write(path, text).expect("a file");
        }
    }
}

fn read_pages() -> Vec<Bundle> {
    let mut paths: Vec<_> =
        std::fs::read_dir(tests_dir().join("bundles")).expect("the pages").flatten().map(|e| e.path()).collect();
    paths.sort();
    let is_page = |path: &&std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".md") && !name.starts_with(char::is_uppercase)
    };
    let mut bundles = Vec::new();
    for path in paths.iter().filter(is_page) {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        read_page(&name, &std::fs::read_to_string(path).expect("a page"), &mut bundles);
    }
    bundles
}

fn read_page(page: &str, text: &str, bundles: &mut Vec<Bundle>) {
    let mut lines = text.lines().enumerate();
    let mut fact = String::new();
    while let Some((number, line)) = lines.next() {
        let line_number = number + 1;
        if let Some(heading) = line.strip_prefix("##") {
            let is_near_miss = heading.starts_with('#');
            let mut title = heading.trim_start_matches('#').trim();
            if !is_near_miss {
                let (name, rest) = title.split_once(": ").unwrap_or_else(|| panic!("{page}.md:{line_number}: no fact"));
                fact = name.to_owned();
                title = rest;
            }
            let (fact, title) = (fact.clone(), title.to_owned());
            let (files, expected, resolved) = Default::default();
            bundles.push(Bundle {
                page: page.into(),
                line: line_number,
                fact,
                title,
                is_near_miss,
                files,
                expected,
                resolved,
            });
        } else if let Some(names) = line.strip_prefix("files: ") {
            let bundle = bundles.last_mut().expect("a heading comes first");
            bundle.files.extend(names.split(", ").map(|name| match name.strip_suffix('*') {
                Some(notebook) => (notebook.to_owned(), notebook_header(notebook)),
                None => (name.to_owned(), String::new()),
            }));
        } else if let Some(info) = line.strip_prefix("```") {
            let body: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
            let bundle = bundles.last_mut().expect("a heading comes first");
            read_fence(bundle, info, &(body.join("\n") + "\n"));
        }
    }
}

fn notebook_header(path: &str) -> String {
    let comment = if path.ends_with(".sql") { "--" } else { "#" };
    format!("{comment} Databricks notebook source\n")
}

fn read_fence(bundle: &mut Bundle, info: &str, body: &str) {
    let (language, name) = info.split_once(' ').unwrap_or((info, "databricks.yml"));
    if language == "resolved" {
        for line in body.lines() {
            let (path, value) = line.split_once(" = ").unwrap_or_else(|| panic!("{}: {line}", bundle.place()));
            bundle.resolved.push((name.to_owned(), path.to_owned(), value.to_owned()));
        }
        return;
    }
    let (mut text, annotations) = parse_annotated(body);
    for annotation in annotations {
        let before = &text[..annotation.range.start() as usize];
        let line = before.matches('\n').count() as u64 + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u64 + 1;
        bundle.expected.push(Finding { path: name.to_owned(), line, column, what: annotation.message });
    }
    // What every bundle needs, where it moves no line.
    if name.ends_with("databricks.yml") && !text.starts_with("bundle:") && !text.contains("\nbundle:") {
        text += "bundle: {name: shop}\n";
    }
    bundle.files.push((name.to_owned(), text));
}
