//! Slips of the pen: quotes that never end, misspelt keywords, operators of other systems.

use super::super::super::kind::Kind;
use super::super::super::tree::TokenRef;
use super::super::Problem;
use super::super::words::{near_keywords, quote};
use super::Broken;
use crate::range::TextRange;

/// A quote, comment or `$$` that is opened and never closed: everything behind it is read wrong.
pub(super) fn find_unclosed(broken: &Broken<'_>) -> Option<Problem> {
    let unclosed = broken.tokens.iter().find(|token| token.kind() == Kind::Unclosed)?;
    let text = unclosed.text();
    let (mark, message) = match text.as_bytes() {
        [b'/', ..] => ("/*", "this comment is never closed: `*/` is missing"),
        [b'$', ..] => ("$$", "this body is never closed: the second `$$` is missing"),
        [b'`', ..] => ("`", "this backquote is never closed"),
        _ => ("'", "this quote is never closed"),
    };
    if unclosed.range() == broken.error.range {
        let start = unclosed.range().start();
        let raw = u32::from(text.starts_with(['r', 'R']));
        let length = (mark.len() as u32 + raw).min(unclosed.range().len());
        return Some(Problem::new(TextRange::new(start, start + length), message));
    }
    let problem = broken.plain(": the quotes before it do not pair up");
    Some(
        problem
            .related(TextRange::new(unclosed.range().start(), unclosed.range().start() + 1), "this one is left over"),
    )
}

/// Operators that others spell differently: what stands there, token by token, and what was meant.
const SLIPS: &[(&[Kind], &str)] = &[
    (&[Kind::FatArrow], ">="),
    (&[Kind::Eq, Kind::Less], "<="),
    (&[Kind::Eq, Kind::Greater], ">="),
    (&[Kind::Ampersand, Kind::Ampersand], "AND"),
    (&[Kind::Bang, Kind::Eq], "!="),
    (&[Kind::Less, Kind::Eq], "<="),
    (&[Kind::Greater, Kind::Eq], ">="),
    (&[Kind::Colon, Kind::Eq], "="),
    (&[Kind::Minus, Kind::Greater], "->"),
];

/// An operator spelt as elsewhere, brackets around names, a list or window without parentheses.
pub(super) fn find_slip(broken: &Broken<'_>) -> Option<Problem> {
    for (slip, meant) in SLIPS {
        for start in (0..slip.len()).filter_map(|back| broken.at.checked_sub(back)) {
            let Some(tokens) = broken.tokens.get(start..start + slip.len()) else { continue };
            if !tokens.iter().map(TokenRef::kind).eq(slip.iter().copied()) {
                continue;
            }
            let range = tokens[0].range().cover(tokens[slip.len() - 1].range());
            if broken.fits_with(range, &format!(" {meant} ")) {
                let text = broken.script.text().get(range.to_usize()).unwrap_or_default();
                return Some(Problem::new(range, format!("{} is no operator: did you mean `{meant}`?", quote(text))));
            }
        }
    }
    find_foreign(broken).or_else(|| find_bare_list(broken)).or_else(|| find_open_window(broken))
}

/// Marks that SQL does not have, or not here.
fn find_foreign(broken: &Broken<'_>) -> Option<Problem> {
    let here = broken.token(0)?;
    let next = broken.tokens.get(broken.at + 1).map(TokenRef::kind);
    let hint = match here.kind() {
        Kind::LeftBracket => ": names that need quotes stand in backquotes",
        Kind::Slash if next == Some(Kind::Slash) => ": a comment starts with --",
        Kind::Unknown => match here.text() {
            "#" => ": a comment starts with --",
            "\u{201c}" | "\u{201d}" | "\u{201e}" | "\u{2018}" | "\u{2019}" | "\u{00b4}" => {
                ": strings stand between straight quotes"
            }
            _ => return None,
        },
        Kind::UNION | Kind::EXCEPT | Kind::INTERSECT | Kind::MINUS => {
            let message = format!("a query is expected after {}", here.kind().shown());
            return Some(Problem::new(here.range(), message));
        }
        kind if kind.is_string() && broken.token(1).is_some_and(|before| before.kind() == Kind::AS) => {
            ": an alias stands in backquotes"
        }
        _ => return None,
    };
    Some(broken.plain(hint))
}

/// Words whose list stands in parentheses.
const WITH_LIST: &[Kind] =
    &[Kind::IN, Kind::USING, Kind::TBLPROPERTIES, Kind::OPTIONS, Kind::PARTITION, Kind::PIVOT, Kind::UNPIVOT];

/// `IN 1, 2`, `USING a`, `TBLPROPERTIES 'a' = 'b'`.
fn find_bare_list(broken: &Broken<'_>) -> Option<Problem> {
    let places = [broken.at.checked_sub(1), Some(broken.at), Some(broken.at + 1)];
    for at in places.into_iter().flatten() {
        let (Some(word), Some(next)) = (broken.tokens.get(at), broken.tokens.get(at + 1)) else { continue };
        if !WITH_LIST.contains(&word.kind()) || matches!(next.kind(), Kind::LeftParen | Kind::BY) {
            continue;
        }
        let heads = [Kind::INSERT, Kind::ALTER, Kind::TRUNCATE];
        if word.kind() == Kind::PARTITION && !heads.contains(&broken.tokens[0].kind()) {
            continue;
        }
        let is_join = broken.tokens[..at].iter().any(|token| token.kind() == Kind::JOIN);
        if at > broken.at && word.kind() != Kind::IN || word.kind() == Kind::USING && !is_join {
            continue;
        }
        let message =
            format!("{} stands where `(` is expected: {} takes parentheses", quote(next.text()), word.kind().shown());
        return Some(Problem::new(next.range(), message));
    }
    None
}

/// `OVER PARTITION BY a`.
fn find_open_window(broken: &Broken<'_>) -> Option<Problem> {
    let near = &broken.tokens[broken.at.saturating_sub(4)..broken.at];
    let over = near.windows(2).find(|pair| {
        pair[0].kind() == Kind::OVER
            && matches!(pair[1].kind(), Kind::PARTITION | Kind::ORDER | Kind::ROWS | Kind::RANGE)
    })?;
    let message =
        format!("{} stands where `(` is expected: OVER takes its window in parentheses", quote(over[1].text()));
    Some(Problem::new(over[1].range(), message))
}

/// Two words written as one.
const JOINED: &[(&str, &str)] = &[
    ("ORDERBY", "ORDER BY"),
    ("GROUPBY", "GROUP BY"),
    ("PARTITIONBY", "PARTITION BY"),
    ("PARTITIONEDBY", "PARTITIONED BY"),
    ("CLUSTERBY", "CLUSTER BY"),
    ("ZORDERBY", "ZORDER BY"),
    ("LEFTJOIN", "LEFT JOIN"),
    ("INNERJOIN", "INNER JOIN"),
    ("CROSSJOIN", "CROSS JOIN"),
    ("UNIONALL", "UNION ALL"),
    ("INSERTINTO", "INSERT INTO"),
    ("NOTNULL", "NOT NULL"),
    ("ISNULL", "IS NULL"),
];

/// A word near the error that is a slip for a keyword.
pub(super) fn find_misspelt(broken: &Broken<'_>) -> Option<Problem> {
    let after = broken.tokens.get(broken.at + 1).copied();
    let places = [broken.token(0), broken.token(1), after, broken.token(2)];
    if let Some(word) = broken.token(0).filter(|token| token.kind() == Kind::PARTITION)
        && broken.fits_with(word.range(), "PARTITIONED")
    {
        return Some(Problem::new(word.range(), "`PARTITION` does not fit here: did you mean PARTITIONED?"));
    }
    let words = places.into_iter().flatten().filter(|token| token.kind() == Kind::Word);
    for word in words {
        let joined =
            JOINED.iter().find(|(joined, _)| word.text().eq_ignore_ascii_case(joined)).map(|(_, apart)| *apart);
        let near = near_keywords(word.text()).into_iter().map(|(_, keyword)| keyword);
        for keyword in joined.into_iter().chain(near) {
            if broken.fits_with(word.range(), keyword) {
                let message = format!("{} does not fit here: did you mean {keyword}?", quote(word.text()));
                return Some(Problem::new(word.range(), message));
            }
        }
    }
    None
}
