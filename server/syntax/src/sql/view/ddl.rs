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
    /// A column with its type and options.
    ColumnDef;
    /// PRIMARY KEY, FOREIGN KEY, UNIQUE, CHECK.
    Constraint;
    /// EXPECT.
    Expectation;
    /// One property.
    Property;
    /// SCHEDULE or TRIGGER.
    Schedule;
    /// What ALTER does.
    Action;
}

/// The clauses of a statement, whichever it has.
#[derive(Clone, Copy, Debug)]
pub struct Clauses<'s>(pub(super) Node<'s>);

impl<'s> Clauses<'s> {
    /// The clause of the kind, with its words.
    pub fn find(&self, kind: NodeKind) -> Option<Node<'s>> {
        self.0.child(kind)
    }

    /// The clauses of the kind: more than one is an error that the parser lets pass.
    pub fn all(&self, kind: NodeKind) -> impl Iterator<Item = Node<'s>> + use<'s> {
        self.0.children_of(kind)
    }

    /// The format after USING or STORED AS: `delta`; dotted class names joined.
    pub fn format(&self) -> Option<NamePart> {
        let clause = self.find(NodeKind::Using).or_else(|| self.find(NodeKind::StoredAs))?;
        let mut parts = clause.child(NodeKind::Name).map(parts_of)?.into_iter();
        let mut whole = parts.next()?;
        for part in parts {
            whole.text = format!("{}.{}", whole.text, part.text).into();
            whole.range = whole.range.cover(part.range);
            whole.hole |= part.hole;
        }
        Some(whole)
    }

    /// TBLPROPERTIES and DBPROPERTIES, those of all such clauses.
    pub fn properties(&self) -> impl Iterator<Item = Property<'s>> + use<'s> {
        self.0.children_of(NodeKind::Properties).flat_map(|p| p.children()).filter_map(Property::cast)
    }

    /// OPTIONS.
    pub fn options(&self) -> impl Iterator<Item = Property<'s>> + use<'s> {
        self.0.children_of(NodeKind::Options).flat_map(|p| p.children()).filter_map(Property::cast)
    }

    /// The text after COMMENT.
    pub fn comment(&self) -> Option<Literal<'s>> {
        self.find(NodeKind::Comment)?.children().find_map(Literal::cast)
    }

    /// The path after LOCATION.
    pub fn location(&self) -> Option<Literal<'s>> {
        self.find(NodeKind::Location)?.children().find_map(Literal::cast)
    }

    /// What PARTITIONED BY names: columns by name or definition, with the range of each.
    pub fn partition_columns(&self) -> impl Iterator<Item = (Vec<NamePart>, TextRange)> + use<'s> {
        self.find(NodeKind::PartitionedBy).into_iter().flat_map(|c| c.children()).filter_map(|item| match item.kind() {
            NodeKind::Name => Some((parts_of(item), item.range())),
            NodeKind::ColumnDef => item.child(NodeKind::Name).map(|n| (parts_of(n), item.range())),
            _ => None,
        })
    }

    /// The transforms in PARTITIONED BY, such as `years(d)`.
    pub fn partition_transforms(&self) -> impl Iterator<Item = Call<'s>> + use<'s> {
        self.find(NodeKind::PartitionedBy).into_iter().flat_map(|c| c.children()).filter_map(Call::cast)
    }

    /// CLUSTER BY.
    pub fn cluster_by(&self) -> Option<Clustering> {
        let clause = self.find(NodeKind::ClusterBy)?;
        Some(match () {
            () if clause.has(Kind::AUTO) => Clustering::Auto,
            () if clause.has(Kind::NONE) => Clustering::None,
            () => Clustering::Columns(clause.name_lists().collect()),
        })
    }

    /// SCHEDULE or TRIGGER.
    pub fn schedule(&self) -> Option<Schedule<'s>> {
        self.find(NodeKind::Schedule).and_then(Schedule::cast)
    }

    /// The function after WITH ROW FILTER.
    pub fn row_filter(&self) -> Option<ObjectName<'s>> {
        self.find(NodeKind::RowFilter)?.children().find_map(ObjectName::cast)
    }
}

/// What CLUSTER BY asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Clustering {
    /// `CLUSTER BY (a, b)`.
    Columns(Vec<Vec<NamePart>>),
    /// `CLUSTER BY AUTO`.
    Auto,
    /// `CLUSTER BY NONE`.
    None,
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

impl<'s> ColumnDef<'s> {
    /// Its name.
    pub fn name(&self) -> Option<NamePart> {
        self.0.name_part()
    }

    /// Its type, if given.
    pub fn data_type(&self) -> Option<Type<'s>> {
        self.0.children().find_map(Type::cast)
    }

    /// Whether NOT NULL follows.
    pub fn is_not_null(&self) -> bool {
        self.0.child(NodeKind::NotNull).is_some()
    }

    /// The text after COMMENT.
    pub fn comment(&self) -> Option<Literal<'s>> {
        self.0.child(NodeKind::Comment)?.children().find_map(Literal::cast)
    }

    /// The value after DEFAULT.
    pub fn default(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::Default)?.expression()
    }

    /// The expression of GENERATED ALWAYS AS.
    pub fn generated(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::Generated)?.expression()
    }

    /// Whether it is an identity column.
    pub fn is_identity(&self) -> bool {
        self.0.child(NodeKind::Identity).is_some()
    }

    /// Its own constraints.
    pub fn constraints(&self) -> impl Iterator<Item = Constraint<'s>> + use<'s> {
        self.0.children().filter_map(Constraint::cast)
    }

    /// The function after MASK.
    pub fn mask(&self) -> Option<ObjectName<'s>> {
        self.0.child(NodeKind::ColumnMask)?.children().find_map(ObjectName::cast)
    }
}

impl<'s> Constraint<'s> {
    /// Its name.
    pub fn name(&self) -> Option<NamePart> {
        self.0.name_part()
    }

    /// PRIMARY, FOREIGN, UNIQUE, CHECK or REFERENCES.
    pub fn kind(&self) -> Option<Kind> {
        let words = [Kind::PRIMARY, Kind::FOREIGN, Kind::UNIQUE, Kind::CHECK, Kind::REFERENCES];
        self.0.tokens().map(|t| t.kind()).find(|k| words.contains(k))
    }

    /// The columns of the key.
    pub fn columns(&self) -> Vec<NamePart> {
        self.0.child(NodeKind::NameList).map(super::query::column_names).unwrap_or_default()
    }

    /// The condition of CHECK.
    pub fn condition(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// The table referenced.
    pub fn references(&self) -> Option<ObjectName<'s>> {
        self.0.children().find_map(ObjectName::cast)
    }
}

impl<'s> Expectation<'s> {
    /// Its name.
    pub fn name(&self) -> Option<NamePart> {
        self.0.name_part()
    }

    /// Its condition.
    pub fn condition(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }

    /// `DROP` for DROP ROW, `FAIL` for FAIL UPDATE; none where violations are only counted.
    pub fn action(&self) -> Option<Kind> {
        self.0.child(NodeKind::Violation)?.first_token().map(|t| t.kind())
    }
}

impl<'s> Property<'s> {
    /// The key: words joined by dots, or the text of the string.
    pub fn key(&self) -> String {
        let Some(key) = self.key_node() else { return String::new() };
        match Literal::cast(key) {
            Some(literal) => literal.text().unwrap_or_default(),
            None => parts_of(key).iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("."),
        }
    }

    /// Where the key stands.
    pub fn key_range(&self) -> TextRange {
        self.key_node().map_or(self.0.range(), |k| k.range())
    }

    fn key_node(&self) -> Option<Node<'s>> {
        self.0.children().next()
    }

    /// The value.
    pub fn value(&self) -> Option<Expr<'s>> {
        self.0.children().skip(1).find_map(Expr::cast)
    }

    /// The value as text: of a string, or as written.
    pub fn value_text(&self) -> Option<String> {
        match self.value()? {
            Expr::Literal(literal) if literal.is_string() => literal.text(),
            value if value.node().has_hole() => None,
            value => Some(value.node().text().to_owned()),
        }
    }
}

impl<'s> Schedule<'s> {
    /// The text after CRON.
    pub fn cron(&self) -> Option<Literal<'s>> {
        self.0.token(Kind::CRON)?;
        self.0.children().find_map(Literal::cast)
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
