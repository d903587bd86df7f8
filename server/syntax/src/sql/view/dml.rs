//! INSERT, UPDATE, DELETE, MERGE, COPY INTO, AUTO CDC.

use super::query::column_names;
use super::*;
use crate::range::TextRange;
use crate::sql::name::ObjectName;

views! {
    /// INSERT.
    Insert;
    /// `FROM t INSERT .. INSERT ..`.
    MultiInsert;
    /// UPDATE.
    Update;
    /// DELETE.
    Delete;
    /// MERGE.
    Merge;
    /// A WHEN clause of MERGE.
    MergeClause;
    /// `a = b` in SET.
    Assignment;
    /// COPY INTO.
    CopyInto;
    /// AUTO CDC INTO, APPLY CHANGES INTO.
    ApplyChanges;
    /// TRUNCATE TABLE.
    Truncate;
    /// CACHE TABLE.
    Cache;
}

macro_rules! targets {
    ($($name:ident)*) => {
        $(
            impl<'s> $name<'s> {
                /// The table it writes.
                pub fn target(&self) -> Option<ObjectName<'s>> {
                    self.0.children().find_map(ObjectName::cast)
                }

                /// The alias of the table it writes.
                pub fn target_alias(&self) -> Option<Alias<'s>> {
                    self.0.children().find_map(Alias::cast)
                }

                /// Whether WITH SCHEMA EVOLUTION stands in it.
                pub fn has_schema_evolution(&self) -> bool {
                    self.0.child(NodeKind::SchemaEvolution).is_some()
                }
            }
        )*
    };
}

targets! { Insert Update Delete CopyInto ApplyChanges Truncate Cache }

impl<'s> Insert<'s> {
    /// Whether it is INSERT OVERWRITE.
    pub fn is_overwrite(&self) -> bool {
        self.0.has(Kind::OVERWRITE) || self.directory().is_some()
    }

    /// Whether BY NAME stands in it.
    pub fn is_by_name(&self) -> bool {
        self.0.has(Kind::NAME)
    }

    /// The columns it names.
    pub fn columns(&self) -> Vec<NamePart> {
        self.0.child(NodeKind::NameList).map(column_names).unwrap_or_default()
    }

    /// PARTITION (..).
    pub fn partition(&self) -> Option<Node<'s>> {
        self.0.child(NodeKind::Partition)
    }

    /// The condition of REPLACE WHERE or REPLACE ON.
    pub fn replace_where(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::ReplaceWhere)?.expression()
    }

    /// The columns of REPLACE USING.
    pub fn replace_using(&self) -> Vec<NamePart> {
        self.0
            .child(NodeKind::ReplaceWhere)
            .and_then(|r| r.child(NodeKind::NameList))
            .map(column_names)
            .unwrap_or_default()
    }

    /// The directory it overwrites in place of a table; its format is among [`Clauses`].
    pub fn directory(&self) -> Option<Clauses<'s>> {
        self.0.child(NodeKind::Directory).map(Clauses)
    }

    /// The path of the directory.
    pub fn directory_path(&self) -> Option<Literal<'s>> {
        self.0.child(NodeKind::Directory)?.children().find_map(Literal::cast)
    }

    /// The query it takes its rows from.
    pub fn query(&self) -> Option<Query<'s>> {
        let inner = |n: Node<'s>| n.children().find_map(Query::cast);
        self.0.children().find_map(Query::cast).or_else(|| self.0.child(NodeKind::SubqueryRef).and_then(inner))
    }

    /// Common table expressions before INSERT.
    pub fn common_tables(&self) -> impl Iterator<Item = CommonTable<'s>> + use<'s> {
        self.0.child(NodeKind::With).into_iter().flat_map(|w| w.children()).filter_map(CommonTable::cast)
    }

    /// The SELECT of an INSERT after `FROM t`.
    pub fn select(&self) -> Option<Select<'s>> {
        self.0.children().find_map(Select::cast)
    }
}

impl<'s> MultiInsert<'s> {
    /// The relations before the INSERTs.
    pub fn from_items(&self) -> impl Iterator<Item = FromItem<'s>> + use<'s> {
        self.0.child(NodeKind::From).into_iter().flat_map(|f| f.children()).filter_map(FromItem::cast)
    }

    /// The INSERTs.
    pub fn inserts(&self) -> impl Iterator<Item = Insert<'s>> + use<'s> {
        self.0.children().filter_map(Insert::cast)
    }
}

impl<'s> Update<'s> {
    /// What is set.
    pub fn assignments(&self) -> impl Iterator<Item = Assignment<'s>> + use<'s> {
        self.0.children().filter_map(Assignment::cast)
    }

    /// The condition after WHERE.
    pub fn where_clause(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::Where)?.expression()
    }
}

impl<'s> Delete<'s> {
    /// The condition after WHERE.
    pub fn where_clause(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::Where)?.expression()
    }
}

impl<'s> Assignment<'s> {
    /// What is assigned to.
    pub fn column(&self) -> Vec<NamePart> {
        self.0.child(NodeKind::Name).map(parts_of).unwrap_or_default()
    }

    /// The value.
    pub fn value(&self) -> Option<Expr<'s>> {
        self.0.expression()
    }
}

/// What a WHEN clause of MERGE matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeMatch {
    /// WHEN MATCHED.
    Matched,
    /// WHEN NOT MATCHED [BY TARGET].
    NotMatched,
    /// WHEN NOT MATCHED BY SOURCE.
    NotMatchedBySource,
}

/// What a WHEN clause of MERGE does.
#[derive(Clone, Debug)]
pub enum MergeAction<'s> {
    /// UPDATE SET *.
    UpdateAll,
    /// UPDATE SET a = b.
    Update(Vec<Assignment<'s>>),
    /// INSERT *.
    InsertAll,
    /// INSERT (columns) VALUES (values).
    Insert(Vec<Vec<NamePart>>, Vec<Expr<'s>>),
    /// DELETE.
    Delete,
    /// What does not fit the grammar, or a hole.
    Unknown,
}

impl<'s> Merge<'s> {
    /// The table it writes.
    pub fn target(&self) -> Option<ObjectName<'s>> {
        self.target_node()?.children().find_map(ObjectName::cast)
    }

    /// The target's alias.
    pub fn target_alias(&self) -> Option<Alias<'s>> {
        self.target_node()?.children().find_map(Alias::cast)
    }

    fn target_node(&self) -> Option<Node<'s>> {
        self.0.child(NodeKind::MergeTarget)
    }

    /// The source: a table, query or table function.
    pub fn source(&self) -> Option<Relation<'s>> {
        self.0.child(NodeKind::MergeSource)?.children().find_map(Relation::cast)
    }

    /// The condition after ON.
    pub fn condition(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::On)?.expression()
    }

    /// The WHEN clauses, in order.
    pub fn clauses(&self) -> impl Iterator<Item = MergeClause<'s>> + use<'s> {
        self.0.children().filter_map(MergeClause::cast)
    }

    /// Whether WITH SCHEMA EVOLUTION stands in it.
    pub fn has_schema_evolution(&self) -> bool {
        self.0.child(NodeKind::SchemaEvolution).is_some()
    }

    /// Common table expressions before MERGE.
    pub fn common_tables(&self) -> impl Iterator<Item = CommonTable<'s>> + use<'s> {
        self.0.child(NodeKind::With).into_iter().flat_map(|w| w.children()).filter_map(CommonTable::cast)
    }
}

impl<'s> MergeClause<'s> {
    /// What it matches.
    pub fn matches(&self) -> MergeMatch {
        match () {
            () if self.0.has(Kind::SOURCE) => MergeMatch::NotMatchedBySource,
            () if self.0.has(Kind::NOT) || self.0.has(Kind::Bang) => MergeMatch::NotMatched,
            () => MergeMatch::Matched,
        }
    }

    /// The condition after AND.
    pub fn condition(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::MergeWhen)?.expression()
    }

    /// What it does.
    pub fn action(&self) -> MergeAction<'s> {
        if self.0.child(NodeKind::MergeDelete).is_some() {
            return MergeAction::Delete;
        }
        if let Some(update) = self.0.child(NodeKind::MergeUpdate) {
            let all = update.child(NodeKind::Star).is_some();
            let assignments = update.children().filter_map(Assignment::cast);
            return if all { MergeAction::UpdateAll } else { MergeAction::Update(assignments.collect()) };
        }
        let Some(insert) = self.0.child(NodeKind::MergeInsert) else { return MergeAction::Unknown };
        if insert.child(NodeKind::Star).is_some() {
            return MergeAction::InsertAll;
        }
        let columns =
            insert.child(NodeKind::NameList).into_iter().flat_map(|l| l.children_of(NodeKind::Name)).map(parts_of);
        let values = insert.children().find_map(Row::cast).map(|r| r.items().collect()).unwrap_or_default();
        MergeAction::Insert(columns.collect(), values)
    }
}

impl<'s> CopyInto<'s> {
    /// The path it reads.
    pub fn source_path(&self) -> Option<Literal<'s>> {
        let source = self.source()?;
        source.children().chain(source.children_of(NodeKind::Select).flat_map(|s| s.children())).find_map(Literal::cast)
    }

    /// What it reads.
    pub fn source(&self) -> Option<Node<'s>> {
        self.0.child(NodeKind::CopySource)
    }

    /// The SELECT over the path.
    pub fn select(&self) -> Option<Select<'s>> {
        self.source()?.children().find_map(Select::cast)
    }

    /// FILEFORMAT, FORMAT_OPTIONS and COPY_OPTIONS.
    pub fn clauses(&self) -> Clauses<'s> {
        Clauses(self.0)
    }
}

impl<'s> ApplyChanges<'s> {
    /// What it reads.
    pub fn source(&self) -> Option<FromItem<'s>> {
        self.0.child(NodeKind::From)?.children().find_map(FromItem::cast)
    }

    /// The columns after KEYS.
    pub fn keys(&self) -> Vec<NamePart> {
        self.0.child(NodeKind::Keys).and_then(|k| k.child(NodeKind::NameList)).map(column_names).unwrap_or_default()
    }

    /// The expression after SEQUENCE BY.
    pub fn sequence_by(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::SequenceBy)?.expression()
    }

    /// The number after STORED AS SCD TYPE.
    pub fn scd_type(&self) -> Option<Literal<'s>> {
        self.0.child(NodeKind::StoredAs)?.children().find_map(Literal::cast)
    }

    /// Whether it uses the old words APPLY CHANGES.
    pub fn is_apply_changes(&self) -> Option<TextRange> {
        let apply = self.0.tokens().next().filter(|t| t.kind() == Kind::APPLY)?;
        let changes = self.0.token(Kind::CHANGES)?;
        Some(apply.range().cover(changes.range()))
    }
}

impl<'s> Cache<'s> {
    /// The query whose rows it caches.
    pub fn query(&self) -> Option<Query<'s>> {
        super::ddl::as_query(self.0).or_else(|| self.0.children().find_map(Query::cast))
    }
}
