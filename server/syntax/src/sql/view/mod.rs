//! Typed views on the SQL tree: what a statement says, clause by clause, with exact byte ranges.
//! Views borrow the [`Script`], are `Copy`, and know no catalog: names are as written, unresolved.
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
//! assert!(create.is_replace());
//! assert_eq!(create.name().unwrap().dotted(), "main.gold.t");
//! assert_eq!(create.columns().nth(1).unwrap().name().unwrap().text, "d");
//! assert_eq!(create.clauses().format().unwrap().text, "delta");
//! assert_eq!(create.clauses().properties().next().unwrap().key(), "delta.enableChangeDataFeed");
//!
//! let Some(Stmt::Insert(insert)) = statements.next() else { panic!() };
//! assert!(insert.is_overwrite() && insert.is_by_name());
//! let select = insert.query().unwrap().selects().next().unwrap();
//! assert_eq!(select.items().nth(1).unwrap().alias().unwrap().text, "n");
//! let item = select.from_items().next().unwrap();
//! assert_eq!(item.joins().next().unwrap().kind(), JoinKind::Inner);
//! assert!(matches!(select.where_clause(), Some(Expr::Binary(_))));
//!
//! let Some(Stmt::Merge(merge)) = statements.next() else { panic!() };
//! assert_eq!(merge.clauses().count(), 2);
//! assert!(matches!(merge.clauses().next().unwrap().action(), MergeAction::UpdateAll));
//!
//! let Some(Stmt::Optimize(optimize)) = statements.next() else { panic!() };
//! assert_eq!(optimize.zorder_columns().next().unwrap().last().unwrap().text, "d");
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

mod admin;
mod call;
mod clauses;
mod condition;
mod ddl;
mod dml;
mod expr;
mod literal;
mod operator;
mod query;
mod relation;
mod statement;
mod types;

pub use admin::*;
pub use call::*;
pub use clauses::*;
pub use condition::*;
pub use ddl::*;
pub use dml::*;
pub use expr::*;
pub use literal::*;
pub use operator::*;
pub use query::*;
pub use relation::*;
pub use statement::*;
pub use types::*;

use super::kind::Kind;
use super::name::{NamePart, parts_of};
use super::node::NodeKind;
use super::tree::{Node, TokenRef};

/// Views of one node kind each.
macro_rules! views {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq)]
            pub struct $name<'s>(pub(super) $crate::sql::tree::Node<'s>);

            #[allow(clippy::self_named_constructors, reason = "one of the views is called Cast")]
            impl<'s> $name<'s> {
                /// The view of the node, if the node is one.
                pub fn cast(node: $crate::sql::tree::Node<'s>) -> Option<Self> {
                    (node.kind() == $crate::sql::node::NodeKind::$name).then_some(Self(node))
                }

                /// The node behind the view.
                pub fn node(&self) -> $crate::sql::tree::Node<'s> {
                    self.0
                }

                /// Where it stands.
                pub fn range(&self) -> $crate::range::TextRange {
                    self.0.range()
                }
            }
        )*
    };
}
use views;

impl<'s> Node<'s> {
    /// Its children of the kind.
    pub fn children_of(&self, kind: NodeKind) -> impl Iterator<Item = Node<'s>> + use<'s> {
        self.children().filter(move |c| c.kind() == kind)
    }

    /// Its descendants of the kind, in text order.
    pub fn descendants_of(&self, kind: NodeKind) -> impl Iterator<Item = Node<'s>> + use<'s> {
        self.descendants().filter(move |c| c.kind() == kind)
    }

    /// Its first child that is an expression.
    pub fn expression(&self) -> Option<Expr<'s>> {
        self.expressions().next()
    }

    /// Its children that are expressions.
    pub fn expressions(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.children().filter_map(Expr::cast)
    }

    /// Whether it has a token of the kind of its own.
    pub fn has(&self, kind: Kind) -> bool {
        self.token(kind).is_some()
    }

    /// Whether any of its tokens is a hole or a template, or holds one.
    pub fn has_hole(&self) -> bool {
        self.all_tokens().any(|t| t.has_hole())
    }

    /// The first part of its first name.
    pub fn name_part(&self) -> Option<NamePart> {
        self.child(NodeKind::Name).and_then(|n| parts_of(n).into_iter().next())
    }

    /// The parts of each of its names, or of each name in its list.
    pub fn name_lists(&self) -> impl Iterator<Item = Vec<NamePart>> + use<'s> {
        self.child(NodeKind::NameList).unwrap_or(*self).children_of(NodeKind::Name).map(parts_of)
    }
}

impl TokenRef<'_> {
    /// Whether it is a hole or a template, or holds one.
    pub fn has_hole(&self) -> bool {
        use crate::embed::{HOLE, HOLE_REST};
        self.kind().is_hole() || self.text().bytes().any(|b| b == HOLE || b == HOLE_REST)
    }
}
