//! Fuzzing the SQL parser for as long as one likes: `scripts/fuzz-sql [SECONDS] [SEED]`.
//! Every text must come out as it went in, nothing may panic or overflow, and time must grow with the length alone.

mod clock;
mod random;

use std::time::{Duration, Instant};

use brickline_syntax::sql::{
    Script, lex, parse, parse_expression, parse_schema, parse_select_items, parse_type, referee,
};

use random::Random;

const FIXTURES: &str = include_str!("sql/databricks.txt");

fn pick<'a>(random: &mut Random, from: &[&'a str]) -> &'a str {
    from[random.below(from.len())]
}

/// Pieces that open, close, cut or confuse.
const BITS: &[&str] = &[
    "'",
    "\"",
    "`",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "/*",
    "*/",
    "/*+",
    "--",
    "\n",
    ";",
    "$$",
    "{",
    "}}",
    "${x}",
    "{{ a }}",
    "{% if a %}",
    "\u{1}",
    "\u{2}\u{3}",
    ",",
    ".",
    ":",
    "::",
    "?::",
    "?",
    ":p",
    "->",
    "=>",
    "|>",
    "||",
    "@",
    "\\",
    "1e",
    "0x",
    "1.5BD",
    ".5",
    "X'1F'",
    "r'",
    "\u{a0}",
    "ü",
    "漢",
    "\0",
    "\u{feff}",
    "%run x\n",
    "-- MAGIC %md\n",
    "@v1",
    "$1",
];

fn seeds() -> Vec<String> {
    let blocks = FIXTURES.split("\n\n").filter(|b| b.starts_with('>'));
    let mut seeds: Vec<String> = blocks
        .map(|b| b.lines().skip_while(|l| l.starts_with(['>', '~', '='])).collect::<Vec<_>>().join("\n"))
        .collect();
    if let Some(folder) = std::env::var_os("BRICKLINE_SQL_DATA") {
        let path = std::path::Path::new(&folder).join("statements.jsonl");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let rows = text.lines().filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok());
        seeds.extend(rows.filter_map(|r| r["sql"].as_str().map(str::to_owned)));
    }
    seeds
}

/// The tokens of a text, as pieces of it.
fn tokens(text: &str) -> Vec<&str> {
    lex(text).iter().map(|t| &text[t.range()]).collect()
}

fn mutate(random: &mut Random, seeds: &[String]) -> String {
    let seed = &seeds[random.below(seeds.len())];
    let mut pieces: Vec<String> = tokens(seed).into_iter().map(str::to_owned).collect();
    for _ in 0..random.below(6) + 1 {
        let at = random.below(pieces.len() + 1);
        match random.below(9) {
            0 if at < pieces.len() => {
                pieces.remove(at);
            }
            1 if at < pieces.len() => {
                let again = pieces[at].clone();
                pieces.insert(at, again);
            }
            2 => {
                let other = random.below(pieces.len().max(1));
                if at < pieces.len() {
                    pieces.swap(at, other);
                }
            }
            3 => pieces.insert(at, pick(random, BITS).to_owned()),
            4 => {
                let words = brickline_syntax::sql::kind::keywords();
                pieces.insert(at, format!(" {} ", words[random.below(words.len())].0));
            }
            5 => {
                let other = &seeds[random.below(seeds.len())];
                let from = tokens(other);
                let start = random.below(from.len() + 1);
                let end = (start + random.below(12)).min(from.len());
                pieces.splice(at..at, from[start..end].iter().map(|p| (*p).to_owned()));
            }
            6 => pieces.truncate(at),
            7 if at < pieces.len() => {
                let mut bytes = pieces[at].clone().into_bytes();
                if !bytes.is_empty() {
                    let at = random.below(bytes.len());
                    bytes[at] = random.below(256) as u8;
                }
                pieces[at] = String::from_utf8_lossy(&bytes).into_owned();
            }
            _ => {
                let length = random.below(4) + 1;
                let run = pieces[at..(at + length).min(pieces.len())].concat();
                pieces.insert(at, run.repeat(random.below(60)));
            }
        }
    }
    pieces.concat()
}

fn arbitrary(random: &mut Random) -> String {
    let bytes: Vec<u8> = (0..random.below(200)).map(|_| random.below(256) as u8).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn soup(random: &mut Random) -> String {
    let words = brickline_syntax::sql::kind::keywords();
    let piece = |random: &mut Random| match random.below(3) {
        0 => pick(random, BITS).to_owned(),
        1 => words[random.below(words.len())].0.to_owned(),
        _ => pick(random, &["a", "t.b", "1", "'x'", "`q`", "f(", "SELECT", "FROM"]).to_owned(),
    };
    let count = random.below(80);
    (0..count).map(|_| piece(random)).collect::<Vec<_>>().join(" ")
}

fn check(text: &str) -> Duration {
    let start = clock::now();
    let script = parse(text);
    let took = start.elapsed();
    assert_eq!(script.print(), text);
    check_tree(&script, text);
    for script in [parse_expression(text), parse_select_items(text), parse_type(text), parse_schema(text)] {
        assert_eq!(script.print(), text);
    }
    took
}

fn check_tree(script: &Script, text: &str) {
    let mut open = vec![script.part()];
    while let Some(part) = open.pop() {
        let range = part.range();
        assert!(range.start() <= range.end() && range.end() as usize <= text.len());
        open.extend(part.children());
    }
    for statement in script.statements() {
        for name in statement.names() {
            assert!(statement.range().contains_range(name.range()));
            let _ = (name.parts(), name.role(), name.object_kind());
        }
        let _ = (format!("{:?}", statement.view()), statement.head(), statement.inner_range(), statement.is_whole());
    }
    for error in script.errors() {
        let (start, end) = (error.range.start() as usize, error.range.end() as usize);
        assert!(text.is_char_boundary(start) && text.is_char_boundary(end));
        if let Some(statement) = script.statement_of(error) {
            let _ = referee::accepts(statement);
        }
    }
}

/// A few pieces over and over again, between others: four times as much may take eight times as long, not sixteen.
fn check_growth(random: &mut Random, seeds: &[String]) {
    let seed = &seeds[random.below(seeds.len())];
    let from = tokens(seed);
    let start = random.below(from.len());
    let unit = match random.below(3) {
        0 => format!("{} ", pick(random, BITS)),
        1 => format!("{} {} ", pick(random, BITS), from[start]),
        _ => from[start..(start + 1 + random.below(5)).min(from.len())].concat() + " ",
    };
    let (before, after) = (from[..start].concat(), from[start..].concat());
    let text = |n: usize| format!("{before}{}{after}", unit.repeat(n));
    let time = |n: usize| {
        let text = text(n);
        let start = clock::now();
        let script = parse(text.as_str());
        let took = start.elapsed();
        assert_eq!(script.print(), text);
        took
    };
    let long = time(4_000);
    if long > Duration::from_millis(40) {
        let (short, long) = ((0..3).map(|_| time(4_000)).min(), (0..3).map(|_| time(16_000)).min());
        let ratio = long.unwrap_or_default().as_secs_f64() / short.unwrap_or_default().as_secs_f64().max(1e-6);
        assert!(
            ratio < 9.0,
            "{ratio:.1} times as long for four times as much: {unit:?} between {before:?} and {after:?}"
        );
    }
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

#[test]
#[ignore = "runs as long as BRICKLINE_FUZZ_SECONDS says"]
fn nothing_is_lost_and_nothing_is_slow() {
    let seconds = setting("BRICKLINE_FUZZ_SECONDS", 60);
    let seed = setting("BRICKLINE_FUZZ_SEED", 0x9E37_79B9_7F4A_7C15);
    let mut random = Random(seed.max(1));
    let seeds = seeds();
    let end = Instant::now() + Duration::from_secs(seconds);
    let (mut rounds, mut slowest, mut bytes) = (0_u64, (0.0, String::new()), 0_usize);
    while Instant::now() < end {
        let before = random.0;
        let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let text = match random.below(10) {
                0 => arbitrary(&mut random),
                1 => soup(&mut random),
                _ => mutate(&mut random, &seeds),
            };
            let took = check(&text);
            if random.below(50) == 0 {
                check_growth(&mut random, &seeds);
            }
            (text, took)
        }));
        let Ok((text, took)) = made else {
            panic!("round {rounds} fails; run again with BRICKLINE_FUZZ_SEED={before}")
        };
        // Per byte, with a floor: a short text has the cost of any.
        let cost = took.as_secs_f64() / (text.len() + 200) as f64;
        if cost > slowest.0 {
            slowest = (cost, text.clone());
        }
        bytes += text.len();
        rounds += 1;
    }
    eprintln!(
        "{rounds} texts, {bytes} bytes in {seconds} s from seed {seed}; slowest {:.2} µs per byte: {:?}",
        slowest.0 * 1e6,
        slowest.1
    );
}
