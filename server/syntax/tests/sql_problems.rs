//! Saying what is wrong with SQL on hostile input: nothing panics, nothing takes long, every range is one of the text.

use std::sync::Arc;
use std::time::{Duration, Instant};

use brickline_syntax::sql::problem::{Form, find_problems, is_sound};
use brickline_syntax::sql::{parse, parse_expression, parse_select_items};

fn check(text: &str, form: Form) {
    let start = Instant::now();
    let shared: Arc<str> = text.into();
    let tree = match form {
        Form::Script => parse(text),
        Form::Expression => parse_expression(text),
        Form::SelectItems => parse_select_items(text),
    };
    let problems = find_problems(&shared, form);
    assert!(problems.is_empty() || !is_sound(&tree), "a sound text has a problem: {text}");
    for problem in problems {
        assert!(text.get(problem.range.to_usize()).is_some(), "{:?} of {text}", problem.range);
        assert!(problem.related.is_none_or(|(range, _)| text.get(range.to_usize()).is_some()), "{text}");
        assert!(!problem.message.is_empty() && problem.message.len() < 400, "{}", problem.message);
    }
    let limit = Duration::from_secs(2) + Duration::from_micros(20 * text.len() as u64);
    assert!(start.elapsed() < limit, "{} bytes took {:?}", text.len(), start.elapsed());
}

#[test]
fn long_and_deep_texts() {
    let n = 10_000;
    let texts = [
        format!("SELECT a FORM t WHERE {}", vec!["a = 1"; 10 * n].join(" OR ")),
        format!("SELECT {}", "(".repeat(n)),
        format!("SELECT {} FORM t x", ")".repeat(n)),
        format!("SELECT {}1{}", "(".repeat(n), ")".repeat(n)),
        "SELECT a FORM t x;\n".repeat(n),
        "SELECT a b c;".repeat(n),
        "größe ".repeat(n),
        format!("SELECT {} FORM t", vec!["größe"; n].join(", ")),
        format!("SELECT * FROM {}", vec!["t TIMESTAMP AS OF a"; n].join(", ")),
        format!("SELECT {}", vec!["DATE 'x'"; n].join(", ")),
        format!("WITH {} SELECT 1", vec!["a AS (SELECT 1)"; 2_000].join(", ")),
        format!("SELECT a FROM t WHERE {}", "<".repeat(10 * n)),
        "'".repeat(n),
        "/*".repeat(n),
    ];
    for text in texts {
        check(&text, Form::Script);
        check(&text, Form::Expression);
    }
}

#[test]
fn the_repair_that_is_meant() {
    for (text, message) in [
        (
            "MATERIALIZED VIEW v AS SELECT 1",
            "`MATERIALIZED` stands where a statement is expected: CREATE is missing before it",
        ),
        ("MATERIALIZED VIEW v REFRESH EVERY 1 DAY", "`MATERIALIZED` stands where a statement is expected"),
        (
            "CREATE MATERIALIZED VIEW v REFRESH EVERY 1 DAY AS SELECT 1",
            "`REFRESH` stands where the statement should end: SCHEDULE is missing before it",
        ),
        ("DATABASE d", "`DATABASE` stands where a statement is expected: CREATE or DROP is missing before it"),
        ("OR REPLACE TABLE t (a INT)", "`OR` stands where a statement is expected: CREATE is missing before it"),
        ("TABLE t ADD COLUMN a INT", "`ADD` stands where the statement should end: ALTER is missing before `TABLE`"),
        ("SHOW TABLES DATABASE d", "`DATABASE` stands where the statement should end"),
    ] {
        let problems = find_problems(&text.into(), Form::Script);
        let messages: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(messages, [message], "{text}");
    }
}

#[test]
fn a_long_statement_has_its_error() {
    let rows = vec!["(1, 'a', NULL)"; 2_000].join(", ");
    let columns = (0..3_000).map(|n| format!("c{n} + 1 AS d{n}")).collect::<Vec<_>>().join(", ");
    for (text, wrong) in [
        (format!("INSERT INTO t VALUES {rows}, (1 'b'), {rows}"), "'b'"),
        (format!("INSERT INTO t VALUES {rows}, (2, 3"), "3"),
        (format!("SELECT {columns} FROM t WERE a = 1 GROUP BY {columns}"), "a"),
        (format!("SELECT {columns} FROM t WHERE a IN ({}) ORDR BY b", vec!["5"; 4_000].join(", ")), "ORDR"),
    ] {
        let problems = find_problems(&text.as_str().into(), Form::Script);
        let found: Vec<_> = problems.iter().map(|problem| &text[problem.range.to_usize()]).collect();
        assert_eq!(found, [wrong], "{}", &text[text.len() - 60..]);
    }
    for text in [
        format!("INSERT INTO t VALUES {rows}"),
        format!("SELECT {columns} FROM t, u WHERE a IN ({})", vec!["5"; 4_000].join(", ")),
    ] {
        assert_eq!(find_problems(&text.as_str().into(), Form::Script), []);
    }
}

/// Numbers in the same order on every machine.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

#[test]
fn broken_statements() {
    let pieces = [
        "'",
        "\"",
        "`",
        "(",
        ")",
        ",",
        "--",
        "/*",
        "*/",
        "ä",
        "\u{1}",
        "\u{2}\u{3}",
        "${",
        "$$",
        "INTERVAL '",
        "DATE '中",
        ";",
        " END ",
        " FORM ",
        "<x>",
        "%s",
        "1e999",
    ];
    let text = include_str!("sql/databricks.txt");
    let statements = text.split("\n\n").filter_map(|block| block.trim_start_matches('\n').strip_prefix('>'));
    let mut state = 7;
    for statement in statements {
        let sql: String =
            statement.lines().skip(1).filter(|line| !line.starts_with(['~', '='])).collect::<Vec<_>>().join("\n");
        for _ in 0..4 {
            let mut broken = sql.clone();
            for _ in 0..1 + next(&mut state) % 3 {
                let at = broken.floor_char_boundary(next(&mut state) % (broken.len() + 1));
                if next(&mut state).is_multiple_of(2) {
                    broken.insert_str(at, pieces[next(&mut state) % pieces.len()]);
                } else {
                    let end = broken.floor_char_boundary((at + next(&mut state) % 6).min(broken.len()));
                    broken.replace_range(at..end.max(at), "");
                }
            }
            check(&broken, Form::Script);
            check(&broken, Form::SelectItems);
        }
    }
}
