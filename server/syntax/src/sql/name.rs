//! Object names: their parts, what a statement does to them, and which kind of object they name.
//! Resolves nothing: `USE`, common table expressions and temporary views are the model's business.

use smol_str::SmolStr;

use super::kind::Kind;
use super::node::NodeKind;
use super::tree::{Node, TokenRef};
use super::view::Expr;
use crate::embed::{FILLER, HOLE, HOLE_REST};
use crate::range::TextRange;

macro_rules! packed {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)*];
        }
    };
}

packed! {
    /// What a statement does to an object.
    Role {
        /// Its rows are read.
        Read,
        /// Rows are inserted, updated, deleted or merged.
        Written,
        /// It is created or replaced.
        Created,
        /// It is dropped or restored after a drop.
        Dropped,
        /// Its definition, properties or layout are changed.
        Altered,
        /// Privileges on it are granted, revoked, denied or shown.
        Granted,
        /// It is described, shown, used or refreshed: named, but not read.
        Named,
    }
}

packed! {
    /// Which kind of object a name stands for, as far as the statement says.
    ObjectKind {
        /// A table, or whatever may stand where a table does.
        Table,
        /// A view.
        View,
        /// A materialized view.
        MaterializedView,
        /// A streaming table.
        StreamingTable,
        /// A temporary view.
        TemporaryView,
        /// A function.
        Function,
        /// A procedure.
        Procedure,
        /// A schema, also called database or namespace.
        Schema,
        /// A catalog.
        Catalog,
        /// A volume.
        Volume,
        /// A registered model.
        Model,
        /// A flow of a pipeline.
        Flow,
        /// A session variable or a cursor.
        Variable,
        /// An index.
        Index,
        /// An external location.
        ExternalLocation,
        /// A storage or service credential.
        Credential,
        /// A connection to another system.
        Connection,
        /// A share.
        Share,
        /// A recipient of shares.
        Recipient,
        /// A provider of shares.
        Provider,
        /// A policy.
        Policy,
        /// The metastore.
        Metastore,
        /// A user, group or service principal.
        Principal,
        /// Any other kind, or one that the statement does not say.
        Other,
    }
}

const KINDS: u8 = 32;

impl Role {
    pub(super) fn pack(self, kind: ObjectKind) -> u8 {
        self as u8 * KINDS + kind as u8
    }
}

/// The name of an object in a statement.
#[derive(Clone, Copy, PartialEq)]
pub struct ObjectName<'s>(Node<'s>);

/// One part of a dotted name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePart {
    /// The name itself, without backquotes and fillers; holes are kept as their bytes.
    pub text: SmolStr,
    /// Where it stands, backquotes included.
    pub range: TextRange,
    /// Whether it stands in backquotes.
    pub quoted: bool,
    /// Whether any of it is a hole, a template or `IDENTIFIER(..)`: not known from the text alone.
    pub hole: bool,
}

impl<'s> ObjectName<'s> {
    pub(crate) fn cast(node: Node<'s>) -> Option<Self> {
        (node.kind() == NodeKind::ObjectName).then_some(Self(node))
    }

    /// Where it stands.
    pub fn range(&self) -> TextRange {
        self.0.range()
    }

    /// What the statement does to the object.
    pub fn role(&self) -> Role {
        Role::ALL[(self.0.data() / KINDS) as usize % Role::ALL.len()]
    }

    /// Which kind of object it is.
    pub fn object_kind(&self) -> ObjectKind {
        ObjectKind::ALL[(self.0.data() % KINDS) as usize % ObjectKind::ALL.len()]
    }

    /// Its parts.
    pub fn parts(&self) -> Vec<NamePart> {
        parts_of(self.0)
    }

    /// The expression of `IDENTIFIER(expression)`, if the name is one.
    pub fn identifier_expression(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::IdentifierClause)?.expression()
    }

    /// The parts joined by dots, as they are written but without backquotes.
    pub fn dotted(&self) -> String {
        self.parts().iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(".")
    }

    /// Whether any part is not known from the text alone.
    pub fn has_hole(&self) -> bool {
        self.parts().iter().any(|p| p.hole)
    }
}

impl std::fmt::Debug for ObjectName<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {:?} {}", self.role(), self.object_kind(), self.dotted())
    }
}

/// The parts of any dotted name.
pub(crate) fn parts_of(node: Node<'_>) -> Vec<NamePart> {
    let mut parts: Vec<NamePart> = Vec::new();
    let mut glue = false;
    for element in node.elements() {
        let part = match element {
            super::tree::Element::Token(token) => match token.kind() {
                Kind::Dot => {
                    glue = false;
                    continue;
                }
                Kind::Minus => {
                    glue = true;
                    continue;
                }
                _ => part_of(token),
            },
            super::tree::Element::Node(clause) => {
                NamePart { text: SmolStr::new(clause.text()), range: clause.range(), quoted: false, hole: true }
            }
        };
        match parts.last_mut().filter(|_| glue) {
            Some(last) => {
                last.text = SmolStr::new(format!("{}-{}", last.text, part.text));
                last.range = last.range.cover(part.range);
                last.hole |= part.hole;
            }
            None => parts.push(part),
        }
        glue = false;
    }
    parts
}

pub(super) fn part_of(token: TokenRef<'_>) -> NamePart {
    let quoted = token.kind() == Kind::QuotedName;
    NamePart {
        text: clean_name(token.text(), quoted),
        range: token.range(),
        quoted,
        hole: token.kind().is_hole() || token.text().bytes().any(|b| b == HOLE || b == HOLE_REST),
    }
}

/// A name without its backquotes and without fillers.
pub fn clean_name(text: &str, quoted: bool) -> SmolStr {
    let inner = if quoted { text.strip_prefix('`').and_then(|t| t.strip_suffix('`')).unwrap_or(text) } else { text };
    if !inner.bytes().any(|b| b == FILLER || b == b'`') {
        return SmolStr::new(inner);
    }
    let text: String = inner.chars().filter(|c| *c != FILLER as char).collect();
    SmolStr::new(text.replace("``", "`"))
}
