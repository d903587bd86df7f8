//! CREATE, ALTER, DROP: their columns, constraints and clauses.

use super::*;
use crate::range::TextRange;
use crate::sql::name::{ObjectKind, ObjectName};

views! {
    /// CREATE or REPLACE of a table, streaming table or materialized view.
    CreateTable;
    /// CREATE VIEW.
    CreateView;
    /// CREATE FUNCTION or PROCEDURE.
    CreateFunction;
    /// CREATE FLOW.
    CreateFlow;
    /// CREATE of a schema, catalog, volume and so on.
    CreateObject;
    /// ALTER.
    Alter;
    /// DROP, UNDROP.
    Drop;
    /// What ALTER does.
    Action;
}

macro_rules! creations {
    ($($name:ident)*) => {
        $(
            impl<'s> $name<'s> {
                /// What is created.
                pub fn name(&self) -> Option<ObjectName<'s>> {
                    self.0.children().find_map(ObjectName::cast)
                }

                /// Whether `OR REPLACE` stands in it, or it starts with REPLACE.
                pub fn is_replace(&self) -> bool {
                    self.0.tokens().take(3).any(|t| t.kind() == Kind::REPLACE)
                }

                /// Whether `OR REFRESH` stands in it.
                pub fn is_refresh(&self) -> bool {
                    self.0.tokens().take(3).any(|t| t.kind() == Kind::REFRESH)
                }

                /// Whether `IF NOT EXISTS` stands in it.
                pub fn is_if_not_exists(&self) -> bool {
                    self.0.has(Kind::EXISTS)
                }

                /// Whether TEMPORARY, TEMP or PRIVATE stands before its kind.
                pub fn is_temporary(&self) -> bool {
                    let words = [Kind::TEMPORARY, Kind::TEMP, Kind::PRIVATE];
                    self.0.tokens().take(6).any(|t| words.contains(&t.kind()))
                }

                /// Its clauses.
                pub fn clauses(&self) -> Clauses<'s> {
                    Clauses(self.0)
                }

                /// The words before the name.
                pub fn head(&self) -> TextRange {
                    let end = self.name().map_or(self.0.range().end(), |n| n.range().start());
                    let words = self.0.tokens().map(|t| t.range()).filter(|r| r.end() <= end);
                    words.reduce(TextRange::cover).unwrap_or(self.0.range())
                }
            }
        )*
    };
}

creations! { CreateTable CreateView CreateFunction CreateFlow CreateObject }

impl<'s> CreateTable<'s> {
    /// Table, streaming table or materialized view.
    pub fn object_kind(&self) -> ObjectKind {
        self.name().map_or(ObjectKind::Table, |n| n.object_kind())
    }

    /// Whether it is EXTERNAL by its own word.
    pub fn is_external(&self) -> bool {
        self.0.tokens().take(6).any(|t| t.kind() == Kind::EXTERNAL)
    }

    /// Whether it uses the old words of pipelines: `LIVE TABLE`, `STREAMING LIVE TABLE`.
    pub fn is_live(&self) -> bool {
        self.0.tokens().take(6).any(|t| t.kind() == Kind::LIVE)
    }

    /// The columns it defines.
    pub fn columns(&self) -> impl Iterator<Item = ColumnDef<'s>> + use<'s> {
        elements(self.0).filter_map(ColumnDef::cast)
    }

    /// The table's constraints.
    pub fn constraints(&self) -> impl Iterator<Item = Constraint<'s>> + use<'s> {
        elements(self.0).filter_map(Constraint::cast)
    }

    /// The expectations.
    pub fn expectations(&self) -> impl Iterator<Item = Expectation<'s>> + use<'s> {
        elements(self.0).filter_map(Expectation::cast)
    }

    /// The query it takes its rows from.
    pub fn query(&self) -> Option<Query<'s>> {
        as_query(self.0)
    }

    /// The table it is a CLONE of, and whether the clone is shallow.
    pub fn clone_of(&self) -> Option<(ObjectName<'s>, bool)> {
        let clause = self.0.child(NodeKind::CloneOf)?;
        clause.children().find_map(ObjectName::cast).map(|name| (name, clause.has(Kind::SHALLOW)))
    }

    /// The table it is LIKE.
    pub fn like(&self) -> Option<ObjectName<'s>> {
        self.0.token(Kind::LIKE)?;
        self.0.children().filter_map(ObjectName::cast).nth(1)
    }

    /// `FLOW AUTO CDC ..`.
    pub fn flow(&self) -> Option<ApplyChanges<'s>> {
        self.0.children().find_map(ApplyChanges::cast)
    }
}

fn elements<'s>(node: Node<'s>) -> impl Iterator<Item = Node<'s>> + use<'s> {
    node.child(NodeKind::TableElements).into_iter().flat_map(|e| e.children())
}

pub(super) fn as_query(node: Node<'_>) -> Option<Query<'_>> {
    node.child(NodeKind::AsQuery)?.children().find_map(Query::cast)
}

impl<'s> CreateView<'s> {
    /// View or temporary view.
    pub fn object_kind(&self) -> ObjectKind {
        self.name().map_or(ObjectKind::View, |n| n.object_kind())
    }

    /// The columns it names.
    pub fn columns(&self) -> impl Iterator<Item = ColumnDef<'s>> + use<'s> {
        elements(self.0).filter_map(ColumnDef::cast)
    }

    /// The expectations.
    pub fn expectations(&self) -> impl Iterator<Item = Expectation<'s>> + use<'s> {
        elements(self.0).filter_map(Expectation::cast)
    }

    /// Its query.
    pub fn query(&self) -> Option<Query<'s>> {
        as_query(self.0)
    }
}

impl<'s> CreateFunction<'s> {
    /// The parameters.
    pub fn parameters(&self) -> impl Iterator<Item = ColumnDef<'s>> + use<'s> {
        self.0.child(NodeKind::Parameters).into_iter().flat_map(|p| p.children()).filter_map(ColumnDef::cast)
    }

    /// The type it returns.
    pub fn returns(&self) -> Option<Type<'s>> {
        self.0.child(NodeKind::Returns)?.children().find_map(Type::cast)
    }

    /// The language, as written: `PYTHON`, `SQL`.
    pub fn language(&self) -> Option<NamePart> {
        self.0.child(NodeKind::Language)?.name_part()
    }

    /// The expression or query after RETURN.
    pub fn body(&self) -> Option<Node<'s>> {
        self.0.child(NodeKind::Return)?.children().next()
    }

    /// The text of the body in another language, quotes included.
    pub fn code(&self) -> Option<TextRange> {
        self.0.child(NodeKind::Body).map(|n| n.range())
    }
}

impl<'s> CreateFlow<'s> {
    /// What the flow does: INSERT or AUTO CDC.
    pub fn statement(&self) -> Option<Stmt<'s>> {
        let body = self.0.children().find(|c| matches!(c.kind(), NodeKind::Insert | NodeKind::ApplyChanges));
        body.map(Stmt::of)
    }
}

impl<'s> CreateObject<'s> {
    /// Which kind of object.
    pub fn object_kind(&self) -> ObjectKind {
        self.name().map_or(ObjectKind::Other, |n| n.object_kind())
    }
}

impl<'s> Alter<'s> {
    /// What is altered.
    pub fn name(&self) -> Option<ObjectName<'s>> {
        self.0.children().find_map(ObjectName::cast)
    }

    /// Which kind of object.
    pub fn object_kind(&self) -> ObjectKind {
        self.name().map_or(ObjectKind::Other, |n| n.object_kind())
    }

    /// The first word of what is done: ADD, SET, DROP, RENAME, CLUSTER.
    pub fn verb(&self) -> Option<Kind> {
        let after = self.name()?.range().end();
        self.0.all_tokens().find(|t| t.range().start() >= after).map(|t| t.kind())
    }

    /// What is done; none for what has a clause of its own, such as CLUSTER BY.
    pub fn action(&self) -> Option<Action<'s>> {
        self.0.children().find_map(Action::cast)
    }

    /// Clauses directly in it, such as CLUSTER BY.
    pub fn clauses(&self) -> Clauses<'s> {
        Clauses(self.0)
    }

    /// The query of ALTER VIEW .. AS.
    pub fn query(&self) -> Option<Query<'s>> {
        as_query(self.0)
    }
}

impl<'s> Action<'s> {
    /// Its clauses: properties that are set, a location.
    pub fn clauses(&self) -> Clauses<'s> {
        Clauses(self.0)
    }

    /// The columns it adds or replaces.
    pub fn columns(&self) -> impl Iterator<Item = ColumnDef<'s>> + use<'s> {
        let direct = self.0.children().filter_map(ColumnDef::cast);
        direct.chain(elements(self.0).filter_map(ColumnDef::cast))
    }

    /// The constraint it adds.
    pub fn constraint(&self) -> Option<Constraint<'s>> {
        self.0.children().find_map(Constraint::cast)
    }
}

impl<'s> Drop<'s> {
    /// What is dropped.
    pub fn name(&self) -> Option<ObjectName<'s>> {
        self.0.children().find_map(ObjectName::cast)
    }

    /// Whether `IF EXISTS` stands in it.
    pub fn is_if_exists(&self) -> bool {
        self.0.has(Kind::EXISTS)
    }

    /// Whether it is UNDROP.
    pub fn is_undrop(&self) -> bool {
        self.0.has(Kind::UNDROP)
    }
}
