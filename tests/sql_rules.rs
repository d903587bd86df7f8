//! The gates of the rules about SQL text, through the analysis as the shells run it, over the folder named in
//! `BRICKLINE_SQL_DATA`: statements and one-token mutants with the verdicts of Spark's own parser. What Spark's parser refuses
//! beyond its grammar, and which rule says so, stands in `sql/rejections.tsv`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use brickline_analysis::Rule;
use brickline_syntax::sql::lex;
use brickline_tests::project::Project;
use brickline_tests::{root_dir, tests_dir};
use serde_json::Value;

struct Sample {
    id: String,
    sql: String,
    templated: bool,
    verdict: String,
    /// Where Spark points, in bytes.
    offset: Option<usize>,
}

/// A finding: rule, start, message.
type Said = (&'static str, usize, String);

fn samples(file: &str) -> Option<Vec<Sample>> {
    let Some(folder) = std::env::var_os("BRICKLINE_SQL_DATA").map(PathBuf::from) else {
        eprintln!("skipped: BRICKLINE_SQL_DATA is not set");
        return None;
    };
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    Some(text.lines().map(sample).collect())
}

fn sample(line: &str) -> Sample {
    let row: Value = serde_json::from_str(line).expect("a JSON object");
    let sql = row["sql"].as_str().expect("sql").to_owned();
    let offset = row["pos"]["line"].as_u64().zip(row["pos"]["col"].as_u64()).map(|(line, column)| {
        let start: usize = sql.split_inclusive('\n').take((line as usize).saturating_sub(1)).map(str::len).sum();
        let rest = &sql[start..];
        start + rest.char_indices().nth(column as usize).map_or(rest.len(), |(i, _)| i)
    });
    Sample {
        id: row["id"].as_str().expect("id").to_owned(),
        templated: row["templated"].as_bool().unwrap_or(false),
        verdict: row["spark"].as_str().unwrap_or("none").to_owned(),
        sql,
        offset,
    }
}

fn rule(name: &str) -> &'static Rule {
    brickline_rules::ALL.iter().find(|rule| rule.name == name).unwrap_or_else(|| panic!("there is a rule {name}"))
}

/// What the rules say of each text, every one a SQL file of its own.
fn say<'s>(rules: &[&str], texts: impl Iterator<Item = &'s str>) -> Vec<Vec<Said>> {
    let rules: Vec<_> = rules.iter().map(|name| rule(name)).collect();
    let paths: Vec<_> = texts.enumerate().map(|(number, text)| (format!("{number:05}.sql"), text)).collect();
    let settings = ("brickline.toml", "sql = \"databricks\"\n".to_owned());
    let files = paths.iter().map(|(path, text)| (path.as_str(), (*text).to_owned()));
    let project = Project::new(&rules, std::iter::once(settings).chain(files));
    let of = |path: &str| {
        let found = project.findings(path).into_iter();
        found.map(|found| (found.rule.name, found.range.start() as usize, found.message)).collect()
    };
    paths.iter().map(|(path, _)| of(path)).collect()
}

fn syntax_errors(samples: &[&Sample]) -> Vec<Vec<Said>> {
    say(&["sql-syntax-error"], samples.iter().map(|sample| sample.sql.as_str()))
}

fn show(sample: &Sample, said: &[Said]) -> String {
    let sql = sample.sql.replace('\n', " ");
    format!("{} {} {said:?}\n    {sql}", sample.id, sample.verdict)
}

/// Accepted by Spark and flagged all the same, by id: none.
const KNOWN: &[&str] = &[];

#[test]
fn what_spark_accepts_is_silent() {
    let Some(all) = samples("statements.jsonl") else { return };
    let accepted: Vec<_> = all.iter().filter(|sample| sample.verdict == "ok").collect();
    let said = syntax_errors(&accepted);
    let flagged: Vec<_> = accepted.iter().zip(&said).filter(|(_, said)| !said.is_empty()).collect();
    let flagged: Vec<_> = flagged.iter().filter(|(sample, _)| !KNOWN.contains(&sample.id.as_str())).collect();
    eprintln!("{} accepted by Spark, {} flagged", accepted.len(), flagged.len());
    let lines: Vec<_> = flagged.iter().map(|(sample, said)| show(sample, said)).collect();
    assert!(lines.is_empty(), "{} accepted statements are flagged:\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn templates_are_silent() {
    for file in ["statements.jsonl", "mutants.jsonl"] {
        let Some(all) = samples(file) else { return };
        let templated: Vec<_> = all.iter().filter(|sample| sample.templated).collect();
        let said = syntax_errors(&templated);
        let flagged: Vec<_> = templated.iter().zip(&said).filter(|(_, said)| !said.is_empty()).collect();
        let lines: Vec<_> = flagged.iter().map(|(sample, said)| show(sample, said)).collect();
        assert!(lines.is_empty(), "{} templates are flagged:\n{}", lines.len(), lines.join("\n"));
    }
}

#[test]
fn mutants_are_flagged_where_spark_flags_them() {
    let Some(all) = samples("mutants.jsonl") else { return };
    let everyone: Vec<_> = all.iter().collect();
    let said = syntax_errors(&everyone);
    let (mut rejected, mut found, mut grammar, mut near, mut accepted) = (0, 0, 0, 0, 0);
    let (mut falsely, mut missed, mut far) = (Vec::new(), Vec::new(), Vec::new());
    for (sample, said) in all.iter().zip(&said) {
        assert!(said.len() <= 1, "one problem for a statement: {}", show(sample, said));
        if sample.verdict == "ok" {
            accepted += 1;
            if !said.is_empty() {
                falsely.push(show(sample, said));
            }
            continue;
        }
        rejected += 1;
        let Some((_, start, _)) = said.first() else {
            missed.push(show(sample, said));
            continue;
        };
        found += 1;
        if sample.verdict == "PARSE_SYNTAX_ERROR" {
            grammar += 1;
            if sample.offset.is_some_and(|offset| is_near(&sample.sql, offset, *start)) {
                near += 1;
            } else {
                far.push(format!("{:?} {}", sample.offset, show(sample, said)));
            }
        }
    }
    eprintln!("missed:\n{}\nfar:\n{}", missed.join("\n"), far.join("\n"));
    eprintln!(
        "{found} of {rejected} rejected mutants found, {near} of {grammar} near, {} of {accepted} accepted flagged",
        falsely.len()
    );
    assert!(found * 100 >= rejected * 98, "{found} of {rejected} rejected mutants are flagged");
    assert!(near * 10 >= grammar * 9, "{near} of {grammar} stand within one token of Spark's place");
    assert!(falsely.len() * 200 <= accepted, "{} accepted mutants are flagged:\n{}", falsely.len(), falsely.join("\n"));
}

/// Whether at most one token stands between the two places.
fn is_near(sql: &str, a: usize, b: usize) -> bool {
    let starts: Vec<_> =
        lex(sql).iter().filter(|token| !token.kind.is_trivia()).map(|token| token.start as usize).collect();
    let index = |at: usize| starts.partition_point(|start| *start < at);
    index(a).abs_diff(index(b)) <= 1
}

/// Which rule speaks of what Spark's parser refuses beyond its grammar: by condition, or by the statement's id.
fn rejections() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(tests_dir().join("sql/rejections.tsv")).expect("the table is in the repository");
    let rows = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let mut table = BTreeMap::new();
    for row in rows {
        let [condition, rule, why]: [&str; 3] =
            row.split('\t').collect::<Vec<_>>().try_into().unwrap_or_else(|_| panic!("three columns: {row}"));
        let is_sound = rule == "legal" && why.starts_with("https://")
            || brickline_rules::ALL.iter().any(|known| known.name == rule);
        assert!(is_sound, "a rule, or `legal` with the link that says so: {row}");
        assert!(table.insert(condition.to_owned(), rule.to_owned()).is_none(), "{condition} stands twice");
    }
    table
}

#[test]
fn what_spark_refuses_beyond_its_grammar_is_said_by_the_right_rule() {
    let table = rejections();
    let (mut expected, mut right, mut wrong) = (0, 0, Vec::new());
    let rules: Vec<&str> = brickline_rules::ALL
        .iter()
        .map(|rule| rule.name)
        .filter(|name| table.values().any(|rule| rule == name))
        .collect();
    for file in ["statements.jsonl", "mutants.jsonl"] {
        let Some(all) = samples(file) else { return };
        let refused: Vec<_> =
            all.iter().filter(|s| !matches!(s.verdict.as_str(), "ok" | "PARSE_SYNTAX_ERROR")).collect();
        let said = say(&rules, refused.iter().map(|sample| sample.sql.as_str()));
        for (sample, said) in refused.iter().zip(&said) {
            let rule = table.get(&sample.id).or_else(|| table.get(&sample.verdict));
            let rule = rule.unwrap_or_else(|| panic!("sql/rejections.tsv has no row for {}", sample.verdict));
            if rule == "legal" {
                let others: Vec<_> = said.iter().filter(|(name, ..)| *name == "sql-syntax-error").collect();
                assert!(others.is_empty(), "legal on Databricks: {}", show(sample, said));
                continue;
            }
            expected += 1;
            let is_right = said.iter().any(|(name, ..)| name == rule);
            // Where another rule speaks of the statement more exactly, this one gives way.
            let gives_way = rule == "sql-syntax-error" || said.iter().all(|(name, ..)| *name != "sql-syntax-error");
            if is_right && gives_way { right += 1 } else { wrong.push(format!("{rule}: {}", show(sample, said))) }
        }
    }
    eprintln!("{right} of {expected} said by the right rule; not:\n{}", wrong.join("\n"));
    assert!(right * 100 >= expected * 95, "{right} of {expected} are said by the right rule");
}

/// The statements of the platform's SQL reference that the parser is held to; their verdict is the documentation's.
#[test]
fn the_platforms_reference_is_silent() {
    let text =
        std::fs::read_to_string(root_dir().join("server/syntax/tests/sql/databricks.txt")).expect("the fixtures");
    let blocks = text.split("\n\n").map(|block| block.trim_matches('\n')).filter(|block| block.starts_with('>'));
    let is_note = |line: &&str| line.starts_with(['>', '~', '=']);
    let texts: Vec<String> =
        blocks.map(|block| block.lines().skip_while(is_note).collect::<Vec<_>>().join("\n")).collect();
    assert!(texts.len() >= 400, "{} statements", texts.len());
    let said = say(&["sql-syntax-error"], texts.iter().map(String::as_str));
    let flagged: Vec<_> = texts.iter().zip(&said).filter(|(_, said)| !said.is_empty()).collect();
    assert!(flagged.is_empty(), "{flagged:#?}");
}

/// Statements of our own: odd ones that are right, and slips with what is said of them.
#[test]
fn slips_are_explained() {
    let path = tests_dir().join("sql/spelt.txt");
    let text = std::fs::read_to_string(&path).expect("the statements are in the repository");
    let mut blocks: Vec<Vec<&str>> =
        text.split("\n\n").map(|block| block.trim_matches('\n').lines().collect()).collect();
    let notes = blocks.remove(0);
    let is_sql = |line: &&&str| !line.starts_with(['>', '=']);
    let texts: Vec<String> =
        blocks.iter().map(|block| block.iter().filter(is_sql).copied().collect::<Vec<_>>().join("\n")).collect();
    let said = say(&["sql-syntax-error"], texts.iter().map(String::as_str));
    let (mut written, mut near, mut slips) = (notes.join("\n"), 0, 0);
    for ((block, sql), said) in blocks.iter().zip(&texts).zip(&said) {
        let verdict = block[0].strip_prefix("> ").expect("a verdict");
        assert_eq!(verdict == "ok", said.is_empty(), "{verdict}: {sql}\n{said:?}");
        if let Some((line, column)) = verdict.split_once(' ').and_then(|(_, place)| place.split_once(':')) {
            let start: usize =
                sql.split_inclusive('\n').take(line.parse::<usize>().expect("a line") - 1).map(str::len).sum();
            let offset = start + column.parse::<usize>().expect("a column");
            slips += 1;
            near += usize::from(is_near(sql, offset, said[0].1));
        }
        let lines: String = said.iter().map(|(_, start, message)| format!("\n= {start} {message}")).collect();
        written.push_str(&format!("\n\n{}\n{sql}{lines}", block[0]));
    }
    written.push('\n');
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &written).expect("the file is writable");
    }
    let diff = similar::TextDiff::from_lines(text.as_str(), written.as_str());
    assert!(text == written, "{}", diff.unified_diff().context_radius(2));
    assert!(near * 10 >= slips * 8, "{near} of {slips} stand within one token of Spark's place");
    eprintln!("{} statements, {near} of {slips} slips near Spark's place", blocks.len());
}

/// The functions and counts of arguments that the rules name on statements that Spark's parser accepts, judged one by one.
#[test]
fn functions_are_named_only_where_they_are_wrong() {
    let Some(all) = samples("statements.jsonl") else { return };
    let accepted: Vec<_> = all.iter().filter(|sample| sample.verdict == "ok").collect();
    let said = say(&["unknown-function", "wrong-argument-count"], accepted.iter().map(|sample| sample.sql.as_str()));
    let mut found = BTreeMap::new();
    for (sample, said) in accepted.iter().zip(&said) {
        for (rule, start, message) in said {
            let word: String = sample.sql[*start..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            found
                .entry(format!("{rule}\t{}\t{message}", word.to_lowercase()))
                .or_insert_with(Vec::new)
                .push(sample.id.clone());
        }
    }
    let judged =
        std::fs::read_to_string(tests_dir().join("sql/judged_functions.tsv")).expect("the table is in the repository");
    let judged: Vec<_> = judged
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.rsplit_once('\t').map_or(line, |(hit, _)| hit))
        .collect();
    let unjudged: Vec<_> = found.iter().filter(|(hit, _)| !judged.contains(&hit.as_str())).collect();
    for (hit, ids) in &unjudged {
        eprintln!("{hit}\t{ids:?}");
    }
    assert!(unjudged.is_empty(), "{} hits stand in no row of sql/judged_functions.tsv", unjudged.len());
}
