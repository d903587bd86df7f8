//! What is missing: a comma, a parenthesis, a word, an operand.

use super::super::super::kind::Kind;
use super::super::super::tree::TokenRef;
use super::super::words::{quote, single};
use super::super::{Form, Problem};
use super::order::CLAUSES;
use super::{Broken, find_open, is_object};
use crate::range::TextRange;

/// What may be missing, the likeliest first, and how it is called.
const MISSING: &[(&str, &str)] = &[
    (",", "a comma"),
    ("ON", "ON"),
    ("AND", "AND or OR"),
    ("WHERE", "WHERE"),
    (")", "`)`"),
    ("(", "`(`"),
    ("=", "`=` or another comparison"),
    ("AS", "AS"),
    ("FROM", "FROM"),
    ("END", "END"),
    ("SELECT", "SELECT"),
    ("VALUES", "VALUES"),
    ("IN", "IN"),
    ("SCHEDULE", "SCHEDULE"),
];

/// How many of these are tried before a name that the parser took for an alias.
const BEFORE_NAMES: usize = 4;

/// Words that want another right behind them.
const PAIRS: &[(&[Kind], &str)] = &[
    (
        &[Kind::GROUP, Kind::ORDER, Kind::PARTITION, Kind::PARTITIONED, Kind::CLUSTER, Kind::DISTRIBUTE, Kind::SORT],
        "BY",
    ),
    (&[Kind::INNER, Kind::LEFT, Kind::RIGHT, Kind::FULL, Kind::CROSS, Kind::OUTER, Kind::SEMI, Kind::ANTI], "JOIN"),
];

/// `GROUP a`, `PARTITION a`, `LEFT b ON`: the second word is missing.
pub(super) fn find_missing_by(broken: &Broken<'_>) -> Option<Problem> {
    for (heads, word) in PAIRS {
        let places = [broken.token(1), broken.token(0)];
        let Some(head) = places.into_iter().flatten().find(|token| heads.contains(&token.kind())) else { continue };
        if !broken.fits_with_after(head, word) {
            continue;
        }
        let next = broken.tokens.iter().find(|token| token.range().start() > head.range().start())?;
        let message = format!("{} stands where {word} is expected: {} {word}", quote(next.text()), head.kind().shown());
        return Some(Problem::new(next.range(), message));
    }
    None
}

/// Words after which an operand stands.
fn wants_operand(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::AND
            | Kind::OR
            | Kind::NOT
            | Kind::LIKE
            | Kind::ILIKE
            | Kind::RLIKE
            | Kind::WHERE
            | Kind::HAVING
            | Kind::QUALIFY
            | Kind::ON
            | Kind::WHEN
            | Kind::THEN
            | Kind::ELSE
            | Kind::BETWEEN
            | Kind::LIMIT
            | Kind::BY
    )
}

/// `WHERE a = 1 AND ORDER BY b`: nothing stands behind AND.
pub(super) fn find_missing_operand(broken: &Broken<'_>) -> Option<Problem> {
    let here = broken.token(0).filter(|token| wants_operand(token.kind()))?;
    let message = format!("an expression is missing after {}", here.kind().shown());
    broken.fits_with_after(here, "x").then(|| Problem::new(here.range(), message))
}

/// Exactly one word or symbol was expected, and with it the statement is right.
pub(super) fn find_single_missing(broken: &Broken<'_>) -> Option<Problem> {
    let expected = single(broken.error.expected)?;
    if !broken.fits_with_before(broken.token(0), expected) {
        return None;
    }
    let problem = broken.plain("");
    Some(match (expected, find_open(broken)) {
        (")", Some(open)) => problem.related(open, "opened here"),
        _ => problem,
    })
}

/// Something is missing before the token that does not fit.
pub(super) fn find_missing(broken: &Broken<'_>) -> Option<Problem> {
    let (before, here) = (broken.token(1), broken.token(0));
    // `f(a) g(b)`, `JOIN t a.b`: the parser took `g` and `a` for an alias.
    if let (Some(name), Some(behind)) = (before, here)
        && matches!(behind.kind(), Kind::LeftParen | Kind::Dot)
        && name.kind().is_name()
        && let Some((_, shown)) = MISSING[..BEFORE_NAMES]
            .iter()
            .find(|(token, _)| suits_name(broken, token) && broken.fits_with_before(before, token))
    {
        let message = format!("{shown} is missing before {}", quote(name.text()));
        return Some(Problem::new(name.range(), message));
    }
    if let (Some(name), true) = (before, broken.error.expected == "a data type")
        && broken.fits_with_before(before, "TYPE")
    {
        return Some(Problem::new(name.range(), format!("{} stands where TYPE is expected", quote(name.text()))));
    }
    if let Some(open) = before.filter(|token| token.kind() == Kind::LeftParen)
        && broken.error.expected == "a query"
        && broken.fits_with_before(before, "VALUES")
    {
        return Some(Problem::new(open.range(), "`(` stands where a query is expected: VALUES is missing before it"));
    }
    let fits = |token: &str| is_worth_trying(broken, token) && broken.fits_with_before(here, token);
    let (_, shown) = MISSING.iter().find(|(token, _)| fits(token))?;
    let problem = match here {
        Some(_) => broken.plain(&format!(": {shown} is missing before it")),
        None => broken.plain(&format!(": {shown} is missing")),
    };
    Some(match (*shown, find_open(broken)) {
        ("`)`", Some(open)) => problem.related(open, "opened here"),
        _ => problem,
    })
}

/// What may be missing before the kind of an object that a statement starts with.
const OBJECT_HEADS: &[&str] = &["CREATE", "ALTER", "DROP"];

/// A message names no more of them: the likeliest stand first.
const MOST_HEADS: usize = 2;

/// `MATERIALIZED VIEW v AS SELECT 1`, `OR REPLACE TABLE t (a INT)`, `TABLE t ADD COLUMN a INT`: the first word is missing.
pub(super) fn find_missing_head(broken: &Broken<'_>) -> Option<Problem> {
    let first = *broken.tokens.first()?;
    let starts_object = matches!(first.kind(), Kind::OR | Kind::TEMPORARY | Kind::MATERIALIZED | Kind::STREAMING)
        || is_object(first.kind());
    if broken.form != Form::Script || !starts_object {
        return None;
    }
    let start = TextRange::at(first.range().start());
    let fits = |head: &&&str| broken.fits_knowingly_with(start, &format!("{head} "));
    let heads: Vec<_> = OBJECT_HEADS.iter().filter(fits).take(MOST_HEADS).copied().collect();
    if heads.is_empty() {
        return None;
    }
    let place = if broken.at == 0 { "it".to_owned() } else { quote(first.text()) };
    Some(broken.plain(&format!(": {} is missing before {place}", heads.join(" or "))))
}

/// Words that start statements and hardly anything else.
const HEADS: &[Kind] = &[
    Kind::SELECT,
    Kind::WITH,
    Kind::INSERT,
    Kind::UPDATE,
    Kind::DELETE,
    Kind::MERGE,
    Kind::CREATE,
    Kind::ALTER,
    Kind::DROP,
    Kind::USE,
    Kind::DECLARE,
];

/// Two statements without `;` between them.
pub(super) fn find_missing_end(broken: &Broken<'_>) -> Option<Problem> {
    let places = [broken.token(0), broken.token(1)];
    let is_head = |token: &TokenRef<'_>| HEADS.contains(&token.kind()) && broken.is_first_on_line(*token);
    let head = places.into_iter().flatten().find(is_head).filter(|_| broken.form == Form::Script)?;
    let message = format!("{} starts a statement: `;` is missing before it", head.kind().shown());
    broken.fits_with_before(Some(head), ";").then(|| Problem::new(head.range(), message))
}

/// Whether what is missing can be missing before a name that was taken for an alias.
fn suits_name(broken: &Broken<'_>, missing: &str) -> bool {
    match missing {
        "ON" => has_any(broken, &[Kind::JOIN, Kind::MERGE]),
        "AND" => has_any(broken, CONDITIONS),
        _ => true,
    }
}

/// Whether an item of a list, an operand or a clause can start with the token.
fn opens_item(kind: Kind) -> bool {
    kind.is_name() || kind.is_number() || kind.is_string() || matches!(kind, Kind::LeftParen | Kind::Star)
}

/// Spark takes nearly any word for a name, so that a word makes many a text fit: it is only tried where it can be what is meant.
fn is_worth_trying(broken: &Broken<'_>, missing: &str) -> bool {
    let opens = broken.token(0).is_some_and(|token| opens_item(token.kind()));
    let ends = broken.token(1).is_some_and(|token| ends_item(token.kind()));
    let count = |kind: Kind| broken.tokens[..broken.at].iter().filter(|token| token.kind() == kind).count();
    match missing {
        ")" => true,
        "END" => count(Kind::CASE) > count(Kind::END),
        "SELECT" => opens && broken.error.expected == "a query",
        "FROM" => opens && ends && count(Kind::SELECT) + count(Kind::DELETE) > count(Kind::FROM),
        "ON" => opens && ends && has_any(broken, &[Kind::JOIN, Kind::MERGE]),
        "AND" => opens && ends && has_any(broken, CONDITIONS),
        "WHERE" => opens && ends && has_any(broken, &[Kind::FROM, Kind::UPDATE]),
        "," | "=" | "AS" | "IN" => opens && ends,
        "SCHEDULE" => {
            broken.token(0).is_some_and(|token| matches!(token.kind(), Kind::REFRESH | Kind::EVERY | Kind::CRON))
        }
        _ => opens && broken.at > 1,
    }
}

/// Words that start a condition.
const CONDITIONS: &[Kind] = &[Kind::WHERE, Kind::ON, Kind::HAVING, Kind::QUALIFY, Kind::WHEN];

/// Whether one of the words stands before the error. An expression on its own is a condition.
fn has_any(broken: &Broken<'_>, words: &[Kind]) -> bool {
    let is_fragment = broken.form != Form::Script && words.contains(&Kind::WHERE);
    is_fragment || broken.tokens[..broken.at].iter().any(|token| words.contains(&token.kind()))
}

/// Whether an item of a list or an operand can end with the token.
fn ends_item(kind: Kind) -> bool {
    let is_name = matches!(kind, Kind::Word | Kind::QuotedName)
        || kind.is_keyword() && !wants_operand(kind) && !CLAUSES.contains(&kind);
    is_name
        || kind.is_number()
        || kind.is_string()
        || matches!(kind, Kind::RightParen | Kind::RightBracket | Kind::Star)
}
