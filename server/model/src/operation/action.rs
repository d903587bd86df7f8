//! What is run for its result or its effect on rows: actions and how their results are used, merges, deletes and updates.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use super::{Source, StreamQuery, What};
use crate::expr::Expr;
use crate::frame::{Frame, Setting};

/// A Spark job run for its result.
#[derive(Clone, Debug)]
pub struct Action {
    /// Which.
    pub kind: ActionKind,
    /// On what, when known.
    pub frame: Option<Arc<Frame>>,
    /// How the result is used.
    pub uses: Vec<Use>,
    /// Whether all uses are seen: not returned, stored on an object, captured, or given to code not known.
    pub uses_known: bool,
}

/// Kinds of action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActionKind {
    /// `count()`.
    Count,
    /// `collect()`.
    Collect,
    /// `toPandas()`.
    ToPandas,
    /// `rdd.collect()`.
    RddCollect,
    /// `toLocalIterator()`.
    LocalIterator,
    /// `first()`, `head()`, `take(n)`, `tail(n)`.
    Take,
    /// `isEmpty()`.
    IsEmpty,
    /// `rdd.isEmpty()`.
    RddIsEmpty,
    /// `show()`.
    Show,
    /// `display()`.
    Display,
    /// `foreach`, `foreachPartition`.
    Foreach,
    /// `toArrow`, `summary().show()` and the rest.
    Other,
}

/// A function of the project is called where its code is followed: what happens in it, besides what it gives.
#[derive(Clone, Debug)]
pub struct Call {
    /// The jobs that run in it, in order, the functions it calls included.
    pub jobs: Vec<Job>,
    /// A projection in it by which the loop around the call makes one turn's frame from the turn's before.
    pub carried: Option<Arc<Frame>>,
}

/// A Spark job, as far as it matters how often it runs.
#[derive(Clone, Debug)]
pub enum Job {
    /// An action, on what is known of its frame.
    Action(ActionKind, Option<Arc<Frame>>),
    /// A batch write.
    Write,
    /// A stream that is started, with what is known of it in this very call.
    Stream(Box<StreamQuery>),
}

impl Job {
    /// The job that an operation is, if it is one.
    pub fn of(what: &What) -> Option<Self> {
        match what {
            What::Action(action) => Some(Self::Action(action.kind, action.frame.clone())),
            What::Write(_) => Some(Self::Write),
            What::StreamQuery(query) => Some(Self::Stream(query.clone())),
            _ => None,
        }
    }
}

/// How an action's result is used.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// How.
    pub kind: UseKind,
    /// The expression in which it is used: the comparison, the `not`, the condition.
    pub range: TextRange,
}

/// Ways to use an action's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UseKind {
    /// A comparison that asks only whether it is empty; true when it asks for emptiness (`== 0`).
    Emptiness(bool),
    /// Its truth value: non-empty.
    Truth,
    /// `len(rows)` of collected rows in a comparison that asks only for emptiness; true when it asks for emptiness.
    LengthEmptiness(bool),
    /// Indexed: `collect()[0]`.
    Index,
    /// Walked by a `for` loop.
    Iterated,
    /// All of it put into a list, set or tuple.
    Gathered,
    /// Anything else.
    Other,
}

/// A merge.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The table merged into.
    pub target: Source,
    /// What is merged in.
    pub source: Option<Arc<Frame>>,
    /// The condition.
    pub condition: Option<Expr>,
    /// The WHEN clauses in order.
    pub clauses: Vec<MergeClause>,
    /// Whether all clauses are known.
    pub known: bool,
}

/// A WHEN clause.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeClause {
    /// When it applies.
    pub when: MergeWhen,
    /// What it does.
    pub action: MergeAction,
    /// Its condition.
    pub condition: Option<Expr>,
    /// Assignments: column and value, the value's text range with it.
    pub assignments: Vec<(SmolStr, Expr)>,
    /// Where it stands: the words it starts with, the method's name.
    pub range: TextRange,
}

/// When a WHEN clause applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum MergeWhen {
    Matched,
    NotMatched,
    NotMatchedBySource,
}

/// What a WHEN clause does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum MergeAction {
    Update,
    UpdateAll,
    Delete,
    Insert,
    InsertAll,
}

/// DELETE or UPDATE.
#[derive(Clone, Debug)]
pub struct Change {
    /// Whether rows are deleted, not updated.
    pub delete: bool,
    /// Of which table.
    pub target: Source,
    /// Which rows; absent means all.
    pub condition: Setting<Expr>,
    /// Assignments of an UPDATE.
    pub assignments: Vec<(SmolStr, Expr)>,
}
