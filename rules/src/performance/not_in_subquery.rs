//! NOT IN with a query, which a single NULL makes empty.

use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::expr::{Callee, ColumnRef, Expr, ExprKind, UnaryOp};
use brickline_model::facts::function::{Trait, is};
use brickline_model::frame::{Frame, Projection, Step};
use brickline_model::operation::Operation;
use brickline_syntax::TextRange;

/// The rule.
pub static RULE: Rule = Rule {
    name: "not-in-subquery",
    group: Group::Performance,
    on: &[Domain::Sql],
    summary: "NOT IN with a subquery is empty as soon as the subquery gives a NULL",
    why: "One NULL among the subquery's values makes `NOT IN` NULL for every row, so no row is left. To get that right Spark \
          plans a null-aware anti join, which is slow. `NOT EXISTS` or `LEFT ANTI JOIN` say what is meant.",
    bad: Example::sql(
        "SELECT o.id FROM main.silver.orders AS o WHERE o.id NOT IN (SELECT r.order_id FROM main.silver.returns AS r);\n",
    ),
    good: Example::sql(
        "SELECT o.id FROM main.silver.orders AS o\n\
         WHERE NOT EXISTS (SELECT 1 FROM main.silver.returns AS r WHERE r.order_id = o.id);\n",
    ),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-null-semantics"],
    options: &[],
    checks: &[Check::Expr(check)],
};

fn check(cx: &mut Cx<'_>, _: &Operation, whole: &Expr) {
    let Some((operand, query)) = find_negated(whole) else { return };
    if drops_nulls(query) {
        return;
    }
    let fix = find_edit(cx, whole, operand, query);
    let words = find_operator(cx, whole, operand).unwrap_or(whole.range);
    cx.report(words, "one NULL from this subquery makes NOT IN empty").fix(fix);
}

/// The words between the operand and the subquery; of `NOT a IN` all that stands before the subquery.
fn find_operator(cx: &Cx<'_>, whole: &Expr, operand: &Expr) -> Option<TextRange> {
    let after = TextRange::new(operand.range.end(), whole.range.end());
    let words = cx.text(after).split('(').next()?;
    let end = after.start() + words.trim_end().len() as u32;
    let gap = (words.len() - words.trim_start().len()) as u32;
    let is_before = operand.range.start() > whole.range.start();
    let start = if is_before { whole.range.start() } else { after.start() + gap };
    (start < end).then(|| TextRange::new(start, end))
}

/// Of `a NOT IN (SELECT ...)` or `NOT a IN (SELECT ...)` the operand and the query.
fn find_negated(expr: &Expr) -> Option<(&Expr, &Arc<Frame>)> {
    match &expr.kind {
        ExprKind::InSubquery { operand, query, negated: true } => Some((operand, query)),
        ExprKind::Unary { op: UnaryOp::Not, operand: inner } => match &inner.kind {
            ExprKind::InSubquery { operand, query, negated: false } => Some((operand, query)),
            _ => None,
        },
        _ => None,
    }
}

/// The one item a query selects.
fn find_item(query: &Arc<Frame>) -> Option<(&Expr, &Arc<Frame>)> {
    match (&query.step, query.inputs.as_slice()) {
        (Step::Project(Projection { items, .. }), [input]) => match items.as_slice() {
            [item] => Some((item, input)),
            _ => None,
        },
        (Step::Deduplicate { .. } | Step::Sort { .. } | Step::Limit(_), [input]) => find_item(input),
        _ => None,
    }
}

/// Whether the query says itself that its column is not NULL, or selects constants.
fn drops_nulls(query: &Arc<Frame>) -> bool {
    let Some((item, input)) = find_item(query) else { return false };
    let Some(column) = item.as_column() else { return is_never_null(item) };
    let Step::Filter(condition) = &input.step else { return false };
    let mut drops = false;
    condition.walk(&mut |part| {
        if let ExprKind::IsNull { operand, negated: true } = &part.kind {
            drops |= operand.as_column().is_some_and(|tested| tested.name.eq_ignore_ascii_case(&column.name));
        }
    });
    drops
}

/// Whether a value is a constant, or falls back to one where it is NULL.
fn is_never_null(item: &Expr) -> bool {
    match &item.kind {
        ExprKind::Literal(_) => !item.is_null(),
        ExprKind::Alias { operand, .. } => is_never_null(operand),
        ExprKind::Call(call) if call.callee == Callee::Builtin && is(&call.name, Trait::Fallback) => {
            call.args.last().is_some_and(is_never_null)
        }
        _ => false,
    }
}

/// `NOT EXISTS` with the operand in the condition, where both columns say whose they are.
fn find_edit(cx: &Cx<'_>, whole: &Expr, operand: &Expr, query: &Arc<Frame>) -> Option<Fix> {
    let (item, input) = find_item(query)?;
    let (outer, inner) = (as_qualified(operand)?, as_qualified(item)?);
    let is_plain = matches!(query.step, Step::Project(_)) && !outer.qualifier.eq(&inner.qualifier);
    let (before, text) = (cx.text(whole.range).find('(')?, cx.text(whole.range));
    let select = text.get(before..)?.strip_prefix('(')?.strip_suffix(')')?;
    let from = select.get(find_word(select, "FROM")?..)?;
    let link = format!("{} = {}", cx.text(item.range), cx.text(operand.range));
    let text = match (is_plain, &input.step) {
        (true, Step::Filter(condition)) if from.trim_end().ends_with(cx.text(condition.range)) => {
            format!("NOT EXISTS (SELECT 1 {} AND {link})", wrap_condition(from, cx.text(condition.range))?)
        }
        (true, Step::Read { .. } | Step::Alias(_)) => format!("NOT EXISTS (SELECT 1 {} WHERE {link})", from.trim_end()),
        _ => return None,
    };
    Some(Fix::unsafe_("ask with NOT EXISTS", vec![Edit::replace(whole.range, text)]))
}

fn as_qualified(expr: &Expr) -> Option<&ColumnRef> {
    match &expr.kind {
        ExprKind::Column(column) if column.qualifier.len() == 1 => Some(column),
        _ => None,
    }
}

/// The clauses with their condition in parentheses.
fn wrap_condition(from: &str, condition: &str) -> Option<String> {
    Some(format!("{}({condition})", from.trim_end().strip_suffix(condition)?))
}

fn find_word(text: &str, word: &str) -> Option<usize> {
    text.to_ascii_uppercase().match_indices(word).map(|(at, _)| at).find(|at| {
        let border = |letter: Option<char>| letter.is_none_or(|letter| letter.is_whitespace());
        border(text[..*at].chars().next_back()) && border(text[at + word.len()..].chars().next())
    })
}
