//! Arrays that are gathered only to be counted or rid of duplicates.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::expr::{Call, Callee, Expr, ExprKind};
use brickline_model::facts::function::{Trait, is};
use brickline_model::frame::{ProjectionKind, Step};
use brickline_model::operation::{Action, ActionKind, Kind, Language, Operation, What};

/// The rule.
pub static RULE: Rule = Rule {
    name: "redundant-array-aggregation",
    group: Group::Performance,
    on: &[Domain::Python, Domain::Sql],
    summary: "An array is gathered only to be counted or made distinct",
    why: "`collect_list` and `collect_set` hold all values of a group in memory. An aggregate that counts or removes duplicates \
          as rows go by needs none of it: `count`, `count(DISTINCT ...)`, `collect_set`.",
    bad: Example::sql("SELECT day, size(collect_set(customer)) AS customers FROM main.silver.orders GROUP BY day;\n"),
    good: Example::sql("SELECT day, count(DISTINCT customer) AS customers FROM main.silver.orders GROUP BY day;\n"),
    severity: Severity::Info,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/sql/language-manual/functions/collect_set",
        "https://docs.databricks.com/aws/en/sql/language-manual/functions/count",
    ],
    options: &[],
    checks: &[Check::Expr(check), Check::Operation(&[Kind::Action], check_action)],
};

/// What stands in for the two calls.
#[derive(Clone, Copy, PartialEq)]
enum Instead {
    Set,
    Count,
    CountDistinct,
}

fn check(cx: &mut Cx<'_>, operation: &Operation, expr: &Expr) {
    let Some((outer, gathered, instead)) = find_pair(expr) else { return };
    let ExprKind::Call(inner) = &gathered.kind else { return };
    let message = match instead {
        Instead::Set => format!("`{}` of `{}` is what `collect_set` gives", outer.name, inner.name),
        Instead::Count => format!("`{}` gathers an array only to be counted", inner.name),
        Instead::CountDistinct => format!("`{}` gathers a set only to be counted", inner.name),
    };
    let fix = find_edit(cx, operation, expr, gathered, inner, instead);
    cx.report(expr.range, message).fix(fix);
}

fn check_action(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Action(action) = &operation.what else { return };
    if counts_distinct_column(operation, action) {
        let message = "the distinct values of one column are counted row by row: `count_distinct` is one aggregate";
        cx.report(operation.site.name, message);
    }
}

/// A call around a gathering aggregate, with that aggregate and what both together could be.
fn find_pair(expr: &Expr) -> Option<(&Call, &Expr, Instead)> {
    let outer = find_builtin(expr)?;
    let [gathered] = &*outer.args else { return None };
    let inner = find_builtin(gathered)?;
    let (list, set) = (is(&inner.name, Trait::GathersList), is(&inner.name, Trait::GathersSet));
    let instead = match (is(&outer.name, Trait::Unique), is(&outer.name, Trait::Size)) {
        // A list that a window gathers in order keeps that order when duplicates leave it; a set does not.
        (true, _) if (list || set) && inner.over.as_ref().is_none_or(|over| over.known && over.order_by.is_empty()) => {
            Instead::Set
        }
        (_, true) if list => if inner.distinct { Instead::CountDistinct } else { Instead::Count },
        // DISTINCT is not allowed over a window.
        (_, true) if set && inner.over.is_none() => Instead::CountDistinct,
        _ => return None,
    };
    Some((outer, gathered, instead))
}

fn find_builtin(expr: &Expr) -> Option<&Call> {
    match &expr.kind {
        ExprKind::Call(call) if call.callee == Callee::Builtin => Some(call),
        _ => None,
    }
}

/// `df.select("a").distinct().count()` in one chain: distinct rows with a name may be needed for more.
fn counts_distinct_column(operation: &Operation, action: &Action) -> bool {
    let Some(frame) = action.frame.as_ref().filter(|_| action.kind == ActionKind::Count) else { return false };
    let Step::Deduplicate { subset: None, known: true, .. } = &frame.step else { return false };
    let in_chain = operation.site.receiver.is_some_and(|receiver| receiver.contains_range(frame.range));
    in_chain && frame.inputs.iter().all(|input| match &input.step {
        Step::Project(list) => {
            let is_select = matches!(list.kind, ProjectionKind::Select | ProjectionKind::SelectExpr);
            is_select && list.known && matches!(list.items.as_slice(), [item] if item.output_name().is_some())
        }
        _ => false,
    })
}

/// The inner call's text under another name.
fn find_edit(cx: &Cx<'_>, operation: &Operation, expr: &Expr, gathered: &Expr, inner: &Call, instead: Instead) -> Option<Fix> {
    let text = cx.text(gathered.range);
    let at = text.find(cx.text(inner.name_range)).filter(|_| !inner.name_range.is_empty())?;
    let (module, rest) = (&text[..at], &text[at + inner.name_range.len() as usize..]);
    let is_sql = matches!(operation.site.language, Language::Sql(_));
    if !(is_sql && module.is_empty() || module.ends_with('.')) {
        return None;
    }
    let (title, text) = match instead {
        Instead::Set => ("gather a set", format!("{module}collect_set{rest}")),
        Instead::Count => ("count the values", format!("{module}count{rest}")),
        Instead::CountDistinct if !is_sql => ("count the distinct values", format!("{module}count_distinct{rest}")),
        Instead::CountDistinct if inner.distinct => ("count the distinct values", format!("count{rest}")),
        Instead::CountDistinct => ("count the distinct values", format!("count{}", rest.replacen('(', "(DISTINCT ", 1))),
    };
    Some(Fix::unsafe_(title, vec![Edit::replace(expr.range, text)]))
}
