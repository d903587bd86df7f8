//! Text as the evaluator knows it: constant pieces and holes. Knows what a hole's value is, if anything is known of it.

use std::fmt::Write as _;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use crate::value::Value;

/// Text in pieces; without pieces it is the empty text.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TextValue {
    /// The pieces in order; two constants never stand side by side unless they come from different places.
    pub pieces: Vec<Piece>,
    /// The literal it came from, when all of it came from one contiguous literal expression of this file.
    pub literal: Option<TextRange>,
    /// The literal that its first piece came from, when that is in this file: where `/dbfs` of a path stands that is put
    /// together further down.
    pub head: Option<TextRange>,
}

/// A piece of text.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Known text.
    Constant(SmolStr),
    /// Text of which only the value it is made from is known, or nothing ([`Value::Unknown`]).
    Hole(Value),
}

/// Words, one after the other.
pub(crate) fn joined(words: &[&str]) -> SmolStr {
    let mut all = String::with_capacity(words.iter().map(|word| word.len()).sum());
    words.iter().for_each(|word| all.push_str(word));
    SmolStr::from(all)
}

/// The path of what is called `name` in `path`.
pub(crate) fn dotted(path: &str, name: &str) -> SmolStr {
    joined(&[path, ".", name])
}

impl TextValue {
    /// Text that is all known.
    pub fn of(text: impl Into<SmolStr>, literal: Option<TextRange>) -> Self {
        let text = text.into();
        let pieces = if text.is_empty() { Vec::new() } else { vec![Piece::Constant(text)] };
        Self { pieces, literal, head: literal }
    }

    /// Text that is all unknown.
    pub fn hole(value: Value) -> Self {
        Self { pieces: vec![Piece::Hole(value.bounded())], literal: None, head: None }
    }

    /// Appends a piece; what is too long to be worth following ends in a hole.
    pub fn push(&mut self, piece: Piece) {
        const PIECES: usize = 1_000;
        const LENGTH: usize = 100_000;
        let count = self.pieces.len();
        let next = match (self.pieces.last_mut(), piece) {
            (Some(Piece::Constant(last)), Piece::Constant(next)) if last.len() + next.len() <= LENGTH => {
                *last = joined(&[last, &next]);
                return;
            }
            _ if count > PIECES => return,
            _ if count == PIECES => Piece::Hole(Value::Unknown),
            (Some(Piece::Constant(_)), Piece::Constant(_)) => Piece::Hole(Value::Unknown),
            (_, Piece::Hole(hole)) => Piece::Hole(hole.bounded()),
            (_, constant) => constant,
        };
        self.pieces.push(next);
    }

    /// The text, when all of it is known.
    pub fn constant(&self) -> Option<SmolStr> {
        match self.pieces.as_slice() {
            [] => Some(SmolStr::default()),
            [Piece::Constant(text)] => Some(text.clone()),
            pieces => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Constant(text) => Some(text.as_str()),
                    Piece::Hole(_) => None,
                })
                .collect::<Option<String>>()
                .map(SmolStr::from),
        }
    }

    /// The known text before the first hole.
    pub fn prefix(&self) -> SmolStr {
        let constants = self.pieces.iter().map_while(|piece| match piece {
            Piece::Constant(text) => Some(text.as_str()),
            Piece::Hole(_) => None,
        });
        SmolStr::from(constants.collect::<String>())
    }

    /// Whether some of it is not known.
    pub fn has_holes(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Hole(_)))
    }

    /// The text with `{}` for holes; for messages and traces.
    pub fn display(&self) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Constant(constant) => text.push_str(constant),
                Piece::Hole(_) => {
                    let _ = write!(text, "{{}}");
                }
            }
        }
        text
    }

    /// Whether `other` is this text with something added to it, as far as their origin tells.
    pub fn is_start_of(&self, other: &Self) -> bool {
        if self.head != other.head {
            return false;
        }
        let Some((last, before)) = self.pieces.split_last() else { return !other.pieces.is_empty() };
        let (Some(start), Some(next)) = (other.pieces.get(..before.len()), other.pieces.get(before.len())) else {
            return false;
        };
        let goes_on = match (last, next) {
            (Piece::Constant(own), Piece::Constant(longer)) if longer.len() > own.len() => {
                longer.starts_with(own.as_str())
            }
            (own, same) => own == same && other.pieces.len() > self.pieces.len(),
        };
        before == start && goes_on
    }

    /// This text followed by `other`.
    pub fn concat(&self, other: &Self) -> Self {
        let head = if self.pieces.is_empty() { other.head } else { self.head };
        let mut joined = Self { pieces: self.pieces.clone(), literal: None, head };
        other.pieces.iter().for_each(|piece| joined.push(piece.clone()));
        joined
    }
}
