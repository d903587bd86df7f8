//! Runs every page of `model/`: one capability of the evaluator each. Carets name the rules that speak; a fence `text trace`
//! holds what `brickline debug model` prints of the files, without what only says which interfaces were used.
//! `UPDATE_EXPECT=1` writes what is said into the pages.

use brickline_analysis::Rule;
use brickline_model::operation::Kind;
use brickline_model::trace::describe;
use brickline_tests::annotation::{Annotation, parse_annotated, render_annotated};
use brickline_tests::page::{Case, Page, read_pages};
use brickline_tests::project::{Project, source_of};
use brickline_tests::tests_dir;
use similar::TextDiff;

/// The name of the fence that holds the trace.
const TRACE: &str = "trace";

#[test]
fn every_capability_page_holds() {
    let pages = read_pages(&tests_dir().join("model")).expect("the pages are readable");
    assert!(!pages.is_empty(), "there are pages");
    let failures: Vec<String> = pages.iter().flat_map(check_page).collect();
    assert!(failures.is_empty(), "{} of the cases fail:\n\n{}", failures.len(), failures.join("\n"));
}

/// The failures of a page; rewrites it instead when asked to.
fn check_page(page: &Page) -> Vec<String> {
    let rules: Vec<&Rule> = brickline_rules::ALL.iter().copied().filter(|rule| rule.enabled).collect();
    let mut failures = Vec::new();
    let mut updates = Vec::new();
    let (mut spoken, mut silent) = (0, 0);
    for case in &page.cases {
        let files = case.files.iter().filter(|fence| fence.path != TRACE);
        let project = Project::new(&rules, files.map(|fence| (fence.path.as_str(), source_of(fence))));
        let mut found = 0;
        for fence in &case.files {
            let actual = if fence.path == TRACE {
                trace(&project, case)
            } else {
                let (text, _) = parse_annotated(&fence.host_body());
                let annotations = rule_names(&project, &fence.path);
                found += annotations.len();
                render_annotated(&text, &annotations, fence.marker())
            };
            if actual != fence.host_body() {
                let diff = TextDiff::from_lines(fence.host_body(), &actual).unified_diff().to_string();
                failures
                    .push(format!("model/{}.md:{} {} ({})\n{diff}", page.name, case.line, case.heading, fence.path));
                updates.push((fence.span.clone(), actual));
            }
        }
        *(if found > 0 { &mut spoken } else { &mut silent }) += 1;
    }
    if spoken == 0 || silent == 0 {
        failures
            .push(format!("model/{}.md: a page has cases where a rule speaks and cases where none does", page.name));
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        rewrite(page, updates);
    }
    failures
}

/// The findings in a file, by the names of their rules alone: what they say is for the rules' own pages.
fn rule_names(project: &Project, path: &str) -> Vec<Annotation> {
    let found = project.findings(path);
    found.iter().map(|found| Annotation { range: found.range, message: found.rule.name.to_owned() }).collect()
}

/// The operations of all files, one per line: file where there are several, line, and what it is.
fn trace(project: &Project, case: &Case) -> String {
    let files: Vec<_> = case.files.iter().filter(|fence| fence.path != TRACE).collect();
    let mut lines = String::new();
    for fence in &files {
        let Some(file) = project.analysis().file(&fence.path) else { continue };
        let text = &file.unit.text;
        let shown = file.unit.model.operations.iter().filter(|operation| !is_detail(operation.what.kind()));
        for operation in shown {
            let line = text[..operation.site.name.start() as usize].matches('\n').count() + 1;
            let place = if files.len() > 1 { format!("{}:{line}", fence.path) } else { line.to_string() };
            lines.push_str(&format!("{place} {}\n", describe(operation)));
        }
    }
    lines
}

/// Operations that say what is used by the way, not what is done.
fn is_detail(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ApiUse | Kind::NameUse | Kind::PathUse | Kind::NamedText | Kind::ConfigSet | Kind::Import | Kind::SqlText
    )
}

fn rewrite(page: &Page, mut updates: Vec<(std::ops::Range<usize>, String)>) {
    updates.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut text = page.text.clone();
    for (span, body) in updates {
        text.replace_range(span, &body);
    }
    std::fs::write(tests_dir().join("model").join(format!("{}.md", page.name)), text).expect("the page is writable");
}

#[test]
fn ten_thousand_terms_cost_no_stack_and_are_still_read() {
    let terms: Vec<String> = (0..10_000).map(|number| format!("(F.col('c{number}') == None)")).collect();
    let text = format!(
        "from pyspark.sql import functions as F\n\nspark.table('main.a.b').filter(\n    {}\n).count()\n",
        terms.join("\n    | ")
    );
    let rule = brickline_rules::ALL.iter().find(|rule| rule.name == "null-comparison").expect("the rule exists");
    let project = Project::new(&[rule], [("example.py", text)]);
    assert_eq!(project.findings("example.py").len(), 10_000);
}

#[test]
fn a_chain_of_five_thousand_links_is_no_burden() {
    let links: String = (0..5_000).map(|number| format!("\n    .withColumn('c{number}', F.lit({number}))")).collect();
    let text =
        format!("from pyspark.sql import functions as F\n\ndf = (spark.table('main.a.b'){links})\ndf.toPandas()\n");
    let rules: Vec<&Rule> = brickline_rules::ALL.iter().copied().filter(|rule| rule.enabled).collect();
    let project = Project::new(&rules, [("example.py", text)]);
    let _ = project.findings("example.py");
}
