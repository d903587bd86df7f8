//! How fast SQL is lexed and parsed, beside the sqlparser crate in the same run: `scripts/speed-sql`.
//! A measurement for a quiet machine, so no test of the usual run.

mod clock;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use brickline_syntax::sql::{lex, parse, parse_expression};
use sqlparser::dialect::DatabricksDialect;
use sqlparser::parser::Parser;

/// Rounds of which the median counts.
const ROUNDS: usize = 9;

/// A round is run so often that it takes at least this long: the thread's clock goes on in steps of a few milliseconds.
const ROUND: Duration = Duration::from_millis(150);

/// What the project holds itself to: megabytes a second, and how many times as fast as sqlparser.
const LEAST_SPEED: f64 = 50.0;
const LEAST_RATIO: f64 = 8.0;

/// Between two statements of one text. A statement may end in a comment that takes the rest of its line.
const BORDER: &str = "\n;\n";

/// Expressions as code passes them to `filter`, `selectExpr`, `join` and `merge`.
const EXPRESSIONS: [&str; 8] = [
    "a > 1",
    "country = 'DE' AND amount > 100.5",
    "target.id = source.id",
    "date_add(day, 1)",
    "x IS NOT NULL",
    "sum(amount) AS total",
    "*",
    "CAST(a AS INT)",
];

fn seconds(mut run: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = clock::now();
            let mut runs = 0;
            while runs == 0 || start.elapsed() < ROUND {
                run();
                runs += 1;
            }
            start.elapsed().as_secs_f64() / f64::from(runs)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}

/// Statements joined to one text. That it holds as many, none of them wrong, shows that none swallows those after it.
fn join(statements: &[&str]) -> Arc<str> {
    let text: Arc<str> = statements.join(BORDER).into();
    let script = parse(Arc::clone(&text));
    assert_eq!(script.part().children().count(), statements.len());
    assert_eq!(script.errors(), []);
    text
}

fn read_by_sqlparser(text: &str) -> usize {
    Parser::parse_sql(&DatabricksDialect {}, text).map_or(0, |statements| statements.len())
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
    let joined = join(&statements);
    let megabytes = joined.len() as f64 / 1e6;
    let speed = megabytes / seconds(|| drop(black_box(parse(Arc::clone(&joined)))));
    let lexed = megabytes / seconds(|| drop(black_box(lex(&joined))));
    eprintln!("lexed and parsed, one text of {megabytes:.2} MB: {speed:.1} MB/s; lexed alone {lexed:.1} MB/s");
    // It stops at the first error, so what it rejects makes it look fast: the least favourable comparison.
    compare("all statements, each alone", &statements);
    let is_read = |sql: &&&str| read_by_sqlparser(sql) > 0;
    let read: Vec<&str> = statements.iter().filter(is_read).copied().collect();
    let each_alone = compare("those that sqlparser reads, each alone", &read);
    // Of a text it reads all or nothing, so the text is of those statements that it also reads among others.
    let is_read_among = |sql: &&&str| read_by_sqlparser(&format!("{sql}{BORDER}SELECT 1")) > 1;
    let among: Vec<&str> = read.iter().filter(is_read_among).copied().collect();
    let text = join(&among);
    assert!(read_by_sqlparser(&text) >= among.len(), "sqlparser reads the whole text");
    let one_text = compare(&format!("{} of these as one text", among.len()), &[&text]);
    let expressions = EXPRESSIONS.repeat(1000);
    let each = seconds(|| expressions.iter().for_each(|text| drop(black_box(parse_expression(*text)))));
    eprintln!("an expression alone: {:.0} ns", each * 1e9 / expressions.len() as f64);
    assert!(speed >= LEAST_SPEED, "{speed:.1} MB/s");
    for ratio in [each_alone, one_text] {
        assert!(ratio >= LEAST_RATIO, "{ratio:.1} times as fast as sqlparser");
    }
}

/// How many times as fast as sqlparser the texts are parsed, one call for each.
fn compare(name: &str, texts: &[&str]) -> f64 {
    let megabytes = texts.iter().map(|text| text.len()).sum::<usize>() as f64 / 1e6;
    let ours = seconds(|| texts.iter().for_each(|text| drop(black_box(parse(*text)))));
    let theirs =
        seconds(|| texts.iter().for_each(|text| drop(black_box(Parser::parse_sql(&DatabricksDialect {}, text)))));
    let (fast, slow) = (megabytes / ours, megabytes / theirs);
    eprintln!("{name} ({megabytes:.2} MB): {fast:.1} MB/s, sqlparser {slow:.1} MB/s: {:.1} times as fast", fast / slow);
    fast / slow
}
