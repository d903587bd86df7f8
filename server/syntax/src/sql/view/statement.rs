//! Statements: what they are, and every object they name.

use super::*;
use crate::range::TextRange;
use crate::sql::name::ObjectName;
use crate::sql::tree::Script;

views! {
    /// One statement with its `;`.
    Statement;
}

/// What a statement is. Match on it; what has no view of its own is [`Stmt::Other`], its names are found all the same.
#[derive(Clone, Copy, Debug)]
pub enum Stmt<'s> {
    /// A query.
    Query(Query<'s>),
    /// INSERT.
    Insert(Insert<'s>),
    /// `FROM t INSERT .. INSERT ..`.
    MultiInsert(MultiInsert<'s>),
    /// UPDATE.
    Update(Update<'s>),
    /// DELETE.
    Delete(Delete<'s>),
    /// MERGE.
    Merge(Merge<'s>),
    /// COPY INTO.
    CopyInto(CopyInto<'s>),
    /// CREATE TABLE, STREAMING TABLE, MATERIALIZED VIEW.
    CreateTable(CreateTable<'s>),
    /// CREATE VIEW.
    CreateView(CreateView<'s>),
    /// CREATE FUNCTION.
    CreateFunction(CreateFunction<'s>),
    /// CREATE FLOW.
    CreateFlow(CreateFlow<'s>),
    /// CREATE of a schema, catalog, volume and so on.
    CreateObject(CreateObject<'s>),
    /// AUTO CDC INTO, APPLY CHANGES INTO.
    ApplyChanges(ApplyChanges<'s>),
    /// ALTER.
    Alter(Alter<'s>),
    /// DROP, UNDROP.
    Drop(Drop<'s>),
    /// TRUNCATE TABLE.
    Truncate(Truncate<'s>),
    /// OPTIMIZE.
    Optimize(Optimize<'s>),
    /// VACUUM.
    Vacuum(Vacuum<'s>),
    /// RESTORE.
    Restore(Restore<'s>),
    /// GRANT, REVOKE, DENY.
    Grant(Grant<'s>),
    /// USE, SET CATALOG.
    Use(Use<'s>),
    /// SET of a configuration key.
    Set(Set<'s>),
    /// RESET.
    Reset(Reset<'s>),
    /// CACHE TABLE.
    Cache(Cache<'s>),
    /// EXPLAIN; the statement explained is a child.
    Explain(Explain<'s>),
    /// DECLARE of a variable.
    Declare(Declare<'s>),
    /// BEGIN .. END; its statements are views of their own.
    Block(Block<'s>),
    /// Any other: its kind is the node's.
    Other(Node<'s>),
}

impl Script {
    /// The statements in order, empty ones left out.
    pub fn statements(&self) -> impl Iterator<Item = Statement<'_>> {
        self.root()
            .children()
            .filter_map(Statement::cast)
            .filter(|s| s.0.all_tokens().any(|t| t.kind() != Kind::Semicolon))
    }

    /// The statement that the error is in.
    pub fn statement_of(&self, error: &crate::sql::tree::SyntaxError) -> Option<Statement<'_>> {
        self.root().children().filter_map(Statement::cast).nth(error.statement as usize)
    }

    /// The expression that [`super::super::parse_expression`] parsed.
    pub fn expression(&self) -> Option<Expr<'_>> {
        self.items().next()?.expression()
    }

    /// The items that [`super::super::parse_select_items`] or [`super::super::parse_expression`] parsed.
    pub fn items(&self) -> impl Iterator<Item = SelectItem<'_>> {
        self.fragment().into_iter().flat_map(|n| n.children()).filter_map(SelectItem::cast)
    }

    /// The type that [`super::super::parse_type`] parsed.
    pub fn data_type(&self) -> Option<Type<'_>> {
        self.fragment()?.children().find_map(Type::cast)
    }

    /// The columns that [`super::super::parse_schema`] parsed.
    pub fn columns(&self) -> impl Iterator<Item = ColumnDef<'_>> {
        self.fragment().into_iter().flat_map(|n| n.children()).filter_map(ColumnDef::cast)
    }

    fn fragment(&self) -> Option<Node<'_>> {
        self.root().child(NodeKind::Fragment)
    }
}

impl<'s> Statement<'s> {
    /// What it is.
    pub fn view(&self) -> Stmt<'s> {
        match self.0.children().next() {
            Some(body) => Stmt::of(body),
            None => Stmt::Other(self.0),
        }
    }

    /// The kind of its node: `NodeKind::Insert`, `NodeKind::Opaque`; `Statement` for an empty one.
    pub fn kind(&self) -> NodeKind {
        self.0.children().next().map_or(NodeKind::Statement, |n| n.kind())
    }

    /// Its first words up to its first name: what to call it in a message.
    pub fn head(&self) -> Option<TextRange> {
        let mut tokens = self.0.all_tokens().take(4).take_while(|t| t.kind().is_keyword());
        let first = tokens.next()?.range();
        Some(tokens.last().map_or(first, |t| first.cover(t.range())))
    }

    /// Every object it names, in text order, with role and kind. Common table expressions are among those read.
    pub fn names(&self) -> impl Iterator<Item = ObjectName<'s>> + use<'s> {
        self.0.descendants().filter_map(ObjectName::cast)
    }

    /// Whether any of it is a hole or template.
    pub fn is_templated(&self) -> bool {
        self.0.has_hole()
    }

    /// Whether all of it fits the grammar.
    pub fn is_whole(&self) -> bool {
        let broken = [NodeKind::Error, NodeKind::Opaque, NodeKind::TooDeep];
        !self.0.descendants().any(|n| broken.contains(&n.kind()))
    }

    /// The range without the `;`.
    pub fn inner_range(&self) -> TextRange {
        let tokens = self.0.all_tokens().filter(|t| t.kind() != Kind::Semicolon);
        tokens.map(|t| t.range()).reduce(TextRange::cover).unwrap_or(self.0.range())
    }
}

impl<'s> Stmt<'s> {
    /// The view of a statement's node.
    pub fn of(node: Node<'s>) -> Self {
        macro_rules! pick {
            ($($name:ident)*) => {
                match node.kind() {
                    $(NodeKind::$name => $name::cast(node).map_or(Stmt::Other(node), Stmt::$name),)*
                    NodeKind::QueryStatement => node.children().find_map(Query::cast).map_or(Stmt::Other(node), Stmt::Query),
                    _ => Stmt::Other(node),
                }
            };
        }
        pick! {
            Insert MultiInsert Update Delete Merge CopyInto CreateTable CreateView CreateFunction CreateFlow CreateObject ApplyChanges
            Alter Drop Truncate Optimize Vacuum Restore Grant Use Set Reset Cache Explain Declare Block
        }
    }
}

views! {
    /// BEGIN .. END.
    Block;
    /// EXPLAIN.
    Explain;
}

impl<'s> Block<'s> {
    /// The statements in it, those in loops and branches included, in text order.
    pub fn statements(&self) -> impl Iterator<Item = Stmt<'s>> + use<'s> {
        let bodies = self.0.descendants_of(NodeKind::Body);
        bodies.flat_map(|b| b.children()).map(Stmt::of)
    }
}

impl<'s> Explain<'s> {
    /// The statement explained; it is not run.
    pub fn statement(&self) -> Option<Stmt<'s>> {
        self.0.children().next().map(Stmt::of)
    }
}
