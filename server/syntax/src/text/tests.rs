use super::*;
use crate::random::Random;

const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];
const PIECES: &[&str] = &[
    "a",
    "bc",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "é",
    "e\u{301}",
    "👩‍💻",
    "𝒳",
    "\u{feff}",
    " ",
    "",
    "\u{2028}",
    "\u{85}",
    "\x0c",
];

fn position(line: u32, column: u32) -> Position {
    Position { line, column }
}

#[test]
fn columns_count_what_the_encoding_says() {
    let text = "\u{feff}a\té👩x\r\nb";
    let index = LineIndex::new(text);
    let x = text.find('x').unwrap() as u32;
    let columns = ENCODINGS.map(|encoding| index.position(text, x, encoding).column);
    assert_eq!(columns, [11, 6, 5]);
    assert_eq!(index.position(text, text.len() as u32, Encoding::Utf16), position(1, 1));
}

#[test]
fn lines_end_as_in_lsp() {
    for (text, lines) in
        [("", 1), ("a", 1), ("a\n", 2), ("a\rb", 2), ("a\r\nb", 2), ("\n\r", 3), ("a\u{2028}b\x0c\u{85}", 1)]
    {
        assert_eq!(LineIndex::new(text).line_count(), lines, "{text:?}");
        assert_eq!(Text::new(text).rope.len_lines() as u32, lines, "{text:?}");
    }
}

#[test]
fn positions_outside_are_clamped() {
    let text = "ab\r\n👩c\n";
    let index = LineIndex::new(text);
    let offset = |line, column, encoding| {
        let offset = index.offset(text, position(line, column), encoding);
        assert_eq!(Text::new(text).offset(position(line, column), encoding), offset);
        offset
    };
    assert_eq!(offset(0, 99, Encoding::Utf16), 2);
    assert_eq!(offset(1, 1, Encoding::Utf16), 4, "inside a surrogate pair");
    assert_eq!(offset(1, 2, Encoding::Utf8), 4, "inside a character");
    assert_eq!(offset(1, 2, Encoding::Utf16), 8);
    assert_eq!(offset(2, 5, Encoding::Utf32), 10);
    assert_eq!(offset(7, 0, Encoding::Utf32), 10);
    assert_eq!(index.position(text, 3, Encoding::Utf8), position(0, 2), "inside a line end");
    assert_eq!(index.position(text, 5, Encoding::Utf8), position(1, 0), "inside a character");
    assert_eq!(index.position(text, 999, Encoding::Utf8), position(2, 0));
}

#[test]
fn every_offset_survives_both_ways() {
    let mut random = Random(1);
    for _ in 0..400 {
        let text = random.text(PIECES, 12);
        let (index, rope) = (LineIndex::new(&text), Text::new(text.as_str()));
        for (encoding, (offset, _)) in ENCODINGS.iter().flat_map(|&e| text.char_indices().map(move |c| (e, c))) {
            let offset = offset as u32;
            let position = index.position(&text, offset, encoding);
            assert_eq!(rope.position(offset, encoding), position, "{text:?} {offset}");
            assert_eq!(rope.offset(position, encoding), index.offset(&text, position, encoding));
            let inside_line_end = text[..offset as usize].ends_with('\r') && text[offset as usize..].starts_with('\n');
            let expected = if inside_line_end { offset - 1 } else { offset };
            assert_eq!(index.offset(&text, position, encoding), expected, "{text:?} {offset} {encoding:?}");
        }
    }
}

#[test]
fn edits_of_a_rope_are_edits_of_a_string() {
    let mut random = Random(2);
    for _ in 0..200 {
        let mut expected = random.text(PIECES, 20);
        let mut text = Text::new(expected.as_str());
        for _ in 0..8 {
            let index = LineIndex::new(&expected);
            let encoding = ENCODINGS[random.below(3)];
            let mut place = || position(random.below(6) as u32, random.below(8) as u32);
            let (from, to) = (place(), place());
            let edit = text.edit_between(from, to, encoding, random.text(PIECES, 3));
            let ends = [from, to].map(|position| index.offset(&expected, position, encoding));
            assert_eq!([edit.range.start(), edit.range.end()], [ends[0].min(ends[1]), ends[0].max(ends[1])]);
            expected = apply_edits(&expected, std::slice::from_ref(&edit));
            text.apply(&edit);
            assert_eq!(**text.shared(), *expected);
            assert_eq!(text.len() as usize, expected.len());
        }
    }
}

#[test]
fn several_edits_at_once() {
    let edit = |start, end, text: &str| Edit { range: TextRange::new(start, end), text: text.into() };
    assert_eq!(apply_edits("abcdef", &[edit(0, 1, "x"), edit(2, 2, "yz"), edit(5, 6, "")]), "xbyzcde");
}
