//! Words about tokens for messages, and keywords near a misspelt word.

use super::super::kind::{Kind, keywords};
use crate::embed::FILLER;

/// Longer tokens are cut in messages.
const LONGEST: usize = 40;

/// The token's text as a message shows it.
pub(super) fn quote(text: &str) -> String {
    let clean: String = text.chars().filter(|c| *c != FILLER as char).collect();
    let line = clean.lines().next().unwrap_or_default();
    if line.len() == clean.len() && line.chars().count() <= LONGEST {
        return format!("`{line}`");
    }
    let start: String = line.chars().take(LONGEST).collect();
    format!("`{start}...`")
}

/// Shorter words are near to too many keywords, but for AND.
const SHORTEST: usize = 3;

/// The keywords that the word may be a slip for, the nearest first.
pub(super) fn near_keywords(word: &str) -> Vec<(usize, &'static str)> {
    let word: String = word.chars().filter(|c| *c != FILLER as char).collect::<String>().to_ascii_uppercase();
    if word.len() < SHORTEST || !word.is_ascii() {
        return if matches!(word.as_str(), "AN" | "AD" | "ND") { vec![(1, "AND")] } else { Vec::new() };
    }
    let most = match word.len() {
        ..6 => 1,
        6..10 => 2,
        _ => 3,
    };
    let first = word.chars().next();
    let mut near: Vec<(usize, &'static str)> = keywords()
        .iter()
        .filter(|(keyword, kind)| keyword.len().abs_diff(word.len()) <= most && *kind != Kind::X)
        .map(|(keyword, _)| (strsim::damerau_levenshtein(&word, keyword), *keyword))
        .filter(|(distance, _)| (1..=most).contains(distance))
        .collect();
    near.sort_by_key(|(distance, keyword)| (*distance, keyword.chars().next() != first, *keyword));
    near.truncate(8);
    near
}

/// The one word or symbol that the parser's words for what it expected stand for, if they name just one.
pub(super) fn single(expected: &'static str) -> Option<&'static str> {
    let is_word = expected.len() > 1 && expected.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    let symbol = expected.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
    if is_word { Some(expected) } else { symbol.filter(|symbol| !symbol.contains('`')) }
}
