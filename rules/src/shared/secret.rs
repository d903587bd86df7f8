//! What secrets look like: tokens with a shape of their own anywhere in a text, and literals beside names that say what they are.
//! Knows shapes and words, not where a text stands.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use brickline_syntax::TextRange;
use regex_lite::Regex;

use super::words::split_words;

/// A shape of token: texts it begins with or holds, which are cheap to look for, the whole pattern, and what it is.
struct Shape {
    needles: &'static [&'static str],
    /// What stands beside a needle as well; empty where nothing must.
    also: &'static str,
    pattern: &'static str,
    what: &'static str,
}

/// The known shapes. The group of a pattern is the secret itself; without one all of it is.
const SHAPES: &[Shape] = &[
    Shape { needles: &["dapi"], also: "", pattern: r"\bdapi[0-9a-f]{32}(?:-\d)?\b", what: "a Databricks access token" },
    Shape { needles: &["dose"], also: "", pattern: r"\bdose[0-9a-f]{32}\b", what: "a Databricks OAuth secret" },
    Shape { needles: &["AKIA", "ASIA"], also: "", pattern: r"\bA(?:K|S)IA[0-9A-Z]{16}\b", what: "an AWS access key" },
    Shape {
        needles: &["AccountKey="],
        also: "",
        pattern: r"AccountKey=([A-Za-z0-9+/]{60,}={0,2})",
        what: "an Azure storage key",
    },
    Shape {
        needles: &["sig="],
        also: "&sig=",
        pattern: r"\bs[vet]=[^\s'\x22]{1,400}?&sig=([A-Za-z0-9%+/_-]{20,}={0,2})",
        what: "an Azure shared access signature",
    },
    Shape { needles: &["AIza"], also: "", pattern: r"\bAIza[0-9A-Za-z_-]{35}\b", what: "a Google API key" },
    Shape { needles: &["GOCSPX-"], also: "", pattern: r"\bGOCSPX-[0-9A-Za-z_-]{28}\b", what: "a Google client secret" },
    Shape {
        needles: &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
        also: "",
        pattern: r"\bgh[pousr]_[0-9A-Za-z]{36,}\b",
        what: "a GitHub token",
    },
    Shape { needles: &["github_pat_"], also: "", pattern: r"\bgithub_pat_[0-9A-Za-z_]{40,}\b", what: "a GitHub token" },
    Shape {
        needles: &["-----BEGIN"],
        also: "PRIVATE KEY",
        pattern: r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\\n|\s|[#'\x22])*[A-Za-z0-9+/=]{32,}",
        what: "a private key",
    },
    Shape {
        needles: &["eyJ"],
        also: ".eyJ",
        pattern: r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}",
        what: "a JSON web token",
    },
    Shape {
        needles: &["://"],
        also: "@",
        pattern: r"\b[a-z][a-z0-9+.:-]*://[^\s/:@'\x22{}<>$]+:([^\s/:@'\x22{}<>$%*]{3,})@[A-Za-z0-9.-]+",
        what: "a password in a URL",
    },
    Shape {
        needles: &["jdbc:"],
        also: "=",
        pattern: r"\bjdbc:[^\s'\x22]*[;?&](?i:password|pwd)=([^\s'\x22;&{}<>$%*]{3,})",
        what: "a password in a URL",
    },
];

/// The shapes, made ready to search with.
struct Matcher {
    needles: AhoCorasick,
    /// The shape of each needle, by number.
    shapes: Vec<usize>,
}

fn matcher() -> &'static Matcher {
    static MATCHER: OnceLock<Matcher> = OnceLock::new();
    MATCHER.get_or_init(|| {
        let numbered =
            || SHAPES.iter().enumerate().flat_map(|(shape, found)| found.needles.iter().map(move |n| (shape, n)));
        // `LeftmostFirst` has the vectorised search that the default kind lacks.
        let needles = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(numbered().map(|(_, n)| n));
        Matcher {
            needles: needles.expect("a few constant texts fit"),
            shapes: numbered().map(|(shape, _)| shape).collect(),
        }
    })
}

/// The pattern of a shape, by its number; most are never needed.
fn pattern(shape: usize) -> &'static Regex {
    static PATTERNS: [OnceLock<Regex>; SHAPES.len()] = [const { OnceLock::new() }; SHAPES.len()];
    PATTERNS[shape].get_or_init(|| Regex::new(SHAPES[shape].pattern).expect("a constant pattern is well formed"))
}

/// A token that was found.
pub struct Token {
    /// Where.
    pub range: TextRange,
    /// What it is.
    pub what: &'static str,
}

/// The tokens of a text: around each needle the text without white space is searched, which only keys over several lines hold.
pub fn find_tokens(text: &str) -> Vec<Token> {
    const REACH: usize = 200;
    let matcher = matcher();
    let mut searched = [0; SHAPES.len()];
    let mut found = Vec::new();
    for needle in matcher.needles.find_iter(text) {
        let shape = matcher.shapes[needle.pattern().as_usize()];
        if needle.start() < searched[shape] {
            continue;
        }
        if &text[needle.range()] == "://" && !has_password(&text[needle.end()..]) {
            continue;
        }
        let (mut start, mut end) = find_word(text, needle.range(), searched[shape]);
        if text[needle.range()].starts_with('-') {
            start = needle.start();
            let line_end = text[end..].find('\n').map_or(text.len(), |newline| end + newline);
            end = text.ceil_char_boundary(line_end.max((start + REACH).min(text.len())));
        }
        searched[shape] = end;
        if !text[start..end].contains(SHAPES[shape].also) {
            continue;
        }
        for hit in pattern(shape).captures_iter(&text[start..end]) {
            let Some(secret) = hit.get(1).or_else(|| hit.get(0)) else { continue };
            if hit.get(0).is_some_and(|whole| is_model_address(whole.as_str())) {
                continue;
            }
            if !is_placeholder(secret.as_str()) && count_distinct(secret.as_str()) >= 5 {
                let range = TextRange::from_usize(start + secret.start(), start + secret.end());
                found.push(Token { range, what: SHAPES[shape].what });
            }
        }
    }
    found
}

/// Whether an address shows how addresses look: `postgresql://user:password@host`, or one of a domain kept for examples.
fn is_model_address(text: &str) -> bool {
    let Some((before, host)) = text.rsplit_once('@') else { return false };
    let Some((user, password)) = before.rsplit_once("://").and_then(|(_, login)| login.split_once(':')) else {
        return false;
    };
    let is_example = host.split('.').rev().nth(1).is_some_and(|domain| domain.eq_ignore_ascii_case("example"));
    let is_word = |text: &str, words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    let stands_for_one = is_word(password, &["password", "passwd", "pass", "pwd", "secret", "token"]);
    let is_anyone = is_word(user, &["user", "username", "usr", "login", "name"]);
    is_example || (stands_for_one && (is_anyone || is_word(host, &["host", "hostname", "server"])))
}

/// Whether `user:password@` follows; most addresses have no such thing, and the pattern is slow to tell.
fn has_password(after: &str) -> bool {
    let is_end = |c: char| matches!(c, '/' | '\'' | '"') || c.is_whitespace();
    let authority = after.split(is_end).next().unwrap_or_default();
    authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
}

/// From where to where text without white space stands around `range`, not before `floor`.
fn find_word(text: &str, range: Range<usize>, floor: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let before = bytes[floor..range.start].iter().rposition(u8::is_ascii_whitespace);
    let after = bytes[range.end..].iter().position(u8::is_ascii_whitespace);
    (before.map_or(floor, |at| floor + at + 1), after.map_or(text.len(), |at| range.end + at))
}

/// Tokens of language models and listings.
const OTHER_TOKENS: &str = "next page continuation pad eos bos sep unk cls mask start end stop special sync csrf";

/// Last words of names of secrets.
const LAST_WORDS: &[&str] = &["password", "passwd", "pwd", "secret", "apikey", "accesskey", "accountkey", "passphrase"];

/// Last two words of names of secrets.
const LAST_PAIRS: &[(&str, &str)] =
    &[("api", "key"), ("access", "key"), ("account", "key"), ("secret", "key"), ("connection", "string")];

/// The last word of a name of a secret, if what stands before it does not say otherwise.
const TOKEN: &str = "token";

/// `fs.azure.account.key.<account>.dfs.core.windows.net`
const ACCOUNT_KEY: [&str; 4] = ["fs", "azure", "account", "key"];

/// Whether a name says that its text is a secret.
pub fn is_secret_name(name: &str) -> bool {
    if !may_be_secret_name(name) {
        return false;
    }
    let words = split_words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [.., last] if LAST_WORDS.contains(last) => true,
        [.., before, last] if LAST_PAIRS.contains(&(*before, *last)) => true,
        [.., kind, TOKEN] => !OTHER_TOKENS.split(' ').any(|other| other == *kind),
        [TOKEN] => true,
        words => words.starts_with(&ACCOUNT_KEY),
    }
}

/// Whether a name ends, or begins, as one that [`is_secret_name`] takes: most do not, and to split them into words costs more.
fn may_be_secret_name(name: &str) -> bool {
    let name = name.trim_matches(|c: char| !c.is_alphanumeric()).as_bytes();
    let is = |part: Option<&[u8]>, word: &str| part.is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()));
    let ends = |word: &str| is(name.len().checked_sub(word.len()).map(|at| &name[at..]), word);
    !name.is_ascii()
        || LAST_WORDS.iter().chain(LAST_PAIRS.iter().map(|(_, last)| last)).any(|word| ends(word))
        || ends(TOKEN)
        || is(name.get(..ACCOUNT_KEY[0].len()), ACCOUNT_KEY[0])
}

/// Whether a literal has the looks of a secret: no placeholder, no path, no name of something else.
pub fn has_secret_looks(text: &str) -> bool {
    let is_reference = text.contains("://") || text.starts_with(['/', '$', '{']) || text.contains("secret(");
    let words = split_words(text);
    let names_a_secret = ["password", "secret", "token", "key", "credential", "pwd", "scope"];
    let is_name = words.len() > 1 && words.iter().any(|word| names_a_secret.contains(&word.as_str()));
    let is_plain = text.chars().skip(1).all(|c| c.is_lowercase() || "-_.".contains(c));
    let is_constant = text.chars().all(|c| c.is_uppercase() || c == '_');
    let is_number = text.chars().all(|c| c.is_numeric());
    text.chars().count() >= 6
        && !text.contains(char::is_whitespace)
        && !(is_reference || is_name || is_plain || is_constant || is_number || is_placeholder(text) || is_regex(text))
}

/// Whether a text is a regular expression: those of lexers are kept under names of tokens.
fn is_regex(text: &str) -> bool {
    ["[^", "(?", "\\w", "\\W", "\\d", "\\s", "\\b", "]*", "]+", ".*", ".+"].iter().any(|part| text.contains(part))
}

fn is_placeholder(text: &str) -> bool {
    let lower = text.to_lowercase();
    let marks = [
        "<",
        ">",
        "xxx",
        "changeme",
        "change_me",
        "change-me",
        "your",
        "example",
        "placeholder",
        "dummy",
        "todo",
        "redacted",
        "***",
        "...",
        "replace",
        "${",
        "{{",
        "insert",
    ];
    lower.is_empty() || marks.iter().any(|mark| lower.contains(mark)) || count_distinct(&lower) < 3
}

fn count_distinct(text: &str) -> usize {
    let mut chars: Vec<char> = text.chars().collect();
    chars.sort_unstable();
    chars.dedup();
    chars.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mean_something_else_are_no_secrets() {
        for name in ["password", "db_password", "clientSecret", "API_KEY", "aws_access_key", "token", "sas_token"] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["primary_key", "partition_key", "max_tokens", "key", "secret_scope", "password_key", "next_token"]
        {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn references_and_placeholders_do_not_look_secret() {
        assert!(has_secret_looks("hunter2!") && has_secret_looks("P@ssw0rd"));
        for text in [
            "<password>",
            "changeme",
            "your-token-1",
            "kv-db-password",
            "customer_id",
            "",
            "/Volumes/a/B1",
            "Bearer",
            r"[^\W\d]\w*",
        ] {
            assert!(!has_secret_looks(text), "{text}");
        }
    }
}
