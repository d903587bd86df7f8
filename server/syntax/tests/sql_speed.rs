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
    // The other stops at the first error; it is given each statement alone, and so are we here.
    let size = statements.iter().map(|s| s.len()).sum::<usize>() as f64 / 1e6;
    let alone = median(|| {
        for sql in &statements {
            std::hint::black_box(parse(*sql));
        }
    });
    let theirs = median(|| {
        for sql in &statements {
            let _ = std::hint::black_box(Parser::parse_sql(&DatabricksDialect {}, sql));
        }
    });
    eprintln!(
        "lexed and parsed, one text of {megabytes:.2} MB: {:.1} MB/s; lexed alone {:.1} MB/s",
        megabytes / ours,
        megabytes / lexer
    );
    eprintln!(
        "{} statements, each alone: {:.1} MB/s; sqlparser {:.1} MB/s",
        statements.len(),
        size / alone,
        size / theirs
    );
    eprintln!(
        "sqlparser takes {:.1} times as long as the one text, {:.1} times as long statement by statement",
        theirs / ours * megabytes / size,
        theirs / alone
    );
}
