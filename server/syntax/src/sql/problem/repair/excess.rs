//! What is too much: a comma, a parenthesis, a word said twice.

use super::super::super::kind::Kind;
use super::super::Problem;
use super::super::words::quote;
use super::{Broken, find_open};

/// A token too many: a comma before a clause, a parenthesis that closes nothing, a word said twice.
pub(super) fn find_excess(broken: &Broken<'_>) -> Option<Problem> {
    if let Some(here) = broken.token(0).filter(|token| token.kind() == Kind::RightParen)
        && find_open(broken).is_none()
        && broken.fits_without(here)
    {
        return Some(Problem::new(here.range(), "this `)` closes nothing"));
    }
    find_twice(broken).or_else(|| find_excess_comma(broken)).or_else(|| find_excess_word(broken))
}

fn find_twice(broken: &Broken<'_>) -> Option<Problem> {
    for back in [0, 1] {
        let (Some(before), Some(here)) = (broken.token(back + 1), broken.token(back)) else { continue };
        if before.text().eq_ignore_ascii_case(here.text()) && broken.fits_without(here) {
            return Some(Problem::new(here.range(), format!("{} stands here twice", quote(here.text()))));
        }
    }
    None
}

fn find_excess_comma(broken: &Broken<'_>) -> Option<Problem> {
    for back in [1, 2] {
        let Some(comma) = broken.token(back).filter(|token| token.kind() == Kind::Comma) else { continue };
        let next = broken.token(back - 1);
        // `a, b`: without the comma `b` would be an alias, so that says nothing.
        let is_item = next.is_some_and(|next| !next.kind().is_keyword() && next.kind() != Kind::RightParen);
        if is_item || !broken.fits_without(comma) {
            continue;
        }
        let message = match next {
            Some(next) => format!("this comma is one too many: no item follows before {}", quote(next.text())),
            None => "this comma is one too many: no item follows".to_owned(),
        };
        return Some(Problem::new(comma.range(), message));
    }
    let here = broken.token(0).filter(|token| token.kind() == Kind::Comma)?;
    let opens = broken.token(1).is_none_or(|before| before.kind().is_keyword() || before.kind() == Kind::LeftParen);
    let message = "this comma is one too many: no item stands before it";
    (opens && broken.fits_without(here)).then(|| Problem::new(here.range(), message))
}

/// `WHERE AND a = 1`, `HAVING BY a`.
fn find_excess_word(broken: &Broken<'_>) -> Option<Problem> {
    let places = [broken.token(0), broken.token(1)];
    let words = [Kind::AND, Kind::OR, Kind::WHERE, Kind::ON, Kind::AS];
    let word =
        places.into_iter().flatten().find(|token| words.contains(&token.kind()) && broken.fits_without(*token))?;
    Some(Problem::new(word.range(), format!("{} does not belong here", word.kind().shown())))
}
