//! Operators and punctuation: the longest that fits.
//! Knows no context: `>>` is two tokens, because types end in it too.

use super::kind::Kind;

/// The symbol that the next bytes spell, and its length.
pub(super) fn find(first: u8, second: u8, third: u8) -> (usize, Kind) {
    match (first, second) {
        (b';', _) => (1, Kind::Semicolon),
        (b'(', _) => (1, Kind::LeftParen),
        (b')', _) => (1, Kind::RightParen),
        (b'[', _) => (1, Kind::LeftBracket),
        (b']', _) => (1, Kind::RightBracket),
        (b',', _) => (1, Kind::Comma),
        (b'.', _) => (1, Kind::Dot),
        (b'!', b'=') => (2, Kind::NotEq),
        (b'!', b'>') => (2, Kind::LessEq),
        (b'!', b'<') => (2, Kind::GreaterEq),
        (b'!', _) => (1, Kind::Bang),
        (b'=', b'=') => (2, Kind::Eq),
        (b'=', b'>') => (2, Kind::FatArrow),
        (b'=', _) => (1, Kind::Eq),
        (b'<', b'=') if third == b'>' => (3, Kind::NullSafeEq),
        (b'<', b'=') => (2, Kind::LessEq),
        (b'<', b'>') => (2, Kind::NotEq),
        (b'<', b'<') => (2, Kind::ShiftLeft),
        (b'<', _) => (1, Kind::Less),
        (b'>', b'=') => (2, Kind::GreaterEq),
        (b'>', _) => (1, Kind::Greater),
        (b'+', _) => (1, Kind::Plus),
        (b'-', b'>') => (2, Kind::Arrow),
        (b'-', _) => (1, Kind::Minus),
        (b'*', _) => (1, Kind::Star),
        (b'/', _) => (1, Kind::Slash),
        (b'%', _) => (1, Kind::Percent),
        (b'~', _) => (1, Kind::Tilde),
        (b'&', _) => (1, Kind::Ampersand),
        (b'|', b'|') => (2, Kind::Concat),
        (b'|', b'>') => (2, Kind::PipeArrow),
        (b'|', _) => (1, Kind::Pipe),
        (b'^', _) => (1, Kind::Hat),
        (b':', b':') => (2, Kind::DoubleColon),
        (b':', _) => (1, Kind::Colon),
        (b'?', b':') if third == b':' => (3, Kind::TryColon),
        (b'?', _) => (1, Kind::Question),
        (b'@', _) => (1, Kind::At),
        _ => (1, Kind::Unknown),
    }
}
