//! Statements: what they are, and what can be said of each whatever it is.

use super::*;
use crate::sql::tree::{Script, SyntaxError};

views! {
    /// One statement with its `;`.
    Statement;
    /// A query on its own.
    QueryStatement;
    /// EXPLAIN.
    Explain;
    /// SHOW.
    Show;
    /// DESCRIBE.
    Describe;
    /// LOAD DATA.
    LoadData;
    /// REFRESH.
    Refresh;
    /// REPAIR TABLE.
    Repair;
    /// COMMENT ON.
    CommentOn;
    /// SET TAG ON, UNSET TAG ON.
    SetTag;
    /// SYNC SCHEMA, SYNC TABLE.
    Sync;
    /// EXECUTE IMMEDIATE.
    ExecuteImmediate;
    /// CALL.
    CallProcedure;
    /// ADD JAR, LIST FILES.
    Resource;
    /// Transactions, locks and what else Hive has.
    NativeCommand;
    /// A statement whose grammar is not known; its tables are found all the same.
    Opaque;
}

macro_rules! statements {
    ($($name:ident)*) => {
        /// What a statement is. Match on it.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum Stmt<'s> {
            /// A query.
            Query(QueryStatement<'s>),
            $(#[doc = concat!("See [`", stringify!($name), "`](struct@", stringify!($name), ").")] $name($name<'s>),)*
            /// Text that is no statement.
            Other(Part<'s>),
        }

        impl<'s> Stmt<'s> {
            pub(crate) fn cast(node: Node<'s>) -> Option<Self> {
                Some(match node.kind() {
                    NodeKind::QueryStatement => Self::Query(QueryStatement(node)),
                    $(NodeKind::$name => Self::$name($name(node)),)*
                    _ => return None,
                })
            }

            /// What it is without its grammar.
            pub fn part(&self) -> Part<'s> {
                match self {
                    Self::Query(view) => view.part(),
                    $(Self::$name(view) => view.part(),)*
                    Self::Other(part) => *part,
                }
            }
        }
    };
}

statements! {
    Insert MultiInsert Update Delete Merge CopyInto LoadData CreateTable CreateView CreateFunction CreateFlow CreateObject
    ApplyChanges Alter Drop Truncate Optimize Vacuum Restore Convert Reorg Analyze Repair Refresh Show Describe Explain Grant Use Set
    SetTag SetVariable Sync Reset Cache Uncache CommentOn Declare Cursor ExecuteImmediate CallProcedure Resource NativeCommand Block If
    CaseStatement Loop Handler Jump Opaque
}

/// What stands directly in a statement, for those whose parts are all alike.
#[derive(Clone, Copy, Debug)]
pub enum Content<'s> {
    /// A query.
    Query(Query<'s>),
    /// An INSERT.
    Insert(Insert<'s>),
    /// An object's name.
    Name(ObjectName<'s>),
    /// Anything else.
    Other(Part<'s>),
}

impl Script {
    /// All of it.
    pub fn part(&self) -> Part<'_> {
        Part(self.root())
    }

    /// The statements in order, empty ones left out.
    pub fn statements(&self) -> impl Iterator<Item = Statement<'_>> {
        self.root()
            .children()
            .filter_map(Statement::cast)
            .filter(|s| s.0.all_tokens().any(|t| t.kind() != Kind::Semicolon))
    }

    /// The statement that the error is in.
    pub fn statement_of(&self, error: &SyntaxError) -> Option<Statement<'_>> {
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
        self.0.children().next().map_or(Stmt::Other(self.part()), Stmt::of)
    }

    /// Whether text follows what was understood of it, such as a template in place of a clause.
    pub fn is_cut(&self) -> bool {
        self.0.children().nth(1).is_some()
    }

    /// Its first words up to its first name: what to call it in a message.
    pub fn head(&self) -> Option<TextRange> {
        let mut tokens = self.0.all_tokens().take(4).take_while(|t| t.kind().is_keyword());
        let first = tokens.next()?.range();
        Some(tokens.last().map_or(first, |t| first.cover(t.range())))
    }

    /// Every object it names, in text order, with role and kind. Common table expressions are among those read.
    pub fn names(&self) -> impl Iterator<Item = ObjectName<'s>> + use<'s> {
        self.part().names()
    }

    /// Whether any of it is a hole or template.
    pub fn is_templated(&self) -> bool {
        self.has_hole()
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
    pub(crate) fn of(node: Node<'s>) -> Self {
        Self::cast(node).unwrap_or(Self::Other(Part(node)))
    }

    fn node(&self) -> Node<'s> {
        self.part().0
    }

    /// Where it stands, without its `;`.
    pub fn range(&self) -> TextRange {
        self.node().range()
    }

    /// The keywords it starts with.
    pub fn keywords(&self) -> TextRange {
        self.node().keywords()
    }

    /// Its first word, as written.
    pub fn first_word(&self) -> &'s str {
        self.node().first_token().map_or("", |t| t.text())
    }

    /// The first object it names itself: what it changes, shows, drops.
    pub fn name(&self) -> Option<ObjectName<'s>> {
        self.node().object_name()
    }

    /// WITH before it; that of a query is the query's own.
    pub fn with(&self) -> Option<With<'s>> {
        self.node().children().find_map(With::cast)
    }

    /// Its clauses, whichever it has.
    pub fn clauses(&self) -> Clauses<'s> {
        Clauses(self.node())
    }

    /// The queries that stand directly in it, or after AS.
    pub fn queries(&self) -> impl Iterator<Item = Query<'s>> + use<'s> {
        self.node().children().filter_map(|child| match child.kind() {
            NodeKind::AsQuery => child.children().find_map(Query::cast),
            _ => Query::cast(child),
        })
    }

    /// What stands directly in it, in order.
    pub fn contents(&self) -> impl Iterator<Item = Content<'s>> + use<'s> {
        self.node().children().map(|child| match child.kind() {
            NodeKind::Query => Content::Query(Query(child)),
            NodeKind::Insert => Content::Insert(Insert(child)),
            NodeKind::ObjectName => ObjectName::cast(child).map_or(Content::Other(Part(child)), Content::Name),
            _ => Content::Other(Part(child)),
        })
    }
}

impl<'s> QueryStatement<'s> {
    /// The query.
    pub fn body(&self) -> Option<QueryBody<'s>> {
        self.0.children().next().and_then(QueryBody::cast)
    }
}

impl<'s> Explain<'s> {
    /// The statement explained; it is not run.
    pub fn statement(&self) -> Option<Stmt<'s>> {
        self.0.children().last().map(Stmt::of)
    }
}
