//! UNION that looks for duplicates nobody asked it to find.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::frame::{SetOperation, Step};
use brickline_model::operation::{Kind, Language, Operation, What};

/// The rule.
pub static RULE: Rule = Rule {
    name: "distinct-union",
    group: Group::Performance,
    on: &[Domain::Sql],
    summary: "UNION removes duplicates, which UNION ALL does not have to",
    why: "`UNION` compares all rows of both sides and shuffles them to do so. Where the sides have no rows in common, or doubles \
          do no harm, `UNION ALL` gives the same for less; where duplicates must go, `UNION DISTINCT` says so.",
    bad: Example::sql("SELECT id FROM main.silver.orders UNION SELECT id FROM main.silver.returns;\n"),
    good: Example::sql("SELECT id FROM main.silver.orders UNION ALL SELECT id FROM main.silver.returns;\n"),
    severity: Severity::Info,
    enabled: false,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-qry-select-setops"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Transform], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Transform(transform) = &operation.what else { return };
    let is_sql = matches!(operation.site.language, Language::Sql(_));
    let operator = operation.site.name;
    let says_so = cx.text(operator).to_uppercase().contains("DISTINCT");
    if !is_sql || says_so || *transform.step() != Step::SetOperation(SetOperation::UnionDistinct) {
        return;
    }
    let fix = Fix::unsafe_("keep duplicates with UNION ALL", vec![Edit::insert(operator.end(), " ALL")]);
    cx.report(operator, "this UNION compares all rows to remove duplicates").fix(fix);
}
