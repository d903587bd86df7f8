//! Guest text inside host text: SQL in Python strings and cells, of the host's length so that offsets need no maps.
//! Knows which bytes are filler, which are holes and which edits are safe; knows no SQL.

use std::borrow::Cow;
use std::sync::Arc;

use smol_str::SmolStr;

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
    /// The parts of the host that an edit may touch, in order; an edit must lie in one of them.
    pub regions: Vec<Region>,
}

/// A part of the host that edits may touch: the content of a literal, a line of a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Where it stands in the host.
    pub range: TextRange,
    /// The characters that an edit must not insert there, because the host would read them as its own.
    pub forbidden: SmolStr,
}

impl Embed {
    /// Guest text that stands in its host as it is: a SQL file, or a cell of a SQL notebook.
    pub fn plain(text: impl Into<Arc<str>>, start: u32) -> Self {
        let text = text.into();
        let range = TextRange::from_usize(0, text.len()).shift(start);
        let guard = Guard { regions: vec![Region { range, forbidden: SmolStr::default() }] };
        Self { text, place: Place::Inline { start }, holes: Vec::new(), guard }
    }

    /// Guest text pieced together from several places, reported at `range`; its holes are ranges of `text`.
    pub fn piecewise(text: impl Into<Arc<str>>, holes: Vec<TextRange>, range: TextRange) -> Self {
        Self { text: text.into(), place: Place::Piecewise(range), holes, guard: Guard::default() }
    }

    /// The host range of a guest range.
    pub fn host(&self, guest: TextRange) -> TextRange {
        match self.place {
            Place::Inline { start } => guest.shift(start),
            Place::Piecewise(range) => range,
        }
    }

    /// Whether putting `new_text` in place of the host range `edit` changes the guest text by just that: the edit touches
    /// no quote, mark, escape or hole, and inserts nothing that the host would read as its own.
    pub fn allows(&self, edit: TextRange, new_text: &str) -> bool {
        let Place::Inline { start } = self.place else { return false };
        let region = self.guard.regions.iter().find(|region| region.range.contains_range(edit));
        let Some(region) = region else { return false };
        if edit.start() < start || new_text.contains(|c| region.forbidden.contains(c)) {
            return false;
        }
        let (from, to) = ((edit.start() - start) as usize, (edit.end() - start) as usize);
        let bytes = self.text.as_bytes();
        let Some(touched) = self.text.get(from..to) else { return false };
        // A backslash that the host left as it is would escape what comes to stand behind it.
        let is_fixed =
            |byte: u8| matches!(byte, FILLER | HOLE | HOLE_REST) || byte == b'\\' && region.forbidden.contains('\\');
        let before = if edit.start() > region.range.start() { bytes[from - 1] } else { b' ' };
        // What follows a filler is the end of an escape, and what precedes the rest of a hole is its start.
        let splits = before == FILLER || before == b'\\' && is_fixed(before) || bytes.get(to) == Some(&HOLE_REST);
        !splits && !touched.bytes().any(is_fixed)
    }
}

/// `text` with spaces in place of the bytes in `ranges`, which must be sorted and disjoint; line ends stay.
pub(crate) fn blank<'t>(text: &'t str, ranges: &[TextRange]) -> Cow<'t, str> {
    overwrite(text, ranges, ' ')
}

/// As [`blank`], with another ASCII character.
pub(crate) fn overwrite<'t>(text: &'t str, ranges: &[TextRange], with: char) -> Cow<'t, str> {
    if ranges.iter().all(|range| range.is_empty()) {
        return Cow::Borrowed(text);
    }
    let mut changed = text.as_bytes().to_vec();
    for range in ranges {
        let bytes = changed[range.to_usize()].iter_mut();
        bytes.filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = with as u8);
    }
    // The ranges hold whole characters.
    String::from_utf8(changed).map_or(Cow::Borrowed(text), Cow::Owned)
}
