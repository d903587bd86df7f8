//! Guest text inside host text: SQL in Python strings and cells, of the host's length so that offsets need no maps.
//! Knows which bytes are filler, which are holes and which edits are safe; knows no SQL.

use std::borrow::Cow;
use std::sync::Arc;

use crate::range::TextRange;

/// Stands for what is left over of an escape or a seam; the guest lexer skips it, also inside tokens.
pub const FILLER: u8 = 0x01;
/// The first byte of a hole; the bytes after it are [`HOLE_REST`].
pub const HOLE: u8 = 0x02;
/// The further bytes of a hole.
pub const HOLE_REST: u8 = 0x03;

/// Guest text and where it stands in its host.
#[derive(Clone, Debug)]
pub struct Embed {
    /// The guest text: blanked to the host's length when `place` is `Inline`.
    pub text: Arc<str>,
    /// Where it stands.
    pub place: Place,
    /// The holes, by guest range, in order.
    pub holes: Vec<TextRange>,
    /// What an edit inside it must not touch or insert.
    pub guard: Guard,
}

/// Where guest text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Guest offset + `start` = host offset.
    Inline {
        /// Where the guest text starts in the host.
        start: u32,
    },
    /// Pieced together from several places; everything is reported at this range, without fixes and syntax errors.
    Piecewise(TextRange),
}

/// What an edit inside guest text must respect.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guard {
    /// Host ranges of literals' contents (or of cells' lines) that an edit may touch.
    pub editable: Vec<TextRange>,
    /// The delimiter of the literal, which an edit must not insert.
    pub delimiter: Option<&'static str>,
    /// Whether an edit may insert a newline.
    pub newline: bool,
    /// Whether an edit may insert a backslash.
    pub backslash: bool,
}

impl Embed {
    /// The host range of a guest range.
    pub fn host(&self, guest: TextRange) -> TextRange {
        match self.place {
            Place::Inline { start } => guest.shift(start),
            Place::Piecewise(range) => range,
        }
    }
}

/// `text` with spaces in place of the bytes in `ranges`, which must be sorted and disjoint; line ends stay.
pub(crate) fn blank<'t>(text: &'t str, ranges: &[TextRange]) -> Cow<'t, str> {
    if ranges.iter().all(|range| range.is_empty()) {
        return Cow::Borrowed(text);
    }
    let mut blanked = String::with_capacity(text.len());
    for range in ranges {
        blanked.push_str(&text[blanked.len()..range.start() as usize]);
        blanked.extend(text[*range].bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { byte as char } else { ' ' }));
    }
    blanked.push_str(&text[blanked.len()..]);
    Cow::Owned(blanked)
}
