//! The place in the text while it is read, and what has been found so far: errors, comments, anchors.
//! Knows lines and white space; knows no nodes' syntax.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::node::{Alias, Child, Node, SyntaxError, Value};
use super::{MAX_DEPTH, MAX_NODES};
use crate::comment::Comment;
use crate::range::TextRange;

pub(super) struct Cursor<'a> {
    pub text: &'a str,
    pub pos: usize,
    /// How deep the node being read is nested.
    pub depth: usize,
    pub errors: Vec<SyntaxError>,
    pub comments: Vec<Comment>,
    pub aliases: Vec<Alias>,
    tab_reported: bool,
    anchors: FxHashMap<SmolStr, Anchor>,
    /// Nodes so far, each alias counted with all that it stands for.
    nodes: usize,
    /// The deepest level reached since it was last reset; gives anchors their height.
    deepest: usize,
}

struct Anchor {
    name: TextRange,
    /// Absent while the anchored node is still being read.
    node: Option<Arc<Node>>,
    nodes: usize,
    height: usize,
}

/// What [`Cursor::rewind`] goes back to.
pub(super) struct Mark {
    pos: usize,
    depth: usize,
    errors: usize,
    comments: usize,
    aliases: usize,
}

/// What [`Cursor::open_node`] hands to [`Cursor::close_node`].
pub(super) struct Open {
    nodes: usize,
    deepest: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str) -> Self {
        let pos = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self {
            text,
            pos,
            depth: 0,
            errors: Vec::new(),
            comments: Vec::new(),
            aliases: Vec::new(),
            tab_reported: false,
            anchors: FxHashMap::default(),
            nodes: 0,
            deepest: 0,
        }
    }

    pub fn peek(&self) -> u8 {
        self.byte(self.pos)
    }

    /// The byte at `at`, 0 past the end.
    pub fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    pub fn at_end(&self) -> bool {
        self.pos >= self.text.len()
    }

    /// Whether the byte at `at` is white space, a line end or the end of the text.
    pub fn is_blank(&self, at: usize) -> bool {
        at >= self.text.len() || matches!(self.byte(at), b' ' | b'\t' | b'\n' | b'\r')
    }

    pub fn error(&mut self, range: TextRange, message: impl Into<String>) {
        self.errors.push(SyntaxError { range, message: message.into() });
    }

    pub fn mark(&self) -> Mark {
        Mark {
            pos: self.pos,
            depth: self.depth,
            errors: self.errors.len(),
            comments: self.comments.len(),
            aliases: self.aliases.len(),
        }
    }

    /// Goes back, and forgets what was found since. Anchors stay: the same text gives them again.
    pub fn rewind(&mut self, mark: &Mark) {
        self.pos = mark.pos;
        self.depth = mark.depth;
        self.errors.truncate(mark.errors);
        self.comments.truncate(mark.comments);
        self.aliases.truncate(mark.aliases);
    }

    /// Where the line of `at` ends, before its line end: `\n`, `\r\n` or a lone `\r`.
    pub fn line_end(&self, at: usize) -> usize {
        memchr::memchr2(b'\n', b'\r', &self.text.as_bytes()[at..]).map_or(self.text.len(), |found| at + found)
    }

    /// Where the line after that of `at` starts.
    pub fn next_line(&self, at: usize) -> usize {
        let end = self.line_end(at);
        let is_pair = self.byte(end) == b'\r' && self.byte(end + 1) == b'\n';
        (end + 1 + usize::from(is_pair)).min(self.text.len())
    }

    /// Where the line of `at` starts, after a byte order mark.
    pub fn line_start(&self, at: usize) -> usize {
        let first = if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        memchr::memrchr2(b'\n', b'\r', &self.text.as_bytes()[..at]).map_or(first, |found| found + 1)
    }

    /// How far `at` stands from the start of its line. A tab, which YAML forbids there, counts as one step of two.
    pub fn column(&self, at: usize) -> i32 {
        let before = &self.text.as_bytes()[self.line_start(at).min(at)..at];
        (before.len() + before.iter().filter(|&&byte| byte == b'\t').count()) as i32
    }

    pub fn skip_spaces(&mut self) {
        while matches!(self.peek(), b' ' | b'\t') {
            self.pos += 1;
        }
    }

    /// Skips spaces and a comment; says whether the line ends there.
    pub fn skip_to_line_end(&mut self) -> bool {
        let start = self.pos;
        self.skip_spaces();
        let blank_before = self.pos == 0 || self.is_blank(self.pos - 1) || self.pos > start;
        if self.peek() == b'#' && blank_before {
            self.read_comment();
        }
        self.at_end() || matches!(self.peek(), b'\n' | b'\r')
    }

    fn read_comment(&mut self) {
        let end = self.line_end(self.pos);
        let own_line = self.text[self.line_start(self.pos)..self.pos].trim().is_empty();
        self.comments.push(Comment { range: TextRange::from_usize(self.pos, end), own_line });
        self.pos = end;
    }

    /// Goes to the next line that holds more than a comment, if there is one in this document.
    pub fn skip_to_content(&mut self) -> bool {
        loop {
            if !self.skip_to_line_end() {
                return !self.at_document_mark();
            }
            if self.at_end() {
                return false;
            }
            self.pos = self.next_line(self.pos);
            let line = self.pos;
            if self.at_document_mark() {
                return false;
            }
            self.skip_spaces();
            self.report_tab(line);
        }
    }

    /// Reports the first tab that stands where only spaces may indent.
    fn report_tab(&mut self, line: usize) {
        let indent = &self.text[line..self.pos];
        let Some(tab) = indent.find('\t').filter(|_| !self.tab_reported && !self.is_blank(self.pos)) else { return };
        let end = line + indent.rfind('\t').unwrap_or(tab) + 1;
        self.tab_reported = true;
        self.error(TextRange::from_usize(line + tab, end), "a tab cannot indent YAML: use spaces");
    }

    /// Whether `---` or `...` stands here at the start of a line.
    pub fn at_document_mark(&self) -> bool {
        let rest = &self.text.as_bytes()[self.pos.min(self.text.len())..];
        (rest.starts_with(b"---") || rest.starts_with(b"..."))
            && self.is_blank(self.pos + 3)
            && self.line_start(self.pos) == self.pos
    }

    /// Reports what is left on this line, if anything, and goes to its end.
    pub fn expect_line_end(&mut self) {
        if self.skip_to_line_end() {
            return;
        }
        let end = self.line_end(self.pos);
        let text = self.text[self.pos..end].trim_end();
        self.error(
            TextRange::from_usize(self.pos, self.pos + text.len()),
            "this does not belong to the value before it",
        );
        self.pos = end;
    }

    /// Enters a node; `None`, with an error, if it is nested too deeply.
    pub fn open_node(&mut self) -> Option<Open> {
        if self.depth >= MAX_DEPTH {
            self.error(TextRange::from_usize(self.pos, self.line_end(self.pos)), "this is nested too deeply");
            return None;
        }
        let open = Open { nodes: self.nodes, deepest: self.deepest };
        self.depth += 1;
        self.nodes += 1;
        self.deepest = self.depth;
        Some(open)
    }

    /// Leaves a node; if it is anchored, aliases may stand for it from here on.
    pub fn close_node(&mut self, open: Open, node: &Arc<Node>) {
        if let Some(name) = node.anchor {
            let height = self.deepest + 1 - self.depth;
            let nodes = self.nodes - open.nodes;
            let anchor = Anchor { name, node: Some(node.clone()), nodes, height };
            self.anchors.insert(anchor_key(&self.text[name]), anchor);
        }
        self.leave_node(open);
    }

    /// Leaves a node that carries no anchor.
    pub fn leave_node(&mut self, open: Open) {
        self.depth -= 1;
        self.deepest = self.deepest.max(open.deepest);
    }

    /// From here on, until the node is closed, an alias of this name would hold itself.
    pub fn declare_anchor(&mut self, name: TextRange) {
        self.anchors.insert(anchor_key(&self.text[name]), Anchor { name, node: None, nodes: 0, height: 0 });
    }

    /// Reads `*name`.
    pub fn read_alias(&mut self) -> Child {
        let start = self.pos;
        self.pos = self.name_end(start + 1);
        // A colon behind it may be that of a key.
        if self.byte(self.pos - 1) == b':' {
            self.pos -= 1;
        }
        let range = TextRange::from_usize(start, self.pos);
        let found = self.anchors.get(&self.text[start + 1..self.pos]);
        let problem = match found {
            None => "no anchor of this name stands before it",
            Some(anchor) if anchor.node.is_none() => "this alias stands inside its own anchor",
            Some(anchor) if self.depth + anchor.height > MAX_DEPTH => "this alias nests too deeply",
            Some(anchor) if self.nodes + anchor.nodes > MAX_NODES => "this alias makes the document too large",
            Some(Anchor { name, node: Some(node), nodes, height }) => {
                self.nodes += nodes;
                self.deepest = self.deepest.max(self.depth + height);
                self.aliases.push(Alias { range, anchor: *name });
                return Child { node: node.clone(), alias: Some(range) };
            }
            Some(_) => "this alias cannot be followed",
        };
        self.error(range, problem);
        Child { node: Arc::new(Node { range, anchor: None, tag: None, value: Value::Invalid }), alias: None }
    }

    /// Counts entries that a merge key copies; whether there is still room for them.
    pub fn count_inherited(&mut self, entries: usize) -> bool {
        self.nodes += entries;
        self.nodes <= MAX_NODES
    }

    /// Where an anchor's or alias's name ends: at white space or at what brackets need.
    pub fn name_end(&self, at: usize) -> usize {
        self.tag_end(at)
    }

    /// Where a tag ends.
    pub fn tag_end(&self, mut at: usize) -> usize {
        while !self.is_blank(at) && !matches!(self.byte(at), b',' | b'[' | b']' | b'{' | b'}') {
            at += 1;
        }
        at
    }
}

/// `&name:` and `*name` mean the same: some readers take a last colon for a part of the name, others do not.
fn anchor_key(name: &str) -> SmolStr {
    name.trim_end_matches(':').into()
}
