//! The SQL parser on hostile input: nothing is lost, nothing panics, nothing overflows, nothing takes long.

mod clock;
mod random;

use std::time::Duration;

use brickline_syntax::sql::{Script, parse, parse_expression, parse_schema, parse_select_items, parse_type};
use random::Random;

/// Parses in time and checks what holds for every text.
fn check(name: &str, text: &str) -> Script {
    let start = clock::now();
    let script = parse(text);
    let took = start.elapsed();
    let limit = Duration::from_millis(500) + Duration::from_micros(4 * text.len() as u64);
    if took > limit / 4 {
        eprintln!("{name}: {} bytes took {took:?}", text.len());
    }
    assert!(took < limit, "{name}: {} bytes took {took:?}", text.len());
    assert_eq!(script.print(), text, "{name}");
    script
}

#[test]
fn deep_nesting_is_cut_not_followed() {
    let n = 10_000;
    let around = |open: &str, middle: &str, close: &str| format!("{}{middle}{}", open.repeat(n), close.repeat(n));
    let texts = [
        ("parentheses", format!("SELECT {}", around("(", "1", ")"))),
        ("calls", format!("SELECT {}", around("f(", "1", ")"))),
        ("open parentheses", format!("SELECT {}", "(".repeat(n))),
        ("brackets", format!("SELECT {}", around("a[", "1", "]"))),
        ("subqueries", format!("SELECT * FROM {}", around("(SELECT * FROM ", "t", ")"))),
        ("expression subqueries", format!("SELECT {}", around("(SELECT ", "1", ")"))),
        ("relations", format!("SELECT * FROM {}", around("(", "t", ")"))),
        ("cases", format!("SELECT {}", around("CASE WHEN a THEN ", "1", " END"))),
        ("negations", format!("SELECT {}a", "NOT ".repeat(n))),
        ("signs", format!("SELECT {}1", "- ".repeat(n))),
        ("lambdas", format!("SELECT f({}1)", "x -> ".repeat(n))),
        ("types", format!("CREATE TABLE t (a {})", around("ARRAY<", "INT", ">"))),
        ("structs", format!("CREATE TABLE t (a {})", around("STRUCT<a: ", "INT", ">"))),
        ("comments", around("/*", "", "*/")),
        ("blocks", around("BEGIN ", "SELECT 1;", " END;")),
        ("explains", format!("{}SELECT 1", "EXPLAIN ".repeat(n))),
        ("casts in turn", format!("SELECT a{}", "::INT[0]".repeat(n))),
        ("with", format!("{}SELECT 1{}", "WITH a AS (".repeat(n), ")".repeat(n))),
        ("mixed", format!("SELECT {}", around("(a or (", "1", "))"))),
        ("grouping sets", format!("SELECT 1 GROUP BY {}", around("GROUPING SETS (", "a", ")"))),
        ("identifiers", format!("SELECT {}", "IDENTIFIER(".repeat(n))),
        ("identifiers with commas", format!("SELECT {}", around("IDENTIFIER(", "a", ", b)"))),
        ("identifiers in FROM", format!("SELECT * FROM {}", "IDENTIFIER((SELECT a FROM ".repeat(n))),
        ("identifiers around calls", format!("SELECT {}", around("identifier(f(", "a", "))"))),
        ("positions", format!("SELECT {}", around("position(", "a", ", b)"))),
        ("layouts", format!("SELECT * FROM {}", "f(TABLE(t) PARTITION BY (".repeat(n))),
        ("streams", format!("SELECT * FROM {}", "STREAM(f(TABLE(SELECT * FROM ".repeat(n))),
    ];
    for (name, text) in texts {
        check(name, &text);
    }
}

#[test]
fn long_chains_are_flat() {
    let n = 100_000;
    let texts = [
        ("or", format!("SELECT a FROM t WHERE {}", vec!["a = 1"; n].join(" OR "))),
        ("and or", format!("SELECT a FROM t WHERE {}", vec!["a = 1 AND b"; n / 2].join(" OR "))),
        ("plus", format!("SELECT {}", vec!["a"; n].join(" + "))),
        ("concat", format!("SELECT {}", vec!["'a'"; n].join(" || "))),
        ("union", vec!["SELECT 1"; n / 4].join(" UNION ALL ")),
        ("union intersect", vec!["SELECT 1 INTERSECT SELECT 2"; n / 8].join(" UNION ALL ")),
        ("items", format!("SELECT {}", vec!["a"; n].join(", "))),
        ("joins", format!("SELECT * FROM t {}", "JOIN u ON a = b ".repeat(n / 8))),
        ("fields", format!("SELECT a{}", ".b".repeat(n))),
        ("subscripts", format!("SELECT a{}", "[0]".repeat(n))),
        ("casts", format!("SELECT a{}", "::INT".repeat(n))),
        ("pipes", format!("FROM t {}", "|> WHERE a ".repeat(n / 4))),
        ("statements", "SELECT 1; ".repeat(n / 4)),
        ("broken statements", "SELECT FROM WHERE ,; ".repeat(n / 8)),
        ("unclosed quotes", "SELECT '\\'\n".repeat(n / 8)),
        ("unclosed names", "SELECT `a\n".repeat(n / 8)),
        ("commas", ",".repeat(n)),
        ("words", "FROM ".repeat(n)),
        ("selects", "SELECT ".repeat(n)),
        ("begins", "BEGIN ".repeat(n)),
        ("holes", "\u{2}\u{3} ".repeat(n)),
        ("braces", "{".repeat(n)),
        ("dollars", "$".repeat(n)),
        ("comments", "/*".repeat(n)),
        ("merge clauses", format!("MERGE INTO t USING s ON a {}", "WHEN MATCHED THEN DELETE ".repeat(n / 8))),
        ("strings", format!("SELECT {}", "'a' ".repeat(n))),
        ("case arms", format!("SELECT CASE {} END", "WHEN a THEN b ".repeat(n / 4))),
        ("values", format!("INSERT INTO t VALUES {}", vec!["(1, 2)"; n / 4].join(", "))),
    ];
    for (name, text) in texts {
        let script = check(name, &text);
        assert!(deepest(&script) < 3_000, "{name} is {} deep", deepest(&script));
    }
}

#[test]
fn the_referee_is_kept_from_what_it_cannot_take() {
    let units = [
        "DESCRIBE ",
        "DESC ",
        "EXPLAIN ",
        "BEGIN ",
        "NOT ",
        "- ",
        "CASE WHEN a THEN ",
        "EXISTS ",
        "ARRAY<",
        "IF a THEN ",
    ];
    for unit in units {
        for text in [format!("{} t ,", unit.repeat(900)), format!("SELECT {} t FROM FROM ,", unit.repeat(900))] {
            let script = parse(text.as_str());
            for statement in script.statements() {
                let _ = brickline_syntax::sql::referee::accepts(statement);
            }
        }
    }
}

/// How many nodes lie inside each other at most.
fn deepest(script: &Script) -> usize {
    let mut open = vec![(script.part(), 1)];
    let mut deepest = 0;
    while let Some((part, depth)) = open.pop() {
        deepest = deepest.max(depth);
        open.extend(part.children().map(|child| (child, depth + 1)));
    }
    deepest
}

const SEEDS: &[&str] = &[
    "CREATE OR REPLACE TABLE main.s.t (id BIGINT GENERATED ALWAYS AS IDENTITY, d DATE NOT NULL COMMENT 'x', CONSTRAINT p PRIMARY KEY (id)) USING delta PARTITIONED BY (d) TBLPROPERTIES ('a.b' = 'c') AS SELECT 1",
    "WITH a AS (SELECT x, y[0].z::INT AS b FROM t1 t LEFT JOIN u USING (k) LATERAL VIEW explode(c) e AS f WHERE x IN (1, 2) AND y LIKE '%a' GROUP BY ALL HAVING count(*) > 1) SELECT * EXCEPT (x) FROM a ORDER BY 1 DESC NULLS LAST LIMIT 10",
    "MERGE WITH SCHEMA EVOLUTION INTO t USING (SELECT * FROM s) AS s ON t.id = s.id WHEN MATCHED AND s.op = 'D' THEN DELETE WHEN NOT MATCHED THEN INSERT (a, b) VALUES (s.a, s.b) WHEN NOT MATCHED BY SOURCE THEN UPDATE SET a = 1",
    "CREATE OR REFRESH STREAMING TABLE b (CONSTRAINT c EXPECT (a IS NOT NULL) ON VIOLATION DROP ROW) AS SELECT * FROM STREAM read_files('/p', format => 'json')",
    "GRANT SELECT, MODIFY ON TABLE a.b.c TO `x@y.z`; VACUUM t RETAIN 1 HOURS DRY RUN; OPTIMIZE t WHERE d > 1 ZORDER BY (a, b);",
    "BEGIN DECLARE x INT DEFAULT 1; IF x > 0 THEN SELECT CASE x WHEN 1 THEN 'a' ELSE 'b' END; END IF; WHILE x < 3 DO SET x = x + 1; END WHILE; END",
    "SELECT /*+ BROADCAST(a) */ f(x => 1, TABLE(t)), sum(a) FILTER (WHERE b) OVER (PARTITION BY c ORDER BY d ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), raw:a.b[0], x -> x + 1, INTERVAL '1' DAY -- c\n FROM ${db}.t VERSION AS OF 3 |> WHERE :p = ?",
    "INSERT OVERWRITE t PARTITION (a = 1) BY NAME SELECT 'it''s', r'\\d', \"q\", X'1F', 1.5BD, $$ body $$ FROM {{ ref('m') }} /* a /* b */ */",
    "CREATE FUNCTION f(a INT) RETURNS STRING LANGUAGE PYTHON AS $$ return str(a) $$; APPLY CHANGES INTO LIVE.t FROM STREAM(s) KEYS (a) SEQUENCE BY b STORED AS SCD TYPE 2",
];

fn mutate(random: &mut Random) -> String {
    const BITS: &[&str] = &[
        "'",
        "\"",
        "`",
        "(",
        ")",
        "/*",
        "*/",
        "--",
        "\n",
        ";",
        "$$",
        "{",
        "}}",
        "${x}",
        "\u{1}",
        "\u{2}\u{3}",
        ",",
        " AND ",
        " FROM ",
        "::",
        "<",
        ">",
        "BEGIN ",
        " END",
        "ü",
        "\u{a0}",
        "%run x\n",
        "@",
        "\\",
        ".",
        "1e",
        "->",
        "|>",
        "CASE ",
        "\0",
        "漢",
    ];
    let seed = SEEDS[random.below(SEEDS.len())];
    let mut text: Vec<char> = seed.chars().collect();
    for _ in 0..random.below(6) + 1 {
        let at = random.below(text.len() + 1);
        match random.below(4) {
            0 => {
                let end = (at + random.below(12)).min(text.len());
                text.drain(at..end);
            }
            1 => {
                let bit = BITS[random.below(BITS.len())];
                text.splice(at..at, bit.chars());
            }
            2 => {
                let other = SEEDS[random.below(SEEDS.len())];
                let piece: Vec<char> = other.chars().skip(random.below(other.len())).take(random.below(30)).collect();
                text.splice(at..at, piece);
            }
            _ => text.truncate(at),
        }
    }
    text.into_iter().collect()
}

fn check_all(text: &str) {
    let script = parse(text);
    assert_eq!(script.print(), text);
    for statement in script.statements() {
        for name in statement.names() {
            assert!(statement.range().contains_range(name.range()));
            let _ = (name.parts(), name.role(), name.object_kind());
        }
        let _ = format!("{:?}", statement.view());
    }
    let mut open = vec![script.part()];
    while let Some(part) = open.pop() {
        assert!(part.range().end() as usize <= text.len());
        open.extend(part.children());
    }
    for script in [parse_expression(text), parse_select_items(text), parse_type(text), parse_schema(text)] {
        assert_eq!(script.print(), text);
    }
}

#[test]
fn mutations_lose_nothing() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let rounds = std::env::var("BRICKLINE_FUZZ_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(3_000);
    for _ in 0..rounds {
        check_all(&mutate(&mut random));
    }
}

#[test]
fn arbitrary_bytes_lose_nothing() {
    let mut random = Random(42);
    for _ in 0..2_000 {
        let bytes: Vec<u8> = (0..random.below(80)).map(|_| random.below(256) as u8).collect();
        check_all(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn every_prefix_of_a_statement_parses() {
    for seed in SEEDS {
        for (end, _) in seed.char_indices() {
            check_all(&seed[..end]);
        }
    }
}
