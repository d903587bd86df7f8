//! Runs every case page through the analysis and compares what is said with what the page states.
//! `UPDATE_EXPECT=1` writes what is said into the pages; `BRICKLINE_CASE=<name>` runs one page.

use brickline_analysis::Rule;
use brickline_tests::annotation::{parse_annotated, render_annotated};
use brickline_tests::page::{Case, Page, read_pages};
use brickline_tests::project::Project;
use brickline_tests::tests_dir;
use similar::TextDiff;

#[test]
fn every_case_page_holds() {
    let pages = read_pages(&tests_dir().join("cases")).expect("the case pages are readable");
    let only = std::env::var("BRICKLINE_CASE").ok();
    let mut failures = Vec::new();
    for page in pages.iter().filter(|page| only.as_ref().is_none_or(|only| *only == page.name)) {
        match brickline_rules::ALL.iter().find(|rule| rule.name == page.name) {
            Some(rule) => failures.extend(check_page(page, rule)),
            None => failures.push(format!("cases/{}.md: no rule has this name", page.name)),
        }
    }
    assert!(failures.is_empty(), "{} of the cases fail:\n\n{}", failures.len(), failures.join("\n"));
}

/// The failures of a page; rewrites it instead when asked to.
fn check_page(page: &Page, rule: &'static Rule) -> Vec<String> {
    let mut failures = Vec::new();
    let mut updates = Vec::new();
    let mut hits = 0;
    for case in &page.cases {
        let project = Project::of(rule, case);
        for fence in &case.files {
            let (text, expected) = parse_annotated(&fence.host_body());
            hits += expected.len();
            let expected = render_annotated(&text, &expected, fence.marker());
            let actual = render_annotated(&text, &project.annotations(&fence.path), fence.marker());
            if actual != expected {
                failures.push(describe(page, case, &fence.path, &expected, &actual));
                if fence.body == fence.host_body() {
                    updates.push((fence.span.clone(), actual));
                }
            }
        }
        for fence in &case.fixed {
            let actual = project.fixed_text(&fence.path, rule);
            if actual != fence.body {
                failures.push(describe(page, case, &format!("{} after fixing", fence.path), &fence.body, &actual));
                updates.push((fence.span.clone(), actual));
            }
        }
    }
    if hits == 0 {
        failures.push(format!("cases/{}.md: nothing is found on the whole page", page.name));
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() && !updates.is_empty() {
        rewrite(page, updates);
    }
    failures
}

fn describe(page: &Page, case: &Case, path: &str, expected: &str, actual: &str) -> String {
    let diff = TextDiff::from_lines(expected, actual);
    let diff = diff.unified_diff().context_radius(3).header("stated", "found").to_string();
    format!("cases/{}.md:{} {} ({path})\n{diff}", page.name, case.line, case.heading)
}

fn rewrite(page: &Page, mut updates: Vec<(std::ops::Range<usize>, String)>) {
    updates.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut text = page.text.clone();
    for (span, body) in updates {
        text.replace_range(span, &body);
    }
    std::fs::write(tests_dir().join("cases").join(format!("{}.md", page.name)), text).expect("the page is writable");
}
