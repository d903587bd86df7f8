//! Flows of pipelines: CREATE FLOW, AUTO CDC INTO, APPLY CHANGES INTO.

use super::*;

views! {
    /// CREATE FLOW.
    CreateFlow;
    /// AUTO CDC INTO, APPLY CHANGES INTO.
    ApplyChanges;
}

impl<'s> CreateFlow<'s> {
    /// AUTO CDC INTO, if that is what the flow does.
    pub fn changes(&self) -> Option<ApplyChanges<'s>> {
        self.0.children().find_map(ApplyChanges::cast)
    }

    /// INSERT, if that is what the flow does.
    pub fn insert(&self) -> Option<Insert<'s>> {
        self.0.children().find_map(Insert::cast)
    }
}

impl<'s> ApplyChanges<'s> {
    /// The table it writes.
    pub fn target(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
    }

    /// What it reads.
    pub fn from(&self) -> Option<From<'s>> {
        self.0.children().find_map(From::cast)
    }

    /// Whether KEYS stands in it.
    pub fn has_keys(&self) -> bool {
        self.0.all_tokens().any(|t| t.kind() == Kind::KEYS)
    }

    /// The columns after KEYS.
    pub fn keys(&self) -> Option<NameList<'s>> {
        self.0.child(NodeKind::Keys)?.children().find_map(NameList::cast)
    }

    /// Whether SEQUENCE BY stands in it.
    pub fn has_sequence(&self) -> bool {
        self.0.child(NodeKind::SequenceBy).is_some()
    }

    /// The expression after SEQUENCE BY.
    pub fn sequence_by(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::SequenceBy)?.operand()
    }

    /// The number after STORED AS SCD TYPE.
    pub fn scd_type(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::StoredAs)?.operand()
    }

    /// The old words APPLY CHANGES, where it uses them.
    pub fn old_words(&self) -> Option<TextRange> {
        let apply = self.0.tokens().next().filter(|t| t.kind() == Kind::APPLY)?;
        let changes = self.0.token(Kind::CHANGES)?;
        Some(apply.range().cover(changes.range()))
    }
}
