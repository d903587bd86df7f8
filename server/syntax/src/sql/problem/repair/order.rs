//! Words and clauses in the wrong order.

use super::super::super::kind::Kind;
use super::super::Problem;
use super::super::words::quote;
use super::{Broken, is_object};

/// The clauses of a query in their order.
pub(super) const CLAUSES: &[Kind] = &[
    Kind::SELECT,
    Kind::FROM,
    Kind::JOIN,
    Kind::WHERE,
    Kind::GROUP,
    Kind::HAVING,
    Kind::QUALIFY,
    Kind::ORDER,
    Kind::LIMIT,
    Kind::OFFSET,
];

/// A clause behind one that it belongs before: `LIMIT 10 WHERE a = 1`.
pub(super) fn find_disorder(broken: &Broken<'_>) -> Option<Problem> {
    let here = broken.token(0)?;
    let rank = |kind: Kind| CLAUSES.iter().position(|clause| *clause == kind);
    let mine = rank(here.kind()).filter(|rank| *rank > 1)?;
    let mut depth = 0_usize;
    let mut early = None;
    for token in broken.tokens[..broken.at].iter().rev() {
        match token.kind() {
            Kind::RightParen => depth += 1,
            Kind::LeftParen if depth == 0 => break,
            Kind::LeftParen => depth -= 1,
            kind if depth == 0 => match rank(kind) {
                Some(0) => break,
                Some(other) if other > mine => early = Some(*token),
                _ => {}
            },
            _ => {}
        }
    }
    let early = early?;
    let name = |kind: Kind| match kind {
        Kind::GROUP => "GROUP BY",
        Kind::ORDER => "ORDER BY",
        kind => kind.shown(),
    };
    let message = format!("{} belongs before {}", name(here.kind()), name(early.kind()));
    Some(Problem::new(here.range(), message).related(early.range(), "comes too early"))
}

/// Two words in the wrong order.
pub(super) fn find_swapped(broken: &Broken<'_>) -> Option<Problem> {
    for back in [0, 1] {
        let (Some(first), Some(second)) = (broken.token(back + 1), broken.token(back)) else { continue };
        // `VIEW v`, `TABLES DATABASE d`: the kind of an object stands before its name, and two kinds in either order.
        let is_in_order = is_object(first.kind()) && (!second.kind().is_keyword() || is_object(second.kind()));
        if !first.kind().is_name() || !second.kind().is_name() || is_in_order {
            continue;
        }
        let swapped = format!("{} {}", second.text(), first.text());
        if broken.fits_with(first.range().cover(second.range()), &swapped) {
            let message = format!(
                "{} stands before {}: they belong the other way round",
                quote(first.text()),
                quote(second.text())
            );
            return Some(Problem::new(first.range(), message));
        }
    }
    None
}
