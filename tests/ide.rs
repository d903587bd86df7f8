//! Everything an editor asks about bundles, at every place of every page's files, whole and cut off: answers may be empty,
//! but they come, and their ranges lie in the text.

use std::fs;
use std::sync::Arc;

use brickline_analysis::ide::bundle::{
    find_completions, find_definitions, find_folds, find_hover, find_links, find_outline, find_references,
    find_renamable, rename,
};
use brickline_analysis::{Analysis, Config, Host, Settings};
use brickline_syntax::TextRange;
use brickline_tests::position::{PositionPage, parse_page};
use brickline_tests::tests_dir;

fn pages() -> Vec<PositionPage> {
    let pages = fs::read_dir(tests_dir().join("positions")).unwrap();
    let mut paths: Vec<_> = pages.map(|page| page.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| parse_page(&fs::read_to_string(path).unwrap())).collect()
}

fn analyse(page: &PositionPage, path: &str, text: &str) -> Analysis {
    let rules = brickline_rules::ALL;
    let mut host = Host::new(rules, Config::new(rules, Settings::default(), ""));
    for (known, content) in page.files.iter().filter(|(known, _)| known != path) {
        host.set_source(known, content.as_str());
    }
    host.set_source(path, Arc::<str>::from(text));
    host.snapshot()
}

/// Asks everything at an offset.
fn ask(analysis: &Analysis, path: &str, offset: u32) {
    let text = analysis.text(path).unwrap();
    let check = |range: TextRange| assert!(text.get(range.to_usize()).is_some(), "{range:?} of {text}");
    if let Some(found) = find_completions(analysis, path, offset) {
        check(found.range);
        assert!(found.range.touches(offset), "{found:?}");
        assert!(found.items.iter().all(|item| item.stop.is_none_or(|stop| item.insert.is_char_boundary(stop))));
    }
    if let Some(found) = find_hover(analysis, path, offset) {
        check(found.range);
    }
    let mut places = find_definitions(analysis, path, offset);
    places.extend(find_references(analysis, path, offset, true));
    for place in places {
        let text = analysis.text(&place.file).map_or("", |text| &**text);
        assert!(text.get(place.range.to_usize()).is_some(), "{place:?}");
    }
    if let Ok(Some((range, _))) = find_renamable(analysis, path, offset) {
        check(range);
        drop(rename(analysis, path, offset, "other"));
    }
}

/// Asks what concerns the whole file.
fn ask_whole(analysis: &Analysis, path: &str) {
    let text = analysis.text(path).unwrap();
    assert!(find_links(analysis, path).iter().all(|link| text.get(link.range.to_usize()).is_some()));
    assert!(find_folds(analysis, path).unwrap().iter().all(|fold| text.get(fold.range.to_usize()).is_some()));
    let mut items = find_outline(analysis, path).unwrap();
    while let Some(item) = items.pop() {
        assert!(item.range.contains_range(item.name_range), "{item:?}");
        assert!(text.get(item.range.to_usize()).is_some(), "{item:?}");
        items.extend(item.children);
    }
}

#[test]
fn every_place_of_every_file_is_answered() {
    for page in pages() {
        for (path, text) in page.files.iter().filter(|(path, _)| path.ends_with(".yml") && !path.contains("/.")) {
            let analysis = analyse(&page, path, text);
            ask_whole(&analysis, path);
            (0..=text.len() as u32).for_each(|offset| ask(&analysis, path, offset));
        }
    }
}

#[test]
fn a_file_that_ends_anywhere_is_answered() {
    for page in pages() {
        for (path, text) in page.files.iter().filter(|(path, _)| path.ends_with(".yml") && !path.contains("/.")) {
            for end in (1..text.len()).filter(|&end| text.is_char_boundary(end)).step_by(3) {
                let analysis = analyse(&page, path, &text[..end]);
                ask_whole(&analysis, path);
                ask(&analysis, path, end as u32);
            }
        }
    }
}

#[test]
fn hostile_files_are_answered() {
    let bomb: String = (1..30).map(|level| format!("a{level}: &a{level} [*a{0}, *a{0}]\n", level - 1)).collect();
    let deep: String = (0..300).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let page = PositionPage { text: String::new(), files: Vec::new(), cases: Vec::new() };
    for text in [
        format!("a0: &a0 [x, x]\n{bomb}"),
        format!("resources:\n  jobs:\n    a:\n      tasks: &t\n        - task_key: *t\n{deep}"),
        "[".repeat(5_000),
        "{ \"a\": ".repeat(5_000),
        "resources:\n  jobs:\n    <<: *none\n    ${var.a}: {tasks: [{task_key: ''}]}\n".to_owned(),
        "variables:\n  a:\n    default: ${var.b}\n  b:\n    default: ${var.a}\nbundle:\n  name: ${var.a}\n".to_owned(),
        "variables:\n  a:\n    default:\n      x: ${var.a}\nresources: ${var.a}\n".to_owned(),
        "\u{feff}bundle:\r\n  name: \"ü😀${var.a}{{tasks.`\r\n".to_owned(),
        "targets:\n  a: &x\n    variables: {a: b}\n  b: *x\nenvironments: *x\n".to_owned(),
        format!("bundle:\n  name: {}\n", "${var.a}".repeat(2_000)),
    ] {
        let path = "databricks.yml";
        let analysis = analyse(&page, path, &text);
        ask_whole(&analysis, path);
        let step = (text.len() / 50).max(1);
        (0..=text.len()).step_by(step).chain([text.len()]).for_each(|offset| ask(&analysis, path, offset as u32));
    }
}
