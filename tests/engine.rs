//! What the analysis promises beyond single rules: panics contained, one finding per rule and place, imports in order,
//! fixes that never break code.

use brickline_analysis::{
    Check, Config, Cx, Diagnostic, Domain, Edit, Example, Fix, FixKind, Group, Host, Interest, Rule, Safety, Scope,
    Settings, Severity, Written,
};
use brickline_model::bundle::Place;
use brickline_model::expr::Expr;
use brickline_model::operation::Operation;
use brickline_syntax::TextRange;
use brickline_syntax::source::ParsedFile;
use brickline_syntax::yaml::Node;

const fn rule(name: &'static str, fix: FixKind, checks: &'static [Check]) -> Rule {
    Rule {
        name,
        group: Group::Correctness,
        on: &[Domain::Python],
        summary: "a rule of this test",
        why: "",
        bad: Example::py(""),
        good: Example::py(""),
        severity: Severity::Warning,
        enabled: true,
        fix,
        scope: Scope::File,
        links: &["https://example.com"],
        options: &[],
        checks,
    }
}

/// A list of rules as programs have it: for good.
fn list(rules: &[&'static Rule]) -> &'static [&'static Rule] {
    rules.to_vec().leak()
}

fn host(rules: &[&'static Rule], files: &[(&str, &str)]) -> Host {
    let rules = list(rules);
    let mut host = Host::new(rules, Config::defaults(rules));
    for (path, text) in files {
        host.set_source(path, *text);
    }
    host
}

fn shown(found: &[Diagnostic]) -> Vec<String> {
    found.iter().map(|found| format!("{} {:?} {}", found.file, found.range, found.message)).collect()
}

fn find_word(text: &str, word: &str) -> Option<TextRange> {
    text.find(word).map(|at| TextRange::from_usize(at, at + word.len()))
}

static PANICS: Rule = rule("panics", FixKind::None, &[Check::File(panic_on_bad)]);
static SPEAKS: Rule = rule("speaks", FixKind::None, &[Check::File(speak_twice)]);

fn panic_on_bad(cx: &mut Cx<'_>, file: &ParsedFile) {
    cx.report(TextRange::at(0), "before the panic");
    assert!(!file.text.contains("bad"), "this rule fell over");
}

fn speak_twice(cx: &mut Cx<'_>, file: &ParsedFile) {
    if let Some(range) = find_word(&file.text, "spark") {
        cx.report(range, "first");
        cx.report(range, "second");
    }
}

#[test]
fn a_rule_that_panics_is_told_once_and_stops_nobody() {
    std::panic::set_hook(Box::new(|_| {}));
    let mut host = host(&[&PANICS, &SPEAKS], &[("a.py", "spark # bad"), ("b.py", "spark # good")]);
    let analysis = host.snapshot();
    let _ = std::panic::take_hook();
    let found = analysis.check_all();
    assert_eq!(shown(&found), ["a.py 0..5 first", "b.py 0..0 before the panic", "b.py 0..5 first"]);
    analysis.check("a.py");
    let notices = analysis.notices();
    assert_eq!(notices.len(), 1);
    assert_eq!((notices[0].rule, &*notices[0].file), ("panics", "a.py"));
    assert!(notices[0].message.contains("fell over"));
}

static FALLS: Rule = rule("falls", FixKind::None, &[Check::Node(panic_on_bad_node)]);
static NODES: Rule = rule("nodes", FixKind::None, &[Check::Node(speak_of_scalar), Check::Place(speak_of_name)]);

fn panic_on_bad_node(cx: &mut Cx<'_>, _: &Written<'_>, path: &[&str], node: &Node) {
    cx.report(node.range, "before the panic");
    assert!(path.last() != Some(&"bad"), "this rule fell over");
}

fn speak_of_scalar(cx: &mut Cx<'_>, _: &Written<'_>, path: &[&str], node: &Node) {
    if node.as_str().is_some() {
        cx.report(node.range, path.join("."));
    }
}

fn speak_of_name(cx: &mut Cx<'_>, _: &Written<'_>, place: &Place<'_>) {
    if let Some(entry) = place.entry.filter(|_| place.field.is_some_and(|field| field.name == "name")) {
        cx.report(entry.key_range, "a name");
    }
}

#[test]
fn a_rule_that_panics_in_a_bundles_file_stops_nobody() {
    std::panic::set_hook(Box::new(|_| {}));
    let mut host = host(&[&FALLS, &NODES], &[("databricks.yml", "bundle: {name: x}\nbad: y\n")]);
    let analysis = host.snapshot();
    let found = analysis.check_all();
    let _ = std::panic::take_hook();
    let nodes: Vec<_> = found.into_iter().filter(|found| found.rule.name == "nodes").collect();
    let expected = ["databricks.yml 9..13 a name", "databricks.yml 15..16 bundle.name", "databricks.yml 23..24 bad"];
    assert_eq!(shown(&nodes), expected);
    let notices = analysis.notices();
    assert_eq!((notices.len(), notices[0].rule, &*notices[0].file), (1, "falls", "databricks.yml"));
}

static TRIPS: Rule = rule("trips", FixKind::None, &[Check::Expr(panic_on_null)]);
static COLUMNS: Rule = rule("columns", FixKind::None, &[Check::Expr(speak_of_column)]);

fn panic_on_null(cx: &mut Cx<'_>, operation: &Operation, expr: &Expr) {
    cx.report(operation.site.whole, "before the panic");
    assert!(!expr.is_null(), "this rule fell over");
}

fn speak_of_column(cx: &mut Cx<'_>, _: &Operation, expr: &Expr) {
    if let Some(column) = expr.as_column() {
        cx.report(expr.range, column.name.to_string());
    }
}

#[test]
fn a_rule_that_panics_on_an_expression_stops_nobody() {
    std::panic::set_hook(Box::new(|_| {}));
    let mut host = host(&[&TRIPS, &COLUMNS], &[("a.sql", "SELECT a.b.c.d + coalesce(e, NULL) FROM f.g.h")]);
    let analysis = host.snapshot();
    let found = analysis.check_all();
    let _ = std::panic::take_hook();
    assert!(found.iter().all(|found| found.rule.name == "columns"));
    assert_eq!(shown(&found), ["a.sql 7..14 d", "a.sql 26..27 e"]);
    let notices = analysis.notices();
    assert_eq!((notices.len(), notices[0].rule, &*notices[0].file), (1, "trips", "a.sql"));
}

static BREAKS: Rule = rule("breaks", FixKind::Safe, &[Check::File(offer_broken)]);
static MENDS: Rule = rule("mends", FixKind::Safe, &[Check::File(offer_sound)]);
static FLIPS: Rule = rule("flips", FixKind::Safe, &[Check::File(offer_flip)]);
static CROSSES: Rule = rule("crosses", FixKind::Safe, &[Check::File(offer_outside)]);

fn offer_broken(cx: &mut Cx<'_>, file: &ParsedFile) {
    if let Some(range) = find_word(&file.text, "spark") {
        cx.report(range, "broken").fix(Fix::safe("break it", vec![Edit::replace(range, "((")]));
    }
}

fn offer_sound(cx: &mut Cx<'_>, file: &ParsedFile) {
    if let Some(range) = find_word(&file.text, "old") {
        cx.report(range, "old").fix(Fix::safe("renew it", vec![Edit::replace(range, "new")]));
    }
}

fn offer_flip(cx: &mut Cx<'_>, file: &ParsedFile) {
    for (from, to) in [("left", "right"), ("right", "left")] {
        if let Some(range) = find_word(&file.text, from) {
            cx.report(range, from).fix(Fix::safe("turn it", vec![Edit::replace(range, to)]));
            return;
        }
    }
}

fn offer_outside(cx: &mut Cx<'_>, file: &ParsedFile) {
    let end = file.text.len() as u32;
    cx.report(TextRange::new(0, end + 9), "far").fix(Fix::safe("cross", vec![Edit::insert(end + 9, "x")]));
}

#[test]
fn a_fix_that_breaks_code_is_undone_and_named_and_the_others_stay() {
    let mut host = host(&[&BREAKS, &MENDS], &[("a.py", "spark.range(1)\nold = 1\nold = 2\n")]);
    let fixed = host.snapshot().fix_text("a.py", Safety::Safe).unwrap();
    assert_eq!(&*fixed.text, "spark.range(1)\nnew = 1\nnew = 2\n");
    assert_eq!(fixed.undone, ["breaks"]);
    assert_eq!(fixed.applied["mends"], 2);
}

#[test]
fn fixes_that_turn_in_circles_stop() {
    let mut host = host(&[&FLIPS], &[("a.py", "spark\nleft = 1\n")]);
    let fixed = host.snapshot().fix_text("a.py", Safety::Safe).unwrap();
    assert!(fixed.applied["flips"] <= 10);
}

#[test]
fn a_range_outside_the_text_is_cut_and_its_fix_dropped() {
    let mut host = host(&[&CROSSES], &[("a.py", "spark = 'ü'")]);
    let found = host.snapshot().check("a.py");
    assert_eq!(found[0].range, TextRange::new(0, 12));
    assert!(found[0].fix.is_none());
}

#[test]
fn only_files_that_are_asked_for_are_reported_but_all_are_known() {
    let mut host = host(&[&SPEAKS], &[("a.py", "spark"), ("b.py", "spark")]);
    host.set_interest("b.py", Interest::Indexed);
    let analysis = host.snapshot();
    assert_eq!(shown(&analysis.check_all()), ["a.py 0..5 first"]);
    assert_eq!(analysis.check("b.py").len(), 1);
}

#[test]
fn texts_change_between_snapshots_and_not_within_one() {
    let mut host = host(&[&SPEAKS], &[("a.py", "spark")]);
    let before = host.snapshot();
    host.set_source("a.py", "x = 1");
    host.set_source("b.py", "spark");
    let after = host.snapshot();
    assert_eq!(shown(&before.check_all()), ["a.py 0..5 first"]);
    assert_eq!(shown(&after.check_all()), ["b.py 0..5 first"]);
    host.remove("b.py");
    assert!(host.snapshot().check_all().is_empty());
}

#[test]
fn files_that_import_each_other_in_circles_are_modelled() {
    let files = [("a.py", "from b import x\nspark\n"), ("b.py", "from a import y\nimport c\n"), ("c.py", "import a\n")];
    assert_eq!(host(&[&SPEAKS], &files).snapshot().check_all().len(), 1);
}

#[test]
fn levels_and_ignores_of_the_settings_hold() {
    let rules = list(&[&SPEAKS, &MENDS]);
    let text = "[rules]\nspeaks = \"error\"\n[per-file-ignores]\n\"tests\" = [\"correctness/speaks\"]\n";
    let settings = Settings::parse(text, &[], "brickline.toml", rules).unwrap().unwrap();
    let mut host = Host::new(rules, Config::new(rules, settings, ""));
    host.set_source("a.py", "spark");
    host.set_source("tests/a.py", "spark");
    let found = host.snapshot().check_all();
    assert_eq!(shown(&found), ["a.py 0..5 first"]);
    assert_eq!(found[0].severity, Severity::Error);
}

#[test]
fn ignore_comments_hide_their_line_the_next_or_the_file() {
    let hidden = [
        "spark  # brickline: ignore[speaks] why",
        "# brickline: ignore[correctness/speaks]\nspark",
        "# brickline: ignore[mends, speaks]\n\nspark",
        "# brickline: ignore-file[correctness]\nx = 1\nspark",
        "# Databricks notebook source\n# brickline: ignore-file[speaks]\nspark",
    ];
    for text in hidden {
        assert_eq!(shown(&host(&[&SPEAKS, &MENDS], &[("a.py", text)]).snapshot().check_all()), [""; 0], "{text}");
    }
    let seen = ["spark\n# brickline: ignore[speaks]", "spark # brickline: ignore[mends]", "spark # brickline: ignore"];
    for text in seen {
        assert_eq!(host(&[&SPEAKS, &MENDS], &[("a.py", text)]).snapshot().check_all().len(), 1, "{text}");
    }
}

#[test]
fn wrong_settings_are_errors_with_the_nearest_name() {
    let rules = list(&[&SPEAKS]);
    let errors = |text: &str| Settings::parse(text, &[], "brickline.toml", rules).unwrap_err()[0].message.clone();
    assert_eq!(errors("selct = []"), "there is no setting `selct`; did you mean `select`?");
    assert_eq!(errors("select = [\"speeks\"]"), "there is no rule or group `speeks`; did you mean `speaks`?");
    assert_eq!(errors("select = 3"), "`select` must be a list of strings, not integer");
    assert_eq!(
        errors("[rules]\nspeaks = \"loud\""),
        "`rules.speaks` must be one of `error`, `warning`, `info`, not `loud`"
    );
    assert_eq!(errors("[rules.speaks]\nmax = 3"), "rule `speaks` has no option `max`");
    assert_eq!(
        errors("[medallion]\ngoldd = []"),
        "there is no setting `medallion.goldd`; did you mean `medallion.gold`?"
    );
}
