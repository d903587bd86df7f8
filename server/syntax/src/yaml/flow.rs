//! Values in brackets and braces, JSON among them.
//! Knows indentation only as the place where an unclosed bracket ends.

use std::sync::Arc;

use super::block::{Properties, finish_mapping, invalid, read_property, scalar_node, skip_deeper};
use super::cursor::Cursor;
use super::node::{Child, Entry, Node, SyntaxError, Value};
use super::scalar::{Scalar, Style};
use super::text;
use crate::range::TextRange;

/// One value in brackets while it is read.
struct Flow {
    /// A line indented no more than this ends the value; set only when reading without it failed.
    limit: Option<i32>,
    /// What is wrong; once set, reading stops.
    broken: Option<SyntaxError>,
}

/// Reads the value whose bracket stands at the cursor, and checks that nothing follows it on its line.
pub(super) fn parse_flow(c: &mut Cursor, parent: i32) -> Node {
    let mark = c.mark();
    let mut flow = Flow { limit: None, broken: None };
    let node = parse_collection(c, &mut flow);
    if flow.broken.is_none() && c.skip_to_line_end() {
        return node;
    }
    c.rewind(&mark);
    let mut flow = Flow { limit: Some(parent), broken: None };
    let node = parse_collection(c, &mut flow);
    match flow.broken {
        Some(error) => {
            c.errors.push(error);
            skip_deeper(c, parent);
        }
        None => c.expect_line_end(),
    }
    node
}

fn parse_collection(c: &mut Cursor, flow: &mut Flow) -> Node {
    let start = c.pos;
    let is_mapping = c.peek() == b'{';
    let close = if is_mapping { b'}' } else { b']' };
    let (mut entries, mut items) = (Vec::new(), Vec::new());
    c.pos += 1;
    loop {
        if !skip_space(c, flow) {
            flow.fail(
                TextRange::from_usize(start, start + 1),
                format!("this is never closed with `{}`", close as char),
            );
            break;
        }
        if c.peek() == close {
            c.pos += 1;
            break;
        }
        if is_mapping {
            entries.extend(parse_entry(c, flow));
        } else {
            items.push(parse_item(c, flow));
        }
        if flow.broken.is_some() {
            break;
        }
        if !skip_space(c, flow) {
            continue;
        }
        match c.peek() {
            b',' => c.pos += 1,
            byte if byte == close => {}
            _ => {
                let width = c.text[c.pos..].chars().next().map_or(0, char::len_utf8);
                let range = TextRange::from_usize(c.pos, text::find_plain_end(c, c.pos, true).0.max(c.pos + width));
                flow.fail(range, format!("a `,` or `{}` is missing before this", close as char));
                break;
            }
        }
    }
    let range = TextRange::from_usize(start, c.pos.max(start + 1));
    let value = if is_mapping { finish_mapping(c, entries, true) } else { Value::Sequence(items) };
    Node { range, anchor: None, tag: None, value }
}

fn parse_entry(c: &mut Cursor, flow: &mut Flow) -> Option<Entry> {
    let start = c.pos;
    let key = parse_flow_value(c, flow);
    let Some(scalar) = key.node.as_scalar() else {
        let template = c.text[..start].ends_with('{') && c.byte(start) == b'{';
        let message = if template { "put a value that starts with `{{` in quotes" } else { "a key must be plain text" };
        flow.fail(TextRange::from_usize(start, start + 1), message.into());
        return None;
    };
    if flow.broken.is_some() {
        return None;
    }
    let (scalar, key_range) = (scalar.clone(), key.range());
    let value = parse_after_key(c, flow, &scalar)?;
    Some(Entry { key: scalar, key_range, value })
}

/// The value after a key: behind a colon, or nothing.
fn parse_after_key(c: &mut Cursor, flow: &mut Flow, key: &Scalar) -> Option<Child> {
    if !skip_space(c, flow) || c.peek() != b':' || !is_colon(c, key) {
        return Some(Child { node: Arc::new(scalar_node(text::empty(key.content.end() as usize))), alias: None });
    }
    let colon = c.pos;
    if c.text[key.content].contains(['\n', '\r']) {
        flow.fail(key.content, "a key must stand on one line: is a comma missing?".into());
        return None;
    }
    c.pos += 1;
    if !skip_space(c, flow) || matches!(c.peek(), b',' | b'}' | b']') {
        return Some(Child { node: Arc::new(scalar_node(text::empty(colon + 1))), alias: None });
    }
    Some(parse_flow_value(c, flow))
}

/// An item of a list; `[a: b]` holds a mapping of one entry.
fn parse_item(c: &mut Cursor, flow: &mut Flow) -> Child {
    let start = c.pos;
    let child = parse_flow_value(c, flow);
    c.skip_spaces();
    let Some(key) = child.node.as_scalar().filter(|key| c.peek() == b':' && is_colon(c, key)).cloned() else {
        return child;
    };
    let key_range = child.range();
    let Some(value) = parse_after_key(c, flow, &key) else { return child };
    let range = TextRange::from_usize(start, c.pos);
    let value = finish_mapping(c, vec![Entry { key, key_range, value }], true);
    Child { node: Arc::new(Node { range, anchor: None, tag: None, value }), alias: None }
}

/// Whether the colon here ends `key`: after quotes it always does.
fn is_colon(c: &Cursor, key: &Scalar) -> bool {
    key.style != Style::Plain || c.is_blank(c.pos + 1) || matches!(c.byte(c.pos + 1), b',' | b'[' | b']' | b'{' | b'}')
}

fn parse_flow_value(c: &mut Cursor, flow: &mut Flow) -> Child {
    let start = c.pos;
    let nothing = |at: usize| Child { node: Arc::new(invalid(TextRange::from_usize(at, at))), alias: None };
    let Some(open) = c.open_node() else {
        let error = c.errors.pop().expect("a refused node leaves its error");
        flow.fail(error.range, error.message);
        return nothing(start);
    };
    let mut properties = Properties::default();
    while read_property(c, &mut properties) {
        skip_space(c, flow);
    }
    let node = match c.peek() {
        b'[' | b'{' => parse_collection(c, flow),
        b'"' | b'\'' => match text::find_quote_end(c, c.pos, c.text.len()) {
            Some(end) => scalar_node(text::read_quoted(c, end)),
            None => {
                flow.fail(TextRange::from_usize(c.pos, c.pos + 1), "this quote is never closed".into());
                invalid(TextRange::from_usize(start, start))
            }
        },
        b'*' => {
            let child = c.read_alias();
            c.leave_node(open);
            return child;
        }
        b',' | b']' | b'}' | b'@' | b'`' | b'%' | b'|' | b'>' => {
            let range = TextRange::from_usize(c.pos, c.pos + 1);
            flow.fail(range, format!("a value cannot start with `{}` here", c.peek() as char));
            invalid(range)
        }
        _ => read_plain_lines(c, flow),
    };
    let node = Arc::new(properties.apply(c, node));
    c.close_node(open, &node);
    Child { node, alias: None }
}

/// A plain scalar in brackets, with the lines that continue it.
fn read_plain_lines(c: &mut Cursor, flow: &mut Flow) -> Node {
    let mut read = text::read_flow_plain(c);
    if read.range.is_empty() {
        // An empty scalar stops at an ASCII mark or at the end of the text.
        let range = TextRange::from_usize(c.pos, c.pos + usize::from(!c.at_end()));
        flow.fail(range, "a value is expected here".into());
        return invalid(range);
    }
    let mut parts = vec![read.scalar.text.clone()];
    loop {
        let end = c.pos;
        let comments = c.comments.len();
        let goes_on = skip_space(c, flow)
            && c.text[end..c.pos].contains(['\n', '\r'])
            && c.comments.len() == comments
            && !matches!(c.peek(), b',' | b'[' | b']' | b'{' | b'}' | b':' | b'#' | b'"' | b'\'');
        if !goes_on {
            c.pos = end;
            c.comments.truncate(comments);
            break;
        }
        let next = text::read_flow_plain(c);
        parts.push(next.scalar.text);
        read.range = read.range.cover(next.range);
    }
    if parts.len() > 1 {
        read.scalar.text = parts.join(" ").into();
        read.scalar.content = read.range;
    }
    scalar_node(read)
}

/// Skips white space, line ends and comments; whether the value goes on.
fn skip_space(c: &mut Cursor, flow: &Flow) -> bool {
    let start = c.pos;
    loop {
        if !c.skip_to_line_end() {
            return true;
        }
        if c.at_end() {
            return false;
        }
        let line = c.next_line(c.pos);
        c.pos = line;
        c.skip_spaces();
        let closes = matches!(c.peek(), b']' | b'}' | b',');
        let ends = flow.limit.is_some_and(|limit| c.column(c.pos) <= limit) && !closes && !c.is_blank(c.pos);
        if ends || (line == c.pos && c.at_document_mark()) {
            c.pos = start;
            return false;
        }
    }
}

impl Flow {
    fn fail(&mut self, range: TextRange, message: String) {
        self.broken.get_or_insert(SyntaxError { range, message });
    }
}
