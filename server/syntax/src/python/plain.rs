//! Reads plain expressions before the grammar does: names, literals and displays, and chains of attributes, calls and subscripts
//! on them. The grammar then sees each as one token of the same length, a name where it can be a target and a number where it
//! cannot, and comments as space. Most of the grammar's time goes by tokens, and few of them are left.
//! What is not plain is left to the grammar, and so is all of a chunk that is broken.

mod literal;
mod primary;
#[cfg(test)]
mod tests;

use super::ast::{Expr, ExprKind};
use super::scan::{after_line_end, line_end};
use crate::range::TextRange;

/// A chunk as the grammar shall see it, and what was read before.
#[derive(Debug)]
pub(super) struct Condensed {
    /// The code with a token for each plain expression.
    pub(super) seen: String,
    /// The expressions, by where they start.
    pub(super) plain: Vec<Plain>,
}

/// An expression that the grammar saw as one token.
#[derive(Debug)]
pub(super) struct Plain {
    pub(super) value: Expr,
    /// How many levels of the tree lie below it.
    pub(super) levels: u32,
}

/// How deep plain expressions and brackets nest.
const MAX_LEVELS: u32 = 100;

/// Reads the plain expressions of `code`, which starts at `base` in its host; `None` if it is better left as it is.
pub(super) fn condense(code: &str, base: u32) -> Option<Condensed> {
    let mut reader = Reader {
        text: code,
        code: code.as_bytes(),
        base,
        at: 0,
        brackets: 0,
        seen: code.as_bytes().to_vec(),
        plain: Vec::new(),
        is_lost: false,
    };
    reader.read_rest(None, false);
    if reader.is_lost {
        return None;
    }
    reader.plain.sort_unstable_by_key(|plain| plain.value.range.start());
    Some(Condensed { seen: String::from_utf8(reader.seen).ok()?, plain: reader.plain })
}

struct Reader<'t> {
    text: &'t str,
    code: &'t [u8],
    base: u32,
    at: usize,
    /// How many brackets are open.
    brackets: u32,
    seen: Vec<u8>,
    plain: Vec<Plain>,
    /// Whether the code is not for this reader.
    is_lost: bool,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<u8> {
        self.code.get(self.at).copied()
    }

    fn host(&self, start: usize, end: usize) -> TextRange {
        TextRange::from_usize(start, end).shift(self.base)
    }

    /// Leaves all of the code to the grammar.
    fn give_up(&mut self) {
        (self.is_lost, self.at) = (true, self.code.len());
    }

    /// Steps over white space and comments, and over line ends where they end no statement.
    fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\n' if self.brackets > 0 => self.at += 1,
                b'\\' if matches!(self.code.get(self.at + 1), Some(b'\n' | b'\r')) => {
                    self.at = after_line_end(self.code, self.at + 1);
                }
                b'#' => {
                    // Behind a statement, a comment counts for where its block ends.
                    let end = line_end(self.code, self.at);
                    if self.brackets > 0 {
                        self.seen[self.at..end].fill(b' ');
                    }
                    self.at = end;
                }
                _ => return,
            }
        }
    }

    /// The word at this place; empty if there is none.
    fn word(&self) -> &'t str {
        let len = self.code[self.at..].iter().take_while(|byte| is_word(**byte)).count();
        &self.text[self.at..self.at + len]
    }

    /// Reads up to the bracket `close`, or to the end, what is no plain expression as a whole. `after_operand` says whether
    /// an operand stands before this place, so that brackets belong to it.
    fn read_rest(&mut self, close: Option<u8>, mut after_operand: bool) {
        loop {
            self.skip_space();
            let Some(byte) = self.peek() else {
                // A bracket that never closes.
                self.is_lost |= close.is_some();
                return;
            };
            match byte {
                _ if close == Some(byte) => {
                    self.at += 1;
                    return;
                }
                b'"' | b'\'' | b'(' | b'[' | b'{' => {
                    let value = self.primary(after_operand);
                    self.settle(value);
                    after_operand = true;
                }
                b')' | b']' | b'}' => self.give_up(),
                byte if is_word(byte) => after_operand = self.read_word(),
                _ => (self.at, after_operand) = (self.at + 1, false),
            }
        }
    }

    /// Reads a keyword, or the plain expression that a word starts; whether that is an operand.
    fn read_word(&mut self) -> bool {
        let word = self.word();
        if word == "case" && self.starts_line() {
            // In a pattern, calls and names are something else.
            self.give_up();
            return false;
        }
        if !is_keyword(word) || self.is_quote(self.at + word.len()) {
            let value = self.primary(false);
            self.settle(value);
            return true;
        }
        self.at += word.len();
        if matches!(word, "def" | "class") {
            self.skip_space();
            self.at += self.word().len();
            return true;
        }
        // What stands in brackets behind `with` is no tuple.
        matches!(word, "None" | "True" | "False" | "with")
    }

    fn starts_line(&self) -> bool {
        let line = self.code[..self.at].rsplit(|byte| *byte == b'\n').next();
        line.is_some_and(|line| line.trim_ascii().is_empty())
    }

    fn is_quote(&self, at: usize) -> bool {
        matches!(self.code.get(at), Some(b'"' | b'\''))
    }

    /// Makes one token of an expression that is part of no other plain one.
    fn settle(&mut self, plain: Option<Plain>) {
        let Some(plain) = plain else { return };
        let range = plain.value.range.to_usize();
        let (start, end) = (range.start - self.base as usize, range.end - self.base as usize);
        let sticks = |byte: Option<&u8>| byte.is_some_and(|byte| is_word(*byte));
        if sticks(start.checked_sub(1).and_then(|before| self.seen.get(before))) || sticks(self.seen.get(end)) {
            return;
        }
        let levels = plain.levels;
        match plain.value.kind {
            ExprKind::List(items) | ExprKind::Tuple(items) if !items.is_empty() && items.iter().all(is_target) => {
                items.into_iter().for_each(|value| self.settle(Some(Plain { value, levels })));
                return;
            }
            ExprKind::Attribute { .. } | ExprKind::Subscript { .. } => self.seen[start..end].fill(b'x'),
            ExprKind::Call(_)
            | ExprKind::String(_)
            | ExprKind::List(_)
            | ExprKind::Tuple(_)
            | ExprKind::Set(_)
            | ExprKind::Dict(_) => {
                self.seen[start..end].fill(b'0');
                // Without the letter, a dot behind it would be taken for the number's.
                self.seen[end - 1] = b'L';
            }
            _ => return,
        }
        self.plain.push(plain);
    }
}

/// Whether `value` can be assigned to, so that the grammar must see what it is.
fn is_target(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Name(_) | ExprKind::Attribute { .. } | ExprKind::Subscript { .. } => true,
        ExprKind::List(items) | ExprKind::Tuple(items) => items.iter().all(is_target),
        _ => false,
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "False"
            | "None"
            | "True"
            | "and"
            | "as"
            | "assert"
            | "async"
            | "await"
            | "break"
            | "class"
            | "continue"
            | "def"
            | "del"
            | "elif"
            | "else"
            | "except"
            | "finally"
            | "for"
            | "from"
            | "global"
            | "if"
            | "import"
            | "in"
            | "is"
            | "lambda"
            | "nonlocal"
            | "not"
            | "or"
            | "pass"
            | "raise"
            | "return"
            | "try"
            | "while"
            | "with"
            | "yield"
    )
}

/// Whether `word` is a name for certain.
fn is_name(word: &str) -> bool {
    word.is_ascii() && word.starts_with(|c: char| !c.is_ascii_digit()) && !is_keyword(word)
}
