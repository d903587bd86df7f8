//! Parts of a statement whose grammar does not matter to whoever looks at them, and the walk over what stands in one.

use super::*;

/// Any part of a statement: it has a place, a text, and whatever stands in it.
#[derive(Clone, Copy, PartialEq)]
pub struct Part<'s>(pub(crate) Node<'s>);

impl<'s> Part<'s> {
    /// Where it stands.
    pub fn range(&self) -> TextRange {
        self.0.range()
    }

    /// Its text, comments and fillers in it included.
    pub fn text(&self) -> &'s str {
        self.0.text()
    }

    /// Whether any of it is a hole or template.
    pub fn has_hole(&self) -> bool {
        self.0.has_hole()
    }

    /// The keywords it starts with; empty where it starts with none.
    pub fn keywords(&self) -> TextRange {
        self.0.keywords()
    }

    /// Whether a hole, or text that fits no grammar, stands directly in it where a clause could.
    pub fn has_gap(&self) -> bool {
        self.0.children().any(|child| matches!(child.kind(), NodeKind::Hole | NodeKind::Error))
    }

    /// Whether the other part lies in it.
    pub fn holds(&self, other: Part<'s>) -> bool {
        self.0.holds(other.0)
    }

    /// The parts it consists of, in order.
    pub fn children(&self) -> impl Iterator<Item = Part<'s>> + use<'s> {
        self.0.children().map(Part)
    }

    /// The objects named in it, in text order.
    pub fn names(&self) -> impl Iterator<Item = ObjectName<'s>> + use<'s> {
        self.0.descendants().filter_map(ObjectName::cast)
    }

    /// What stands in it at any depth, itself left out, in text order.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'s>> + use<'s> {
        self.0.descendants().filter_map(Piece::cast)
    }
}

impl std::fmt::Debug for Part<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! pieces {
    ($($name:ident)*) => {
        /// What a walk over a part meets.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum Piece<'s> {
            $(#[doc = concat!("See [`", stringify!($name), "`](struct@", stringify!($name), ").")] $name($name<'s>),)*
            /// The name of an object.
            Name(ObjectName<'s>),
            /// `IDENTIFIER(..)`.
            Identifier(Part<'s>),
            /// Text that fits no grammar.
            Error(Part<'s>),
            /// A statement, or the rest of one, whose grammar is not known.
            Opaque(Part<'s>),
            /// A clause whose grammar is not known.
            UnknownClause(Part<'s>),
            /// Text nested deeper than the parser follows.
            TooDeep(Part<'s>),
        }

        impl<'s> Piece<'s> {
            fn cast(node: Node<'s>) -> Option<Self> {
                Some(match node.kind() {
                    $(NodeKind::$name => Self::$name($name(node)),)*
                    NodeKind::ObjectName => Self::Name(ObjectName::cast(node)?),
                    NodeKind::IdentifierClause => Self::Identifier(Part(node)),
                    NodeKind::Error => Self::Error(Part(node)),
                    NodeKind::Opaque => Self::Opaque(Part(node)),
                    NodeKind::UnknownClause => Self::UnknownClause(Part(node)),
                    NodeKind::TooDeep => Self::TooDeep(Part(node)),
                    _ => return None,
                })
            }

            /// Where it stands.
            pub fn range(&self) -> TextRange {
                match self {
                    $(Self::$name(view) => view.range(),)*
                    Self::Name(name) => name.range(),
                    Self::Identifier(part)
                    | Self::Error(part)
                    | Self::Opaque(part)
                    | Self::UnknownClause(part)
                    | Self::TooDeep(part) => part.range(),
                }
            }
        }
    };
}

pieces! {
    Query PipeQuery FromQuery Select SelectItem With CommonTable Values LateralView Pivot Unpivot GroupingSets HintItem TableRef
    SubqueryRef TableFunction Alias Column Call Lambda Hole Type
}
