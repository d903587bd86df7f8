//! CREATE of tables, views, functions and the rest, and DROP.

use super::*;

views! {
    /// CREATE or REPLACE of a table, streaming table or materialized view.
    CreateTable;
    /// CREATE VIEW.
    CreateView;
    /// CREATE FUNCTION or PROCEDURE.
    CreateFunction;
    /// CREATE of a schema, catalog, volume and so on.
    CreateObject;
    /// DROP, UNDROP.
    Drop;
    /// The parameters of a function.
    Parameters;
}

/// What a function or procedure does when it is called.
#[derive(Clone, Copy, Debug)]
pub enum FunctionBody<'s> {
    /// RETURN of an expression.
    Expr(Expr<'s>),
    /// RETURN of a query.
    Query(Query<'s>),
    /// Statements.
    Block(Block<'s>),
}

macro_rules! definitions {
    ($($name:ident)*) => {
        $(
            impl<'s> $name<'s> {
                /// What it has in common with the others.
                pub fn definition(&self) -> Definition<'s> {
                    Definition(self.0)
                }
            }
        )*
    };
}

definitions! { CreateTable CreateView CreateFunction CreateFlow CreateObject Alter }

impl<'s> CreateTable<'s> {
    /// Whether it is EXTERNAL by its own word.
    pub fn is_external(&self) -> bool {
        self.0.tokens().take(6).any(|t| t.kind() == Kind::EXTERNAL)
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

impl<'s> CreateFunction<'s> {
    /// The parameters.
    pub fn parameters(&self) -> Option<Parameters<'s>> {
        self.0.children().find_map(Parameters::cast)
    }

    /// The type it returns.
    pub fn returns(&self) -> Option<Type<'s>> {
        self.0.child(NodeKind::Returns)?.children().find_map(Type::cast)
    }

    /// The columns of the rows it returns.
    pub fn returned_columns(&self) -> Option<TableElements<'s>> {
        self.0.child(NodeKind::Returns)?.children().find_map(TableElements::cast)
    }

    /// The language, as written: `PYTHON`, `SQL`.
    pub fn language(&self) -> Option<NamePart> {
        self.0.child(NodeKind::Language)?.name_part()
    }

    /// What it does, if that is written in SQL.
    pub fn body(&self) -> Option<FunctionBody<'s>> {
        self.0.children().find_map(|child| match child.kind() {
            NodeKind::Block => Block::cast(child).map(FunctionBody::Block),
            NodeKind::Return => {
                let value = child.children().next()?;
                Query::cast(value).map(FunctionBody::Query).or_else(|| Expr::cast(value).map(FunctionBody::Expr))
            }
            _ => None,
        })
    }

    /// The text of the body in another language, quotes included.
    pub fn code(&self) -> Option<TextRange> {
        self.0.child(NodeKind::Body).map(|n| n.range())
    }
}

impl<'s> Parameters<'s> {
    /// The parameters with their types.
    pub fn columns(&self) -> impl Iterator<Item = ColumnDef<'s>> + use<'s> {
        self.0.children().filter_map(ColumnDef::cast)
    }
}

impl<'s> Drop<'s> {
    /// What is dropped.
    pub fn name(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
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
