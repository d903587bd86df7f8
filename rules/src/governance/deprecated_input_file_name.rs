//! Functions that tell the file a row came from, replaced by `_metadata`.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::expr::{Callee, Expr, ExprKind};
use brickline_model::facts::function::file_field;
use brickline_model::operation::{Language, Operation};
use brickline_syntax::TextRange;

/// The rule.
pub static RULE: Rule = Rule {
    name: "deprecated-input-file-name",
    group: Group::Governance,
    on: &[Domain::Python, Domain::Sql],
    summary: "`input_file_name()` and its kin do not work with Unity Catalog",
    why: "The functions are deprecated since Databricks Runtime 13.3, fail on the standard and serverless compute of Unity \
          Catalog, and give an empty text where the reader has no file at hand. The column `_metadata` of every file source \
          says the same reliably.",
    bad: Example::sql("SELECT id, input_file_name() AS file FROM main.bronze.orders;\n"),
    good: Example::sql("SELECT id, _metadata.file_path AS file FROM main.bronze.orders;\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/sql/language-manual/functions/input_file_name",
        "https://docs.databricks.com/aws/en/ingestion/file-metadata-column",
    ],
    options: &[],
    checks: &[Check::Expr(check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation, expr: &Expr) {
    let ExprKind::Call(call) = &expr.kind else { return };
    let Some(field) = file_field(&call.name).filter(|_| call.callee == Callee::Builtin) else { return };
    let fix = find_edit(cx, operation.site.language, expr.range, call.name_range, field)
        .map(|edit| Fix::unsafe_(format!("use _metadata.{field}"), vec![edit]));
    cx.report(call.name_range, format!("{} is deprecated: _metadata.{field} says the same", call.name)).fix(fix);
}

fn find_edit(cx: &Cx<'_>, language: Language, call: TextRange, name: TextRange, field: &str) -> Option<Edit> {
    if matches!(language, Language::Sql(_)) {
        return Some(Edit::replace(call, format!("_metadata.{field}")));
    }
    // `F.name()`: what stands before the name reaches `col` as well; a name that was imported alone does not.
    let is_qualified = call.start() < name.start() && cx.text(call).starts_with(|c: char| c.is_alphabetic() || c == '_');
    is_qualified
        .then(|| Edit::replace(TextRange::new(name.start(), call.end()), format!("col(\"_metadata.{field}\")")))
}
