//! What is being typed: the place in the tree that the text at the cursor will have. The line at the cursor is seldom YAML
//! yet, so the word there is replaced by a marker that is, and the marker is looked for in the tree.

use brickline_syntax::TextRange;
use brickline_syntax::yaml::{self, Document, Mapping, Node};
use smol_str::SmolStr;

use super::anchor::Way;

/// Stands for the word at the cursor; a private character that no file holds.
const MARKER: &str = "\u{f8ff}";

/// A step from the top of a file down to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Into the value of a key.
    Key(SmolStr),
    /// Into an item of a list; with the keys of the item that are single values, as they are written.
    Item(Scalars),
}

/// The word at the cursor.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// The word without quotes, up to its end after the cursor.
    pub range: TextRange,
    /// The quote it starts with.
    pub quote: Option<char>,
    /// Whether that quote is closed behind the word.
    pub is_closed: bool,
    /// Whether a colon follows it.
    pub has_colon: bool,
    /// Whether it stands behind a key and its colon.
    pub is_value: bool,
    /// Whether it must be parted from the colon before it.
    pub needs_space: bool,
    /// Whether it stands in brackets that open on its line.
    pub in_flow: bool,
    /// How far it stands from the start of its line.
    pub column: usize,
    /// How far its line is indented.
    pub indent: usize,
}

/// Where the word at the cursor stands in the tree.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    /// The word.
    pub word: Word,
    /// The way to the mapping whose key the word is, or to the value that it is.
    pub way: Way,
    /// The tree that the way leads through.
    pub document: Document,
    /// Whether the word is a key, or may become one.
    pub is_key: bool,
    /// The other keys of its mapping.
    pub siblings: Vec<SmolStr>,
    /// The other items of the innermost list around it, each with its single values.
    pub beside: Vec<Scalars>,
}

/// The keys of a mapping whose values are single ones, with these.
pub(super) type Scalars = Vec<(SmolStr, SmolStr)>;

/// Finds out what is typed at an offset; `None` in comments and in texts of several lines.
pub(super) fn probe(text: &str, offset: usize) -> Option<Probe> {
    let word = find_word(text, offset)?;
    let (before, after) = (&text[..outer_start(&word)], &text[outer_end(&word)..]);
    let markers: &[&str] = match (word.is_value, word.has_colon || word.in_flow) {
        (true, _) if word.needs_space => &[" \u{f8ff}"],
        (true, _) | (_, true) => &[MARKER],
        // In brackets over several lines a word alone is a key already.
        (false, false) => &["\u{f8ff}:", MARKER],
    };
    markers.iter().find_map(|marker| {
        let document = yaml::parse(&format!("{before}{marker}{after}"));
        let (mut way, mut found) = (Way::default(), None);
        search(&document.root, &mut way, &mut found);
        let Found { is_key, siblings, beside } = found?;
        let beside = beside.unwrap_or_default();
        Some(Probe { word: word.clone(), way, document, is_key, siblings, beside })
    })
}

fn outer_start(word: &Word) -> usize {
    word.range.start() as usize - word.quote.map_or(0, char::len_utf8)
}

fn outer_end(word: &Word) -> usize {
    word.range.end() as usize + if word.is_closed { 1 } else { 0 }
}

/// The marker, found.
struct Found {
    is_key: bool,
    siblings: Vec<SmolStr>,
    beside: Option<Vec<Scalars>>,
}

/// Looks for the marker; `way` leads to it once it is found.
fn search(node: &Node, way: &mut Way, found: &mut Option<Found>) {
    let length = way.path.len();
    way.enter(node);
    match &node.value {
        yaml::Value::Scalar(scalar) if scalar.text == MARKER => {
            *found = Some(Found { is_key: false, siblings: Vec::new(), beside: None });
        }
        yaml::Value::Scalar(_) | yaml::Value::Invalid => {}
        yaml::Value::Sequence(items) => {
            for (at, item) in items.iter().enumerate().filter(|(_, item)| item.alias.is_none()) {
                way.path.push(Step::Item(item.node.as_mapping().map_or(Vec::new(), scalars)));
                search(&item.node, way, found);
                if let Some(found) = found {
                    let others = items[..at].iter().chain(&items[at + 1..]);
                    let scalars = others.filter_map(|other| other.node.as_mapping()).map(scalars);
                    found.beside.get_or_insert_with(|| scalars.collect());
                    return;
                }
                way.go_back(length);
            }
        }
        yaml::Value::Mapping(mapping) => {
            for entry in mapping.written.iter().filter(|entry| entry.value.alias.is_none()) {
                if entry.key.text == MARKER {
                    let keys = mapping.entries().into_iter().map(|entry| entry.key.text.clone());
                    let siblings = keys.filter(|key| key != MARKER).collect();
                    *found = Some(Found { is_key: true, siblings, beside: None });
                    return;
                }
                way.path.push(Step::Key(entry.key.text.clone()));
                search(&entry.value.node, way, found);
                if found.is_some() {
                    return;
                }
                way.go_back(length);
            }
        }
    }
}

/// The single values of a mapping as it is written.
pub(super) fn scalars(mapping: &Mapping) -> Scalars {
    let scalar = |entry: &yaml::Entry| Some((entry.key.text.clone(), entry.value.node.as_str()?.into()));
    mapping.written.iter().filter_map(scalar).filter(|(_, value): &(_, SmolStr)| value != MARKER).collect()
}

/// What a line says up to the cursor.
struct Scan {
    start: usize,
    quote: Option<char>,
    is_value: bool,
    needs_space: bool,
    depth: usize,
}

fn find_word(text: &str, offset: usize) -> Option<Word> {
    let line_start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    let line = text[line_start..line_end].trim_end_matches('\r');
    let cursor = (offset - line_start).min(line.len());
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    let scan = scan_line(line, cursor, indent.min(cursor))?;
    let length = find_length(&line[scan.start..], &scan);
    let end = scan.start + length.max(cursor.saturating_sub(scan.start));
    let rest = &line[end..];
    let is_closed = scan.quote.is_some_and(|quote| rest.starts_with(quote));
    let behind = if is_closed { &rest[1..] } else { rest };
    Some(Word {
        range: TextRange::from_usize(line_start + scan.start, line_start + end),
        quote: scan.quote,
        is_closed,
        has_colon: behind.trim_start().starts_with(':'),
        is_value: scan.is_value,
        needs_space: scan.needs_space,
        in_flow: scan.depth > 0,
        column: scan.start - usize::from(scan.quote.is_some()),
        indent,
    })
}

/// Goes over a line up to the cursor, from its first character; `None` when the cursor stands in a comment.
fn scan_line(line: &str, cursor: usize, from: usize) -> Option<Scan> {
    let bytes = line.as_bytes();
    let mut scan = Scan { start: from, quote: None, is_value: false, needs_space: false, depth: 0 };
    let mut at = from;
    // Whether a value may begin here, or has begun.
    let mut fresh = true;
    while at < cursor {
        let byte = bytes[at];
        let is_blank_next = bytes.get(at + 1).is_none_or(|byte| byte.is_ascii_whitespace());
        if let Some(quote) = scan.quote {
            let escaped = byte == b'\\' && quote == '"';
            if byte as char == quote {
                scan.quote = None;
                fresh = false;
            }
            at += if escaped { 2 } else { 1 };
            continue;
        }
        match byte {
            b' ' | b'\t' if fresh => scan.start = at + 1,
            b'#' if at == 0 || matches!(bytes[at - 1], b' ' | b'\t') => return None,
            b'-' if fresh && is_blank_next && !scan.is_value && scan.depth == 0 => {
                scan.start = at + 1;
            }
            b'"' | b'\'' if fresh => {
                scan.quote = Some(byte as char);
                scan.start = at + 1;
            }
            // `{{` begins a dynamic value that lacks its quotes.
            b'{' if fresh && (bytes.get(at + 1) == Some(&b'{') || line[..at].ends_with('{')) => fresh = false,
            b'[' | b'{' if fresh => {
                scan.depth += 1;
                (scan.start, scan.is_value) = (at + 1, false);
            }
            b',' if scan.depth > 0 => (scan.start, scan.is_value, fresh) = (at + 1, false, true),
            b']' | b'}' if scan.depth > 0 => {
                scan.depth -= 1;
                fresh = false;
            }
            b':' if !scan.is_value && (is_blank_next || at + 1 == cursor) && !fresh => {
                (scan.start, scan.is_value, fresh) = (at + 1, true, true);
                scan.needs_space = at + 1 == cursor;
            }
            _ => fresh = false,
        }
        at += 1;
    }
    // What stands behind a closed quote is no word.
    (scan.start <= cursor).then_some(scan)
}

/// How long the word is that starts here.
fn find_length(rest: &str, scan: &Scan) -> usize {
    if let Some(quote) = scan.quote {
        let closing = rest.char_indices().scan(false, |escaped, (at, c)| {
            let is_closing = c == quote && !*escaped;
            *escaped = c == '\\' && quote == '"' && !*escaped;
            Some((at, is_closing))
        });
        let end = closing.into_iter().find(|(_, is_closing)| *is_closing).map(|(at, _)| at);
        return end.unwrap_or_else(|| rest.trim_end().len());
    }
    let mut end = rest.find(" #").unwrap_or(rest.len());
    if scan.depth > 0 {
        end = end.min(rest.find([',', ']', '}']).unwrap_or(end));
    }
    if !scan.is_value {
        let colon = rest
            .char_indices()
            .find(|&(at, c)| c == ':' && rest[at + 1..].chars().next().is_none_or(char::is_whitespace));
        end = end.min(colon.map_or(end, |(at, _)| at));
    }
    rest[..end].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(marked: &str) -> String {
        let offset = marked.find("$0").expect("a cursor");
        let text = marked.replacen("$0", "", 1);
        let Some(probe) = probe(&text, offset) else { return "nothing".to_owned() };
        let step = |step: &Step| match step {
            Step::Key(key) => key.to_string(),
            Step::Item(_) => "-".to_owned(),
        };
        let path: Vec<_> = probe.way.path.iter().map(step).collect();
        let what = if probe.is_key { "key" } else { "value" };
        format!("{what} {} `{}` {:?}", path.join("."), &text[probe.word.range.to_usize()], probe.siblings)
    }

    #[test]
    fn a_word_has_its_place_in_the_tree() {
        for (text, expected) in [
            ("a:\n  b: 1\n  $0\n", "key a `` [\"b\"]"),
            ("a:\n  b: 1\n  na$0m\nc: 2\n", "key a `nam` [\"b\"]"),
            ("a:\n  na$0me: x\n  b: 1\n", "key a `name` [\"b\"]"),
            ("a:\n  b: $0\n  c: 2\n", "value a.b `` []"),
            ("a:\n  b:$0\n  c: 2\n", "value a.b `` []"),
            ("a:\n  b: x$0y # z\n", "value a.b `xy` []"),
            ("a:\n  b: \"x$0y\n  c: 2\n", "value a.b `xy` []"),
            ("a:\n  - $0\n", "key a.- `` []"),
            ("a:\n  - x: 1\n    $0\n", "key a.- `` [\"x\"]"),
            ("a:\n  - x: 1\n  - - y$0\n", "key a.-.- `y` []"),
            ("a: [x, $0]\n", "value a.- `` []"),
            ("a: {x: 1, y$0}\n", "key a `y` [\"x\"]"),
            ("a: {x: $0", "value a.x `` []"),
            ("a:\n\t\tb: $0\n", "value a.b `` []"),
            ("{\n  \"a\": {\n    \"b$0\n  }\n}\n", "key a `b` []"),
            ("{\n  \"a\": {\n    \"b\": \"x$0\"\n  }\n}\n", "value a.b `x` []"),
            ("a: 1 # b$0\n", "nothing"),
            ("a: |\n  b$0\n", "nothing"),
            ("$0", "key  `` []"),
            ("a:\n  b: {{$0\n", "value a.b `{{` []"),
            ("a: [{ x: 1, $0 }]\n", "key a.- `` [\"x\"]"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }
}
