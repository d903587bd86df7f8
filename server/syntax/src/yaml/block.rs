//! Block structure: mappings and lists by indentation, and how reading goes on after a broken line.
//! Knows no brackets and no escapes; those are in `flow` and `text`.

use std::sync::Arc;

use smol_str::SmolStr;

use super::cursor::Cursor;
use super::node::{Child, Entry, Mapping, Node, Value};
use super::scalar::{Scalar, ScalarKind, Style};
use super::{flow, text};
use crate::range::TextRange;

const STRAY: &str = "the indentation of this line fits nothing above it";

/// Where a value stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Root,
    Value,
    Item,
}

/// The anchor and tag before a value.
#[derive(Default)]
pub(super) struct Properties {
    start: Option<usize>,
    anchor: Option<TextRange>,
    tag: Option<TextRange>,
}

/// A key on one line: its range with quotes, and where its colon stands.
pub(super) struct KeyPlace {
    pub range: TextRange,
    pub colon: usize,
}

pub(super) fn parse_document(c: &mut Cursor) -> Arc<Node> {
    c.skip_to_content();
    while c.peek() == b'%' && !c.at_end() {
        c.pos = c.line_end(c.pos);
        c.skip_to_content();
    }
    if c.at_document_mark() && c.peek() == b'-' {
        c.pos += 3;
    }
    let root = parse_value(c, -1, Place::Root);
    let mut node = Arc::unwrap_or_clone(root.node);
    while c.skip_to_content() {
        report_stray(c);
        adopt(c, &mut node, -1);
    }
    node.into()
}

/// Reads what stands after a colon, after a dash, or at the top. Leaves the cursor at the end of the value's last
/// line, or at the first text of a later line.
fn parse_value(c: &mut Cursor, parent: i32, place: Place) -> Child {
    let start = c.pos;
    let Some(open) = c.open_node() else {
        skip_deeper(c, parent);
        return Child { node: Arc::new(invalid(TextRange::from_usize(start, start))), alias: None };
    };
    let mut properties = Properties::default();
    let mut own_line = place != Place::Value;
    let node = loop {
        if c.skip_to_line_end() {
            let ours = c.skip_to_content() && {
                let column = c.column(c.pos);
                column > parent || (place == Place::Value && column == parent && is_dash(c))
            };
            if !ours {
                break scalar_node(text::empty(start));
            }
            own_line = true;
        }
        let column = c.column(c.pos);
        if is_dash(c) {
            if !own_line {
                let range = TextRange::from_usize(c.pos, c.pos + 1);
                c.error(range, "a list cannot start on the line of its key");
            }
            break parse_sequence(c, column);
        }
        if own_line && find_key(c, c.pos).is_some() {
            break parse_mapping(c, column);
        }
        if read_property(c, &mut properties) {
            continue;
        }
        if c.peek() == b'*' {
            let child = c.read_alias();
            if c.peek() == b':' {
                c.pos += 1;
            }
            c.expect_line_end();
            c.leave_node(open);
            return child;
        }
        break parse_leaf(c, parent);
    };
    let node = Arc::new(properties.apply(c, node));
    c.close_node(open, &node);
    Child { node, alias: None }
}

/// Reads a scalar or a value in brackets.
fn parse_leaf(c: &mut Cursor, parent: i32) -> Node {
    match c.peek() {
        b'|' | b'>' => scalar_node(text::read_block(c, parent)),
        b'"' | b'\'' => {
            let line_end = c.line_end(c.pos);
            let closed = text::find_quote_end(c, c.pos, c.text.len());
            // A quote that closes on a later line, in the middle of other text, opens another value there.
            let read = match closed.filter(|&end| end < line_end || is_line_rest_blank(c, end + 1)) {
                Some(end) => text::read_quoted(c, end),
                None => text::read_unclosed(c),
            };
            c.expect_line_end();
            scalar_node(read)
        }
        b'[' | b'{' => flow::parse_flow(c, parent),
        b'@' | b'`' | b'%' | b',' | b']' | b'}' => {
            let end = c.pos + c.text[c.pos..c.line_end(c.pos)].trim_end().len();
            let range = TextRange::from_usize(c.pos, end);
            c.error(range, format!("a value cannot start with `{}`: put it in quotes", c.peek() as char));
            c.pos = end;
            invalid(range)
        }
        _ => {
            let read = text::read_plain(c, parent);
            c.expect_line_end();
            scalar_node(read)
        }
    }
}

fn parse_sequence(c: &mut Cursor, column: i32) -> Node {
    let start = c.pos;
    let mut items: Vec<Child> = Vec::new();
    loop {
        c.pos += 1;
        items.push(parse_value(c, column, Place::Item));
        while c.skip_to_content() && c.column(c.pos) > column {
            report_stray(c);
            let last = items.last_mut().expect("an item was just pushed");
            adopt(c, Arc::make_mut(&mut last.node), column);
        }
        if c.at_end() || c.at_document_mark() || c.column(c.pos) < column || !is_dash(c) {
            break;
        }
    }
    let end = items.last().map_or(start + 1, |item| item.range().end() as usize).max(start + 1);
    Node { range: TextRange::from_usize(start, end), anchor: None, tag: None, value: Value::Sequence(items) }
}

fn parse_mapping(c: &mut Cursor, column: i32) -> Node {
    let start = c.pos;
    let mut node = invalid(TextRange::from_usize(start, start));
    let mut entries = Vec::new();
    loop {
        match find_key(c, c.pos) {
            Some(place) => {
                let key = read_key(c, &place);
                c.pos = place.colon + 1;
                let explicit = c.text[place.range.end() as usize..place.colon].contains(['\n', '\r']);
                let value = parse_value(c, column, if explicit { Place::Item } else { Place::Value });
                entries.push(Entry { key, key_range: place.range, value });
            }
            None => {
                let end = c.pos + c.text[c.pos..c.line_end(c.pos)].trim_end().len();
                c.error(TextRange::from_usize(c.pos, end), "a key and a colon are expected here");
                c.pos = c.line_end(c.pos);
                skip_deeper(c, column);
            }
        }
        while c.skip_to_content() && c.column(c.pos) > column {
            report_stray(c);
            match find_key(c, c.pos) {
                Some(_) => entries.extend(parse_stray_entries(c)),
                None => skip_deeper(c, column),
            }
        }
        if c.at_end() || c.at_document_mark() || c.column(c.pos) < column {
            break;
        }
    }
    let end = entries.iter().map(|entry| entry.range().end() as usize).max().unwrap_or(start).max(start);
    node.range = TextRange::from_usize(start, end);
    node.value = finish_mapping(c, entries, false);
    node
}

/// Reads keys that stand at an indentation of their own; they count as the nearest mapping's.
fn parse_stray_entries(c: &mut Cursor) -> Vec<Entry> {
    let column = c.column(c.pos);
    let Some(open) = c.open_node() else {
        skip_deeper(c, column - 1);
        return Vec::new();
    };
    let node = Arc::new(parse_mapping(c, column));
    c.close_node(open, &node);
    match Arc::unwrap_or_clone(node).value {
        Value::Mapping(mapping) => mapping.written,
        _ => Vec::new(),
    }
}

/// Gives stray keys to `node` if it is a mapping, and skips everything else that is indented more than `column`.
fn adopt(c: &mut Cursor, node: &mut Node, column: i32) {
    if find_key(c, c.pos).is_none() {
        return skip_deeper(c, column);
    }
    let entries = parse_stray_entries(c);
    if let Value::Mapping(mapping) = &mut node.value {
        mapping.written.extend(entries);
        mapping.settle();
    }
}

/// Adds what `<<` brings in.
pub(super) fn finish_mapping(c: &mut Cursor, written: Vec<Entry>, flow: bool) -> Value {
    let mut inherited = Mapping::default();
    for entry in written.iter().filter(|entry| entry.is_merge()) {
        let sources: Vec<&Child> = match &entry.value.node.value {
            Value::Mapping(_) => vec![&entry.value],
            Value::Sequence(items) => items.iter().collect(),
            Value::Invalid => continue,
            Value::Scalar(_) => {
                c.error(entry.value.range().cover(entry.key_range), "`<<` takes a mapping or a list of mappings");
                continue;
            }
        };
        for source in sources {
            let Some(mapping) = source.node.as_mapping() else {
                c.error(source.range(), "`<<` takes a mapping or a list of mappings");
                continue;
            };
            let entries = mapping.entries();
            if !c.count_inherited(entries.len()) {
                c.error(entry.key_range, "this merge makes the document too large");
                break;
            }
            inherited.written.extend(entries.into_iter().cloned());
        }
    }
    let inherited = match inherited.written.is_empty() {
        true => Vec::new(),
        false => inherited.entries().into_iter().cloned().collect(),
    };
    let mut mapping = Mapping { written, inherited, flow, plain: false };
    mapping.settle();
    Value::Mapping(mapping)
}

/// The key at `at`, if a key and its colon stand there on one line.
pub(super) fn find_key(c: &Cursor, mut at: usize) -> Option<KeyPlace> {
    loop {
        let end = match c.byte(at) {
            b'&' => c.name_end(at + 1),
            b'!' => c.tag_end(at),
            _ => break,
        };
        if !matches!(c.byte(end), b' ' | b'\t') {
            return None;
        }
        at = end;
        while matches!(c.byte(at), b' ' | b'\t') {
            at += 1;
        }
    }
    if c.byte(at) == b'?' && c.is_blank(at + 1) {
        return find_explicit_key(c, at);
    }
    let end = match c.byte(at) {
        b'"' | b'\'' => text::find_quote_end(c, at, c.line_end(at))? + 1,
        b'*' => {
            let end = c.name_end(at + 1);
            if c.byte(end - 1) == b':' { end - 1 } else { end }
        }
        b'[' | b']' | b'{' | b'}' | b',' | b'#' | b'|' | b'>' | b'%' | b'@' | b'`' => return None,
        b'-' | b':' if c.is_blank(at + 1) => return None,
        _ => match text::find_plain_end(c, at, false) {
            (end, true) => end,
            (_, false) => return None,
        },
    };
    let mut colon = end;
    while matches!(c.byte(colon), b' ' | b'\t') {
        colon += 1;
    }
    let is_key = c.byte(colon) == b':' && c.is_blank(colon + 1);
    is_key.then(|| KeyPlace { range: TextRange::from_usize(at, end), colon })
}

/// `? key`, with its `: value` on the next line.
fn find_explicit_key(c: &Cursor, at: usize) -> Option<KeyPlace> {
    let line_end = c.line_end(at);
    let start = line_end - c.text[at + 1..line_end].trim_start().len();
    let end = match c.byte(start) {
        b'"' | b'\'' => text::find_quote_end(c, start, line_end)? + 1,
        b'[' | b'{' | b'|' | b'>' | b'*' | b'&' | b'!' | b'\n' | b'\r' => return None,
        _ => text::find_plain_end(c, start, false).0,
    };
    let next = c.next_line(at);
    let colon = next + (at - c.line_start(at));
    let is_value = c.text.get(next..colon).is_some_and(|indent| indent.trim().is_empty() && c.byte(colon) == b':');
    (is_value && c.is_blank(colon + 1)).then(|| KeyPlace { range: TextRange::from_usize(start, end), colon })
}

fn read_key(c: &mut Cursor, place: &KeyPlace) -> Scalar {
    c.pos = place.range.start() as usize;
    match c.peek() {
        b'"' | b'\'' => text::read_quoted(c, place.range.end() as usize - 1).scalar,
        b'*' => {
            let alias = c.read_alias();
            let text = alias.node.as_scalar().map_or(SmolStr::default(), |scalar| scalar.text.clone());
            Scalar { text, style: Style::Double, content: place.range, forced: None }
        }
        _ => {
            let text = SmolStr::from(&c.text[place.range]);
            Scalar { text, style: Style::Plain, content: place.range, forced: None }
        }
    }
}

/// Reads one anchor or tag.
pub(super) fn read_property(c: &mut Cursor, properties: &mut Properties) -> bool {
    let start = c.pos;
    match c.peek() {
        b'&' => {
            c.pos = c.name_end(start + 1);
            let name = TextRange::from_usize(start + 1, c.pos);
            c.declare_anchor(name);
            properties.anchor = Some(name);
        }
        b'!' => {
            c.pos = c.tag_end(start);
            properties.tag = Some(TextRange::from_usize(start, c.pos));
        }
        _ => return false,
    }
    properties.start.get_or_insert(start);
    c.skip_spaces();
    true
}

impl Properties {
    /// Puts the anchor and the tag on the node they stand before.
    pub(super) fn apply(self, c: &Cursor, mut node: Node) -> Node {
        node.anchor = self.anchor;
        node.tag = self.tag;
        if let (Value::Scalar(scalar), Some(tag)) = (&mut node.value, self.tag) {
            scalar.forced = match &c.text[tag] {
                "!!str" | "!" => Some(ScalarKind::String),
                "!!null" => Some(ScalarKind::Null),
                "!!bool" => Some(ScalarKind::Bool),
                "!!int" => Some(ScalarKind::Int),
                "!!float" => Some(ScalarKind::Float),
                "!!timestamp" => Some(ScalarKind::Timestamp),
                _ => None,
            };
        }
        node
    }
}

pub(super) fn scalar_node(read: text::Read) -> Node {
    Node { range: read.range, anchor: None, tag: None, value: Value::Scalar(read.scalar) }
}

pub(super) fn invalid(range: TextRange) -> Node {
    Node { range, anchor: None, tag: None, value: Value::Invalid }
}

fn is_dash(c: &Cursor) -> bool {
    c.peek() == b'-' && c.is_blank(c.pos + 1)
}

fn is_line_rest_blank(c: &Cursor, at: usize) -> bool {
    let rest = c.text[at..c.line_end(at)].trim_start();
    rest.is_empty() || rest.starts_with('#')
}

fn report_stray(c: &mut Cursor) {
    let end = c.pos + c.text[c.pos..c.line_end(c.pos)].trim_end().len();
    c.error(TextRange::from_usize(c.pos, end), STRAY);
}

/// Skips this line, and the lines below it that are indented more than `column`.
pub(super) fn skip_deeper(c: &mut Cursor, column: i32) {
    c.pos = c.line_end(c.pos);
    while c.skip_to_content() && c.column(c.pos) > column {
        c.pos = c.line_end(c.pos);
    }
}
