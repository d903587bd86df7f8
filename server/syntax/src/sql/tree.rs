//! The syntax tree: the tokens of a text, and over them a flat arena of nodes in preorder.
//! Every byte of the text is in a token or between two, so the tree printed is the text; what nodes mean is the views' business.

use std::sync::Arc;

use super::kind::Kind;
use super::lexer::Token;
use super::node::NodeKind;
use super::tokens::Tokens;
use crate::range::TextRange;

/// A parsed SQL text.
#[derive(Clone, Debug)]
pub struct Script {
    pub(super) text: Arc<str>,
    pub(super) tokens: Tokens,
    pub(super) nodes: Vec<NodeData>,
    pub(super) errors: Vec<SyntaxError>,
}

/// A place where the grammar wanted something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The token that does not fit; empty at the end of a statement.
    pub range: TextRange,
    /// What was expected there, in words.
    pub expected: &'static str,
    /// What stands there.
    pub found: Kind,
    /// Which statement it is in, counted from 0.
    pub statement: u32,
}

/// One node: its kind, its significant tokens, and the index after its last descendant.
#[derive(Clone, Copy, Debug)]
pub(super) struct NodeData {
    pub kind: NodeKind,
    /// What the parser knows beyond the kind: a name's role and object kind, an operator's level.
    pub data: u8,
    pub first: u32,
    pub end: u32,
    /// While parsing: how many nodes the subtree has. In a finished tree: the index after the subtree.
    pub next: u32,
}

/// Brings nodes from postorder into preorder: the parser adds a node after its children, views want it before them.
/// Keeps its memory from one statement to the next.
#[derive(Default)]
pub(super) struct Preorder {
    postorder: Vec<NodeData>,
    /// For every ancestor of a node the index of its first descendant.
    ancestors: Vec<usize>,
}

impl Preorder {
    /// Above so many nodes the memory is given back after a text.
    const SMALL: usize = 4096;

    pub const fn new() -> Self {
        Self { postorder: Vec::new(), ancestors: Vec::new() }
    }

    /// Whether its memory is worth keeping for the next text.
    pub fn is_small(&self) -> bool {
        self.postorder.capacity() <= Self::SMALL
    }

    /// Sorts the finished subtrees that start at the index. Before a node then stand its ancestors and what ends before it.
    pub fn sort(&mut self, nodes: &mut [NodeData], from: usize) {
        self.postorder.clear();
        self.postorder.extend_from_slice(&nodes[from..]);
        self.ancestors.clear();
        for (at, node) in self.postorder.iter().enumerate().rev() {
            while self.ancestors.last().is_some_and(|first| *first > at) {
                self.ancestors.pop();
            }
            let first = at + 1 - node.next as usize;
            let place = from + first + self.ancestors.len();
            nodes[place] = NodeData { next: place as u32 + node.next, ..*node };
            if first < at {
                self.ancestors.push(first);
            }
        }
    }
}

/// A node of a [`Script`].
#[derive(Clone, Copy)]
pub(crate) struct Node<'s> {
    script: &'s Script,
    id: u32,
}

/// A significant token of a [`Script`].
#[derive(Clone, Copy)]
pub(crate) struct TokenRef<'s> {
    script: &'s Script,
    index: u32,
}

/// A child node or a token that stands directly in a node.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Element<'s> {
    /// A child node.
    Node(Node<'s>),
    /// A token of the node's own.
    Token(TokenRef<'s>),
}

impl Script {
    /// The text it was parsed from.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Comments and what else counts for nothing in the grammar, white space left out, in order.
    pub fn trivia(&self) -> &[Token] {
        &self.tokens.trivia
    }

    /// The root node; its children are the statements.
    pub(crate) fn root(&self) -> Node<'_> {
        Node { script: self, id: 0 }
    }

    /// What the parser could not make sense of: at most one error for each statement, none for statements with holes.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// The comments, in order.
    pub fn comments(&self) -> impl Iterator<Item = TextRange> + '_ {
        let is_comment = |t: &&Token| matches!(t.kind, Kind::LineComment | Kind::BlockComment);
        self.trivia().iter().filter(is_comment).map(|t| t.range())
    }

    /// The text as the tree has it: what every node and token holds, put together. Equals the text.
    pub fn print(&self) -> String {
        let mut printed = String::with_capacity(self.text.len());
        let mut done = 0;
        for leaf in self.root().leaves() {
            let end = leaf.range().end() as usize;
            printed.push_str(&self.text[done..end]);
            done = end;
        }
        printed.push_str(&self.text[done..]);
        printed
    }
}

impl<'s> Node<'s> {
    fn data_of(&self) -> &'s NodeData {
        &self.script.nodes[self.id as usize]
    }

    /// What it is.
    pub fn kind(&self) -> NodeKind {
        self.data_of().kind
    }

    pub(super) fn data(&self) -> u8 {
        self.data_of().data
    }

    /// The script it belongs to.
    pub fn script(&self) -> &'s Script {
        self.script
    }

    /// Its number in the tree: unique, and in text order.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// From its first significant token to its last; empty for a missing node.
    pub fn range(&self) -> TextRange {
        let data = self.data_of();
        let ranges = &self.script.tokens.ranges;
        match &ranges[data.first as usize..data.end as usize] {
            [] if data.first == 0 => TextRange::at(0),
            [] => TextRange::at(ranges[data.first as usize - 1].end()),
            [first, .., last] => TextRange::new(first.start(), last.end()),
            [only] => *only,
        }
    }

    /// Its text, comments and fillers in it included.
    pub fn text(&self) -> &'s str {
        &self.script.text[self.range()]
    }

    /// Its child nodes, in order.
    pub fn children(&self) -> Children<'s> {
        Children { script: self.script, at: self.id + 1, end: self.data_of().next }
    }

    /// Its first child of the kind.
    pub fn child(&self, kind: NodeKind) -> Option<Node<'s>> {
        self.children().find(|c| c.kind() == kind)
    }

    /// All nodes below it, itself left out, in text order.
    pub fn descendants(&self) -> impl Iterator<Item = Node<'s>> + use<'s> {
        let script = self.script;
        (self.id + 1..self.data_of().next).map(move |id| Node { script, id })
    }

    /// Whether the other node lies in it.
    pub fn holds(&self, other: Node<'s>) -> bool {
        self.id <= other.id && other.id < self.data_of().next
    }

    /// Its child nodes and the tokens between them, in order.
    pub fn elements(&self) -> Elements<'s> {
        let data = self.data_of();
        Elements { script: self.script, children: self.children(), ahead: None, at: data.first, end: data.end }
    }

    /// The tokens that stand directly in it, not in a child.
    pub fn tokens(&self) -> impl Iterator<Item = TokenRef<'s>> + use<'s> {
        self.elements().filter_map(|e| match e {
            Element::Token(token) => Some(token),
            Element::Node(_) => None,
        })
    }

    /// Its first own token of the kind.
    pub fn token(&self, kind: Kind) -> Option<TokenRef<'s>> {
        self.tokens().find(|t| t.kind() == kind)
    }

    /// All significant tokens in it, those of its descendants included.
    pub fn all_tokens(&self) -> impl Iterator<Item = TokenRef<'s>> + use<'s> {
        let (script, data) = (self.script, self.data_of());
        (data.first..data.end).map(move |index| TokenRef { script, index })
    }

    /// What stands right before it.
    pub(super) fn before(&self) -> Option<Kind> {
        let first = self.data_of().first as usize;
        first.checked_sub(1).map(|before| self.script.tokens.kinds[before])
    }

    /// Its first significant token.
    pub fn first_token(&self) -> Option<TokenRef<'s>> {
        self.all_tokens().next()
    }

    /// Every token below it, found by walking the nodes.
    fn leaves(&self) -> Vec<TokenRef<'s>> {
        let mut leaves = Vec::new();
        let mut open = vec![self.elements()];
        while let Some(elements) = open.last_mut() {
            match elements.next() {
                Some(Element::Token(token)) => leaves.push(token),
                Some(Element::Node(node)) => open.push(node.elements()),
                None => {
                    open.pop();
                }
            }
        }
        leaves
    }
}

impl<'s> TokenRef<'s> {
    /// What it is.
    pub fn kind(&self) -> Kind {
        self.script.tokens.kinds[self.index as usize]
    }

    /// Where it stands.
    pub fn range(&self) -> TextRange {
        self.script.tokens.ranges[self.index as usize]
    }

    /// Its text, fillers included.
    pub fn text(&self) -> &'s str {
        &self.script.text[self.range()]
    }
}

impl std::fmt::Debug for TokenRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.text())
    }
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}@{:?}", self.kind(), self.range())
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.script, other.script)
    }
}

/// The children of a node.
#[derive(Clone)]
pub(crate) struct Children<'s> {
    script: &'s Script,
    at: u32,
    end: u32,
}

impl<'s> Iterator for Children<'s> {
    type Item = Node<'s>;

    fn next(&mut self) -> Option<Node<'s>> {
        if self.at >= self.end {
            return None;
        }
        let node = Node { script: self.script, id: self.at };
        self.at = node.data_of().next;
        Some(node)
    }
}

/// The children and own tokens of a node.
pub(crate) struct Elements<'s> {
    script: &'s Script,
    children: Children<'s>,
    ahead: Option<Node<'s>>,
    at: u32,
    end: u32,
}

impl<'s> Iterator for Elements<'s> {
    type Item = Element<'s>;

    fn next(&mut self) -> Option<Element<'s>> {
        let ahead = self.ahead.take().or_else(|| self.children.next());
        match ahead {
            Some(child) if child.data_of().first <= self.at => {
                self.at = child.data_of().end;
                Some(Element::Node(child))
            }
            _ if self.at < self.end => {
                self.ahead = ahead;
                self.at += 1;
                Some(Element::Token(TokenRef { script: self.script, index: self.at - 1 }))
            }
            _ => None,
        }
    }
}
