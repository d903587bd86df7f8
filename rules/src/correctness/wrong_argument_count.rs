//! Built-in functions called with a number of arguments that they never take.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::expr::{Call, Callee, Expr, ExprKind};
use brickline_model::facts::pyspark::{self, Method, ParamKind};
use brickline_model::facts::sql_function::{self, SqlFunction};
use brickline_model::operation::{Kind, Language, Operation, What};

/// The rule.
pub static RULE: Rule = Rule {
    name: "wrong-argument-count",
    group: Group::Correctness,
    on: &[Domain::Python, Domain::Sql],
    summary: "A built-in function is called with too many or too few arguments",
    why: "Spark fails with WRONG_NUM_ARGS when it reads the query, Python with TypeError when it reaches the call. Other systems \
          have functions of the same name that take more or fewer.",
    bad: Example::sql("SELECT nvl(discount, rebate, 0) AS discount FROM main.silver.orders;\n"),
    good: Example::sql("SELECT coalesce(discount, rebate, 0) AS discount FROM main.silver.orders;\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-functions-builtin"],
    options: &[],
    checks: &[Check::Expr(check), Check::Operation(&[Kind::ApiUse], check_python)],
};

/// Where PySpark keeps the functions on columns.
const MODULE: &str = "pyspark.sql.functions.";

fn check(cx: &mut Cx<'_>, operation: &Operation, expr: &Expr) {
    if operation.site.language == Language::Python {
        return;
    }
    let Some((call, function, count)) = find_wrong(operation, expr) else { return };
    let wanted = describe(function.arities().collect());
    cx.report(call.name_range, format!("`{}` takes {wanted}, not {count}", call.name));
}

/// A call of a built-in function with so many arguments, all of them known, as it never takes.
fn find_wrong<'a>(operation: &Operation, expr: &'a Expr) -> Option<(&'a Call, SqlFunction, usize)> {
    let ExprKind::Call(call) = &expr.kind else { return None };
    let session = &operation.context.session;
    let is_replaced = session.open || session.functions.iter().any(|name| name.eq_ignore_ascii_case(&call.name));
    let values = || call.args.iter().chain(call.named.iter().map(|(_, value)| value));
    let is_open = |value: &Expr| matches!(value.kind, ExprKind::Star { .. } | ExprKind::Hole(_) | ExprKind::Unknown);
    if call.callee != Callee::Builtin || call.name_range.is_empty() || is_replaced || values().any(is_open) {
        return None;
    }
    let function = sql_function::find(&call.name)?;
    let count = values().count();
    (!function.takes(count)).then_some((call, function, count))
}

fn check_python(cx: &mut Cx<'_>, operation: &Operation) {
    let What::ApiUse(used) = &operation.what else { return };
    let site = &operation.site;
    let Some(parens) = site.parens.filter(|_| used.called) else { return };
    let Some(function) = used.path.strip_prefix(MODULE).and_then(pyspark::function) else { return };
    let positional = site.args.iter().filter(|argument| argument.name.is_none()).count();
    let named: Vec<&str> = site.args.iter().filter_map(|argument| argument.name.as_deref()).collect();
    let Some((least, most)) = find_bounds(function, &named) else { return };
    if positional < least || most.is_some_and(|most| positional > most) {
        let text = cx.text(parens).replace(char::is_whitespace, "");
        // Arguments that are unpacked are not counted.
        if text.contains("(*") || text.contains(",*") {
            return;
        }
        let wanted = describe(vec![(least + named.len(), most.map(|most| most + named.len()))]);
        let count = positional + named.len();
        cx.report(site.name, format!("`{}` takes {wanted}, not {count}", function.name()));
    }
}

/// How many arguments by position a function takes beside those given by name; nothing where a name is none of its own.
fn find_bounds(function: &Method, named: &[&str]) -> Option<(usize, Option<usize>)> {
    let has = |kind| function.params().any(|param| param.kind == kind);
    if has(ParamKind::Options) || named.iter().any(|name| function.param(name).is_none()) {
        return None;
    }
    let places =
        || function.params().filter(|param| param.kind == ParamKind::Plain && !named.contains(&param.name));
    let least = places().filter(|param| !param.has_default).count();
    Some((least, if has(ParamKind::Rest) { None } else { Some(places().count()) }))
}

/// `2 or 3 arguments`.
fn describe(ranges: Vec<(usize, Option<usize>)>) -> String {
    let parts: Vec<String> = ranges
        .iter()
        .map(|(least, most)| match most {
            Some(most) if most == least => least.to_string(),
            Some(most) if *most == least + 1 => format!("{least} or {most}"),
            Some(most) => format!("{least} to {most}"),
            None => format!("at least {least}"),
        })
        .collect();
    let noun = if ranges.last() == Some(&(1, Some(1))) { "argument" } else { "arguments" };
    format!("{} {noun}", parts.join(" or "))
}
