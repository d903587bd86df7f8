//! Whether a text may hold a secret: the heads of tokens with enough behind them, and names that say so with a literal under
//! them that could be one. Asks less than the rule does, never more.

use std::ops::Range;

/// The heads of tokens and keys, which may stand in any file, and how many bytes of a token follow at least.
const TOKENS: &[(&str, usize)] = &[
    ("dapi", 32),
    ("dose", 32),
    ("AKIA", 16),
    ("ASIA", 16),
    ("ghp_", 36),
    ("gho_", 36),
    ("ghs_", 36),
    ("ghu_", 36),
    ("ghr_", 36),
    ("GOCSPX-", 28),
    ("sig=", 20),
    ("github_pat_", 40),
    ("AIza", 35),
    ("-----BEGIN ", 3),
    ("eyJ", 20),
    ("AccountKey=", 60),
];

/// How the last word of a name begins whose text is a secret, and how that word may go on.
const NAMES: &[(&str, &[&str])] = &[
    ("passw", &["ord", "d"]),
    ("passphrase", &[""]),
    ("Passw", &["ord", "d"]),
    ("PASSW", &["ORD", "D"]),
    ("pwd", &[""]),
    ("PWD", &[""]),
    ("secret", &[""]),
    ("Secret", &[""]),
    ("SECRET", &[""]),
    ("token", &[""]),
    ("Token", &[""]),
    ("TOKEN", &[""]),
    ("_key", &[""]),
    ("_KEY", &[""]),
    ("apikey", &[""]),
    ("APIKEY", &[""]),
    ("iKey", &[""]),
    ("sKey", &[""]),
    ("tKey", &[""]),
    ("tion_string", &[""]),
    ("TION_STRING", &[""]),
];

/// Before a password in an address: `user:pass@host`, or a parameter `password=`.
const ADDRESSES: &[&str] = &["://", "jdbc:"];

/// The words to look for; [`may_follow`] takes their numbers.
pub(super) fn marks() -> impl Iterator<Item = &'static str> {
    let heads = TOKENS.iter().map(|(head, _)| *head);
    heads.chain(NAMES.iter().map(|(name, _)| *name)).chain(ADDRESSES.iter().copied())
}

/// Whether what follows the mark of this number may make it a secret.
pub(super) fn may_follow(mark: usize, text: &str, found: Range<usize>, is_test: bool) -> bool {
    let after = &text.as_bytes()[found.end..];
    if let Some((_, least)) = TOKENS.get(mark) {
        let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"%+/_.=-& ".contains(byte);
        return after.iter().take(*least).filter(|byte| is_token(byte)).count() == *least;
    }
    match NAMES.get(mark - TOKENS.len()) {
        Some((_, endings)) => !is_test && endings.iter().any(|ending| is_given_secret(after, ending)),
        None => has_login(after) || has_parameter(after),
    }
}

/// Whether behind a name that ends so `=`, `:` or `,` and then a literal follow that may be a secret.
fn is_given_secret(after: &[u8], ending: &str) -> bool {
    /// How far from its name a literal is looked for.
    const REACH: usize = 80;
    let Some(after) = after.strip_prefix(ending.as_bytes()) else { return false };
    if after.first().is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
        return false;
    }
    // `None` until one of the marks was seen; of a mapping and an annotation it is the same.
    let mut mark = None;
    let mut before = b' ';
    for (at, &byte) in after.iter().enumerate().take(REACH) {
        match (byte, mark) {
            (b'=' | b':' | b',', _) => mark = Some(byte),
            (b'"' | b'\'', Some(_)) => return may_be_secret(&after[at..]),
            (b'"' | b'\'' | b']', None) | (b' ' | b'(', _) => {}
            (b'a'..=b'z' | b'A'..=b'Z', Some(b':')) | (b'f' | b'r' | b'b' | b'u', Some(_)) => {}
            (b'\n', Some(_)) if before == b'(' => continue,
            _ => return false,
        }
        if byte != b' ' {
            before = byte;
        }
    }
    false
}

/// Whether a literal, which starts with its quote, may be a secret: long enough, one word, and no plain name.
fn may_be_secret(literal: &[u8]) -> bool {
    const LEAST: usize = 6;
    let quote = literal[0];
    let rest = if literal.starts_with(&[quote; 3]) { &literal[3..] } else { &literal[1..] };
    let length = rest.iter().position(|byte| *byte == quote || *byte == b'\n').unwrap_or(rest.len());
    let (content, behind) = (&rest[..length], &rest[length..]);
    // Literals that follow each other are one; an escape may be anything.
    let goes_on = behind.iter().skip(1).find(|byte| !byte.is_ascii_whitespace()).is_some_and(|b| b"\"'+".contains(b));
    if goes_on || content.contains(&b'\\') {
        return true;
    }
    let is_plain = content.iter().skip(1).all(|byte| byte.is_ascii_lowercase() || b"-_.".contains(byte));
    let is_constant = content.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'_');
    content.len() >= LEAST && !content.iter().any(u8::is_ascii_whitespace) && !is_plain && !is_constant
}

/// Whether an address goes on with a parameter that is a password.
fn has_parameter(after: &[u8]) -> bool {
    let length =
        after.iter().position(|byte| byte.is_ascii_whitespace() || b"'\"".contains(byte)).unwrap_or(after.len());
    let names = after[..length]
        .split(|byte| b";?&".contains(byte))
        .skip(1)
        .filter_map(|part| part.split(|b| *b == b'=').next());
    names.into_iter().any(|name| name.eq_ignore_ascii_case(b"password") || name.eq_ignore_ascii_case(b"pwd"))
}

/// Whether `user:password@` follows an address's `://`.
fn has_login(after: &[u8]) -> bool {
    let authority = after.iter().take(200).take_while(|byte| !matches!(byte, b'/' | b'"' | b'\'' | b' ' | b'\n'));
    let mut colon = false;
    for byte in authority {
        match byte {
            b':' => colon = true,
            b'@' => return colon,
            _ => {}
        }
    }
    false
}
