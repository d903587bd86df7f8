//! What CREATE and ALTER of anything have in common: a name, words about it, clauses.

use super::*;

views! {
    /// CLONE.
    CloneOf;
}

/// CREATE or ALTER, whatever it makes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Definition<'s>(pub(super) Node<'s>);

/// What a definition does to its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefinitionVerb {
    /// CREATE.
    Create,
    /// CREATE OR REPLACE, CREATE OR REFRESH, REPLACE.
    CreateOrReplace,
    /// ALTER.
    Alter,
}

impl<'s> Stmt<'s> {
    /// What it has in common with other definitions, if it is CREATE or ALTER.
    pub fn definition(&self) -> Option<Definition<'s>> {
        Some(match self {
            Self::CreateTable(create) => create.definition(),
            Self::CreateView(create) => create.definition(),
            Self::CreateFunction(create) => create.definition(),
            Self::CreateObject(create) => create.definition(),
            Self::CreateFlow(create) => create.definition(),
            Self::Alter(alter) => alter.definition(),
            _ => return None,
        })
    }
}

impl<'s> Definition<'s> {
    /// Where it stands.
    pub fn range(&self) -> TextRange {
        self.0.range()
    }

    /// What it is without its grammar.
    pub fn part(&self) -> Part<'s> {
        Part(self.0)
    }

    /// What is created or altered.
    pub fn name(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
    }

    /// What it does.
    pub fn verb(&self) -> DefinitionVerb {
        let mut words = self.0.tokens().map(|t| t.kind());
        match words.next() {
            Some(Kind::ALTER) => DefinitionVerb::Alter,
            Some(Kind::CREATE) if words.next() != Some(Kind::OR) => DefinitionVerb::Create,
            _ => DefinitionVerb::CreateOrReplace,
        }
    }

    /// Whether `IF NOT EXISTS` or `IF EXISTS` stands in it.
    pub fn is_conditional(&self) -> bool {
        self.0.has(Kind::IF)
    }

    /// Whether TEMPORARY or TEMP stands in it.
    pub fn is_temporary(&self) -> bool {
        self.0.has(Kind::TEMPORARY) || self.0.has(Kind::TEMP)
    }

    /// Whether PRIVATE stands in it.
    pub fn is_private(&self) -> bool {
        self.0.has(Kind::PRIVATE)
    }

    /// Whether it uses the old words of pipelines: `LIVE TABLE`, `STREAMING LIVE TABLE`.
    pub fn is_live(&self) -> bool {
        self.0.has(Kind::LIVE)
    }

    /// Whether it makes a dataset of a pipeline: STREAMING, MATERIALIZED or LIVE stands in it.
    pub fn makes_dataset(&self) -> bool {
        self.is_live() || self.0.has(Kind::STREAMING) || self.0.has(Kind::MATERIALIZED)
    }

    /// Its clauses.
    pub fn clauses(&self) -> Clauses<'s> {
        Clauses(self.0)
    }

    /// What ALTER does; none for what has a clause of its own, such as CLUSTER BY.
    pub fn action(&self) -> Option<Action<'s>> {
        self.0.children().find_map(Action::cast)
    }

    /// The query after AS.
    pub fn query(&self) -> Option<Query<'s>> {
        self.0.child(NodeKind::AsQuery)?.children().find_map(Query::cast)
    }

    /// CLONE.
    pub fn clone_of(&self) -> Option<CloneOf<'s>> {
        self.0.children().find_map(CloneOf::cast)
    }
}

impl<'s> CloneOf<'s> {
    /// What it is a clone of.
    pub fn name(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
    }

    /// Whether the clone is shallow.
    pub fn is_shallow(&self) -> bool {
        self.0.has(Kind::SHALLOW)
    }
}
