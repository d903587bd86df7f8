//! MERGE INTO, clause by clause.

use super::*;

views! {
    /// MERGE.
    Merge;
    /// The target with its alias.
    MergeTarget;
    /// A WHEN clause.
    MergeClause;
    /// UPDATE in it.
    MergeUpdate;
    /// INSERT in it.
    MergeInsert;
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
#[derive(Clone, Copy, Debug)]
pub enum MergeAction<'s> {
    /// UPDATE SET *.
    UpdateAll,
    /// UPDATE SET a = b.
    Update(MergeUpdate<'s>),
    /// INSERT *.
    InsertAll,
    /// INSERT (columns) VALUES (values).
    Insert(MergeInsert<'s>),
    /// DELETE.
    Delete,
}

impl<'s> Merge<'s> {
    /// The table it writes.
    pub fn target(&self) -> Option<MergeTarget<'s>> {
        self.0.children().find_map(MergeTarget::cast)
    }

    /// The source: a table, query or table function.
    pub fn source(&self) -> Option<Relation<'s>> {
        self.0.child(NodeKind::MergeSource)?.children().next().map(Relation::of)
    }

    /// ON.
    pub fn on(&self) -> Option<On<'s>> {
        self.0.children().find_map(On::cast)
    }

    /// The WHEN clauses, in order.
    pub fn clauses(&self) -> impl Iterator<Item = MergeClause<'s>> + use<'s> {
        self.0.children().filter_map(MergeClause::cast)
    }

    /// Whether WITH SCHEMA EVOLUTION stands in it.
    pub fn has_schema_evolution(&self) -> bool {
        self.0.child(NodeKind::SchemaEvolution).is_some()
    }
}

impl<'s> MergeTarget<'s> {
    /// The table.
    pub fn name(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
    }

    /// Its alias.
    pub fn alias(&self) -> Option<Alias<'s>> {
        self.0.children().find_map(Alias::cast)
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
        self.0.child(NodeKind::MergeWhen)?.operand()
    }

    /// What it does; none for what does not fit the grammar, or a hole.
    pub fn action(&self) -> Option<MergeAction<'s>> {
        self.0.children().find_map(|action| {
            let all = action.child(NodeKind::Star).is_some();
            Some(match action.kind() {
                NodeKind::MergeDelete => MergeAction::Delete,
                NodeKind::MergeUpdate if all => MergeAction::UpdateAll,
                NodeKind::MergeUpdate => MergeAction::Update(MergeUpdate(action)),
                NodeKind::MergeInsert if all => MergeAction::InsertAll,
                NodeKind::MergeInsert => MergeAction::Insert(MergeInsert(action)),
                _ => return None,
            })
        })
    }
}

impl<'s> MergeUpdate<'s> {
    /// What is set.
    pub fn assignments(&self) -> impl Iterator<Item = Assignment<'s>> + use<'s> {
        self.0.children().filter_map(Assignment::cast)
    }
}

impl<'s> MergeInsert<'s> {
    /// The columns it names.
    pub fn columns(&self) -> Option<NameList<'s>> {
        self.0.children().find_map(NameList::cast)
    }

    /// The values for them.
    pub fn values(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.child(NodeKind::Row).into_iter().flat_map(|row| row.operands())
    }
}
