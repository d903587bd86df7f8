//! Typed views on the SQL tree: what a statement says, clause by clause, with exact byte ranges.
//! Views borrow the [`Script`], are `Copy`, and know no catalog: names are as written, unresolved.
//! They are all that is seen of the tree above this module; what has no view of its own is a [`Part`].
//!
//! ```
//! use brickline_syntax::sql::{Role, parse, view::*};
//!
//! let script = parse("
//!     CREATE OR REPLACE TABLE main.gold.t (id BIGINT NOT NULL, d DATE)
//!       USING delta CLUSTER BY (id) TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
//!     INSERT OVERWRITE t BY NAME SELECT a, count(*) AS n FROM s JOIN u USING (id) WHERE a > 1 GROUP BY a;
//!     MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *;
//!     OPTIMIZE t ZORDER BY (d);
//!     GRANT SELECT, MODIFY ON TABLE t TO `account users`");
//! let mut statements = script.statements().map(|s| s.view());
//!
//! let Some(Stmt::CreateTable(create)) = statements.next() else { panic!() };
//! let create = create.definition();
//! assert_eq!(create.verb(), DefinitionVerb::CreateOrReplace);
//! assert_eq!(create.name().unwrap().dotted(), "main.gold.t");
//! let clauses = create.clauses();
//! assert_eq!(clauses.elements().unwrap().columns().nth(1).unwrap().name().unwrap().text(), "d");
//! assert_eq!(clauses.using().unwrap().name().unwrap().text(), "delta");
//! assert_eq!(clauses.properties().unwrap().entries().next().unwrap().key(), "delta.enableChangeDataFeed");
//!
//! let Some(Stmt::Insert(insert)) = statements.next() else { panic!() };
//! assert!(insert.is_overwrite() && insert.is_by_name());
//! let Some(QueryBody::Select(select)) = insert.query().unwrap().body() else { panic!() };
//! assert_eq!(select.items().nth(1).unwrap().alias().unwrap().name().unwrap().text, "n");
//! let item = select.from().unwrap().items().next().unwrap();
//! assert_eq!(item.joins().next().unwrap().kind(), JoinKind::Inner);
//! assert!(matches!(select.where_clause().unwrap().condition(), Some(Expr::Binary(_))));
//!
//! let Some(Stmt::Merge(merge)) = statements.next() else { panic!() };
//! assert_eq!(merge.clauses().count(), 2);
//! assert!(matches!(merge.clauses().next().unwrap().action(), Some(MergeAction::UpdateAll)));
//!
//! let Some(Stmt::Optimize(optimize)) = statements.next() else { panic!() };
//! assert_eq!(optimize.zorder().unwrap().columns().next().unwrap().text(), "d");
//!
//! let Some(Stmt::Grant(grant)) = statements.next() else { panic!() };
//! assert_eq!(grant.principals().next().unwrap().dotted(), "account users");
//!
//! // Any statement, whatever it is: every object it names, with what it does to it.
//! let roles: Vec<Role> = script.statements().nth(1).unwrap().names().map(|n| n.role()).collect();
//! assert_eq!(roles, [Role::Written, Role::Read, Role::Read]);
//! ```
//!
//! Where a part does not fit the grammar its accessor gives `None` or skips it; what was understood is still there.

mod alter;
mod call;
mod change;
mod clauses;
mod column;
mod condition;
mod copy;
mod create;
mod definition;
mod expr;
mod grant;
mod hint;
mod insert;
mod join;
mod literal;
mod maintenance;
mod merge;
mod name;
mod operator;
mod order;
mod part;
mod pipe;
mod pipeline;
mod property;
mod query;
mod relation;
mod script;
mod select;
mod session;
mod statement;
mod types;
mod window;

pub use alter::*;
pub use call::*;
pub use change::*;
pub use clauses::*;
pub use column::*;
pub use condition::*;
pub use copy::*;
pub use create::*;
pub use definition::*;
pub use expr::*;
pub use grant::*;
pub use hint::*;
pub use insert::*;
pub use join::*;
pub use literal::*;
pub use maintenance::*;
pub use merge::*;
pub use name::*;
pub use operator::*;
pub use order::*;
pub use part::*;
pub use pipe::*;
pub use pipeline::*;
pub use property::*;
pub use query::*;
pub use relation::*;
pub use script::*;
pub use select::*;
pub use session::*;
pub use statement::*;
pub use types::*;
pub use window::*;

use super::kind::Kind;
use super::name::{NamePart, ObjectName, parts_of};
use super::node::NodeKind;
use super::tree::{Element, Node, TokenRef};
use crate::range::TextRange;

/// Views of one node kind each.
macro_rules! views {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq)]
            pub struct $name<'s>(pub(crate) $crate::sql::tree::Node<'s>);

            #[allow(dead_code, clippy::self_named_constructors, reason = "one of the views is called Cast")]
            impl<'s> $name<'s> {
                pub(crate) fn cast(node: $crate::sql::tree::Node<'s>) -> Option<Self> {
                    (node.kind() == $crate::sql::node::NodeKind::$name).then_some(Self(node))
                }

                pub(crate) fn node(&self) -> $crate::sql::tree::Node<'s> {
                    self.0
                }

                /// Where it stands.
                pub fn range(&self) -> $crate::range::TextRange {
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
                pub fn keywords(&self) -> $crate::range::TextRange {
                    self.0.keywords()
                }

                /// What it is without its grammar.
                pub fn part(&self) -> $crate::sql::view::Part<'s> {
                    $crate::sql::view::Part(self.0)
                }
            }
        )*
    };
}
use views;

impl<'s> Node<'s> {
    /// Its children of the kind.
    pub(crate) fn children_of(&self, kind: NodeKind) -> impl Iterator<Item = Node<'s>> + use<'s> {
        self.children().filter(move |c| c.kind() == kind)
    }

    /// Its descendants of the kind, in text order.
    pub(crate) fn descendants_of(&self, kind: NodeKind) -> impl Iterator<Item = Node<'s>> + use<'s> {
        self.descendants().filter(move |c| c.kind() == kind)
    }

    /// Its children, all of which stand where an expression belongs.
    pub(crate) fn operands(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.children().map(Expr::of)
    }

    /// Its first child, which stands where an expression belongs.
    pub(crate) fn operand(&self) -> Option<Expr<'s>> {
        self.operands().next()
    }

    /// Its first child that is an expression.
    pub(crate) fn expression(&self) -> Option<Expr<'s>> {
        self.expressions().next()
    }

    /// Its children that are expressions.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.children().filter_map(Expr::cast)
    }

    /// Whether it has a token of the kind of its own.
    pub(crate) fn has(&self, kind: Kind) -> bool {
        self.token(kind).is_some()
    }

    /// Whether any of its tokens is a hole or a template, or holds one.
    pub(crate) fn has_hole(&self) -> bool {
        self.all_tokens().any(|t| t.has_hole())
    }

    /// The first object it names.
    pub(crate) fn object_name(&self) -> Option<ObjectName<'s>> {
        self.children().find_map(ObjectName::cast)
    }

    /// The first part of its first name.
    pub(crate) fn name_part(&self) -> Option<NamePart> {
        self.child(NodeKind::Name).and_then(|n| parts_of(n).into_iter().next())
    }

    /// Its names, or those in its list.
    pub(crate) fn names(&self) -> impl Iterator<Item = Name<'s>> + use<'s> {
        self.child(NodeKind::NameList).unwrap_or(*self).children().filter_map(Name::cast)
    }

    /// The keywords it starts with.
    pub(crate) fn keywords(&self) -> TextRange {
        let mut words = self.elements().map_while(|element| match element {
            Element::Token(token) if token.kind().is_keyword() => Some(token.range()),
            _ => None,
        });
        let first = words.next().unwrap_or_else(|| TextRange::at(self.range().start()));
        words.fold(first, TextRange::cover)
    }
}

impl TokenRef<'_> {
    /// Whether it is a hole or a template, or holds one.
    pub(crate) fn has_hole(&self) -> bool {
        use crate::embed::{HOLE, HOLE_REST};
        self.kind().is_hole() || self.text().bytes().any(|b| b == HOLE || b == HOLE_REST)
    }
}
