//! Sorts whose order nothing keeps.

use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::{Frame, Step};
use brickline_model::operation::{Language, Operation, What};
use brickline_syntax::TextRange;

use crate::shared::order::{Fate, find_consumers};

/// The rule.
pub static RULE: Rule = Rule {
    name: "redundant-sort",
    group: Group::Performance,
    on: &[Domain::Python, Domain::Sql],
    summary: "Rows are sorted, and nothing keeps their order",
    why: "A sort shuffles all rows. What groups, joins, deduplicates, repartitions or sorts them afterwards gives them another \
          order, and the rows of a subquery, common table or view have none. Sort last, or together with `LIMIT`.",
    bad: Example::py(
        "orders = spark.table(\"main.silver.orders\")\norders.orderBy(\"day\").groupBy(\"customer\").count().show()\n",
    ),
    good: Example::py(
        "orders = spark.table(\"main.silver.orders\")\norders.groupBy(\"customer\").count().orderBy(\"count\").show()\n",
    ),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-qry-select-orderby"],
    options: &[],
    checks: &[Check::Model(check)],
};

fn check(cx: &mut Cx<'_>) {
    let model = Arc::clone(&cx.file.model);
    let is_sort = |operation: &&Operation| find_sort(operation).is_some();
    if !model.operations.iter().any(|operation| is_sort(&operation)) {
        return;
    }
    let consumers = find_consumers(&model.operations);
    for operation in model.operations.iter().filter(is_sort) {
        let Some(sorted) = find_sort(operation) else { continue };
        let fates = consumers.fates(sorted);
        if fates.iter().any(|fate| may_matter(operation, fate)) {
            continue;
        }
        if operation.site.language == Language::Python && !is_seen_whole(&model.operations, operation, sorted) {
            continue;
        }
        let Some(reason) = fates.first().and_then(describe) else { continue };
        let fix = find_edit(cx, operation, sorted).map(|edit| Fix::unsafe_("leave the sort out", vec![edit]));
        cx.report(operation.site.name, format!("nothing keeps this order: {reason}")).fix(fix);
    }
}

fn find_sort(operation: &Operation) -> Option<&Arc<Frame>> {
    match &operation.what {
        What::Transform(transform) => match transform.step() {
            Step::Sort { within_partitions: false, .. } => Some(&transform.frame),
            _ => None,
        },
        _ => None,
    }
}

/// Whether an order may matter to somebody. What Python makes of a query's or view's rows, it may show in their order.
fn may_matter(sort: &Operation, fate: &Fate<'_>) -> bool {
    let is_sql = matches!(sort.site.language, Language::Sql(_));
    match fate {
        Fate::Kept => true,
        Fate::Lost(_) => false,
        Fate::View | Fate::Subquery(None) => !is_sql,
        Fate::Subquery(Some(last)) => !is_sql || !sort.site.whole.contains_range(last.range),
    }
}

fn describe(fate: &Fate<'_>) -> Option<&'static str> {
    Some(match fate {
        Fate::Kept => return None,
        Fate::View => "a view's rows have none",
        Fate::Subquery(_) => "a subquery's rows have none without a limit",
        Fate::Lost(next) => match &next.step {
            Step::Aggregate { .. } => "grouping follows",
            Step::Join { .. } => "a join follows",
            Step::Deduplicate { .. } => "duplicates are looked for next",
            Step::Sort { .. } => "another sort follows",
            Step::SetOperation(_) => "a set operation follows",
            _ => "the rows are distributed anew",
        },
    })
}

/// Whether all that becomes of a sorted frame of Python is seen: it is used up in the chain it stands in, or it belongs to no
/// function, which could return it.
fn is_seen_whole(operations: &[Operation], sort: &Operation, sorted: &Arc<Frame>) -> bool {
    sort.context.function.is_none()
        || operations.iter().any(|next| {
            let takes = match &next.what {
                What::Transform(transform) => transform.frame.inputs.iter().any(|input| Arc::ptr_eq(input, sorted)),
                _ => false,
            };
            takes && next.site.receiver.is_some_and(|receiver| receiver.contains_range(sort.site.name))
        })
}

/// The clause or link, with the white space before it.
fn find_edit(cx: &Cx<'_>, operation: &Operation, sorted: &Arc<Frame>) -> Option<Edit> {
    let range = match (&sorted.step, operation.site.language) {
        (Step::Sort { keys, .. }, Language::Sql(_)) => {
            TextRange::new(operation.site.name.start(), keys.last()?.range.end().max(operation.site.name.end()))
        }
        (_, Language::Python) if operation.site.link != operation.site.whole => operation.site.link,
        _ => return None,
    };
    let before = cx.text(TextRange::new(0, range.start()));
    let before = before.trim_end().strip_suffix("|>").unwrap_or(before);
    let start = before.trim_end_matches(|letter: char| letter.is_whitespace() || letter == '\\').len() as u32;
    Some(Edit::delete(TextRange::new(start, range.end())))
}
