//! Array functions that are given a bare NULL to look for.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::expr::{Call, Callee, Expr, ExprKind};
use brickline_model::facts::function::{Trait, is};
use brickline_model::operation::{Language, Operation};

use crate::shared::chain::with_quotes;

/// The rule.
pub static RULE: Rule = Rule {
    name: "array-except-null",
    group: Group::Correctness,
    on: &[Domain::Python, Domain::Sql],
    summary: "An array function is given a bare NULL to look for",
    why: "Nothing equals NULL: `array_remove(a, NULL)` is NULL for every row, and Spark refuses `array_except(a, NULL)` and \
          `array_contains(a, NULL)`. Drop the empty elements with `array_compact`, ask for them with `exists`.",
    bad: Example::sql("SELECT array_remove(tags, NULL) AS tags FROM main.silver.orders;\n"),
    good: Example::sql("SELECT array_compact(tags) AS tags FROM main.silver.orders;\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/sql/language-manual/functions/array_remove",
        "https://docs.databricks.com/aws/en/sql/language-manual/functions/array_compact",
    ],
    options: &[],
    checks: &[Check::Expr(check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation, expr: &Expr) {
    let Some(call) = find_call(expr) else { return };
    let fix = find_edit(cx, operation, expr, call);
    cx.report(expr.range, format!("`{}` finds no NULL: it gives NULL, or Spark refuses it", call.name)).fix(fix);
}

fn find_call(expr: &Expr) -> Option<&Call> {
    let ExprKind::Call(call) = &expr.kind else { return None };
    let takes = is(&call.name, Trait::Drops) || is(&call.name, Trait::Seeks);
    let [_, second] = call.args.as_slice() else { return None };
    (takes && call.callee == Callee::Builtin && second.is_null()).then_some(call)
}

/// The call that does what was meant: the array without its NULLs, or the question whether it has one.
fn find_edit(cx: &Cx<'_>, operation: &Operation, expr: &Expr, call: &Call) -> Option<Fix> {
    let array = cx.text(with_quotes(cx, call.args.first()?.range));
    let is_sql = matches!(operation.site.language, Language::Sql(_));
    let module = cx.text(expr.range).split(call.name.as_str()).next().unwrap_or_default();
    if array.is_empty() || !(is_sql || module.ends_with('.')) {
        return None;
    }
    let (title, text) = match (is(&call.name, Trait::Drops), is_sql) {
        (true, _) => ("drop the NULLs of the array", format!("{module}array_compact({array})")),
        (false, true) => ("ask whether an element is NULL", format!("exists({array}, x -> x IS NULL)")),
        (false, false) => ("ask whether an element is NULL", format!("{module}exists({array}, lambda x: x.isNull())")),
    };
    Some(Fix::unsafe_(title, vec![Edit::replace(expr.range, text)]))
}
