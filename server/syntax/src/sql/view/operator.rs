//! Infix operators between the operands of a [`Binary`](super::Binary) chain.

use super::*;

/// An infix operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `=`, `==`.
    Eq,
    /// `<=>`.
    NullSafeEq,
    /// `<>`, `!=`.
    NotEq,
    /// `<`.
    Less,
    /// `<=`, `!>`.
    LessEq,
    /// `>`.
    Greater,
    /// `>=`, `!<`.
    GreaterEq,
    /// `|`.
    BitOr,
    /// `^`.
    BitXor,
    /// `&`.
    BitAnd,
    /// `<<`.
    ShiftLeft,
    /// `>>`.
    ShiftRight,
    /// `>>>`.
    ShiftRightUnsigned,
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `||`.
    Concat,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `%`.
    Modulo,
    /// `DIV`.
    IntegerDivide,
}

impl BinaryOp {
    /// Whether it compares: its result is true, false or NULL.
    pub fn is_comparison(self) -> bool {
        matches!(
            self,
            Self::Eq | Self::NullSafeEq | Self::NotEq | Self::Less | Self::LessEq | Self::Greater | Self::GreaterEq
        )
    }

    fn of(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::Eq => Self::Eq,
            Kind::NullSafeEq => Self::NullSafeEq,
            Kind::NotEq => Self::NotEq,
            Kind::Less => Self::Less,
            Kind::LessEq => Self::LessEq,
            Kind::Greater => Self::Greater,
            Kind::GreaterEq => Self::GreaterEq,
            Kind::Pipe => Self::BitOr,
            Kind::Hat => Self::BitXor,
            Kind::Ampersand => Self::BitAnd,
            Kind::ShiftLeft => Self::ShiftLeft,
            Kind::Plus => Self::Add,
            Kind::Minus => Self::Subtract,
            Kind::Concat => Self::Concat,
            Kind::Star => Self::Multiply,
            Kind::Slash => Self::Divide,
            Kind::Percent => Self::Modulo,
            Kind::DIV => Self::IntegerDivide,
            _ => return None,
        })
    }
}

impl<'s> Binary<'s> {
    /// The operands, two or more; `a - b + c` is `(a - b) + c`.
    pub fn operands(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.operands()
    }

    /// The operators between them, with their ranges; one fewer than operands.
    pub fn operators(&self) -> Vec<(BinaryOp, TextRange)> {
        let mut operators: Vec<(BinaryOp, TextRange)> = Vec::new();
        for token in self.node().tokens() {
            let range = token.range();
            let shifted = match operators.last() {
                Some((op, last)) if token.kind() == Kind::Greater && last.end() == range.start() => match op {
                    BinaryOp::Greater => Some(BinaryOp::ShiftRight),
                    BinaryOp::ShiftRight => Some(BinaryOp::ShiftRightUnsigned),
                    _ => None,
                },
                _ => None,
            };
            match (shifted, operators.last_mut()) {
                (Some(op), Some(last)) => *last = (op, last.1.cover(range)),
                _ => operators.extend(BinaryOp::of(token.kind()).map(|op| (op, range))),
            }
        }
        operators
    }

    /// Its one operator with both operands, if it has no more.
    pub fn simple(&self) -> Option<(Expr<'s>, BinaryOp, Expr<'s>)> {
        let mut operands = self.operands();
        match (operands.next(), self.operators().as_slice(), operands.next(), operands.next()) {
            (Some(left), [(op, _)], Some(right), None) => Some((left, *op, right)),
            _ => None,
        }
    }
}
