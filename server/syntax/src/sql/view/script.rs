//! Scripts: blocks, branches, loops, handlers, and what only stands in them.

use super::*;

views! {
    /// BEGIN .. END.
    Block;
    /// IF .. END IF.
    If;
    /// CASE .. END CASE.
    CaseStatement;
    /// WHILE, REPEAT, LOOP, FOR.
    Loop;
    /// DECLARE HANDLER.
    Handler;
    /// LEAVE, ITERATE, SIGNAL, RETURN.
    Jump;
    /// OPEN, FETCH, CLOSE.
    Cursor;
    /// The statements of a block, branch or loop.
    Body;
}

/// What a block, branch or loop consists of.
#[derive(Clone, Copy, Debug)]
pub enum ScriptPart<'s> {
    /// Statements that run together.
    Body(Body<'s>),
    /// A statement.
    Statement(Stmt<'s>),
    /// A query that a loop runs over.
    Query(Query<'s>),
    /// A condition, or a value compared with.
    Expr(Expr<'s>),
    /// What fits no grammar.
    Unknown(Part<'s>),
}

macro_rules! parts {
    ($($name:ident)*) => {
        $(
            impl<'s> $name<'s> {
                /// What it consists of, in order.
                pub fn parts(&self) -> impl Iterator<Item = ScriptPart<'s>> + use<'s> {
                    self.0.children().filter_map(ScriptPart::cast)
                }
            }
        )*
    };
}

parts! { Block If CaseStatement Loop Handler Body }

impl<'s> ScriptPart<'s> {
    fn cast(node: Node<'s>) -> Option<Self> {
        match node.kind() {
            NodeKind::Body => Some(Self::Body(Body(node))),
            NodeKind::Query => Some(Self::Query(Query(node))),
            NodeKind::Error => Some(Self::Unknown(Part(node))),
            _ => Stmt::cast(node).map(Self::Statement).or_else(|| Expr::cast(node).map(Self::Expr)),
        }
    }
}
