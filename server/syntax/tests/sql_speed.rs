//! How fast SQL is lexed and parsed, beside the sqlparser crate in the same run: `scripts/speed-sql`.
//! A measurement for a quiet machine, so no test of the usual run.

mod clock;

use brickline_syntax::sql::{lex, parse};
use sqlparser::dialect::DatabricksDialect;
use sqlparser::parser::Parser;

/// Rounds of which the median counts.
const ROUNDS: usize = 9;

fn median(mut run: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = clock::now();
            run();
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}

#[test]
#[ignore = "measures, and needs a release build on a quiet machine"]
fn lexed_and_parsed_on_one_thread() {
    let folder =
        std::env::var_os("BRICKLINE_SQL_DATA").expect("BRICKLINE_SQL_DATA names the folder with statements.jsonl");
    let text =
        std::fs::read_to_string(std::path::Path::new(&folder).join("statements.jsonl")).expect("statements.jsonl");
    let rows: Vec<serde_json::Value> = text.lines().filter_map(|l| serde_json::from_str(l).ok()).collect();
    let statements: Vec<&str> = rows.iter().filter(|r| r["spark"] == "ok").filter_map(|r| r["sql"].as_str()).collect();
    let joined: std::sync::Arc<str> = statements.join(";\n").into();
    let megabytes = joined.len() as f64 / 1e6;
    let ours = median(|| {
        std::hint::black_box(parse(std::sync::Arc::clone(&joined)));
    });
    let lexer = median(|| {
        std::hint::black_box(lex(&joined));
    });
    eprintln!(
        "lexed and parsed, one text of {megabytes:.2} MB: {:.1} MB/s; lexed alone {:.1} MB/s",
        megabytes / ours,
        megabytes / lexer
    );
    compare("all statements", &statements, megabytes / ours);
    // It stops at the first error, so what it rejects makes it look fast.
    let is_known = |sql: &&&str| Parser::parse_sql(&DatabricksDialect {}, sql).is_ok();
    let known: Vec<&str> = statements.iter().filter(is_known).copied().collect();
    compare("statements that sqlparser knows", &known, megabytes / ours);
}

/// Both parsers, each statement alone, since the other stops at the first error.
fn compare(name: &str, statements: &[&str], whole: f64) {
    let megabytes = statements.iter().map(|s| s.len()).sum::<usize>() as f64 / 1e6;
    let ours = median(|| {
        for sql in statements {
            std::hint::black_box(parse(*sql));
        }
    });
    let theirs = median(|| {
        for sql in statements {
            let _ = std::hint::black_box(Parser::parse_sql(&DatabricksDialect {}, sql));
        }
    });
    let speed = megabytes / theirs;
    eprintln!(
        "{} {name}, each alone: {:.1} MB/s; sqlparser {speed:.1} MB/s: {:.1} times as fast, {:.1} times in one text",
        statements.len(),
        megabytes / ours,
        theirs / ours,
        whole / speed
    );
}
