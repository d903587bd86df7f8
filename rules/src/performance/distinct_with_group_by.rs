//! DISTINCT over rows that GROUP BY made distinct already.

use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::expr::{Expr, ExprKind, Literal};
use brickline_model::facts::sql_function;
use brickline_model::frame::{Frame, Step};
use brickline_model::operation::{Kind, Language, Operation, What};
use brickline_syntax::TextRange;

/// The rule.
pub static RULE: Rule = Rule {
    name: "distinct-with-group-by",
    group: Group::Performance,
    on: &[Domain::Sql],
    summary: "DISTINCT is said where GROUP BY leaves no duplicates",
    why: "`GROUP BY` gives one row per group. A select list that has all grouping columns cannot give two equal rows, so \
          `DISTINCT` groups everything once more for nothing.",
    bad: Example::sql("SELECT DISTINCT day, count(*) AS n FROM main.silver.orders GROUP BY day;\n"),
    good: Example::sql("SELECT day, count(*) AS n FROM main.silver.orders GROUP BY day;\n"),
    severity: Severity::Info,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-qry-select-groupby"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Transform], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Transform(transform) = &operation.what else { return };
    let is_distinct = matches!(transform.step(), Step::Deduplicate { subset: None, .. });
    let is_sql = matches!(operation.site.language, Language::Sql(_));
    let Some(list) = transform.frame.inputs.first().filter(|_| is_distinct && is_sql) else { return };
    let Step::Project(projection) = &list.step else { return };
    let Some(keys) = list.inputs.first().and_then(find_keys) else { return };
    let has_all = keys.iter().all(|key| is_selected(key, &projection.items));
    if !has_all || projection.items.iter().any(makes_rows) {
        return;
    }
    let word = operation.site.name;
    let rest = cx.text(TextRange::new(word.end(), operation.site.whole.end()));
    let gap = (rest.len() - rest.trim_start().len()) as u32;
    let fix = Fix::unsafe_("drop DISTINCT", vec![Edit::delete(TextRange::new(word.start(), word.end() + gap))]);
    cx.report(word, "GROUP BY leaves no duplicates that DISTINCT could remove").fix(fix);
}

/// The keys of the grouping right below a select list, HAVING in between.
fn find_keys(frame: &Arc<Frame>) -> Option<&[Expr]> {
    match &frame.step {
        Step::Aggregate { keys, known: true, .. } if !keys.is_empty() => Some(keys),
        Step::Filter(_) | Step::Hint { .. } => frame.inputs.first().and_then(find_keys),
        _ => None,
    }
}

/// Whether a grouping key is an item: by its place, its alias or its text.
fn is_selected(key: &Expr, items: &[Expr]) -> bool {
    match &key.kind {
        ExprKind::Literal(Literal::Int(place)) => {
            usize::try_from(*place).is_ok_and(|place| (1..=items.len()).contains(&place))
        }
        ExprKind::Column(column) => items.iter().any(|item| {
            let is_alias = column.qualifier.is_empty() && item.output_name().is_some_and(|name| name.eq_ignore_ascii_case(&column.name));
            is_alias || item.as_column().is_some_and(|other| other.name.eq_ignore_ascii_case(&column.name) && other.qualifier == column.qualifier)
        }),
        _ => items.iter().any(|item| match &item.kind {
            ExprKind::Alias { operand, .. } => is_same(operand, key),
            _ => is_same(item, key),
        }),
    }
}

/// Whether two expressions compute the same, wherever they stand.
fn is_same(a: &Expr, b: &Expr) -> bool {
    let (left, right) = (a.children(), b.children());
    let head = match (&a.kind, &b.kind) {
        (ExprKind::Column(a), ExprKind::Column(b)) => a.name.eq_ignore_ascii_case(&b.name) && a.qualifier == b.qualifier,
        (ExprKind::Literal(a), ExprKind::Literal(b)) => a == b && *a != Literal::Other,
        (ExprKind::Call(a), ExprKind::Call(b)) => a.name == b.name && a.distinct == b.distinct && a.over == b.over,
        (ExprKind::Binary { op: a, .. }, ExprKind::Binary { op: b, .. }) => a == b,
        (ExprKind::Cast { to: a, .. }, ExprKind::Cast { to: b, .. }) => a == b && a.is_some(),
        (ExprKind::Access { .. }, ExprKind::Access { .. }) => true,
        _ => false,
    };
    head && left.len() == right.len() && left.iter().zip(&right).all(|(a, b)| is_same(a, b))
}

/// Whether an item may give several rows for one.
fn makes_rows(item: &Expr) -> bool {
    let mut makes = false;
    item.walk(&mut |part| {
        makes |= match &part.kind {
            ExprKind::Call(call) => sql_function::find(&call.name).is_none_or(|function| function.is_generator()),
            _ => false,
        };
    });
    makes
}
