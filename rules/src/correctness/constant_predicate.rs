//! Conditions that are the same for every row.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::expr::{Expr, ExprKind};
use brickline_model::frame::{JoinOn, Step};
use brickline_model::operation::{Kind, Language, Operation, What};
use brickline_syntax::embed::Place;

use crate::shared::constant::{find_truth, is_bare};

/// The rule.
pub static RULE: Rule = Rule {
    name: "constant-predicate",
    group: Group::Correctness,
    on: &[Domain::Sql, Domain::Python],
    summary: "A condition is true for every row, or for none",
    why: "A filter, join or CASE condition that does not depend on the row keeps everything or nothing. Often a column was \
          quoted by mistake (`'status' = 'open'`), or a switch was left behind.",
    bad: Example::sql("SELECT id FROM main.silver.orders WHERE 'status' = 'open';\n"),
    good: Example::sql("SELECT id FROM main.silver.orders WHERE status = 'open';\n"),
    severity: Severity::Info,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-qry-select-where"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Transform], check), Check::Expr(check_branches)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Transform(transform) = &operation.what else { return };
    match transform.step() {
        Step::Filter(condition) => check_filter(cx, operation, condition),
        // A join on what is always true is a cartesian product: another rule's business.
        Step::Join { on: JoinOn::Condition(condition), .. } if find_truth(condition) == Some(false) => {
            cx.report(condition.range, "this join condition is never true");
        }
        _ => {}
    }
}

fn check_filter(cx: &mut Cx<'_>, operation: &Operation, condition: &Expr) {
    let Some(value) = find_truth(condition) else { return };
    let for_empty_copy = !value && is_bare(condition);
    if for_empty_copy || (value && may_go_on(cx, operation, condition)) {
        return;
    }
    cx.report(condition.range, format!("this condition is {} true", adverb(value)));
}

/// Whether something that is not known may follow a filter of `1 = 1`: text that is put together elsewhere, or a hole.
fn may_go_on(cx: &Cx<'_>, operation: &Operation, condition: &Expr) -> bool {
    let Language::Sql(number) = operation.site.language else { return false };
    let Some(source) = cx.file.model.sql.get(number as usize) else { return true };
    // A literal that is given by way of a variable may have been added to on the way.
    let is_whole = matches!(source.embed.place, Place::Inline { .. }) && source.range.contains_range(condition.range);
    let behind = |hole: &brickline_syntax::TextRange| source.embed.host(*hole).start() >= condition.range.end();
    !is_whole || source.embed.holes.iter().any(behind) || has_template(cx, operation, condition)
}

fn has_template(cx: &Cx<'_>, operation: &Operation, condition: &Expr) -> bool {
    let end = operation.site.whole.end().max(condition.range.end());
    let rest = cx.text(brickline_syntax::TextRange::new(condition.range.end(), end));
    rest.contains("{{") || rest.contains("{%") || rest.contains("${")
}

fn check_branches(cx: &mut Cx<'_>, _: &Operation, expr: &Expr) {
    let ExprKind::Case { operand: None, branches, .. } = &expr.kind else { return };
    for (condition, _) in branches {
        if let Some(value) = find_truth(condition) {
            cx.report(condition.range, format!("this CASE condition is {} true", adverb(value)));
        }
    }
}

fn adverb(value: bool) -> &'static str {
    if value { "always" } else { "never" }
}
