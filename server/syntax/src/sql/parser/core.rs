//! What every production stands on: the token cursor, the tree under construction, errors, limits.
//! Knows no production.

use super::super::kind::Kind;
use super::super::node::NodeKind;
use super::super::tokens::Tokens;
use super::super::tree::{NodeData, Preorder, SyntaxError};
use crate::range::TextRange;

/// How deep expressions, queries, types and blocks may nest; what lies deeper is one opaque node.
const DEPTH_LIMIT: u32 = 200;

/// How often productions may nest in a statement, for itself and for each of its tokens. Plain text needs one for a token.
const FUEL_BASE: usize = 1_000;
const FUEL_PER_TOKEN: usize = 40;

/// A production did not fit; the error is noted in the parser, the nodes finished so far stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fail;

pub(super) type Parsed<T = ()> = Result<T, Fail>;

/// Where an error is, by token, and what was expected there.
pub(super) type Error = Option<(usize, &'static str)>;

/// A place in tokens and tree to which the parser can go back, and where a node can start.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub nodes: usize,
    pub pos: usize,
}

/// The parser's state. Nodes are kept in postorder while parsing: a node is added when it is finished,
/// so an operand becomes the child of an operator by finishing the operator at the operand's mark.
pub(super) struct Parser<'t> {
    pub text: &'t str,
    tokens: &'t Tokens,
    pub kinds: &'t [Kind],
    pub pos: usize,
    pub end: usize,
    /// Those of finished statements stand before them in preorder.
    pub nodes: Vec<NodeData>,
    pub preorder: Preorder,
    pub errors: Vec<SyntaxError>,
    /// Whether the text has template tags.
    has_tags: bool,
    /// Reads words that look like clauses as names: how Spark reads a text that has no other reading.
    pub lenient: bool,
    /// Nothing in the statement is ended by END, so that the word can only be a name. Known in the lenient reading only.
    pub nothing_to_end: bool,
    /// Whether what stands behind FROM is the source of a change feed, whose clauses are no aliases.
    pub in_changes: bool,
    depth: u32,
    /// How many more productions may nest in this statement: what is read twice at every level would never end.
    fuel: usize,
    furthest: Error,
    noted: Error,
    excused: bool,
}

impl<'t> Parser<'t> {
    pub fn new(text: &'t str, tokens: &'t Tokens, preorder: Preorder) -> Self {
        let kinds = tokens.kinds.as_slice();
        let end = kinds.len() as u32;
        let mut nodes = Vec::with_capacity(kinds.len() + 8);
        nodes.push(NodeData { kind: NodeKind::Script, data: 0, first: 0, end, next: 0 });
        Self {
            text,
            tokens,
            kinds,
            pos: 0,
            end: kinds.len(),
            nodes,
            preorder,
            errors: Vec::new(),
            has_tags: tokens.trivia.iter().any(|t| t.kind == Kind::TemplateTag),
            lenient: false,
            nothing_to_end: false,
            in_changes: false,
            depth: 0,
            fuel: 0,
            furthest: None,
            noted: None,
            excused: false,
        }
    }

    /// Restricts the parser to one statement.
    pub fn enter(&mut self, start: usize, end: usize) {
        (self.pos, self.end) = (start, end);
        self.fuel = FUEL_BASE + FUEL_PER_TOKEN * (end - start);
        self.furthest = None;
        self.noted = None;
        self.excused = self.kinds[start..end].iter().any(|k| k.is_hole()) || self.has_tags && self.tags_in(start, end);
    }

    /// Whether a template tag stands in the statement: what it leaves out or repeats is not known.
    fn tags_in(&self, start: usize, end: usize) -> bool {
        let from = if start == 0 { 0 } else { self.range(start - 1).end() };
        let to = self.tokens.ranges.get(end).map_or(u32::MAX, |range| range.start());
        let trivia = &self.tokens.trivia;
        let first = trivia.partition_point(|t| t.start < from);
        trivia[first..].iter().take_while(|t| t.start < to).any(|t| t.kind == Kind::TemplateTag)
    }

    // Looking.

    #[inline]
    pub fn nth(&self, ahead: usize) -> Kind {
        let at = self.pos + ahead;
        if at < self.end { self.kinds[at] } else { Kind::End }
    }

    #[inline]
    pub fn peek(&self) -> Kind {
        self.nth(0)
    }

    #[inline]
    pub fn at(&self, kind: Kind) -> bool {
        self.peek() == kind
    }

    #[inline]
    pub fn at_all(&self, kinds: &[Kind]) -> bool {
        kinds.iter().enumerate().all(|(i, kind)| self.nth(i) == *kind)
    }

    #[inline]
    pub fn at_any(&self, kinds: &[Kind]) -> bool {
        kinds.contains(&self.peek())
    }

    #[inline]
    pub fn at_end(&self) -> bool {
        matches!(self.peek(), Kind::End | Kind::Semicolon)
    }

    pub fn before(&self) -> Kind {
        if self.pos == 0 { Kind::End } else { self.kinds[self.pos - 1] }
    }

    /// Whether no byte stands between the token `ahead` and the one after it.
    #[inline]
    pub fn touches_next(&self, ahead: usize) -> bool {
        let at = self.pos + ahead;
        at + 1 < self.end && self.range(at).end() == self.range(at + 1).start()
    }

    /// Whether no byte stands between the token here and the one before it.
    pub fn touches_before(&self) -> bool {
        self.range(self.pos - 1).end() == self.range(self.pos).start()
    }

    fn range(&self, index: usize) -> TextRange {
        self.tokens.ranges[index]
    }

    /// The text of the token `ahead`.
    pub fn word(&self, ahead: usize) -> &'t str {
        let at = self.pos + ahead;
        if at < self.end { &self.text[self.range(at)] } else { "" }
    }

    // Moving.

    #[inline]
    pub fn bump(&mut self) {
        debug_assert!(self.pos < self.end, "no token is left");
        self.pos = (self.pos + 1).min(self.end);
    }

    #[inline]
    pub fn eat(&mut self, kind: Kind) -> bool {
        let found = self.at(kind);
        if found {
            self.pos += 1;
        }
        found
    }

    #[inline]
    pub fn eat_any(&mut self, kinds: &[Kind]) -> bool {
        let found = self.at_any(kinds);
        if found {
            self.pos += 1;
        }
        found
    }

    /// Takes the words if all of them stand here in this order.
    #[inline]
    pub fn eat_all(&mut self, kinds: &[Kind]) -> bool {
        let found = self.at_all(kinds);
        if found {
            self.pos += kinds.len();
        }
        found
    }

    #[inline]
    pub fn expect(&mut self, kind: Kind) -> Parsed {
        if self.eat(kind) { Ok(()) } else { self.fail(kind.shown()) }
    }

    pub fn expect_all(&mut self, kinds: &[Kind]) -> Parsed {
        kinds.iter().try_for_each(|kind| self.expect(*kind))
    }

    pub fn expect_any(&mut self, kinds: &[Kind], expected: &'static str) -> Parsed {
        if self.eat_any(kinds) { Ok(()) } else { self.fail(expected) }
    }

    /// Notes that something else was expected here; the furthest place wins, at one place the first.
    pub fn fail<T>(&mut self, expected: &'static str) -> Parsed<T> {
        if self.furthest.is_none_or(|(pos, _)| self.pos > pos) {
            self.furthest = Some((self.pos, expected));
        }
        Err(Fail)
    }

    // Building.

    #[inline]
    pub fn mark(&self) -> Mark {
        Mark { nodes: self.nodes.len(), pos: self.pos }
    }

    #[inline]
    pub fn reset(&mut self, mark: Mark) {
        self.nodes.truncate(mark.nodes);
        self.pos = mark.pos;
    }

    #[inline]
    pub fn finish(&mut self, mark: Mark, kind: NodeKind) {
        self.finish_with(mark, kind, 0);
    }

    #[inline]
    pub fn finish_with(&mut self, mark: Mark, kind: NodeKind, data: u8) {
        let size = (self.nodes.len() - mark.nodes + 1) as u32;
        self.nodes.push(NodeData { kind, data, first: mark.pos as u32, end: self.pos as u32, next: size });
    }

    /// The nodes from the index on are finished.
    pub fn settle(&mut self, from: usize) {
        self.preorder.sort(&mut self.nodes, from);
    }

    /// The kind of the node finished last.
    #[inline]
    pub fn last_kind(&self) -> Option<NodeKind> {
        self.nodes.last().map(|n| n.kind)
    }

    /// The token as a node of its own.
    pub fn bump_as(&mut self, kind: NodeKind) {
        let mark = self.mark();
        self.bump();
        self.finish(mark, kind);
    }

    /// Parses, or goes back as if nothing had been tried. What failed still counts for the error shown.
    pub fn attempt(&mut self, parse: impl FnOnce(&mut Self) -> Parsed) -> bool {
        let (mark, noted) = (self.mark(), self.noted);
        let fits = parse(self).is_ok() && self.noted == noted;
        if !fits {
            self.reset(mark);
            self.noted = noted;
        }
        fits
    }

    /// One level deeper. Beyond the limit the text up to the closing parenthesis, or all of it, is one node.
    pub fn nest(&mut self, parse: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        if self.fuel == 0 {
            // So many readings have been tried that the text is not worth another: it is taken as it stands.
            self.excused = true;
            self.pos = self.end;
            return Ok(());
        }
        self.fuel -= 1;
        if self.depth >= DEPTH_LIMIT {
            self.excused = true;
            return self.too_deep();
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn too_deep(&mut self) -> Parsed {
        let mark = self.mark();
        if !self.at(Kind::LeftParen) {
            self.pos = self.end;
        } else {
            self.skip_balanced();
        }
        self.fuel = self.fuel.saturating_sub(self.pos - mark.pos);
        self.finish(mark, NodeKind::TooDeep);
        Ok(())
    }

    /// One token, or all from an opening parenthesis or bracket to the one that closes it.
    pub fn skip_balanced(&mut self) {
        let mut depth = 0_u32;
        while self.pos < self.end {
            match self.peek() {
                Kind::LeftParen | Kind::LeftBracket => depth += 1,
                Kind::RightParen | Kind::RightBracket => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.bump();
            if depth == 0 {
                return;
            }
        }
    }

    /// The list `( item, item, .. )`, at least one item.
    pub fn paren_list(&mut self, item: impl FnMut(&mut Self) -> Parsed) -> Parsed {
        self.expect(Kind::LeftParen)?;
        self.comma_list(item)?;
        self.expect(Kind::RightParen)
    }

    /// `item, item, ..`, at least one.
    pub fn comma_list(&mut self, mut item: impl FnMut(&mut Self) -> Parsed) -> Parsed {
        item(self)?;
        while self.eat(Kind::Comma) {
            item(self)?;
        }
        Ok(())
    }

    // Errors.

    /// The statement is wrong at the furthest place reached so far. Later errors in it may only follow from this one.
    pub fn note_error(&mut self) {
        self.noted = self.noted.or(self.furthest);
    }

    /// Goes back to the start of the statement to read it leniently. Gives what is known of the first error.
    pub fn restart(&mut self, mark: Mark) -> Error {
        self.reset(mark);
        self.lenient = true;
        let ended = |kind: &Kind| {
            matches!(kind, Kind::CASE | Kind::BEGIN | Kind::LOOP | Kind::REPEAT | Kind::WHILE | Kind::FOR)
        };
        self.nothing_to_end = !self.kinds[self.pos..self.end].iter().any(ended);
        std::mem::take(&mut self.furthest);
        self.noted.take()
    }

    /// Ends the lenient reading; if it was wrong too, the first error stands.
    pub fn end_restart(&mut self, error: Error) {
        self.lenient = false;
        self.nothing_to_end = false;
        if self.noted.is_some() {
            self.noted = error;
        }
    }

    /// Whether an error is noted that will be reported.
    pub fn is_wrong(&self) -> bool {
        self.noted.is_some() && !self.excused
    }

    /// Nothing is reported about this statement: it has more than the parser looks at.
    pub fn excuse(&mut self) {
        self.excused = true;
    }

    /// Where the statement went wrong, if it did; kept for the report unless a hole or the depth excuses it.
    pub fn report(&mut self, statement: u32) {
        let Some((pos, expected)) = self.noted.filter(|_| !self.excused) else { return };
        let (range, found) = if pos < self.end {
            (self.range(pos), self.kinds[pos])
        } else {
            let at = if pos == 0 { 0 } else { self.range(pos - 1).end() };
            (TextRange::at(at), Kind::End)
        };
        self.errors.push(SyntaxError { range, expected, found, statement });
    }
}
