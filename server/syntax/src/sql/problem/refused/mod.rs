//! What fits the grammar and is refused by Spark's parser all the same: literals out of range, clauses that exclude each other,
//! names that need backquotes. Only what is sure from the statement alone; nothing here asks the referee.

mod change;
mod column;
mod data_type;
mod expression;
mod interval;
mod literal;
mod moment;
mod name;
mod order;
mod pipe;
mod query;
mod relation;
mod table;
mod utility;

use super::super::kind::Kind;
use super::super::node::NodeKind as N;
use super::super::tree::{Node, TokenRef};
use super::Problem;
use crate::range::TextRange;

/// The problems found so far.
pub(super) struct Found {
    problems: Vec<Problem>,
    /// Whether names may be variables: the text has a script or declares one.
    in_script: bool,
}

impl Found {
    /// Notes a problem.
    fn say(&mut self, range: TextRange, message: impl Into<String>) {
        self.problems.push(Problem::new(range, message));
    }

    /// Notes a problem with another place that explains it.
    fn say_with(&mut self, range: TextRange, message: impl Into<String>, related: TextRange, why: &'static str) {
        self.problems.push(Problem::new(range, message).related(related, why));
    }
}

/// The first thing in the statement that Spark's parser refuses.
pub(super) fn find_refused(part: Node<'_>, in_script: bool) -> Option<Problem> {
    let mut found = Found { problems: Vec::new(), in_script };
    for node in part.descendants() {
        if matches!(node.kind(), N::TooDeep | N::Hole) {
            return None;
        }
        check(node, &mut found);
    }
    name::check_letters(part, &mut found);
    found.problems.into_iter().min_by_key(|problem| problem.range.start())
}

fn check(node: Node<'_>, found: &mut Found) {
    match node.kind() {
        N::Literal => literal::check_number(node, found),
        N::TypedLiteral => literal::check_typed(node, found),
        N::Interval => interval::check(node, found),
        N::Name | N::ObjectName | N::FunctionName => name::check(node, found),
        N::Alias | N::Over => name::check_identifier_clause(node, found),
        N::Type => data_type::check(node, found),
        N::CreateTable | N::CreateView | N::CreateFunction => table::check(node, found),
        N::CreateObject => table::check_schema(node, found),
        N::PartitionedBy => table::check_partitions(node, found),
        N::ColumnDef => column::check(node, found),
        N::Identity => column::check_identity(node, found),
        N::AlterColumn => column::check_change(node, found),
        N::Alter => column::check_alter(node, found),
        N::With => query::check_with(node, found),
        N::Query => order::check_organization(node, found),
        N::Select => {
            order::check_select(node, found);
            query::check_items(node, found);
        }
        N::Values => query::check_values(node, found),
        N::WindowClause => query::check_windows(node, found),
        N::FrameBound => query::check_frame_bound(node, found),
        N::GroupingSets => query::check_grouping(node, found),
        N::Transform => query::check_transform(node, found),
        N::From => relation::check_from(node, found),
        N::Join => relation::check_join(node, found),
        N::Sample => relation::check_sample(node, found),
        N::TableRef => relation::check_changes(node, found),
        N::TimeTravel | N::Changes => relation::check_moment(node, found),
        N::PipeStep => pipe::check(node, found),
        N::In | N::Between | N::Like | N::Is | N::NotNull => expression::check_predicate(node, found),
        N::Call => expression::check_call(node, found),
        N::MergeInsert => change::check_merge_insert(node, found),
        N::MergeSource | N::MergeTarget | N::Update | N::Delete => change::check_alias(node, found),
        N::Insert => change::check_insert(node, found),
        N::Explain
        | N::Cache
        | N::Declare
        | N::Describe
        | N::Analyze
        | N::ExecuteImmediate
        | N::Reset
        | N::Resource
        | N::Set
        | N::Show => utility::check(node, found),
        _ => {}
    }
}

/// The node's own token of the kind.
fn own<'s>(node: Node<'s>, kind: Kind) -> Option<TokenRef<'s>> {
    node.token(kind)
}

/// From the node's start to the end of its first words: what a message about a whole clause points at.
fn head(node: Node<'_>, words: usize) -> TextRange {
    let mut tokens = node.all_tokens();
    let first = tokens.next().map_or(node.range(), |token| token.range());
    tokens.take(words.saturating_sub(1)).fold(first, |range, token| range.cover(token.range()))
}

/// The text of a string literal, where the node is one and its value is known.
fn text_of(node: Node<'_>) -> Option<String> {
    let literal = super::super::view::Literal::cast(node)?;
    if literal.is_string() { literal.string() } else { None }
}
