//! Functions that nobody has.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::expr::{Call, Callee, Expr, ExprKind};
use brickline_model::facts::{pyspark, sql_function};
use brickline_model::name::Securable;
use brickline_model::operation::{Kind, Language, Operation, What};
use brickline_syntax::TextRange;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-function",
    group: Group::Correctness,
    on: &[Domain::Python, Domain::Sql],
    summary: "A function is called that neither Spark nor the project has",
    why: "Spark fails with UNRESOLVED_ROUTINE, and Python with AttributeError, when the code runs. A function of another schema \
          is called by its full name; one of the session is created or registered before it is called.",
    bad: Example::sql("SELECT coalese(discount, 0) AS discount FROM main.silver.orders;\n"),
    good: Example::sql("SELECT coalesce(discount, 0) AS discount FROM main.silver.orders;\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-functions-builtin"],
    options: &[],
    checks: &[Check::Expr(check), Check::Operation(&[Kind::ApiUse], check_python)],
};

/// The shortest name of which a slip can be told from another name.
const LONG: usize = 5;

/// Where PySpark keeps the functions on columns.
const MODULES: &[&str] = &["pyspark.sql.functions.", "pyspark.sql.connect.functions."];

fn check(cx: &mut Cx<'_>, operation: &Operation, expr: &Expr) {
    let ExprKind::Call(call) = &expr.kind else { return };
    // Some functions on columns have no namesake in SQL.
    let is_of_python = || operation.site.language == Language::Python && pyspark::function(&call.name).is_some();
    if !is_unknown(cx, call) || is_of_python() {
        return;
    }
    // Any other name may be a function of the schema that is in use.
    let Some(near) = find_meant(&call.name) else { return };
    if !is_of_session(operation, &call.name) && !is_of_project(cx, &call.name) {
        report(cx, &call.name, call.name_range, near);
    }
}

fn check_python(cx: &mut Cx<'_>, operation: &Operation) {
    let What::ApiUse(used) = &operation.what else { return };
    let Some(name) = MODULES.iter().find_map(|module| used.path.strip_prefix(module)) else { return };
    let is_name = !name.is_empty() && !name.contains('.') && !name.starts_with('_') && used.called;
    if used.exists.is_no() && is_name {
        report(cx, name, operation.site.name, pyspark::nearest_function(name));
    }
}

fn report(cx: &mut Cx<'_>, name: &str, range: TextRange, near: Option<&str>) {
    let advice = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    let can_change = cx.text(range).eq_ignore_ascii_case(name);
    let fix = near.filter(|_| can_change).map(|near| {
        Fix::unsafe_(format!("change to `{near}`"), vec![Edit::replace(range, near)])
    });
    cx.report(range, format!("there is no function `{name}`{advice}")).fix(fix);
}

/// What a name that no built-in function has must have been meant for: a slip of the pen, or another system's function.
fn find_meant(name: &str) -> Option<Option<&'static str>> {
    if let Some(here) = sql_function::foreign(name) {
        return Some(here);
    }
    let near = sql_function::nearest(name).filter(|near| name.len() >= LONG && near.len() >= LONG)?;
    Some(Some(near))
}

/// Whether a call is of a plain name that no built-in function has.
fn is_unknown(cx: &Cx<'_>, call: &Call) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    call.callee == Callee::Builtin
        // Some operators are calls too.
        && cx.text(call.name_range).eq_ignore_ascii_case(&call.name)
        && call.name.chars().all(is_plain)
        && sql_function::find(&call.name).is_none()
}

fn is_of_session(operation: &Operation, name: &str) -> bool {
    let session = &operation.context.session;
    let has = |names: &[smol_str::SmolStr]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    session.open || has(&session.functions) || has(&session.variables)
}

/// Whether anything in the project creates or registers a function of this name.
fn is_of_project(cx: &Cx<'_>, name: &str) -> bool {
    let makes = |operation: &Operation| match &operation.what {
        What::Definition(definition) if definition.securable == Securable::Function => {
            let made = definition.name.as_ref().and_then(|made| made.last());
            made.is_none_or(|made| made.eq_ignore_ascii_case(name))
        }
        What::Udf(udf) if udf.registered => udf.name.as_ref().is_none_or(|made| made.eq_ignore_ascii_case(name)),
        _ => false,
    };
    cx.index.models().any(|(_, model)| model.operations.iter().any(makes))
}
