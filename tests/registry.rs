//! What every rule owes: its place in the list, its facts as the catalogue has them, documentation, a case page, and examples
//! that do what they say.

use std::collections::BTreeSet;

use brickline_analysis::{Example, FixKind, Group, Rule, Safety};
use brickline_rules::ALL;
use brickline_tests::page::read_pages;
use brickline_tests::project::Project;
use brickline_tests::{root_dir, tests_dir};

#[test]
fn every_rule_file_is_listed() {
    let mut files = BTreeSet::new();
    for group in
        std::fs::read_dir(root_dir().join("rules/src")).unwrap().flatten().filter(|entry| entry.path().is_dir())
    {
        let name = group.file_name().to_string_lossy().into_owned();
        if name == "shared" {
            continue;
        }
        for entry in std::fs::read_dir(group.path()).unwrap().flatten() {
            let source = std::fs::read_to_string(entry.path()).unwrap();
            if source.contains("static RULE") {
                let stem = entry.path().file_stem().unwrap().to_string_lossy().replace('_', "-");
                files.insert(format!("{name}/{stem}"));
            }
        }
    }
    let listed: BTreeSet<_> = ALL.iter().map(|rule| format!("{}/{}", rule.group.name(), rule.name)).collect();
    assert_eq!(listed, files);
    assert_eq!(listed.len(), ALL.len(), "a rule is listed twice");
}

#[test]
fn facts_are_those_of_the_catalogue() {
    let text = std::fs::read_to_string(tests_dir().join("catalogue.toml")).unwrap();
    let catalogue: toml::Table = text.parse().unwrap();
    let mut wrong = Vec::new();
    for rule in ALL {
        let Some(entry) = catalogue.get(rule.name) else {
            wrong.push(format!("{}: not in the catalogue", rule.name));
            continue;
        };
        let text = |key: &str| entry.get(key).and_then(|value| value.as_str()).unwrap_or("?").to_string();
        let on: Vec<&str> = entry["on"].as_array().unwrap().iter().filter_map(|value| value.as_str()).collect();
        let found = [
            (text("group"), rule.group.name().to_string()),
            (text("severity"), rule.severity.name().to_string()),
            (text("fix"), rule.fix.name().to_string()),
            (on.join(", "), rule.on.iter().map(|domain| domain.name()).collect::<Vec<_>>().join(", ")),
            (
                entry.get("default").is_none_or(|value| value.as_bool() == Some(true)).to_string(),
                rule.enabled.to_string(),
            ),
        ];
        wrong.extend(
            found
                .iter()
                .filter(|(stated, is)| stated != is)
                .map(|(stated, is)| format!("{}: {is}, not {stated}", rule.name)),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const DOCUMENTATION: &str = "https://docs.databricks.com/aws/en/";

/// Pages that the documentation has moved, and where to; the old addresses lead there for now.
const MOVED: &[(&str, &str)] = &[
    (
        "data-governance/unity-catalog/manage-privileges/privileges",
        "data-governance/unity-catalog/access-control/privileges-reference",
    ),
    ("delta/clustering", "tables/clustering"),
    ("delta/column-mapping", "tables/features/column-mapping"),
    ("delta/data-skipping", "tables/data-skipping"),
    ("delta/deletion-vectors", "tables/features/deletion-vectors"),
    ("delta/delta-change-data-feed", "tables/features/change-data-feed"),
    ("delta/drop-table", "tables/operations/drop-table"),
    ("delta/generated-columns", "tables/features/generated-columns"),
    ("delta/history", "tables/history"),
    ("delta/optimize", "tables/operations/optimize"),
    ("delta/table-properties", "tables/table-properties"),
    ("delta/tune-file-size", "tables/tune-file-size"),
    ("delta/update-schema", "tables/update-schema"),
    ("delta/vacuum", "tables/operations/vacuum"),
    ("dlt/", "ldp/"),
    ("ingestion/cloud-object-storage/auto-loader/options", "spark/api-options"),
    ("jobs/for-each", "jobs/tasks/for-each"),
];

#[test]
fn every_rule_has_a_case_page_and_documentation() {
    let pages: BTreeSet<_> =
        read_pages(&tests_dir().join("cases")).unwrap().into_iter().map(|page| page.name).collect();
    let mut missing = Vec::new();
    for rule in ALL {
        if !pages.contains(rule.name) {
            missing.push(format!("{}: no page tests/cases/{}.md", rule.name, rule.name));
        }
        let official = [
            "https://docs.databricks.com/",
            "https://spark.apache.org/",
            "https://docs.delta.io/",
            "https://mlflow.org/",
        ];
        // What brickline says of its own comments needs no platform's word.
        let needs_official = rule.group != Group::Meta;
        if needs_official
            && (rule.links.is_empty()
                || !rule.links.iter().all(|link| official.iter().any(|site| link.starts_with(site))))
        {
            missing.push(format!("{}: no official documentation", rule.name));
        }
        for link in rule.links {
            let page = link.strip_prefix(DOCUMENTATION).unwrap_or_default();
            if let Some((_, new)) = MOVED.iter().find(|(old, _)| page.starts_with(old)) {
                missing.push(format!("{}: {link} has moved to {new}", rule.name));
            }
        }
        let is_begun = rule.summary.starts_with(|first: char| first.is_uppercase() || first == '`');
        if !is_begun || rule.why.len() < 80 || rule.why.contains("  ") {
            missing.push(format!("{}: its summary or reason is wanting", rule.name));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn bad_examples_fire_and_good_ones_are_silent() {
    let mut wrong = Vec::new();
    for rule in ALL {
        let bad = run(rule, &rule.bad);
        let own = |found: &brickline_analysis::Diagnostic| std::ptr::eq(found.rule, *rule);
        if !bad.findings(rule.bad.file).iter().any(own) {
            wrong.push(format!("{}: the bad example is silent", rule.name));
        }
        let good = run(rule, &rule.good).findings(rule.good.file);
        wrong.extend(good.iter().map(|found| format!("{}: the good example says: {}", rule.name, found.message)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn fixes_stay_within_what_the_rule_promises() {
    let mut projects: Vec<(&Rule, Project, Vec<String>)> = Vec::new();
    for page in read_pages(&tests_dir().join("cases")).unwrap() {
        let Some(rule) = ALL.iter().find(|rule| rule.name == page.name) else { continue };
        for case in &page.cases {
            let paths = case.files.iter().map(|fence| fence.path.clone()).collect();
            projects.push((rule, Project::of(rule, case), paths));
        }
    }
    let mut wrong = Vec::new();
    for (rule, project, paths) in &projects {
        for found in paths.iter().flat_map(|path| project.findings(path)) {
            let Some(fix) = &found.fix else { continue };
            let kept = match fix.safety {
                Safety::Safe => rule.fix != FixKind::None,
                Safety::Unsafe => matches!(rule.fix, FixKind::Unsafe | FixKind::Display),
                Safety::Display => rule.fix == FixKind::Display,
            };
            if !kept {
                wrong.push(format!("{}: a fix is {:?}, the rule promises {:?}", rule.name, fix.safety, rule.fix));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn run(rule: &'static Rule, example: &Example) -> Project {
    Project::new(&[rule], [(example.file, example.code.to_string())])
}
