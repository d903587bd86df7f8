//! The acceptance gates of the SQL parser, over the folder named in `BRICKLINE_SQL_DATA`:
//! statements and one-token mutants with the verdicts of Spark's own parser.

use std::collections::BTreeMap;
use std::path::PathBuf;

use brickline_syntax::sql::{Script, lex, parse, referee};
use serde_json::Value;

struct Sample {
    id: String,
    sql: String,
    templated: bool,
    verdict: Option<String>,
    offset: Option<usize>,
}

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("BRICKLINE_SQL_DATA").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: BRICKLINE_SQL_DATA is not set");
    }
    folder
}

fn samples(file: &str) -> Option<Vec<Sample>> {
    let path = folder()?.join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    Some(text.lines().map(sample).collect())
}

fn sample(line: &str) -> Sample {
    let row: Value = serde_json::from_str(line).expect("a JSON object");
    let sql = row["sql"].as_str().expect("sql").to_owned();
    let offset = row["pos"]["line"].as_u64().zip(row["pos"]["col"].as_u64()).map(|(line, col)| {
        let start: usize = sql.split_inclusive('\n').take(line as usize - 1).map(str::len).sum();
        let rest = &sql[start..];
        start + rest.char_indices().nth(col as usize).map_or(rest.len(), |(i, _)| i)
    });
    Sample {
        id: row["id"].as_str().expect("id").to_owned(),
        templated: row["templated"].as_bool().unwrap_or(false),
        verdict: row["spark"].as_str().map(str::to_owned),
        sql,
        offset,
    }
}

fn is_whole(script: &Script) -> bool {
    script.statements().all(|statement| statement.is_whole())
}

fn show(sql: &str, script: &Script) -> String {
    let Some(error) = script.errors().first() else { return String::new() };
    let at = error.range.start() as usize;
    let before: String = sql[..at].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = sql[at..].chars().take(50).collect();
    format!("{before}⟦{:?}⟧{after}  -- expected {}", error.found, error.expected).replace('\n', " ")
}

/// Known misses, by id.
const KNOWN: &[&str] = &[];

#[test]
fn accepts_what_spark_accepts() {
    let Some(samples) = samples("statements.jsonl") else { return };
    let accepted: Vec<_> = samples.iter().filter(|s| s.verdict.as_deref() == Some("ok")).collect();
    let (mut flagged, mut broken) = (Vec::new(), Vec::new());
    for sample in &accepted {
        let script = parse(sample.sql.as_str());
        if !script.errors().is_empty() && !KNOWN.contains(&sample.id.as_str()) {
            flagged.push(format!("{} {}", sample.id, show(&sample.sql, &script)));
        }
        if !is_whole(&script) {
            broken.push(sample.id.clone());
        }
    }
    eprintln!("{} accepted by Spark: {} flagged, {} not whole", accepted.len(), flagged.len(), broken.len());
    for line in &flagged {
        eprintln!("{line}");
    }
    assert!(flagged.is_empty(), "{} statements falsely flagged", flagged.len());
    assert!(broken.len() * 100 <= accepted.len(), "{} statements with opaque or error nodes", broken.len());
}

#[test]
fn loses_no_byte() {
    for file in ["statements.jsonl", "mutants.jsonl"] {
        let Some(samples) = samples(file) else { return };
        for sample in samples {
            assert_eq!(parse(sample.sql.as_str()).print(), sample.sql, "{}", sample.id);
        }
    }
}

#[test]
fn flags_no_template() {
    let Some(samples) = samples("statements.jsonl") else { return };
    for sample in samples.iter().filter(|s| s.templated) {
        let script = parse(sample.sql.as_str());
        assert!(script.errors().is_empty(), "{} {}", sample.id, show(&sample.sql, &script));
    }
}

#[test]
fn flags_mutants() {
    let Some(samples) = samples("mutants.jsonl") else { return };
    let (mut bad, mut found, mut near, mut vetoed) = (0, 0, 0, 0);
    let mut falsely = Vec::new();
    let mut classes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for sample in &samples {
        let script = parse(sample.sql.as_str());
        let is_ok = sample.verdict.as_deref() == Some("ok");
        if is_ok && !script.errors().is_empty() {
            falsely.push(format!("{} {}", sample.id, show(&sample.sql, &script)));
        }
        if sample.verdict.as_deref() == Some("PARSE_SYNTAX_ERROR") {
            bad += 1;
            match script.errors().first() {
                None => classes.entry("missed".into()).or_default().push(format!(
                    "{} {}",
                    sample.id,
                    sample.sql.replace('\n', " ")
                )),
                Some(error) => {
                    if script.statement_of(error).is_some_and(|statement| referee::accepts(statement)) {
                        vetoed += 1;
                    }
                    found += 1;
                    if sample.offset.is_some_and(|o| is_near(&script, o, error.range.start() as usize)) {
                        near += 1;
                    } else {
                        let line =
                            format!("{} spark at {:?}: {}", sample.id, sample.offset, show(&sample.sql, &script));
                        classes.entry("far".into()).or_default().push(line);
                    }
                }
            }
        }
    }
    for (class, lines) in &classes {
        for line in lines {
            eprintln!("{class} {line}");
        }
    }
    for line in &falsely {
        eprintln!("false {line}");
    }
    eprintln!("{found} of {bad} found, {near} near, {vetoed} vetoed by the referee, {} falsely flagged", falsely.len());
    assert!((found - vetoed) * 100 >= bad * 98, "{found} of {bad} mutants found, {vetoed} vetoed");
    assert!(near * 10 >= found * 9, "{near} of {found} errors stand within one token of Spark's");
    assert!(falsely.is_empty(), "{} mutants falsely flagged", falsely.len());
}

/// Whether at most one token stands between the two places.
fn is_near(script: &Script, a: usize, b: usize) -> bool {
    let tokens = lex(script.text()).into_iter().filter(|token| !token.kind.is_trivia());
    let starts: Vec<usize> = tokens.map(|token| token.start as usize).collect();
    let index = |at: usize| starts.partition_point(|s| *s < at);
    index(a).abs_diff(index(b)) <= 1
}

/// What 200 statements name, judged by reading each: `sql/sample.txt`, drawn by `scripts/facts/sample_statements.py`.
const SAMPLE: &str = include_str!("sql/sample.txt");

#[test]
fn names_what_the_sample_names() {
    let Some(samples) = samples("statements.jsonl") else { return };
    let expected: Vec<(&str, &str)> = SAMPLE.lines().skip(1).filter_map(|line| line.split_once(" |")).collect();
    let mut wrong = Vec::new();
    for (id, names) in &expected {
        let sample = samples.iter().find(|s| s.id == *id).unwrap_or_else(|| panic!("statements.jsonl has no {id}"));
        let script = parse(sample.sql.as_str());
        let found: Vec<_> = script.statements().flat_map(|s| s.names()).map(|n| format!("{n:?}")).collect();
        if found.join("; ") != names.trim() {
            wrong.push(format!("{id}\n  expected {}\n  found    {}", names.trim(), found.join("; ")));
        }
    }
    assert!(expected.len() >= 200, "only {} statements judged", expected.len());
    assert!(wrong.len() * 100 <= expected.len(), "{} of {} wrong\n{}", wrong.len(), expected.len(), wrong.join("\n"));
    wrong.iter().for_each(|line| eprintln!("{line}"));
}
